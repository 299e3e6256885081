"""Plans and reads a person's trial, in a process of its own: one question comes in by a pipe, one answer goes out by another.

Run as ``python -m unspiral.doors.web.trial_work`` (behind.py). Nothing is read from or
written to a disk, and nothing stands in the arguments.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from unspiral.errors import UnspiralError

LENGTHS = (None, 42, 84)  # days that are proposed: the shortest with enough power, six weeks, twelve weeks
# What a refusal of the trial's mathematics means to a person: question, code -> what, why.
TO_A_PERSON: Mapping[tuple[str, str], tuple[str, str]] = {
    ("read", "few-answers"): (
        "too few days with it, or too few without it, have an answer.",
        "Both kinds are needed, since one is held against the other.",
    ),
    ("read", "no-movement"): ("every answer on these days is the same.", "Where nothing ever moves, nobody can tell what moves it."),
    ("propose", "no-movement"): (
        "Your answers so far are all the same, or there are none.",
        "A plan is made from your own ups and downs, and none were seen yet.",
    ),
    ("propose", "few-answers"): (
        "With so many days missed a trial could not even notice that it does harm.",
        "A trial that cannot notice harm is not planned.",
    ),
    ("propose", "unstable"): (
        "Your days drift so far that no usual level can be seen.",
        "A trial holds days against a usual level, and there is none.",
    ),
}
TRIED_OUT = 300  # made-up trials behind a proposal's chance; the plan itself has 1000


def work(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one question; a refusal is an answer, too.

    Args:
        asked: "do", one of "propose", "plan", "read" and "compare", and what that takes.
    """
    answers = {"propose": propose, "plan": plan, "read": read, "compare": compare}
    try:
        return answers[asked["do"]](asked)
    except UnspiralError as error:
        code = str(getattr(error, "code", ""))
        what, why = TO_A_PERSON.get(("propose" if asked["do"] == "plan" else asked["do"], code), (error.what, error.why))
        return {"refused": {"what": what, "why": why, "code": code}}


def propose(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Plans of several lengths, shortest first, from the person's own days.

    Args:
        asked: "diary", answers day by day with null for none; and what ``_plan`` takes.
    """
    from unspiral.store.trial_json import plan_document

    found: dict[tuple[int, int], dict[str, Any]] = {}
    for days in LENGTHS:
        made = _plan(asked, days, None, TRIED_OUT, None)
        found.setdefault((made.days, made.block), plan_document(made))
    return {"plans": [found[size] for size in sorted(found)]}


def plan(asked: Mapping[str, Any]) -> dict[str, Any]:
    """One plan, its order drawn.

    Args:
        asked: as ``propose``; "days", "block", "start", "seed".
    """
    from unspiral.store.trial_json import plan_document

    made = _plan(asked, int(asked["days"]), int(asked["block"]), 1000, int(asked["seed"]), str(asked["start"]))
    return {"plan": plan_document(made)}


def read(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the diary of a trial says, at its end or where it was stopped.

    Args:
        asked: "plan", a document; "diary", answers from the first day on; "stopped", whether it was ended early.
    """
    from unspiral.act.trial.analyse import analyse_trial
    from unspiral.store.trial_json import plan_of
    from unspiral.store.trial_result_json import result_document

    found = analyse_trial(plan_of(asked["plan"]), _column(asked["diary"]), stopped=bool(asked["stopped"]))
    return {"result": result_document(found)}


def compare(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The days before something was begun beside the days after.

    Args:
        asked: "before", "after": answers day by day.
    """
    from unspiral.act.trial.before_after import before_after

    return {
        "result": {
            "schema": "unspiral.before_after/1",
            **asdict(before_after(_column(asked["before"])[:, 0], _column(asked["after"])[:, 0])),
        }
    }


def _plan(asked: Mapping[str, Any], days: int | None, block: int | None, simulations: int, seed: int | None, start: str = ""):  # noqa: ANN202 - a TrialPlan; its room is loaded late
    from unspiral.act.trial.guess import guess
    from unspiral.act.trial.plan import plan_trial

    outcome = str(asked["outcome"])
    person = guess(_column(asked["diary"]), (outcome,))
    size = float(asked["effect"])
    return plan_trial(
        person, treatment=str(asked["name"]), acts_on=[outcome], outcomes=[outcome], days=days, block=block, start=start, seed=seed,
        effect=-size if asked["better"] == "lower" else size, better=str(asked["better"]), adherence=float(asked["adherence"]),
        missed=float(asked["missed"]), fading=float(asked["fading"]), estimate_timing=bool(asked["estimate_timing"]),
        simulations=simulations,
    )  # fmt: skip


def _column(diary: list[float | None]) -> np.ndarray:
    return np.array(diary, dtype=np.float64)[:, None]  # None becomes nan


def main() -> None:
    """Read, work, write."""
    asked = json.load(sys.stdin)
    json.dump(work(asked), sys.stdout, allow_nan=False)


if __name__ == "__main__":
    main()
