"""The made-up person's days as they would have written them in the web app: entries of a journal (docs/reference/journal.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random
from uuid import UUID, uuid5

from unspiral.measure.made_up.course import COURSES, PROCESSES, MadeUpDay, made_up_days
from unspiral.records.entry import Entry, Plain

NAMES = UUID("5b0d7c1e-3d5a-4f0b-9a57-8a4f2f6f3c11")  # ours alone: the same entry has the same key wherever the demo runs
TREATMENTS: Mapping[str, tuple[str, str]] = {
    "walking": ("Walking, ten minutes", "movement"),
    "rising": ("Getting up at the same time", "sleep"),
}
SITES: tuple[tuple[str, ...], ...] = (("lower_back",), ("lower_back",), ("lower_back", "left_buttock"), ("lower_back", "upper_back"))
PERIOD = "rising"  # what is also kept as a trial: done for some weeks
EVERY = 14  # days from one round of questionnaires to the next
NOTES: Sequence[str] = (
    "Carried the shopping up the stairs in one go.",
    "Long drive. Stiff when I got out.",
    "Friends came by in the afternoon.",
    "Slept badly, awake at four.",
    "Sat in meetings nearly all day.",
    "Quiet day, read in the garden.",
    "Better after the walk than before it.",
    "Missed the bus and ran. Felt it in the evening.",
)
NOTE_CHANCE = 0.12
# Item -> points on the mean answer of the last two weeks: where the item starts, and how it follows a process, in standard deviations.
FOLLOWS: Mapping[str, Mapping[str, tuple[float, Mapping[str, float]]]] = {
    "phq9": {
        "phq1": (1.3, {"low_mood": 0.7}), "phq2": (1.4, {"low_mood": 0.8}), "phq3": (1.8, {"sleep_problem": 0.8}),
        "phq4": (1.9, {"pain": 0.6}), "phq5": (0.8, {"stress": 0.5}), "phq6": (1.1, {"low_mood": 0.7}),
        "phq7": (1.2, {"low_mood": 0.4, "pain": 0.3}), "phq8": (0.5, {"stress": 0.3}),
    },
    "gad7": {
        "gad1": (1.2, {"stress": 0.8}), "gad2": (0.9, {"stress": 0.8}), "gad3": (1.3, {"low_mood": 0.6}), "gad4": (1.4, {"stress": 0.6}),
        "gad5": (0.5, {"stress": 0.4}), "gad6": (1.2, {"pain": 0.6}), "gad7": (0.4, {"low_mood": 0.4}),
    },
    "peg": {"peg_p": (5.2, {"pain": 1.6}), "peg_e": (5.4, {"pain": 1.0, "low_mood": 1.0}), "peg_g": (5.6, {"pain": 1.6})},
}  # fmt: skip
TOP: Mapping[str, int] = {"phq9": 3, "gad7": 3, "peg": 10}
SURE: Mapping[str, Mapping[str, int]] = {"phq9": {"phq9": 0}}  # what the made-up person answers whatever the days were


def made_up_entries(days: int, until: date, zone: tzinfo, asked: Sequence[str], seed: int = 8) -> tuple[Entry, ...]:
    """Everything that the made-up person has written in their first days.

    Check-ins with gaps and flare days, two treatments of which one has ended and is a trial, too, notes,
    three questionnaires every two weeks, and one round of
    the questions about warning signs, all answered "no".

    Args:
        days: how many; 0 gives no entry.
        until: the last of them.
        zone: of the person's clock.
        asked: ids of the questions about warning signs.
        seed: of the chance.

    Returns:
        In the order in which they were written.

    Source: tests/measure/made_up/test_journal.py.
    """
    lived, first = made_up_days(days, seed), until - timedelta(days=days - 1)
    chance = Random(seed + 1)  # apart from the days' own, so that more notes would not change an answer
    found: list[Entry] = []
    noted = 0
    for day in lived:
        at = _At(first + timedelta(days=day.number), zone)
        if day.number == 0:
            found.append(at.entry("red-flags", {"yes": [], "not_sure": [], "no": list(asked)}, 5))
        if day.number == COURSES[PERIOD].first:
            found.append(_trial(at))
        found.extend(_treatments(day.number, at, first))
        if day.number % EVERY == EVERY - 1:
            found.extend(_questionnaires(lived[day.number - EVERY + 1 : day.number + 1], at, chance))
        if day.answers:
            found.append(_check_in(day, at, chance))
            if chance.random() < NOTE_CHANCE:
                noted += 1
                found.append(at.entry("note", {"text": NOTES[noted % len(NOTES)]}, 22))
    return tuple(found)


class _At:
    """One evening of the made-up person."""

    def __init__(self, day: date, zone: tzinfo) -> None:
        self.day, self.zone = day, zone

    def entry(self, kind: str, body: Mapping[str, Plain], minutes: int, name: str = "", replaces: str = "") -> Entry:
        """An entry written ``minutes`` after eight."""
        said = datetime.combine(self.day, time(20, minutes), self.zone).isoformat()
        return Entry(key_of(kind, self.day, name), kind, self.day.isoformat(), said, body, replaces)


def key_of(kind: str, day: date, name: str = "") -> str:
    """The key of a made-up entry: the same for the same day."""
    return str(uuid5(NAMES, f"{kind} {day.isoformat()} {name}"))


def _treatments(number: int, at: _At, first: date) -> Iterator[Entry]:
    for name, course in COURSES.items():
        began = first + timedelta(days=course.first)
        words, sort = TREATMENTS[name]
        body: dict[str, Plain] = {"name": words, "sort": sort, "from": began.isoformat(), "to": ""}
        if number == course.first:
            yield at.entry("treatment", body, 2, name)
        if number == course.last:
            # An end is a correction of the beginning, and stays on the day that the treatment is about.
            said = datetime.combine(at.day, time(20, 2), at.zone).isoformat()
            ended: dict[str, Plain] = {**body, "to": at.day.isoformat()}
            keys = key_of("treatment", at.day, name), key_of("treatment", began, name)
            yield Entry(keys[0], "treatment", began.isoformat(), said, ended, keys[1])


def _trial(at: _At) -> Entry:
    """One thing done for some weeks, and not read yet."""
    course = COURSES[PERIOD]
    days = (course.last or course.first) - course.first + 1
    name, _ = TREATMENTS[PERIOD]
    on: list[Plain] = [1] * days
    body: dict[str, Plain] = {
        "name": name, "outcome": "sleep", "way": "period", "from": at.day.isoformat(), "days": days, "on": on, "state": "running",
    }  # fmt: skip
    return at.entry("trial", body, 3, PERIOD)


def _questionnaires(lived: Sequence[MadeUpDay], at: _At, chance: Random) -> Iterator[Entry]:
    mean = {name: sum(day.state[name] for day in lived) / len(lived) for name in PROCESSES}
    for place, (instrument, items) in enumerate(FOLLOWS.items()):
        answers: dict[str, Plain] = {}
        for item, (start, slopes) in items.items():
            value = start + sum(slope * mean[name] for name, slope in slopes.items()) + 0.35 * chance.gauss(0.0, 1.0)
            answers[item] = min(TOP[instrument], max(0, round(value)))
        answers |= SURE.get(instrument, {})
        yield at.entry("questionnaire", {"instrument": instrument, "answers": answers, "finished": True}, 6 + 3 * place, instrument)


def _check_in(day: MadeUpDay, at: _At, chance: Random) -> Entry:
    began = {name: at.day - timedelta(days=day.number - course.first) for name, course in COURSES.items()}
    tried: list[Plain] = [key_of("treatment", began[name], name) for name in day.tried]
    sites: list[Plain] = list(SITES[2 + chance.randrange(2)] if day.flare else chance.choice(SITES))
    body: dict[str, Plain] = {
        "form": "check-in/1", "answers": dict(day.answers), "tried": tried, "flare": day.flare, "sites": sites,
        "note": "", "trial": {}, "late": False,
    }  # fmt: skip
    return at.entry("check-in", body, 15 + chance.randrange(6))
