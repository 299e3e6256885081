"""What a trial found, as one JSON document: written once, read again equal, with no number rounded."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any, cast

import numpy as np

from unspiral.errors import DataError
from unspiral.records import Effect, Verdict
from unspiral.records.trial import Course, PlainTest, Timing, Trial, TrialEffect
from unspiral.version import VERSION

SCHEMA = "unspiral.trial_result/1"


def result_document(found: Trial) -> dict[str, Any]:
    """A result as plain things that JSON can hold; what is no number becomes null.

    Args:
        found: of ``act.trial``.
    """
    return {"schema": SCHEMA, "version": VERSION, **_plain(asdict(found))}


def result_of(held: object) -> Trial:
    """The result that a document holds.

    Args:
        held: as ``result_document`` makes it.

    Raises:
        DataError: it holds none.

    Source: tests/store/test_trial_result_json.py.
    """
    if not isinstance(held, dict) or cast("dict[str, Any]", held).get("schema") != SCHEMA:
        raise DataError("This is no result of a trial.", why=f"Its 'schema' is not {SCHEMA}.", fix="read the diary of the trial again")
    try:
        return _result(cast("dict[str, Any]", held))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as problem:
        what = f"lacks {problem}" if isinstance(problem, KeyError) else "holds something else where a number or a word is expected"
        raise DataError(f"The result of this trial {what}.", fix="read the diary of the trial again") from None


def _result(held: dict[str, Any]) -> Trial:
    timing, plain, course = held["timing"], held["plain"], held["course"]
    return Trial(
        str(held["treatment"]), tuple(map(str, held["acts_on"])), str(held["word"]), _number(held["p"]), str(held["test"]),
        float(held["alpha"]), str(held["reading"]), tuple(map(_effect_of, held["effects"])),
        PlainTest(_nan(plain["difference"]), _nan(plain["p"])),
        Timing(
            str(timing["how"]), float(timing["onset"]), float(timing["fading"]), _pair(timing["onset_ends"]), _pair(timing["fading_ends"])
        ),
        int(held["days"]), int(held["answered"]), int(held["on_days"]), int(held["planned"]),
        Course(*(_array(course[name]) for name in ("day", "on", "answers", "estimate", "low", "high"))),
        tuple(map(str, held["assumptions"])),
        tuple(Verdict(str(v["code"]), v["level"], str(v["reason"]), str(v["remedy"])) for v in held["verdicts"]),
    )  # fmt: skip


def _effect_of(held: dict[str, Any]) -> TrialEffect:
    on_days, far, taken = (None if held[name] is None else _interval(held[name]) for name in ("on_days", "long_run", "taken"))
    if on_days is None or far is None:
        raise TypeError("an outcome without an effect")
    return TrialEffect(str(held["outcome"]), on_days, far, float(held["level_on"]), float(held["level_far"]), bool(held["by_test"]), taken)


def _interval(held: dict[str, Any]) -> Effect:
    return Effect(_nan(held["estimate"]), _number(held["low"]), _number(held["high"]), _number(held["se"]))


def _number(held: object) -> float | None:
    return None if held is None else float(cast("float", held))


def _nan(held: object) -> float:
    return math.nan if held is None else float(cast("float", held))


def _pair(held: Any) -> tuple[float, float] | None:
    return None if held is None else (float(held[0]), float(held[1]))


def _array(held: Any) -> np.ndarray:
    return np.array(held, dtype=np.float64)  # None becomes nan


def _plain(held: Any) -> Any:
    if isinstance(held, np.ndarray):
        return _plain(held.tolist())
    if isinstance(held, dict):
        return {str(name): _plain(value) for name, value in cast("dict[Any, Any]", held).items()}
    if isinstance(held, (list, tuple)):
        return [_plain(value) for value in cast("list[Any]", held)]
    if isinstance(held, np.generic):
        held = cast("Any", held).item()
    return None if isinstance(held, float) and not math.isfinite(held) else held
