"""How much a score changed between two times, beside what the literature calls more than measurement error, or enough to matter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from unspiral.errors import DataError
from unspiral.measure.questionnaires.instrument import Change, Instrument, Support
from unspiral.measure.questionnaires.rounding import exact

RATED = "responder"  # the kind of a figure for a rating of change
T_RANGE = (0.0, 120.0)  # as in ``t_table``: mean 50, SD 10
NO_FIGURE = "no published figure in the file"
# The formula of Jacobson and Truax 1991, doi:10.1037/0022-006X.59.1.12, as the clinical table gives it; nobody has read it again.
FORMULA = Support("unverified", ("jt1991",), "RC = 1.96 * sqrt(2) * SD * sqrt(1 - reliability)")


@dataclass(frozen=True, slots=True)
class Judged:
    """One published figure beside the change.

    Args:
        kind: as the file calls it: "reliable_change", "MIC".
        by: "points" or "percent".
        figure: the published number.
        reached: whether the change (of a rating of change: the later rating) is at least as large; None where it cannot be told.
        support: who says so.
    """

    kind: str
    by: Literal["points", "percent"]
    figure: float
    reached: bool | None
    support: Support


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of a score.

    Args:
        instrument: its id.
        before, after: the two scores.
        points: before - after; above 0 = the score fell.
        percent: of the score before; None where that was 0, or where the scale has no zero.
        judged: published figures, points and percent side by side; empty where the file has none.
        said: what must be known beside them.
    """

    instrument: str
    before: float
    after: float
    points: float
    percent: float | None
    judged: tuple[Judged, ...]
    said: tuple[str, ...]


def change(instrument: Instrument | str, before: float, after: float) -> Changed:
    """A change in points and percent, beside the figures that the instrument's file has.

    Args:
        instrument: an instrument, or the id of one.
        before, after: two scores of it, of the same person.

    Raises:
        DataError: a score outside the range.

    Source: the instrument's own file; tests/measure/questionnaires/test_change.py.
    """
    if isinstance(instrument, str):
        from unspiral.measure.questionnaires.library import instrument as named

        instrument = named(instrument)
    low, high = T_RANGE if instrument.scoring.method == "sum_to_t" else (instrument.scoring.low, instrument.scoring.high)
    for name, value in (("before", before), ("after", after)):
        if not math.isfinite(value) or value < low or value > high:
            reach = f"Scores of {instrument.id} go from {low:g} to {high:g}." if math.isfinite(low) else ""
            raise DataError(
                f"{value:g} is no score of {instrument.id} ({name}). {reach}".rstrip(), fix=f"give the score that was had {name}."
            )
    fall = exact(before) - exact(after)
    # A share of a score means something only where 0 is none of it: not for T scores, and not where the lowest score is another number.
    zero = instrument.scoring.low == 0 and instrument.scoring.method != "sum_to_t"
    percent = None if before == 0 or not zero else float(100 * fall / exact(before))
    judged = tuple(each for figure in instrument.changes for each in _beside(figure, float(fall), percent, after))
    return Changed(instrument.id, before, after, float(fall), percent, judged, _said(instrument, percent, zero=zero))


def _beside(figure: Change, points: float, percent: float | None, after: float) -> list[Judged]:
    found: list[Judged] = []
    if figure.points is not None:
        # Who rates a change himself has compared already: it is the later rating that counts, and its sign.
        reached = after >= figure.points if figure.kind == RATED else abs(points) >= figure.points
        found.append(Judged(figure.kind, "points", figure.points, reached, figure.support))
    if figure.share is not None:
        share = float(100 * exact(figure.share))
        found.append(Judged(figure.kind, "percent", share, None if percent is None else abs(percent) >= share, figure.support))
    return found


def _said(instrument: Instrument, percent: float | None, *, zero: bool) -> tuple[str, ...]:
    said: list[str] = []
    kinds = {figure.kind for figure in instrument.changes}
    if "reliable_change" not in kinds:
        said.append(f"Beyond measurement error or not: {NO_FIGURE}.")
    if not kinds - {"reliable_change"}:
        said.append(f"Large enough to matter or not: {NO_FIGURE}.")
    if not zero:
        said.append("This scale has no zero, so there is no percentage.")
    elif percent is None:
        said.append("The score before was 0, so there is no percentage.")
    if RATED in kinds:
        said.append("This is a rating of a change: the later rating itself is held against the figure, not the difference of two ratings.")
    if kinds - {RATED}:
        said.append(
            "Only the size of the change is compared. Whether a figure holds for getting better, worse, or both, the file does not say."
        )
    return tuple(said)


def reliable_change(sd: float, reliability: float) -> float:
    """The change that measurement error alone rarely brings about: 1.96 sqrt(2) SD sqrt(1 - reliability).

    Args:
        sd: standard deviation of the score among comparable people, in points.
        reliability: between 0 and 1.

    Raises:
        DataError: no such numbers.

    Source: doi:10.1037/0022-006X.59.1.12, unverified (``FORMULA``); tests/measure/questionnaires/test_change.py.
    """
    if not (math.isfinite(sd) and sd > 0 and 0 <= reliability <= 1):
        raise DataError(
            "A reliable change needs a standard deviation above 0 and a reliability from 0 to 1.",
            fix="reliable_change(sd=5, reliability=0.89)",
        )
    return 1.96 * math.sqrt(2.0) * sd * math.sqrt(1.0 - reliability)
