"""Measure pain and depression together, learn how each drives the other, and see what would break the cycle.

The names below are the whole front door. Each is loaded when it is first used: importing ``unspiral`` loads nothing else
and changes no setting of any library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unspiral.version import VERSION

if TYPE_CHECKING:
    from unspiral import act as act
    from unspiral import compat as compat
    from unspiral.act.spiral import spiral
    from unspiral.act.whatif import cut, press
    from unspiral.errors import DataError, NotConverged, NotIdentified, SafetyStop, SpecError, UnspiralError
    from unspiral.evidence.example import example_diary_path
    from unspiral.learn.fit_ml import fit_ml
    from unspiral.learn.lags import lag_curves
    from unspiral.loop.language import parse, to_text
    from unspiral.loop.model import Loop
    from unspiral.measure.read import read
    from unspiral.measure.read_frame import read_frame
    from unspiral.measure.read_moments import read_moments
    from unspiral.records.fit import Fit
    from unspiral.records.panel import Moments, Panel
    from unspiral.show.report import report_html
    from unspiral.store.fit_json import read_fit, write_fit


__version__ = VERSION

__all__ = [
    "read",
    "read_frame",
    "read_moments",
    "Panel",
    "Moments",
    "parse",
    "to_text",
    "Loop",
    "fit_ml",
    "lag_curves",
    "Fit",
    "press",
    "cut",
    "spiral",
    "report_html",
    "read_fit",
    "write_fit",
    "example_diary_path",
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
    "read": "unspiral.measure.read",
    "read_frame": "unspiral.measure.read_frame",
    "read_moments": "unspiral.measure.read_moments",
    "Panel": "unspiral.records.panel",
    "Moments": "unspiral.records.panel",
    "parse": "unspiral.loop.language",
    "to_text": "unspiral.loop.language",
    "Loop": "unspiral.loop.model",
    "fit_ml": "unspiral.learn.fit_ml",
    "lag_curves": "unspiral.learn.lags",
    "Fit": "unspiral.records.fit",
    "press": "unspiral.act.whatif",
    "cut": "unspiral.act.whatif",
    "spiral": "unspiral.act.spiral",
    "report_html": "unspiral.show.report",
    "read_fit": "unspiral.store.fit_json",
    "write_fit": "unspiral.store.fit_json",
    "example_diary_path": "unspiral.evidence.example",
    "UnspiralError": "unspiral.errors",
    "DataError": "unspiral.errors",
    "SpecError": "unspiral.errors",
    "NotIdentified": "unspiral.errors",
    "NotConverged": "unspiral.errors",
    "SafetyStop": "unspiral.errors",
}


# Rooms that are used as a whole: unspiral.act.press(...), unspiral.compat.from_ctsem(...).
_ROOMS = ("act", "compat")


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _ROOMS:
        return import_module(f"unspiral.{name}")
    if name in _HOMES:
        thing: object = getattr(import_module(_HOMES[name]), name)
        globals()[name] = thing  # found once, then as quick as any other name
        return thing
    if name.startswith("_"):
        raise AttributeError(f"module 'unspiral' has no attribute '{name}'")
    from unspiral.errors import did_you_mean

    raise AttributeError(f"module 'unspiral' has no attribute '{name}'.{did_you_mean(name, (*_HOMES, *_ROOMS))}")


def __dir__() -> list[str]:
    return sorted((*__all__, *_ROOMS))
