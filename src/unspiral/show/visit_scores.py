"""Scores of questionnaires for one page: the last of each, the change to it, and the answer that comes before all scores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unspiral.errors import DataError
from unspiral.measure.questionnaires.change import Judged, change
from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.measure.questionnaires.library import instrument, instruments
from unspiral.measure.questionnaires.scoring import score
from unspiral.measure.safety.clinical_file import EVIDENCE
from unspiral.records.entry import Entry
from unspiral.records.help import SafetyNotice
from unspiral.records.score import Score
from unspiral.show.day_words import day_words
from unspiral.show.visit_asked import Asked

MOST = 6  # questionnaires on the page
_KINDS = {"reliable_change": "more than measurement error"} | dict.fromkeys(
    ("clinically_meaningful", "MIC", "MID", "meaningful"), "enough to matter"
)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One questionnaire on the page.

    Args:
        name: short name, "PHQ-9".
        score: "12 of 27", or "no score".
        band: its name, or "".
        day: of the last one, in words.
        before: "16 on 8 November 2026", or "" where there is none.
        change: what the change comes to, in words.
        notes: figures and their sources.
    """

    name: str
    score: str
    band: str
    day: str
    before: str
    change: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemNine:
    """The last answer about thoughts of death or self-harm, in its own words; it is never graded.

    Args:
        said: one sentence.
        beside: what must be known beside it.
        notice: help that comes first; None where the answer does not call for it.
    """

    said: str
    beside: str
    notice: SafetyNotice | None


def score_lines(entries: Iterable[Entry], period: Asked) -> tuple[ScoreLine, ...]:
    """The last score of each questionnaire in the period, with the one before, whenever that was; those asked at home come first."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        name = str(entry.body.get("instrument", ""))
        if (
            entry.kind == "questionnaire"
            and entry.day <= period.until
            and name in instruments()
            and entry.body.get("finished") is not False
        ):
            found.setdefault(name, []).append(entry)
    order = ("phq9", "gad7", "peg")
    inside = [name for name, held in found.items() if held[-1].day >= period.since]
    inside.sort(key=lambda name: order.index(name) if name in order else len(order))
    return tuple(_line(instrument(name), found[name], period) for name in inside)


def item_nine_of(entries: Iterable[Entry], period: Asked) -> ItemNine | None:
    """The last answer to item 9 of the PHQ-9 in the period; None where that was not asked."""
    asked = [
        e for e in entries if e.kind == "questionnaire" and e.body.get("instrument") == "phq9" and period.since <= e.day <= period.until
    ]
    if not asked:
        return None
    last = asked[-1]
    made, answers = instrument("phq9"), _answers(last)
    value = answers.get("phq9")
    when = day_words(last.day)
    if value is None:
        return ItemNine(f"PHQ-9 item 9 (thoughts of death or self-harm), {when}: not answered.", "Not answered is not 'not at all'.", None)
    words = next((option.text for item in made.items if item.id == "phq9" for option in item.options if option.score == value), "")
    said = f"PHQ-9 item 9 (thoughts of death or self-harm), {when}: “{words}” ({value:g} of 3)."
    beside = "The answer is shown as it was given. It is no grade of risk, and “Not at all” does not mean that someone is safe."
    return ItemNine(said, beside, _scored(made, last, period).safety)


def _line(made: Instrument, held: list[Entry], period: Asked) -> ScoreLine:
    name = _short(made)
    try:
        last = _scored(made, held[-1], period)
    except DataError as error:
        return ScoreLine(name, "no score", "", day_words(held[-1].day), "", error.what, ())
    if last.value is None:
        return ScoreLine(name, "no score", "", day_words(held[-1].day), "", last.why_none or "It has no total score.", ())
    told, notes = f"{_number(last.value)} of {_number(last.high)}", _doubts(made, last)
    earlier = _before(made, held[:-1], period)
    if earlier is None:
        return ScoreLine(name, told, last.band, day_words(held[-1].day), "", "first one", notes)
    value, day = earlier
    changed = change(made, value, last.value)
    words = _change_words(changed.points, changed.judged)
    sources = tuple(note for judged in changed.judged if (note := _source(made, name, judged)))
    return ScoreLine(name, told, last.band, day_words(held[-1].day), f"{_number(value)} on {day_words(day)}", words, (*notes, *sources))


def _before(made: Instrument, held: list[Entry], period: Asked) -> tuple[float, str] | None:
    for entry in reversed(held):
        try:
            found = _scored(made, entry, period)
        except DataError:
            continue
        if found.value is not None:
            return found.value, entry.day
    return None


def _change_words(points: float, judged: tuple[Judged, ...]) -> str:
    if points == 0:
        return "the same as before"
    said = f"{'down' if points > 0 else 'up'} {_number(abs(points))}"
    for each in judged:
        if each.kind in _KINDS and each.reached is not None and not (each.by == "percent" and any(o.by == "points" for o in judged)):
            figure = f"{_number(each.figure)}{' %' if each.by == 'percent' else ''}"
            doubt = ", unverified" if each.support.evidence == "unverified" else ""
            said += f"; {'' if each.reached else 'not '}{_KINDS[each.kind]} ({figure} or more{doubt})"
    if not any(each.kind == "reliable_change" for each in judged):
        said += "; measurement error: no published figure"
    return said


def _source(made: Instrument, name: str, judged: Judged) -> str:
    if judged.kind not in _KINDS:
        return ""
    texts = [made.sources[key].partition(" (seen")[0] for key in judged.support.sources if key in made.sources]
    return f"{name}, {_KINDS[judged.kind]}: {'; '.join(texts) or 'no source named'}; {EVIDENCE[judged.support.evidence]}."


def _doubts(made: Instrument, found: Score) -> tuple[str, ...]:
    unsure = (
        [f"{_short(made)}: {', '.join(found.unverified)} unverified, nobody has held that against a source."] if found.unverified else []
    )
    filled = [f"{_short(made)}: {found.imputed} unanswered filled in by the questionnaire's own rule."] if found.imputed else []
    return tuple(unsure + filled)


def _scored(made: Instrument, entry: Entry, period: Asked) -> Score:
    return score(made, _answers(entry), country=period.country or None, acknowledged=True, today=period.today)


def _answers(entry: Entry) -> dict[str, float | None]:
    answers = entry.body.get("answers")
    held = answers if isinstance(answers, dict) else {}
    return {name: float(value) for name, value in held.items() if isinstance(value, int | float) and not isinstance(value, bool)}


def _short(made: Instrument) -> str:
    known = {"phq9": "PHQ-9", "gad7": "GAD-7", "peg": "PEG", "rmdq24": "RMDQ", "phq8": "PHQ-8", "phq2": "PHQ-2", "gad2": "GAD-2"}
    return known.get(made.id, made.name)


def _number(value: float) -> str:
    return f"{round(value, 1):g}"
