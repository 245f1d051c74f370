"""The Flask shell: pages, API and command line over the commands and queries below."""
