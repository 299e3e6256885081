"""Questionnaires: their files, their scores, and where every number in them comes from."""
