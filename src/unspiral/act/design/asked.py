"""Which designs are looked at, and what is wanted of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from unspiral.act.design.given import Given
from unspiral.act.design.precision import MOST_PEOPLE
from unspiral.act.design.timetable import Timetable
from unspiral.errors import SpecError
from unspiral.records.design import Design

POWER = 0.8  # wanted where nothing is asked for
MOST_DAYS, MOST_BEEPS, MOST_DESIGNS = 730, 48, 400


@dataclass(frozen=True, slots=True)
class Asked:
    """Which designs are looked at, and what is wanted of them.

    Args:
        people, days, beeps, compliance: every combination of these is a design.
        every: days from one day of asking to the next.
        hours: of the first and the last beep.
        burst: mean number of prompts skipped in a row; None where each is skipped on its own.
        power, width: wanted; where neither is given, a power of 0.8.
        level: of intervals.
        given: the input that the study assigns; None for none.
    """

    people: tuple[int, ...]
    days: tuple[int, ...]
    beeps: tuple[int, ...]
    compliance: tuple[float, ...] = (0.8,)
    every: int = 1
    hours: tuple[float, float] = (9.0, 21.0)
    burst: float | None = None
    power: float | None = None
    width: float | None = None
    level: float = 0.95
    given: Given | None = None

    def __post_init__(self) -> None:
        for what, values, most in (("people", self.people, MOST_PEOPLE), ("days", self.days, MOST_DAYS), ("beeps", self.beeps, MOST_BEEPS)):
            if not values or min(values) < 1 or max(values) > most:
                raise SpecError(f"--{what} {_list(values)} lies outside 1 to {most:,}.", fix=f"--{what} {min(most, 50)}")
        if not self.compliance or len(self.people) * len(self.days) * len(self.beeps) * len(self.compliance) > MOST_DESIGNS:
            raise SpecError(f"More than {MOST_DESIGNS} designs at once, or none.", fix="fewer values of --people, --days or --beeps")
        if self.power is not None and not self.level_of_chance < self.power < 1.0:
            raise SpecError(f"A power of {self.power:g} is not between {self.level_of_chance:g} and 1.", fix="--power 0.8")
        if self.width is not None and not (math.isfinite(self.width) and self.width > 0):
            raise SpecError(f"A width of {self.width:g} is not above 0.", fix="--width 0.1")
        if not 0.5 <= self.level < 1.0:
            raise SpecError(f"A level of {self.level:g} is not between 0.5 and 1.", fix="--level 0.95")
        for beeps, compliance in product(self.beeps, self.compliance):
            self.timetable(beeps, compliance).times(1)
        if self.given is not None:
            self.given.refuse_sizes(self.people, self.days, self.every)

    @property
    def level_of_chance(self) -> float:
        """How often an interval leaves out 0 where there is nothing."""
        return 1.0 - self.level

    @property
    def wanted(self) -> tuple[float | None, float | None]:
        """Power and width that are wanted."""
        return (POWER, None) if self.power is None and self.width is None else (self.power, self.width)

    def timetable(self, beeps: int, compliance: float) -> Timetable:
        """When people are asked."""
        return Timetable(beeps, self.every, self.hours, compliance, self.burst, self.given)

    def design(self, people: int, days: int, beeps: int, compliance: float) -> Design:
        """One of the designs."""
        return Design(people, days, beeps, compliance, people * beeps * len(range(0, days, self.every)))


def _list(values: Sequence[float]) -> str:
    return ",".join(f"{value:g}" for value in values)
