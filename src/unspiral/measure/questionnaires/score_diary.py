"""Questionnaires filled in within a diary -> their scores, as rows of a diary of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from unspiral.errors import DataError, SafetyStop
from unspiral.measure.cells import EMPTY_WORDS, NUMBER
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.questionnaires.answer import accepts, refused
from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.measure.questionnaires.library import instrument as named
from unspiral.measure.questionnaires.library import instruments
from unspiral.measure.questionnaires.scoring import score
from unspiral.measure.questionnaires.t_table import TTable
from unspiral.measure.saying import counted
from unspiral.records.diary import Diary
from unspiral.records.help import SafetyNotice
from unspiral.records.score import Score

SOURCE = "unspiral"


class DiaryStop(SafetyStop):
    """Forms of a diary that call for help before any score.

    Args:
        what: what was noticed; it repeats no answer.
        why: the notice's own words.
        fix: what to do next.
        notice: what is shown at once.
        rows: the scores that may be had all the same; those of forms that call for help are empty.
    """

    def __init__(self, what: str, *, why: str, fix: str, notice: SafetyNotice, rows: Diary) -> None:
        super().__init__(what, why=why, fix=fix, notice=notice)
        self.rows = rows


@dataclass(slots=True)
class _Form:
    """One filling-in: where it began, and what was answered so far."""

    person: str
    time: str
    instrument: Instrument
    form: str
    row: int
    answers: dict[str, float | None] = field(default_factory=dict[str, "float | None"])


def score_diary(
    diary: Diary, *, country: str | None = None, acknowledged: bool = False, tables: Mapping[str, TTable] | None = None
) -> Diary:
    """Score every questionnaire that was filled in within a diary.

    Args:
        diary: rows whose ``instrument`` is the id of a questionnaire; each ``form`` of a person is one filling-in.
        country: for the lines of help; it changes no score.
        acknowledged: the safety notice was seen; else help comes first, and there are no scores before it.
        tables: instrument id -> raw sum -> T, for those that need it.

    Returns:
        One row for each form, ``phq9.score``, and one for each subscale, at the time of the form's first answer; an empty value where
        there is no score. What could not be scored stands in ``said``, counted.

    Raises:
        SafetyStop: a form calls for help. ``notice`` is what is shown first, by the answer that calls loudest; ``rows`` is the diary of
            scores that may be had: forms that call for help have an empty score there and a row ``phq9.safety`` of 1.
        DataError: an answer that is none of the item's, or an item answered twice in one form.

    Source: tests/measure/questionnaires/test_score_diary.py.
    """
    built = DiaryBuilder()
    forms = _forms(diary, built)
    known: dict[tuple[str, tuple[tuple[str, float | None], ...]], Score] = {}
    without = held = 0
    loudest: tuple[float, SafetyNotice] | None = None
    for form in forms:
        made, tabled = form.instrument, (tables or {}).get(form.instrument.id)
        if made.scoring.method == "none":
            continue
        if made.scoring.method == "sum_to_t" and tabled is None:
            built.say(f"Forms of {made.id} were not scored: they need a table from sums to T scores, which you bring along.")
            continue
        pattern = (made.id, tuple(sorted(form.answers.items())))
        if pattern not in known:
            known[pattern] = score(made, form.answers, country=country, acknowledged=True, table=tabled)
        found = known[pattern]
        hidden = found.safety is not None and not acknowledged
        held += hidden
        if hidden and found.safety is not None and made.safety_item is not None:
            answer = form.answers.get(made.safety_item[0]) or 0.0
            if loudest is None or answer > loudest[0]:
                loudest = answer, found.safety
        without += found.value is None and not any(part is not None for part in found.subscales.values())
        _write(built, form, found, hidden=hidden)
    if held:
        built.say(f"{counted(held, 'form calls', 'forms call')} for help before any score; the scores are kept back.")
    if without:
        built.say(f"{counted(without, 'form has', 'forms have')} no score: too much was not answered.")
    scored = built.build()
    if loudest is not None:
        raise DiaryStop(
            f"{counted(held, 'form of this diary has', 'forms of this diary have')} an answer that calls for help before any score.",
            why=" ".join((f"{loudest[1].title}.", *loudest[1].message)),
            fix="show the notice; then acknowledged=True gives every score. Those of the other forms are in the error's rows.",
            notice=loudest[1],
            rows=scored,
        )
    return scored


def _write(built: DiaryBuilder, form: _Form, found: Score, *, hidden: bool) -> None:
    name = form.instrument.id
    values = {"score": found.value} if form.instrument.scoring.method != "subscales_only" else {}
    for part, value in {**values, **found.subscales}.items():
        text = "" if hidden or value is None else f"{value:.10g}"
        unit = found.unit if part == "score" else "T" if part == "t" else "points"
        built.add(form.person, form.time, instrument=name, form=form.form, item=f"{name}.{part}", value=text, unit=unit, source=SOURCE)
    if found.safety is not None:
        built.add(form.person, form.time, instrument=name, form=form.form, item=f"{name}.safety", value="1", source=SOURCE)


def _forms(diary: Diary, built: DiaryBuilder) -> list[_Form]:
    ids = instruments()
    opened = {name: named(name) for name in diary.instrument.levels if name in ids}
    strangers = sorted({name for name in diary.instrument.levels if name and name not in ids})
    for name in strangers:
        built.say(f"Forms of '{name[:40]}' were not scored: there is no questionnaire of that name.")
    numbers = {text: _number(text) for text in diary.value.levels}
    found: dict[tuple[str, str, str], _Form] = {}
    for row, (person, time, _end, name, form, item, value, _unit, _source) in enumerate(diary.rows(), 1):
        if name not in opened or "." in item:  # a score of before is no answer
            continue
        filled = found.setdefault((person, name, form), _Form(person, time, opened[name], form, row))
        _take(filled, item, value, numbers[value], row)
    return list(found.values())


def _take(form: _Form, item: str, text: str, number: float | None, row: int) -> None:
    made = form.instrument
    known = next((each for each in made.items if each.id == item), None)
    if known is None and made.items:
        raise DataError(f"Diary row {row}: {made.id} has no item '{item[:40]}'.", fix=f"the items: unspiral measure show {made.id} --items")
    if known is not None and known.kind == "list":
        return
    if item in form.answers:
        raise DataError(
            f"Diary row {row}: item '{item[:40]}' of one form of {made.id} is answered a second time (the form begins in row {form.row}).",
            why="Which of the answers counts cannot be told.",
            fix="give each filling-in a form of its own.",
        )
    if number is None and text.strip().casefold() not in EMPTY_WORDS:
        raise DataError(
            f"Diary row {row}: the answer to item '{item[:40]}' of {made.id} is no number.", fix="the option's number, or nothing."
        )
    if number is not None and known is not None and not accepts(known, number):
        raise refused(made, known, number, f"Diary row {row}: ")
    form.answers[item] = number


def _number(text: str) -> float | None:
    return float(text) if NUMBER.fullmatch(text.strip()) else None
