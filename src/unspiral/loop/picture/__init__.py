"""Where the parts of a loop's picture stand: discs, arrows, labels, and their colours."""
