"""A drawing as SVG, made on the server: for pages that are printed or read without scripts."""
