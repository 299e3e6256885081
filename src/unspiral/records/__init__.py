"""Frozen records that cross rooms. A noun per file; rooms hand each other these and nothing else."""

from unspiral.records.fit import (
    Arrow,
    Centres,
    Choices,
    DataSummary,
    Direction,
    Effect,
    Fit,
    LinkAnswer,
    Parameter,
    Rung,
    Verdict,
    Working,
)
from unspiral.records.panel import Moments, Panel, Person, Source
from unspiral.records.whatif import Band, LinkShare, Path, Spiral, WhatIf

__all__ = [
    "Arrow",
    "Band",
    "Centres",
    "Choices",
    "DataSummary",
    "Direction",
    "Effect",
    "Fit",
    "LinkAnswer",
    "LinkShare",
    "Moments",
    "Panel",
    "Parameter",
    "Path",
    "Person",
    "Rung",
    "Source",
    "Spiral",
    "Verdict",
    "WhatIf",
    "Working",
]
