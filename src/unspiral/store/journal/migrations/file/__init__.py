"""The steps of a journal in an encrypted file."""
