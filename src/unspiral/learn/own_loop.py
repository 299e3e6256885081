"""Which loop is fitted for one person's diary, fixed before any fitting by nothing but how much there is (docs/decisions/my-loop.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unspiral.learn.circumstances import Beside
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.identify import decide
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.records import Choices, Fit, Panel, Person, Verdict
from unspiral.units import WEEK

HEADLINE = "pain <-> low_mood"
PAIR = ("pain", "low_mood")
WEEKDAY_DAYS = 42  # answered days from which every day of the week gets a level of its own
EACH_WEEKDAY = 4  # and each of them was answered this often
STARTS = 3


@dataclass(frozen=True, slots=True)
class OwnLoop:
    """What is fitted: the loop, its choices, what was decided of them, and levels beside them."""

    loop: Loop
    choices: Choices
    said: tuple[Verdict, ...]
    weekday: bool


def own_loop(panel: Panel) -> OwnLoop:
    """The headline loop of one person, with a trend, and with a weekly pattern once there are days enough.

    Args:
        panel: of one person, from day to day.

    Raises:
        NotIdentified, DataError: these days cannot carry it; with reason and remedy.
    """
    loop = parse(HEADLINE)
    week = weekly(panel.persons[0])
    choices, said = decide(
        panel, loop, traits=None, error=None, t0=None, means="constant", level=0.95, lag=1.0, starts=STARTS, seed=1,
        beside=Beside({}, weekday=week, trend=True),
    )  # fmt: skip
    return OwnLoop(loop, choices, said, week)


def fit_own(panel: Panel, own: OwnLoop, warm: Fit | None = None) -> Fit:
    """The same loop with its numbers and verdicts, for the pictures; its words are those of a single look.

    Profiles are walked only of what the page shows: both effects, and near an edge the self-rates behind half-lives. Gain, noises, links
    and effects in points keep Wald's intervals and are shown nowhere.

    Args:
        panel: of one person.
        own: as ``own_loop`` decided it.
        warm: an earlier fit to go on from; passed over where it was set up otherwise.
    """
    c = own.choices
    if warm is not None and (warm.choices.error, warm.choices.t0, warm.choices.weekday) != (c.error, c.t0, c.weekday):
        warm = None
    return fit_ml(
        panel, own.loop, error=c.error, t0=c.t0, weekday=c.weekday, trend=c.trend, starts=c.starts, seed=c.seed, ladder=False, warm=warm,
        judged=True,
    )  # fmt: skip


def weekly(person: Person) -> bool:
    """Whether there are days enough for a level of its own for every day of the week."""
    if person.local is None or len(person.local) < WEEKDAY_DAYS:
        return False
    each = np.bincount(np.floor(person.local % WEEK).astype(int), minlength=7)
    return bool(each.min() >= EACH_WEEKDAY)
