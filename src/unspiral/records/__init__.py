"""Frozen records that cross rooms. A noun per file; rooms hand each other these and nothing else. Each is loaded when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unspiral.records.effect import Effect
    from unspiral.records.fit import (
        Arrow,
        Centres,
        Choices,
        DataSummary,
        Direction,
        Fit,
        LinkAnswer,
        Parameter,
        Rung,
        Verdict,
        Working,
    )
    from unspiral.records.panel import Moments, Panel, Person, Source
    from unspiral.records.spiral import LinkShare, Spiral
    from unspiral.records.whatif import Band, Path, WhatIf

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

_IN_PANEL = frozenset(("Moments", "Panel", "Person", "Source"))
_IN_SPIRAL = frozenset(("LinkShare", "Spiral"))
_IN_WHATIF = frozenset(("Band", "Path", "WhatIf"))


def __getattr__(name: str) -> object:
    # Records of help and of scores hold no arrays; they must not wait for NumPy, which the others need.
    from importlib import import_module

    if name in __all__:
        homes = {"panel": _IN_PANEL, "spiral": _IN_SPIRAL, "whatif": _IN_WHATIF, "effect": {"Effect"}}
        home = next((place for place, names in homes.items() if name in names), "fit")
        thing: object = getattr(import_module(f"unspiral.records.{home}"), name)
        globals()[name] = thing
        return thing
    from unspiral.errors import did_you_mean

    raise AttributeError(f"module 'unspiral.records' has no attribute '{name}'.{did_you_mean(name, __all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
