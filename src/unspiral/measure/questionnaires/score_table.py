"""A table of thousands -> its scores, counted, with help before any number where answers call for it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.errors import DataError, SafetyStop, SpecError
from unspiral.measure.cells import Codes, comma_is_decimal, numbers
from unspiral.measure.places import Places
from unspiral.measure.questionnaires.answer import accepts, refused
from unspiral.measure.questionnaires.appended import appended_text
from unspiral.measure.questionnaires.column_map import ColumnMap, map_columns
from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.measure.questionnaires.item_nine import called_anyway, item_nine
from unspiral.measure.questionnaires.library import instrument as named
from unspiral.measure.questionnaires.remarks import relied_on, rule_words, unverified
from unspiral.measure.questionnaires.score_columns import Scores, score_columns, wrong_answer
from unspiral.measure.questionnaires.scoring import notice_for, stop
from unspiral.measure.questionnaires.t_table import TTable
from unspiral.measure.questionnaires.why_none import REASONS, Reason, sentence
from unspiral.measure.read import _table_for  # pyright: ignore[reportPrivateUsage]
from unspiral.measure.saying import counted
from unspiral.measure.source_file import find
from unspiral.measure.table import Table
from unspiral.records.help import SafetyNotice

NOBODY_THERE = "Where nobody can act on item 9 in time, phq8 is the form to use: it is the same without that item."


@dataclass(frozen=True, slots=True, eq=False)
class ScoredTable:
    """What became of a table.

    Args:
        scores: row by row; nothing is told of rows that call for help unless that was acknowledged.
        columns: item id -> column.
        added: name -> texts of the columns that are added to the table.
        scored: rows with a score (or, without a total, with a subscale).
        imputed: of these, rows with items filled in.
        not_scorable: rows without.
        safety: rows whose answers call for help first.
        held_back: whether the scores of these rows are withheld.
        notice: what is shown first where there are such rows.
        why: reason -> rows without a score.
        said: what was guessed, and what must be known.
        sources: keys of the sources behind the scores.
        unverified: which of the things behind them nobody has seen in a source.
        comma: the table's numbers have a decimal comma.
    """

    scores: Scores
    columns: Mapping[str, str]
    added: Mapping[str, tuple[str, ...]]
    scored: int
    imputed: int
    not_scorable: int
    safety: int
    held_back: bool
    notice: SafetyNotice | None
    why: Mapping[str, int]
    said: tuple[str, ...]
    sources: tuple[str, ...]
    unverified: tuple[str, ...]
    comma: bool

    def text(self, path: str | os.PathLike[str]) -> tuple[str, int]:
        """The table of the same file with the scores at its right, as ``appended.appended_text`` gives it."""
        file = find(path)
        return appended_text(file, _table_for(file)(file), len(self.scores.value), self.added, comma=self.comma)


def score_table(
    instrument: Instrument,
    path: str | os.PathLike[str],
    *,
    columns: Mapping[str, str] | None = None,
    missing: Sequence[str] = (),
    table: TTable | None = None,
    country: str | None = None,
    acknowledged: bool = False,
    today: date | None = None,
    prefix: str | None = None,
) -> ScoredTable:
    """Score every row of a table.

    Args:
        instrument: what was answered.
        path: of the table, of any kind that ``unspiral.measure.read`` takes; one row for each filled-in form.
        columns: item id -> column; None = guess from the names, and say so.
        missing: codes that stand for "not answered", beside empty, NA, NaN and a point.
        table: raw sum -> T.
        country: for the lines of help; None = as the machine's language settings say. A code that no country has gives those for anywhere.
        acknowledged: the safety notice was seen; then the scores of all rows are there.
        today: on which the age of help lines is judged.
        prefix: of the added columns' names; the instrument's id when left out.

    Raises:
        SafetyStop: the table cannot be read, and an answer in it calls for help; what is wrong with it is the error's cause.
        DataError: a cell that is no answer of its item (row, column and what is allowed), or columns that cannot be told.
        SpecError: a code for missing that is an answer.

    Source: tests/measure/questionnaires/test_score_table.py.
    """
    if not instrument.items:
        what = f"The items of {instrument.id} are not in its file, so a table of them cannot be read."
        raise DataError(
            what, fix="score one form at a time, or write a questionnaire file with this form's items (unspiral measure check)."
        )
    if instrument.scoring.method == "none":
        what = f"{instrument.id} holds single answers: they are no validated scale, and nothing is added up."
        raise DataError(what, fix="read the table itself: unspiral learn DATA")
    file = find(path)
    opened = _table_for(file)(file)
    mapped = map_columns(instrument, opened.names, columns)
    nine = item_nine(instrument, opened, set(mapped.columns.values()), Codes.of(missing))
    try:
        answers, comma = _answers(instrument, opened, mapped, missing)
    except (DataError, SpecError) as problem:  # help comes before any complaint
        if not acknowledged and (help_first := _help_first(instrument, opened, mapped, nine, country, today)) is not None:
            raise help_first from problem
        raise
    found = score_columns(instrument, answers, table)
    asking = instrument
    if nine is not None:  # a shorter form hides no answer that the table shows
        asking, answers = named("phq9"), {**answers, "phq9": nine[1]}
        found = replace(found, safety=nine[1] >= 1)
    worst = _worst(asking, answers, found)
    notice = None if worst is None else notice_for(asking, worst, country, today)
    shown = found if acknowledged or notice is None else found.withheld()
    asked = None if asking.safety_item is None else answers.get(asking.safety_item[0])
    added = _added(instrument, shown, asked, prefix or instrument.id, table)
    if clash := [name for name in added if name in opened.names]:
        raise DataError(
            f"The table has a column '{clash[0]}' already.",
            why="It would stand there twice.",
            fix="--prefix NAME gives the new columns other names.",
        )
    counts = _counted(instrument, shown, mapped, added, notice, held=shown is not found, opened=opened, comma=comma)
    if table is not None:
        counts = replace(counts, said=(*counts.said, table.said))
    if nine is None:
        return counts
    aside = f"Item 9 of the PHQ-9 stands in column '{nine[0]}'. It counts in no score of {instrument.id}; 1 or more calls for help."
    return replace(counts, said=(*counts.said, aside))


def _help_first(
    instrument: Instrument, opened: Table, mapped: ColumnMap, nine: tuple[str, Float[ndarray, " rows"]] | None,
    country: str | None, today: date | None,
) -> SafetyStop | None:  # fmt: skip
    """The stop of a table that cannot be read, where some answer in it calls for help; None where none does."""
    asking = instrument if nine is None else named("phq9")
    given = called_anyway(instrument, opened, mapped.columns) if nine is None else nine[1]
    if given is None or asking.safety_item is None or not (calls := given >= asking.safety_item[1]).any():
        return None
    notice = notice_for(asking, {asking.safety_item[0]: float(given[calls].max())}, country, today)
    return None if notice is None else stop(asking, notice, int(np.count_nonzero(calls)))


def _answers(
    instrument: Instrument, opened: Table, mapped: ColumnMap, missing: Sequence[str]
) -> tuple[dict[str, Float[ndarray, " rows"]], bool]:
    cells = opened.take(list(mapped.columns.values()))
    places = Places(cells.rows, ("1",), np.zeros(len(cells.rows), dtype=np.int64), None)
    listed = [cells.columns[column] for column in mapped.columns.values()]
    comma = comma_is_decimal(listed, places, opened.decimal_comma)
    # A decimal comma is read in codes as it is in cells: 2,0 is an answer where 2 is one.
    typed = [code.strip() for code in missing]
    codes = Codes.of([*typed, *(code.replace(",", ".") for code in typed if comma and "," in code)])
    items = {item.id: item for item in instrument.items}
    for code in sorted(codes.numbers):
        if (item := next((items[each] for each in mapped.columns if accepts(items[each], code)), None)) is not None:
            raise SpecError(
                f"--missing {code:g}: that is an answer to item '{item.id}' of {instrument.id}.",
                why="Answers would be lost without a trace.",
                fix="--missing with a code that is no answer, such as --missing -99",
            )
    for code in typed:
        same = code.casefold()
        if (item := next((items[each] for each in mapped.columns if same in _option_texts(items[each])), None)) is not None:
            raise SpecError(
                f"--missing '{code}': that is an answer to item '{item.id}' of {instrument.id}.",
                why="Answers would be lost without a trace.",
                fix="--missing with a code that is no answer, such as --missing -99",
            )
    answers: dict[str, Float[ndarray, " rows"]] = {}
    for name, column in mapped.columns.items():
        values, _ = numbers(cells.columns[column], places, comma=comma, codes=codes)
        place = wrong_answer(items[name], values)
        if place is not None:
            raise refused(instrument, items[name], float(values[place]), f"{places.at(place, column)}: ")
        answers[name] = values
    return answers, comma


def _option_texts(item: Item) -> frozenset[str]:
    return frozenset(option.text.strip().casefold() for option in item.options if option.text.strip())


def _worst(instrument: Instrument, answers: Mapping[str, Float[ndarray, " rows"]], found: Scores) -> dict[str, float | None] | None:
    """The answer that calls loudest: it orders what help is named first."""
    if instrument.safety_item is None or not found.safety.any():
        return None
    name = instrument.safety_item[0]
    return {name: float(np.max(answers[name][found.safety]))}


def _added(
    instrument: Instrument, shown: Scores, asked: Float[ndarray, " rows"] | None, prefix: str, table: TTable | None
) -> dict[str, tuple[str, ...]]:
    hidden = shown.reason == REASONS.index("withheld")
    decimals = 1 if instrument.scoring.method == "sum_to_t" else instrument.scoring.decimals
    flags: Int[ndarray, " rows"] = np.full(len(hidden), 2, dtype=np.int64)
    if asked is not None:
        flags = np.where(np.isnan(asked), 2, shown.safety.astype(np.int64))
    added = {
        "score": _number_texts(shown.value, decimals),
        "band": _picked((*shown.labels, ""), shown.band),
        "imputed": _picked((*(str(n) for n in range(len(instrument.items) + 1)), ""), np.where(hidden, -1, shown.imputed)),
        "why_none": _picked(tuple(sentence(instrument, reason) for reason in REASONS), shown.reason),
        # Not answered is neither 1 nor 0: the cell stays empty.
        "safety": _picked(("0", "1", ""), flags),
    }
    for name, part in shown.subscales.items():
        added[name] = _number_texts(part, 1 if name == "t" else instrument.scoring.decimals if name == "raw" else 3)
    if table is not None:
        added["se"] = _number_texts(shown.se, 2)
    return {f"{prefix}_{name}": texts for name, texts in added.items()}


def _number_texts(values: Float[ndarray, " rows"], decimals: int) -> tuple[str, ...]:
    """Numbers as texts; each different one is written once. A whole number has no decimals; nan is empty."""
    levels, codes = np.unique(values, return_inverse=True)
    listed: list[float] = levels.tolist()
    texts = ["" if value != value else _written(value, decimals) for value in listed]
    places: list[int] = codes.tolist()
    return tuple(texts[place] for place in places)


def _written(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _picked(texts: tuple[str, ...], places: Int[ndarray, " rows"]) -> tuple[str, ...]:
    listed: list[int] = places.tolist()
    return tuple(texts[place] for place in listed)


def _counted(
    instrument: Instrument, shown: Scores, mapped: ColumnMap, added: dict[str, tuple[str, ...]], notice: SafetyNotice | None,
    *, held: bool, opened: Table, comma: bool,
) -> ScoredTable:  # fmt: skip
    tally: dict[Reason, int] = {reason: int(np.count_nonzero(shown.reason == place)) for place, reason in enumerate(REASONS)}
    done = tally[""] + tally["no_total"]
    without = {
        sentence(instrument, reason): count for reason, count in tally.items() if count and reason not in {"", "no_total", "withheld"}
    }
    gaps = bool((shown.answered < len(instrument.scored)).any())
    filled = int(np.count_nonzero(shown.imputed))
    said = [*opened.said, *([mapped.said] if mapped.said else [])]
    if instrument.id == "phq9" and notice is None:
        said.append(NOBODY_THERE)
    if filled:
        said.append(f"{counted(filled, 'row has', 'rows have')} items filled in by the rule: {rule_words(instrument.scoring.missing)}")
    elif gaps and instrument.scoring.missing.way == "denominator" and instrument.scoring.missing.further:
        said.append(f"Rows with items that were not answered: {rule_words(instrument.scoring.missing)}.")
    lacking = unverified(instrument, gaps=gaps)
    if "missing" in lacking:
        said.append("Missing-item rule: nobody has seen it in a source.")
    if instrument.safety_item is not None:
        unanswered = sum(1 for text in next(texts for name, texts in added.items() if name.endswith("_safety")) if not text)
        if unanswered:
            said.append(f"{counted(unanswered, 'row has', 'rows have')} no answer to item {instrument.safety_item[0]}. That is not a 0.")
    return ScoredTable(
        scores=shown,
        columns=mapped.columns,
        added=added,
        scored=done,
        imputed=filled,
        not_scorable=sum(without.values()),
        safety=int(np.count_nonzero(shown.safety)),
        held_back=held,
        notice=notice,
        why=without,
        said=tuple(said),
        sources=relied_on(instrument),
        unverified=lacking,
        comma=comma,
    )
