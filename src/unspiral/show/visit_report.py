"""One page for a visit: what a person wrote down, as the record that both the printed page and the PDF show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeGuard

from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.records.entry import Entry, Plain
from unspiral.records.treatment import Treatment
from unspiral.show.day_words import day_words, span_words
from unspiral.show.numbers import amount
from unspiral.show.visit_asked import PARTS, Asked
from unspiral.show.visit_chart import Course, course_picture
from unspiral.show.visit_flags import Flags, flags_of
from unspiral.show.visit_scores import MOST, ItemNine, ScoreLine, item_nine_of, score_lines
from unspiral.show.visit_treatments import Tried, tried_of
from unspiral.version import VERSION

LONGEST = 400  # letters of the person's own question on the page
ENDS = 14  # written days at each end that are held against each other
AT_FIRST = "at first"
FEW = 5  # with fewer answers an average is not shown
# Word of a look -> as the loop page says it.
_WORDS = {"drives": "clear", "likely drives": "likely, not clear", "nil": "no effect worth speaking of"}
_CALLED = ("drives", "likely drives", "clear but very small")
_ARROWS = {"pain": "pain", "low_mood": "low mood", "sleep_problem": "poor sleep", "activity": "activity", "stress": "stress"}


@dataclass(frozen=True, slots=True)
class VisitReport:
    """What stands on the page.

    Args:
        name: whose page it is, as the person typed it, or "".
        period: "from 25 August to 22 November 2026".
        days, written: days in the period, and those with a check-in.
        made_on: the day on which the page was made, in words.
        question: the person's own, to the clinician; "" where there is none.
        cut: whether the question was longer than the page takes.
        course: the small chart; None where nothing was answered, or where it was left out.
        scores: last score of each questionnaire and the change to it.
        more_scores: how many questionnaires are not on the page for want of room.
        nine: the last answer about thoughts of death or self-harm.
        flags: the last answers about warning signs.
        treatments: what was tried.
        more_treatments: how many are not on the page for want of room.
        trials: what was tried by a trial of one's own, a sentence each.
        loop: what the loop page said at its last look; empty where there was none.
        loop_held: it is not shown, because answers about warning signs come first.
        left_out: parts that the person left out.
        notes: what must be known beside the numbers: figures and their sources.
        notice: what the page is not.
        version: of the software.
    """

    name: str
    period: str
    days: int
    written: int
    made_on: str
    question: str
    cut: bool
    course: Course | None
    scores: tuple[ScoreLine, ...]
    more_scores: int
    nine: ItemNine | None
    flags: Flags | None
    treatments: tuple[Tried, ...]
    more_treatments: int
    trials: tuple[str, ...]
    loop: tuple[str, ...]
    loop_held: bool
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    notice: str
    version: str


def visit_report(entries: Iterable[Entry], treatments: Sequence[Treatment], asked: Asked) -> VisitReport:
    """The page of a period.

    Args:
        entries: the newest versions, as ``Journal.entries`` gives them; also those from before the period, for the score before.
        treatments: all that were ever written down.
        asked: what the person chose.

    Source: tests/show/test_visit_report.py.
    """
    held = tuple(entries)
    inside = [entry for entry in held if asked.since <= entry.day <= asked.until]
    daily = answers_by_day(inside)
    shown = set(asked.parts)
    every = score_lines(held, asked) if "scores" in shown else ()
    scores = every[:MOST]
    tried, more = tried_of(treatments, held, asked) if "treatments" in shown else ((), 0)
    question = " ".join(asked.question.split())
    return VisitReport(
        name=" ".join(asked.name.split())[:80],
        period=span_words(asked.since, asked.until),
        days=(date.fromisoformat(asked.until) - date.fromisoformat(asked.since)).days + 1,
        written=len(daily),
        made_on=day_words(asked.today.isoformat()),
        question=question[:LONGEST],
        cut=len(question) > LONGEST,
        course=course_picture(daily, tried, asked.since, asked.until, course_title(daily)) if "course" in shown and daily else None,
        scores=scores,
        more_scores=len(every) - len(scores),
        nine=item_nine_of(held, asked) if "safety" in shown else None,
        flags=flags_of(held, asked) if "safety" in shown else None,
        treatments=tried,
        more_treatments=more,
        trials=_trials(held, asked) if "treatments" in shown else (),
        loop=loop_words(held, asked) if "loop" in shown and not asked.loop_held else (),
        loop_held=asked.loop_held,
        left_out=tuple(words for part, words in PARTS.items() if part not in shown),
        notes=tuple(dict.fromkeys(note for score in scores for note in score.notes)),
        notice=str(clinical_file("wording")["standard_notice"]),
        version=VERSION,
    )


def answers_by_day(entries: Iterable[Entry]) -> dict[str, dict[str, float]]:
    """Day -> question -> answer, of the check-ins; of two for one day the later one counts, question by question."""
    found: dict[str, dict[str, float]] = {}
    for entry in entries:
        answers = entry.body.get("answers")
        if entry.kind == "check-in" and isinstance(answers, dict):
            numbers = {name: float(value) for name, value in answers.items() if _is_number(value)}
            found.setdefault(entry.day, {}).update(numbers)
    return dict(sorted(found.items()))


def course_title(daily: Mapping[str, Mapping[str, float]]) -> str:
    """The finding: averages at both ends of the period, or over all of it where that is too short."""
    said: list[str] = []
    for name in ("pain", "mood"):
        values = [answers[name] for answers in daily.values() if name in answers]
        if len(values) < FEW:
            continue
        if len(values) >= 2 * ENDS:
            first, last = _mean(values[:ENDS]), _mean(values[-ENDS:])
            said.append(f"{name} {amount(first, 1)} {AT_FIRST}, {amount(last, 1)} at the end")
        else:
            said.append(f"{name} {amount(_mean(values), 1)} on average")
    if not said:
        return "Too few answers for an average"
    title = "; ".join(said)
    return title[0].upper() + title[1:]


def loop_words(entries: Iterable[Entry], asked: Asked) -> tuple[str, ...]:
    """What the loop page said at the last look in the period, an arrow a sentence."""
    looks = [entry for entry in entries if entry.kind == "look" and entry.day <= asked.until]
    if not looks:
        return ()
    body = looks[-1].body
    verdicts = body.get("verdicts")
    held = verdicts if isinstance(verdicts, dict) else {}
    order = [arrow for arrow in ("pain->low_mood", "low_mood->pain") if arrow in held]  # as on the loop page
    told = [_told(arrow, held[arrow]) for arrow in (*order, *(arrow for arrow in held if arrow not in order))]
    if body.get("refused"):
        return (f"Look at day {body.get('look', '')} ({day_words(looks[-1].day)}): {body['refused']}",)
    if not told:
        return ()
    return (
        f"Look at day {body.get('look', '')} ({day_words(looks[-1].day)}), from {body.get('occasions', '')} days with an answer:",
        *told,
    )


def _trials(held: Sequence[Entry], asked: Asked) -> tuple[str, ...]:
    if not any(entry.kind == "trial" for entry in held):
        return ()
    from unspiral.show.visit_trials import trial_lines  # late: its words bring scipy, and most journals hold no trial

    return trial_lines(held, asked)


def _told(arrow: str, said: Plain) -> str:
    cause, _, effect = arrow.partition("->")
    one, other = _ARROWS.get(cause, cause), _ARROWS.get(effect, effect)
    held = said if isinstance(said, dict) else {}
    word, size = str(held.get("word", "cannot tell")), held.get("effect")
    # Which way it goes is told, how much is not: the journal keeps a look's size without an interval, and none is made up here.
    way = (
        f"; more {one} is followed by {'more' if size >= 0 else 'less'} {other} a day later" if _is_number(size) and word in _CALLED else ""
    )
    return f"{one[0].upper()}{one[1:]} to {other}: {_WORDS.get(word, word)}{way}."


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _is_number(value: Plain) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def usual_since(until: date, first: str) -> str:
    """First day of the period that is offered: 90 days back, or the first day that was ever written."""
    back = (until - timedelta(days=89)).isoformat()
    return max(back, first) if first else back
