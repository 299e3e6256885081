"""What numbers a plan may be given, and how a slip is told."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from unspiral.act.trial.person import Model
from unspiral.errors import SpecError, did_you_mean

LARGEST = 5.0  # standard deviations of the outcome's answers: no treatment shifts more, and a slip of the keyboard does
SMALLEST = 1e-3
WAYS = ("lower", "higher")


def check_numbers(
    effect: float, adherence: tuple[float, float], missed: float, onset: float, fading: float, start: str, simulations: int, better: str
) -> None:  # fmt: skip
    """Stop at numbers that make no trial.

    Raises:
        SpecError: which one, and what it may be.
    """
    if not math.isfinite(effect) or effect == 0.0:
        raise SpecError(f"An expected effect of {effect:g} is none to plan for.", fix="--effect -1")
    low, high = adherence
    if not 0.0 < low <= high <= 1.0:
        said = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        raise SpecError(
            f"An adherence of {said} is not above 0 and at most 1, the lower end first.", fix="--adherence 0.7, or --adherence 0.6:0.9"
        )
    if not 0.0 <= missed <= 0.8:
        raise SpecError(
            f"A share of {missed:g} missed days is not between 0 and 0.8.",
            why="With fewer answers than that the loop cannot be estimated.",
            fix="--missed 0.15",
        )
    for name, value in (("onset", onset), ("fading", fading)):
        if not (math.isfinite(value) and 0.0 <= value <= 60.0):
            raise SpecError(f"--{name} {value:g} is not between 0 and 60 days.", fix=f"--{name} 2")
    if simulations < 0 or 0 < simulations < 100:
        raise SpecError(f"{simulations} simulations say nothing about power.", fix="--simulations 1000, or 0 for the formula alone")
    if better and better not in WAYS:
        raise SpecError(f"'{better}' says not which answers are better.{did_you_mean(better, WAYS)}", fix="--better lower")
    if start:
        day_of(start)


def check_size(model: Model, outcome: int, effect: float) -> None:
    """Stop at an expected effect that no treatment has on such answers.

    Args:
        model: of the person.
        outcome: indicator that decides.
        effect: stated long-run shift, in points.

    Raises:
        SpecError: more than five standard deviations of the daily answers, or less than a thousandth of one.
    """
    s, p = model.system, len(model.layout.processes)
    loading = s.loading[outcome, :p]
    sd = math.sqrt(float(loading @ s.t0_cov[:p, :p] @ loading + np.diag(s.error)[outcome]))
    name = model.layout.columns[outcome]
    if not SMALLEST * sd <= abs(effect) <= LARGEST * sd:
        far = f"more than {LARGEST:g} standard deviations" if abs(effect) > sd else "less than a thousandth of a standard deviation"
        raise SpecError(
            f"An expected effect of {effect:g} points is {far} of '{name}' ({sd:.2g} points from day to day).",
            why="Power for an effect that cannot be expected says nothing.",
            fix=f"--effect {math.copysign(float(f'{sd / 2:.2g}'), effect):g}",
        )


def day_of(text: str) -> date:
    """A date as year-month-day.

    Raises:
        SpecError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SpecError(f"'{text}' is no date.", fix="--start 2026-12-01") from None
