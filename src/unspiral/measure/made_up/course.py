"""The days of a person who does not exist, simulated from a declared loop.

Four processes in standard deviations about the person's own usual level; one day later

    x[t + 1] = DAILY x[t] + u[t] + SCATTER e[t],    e ~ N(0, 1) independent,

with u the pushes of ``PUSHES`` on the days of a treatment and ``FLARE`` on pain on a flare day. Answers are ``USUAL + SPREAD x`` with noise
of their own, rounded to 0..10. Nothing here was taken from a person or from the packaged evidence: the numbers are made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

PROCESSES = ("pain", "low_mood", "sleep_problem", "stress")

# affected -> cause -> effect one day later. Pain and low mood push each other, and bad sleep carries part of it; stress comes from outside.
DAILY: Mapping[str, Mapping[str, float]] = {
    "pain": {"pain": 0.40, "low_mood": 0.18, "sleep_problem": 0.20},
    "low_mood": {"low_mood": 0.45, "pain": 0.22, "stress": 0.12},
    "sleep_problem": {"sleep_problem": 0.30, "pain": 0.25, "low_mood": 0.10},
    "stress": {"stress": 0.55},
}
SCATTER: Mapping[str, float] = {"pain": 0.74, "low_mood": 0.72, "sleep_problem": 0.83, "stress": 0.83}
# treatment -> process -> push on each of its days.
PUSHES: Mapping[str, Mapping[str, float]] = {"walking": {"pain": -0.15}, "rising": {"sleep_problem": -0.25}}
FLARE = 1.6  # on pain, on the day of a flare
FLARE_CHANCE, SKIP_CHANCE, AWAY_EVERY, AWAY_DAYS = 0.035, 0.07, 75, 4

USUAL: Mapping[str, float] = {"pain": 5.3, "low_mood": 5.0, "sleep_problem": 5.2, "stress": 4.6}
SPREAD: Mapping[str, float] = {"pain": 1.5, "low_mood": 1.5, "sleep_problem": 1.7, "stress": 1.8}
NOISE = 0.5  # of an answer, in points


@dataclass(frozen=True, slots=True)
class Course:
    """When a treatment of the made-up person began and ended, counted in days from their first.

    Args:
        first: its first day.
        last: its last day; None while it goes on.
    """

    first: int
    last: int | None = None

    def covers(self, day: int) -> bool:
        """True on the days of the treatment."""
        return self.first <= day and (self.last is None or day <= self.last)


COURSES: Mapping[str, Course] = {"rising": Course(18, 45), "walking": Course(40)}


@dataclass(frozen=True, slots=True)
class MadeUpDay:
    """One day.

    Args:
        number: 0 is the person's first day.
        state: process -> standard deviations above the person's usual level.
        answers: "pain", "mood", "sleep", "activity", "stress" -> 0..10, as the check-in asks them; empty when the day was skipped.
        tried: the treatments that were done on it.
        flare: the person called it a flare day.
    """

    number: int
    state: Mapping[str, float]
    answers: Mapping[str, int]
    tried: tuple[str, ...]
    flare: bool


def made_up_days(days: int, seed: int = 8) -> tuple[MadeUpDay, ...]:
    """The first days of the made-up person; the same seed gives the same days, and fewer days are the beginning of more.

    Args:
        days: how many; 0 or more.
        seed: of the chance.

    Source: tests/measure/made_up/test_course.py, which estimates ``DAILY`` from a long course and finds it again.
    """
    chance = Random(seed)
    state = {name: chance.gauss(0.0, 1.0) for name in PROCESSES}
    found: list[MadeUpDay] = []
    for number in range(days):
        if number:
            state = _next(state, number - 1, found[-1].flare, chance)
        flare = chance.random() < FLARE_CHANCE
        skipped = chance.random() < SKIP_CHANCE or (number % AWAY_EVERY >= AWAY_EVERY - AWAY_DAYS)
        tried = tuple(name for name, course in COURSES.items() if course.covers(number) and chance.random() < 0.75)
        answers = _answers(state, flare, chance)
        found.append(MadeUpDay(number, state, {} if skipped else answers, () if skipped else tried, flare and not skipped))
    return tuple(found)


def _next(state: Mapping[str, float], number: int, flare: bool, chance: Random) -> dict[str, float]:
    after: dict[str, float] = {}
    for name in PROCESSES:
        pushed = sum(PUSHES[key].get(name, 0.0) for key, course in COURSES.items() if course.covers(number))
        pushed += FLARE * DAILY[name].get("pain", 0.0) if flare else 0.0
        moved = sum(effect * state[cause] for cause, effect in DAILY[name].items())
        after[name] = moved + pushed + SCATTER[name] * chance.gauss(0.0, 1.0)
    return after


def _answers(state: Mapping[str, float], flare: bool, chance: Random) -> dict[str, int]:
    moved = {**state, "pain": state["pain"] + (FLARE if flare else 0.0)}
    level = {name: USUAL[name] + SPREAD[name] * moved[name] for name in PROCESSES}
    managed = 6.0 - 0.45 * (level["pain"] - USUAL["pain"]) - 0.35 * (level["low_mood"] - USUAL["low_mood"]) + chance.gauss(0.0, 0.8)
    said = {
        "pain": level["pain"],
        "mood": 10 - level["low_mood"],
        "sleep": 10 - level["sleep_problem"],
        "activity": managed,
        "stress": level["stress"],
    }
    return {name: min(10, max(0, round(value + NOISE * chance.gauss(0.0, 1.0)))) for name, value in said.items()}
