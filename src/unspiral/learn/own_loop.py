"""Which loop is fitted for one person's diary, fixed before any fitting by nothing but how much there is (docs/decisions/my-loop.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unspiral.errors import NotIdentified
from unspiral.learn.circumstances import Beside
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.identify import decide
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.records import Choices, Fit, Panel, Person, Verdict
from unspiral.units import WEEK, count

HEADLINE = "pain <-> low_mood"
PAIR = ("pain", "low_mood")
WEEKDAY_DAYS = 42  # answered days from which every day of the week gets a level of its own
TOP = 10.0  # every answer runs from 0 to it
FEW_BOTH = 4  # days with both answers below which there is nothing to look at
EACH_WEEKDAY = 4  # and each of them was answered this often
STARTS = 3
ASKED = {"pain": ("pain", False), "low_mood": ("mood", True)}  # process -> its question in the evening, and whether it is turned round


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
    _check_answers(panel)
    loop = parse(HEADLINE)
    week = weekly(panel.persons[0])
    try:
        choices, said = decide(
            panel, loop, traits=None, error=None, t0=None, means="constant", level=0.95, lag=1.0, starts=STARTS, seed=1,
            beside=Beside({}, weekday=week, trend=True),
        )  # fmt: skip
    except NotIdentified as refusal:  # of one person and these choices all that is left to refuse is how few answers there are
        raise NotIdentified(
            f"The answers about pain and mood are still too few to learn a loop from ({_count(panel)} so far).",
            why="Any loop would fit them.", fix="more evenings with both answers", code=refusal.code,
        ) from refusal  # fmt: skip
    return OwnLoop(loop, choices, said, week)


def _count(panel: Panel) -> int:
    at = [panel.indicators.index(name) for name in PAIR]
    return int(np.isfinite(panel.persons[0].values[:, at]).sum())


def _check_answers(panel: Panel) -> None:
    """Refuse, in words for the person who answered, what no loop can be learned from: a page shows them as they are."""
    columns: dict[str, np.ndarray] = {}
    for process in PAIR:
        word, turned = ASKED[process]
        values = panel.persons[0].values[:, panel.indicators.index(process)]
        columns[process], known = values, values[np.isfinite(values)]
        if not len(known):
            raise NotIdentified(
                f"No check-in in these days says anything about {word}.", why="How two things go together shows only where both are told.",
                fix=f"an answer about {word} on some evenings, where that is possible for you", code="too-few-answers",
            )  # fmt: skip
        if np.ptp(known) == 0:
            same = TOP - known[0] if turned else known[0]
            raise NotIdentified(
                f"Every answer about {word} in these days is {same:g} ({len(known)} answers).",
                why="From an answer that never changes, nobody can tell what goes with it.",
                fix="nothing that you do differently: it can be told once the answers differ", code="constant-column",
            )  # fmt: skip
    both = np.isfinite(columns[PAIR[0]]) & np.isfinite(columns[PAIR[1]])
    if both.sum() < FEW_BOTH:
        raise NotIdentified(
            f"Only {count(int(both.sum()), 'day')} {'has' if both.sum() == 1 else 'have'} an answer about pain and one about mood.",
            why="How two things go together shows only where both are told.", fix="more evenings with both answers", code="too-few-answers",
        )  # fmt: skip
    if np.array_equal(columns[PAIR[0]][both], columns[PAIR[1]][both]):
        raise NotIdentified(
            "On every day the answer about mood is 10 minus the one about pain.", why="Two answers that move as one cannot be told apart.",
            fix="answers to the two questions one by one, each by itself", code="same-columns",
        )  # fmt: skip


def fit_own(panel: Panel, own: OwnLoop, warm: Fit | None = None) -> Fit:
    """The same loop with its numbers and verdicts, for the pictures; its words are those of a single look.

    Profiles are walked only of what the page shows: both effects, and near an edge the self-rates behind half-lives. Gain, noises, links
    and effects in points keep Wald's intervals and are shown nowhere. Effects are those of one day to the next, however many days mostly
    lie between two answers.

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
