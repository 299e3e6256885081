"""Columns of answers -> columns of scores, by the same rules as for one person, a million rows a second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.questionnaires.answer import bounds, counted_as, reach, refused
from unspiral.measure.questionnaires.bands import grain
from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.measure.questionnaires.rounding import exact
from unspiral.measure.questionnaires.rule import Condition, clauses, conditions, names_in
from unspiral.measure.questionnaires.scoring import no_table
from unspiral.measure.questionnaires.t_table import TTable
from unspiral.measure.questionnaires.why_none import REASONS, Reason

Ints = Int[ndarray, " rows"]
Floats = Float[ndarray, " rows"]
Mask = Bool[ndarray, " rows"]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores of many rows.

    Args:
        instrument: its id.
        value: nan where there is none.
        band: which of ``labels`` each row has; -1 = none.
        labels: names of bands or groups.
        answered: items answered.
        imputed: items filled in.
        reason: why there is none, as a place in ``why_none.REASONS``.
        safety: rows whose answers call for help before any score.
        subscales: by name; nan where not scorable.
        se: standard errors of T scores, nan where there are none.
    """

    instrument: str
    value: Float[ndarray, " rows"]
    band: Int[ndarray, " rows"]
    labels: tuple[str, ...]
    answered: Int[ndarray, " rows"]
    imputed: Int[ndarray, " rows"]
    reason: Int[ndarray, " rows"]
    safety: Bool[ndarray, " rows"]
    subscales: Mapping[str, Float[ndarray, " rows"]]
    se: Float[ndarray, " rows"]

    def withheld(self) -> Scores:
        """The same with nothing told of the rows that call for help."""
        kept = ~self.safety
        return Scores(
            self.instrument,
            np.where(kept, self.value, np.nan),
            np.where(kept, self.band, -1),
            self.labels,
            self.answered,
            np.where(kept, self.imputed, 0),
            np.where(kept, self.reason, REASONS.index("withheld")),
            self.safety,
            {name: np.where(kept, part, np.nan) for name, part in self.subscales.items()},
            np.where(kept, self.se, np.nan),
        )


def score_columns(instrument: Instrument, answers: Mapping[str, Float[ndarray, " rows"]], table: TTable | None = None) -> Scores:
    """Score many rows at once. Nothing is held back here: ``Scores.withheld`` does that, and every door calls it unless told otherwise.

    Args:
        instrument: as its file says.
        answers: item id -> answers; nan = not answered. Every scored item is there.
        table: raw sum -> T, for instruments that need it, or beside a total.

    Raises:
        DataError: an answer that is none of the item's, or an item without a column.

    Source: tests/measure/questionnaires/test_score_columns.py, which holds every row against ``scoring.score``.
    """
    for item in instrument.scored:
        if item.id not in answers:
            raise DataError(f"There is no column for item '{item.id}' of {instrument.id}.", fix=f"--map {item.id}=COLUMN")
    for item in instrument.items:
        if item.id in answers and (place := wrong_answer(item, answers[item.id])) is not None:
            raise refused(instrument, item, float(answers[item.id][place]), f"Row {place + 1}: ")
    rows = len(next(iter(answers.values()))) if answers else 0
    work = _Work(instrument, answers, rows)
    value, reason, band, labels = work.value_and_reason()
    subscales = work.subscales()
    if instrument.scoring.method == "sum_times":
        subscales["raw"] = value / instrument.scoring.factor
    se = np.full(rows, np.nan)
    if instrument.scoring.method == "sum_to_t" and table is None:
        raise no_table(instrument)
    if table is not None:
        low, high = reach(instrument.scored)
        table.check(float(low), float(high), instrument.id)
        t, se = _looked_up(table, value)
        if instrument.scoring.method == "sum_to_t":
            if instrument.scoring.missing.way == "pattern":
                t, se, reason = work.by_pattern(table, t, se, reason)
            subscales["raw"], value = value, t
            reason = np.where(np.isnan(t) & (reason == 0), REASONS.index("outside"), reason)
        else:
            subscales["t"] = t
    if not labels:
        band, labels = _bands(instrument, value)
    return Scores(instrument.id, value, band, labels, work.answered, work.imputed(reason), reason, work.safety(), subscales, se)


def wrong_answer(item: Item, values: Float[ndarray, " rows"]) -> int | None:
    """The first row whose answer is none of the item's, or None."""
    if item.options:
        fine = np.isin(values, [option.score for option in item.options])
    else:
        fine = (values >= item.low) & (values <= item.high)
        if item.kind == "integer":
            fine &= values == np.floor(values)
    wrong = ~(fine | np.isnan(values))
    return int(np.argmax(wrong)) if wrong.any() else None


class _Work:
    """The columns as whole numbers of the smallest step, so that every sum and every rounding is exact."""

    def __init__(self, instrument: Instrument, answers: Mapping[str, Floats], rows: int) -> None:
        self.instrument, self.answers, self.rows = instrument, answers, rows
        self.step = _smallest_step(instrument)
        self.there: dict[str, Mask] = {}
        self.points: dict[str, Ints] = {}
        self.answered: Ints = np.zeros(rows, dtype=np.int64)
        self.total: Ints = np.zeros(rows, dtype=np.int64)
        for item in instrument.scored:
            values = answers[item.id]
            there = ~np.isnan(values)
            points = np.rint(np.where(there, values, 0.0) * self.step).astype(np.int64)
            if item.reverse:
                low, high = bounds(item)
                points = np.where(there, int((exact(low) + exact(high)) * self.step) - points, 0)
            self.there[item.id], self.points[item.id] = there, points
            self.answered += there
            self.total += points

    def value_and_reason(self) -> tuple[Floats, Ints, Ints, tuple[str, ...]]:
        """Values, reasons, and the groups of a rule that sorts into groups."""
        scoring, items = self.instrument.scoring, len(self.instrument.scored)
        none, nowhere = np.full(self.rows, np.nan), np.full(self.rows, -1, dtype=np.int64)
        if scoring.method == "none":
            return none, self._all("no_rule"), nowhere, ()
        if scoring.method == "subscales_only":
            some = np.zeros(self.rows, dtype=np.bool_)
            for part in self.subscales().values():
                some |= ~np.isnan(part)
            return none, np.where(some, self._all("no_total"), self._all("missing")), nowhere, ()
        reason = self._lacking()
        if scoring.method in {"groups", "grade"}:
            return self._by_rule(reason)
        top, bottom = self.total, np.full(self.rows, self.step)
        if scoring.method == "mean":
            bottom = bottom * self.answered
        elif scoring.method == "percent":
            top = top * 100
            bottom = sum((self.there[i.id] * int(_highest(i) * self.step) for i in self.instrument.scored), np.zeros(self.rows, np.int64))
        else:
            factor = exact(scoring.factor)
            top = top * factor.numerator
            bottom = bottom * factor.denominator
            if scoring.missing.way != "zero":
                top, bottom = top * items, bottom * self.answered
        # A half goes up, in whole numbers: floor((2 top 10^d + bottom) / (2 bottom)).
        bottom = np.maximum(bottom, 1)
        rounded = (2 * top * 10**scoring.decimals + bottom) // (2 * bottom)
        return np.where(reason == 0, rounded / 10**scoring.decimals, np.nan), reason, nowhere, ()

    def subscales(self) -> dict[str, Floats]:
        """Sums of the subscales; nan where one of its items is missing, or where the whole is not scorable."""
        lacking = None if self.instrument.scoring.method == "subscales_only" else self._lacking()
        parts = {name: np.where(known, value / self.step, np.nan) for name, (value, known) in self._parts().items()}
        if lacking is None:
            return parts
        early = self._early()
        return {name: np.where((lacking == 0) | early, part, np.nan) for name, part in parts.items()}

    def imputed(self, reason: Ints) -> Ints:
        """How many items were filled in."""
        if self.instrument.scoring.missing.way != "prorate":
            return np.zeros(self.rows, dtype=np.int64)
        return np.where(reason == 0, len(self.instrument.scored) - self.answered, 0)

    def by_pattern(self, table: TTable, t: Floats, se: Floats, reason: Ints) -> tuple[Floats, Floats, Ints]:
        """T from the pattern of answers where items are missing and the items' parameters are known; each pattern is worked out once."""
        gaps = np.flatnonzero((reason == REASONS.index("missing")) & (self.answered > 0))
        if table.parameters is None or not len(gaps):
            return t, se, reason
        rows = np.stack([np.where(self.there[item.id], self.answers[item.id], np.inf)[gaps] for item in self.instrument.scored], axis=1)
        patterns, which = np.unique(rows, axis=0, return_inverse=True)
        listed: list[list[float]] = patterns.tolist()
        found = np.array([table.parameters.of_pattern([None if each == np.inf else each for each in pattern]) for pattern in listed])
        t, se, reason = t.copy(), se.copy(), reason.copy()
        t[gaps], se[gaps], reason[gaps] = found[which.reshape(-1), 0], found[which.reshape(-1), 1], 0
        return t, se, reason

    def safety(self) -> Mask:
        """Rows that call for help; not answered calls for nothing, and is no 0."""
        if self.instrument.safety_item is None or self.instrument.safety_item[0] not in self.answers:
            return np.zeros(self.rows, dtype=np.bool_)
        name, least = self.instrument.safety_item
        return self.answers[name] >= least

    def _parts(self) -> dict[str, tuple[Ints, Mask]]:
        zero = self.instrument.scoring.missing.way == "zero"
        found: dict[str, tuple[Ints, Mask]] = {}
        for name, ids in self.instrument.scoring.subscales.items():
            total, known = np.zeros(self.rows, dtype=np.int64), np.ones(self.rows, dtype=np.bool_)
            for each in ids:
                total += self.points[each]
                known &= self.there[each] | zero
            found[name] = (total, known)
        return found

    def _all(self, reason: Reason) -> Ints:
        return np.full(self.rows, REASONS.index(reason), dtype=np.int64)

    def _lacking(self) -> Ints:
        rule, items = self.instrument.scoring.missing, len(self.instrument.scored)
        fine, missing = self._all(""), self._all("missing")
        if rule.way == "zero":
            return np.where(self.answered > 0, fine, self._all("nothing"))
        if rule.way == "denominator":
            return np.where(self.answered >= rule.least, fine, missing)
        if rule.way == "prorate":
            never = np.zeros(self.rows, dtype=np.bool_)
            for name in rule.never:
                never |= ~self.there[name]
            return np.where(self.answered < items - rule.most, missing, np.where(never, self._all("never"), fine))
        return np.where(self.answered == items, fine, missing)

    def _by_rule(self, reason: Ints) -> tuple[Floats, Ints, Ints, tuple[str, ...]]:
        rule = clauses(self.instrument.scoring.rule)
        labels = tuple(dict.fromkeys(clause.result for clause in rule if clause.result))
        value, group = np.full(self.rows, np.nan), np.full(self.rows, -1, dtype=np.int64)
        early = self._early()
        open_rows = (reason == 0) | early
        unsure = np.zeros(self.rows, dtype=np.bool_)
        for clause in rule:
            known, true = self._holds(clause.conditions)
            unsure |= open_rows & ~known  # a clause that cannot be judged leaves nothing to be decided below it
            hit = open_rows & known & true & ~unsure
            value[hit] = self.total[hit] / self.step if clause.grade is None else clause.grade
            if clause.result:
                group[hit] = labels.index(clause.result)
            open_rows = open_rows & ~hit
        reason = np.where(early & ~np.isnan(value), 0, reason)
        return value, np.where(np.isnan(value) & (reason == 0), self._all("no_rule"), reason), group, labels

    def _early(self) -> Mask:
        unless = self.instrument.scoring.missing.unless
        if not unless:
            return np.zeros(self.rows, dtype=np.bool_)
        known, true = self._holds(conditions(unless))
        return (self.answered < len(self.instrument.scored)) & known & true

    def _holds(self, found: tuple[Condition, ...]) -> tuple[Mask, Mask]:
        """Whether conditions can be judged, and whether they hold."""
        known, true = np.ones(self.rows, dtype=np.bool_), np.ones(self.rows, dtype=np.bool_)
        zero = self.instrument.scoring.missing.way == "zero"
        everyone = np.ones(self.rows, dtype=np.bool_)
        values: dict[str, tuple[Ints, Mask]] = {"total": (self.total, everyone), **self._parts()}
        for place, item in enumerate(self.instrument.scored, 1):
            values[item.id] = values[f"i{place}"] = (self.points[item.id], self.there[item.id] | zero)
        for condition in found:
            left = np.zeros(self.rows, dtype=np.int64)
            for name in names_in((condition,)):
                left = left + values[name][0] * condition.names.count(name)
                known &= values[name][1]
            right = condition.number * self.step
            true &= _compare(left * right.denominator, condition.sign, right.numerator)
        return known, true


def _compare(left: Ints, sign: str, right: int) -> Mask:
    if sign == "<=":
        return left <= right
    if sign == ">=":
        return left >= right
    if sign == "<":
        return left < right
    return left > right if sign == ">" else left == right


def _smallest_step(instrument: Instrument) -> int:
    """By how much scores are multiplied so that all of them are whole numbers."""
    ends = [bounds(item) for item in instrument.scored]
    scores = [o.score for item in instrument.scored for o in item.options] + [end for pair in ends for end in pair]
    step = lcm(*(exact(score).denominator for score in scores)) if scores else 1
    return step * 1000 if any(item.kind == "number" for item in instrument.scored) else step


def _highest(item: Item) -> Fraction:
    low, high = bounds(item)
    return max(counted_as(item, low), counted_as(item, high))


def _bands(instrument: Instrument, value: Floats) -> tuple[Ints, tuple[str, ...]]:
    if not instrument.bands or not instrument.bands_shown:
        return np.full(len(value), -1, dtype=np.int64), ()
    decimals = 10 ** max(instrument.scoring.decimals, 0)
    finer = 10 ** grain(instrument)
    whole = np.rint(np.where(np.isnan(value), 0.0, value) * decimals).astype(np.int64)
    written = (2 * whole * finer + decimals) // (2 * decimals)
    highs = np.array([int(exact(band.high) * finer) for band in instrument.bands])
    place: Ints = np.asarray(np.searchsorted(highs, written), dtype=np.int64)
    return np.where(np.isnan(value), -1, place), tuple(band.label for band in instrument.bands)


def _looked_up(table: TTable, raw: Floats) -> tuple[Floats, Floats]:
    first = min(table.rows)
    listed = np.array([table.rows[key] for key in sorted(table.rows)])
    place = np.where(np.isnan(raw), -1.0, raw - first)
    inside = (place >= 0) & (place < len(listed)) & (place == np.floor(place))
    found = listed[np.where(inside, place, 0).astype(np.int64)]
    return np.where(inside, found[:, 0], np.nan), np.where(inside, found[:, 1], np.nan)
