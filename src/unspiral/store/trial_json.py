"""The file of a trial's plan: written whole or not at all, opened again equal."""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

from unspiral.aside import write_aside
from unspiral.errors import DataError
from unspiral.records import Verdict
from unspiral.records.trial import ALWAYS, Power, StopRule, TrialPerson, TrialPlan
from unspiral.store.trial_check import wrong_in
from unspiral.version import VERSION

SCHEMA = "unspiral.trial_plan/1"


def plan_document(plan: TrialPlan) -> dict[str, object]:
    """A plan as one JSON document: the record, and its days with their dates for whoever reads it without this program."""
    body = asdict(plan)
    body["washout"] = [w if math.isfinite(w) else None for w in plan.washout]
    schedule: list[dict[str, object]] = []
    for k, on in enumerate(plan.on):
        day: dict[str, object] = {"day": k + 1, "on": bool(on)}
        schedule.append({**day, "date": str(date.fromisoformat(plan.start) + timedelta(days=k))} if plan.start else day)
    return {"schema": SCHEMA, "version": VERSION, **body, "said": [ALWAYS], "schedule": schedule}


def write_plan(plan: TrialPlan, path: str | os.PathLike[str]) -> None:
    """Write a plan into a file, whole or not at all.

    Args:
        plan: of a trial.
        path: where the file shall be; an older one is replaced.
    """
    write_aside(path, plan_text(plan))


def plan_text(plan: TrialPlan) -> str:
    """The text of a plan's file.

    Args:
        plan: of a trial.
    """
    lines = [f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in plan_document(plan).items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_plan(path: str | os.PathLike[str]) -> TrialPlan:
    """Open a plan again.

    Args:
        path: of the file.

    Raises:
        DataError: there is no such file, or it holds no plan.

    Source: tests/store/test_trial_json.py.
    """
    name = Path(path).name
    again = "make the plan again: unspiral trial plan FIT.json ... -o plan.json"
    try:
        held = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"There is no file '{name}'.", fix=again) from None
    except (OSError, ValueError, RecursionError):
        raise DataError(f"'{name}' cannot be read as a plan of a trial.", fix=again) from None
    return plan_of(cast("object", held), f"'{name}'", again)


def plan_of(held: object, name: str = "this document", fix: str = "make the plan again") -> TrialPlan:
    """The plan that a document holds.

    Args:
        held: as ``plan_document`` makes it, after it went through JSON or not.
        name: how the document is called in messages.
        fix: what to do where it holds no plan.

    Raises:
        DataError: it holds no plan.
    """
    if not isinstance(held, dict) or cast("dict[str, Any]", held).get("schema") != SCHEMA:
        raise DataError(f"{name[:1].upper()}{name[1:]} is no plan of a trial.", why=f"Its 'schema' is not {SCHEMA}.", fix=fix)
    found = cast("dict[str, Any]", held)
    try:
        plan = _plan(found)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as problem:
        what = f"lacks {problem}" if isinstance(problem, KeyError) else "holds something else where a number or a word is expected"
        raise DataError(f"The plan in {name} {what}.", why="It was changed by hand, or cut off.", fix=fix) from None
    wrong = wrong_in(plan)
    if wrong:
        raise DataError(f"The plan in {name} {wrong}.", why="It was changed by hand, or cut off.", fix=fix)
    return plan


def _plan(held: dict[str, Any]) -> TrialPlan:
    power, stop, person = held["power"], held["stop"], held["person"]
    numbers = {str(k): float(v) for k, v in person["parameters"].items()}
    return TrialPlan(
        str(held["treatment"]), tuple(map(str, held["acts_on"])), tuple(map(str, held["outcomes"])), float(held["effect"]),
        int(held["days"]), int(held["block"]), str(held["design"]), tuple(map(int, held["on"])), str(held["start"]), int(held["seed"]),
        (float(held["adherence"][0]), float(held["adherence"][1])), float(held["missed"]), float(held["onset"]), float(held["fading"]),
        str(held["timing"]), str(held["better"]), tuple(float("nan") if w is None else float(w) for w in held["washout"]),
        float(held["recovery"]), str(held["slowest"]), str(held["test"]), int(held["assignments"]), float(held["alpha"]),
        Power(
            float(power["known"]), None if power["estimated"] is None else float(power["estimated"]), float(power["error"]),
            int(power["simulations"]), float(power["width"]), float(power["most"]),
        ),
        StopRule(
            float(stop["harm"]), None if stop["level"] is None else float(stop["level"]), int(stop["direction"]), int(stop["run"]),
            float(stop["chance"]), int(stop["look"]), float(stop["early"]), float(stop["final"]),
            float(stop["futility"]), tuple(map(str, stop["words"])),
        ),
        bool(held["medicine"]),
        TrialPerson(
            str(person["loop_text"]), numbers, bool(person["error"]), float(person["clock"]), tuple(map(float, person["spread"])),
            str(person["source"]), bool(person["level_known"]),
        ),
        tuple(map(str, held["assumptions"])),
        tuple(Verdict(code=str(v["code"]), level=v["level"], reason=str(v["reason"]), remedy=str(v["remedy"])) for v in held["verdicts"]),
    )  # fmt: skip
