"""A made-up person, for a look around: what drives what in them is declared, so that what is found can be held against it."""
