"""Lists and figures as files that people keep and pass on."""
