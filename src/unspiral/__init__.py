"""Measure pain and depression together, learn how each drives the other, and see what would break the cycle.

The names below are the whole front door. Each is loaded when it is first used: importing ``unspiral`` loads nothing else
and changes no setting of any library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unspiral.errors import DataError, NotConverged, NotIdentified, SafetyStop, SpecError, UnspiralError
    from unspiral.loop.language import parse, to_text
    from unspiral.loop.model import Loop
    from unspiral.records.fit import Fit
    from unspiral.records.panel import Moments, Panel, Person

__version__ = "0.1.0"

__all__ = [
    "Panel",
    "Person",
    "Moments",
    "Loop",
    "parse",
    "to_text",
    "Fit",
    "UnspiralError",
    "DataError",
    "SpecError",
    "NotIdentified",
    "NotConverged",
    "SafetyStop",
    "__version__",
]

# Name -> the file it lives in.
_HOMES = {
    "Panel": "unspiral.records.panel",
    "Person": "unspiral.records.panel",
    "Moments": "unspiral.records.panel",
    "Loop": "unspiral.loop.model",
    "parse": "unspiral.loop.language",
    "to_text": "unspiral.loop.language",
    "Fit": "unspiral.records.fit",
    "UnspiralError": "unspiral.errors",
    "DataError": "unspiral.errors",
    "SpecError": "unspiral.errors",
    "NotIdentified": "unspiral.errors",
    "NotConverged": "unspiral.errors",
    "SafetyStop": "unspiral.errors",
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _HOMES:
        thing: object = getattr(import_module(_HOMES[name]), name)
        globals()[name] = thing  # found once, then as quick as any other name
        return thing
    if name.startswith("_"):
        raise AttributeError(f"module 'unspiral' has no attribute '{name}'")
    from unspiral.errors import did_you_mean

    raise AttributeError(f"module 'unspiral' has no attribute '{name}'.{did_you_mean(name, _HOMES)}")


def __dir__() -> list[str]:
    return sorted(__all__)
