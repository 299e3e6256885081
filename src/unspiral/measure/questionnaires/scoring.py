"""Answers of one person -> score, with what was filled in, who says so, and help before any number where it is called for."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from unspiral.errors import DataError, SafetyStop, SpecError, did_you_mean
from unspiral.measure.cells import EMPTY_WORDS, NUMBER
from unspiral.measure.questionnaires.answer import accepts, counted_as, reach, refused
from unspiral.measure.questionnaires.bands import band_of
from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.measure.questionnaires.remarks import relied_on, remarks, unverified
from unspiral.measure.questionnaires.rounding import exact, half_up
from unspiral.measure.questionnaires.rule import clauses, conditions, decide, holds, names_in
from unspiral.measure.questionnaires.t_table import TTable
from unspiral.measure.questionnaires.why_none import Reason, sentence
from unspiral.measure.safety.help_lines import country_from, help_for
from unspiral.records.help import SafetyNotice
from unspiral.records.score import Score

Answers = Mapping[str, float | str | None] | Sequence[float | str | None]  # a number, or its text
UNITS = {"percent": "percent", "sum_to_t": "T", "grade": "grade"}


@dataclass(frozen=True, slots=True)
class Sums:
    """What the arithmetic gives, exact, before any words.

    Args:
        value: the score, None where there is none.
        reason: why there is none, "" where there is one.
        imputed: items filled in.
        subscales: by name; None where not scorable.
        group: of a rule that sorts into groups, else "".
    """

    value: Fraction | None
    reason: Reason
    imputed: int = 0
    subscales: Mapping[str, Fraction | None] = field(default_factory=dict[str, Fraction | None])
    group: str = ""


def score(
    instrument: Instrument | str,
    answers: Answers,
    *,
    country: str | None = None,
    acknowledged: bool = False,
    today: date | None = None,
    table: TTable | None = None,
) -> Score:
    """Score the answers of one person to one questionnaire.

    Args:
        instrument: an instrument, or the id of one.
        answers: by item id, or in order (the scored items, or all of them); None or nan = not answered, which is never 0. A text is read as
            the number it is.
        country: where the person is, for the lines of help; None = as the machine's language settings say.
        acknowledged: the person, or whoever is with them, has seen the safety notice; then the score comes back beside it.
        today: on which the age of help lines is judged; the machine's date when left out.
        table: raw sum -> T that you brought along, or item parameters (``graded_response.Parameters.table``).

    Returns:
        The score, or None in ``value`` with the reason in ``why_none``.

    Raises:
        SafetyStop: an answer calls for help before any score; its ``notice`` holds what is shown.
        DataError: an answer that is none of the item's, an unknown item, a wrong number of answers. Help comes before any of these.
        SpecError: no country has that code; where help comes first, it comes with the lines for anywhere.

    Source: the instrument's own file (``unspiral measure show ID --sources``); tests/measure/questionnaires/test_scoring.py.
    """
    if isinstance(instrument, str):
        from unspiral.measure.questionnaires.library import instrument as named

        instrument = named(instrument)
    help_first = notice_for(instrument, calling(instrument, answers), country, today)
    if help_first is not None and not acknowledged:
        raise stop(instrument, help_first)
    if help_first is not None:
        country_from(country, os.environ)  # a wrong country is told once the notice was seen
    given = by_item(instrument, answers, table)
    if not instrument.items:
        instrument = _opened(instrument, given, table)
    elif table is not None:
        low, high = reach(instrument.scored)
        table.check(float(low), float(high), instrument.id)
    for item in instrument.items:
        value = given.get(item.id)
        if value is not None and not accepts(item, value):
            raise refused(instrument, item, value)
    sums = sums_of(instrument, given)
    return _finished(instrument, given, sums, help_first, table)


def score_total(instrument: Instrument | str, total: float, table: TTable) -> Score:
    """Turn a total that somebody else added up into a T score.

    Args:
        instrument: an instrument, or the id of one. One with an item that calls for help is refused: a total hides that answer.
        total: the sum of all items.
        table: raw sum -> T that you brought along.

    Raises:
        DataError: a total that the table does not have, or an instrument whose total says too little.

    Source: tests/measure/questionnaires/test_scoring.py.
    """
    if isinstance(instrument, str):
        from unspiral.measure.questionnaires.library import instrument as named

        instrument = named(instrument)
    if instrument.safety_item is not None:
        what = f"A total of {instrument.id} hides how item {instrument.safety_item[0]} was answered."
        raise DataError(what, why="That answer can call for help before any score.", fix="give the answers themselves.")
    if instrument.items:
        low, high = reach(instrument.scored)
        table.check(float(low), float(high), instrument.id)
    found = table.of_sum(exact(total)) if math.isfinite(total) else None
    if found is None:
        what = f"{total:g} is no sum of {instrument.id}; they go from {min(table.rows)} to {max(table.rows)} by the table '{table.name}'."
        raise DataError(what, fix="give the sum of all items, before any T score.")
    direct = instrument.scoring.method == "sum_to_t"
    return Score(
        instrument=instrument.id,
        value=found[0] if direct else total,
        unit=UNITS.get(instrument.scoring.method, "points"),
        low=table.low if direct else instrument.scoring.low,
        high=table.high if direct else instrument.scoring.high,
        band="" if direct or not instrument.bands_shown else band_of(instrument, exact(total)),
        answered=0,
        imputed=0,
        subscales={"raw": total} if direct else {"t": found[0]},
        se=found[1],
        said=("This comes from a total: what was answered is not known here.", table.said),
        sources=relied_on(instrument),
        unverified=unverified(instrument, gaps=False),
    )


def by_item(instrument: Instrument, answers: Answers, table: TTable | None = None) -> dict[str, float | None]:
    """Answers by item id; nan becomes None.

    Args:
        instrument: whose answers they are.
        answers: by item id, or in order.
        table: tells how many items a form has whose items are not in its file.

    Raises:
        DataError: an unknown item, a number of answers that fits no order, or something else than a number.
    """
    ids = [item.id for item in instrument.items]
    if not isinstance(answers, Mapping):
        listed = list(answers)
        if isinstance(answers, (str, bytes)):
            raise DataError("Answers are numbers, one for each item.", fix="[1, 0, 2]")
        scored = [item.id for item in instrument.scored]
        if not ids:
            ids = scored = [str(place) for place in range(1, len(listed) + 1)]
        if len(listed) not in {len(ids), len(scored)} or not listed:
            raise _wrong_count(instrument, len(listed), len(scored))
        answers = dict(zip(ids if len(listed) == len(ids) else scored, listed))
    elif not ids:
        ids = list(answers)
        if sorted(ids) != sorted(str(place) for place in range(1, len(ids) + 1)):
            raise DataError(f"The items of {instrument.id} are called by number: 1, 2, 3 ...", fix="1=3,2=4,3=1,4=2")
    for name in answers:
        if name not in ids:
            known = f"{', '.join(ids[:12])}{' ...' if len(ids) > 12 else ''}"
            raise DataError(
                f"{instrument.id} has no item '{name[:40]}'.{did_you_mean(name[:40], ids)}",
                why=f"Its items are {known}.",
                fix="use these names.",
            )
    return {name: _answer(instrument, name, value) for name, value in answers.items()}


def _answer(instrument: Instrument, name: str, value: float | str | None) -> float | None:
    if value is None or (isinstance(value, str) and value.strip().casefold() in EMPTY_WORDS):
        return None
    number = _read(value)
    if number is None:
        what = f"The answer to item '{name[:40]}' of {instrument.id} is no number."
        raise DataError(what, fix="the option's number, such as 2; None = not answered.")
    return None if math.isnan(number) else number


def _read(value: float | str | None) -> float | None:
    """A number, also from its text; None for everything else."""
    if isinstance(value, str) and not NUMBER.fullmatch(value.strip()):
        return None
    try:
        return None if value is None else float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def calling(instrument: Instrument, answers: Answers) -> dict[str, float | None]:
    """What was answered to the item that calls for help, whatever else is wrong with the answers; empty where that cannot be told.

    Args:
        instrument: whose answers they are.
        answers: as they were given: by item id, or in order.

    Source: tests/measure/questionnaires/test_scoring.py.
    """
    if instrument.safety_item is None:
        return {}
    name = instrument.safety_item[0]
    if isinstance(answers, Mapping):
        said = [value for key, value in answers.items() if str(key).strip().casefold() == name.casefold()]
    else:
        ids, scored = [item.id for item in instrument.items], [item.id for item in instrument.scored]
        place = (ids if len(answers) == len(ids) or name not in scored else scored).index(name)
        said = [] if isinstance(answers, (str, bytes)) else list(answers[place : place + 1])
    numbers = [number for value in said if (number := _read(value)) is not None and not math.isnan(number)]
    return {name: max(numbers)} if numbers else {}


def notice_for(
    instrument: Instrument, given: Mapping[str, float | None], country: str | None, today: date | None = None
) -> SafetyNotice | None:
    """What must be shown before any score; None where no answer calls for it. Not answered calls for nothing, and is no 0.

    A country that does not exist keeps no help back: the lines are those for anywhere.
    """
    if instrument.safety_item is None:
        return None
    name, least = instrument.safety_item
    value = given.get(name)
    if value is None or value < least:
        return None
    from unspiral.measure.safety.suicide_item import notice

    try:
        code = country_from(country, os.environ)
    except SpecError:
        code = None
    return notice(value, help_for(code, today))


def stop(instrument: Instrument, notice: SafetyNotice, rows: int = 0) -> SafetyStop:
    """The refusal that carries the notice. It repeats no answer: errors may be logged."""
    whose = f"{rows} rows have" if rows > 1 else "One row has" if rows else "There is"
    return SafetyStop(
        f"{whose} an answer to {instrument.id} that calls for help before any score.",
        why=" ".join((f"{notice.title}.", *notice.message)),
        fix="show the notice; then --acknowledged (in Python: acknowledged=True) gives the score beside it.",
        notice=notice,
    )


def sums_of(instrument: Instrument, given: Mapping[str, float | None]) -> Sums:
    """The arithmetic of a score, in exact fractions.

    Args:
        instrument: as its file says; its answers were checked before.
        given: by item id; None = not answered.
    """
    scoring, rule = instrument.scoring, instrument.scoring.missing
    if scoring.method == "none":
        return Sums(None, "no_rule")
    points = {item.id: counted_as(item, value) for item in instrument.scored if (value := given.get(item.id)) is not None}
    absent = len(instrument.scored) - len(points)
    if scoring.method == "subscales_only":
        parts = _subscales(instrument, points)
        return Sums(None, "no_total" if any(value is not None for value in parts.values()) else "missing", 0, parts)
    if rule.unless and absent and (early := _early(instrument, points)) is not None:
        return early
    reason = _lacking(instrument, points, absent)
    if reason:
        return Sums(None, reason, 0, dict.fromkeys(scoring.subscales))
    if rule.way == "zero":
        points = {item.id: points.get(item.id, Fraction(0)) for item in instrument.scored}
    value, group = _value(instrument, points)
    if value is None:
        return Sums(None, "no_rule", 0, _subscales(instrument, points))
    return Sums(value, "", absent if rule.way == "prorate" else 0, _subscales(instrument, points), group)


def _lacking(instrument: Instrument, points: Mapping[str, Fraction], absent: int) -> Reason:
    rule = instrument.scoring.missing
    if rule.way == "zero":
        return "" if points else "nothing"
    if rule.way == "denominator":
        return "" if len(points) >= rule.least else "missing"
    if rule.way == "prorate":
        if absent > rule.most:
            return "missing"
        return "never" if any(name not in points for name in rule.never) else ""
    return "missing" if absent else ""


def _value(instrument: Instrument, points: Mapping[str, Fraction]) -> tuple[Fraction | None, str]:
    scoring, items = instrument.scoring, len(instrument.scored)
    total = sum(points.values(), Fraction(0))
    if scoring.method in {"groups", "grade"}:
        clause = decide(clauses(scoring.rule), _named(instrument, points, total))
        if clause is None:
            return None, ""
        return (Fraction(clause.grade), "") if clause.grade is not None else (total, clause.result)
    if scoring.method == "mean":
        value = total / len(points)
    elif scoring.method == "percent":
        value = 100 * total / sum((_highest(item) for item in instrument.scored if item.id in points), Fraction(0))
    else:  # sum, single, sum_times, sum_to_t: with gaps the mean of the answered items stands in for each of the others
        value = total * items / len(points) * exact(scoring.factor)
    return half_up(value, scoring.decimals), ""


def _highest(item: Item) -> Fraction:
    scores = [counted_as(item, option.score) for option in item.options] or [counted_as(item, item.low), counted_as(item, item.high)]
    return max(scores)


def _subscales(instrument: Instrument, points: Mapping[str, Fraction]) -> dict[str, Fraction | None]:
    """Sums of the subscales; None where one of its own items is missing."""
    return {
        name: sum((points[item] for item in items), Fraction(0)) if all(item in points for item in items) else None
        for name, items in instrument.scoring.subscales.items()
    }


def _named(instrument: Instrument, points: Mapping[str, Fraction], total: Fraction) -> dict[str, Fraction]:
    """The values a rule can speak of, as far as they are known."""
    places = {f"i{place}": points[item.id] for place, item in enumerate(instrument.scored, 1) if item.id in points}
    parts = {name: value for name, value in _subscales(instrument, points).items() if value is not None}
    return {**places, **points, **parts, "total": total}


def _early(instrument: Instrument, points: Mapping[str, Fraction]) -> Sums | None:
    """The result where the file says that the answers suffice although some are missing."""
    enough = conditions(instrument.scoring.missing.unless)
    known = _named(instrument, points, sum(points.values(), Fraction(0)))
    if not all(name in known for name in names_in(enough)) or not holds(enough, known):
        return None
    for clause in clauses(instrument.scoring.rule):
        if not all(name in known for name in names_in(clause.conditions)):
            return None
        if holds(clause.conditions, known):
            return Sums(Fraction(clause.grade) if clause.grade is not None else None, "", 0, _subscales(instrument, points), clause.result)
    return None


def _opened(instrument: Instrument, given: Mapping[str, float | None], table: TTable | None) -> Instrument:
    """A form whose items are not in its file: the table that was brought along tells from where to where they go."""
    if table is None:
        raise no_table(instrument)
    low, high = table.bounds(len(given), instrument.id)
    items = tuple(Item(str(place), "", "integer", low=low, high=high) for place in range(1, len(given) + 1))
    return replace(instrument, items=items)


def no_table(instrument: Instrument) -> DataError:
    """The error for a T score without its table."""
    return DataError(
        f"{instrument.id} turns a sum into a T score by a table, and the table is not part of unspiral.",
        why=f"Its licence: {instrument.licence.status}.",
        fix=f"bring it along: unspiral measure score {instrument.id} --t-table TABLE.csv (columns raw,t,se), or --parameters ITEMS.csv",
    )


def _finished(
    instrument: Instrument, given: Mapping[str, float | None], sums: Sums, notice: SafetyNotice | None, table: TTable | None
) -> Score:
    scoring = instrument.scoring
    value, low, high, error = sums.value, scoring.low, scoring.high, None
    reason = sums.reason
    parts: dict[str, float | None] = {name: None if part is None else float(part) for name, part in sums.subscales.items()}
    said: list[str] = []
    if scoring.method == "sum_times":
        parts["raw"] = None if value is None else float(value / exact(scoring.factor))
    if scoring.method == "sum_to_t":
        if table is None:
            raise no_table(instrument)
        parts["raw"] = None if value is None else float(value)
        by_pattern = value is None and reason == "missing" and scoring.missing.way == "pattern"
        pattern = table.of_pattern([given.get(item.id) for item in instrument.scored]) if by_pattern else None
        found = pattern if pattern is not None else None if value is None else table.of_sum(value)
        if pattern is not None:
            said.append("Not every item was answered: the T score was computed from the pattern of the answered ones.")
        reason = "" if found else reason or "outside"
        value, error = (None, None) if found is None else (exact(found[0]), found[1])
        low, high = table.low, table.high
    elif table is not None:
        found = None if value is None else table.of_sum(value)
        parts["t"], error = (None, None) if found is None else found
        if found is None and value is not None:
            said.append(sentence(instrument, "outside"))
        elif sums.imputed:
            said.append(f"The T score comes from a sum with {sums.imputed} filled-in {'item' if sums.imputed == 1 else 'items'}.")
    if table is not None and (value is not None if scoring.method == "sum_to_t" else parts["t"] is not None):
        said.append(table.said)
    answered = sum(1 for item in instrument.scored if given.get(item.id) is not None)
    band = sums.group or ("" if value is None or not instrument.bands_shown else band_of(instrument, value))
    return Score(
        instrument=instrument.id,
        value=None if value is None else float(value),
        unit=UNITS.get(scoring.method, "points"),
        low=low,
        high=high,
        band=band,
        answered=answered,
        imputed=sums.imputed,
        subscales=parts,
        se=error,
        safety=notice,
        why_none=sentence(instrument, reason) if value is None else "",
        said=(*said, *remarks(instrument, given, sums.imputed, value is not None)),
        sources=relied_on(instrument),
        unverified=unverified(instrument, gaps=answered < len(instrument.scored)),
    )


def _wrong_count(instrument: Instrument, given: int, wanted: int) -> DataError:
    return DataError(
        f"{instrument.id} has {wanted} items, and {given} {'answer was' if given == 1 else 'answers were'} given.",
        why="Which answer belongs to which item cannot be told.",
        fix=f"give {wanted}, nothing between the commas where an item was not answered; or name them: {_named_example(instrument)}",
    )


def _named_example(instrument: Instrument) -> str:
    return ",".join(f"{item.id}=1" for item in instrument.scored[:2]) + ("" if len(instrument.scored) < 3 else ",...")
