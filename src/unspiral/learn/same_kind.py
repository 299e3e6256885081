"""Whether answers are of the kind that a fit was learned from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unspiral.errors import DataError, SpecError
from unspiral.loop.model import Loop
from unspiral.records import Fit, Panel
from unspiral.records.beliefs import needs_answers


def check_same(fit: Fit, loop: Loop, panel: Panel) -> None:
    """Refuse answers that are of another kind than those that a fit was learned from.

    Args:
        fit: the fit; loop: as it was declared.
        panel: the answers.

    Raises:
        DataError: a column, an input or a covariate is missing or means something else, time is counted otherwise, or nobody answered.
    """
    needs_answers(fit.beliefs, "What sets a fit on answers (a course, a forecast, a check)")
    if fit.choices.skips:
        raise SpecError(
            "This fit was learned with skipped prompts, and cannot be set on answers in this version.",
            why="Where a person was, and what comes next, would have to be read off skipped prompts too.",
            fix="learn without --skips for courses, forecasts and checks: unspiral learn DATA -o FIT.json",
        )
    for name in loop.columns:
        if name not in panel.indicators:
            raise DataError(
                f"The fit measures by column '{name}', which is not among the columns read ({', '.join(panel.indicators)}).",
                fix="read the table that the fit was learned from, or one with the same columns.",
            )
    for given in loop.inputs:
        if given.name not in panel.inputs:
            raise DataError(f"The fit has the input '{given.name}', and the data have none of that name.", fix=f"--input {given.name}")
    for name in fit.choices.covariates:
        if name not in panel.covariates:
            raise DataError(f"The fit has the covariate '{name}', and the data have none of that name.", fix=f"--covariate {name}")
        if fit.centres is not None:  # without them only the very table that was learned from will do
            _check_texts(name, fit.centres.texts.get(name), panel.texts.get(name))
    if panel.time_unit != fit.data.time_unit:
        raise DataError(
            f"The fit counts time in {fit.data.time_unit}s, and the data in {panel.time_unit}s.", fix=f"--time-unit {fit.data.time_unit}"
        )
    at = [panel.indicators.index(c) for c in loop.columns]
    if all(np.isnan(p.values[:, at]).all() for p in panel.persons):
        raise DataError("Nobody answered any question of this loop.", fix="name the columns that hold the answers.")


def _check_texts(name: str, held: Sequence[str] | None, here: Sequence[str] | None) -> None:
    """Refuse a covariate that was text for the fit and is numbers here, or the reverse, or whose texts stand for other numbers."""
    if held == here:
        return
    if held is None and here is not None:
        raise DataError(
            f"The covariate '{name}' was text, read with {_numbered(here)}, and the fit was learned from its numbers.",
            why="Which of those numbers a text stands for, the fit does not know.",
            fix=f"write numbers in column '{name}', as in the table that was learned from, or learn anew from this table.",
        )
    if here is None and held is not None:
        raise DataError(
            f"The covariate '{name}' holds numbers, and for the fit it was text, with {_numbered(held)}.",
            why="A number need not mean what a text was counted as.",
            fix=f"write its texts in column '{name}', and read the table with covariate_texts={{'{name}': {held}}}.",
        )
    if held is not None and here is not None:
        raise DataError(
            f"The covariate '{name}' was read with {_numbered(here)}, and the fit counts {_numbered(held)}.",
            why="The same text would stand for another number.",
            fix=f"read the table with covariate_texts={{'{name}': {held}}}.",
        )


def _numbered(texts: Sequence[str]) -> str:
    return " and ".join(f"'{text[:30]}' as {k}" for k, text in enumerate(texts))
