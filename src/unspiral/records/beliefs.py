"""What is taken to be so where no data are: priors, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unspiral.errors import SpecError

Origin = Literal["stated by you", "packaged tables", "convention of this program"]


@dataclass(frozen=True, slots=True)
class Belief:
    """What is taken to be so of one number, in place of answers.

    Args:
        name: contract name (``link:pain->depression``), or ``within:pain`` for the standard deviation of one person's days.
        law: "fixed", "normal" or "log-normal".
        low, middle, high: 2.5 %, 50 % and 97.5 % of it, in ``unit``; the same number three times where it is fixed.
        unit: of these three.
        origin: whose it is.
        why: in words, with the source of what has one.
    """

    name: str
    law: str
    low: float
    middle: float
    high: float
    unit: str
    origin: Origin
    why: str = ""


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Priors in place of data.

    Args:
        entries: one a number.
        counted: process -> what it is counted in: "points", "points from its usual level" or "standard deviations of its own".
        aside: sentences on what the declared loop holds and these numbers do not.
        away: share of the drawn loops that run away.
    """

    entries: tuple[Belief, ...]
    counted: dict[str, str]
    aside: tuple[str, ...]
    away: float


def needs_answers(beliefs: Beliefs | None, what: str) -> None:
    """Stop where a loop of assumptions is given to something that reads what was learned.

    Args:
        beliefs: of a fit; None where it was learned from answers.
        what: asks for it, as the beginning of a sentence: "A report".

    Raises:
        SpecError: nobody's answers stand behind the fit.
    """
    if beliefs is not None:
        raise SpecError(
            f"{what} is about what was learned from answers, and nobody's answers stand behind this loop: its numbers are assumptions.",
            why="Passed on, they could be mistaken for findings.",
            fix="unspiral learn DATA --loop '...' -o fit.json, once there are answers.",
        )  # fmt: skip
