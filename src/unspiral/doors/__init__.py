"""The two ways in: the command line and the web."""
