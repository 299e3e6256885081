"""A diary as a wide table: one row a person and time, one column an item, as other programs and ``unspiral learn`` read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from itertools import chain
from typing import Unpack

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from unspiral.errors import DataError, SpecError, did_you_mean
from unspiral.measure.cells import EMPTY_WORDS, NUMBER
from unspiral.measure.instant import instant
from unspiral.measure.panel import panel_of
from unspiral.measure.roles import Options, ask, listed
from unspiral.measure.saying import counted
from unspiral.measure.table import Cells, Table
from unspiral.records import Panel
from unspiral.records.column import Column
from unspiral.records.diary import Diary

PER = ("occasion", "day")
MANY = ("error", "first", "last", "mean", "sum", "min", "max")


@dataclass(frozen=True, slots=True, eq=False)
class Wide:
    """One row a person and time.

    Args:
        person: who.
        time: when, as the diary has it ("day": the date, or the whole number of days).
        items: one column an item; "" = not answered or not asked.
        units: of the items, in the same order; "" where nobody said, or where they differ.
        said: what was put together or left out on the way.
    """

    person: Column
    time: Column
    items: tuple[Column, ...]
    units: tuple[str, ...]
    said: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many rows."""
        return len(self.person.codes)

    @property
    def names(self) -> tuple[str, ...]:
        """The header."""
        return (self.person.name, self.time.name, *(item.name for item in self.items))

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Row by row, in the order of ``names``."""
        columns = (self.person, self.time, *self.items)
        return zip(*map(_texts, columns))

    def table(self, name: str = "diary") -> Table:
        """The same as every reader of tables hands it over, with spaces around the cells taken off."""
        columns = {c.name: Column(c.name, tuple(t.strip() for t in c.levels), c.codes) for c in (self.person, self.time, *self.items)}
        rows = np.arange(1, len(self) + 1)

        def take(wanted: Sequence[str]) -> Cells:
            return Cells({name: columns[name] for name in wanted}, rows)

        return Table(name, "", self.names, take, said=self.said)


def wide_of(diary: Diary, *, per: str = "occasion", items: Sequence[str] | None = None, many: str = "error") -> Wide:
    """Lay a diary out in rows.

    Args:
        diary: any.
        per: "occasion" = a row for each person and time; "day" = for each person and day, on the clock of the answer.
        items: only these, in this order; None = all, in the order in which they turn up. An item that several instruments
            have is called "phq9.phq1".
        many: what to do with several answers to one item in one row: "error", "first", "last" (in the order of the diary),
            "mean", "sum", "min" or "max" (of numbers; counted aloud).

    Returns:
        The table; rows are sorted by person in the order in which they turn up, then by time.

    Raises:
        DataError: several answers for one cell, and no rule for them; answers that are no numbers under such a rule; or persons
            that differ only in the spaces around their names.
        SpecError: a word that is none of the above, or an item that the diary does not have.

    Source: tests/measure/test_wide.py.
    """
    _check(per, many)
    names, which = _items(diary, items)
    chosen = np.flatnonzero(which >= 0)
    if not len(chosen):
        raise DataError("There is no answer to lay out.", fix="look at the diary first: unspiral measure import FILE --preview")
    times, time_codes = _times(diary.time, per, chosen)
    person_codes = diary.person.codes[chosen]
    people, person_codes = _in_order(diary.person, person_codes)
    said: list[str] = []
    time_codes = _one_spelling(times, time_codes, person_codes, said)
    _no_twins(people)
    row_keys = person_codes * len(times) + time_codes
    rows, row_of = np.unique(row_keys, return_inverse=True)
    levels, cells = _cells(diary, chosen, row_of.reshape(-1), which[chosen], (len(rows), len(names)), many, said, names)
    columns = tuple(_column(name, levels, cells[:, place]) for place, name in enumerate(names))
    person = _column("person" if "person" not in names else "person_id", people, rows // len(times))
    time = _column("time" if "time" not in names else "time_of_answer", times, rows % len(times))
    return Wide(person, time, columns, _units(diary, which, len(names)), tuple(said))


def _no_twins(people: tuple[str, ...]) -> None:
    """Refuse persons that a table could not tell apart: it loses the spaces around its cells."""
    seen: dict[str, str] = {}
    for name in people:
        other = seen.setdefault(name.strip(), name)
        if other != name:
            raise DataError(
                f"Persons '{other}' and '{name}' differ only in spaces around the name, and a table with a row a time would merge them.",
                why="If they are two persons, their answers could not be told apart again.",
                fix="write their names alike, or differently, in the file they came from; the long form keeps both: --layout csv",
            )


def _texts(column: Column) -> list[str]:
    codes: list[int] = column.codes.tolist()
    return [column.levels[code] for code in codes]


def panel_from(diary: Diary, *, per: str = "occasion", many: str = "error", **options: Unpack[Options]) -> Panel:
    """Read a diary into persons over time, as ``unspiral.measure.read`` reads a table.

    Args:
        diary: any.
        per, many: as for ``wide_of``.
        options: columns, inputs, reverse, missing and the others of ``unspiral.measure.read``.

    Returns:
        The panel.

    Raises:
        DataError: the diary cannot be read without guessing.
    """
    wide = wide_of(diary, per=per, many=many)
    given: Options = {**options}
    given.setdefault("person", wide.person.name)
    given.setdefault("time", wide.time.name)
    return panel_of(wide.table(), ask(**given))


def wide_lines(wide: Wide) -> Iterator[str]:
    """The table as lines of CSV, each with its line end; a cell that a spreadsheet would run as a formula is written as text."""
    from unspiral.measure.exports.cells_out import cell
    from unspiral.measure.exports.formula import escaped

    for row in chain((wide.names,), wide.rows()):
        yield ",".join(cell(escaped(text.strip())) for text in row) + "\n"


def _check(per: str, many: str) -> None:
    for what, given, known in (("per", per, PER), ("many", many, MANY)):
        if given not in known:
            hint = did_you_mean(given, known)
            raise SpecError(f"{what} is one of {', '.join(known)}, not '{given[:40]}'.{hint}", fix=f'{what}="{known[0]}"')


def _items(diary: Diary, wanted: Sequence[str] | None) -> tuple[tuple[str, ...], Int[ndarray, " rows"]]:
    """Names of the columns, and the column of each answer; -1 = not wanted."""
    pairs = diary.instrument.codes * len(diary.item.levels) + diary.item.codes
    found, first_at, which = np.unique(pairs, return_index=True, return_inverse=True)
    order: list[int] = np.argsort(first_at, kind="stable").tolist()
    parts = [(diary.instrument.levels[int(p) // len(diary.item.levels)], diary.item.levels[int(p) % len(diary.item.levels)]) for p in found]
    alone = [item for _, item in parts]
    full = [f"{instrument}.{item}" if instrument and alone.count(item) > 1 else item for instrument, item in parts]
    if wanted is None:
        place = np.empty(len(found), dtype=np.int64)
        place[order] = np.arange(len(found))
        return tuple(full[i] for i in order), place[which.reshape(-1)]
    place = np.full(len(found), -1, dtype=np.int64)
    for number, name in enumerate(wanted):
        if name not in full:
            raise SpecError(
                f"The diary has no item '{name}'.{did_you_mean(name, full)}", why=f"Items: {listed(full, 30)}.", fix=f"--items {full[0]}"
            )
        place[full.index(name)] = number
    return tuple(wanted), place[which.reshape(-1)]


def _times(column: Column, per: str, chosen: Int[ndarray, " chosen"]) -> tuple[tuple[str, ...], Int[ndarray, " chosen"]]:
    """Different times in order, and which one each answer has."""
    codes = column.codes[chosen]
    texts = [_day(text) if per == "day" else text for text in column.levels]
    used: list[int] = np.unique(codes).tolist()
    different = sorted({texts[i] for i in used}, key=time_order)
    rank = {text: place for place, text in enumerate(different)}
    ranks = np.array([rank.get(text, -1) for text in texts], dtype=np.int64)
    return tuple(different), ranks[codes]


def _one_spelling(
    times: tuple[str, ...], time_codes: Int[ndarray, " chosen"], person_codes: Int[ndarray, " chosen"], said: list[str]
) -> Int[ndarray, " chosen"]:
    """The same with one spelling for each time of a person, the first: 10:00Z and 11:00+01:00 are one row."""
    keys: dict[str, int] = {}
    key_of = np.array([keys.setdefault(instant(text), len(keys)) for text in times], dtype=np.int64)
    if len(keys) == len(times):
        return time_codes
    pairs = person_codes * len(keys) + key_of[time_codes]
    _, first_at, which = np.unique(pairs, return_index=True, return_inverse=True)
    one = time_codes[first_at][which.reshape(-1)]
    changed = np.flatnonzero(one != time_codes)
    if len(changed):
        rows = len(np.unique(pairs[changed]))
        example = f"'{times[int(one[changed[0]])]}' and '{times[int(time_codes[changed[0]])]}'"
        said.append(f"{counted(rows, 'time is', 'times are')} written in several ways, such as {example}; each is one row.")
    return one


def time_order(text: str) -> tuple[int, float, str]:
    """What times are sorted by: numbers, then moments on one clock, then what is neither."""
    if NUMBER.fullmatch(text):
        return (0, float(text), "")
    try:
        moment = datetime.fromisoformat(text)
        plain = moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
        return (1, (plain - datetime(1970, 1, 1)).total_seconds(), text)
    except (ValueError, OverflowError):
        return (2, 0.0, text)


def _day(text: str) -> str:
    if NUMBER.fullmatch(text):
        with localcontext() as context:
            context.prec = 60
            return f"{Decimal(text).to_integral_value('ROUND_FLOOR'):f}" if abs(float(text)) < 1e12 else text
    return text[:10]


def _in_order(column: Column, codes: Int[ndarray, " chosen"]) -> tuple[tuple[str, ...], Int[ndarray, " chosen"]]:
    """Levels in the order in which they turn up, only those that do."""
    used, first_at, which = np.unique(codes, return_index=True, return_inverse=True)
    order: list[int] = np.argsort(first_at, kind="stable").tolist()
    rank = np.empty(len(used), dtype=np.int64)
    rank[order] = np.arange(len(used))
    return tuple(column.levels[int(used[i])] for i in order), rank[which.reshape(-1)]


def _cells(
    diary: Diary, chosen: Int[ndarray, " chosen"], rows: Int[ndarray, " chosen"], items: Int[ndarray, " chosen"],
    shape: tuple[int, int], many: str, said: list[str], names: tuple[str, ...],
) -> tuple[tuple[str, ...], Int[ndarray, "rows items"]]:  # fmt: skip
    levels = list(diary.value.levels)
    empty = levels.index("") if "" in levels else len(levels)
    if empty == len(levels):
        levels.append("")
    cells = np.full(shape[0] * shape[1], empty, dtype=np.int64)
    place = rows * shape[1] + items
    values = diary.value.codes[chosen]
    order = np.argsort(place, kind="stable")
    sorted_place = place[order]
    starts = np.flatnonzero(np.r_[True, sorted_place[1:] != sorted_place[:-1]])
    ends = np.r_[starts[1:], len(order)]
    picked = order[starts] if many != "last" else order[ends - 1]
    cells[place[picked]] = values[picked]
    crowded = np.flatnonzero(ends - starts > 1)
    if len(crowded) and many == "error":
        raise _crowded(diary, chosen, [order[i] for i in range(starts[crowded[0]], ends[crowded[0]])], len(crowded))
    if len(crowded) and many not in ("first", "last"):
        for group in crowded.tolist():
            mine = order[starts[group] : ends[group]]
            text = _together([levels[int(values[i])] for i in mine], many, names[int(items[mine[0]])])
            cells[place[mine[0]]] = len(levels)
            levels.append(text)
    if len(crowded):
        word = {"first": "the first counts", "last": "the last counts"}.get(many, f"their {many} counts")
        said.append(f"{counted(len(crowded), 'cell has', 'cells have')} several answers; {word}.")
    return tuple(levels), cells.reshape(shape)


def _together(texts: list[str], many: str, name: str) -> str:
    numbers = [Decimal(t.strip()) for t in texts if NUMBER.fullmatch(t.strip())]
    words = [t for t in texts if not NUMBER.fullmatch(t.strip()) and t.strip().casefold() not in EMPTY_WORDS]
    if words:
        raise DataError(
            f"Item '{name}' has several answers in one row, and some are no numbers.",
            why=f"There is no {many} of words.",
            fix="--many first (or last)",
        )
    if not numbers:
        return ""
    if any(abs(n.adjusted()) > 30 for n in numbers if n):
        raise DataError(f"Item '{name}' has a number that is out of all bounds.", fix="mend it in the file it came from.")
    total = sum(numbers, Decimal(0))
    value = {"mean": total / len(numbers), "sum": total, "min": min(numbers), "max": max(numbers)}[many]
    text = f"{round(value, 12):f}" if many == "mean" else f"{value:f}"
    return text.rstrip("0").rstrip(".") if many == "mean" and "." in text else text


def _crowded(diary: Diary, chosen: Int[ndarray, " chosen"], mine: list[np.int64], groups: int) -> DataError:
    first, second = int(chosen[mine[0]]), int(chosen[mine[1]])
    times = f"{diary.time.text(first)} and {diary.time.text(second)}"
    also = f" ({groups - 1} more such)" if groups > 1 else ""
    return DataError(
        f"Person '{diary.person.text(first)}', item '{diary.item.text(first)}': several answers for one row, {times}{also}.",
        why="Which of them counts would change the numbers.",
        fix="--many mean (or sum, first, last, min, max; or a row for each occasion: --wide occasion)",
    )


def _column(name: str, levels: tuple[str, ...], codes: Int[ndarray, " rows"]) -> Column:
    used, which = np.unique(codes, return_inverse=True)
    return Column(name, tuple(levels[int(i)] for i in used), which.reshape(-1))


def _units(diary: Diary, which: Int[ndarray, " rows"], number: int) -> tuple[str, ...]:
    units = [set[str]() for _ in range(number)]
    pairs: list[list[int]] = np.unique(np.stack([which, diary.unit.codes]), axis=1).T.tolist()
    for item, unit in pairs:
        if item >= 0:
            units[item].add(diary.unit.levels[unit])
    return tuple(next(iter(found)) if len(found) == 1 else "" for found in units)
