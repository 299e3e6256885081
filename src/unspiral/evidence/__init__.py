"""What is known, with its source: packaged tables and one reader for all rooms. Every number carries its source."""

from unspiral.evidence.tables import claims, epidemiology, links, sources, treatments, variables

__all__ = ["claims", "epidemiology", "links", "sources", "treatments", "variables"]
