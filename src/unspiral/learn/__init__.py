"""How each drives the other: pure functions over records; no files, no database, no web."""
