"""Packaged tables; every number carries its source."""
