"""The journal: what one person wrote down, kept encrypted, added to and never overwritten."""
