"""Everybody's data out: tidy tables with codebook and manifest, layouts of other programs, FHIR, calendars."""
