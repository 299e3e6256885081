"""Records into charts, words and reports."""
