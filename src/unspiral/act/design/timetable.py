"""When people are asked, which prompts they answer, and what they are given meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.act.design.given import Given
from unspiral.errors import SpecError

STREAM = 61  # of chance, apart from those of answers
MINUTES = 1440.0


@dataclass(frozen=True, slots=True)
class Timetable:
    """How often people are asked.

    Args:
        beeps: a day of asking.
        every: days from one day of asking to the next.
        hours: of the first and of the last beep; nights lie between, so that times are uneven.
        compliance: share of prompts that are answered.
        burst: mean number of prompts skipped in a row; None where each is skipped on its own.
        given: the input that the study assigns; None for none.
    """

    beeps: int
    every: int = 1
    hours: tuple[float, float] = (9.0, 21.0)
    compliance: float = 1.0
    burst: float | None = None
    given: Given | None = None

    def __post_init__(self) -> None:
        if self.beeps < 1 or self.every < 1:
            raise SpecError(f"{self.beeps} beeps every {self.every} days is no timetable.", fix="--beeps 5 --every 1")
        if not 0.0 <= self.hours[0] < self.hours[1] <= 24.0:
            raise SpecError(f"From {self.hours[0]:g} to {self.hours[1]:g} o'clock is no waking day.", fix="--hours 9-21")
        if not 0.0 < self.compliance <= 1.0:
            raise SpecError(f"A compliance of {self.compliance:g} is not a share of prompts.", fix="--compliance 0.8")
        if self.burst is not None and not self.burst >= self.shortest:
            raise SpecError(
                f"Where {self.compliance:.0%} of the prompts are answered, skipped ones come in runs of {self.shortest:.3g} or more.",
                why="Shorter runs would need more answers between them than there are.", fix=f"--burst {max(2.0, self.shortest):.3g}",
            )  # fmt: skip

    @property
    def shortest(self) -> float:
        """The shortest mean run of skipped prompts that the share of answers allows."""
        return max(1.0, (1.0 - self.compliance) / self.compliance)

    def times(self, days: int) -> tuple[Float[ndarray, " prompts"], Int[ndarray, " prompts"]]:
        """Times of all prompts in days, to the minute, and the day of the study (0, 1, ...) each falls on."""
        asked = np.arange(0, days, self.every)
        first, last = self.hours
        clock = np.array([last]) if self.beeps == 1 else np.linspace(first, last, self.beeps)
        within = np.round(clock * 60.0) / MINUTES
        if len(np.unique(within)) < self.beeps:
            raise SpecError(f"{self.beeps} beeps a day do not fit between {first:g} and {last:g} o'clock, a minute apart.", fix="--beeps 5")
        return (asked[:, None] + within).ravel(), np.repeat(asked, self.beeps)

    def answered(self, prompts: int, key: tuple[int, ...]) -> Bool[ndarray, " prompts"]:
        """Which prompts one person answers; the same key gives the same answer, and a longer study changes nothing before.

        Args:
            prompts: how many are sent.
            key: of the stream: seed, replicate, person.

        Returns:
            True where answered. With bursts a two-state chain whose long-run share is ``compliance``, begun from its own law.
        """
        if self.compliance == 1.0:
            return np.ones(prompts, dtype=bool)
        random = np.random.Generator(np.random.Philox(np.random.SeedSequence([*key, STREAM]))).random(prompts)
        if self.burst is None:
            return random < self.compliance
        back = 1.0 / self.burst
        leave = (1.0 - self.compliance) / (self.compliance * self.burst)
        out = np.zeros(prompts, dtype=bool)
        here = bool(random[0] < self.compliance)
        for t in range(prompts):
            if t:
                here = bool(random[t] >= leave) if here else bool(random[t] < back)
            out[t] = here
        return out
