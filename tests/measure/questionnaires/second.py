"""A second way to score, written by hand from the clinical tables and sharing no code with unspiral: whole numbers, one function a form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

Answers = Sequence[int | None]

PHQ_BANDS = ((4, "minimal"), (9, "mild"), (14, "moderate"), (19, "moderately severe"), (27, "severe"))
GAD_BANDS = ((4, "minimal"), (9, "mild"), (14, "moderate"), (21, "severe"))


def band(total: int | None, bands: Sequence[tuple[int, str]]) -> str:
    """The first band whose upper end is not below the total."""
    if total is None:
        return ""
    for top, name in bands:
        if total <= top:
            return name
    raise AssertionError(total)


def filled(answers: Answers, most: int) -> int | None:
    """Mean of the answered items times their number, a half going up; None with more than ``most`` missing."""
    given = [a for a in answers if a is not None]
    if len(answers) - len(given) > most:
        return None
    exact = Decimal(sum(given)) * len(answers) / Decimal(len(given))
    # Ninths are not exact in decimals: keep them far from any half by rounding at 20 digits first.
    return int(exact.quantize(Decimal("1e-20")).quantize(Decimal(1), ROUND_HALF_UP))


def phq9(answers: Answers) -> int | None:
    return None if answers[8] is None else filled(answers, 2)


def phq8(answers: Answers) -> int | None:
    return filled(answers, 2)


def gad7(answers: Answers) -> int | None:
    return filled(answers, 2)


def peg(answers: Answers) -> float | None:
    if None in answers:
        return None
    total = sum(a for a in answers if a is not None)
    tenths, rest = divmod(total * 10, 3)  # thirds are never halves: 1/3 goes down, 2/3 goes up
    return (tenths + (rest == 2)) / 10


def cesd20(answers: Answers) -> int | None:
    return filled([None if a is None else 3 - a if place in (4, 8, 12, 16) else a for place, a in enumerate(answers, 1)], 4)


def rmdq24(answers: Answers) -> int | None:
    ticked = [a for a in answers if a is not None]
    return sum(ticked) if ticked else None


def odi(answers: Answers) -> float | None:
    given = [a for a in answers if a is not None]
    if len(given) < 8:
        return None
    top, bottom = 1000 * sum(given), 5 * len(given)
    whole, rest = divmod(top, bottom)
    return (whole + (2 * rest >= bottom)) / 10


def start_back(answers: Answers) -> tuple[int, int, str] | None:
    if None in answers:
        return None
    given = [a or 0 for a in answers]
    total, distress = sum(given), sum(given[4:])
    return total, distress, "low" if total < 4 else "high" if distress > 3 else "medium"


def gcps_r(answers: Answers) -> int | None:
    first, second, *peg_items = answers
    if first is not None and first < 2:
        return 0
    if None in answers:
        return None
    if (second or 0) > 1:
        return 3
    return 2 if sum(a or 0 for a in peg_items) > 11 else 1


def fabq(answers: Answers) -> tuple[int | None, int | None]:
    def part(places: Sequence[int]) -> int | None:
        picked = [answers[place - 1] for place in places]
        return None if None in picked else sum(a or 0 for a in picked)

    return part((2, 3, 4, 5)), part((6, 7, 9, 10, 11, 12, 15))


def who5(answers: Answers) -> int | None:
    return None if None in answers else 4 * sum(a or 0 for a in answers)


def tsk17(answers: Answers) -> int | None:
    if None in answers:
        return None
    return sum(5 - (a or 0) if place in (4, 8, 12, 16) else (a or 0) for place, a in enumerate(answers, 1))


def plain_sum(answers: Answers) -> int | None:
    return None if None in answers else sum(a or 0 for a in answers)
