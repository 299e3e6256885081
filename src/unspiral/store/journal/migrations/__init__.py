"""How the tables of a journal became what they are, step by step; run by ``unspiral.store.journal.upgrade``."""
