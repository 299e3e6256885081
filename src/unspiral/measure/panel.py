"""Rows of a table -> persons over time, in an order that the file's has no say in."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.answers import look_at, turned
from unspiral.measure.cells import Codes, comma_is_decimal, has_truth, level_numbers, numbers
from unspiral.measure.clock import clock_of
from unspiral.measure.known import covariates_of, weight_of
from unspiral.measure.order import in_order, in_time, no_twins
from unspiral.measure.persons import as_named, places_of
from unspiral.measure.places import Places, first, more
from unspiral.measure.prompted import counting, skipped_rows
from unspiral.measure.roles import Asked, Roles, roles_of
from unspiral.measure.rows import CHUNK, Rows, answered, telling
from unspiral.measure.saying import counted
from unspiral.measure.table import MOST_NAMES, Cells, Table
from unspiral.records import Panel, Person, Source
from unspiral.records.column import Column
from unspiral.scale.machine import cores


def panel_of(table: Table, asked: Asked) -> Panel:
    """Read a table into persons over time.

    Args:
        table: names and raw cells.
        asked: the reader's options.

    Returns:
        Persons sorted by name, occasions by time. Rows without any answer are left out, unless an input is
        not 0 there or has just ended; persons without any answer are left out. Said aloud in ``source.said``.

    Raises:
        DataError: the table cannot be read without guessing.
    """
    said = list(table.said)
    if len(table.names) > MOST_NAMES:
        raise DataError(
            f"The table has {len(table.names):,} columns, and more than {MOST_NAMES:,} are not read.",
            why="Rows and columns may have been exchanged.",
            fix="write a table of the columns of person, time and answers alone, and read that.",
        )
    roles = roles_of(table.names, asked)
    said += roles.said
    cells = _filled(table.take(roles.names), said)
    who = cells.columns[roles.person] if roles.person else None
    places = places_of(as_named(who) if who is not None and table.escaped else who, cells.rows, said)
    texts = dict[str, tuple[str, ...]](asked.texts)
    rows, unit = _understood(cells, roles, places, asked, table.decimal_comma, texts, said)
    if asked.order == "file":
        in_order(rows, cells.columns[roles.time])
    rows = in_time(rows)
    no_twins(rows, cells.columns[roles.time], cells.rows, guessed=asked.time is None)
    if asked.prompts is not None:
        rows = replace(rows, skipped=counting(rows, asked.prompts, said))
    people = _persons(rows, telling(rows, said))
    source = Source(table.name, table.sha256 or _fingerprint(people, roles), len(cells.rows), tuple(said))
    known = {name: texts[name] for name in roles.covariates if name in texts}
    return Panel(people, roles.indicators, roles.inputs, unit, source, roles.covariates, roles.weight, known, dict(asked.reverse))


def _filled(cells: Cells, said: list[str]) -> Cells:
    """Without the rows that hold nothing, as spreadsheets leave them below a table."""
    if any("" not in column.levels for column in cells.columns.values()):
        return cells
    blank = np.ones(len(cells.rows), dtype=np.bool_)
    for column in cells.columns.values():
        blank &= np.array([not text for text in column.levels], dtype=np.bool_)[column.codes]
    if blank.all():
        raise DataError(
            "The table has a header, and no row below it holds anything.",
            fix="check that it is the right file: answers stand below the names.",
        )
    if not blank.any():
        return cells
    rows = int(np.count_nonzero(blank))
    said.append(f"{counted(rows, 'row was', 'rows were')} left out: nothing stands there.")
    return Cells({name: column.keep(~blank) for name, column in cells.columns.items()}, cells.rows[~blank])


def _understood(
    cells: Cells, roles: Roles, places: Places, asked: Asked, decimal_comma: bool, texts: dict[str, tuple[str, ...]], said: list[str]
) -> tuple[Rows, str]:
    columns = [cells.columns[name] for name in (roles.time, *roles.indicators, *roles.inputs)]
    comma = comma_is_decimal(columns, places, decimal_comma)
    if comma:
        said.append("Numbers were read with a decimal comma: 3,5 is three and a half.")
    clock = clock_of(cells.columns[roles.time], places, asked.time_unit, comma, said, asked.zone)
    codes = Codes.of(asked.missing)
    coded = 0
    different = dict[str, Float[ndarray, " levels"]]()
    for name in roles.indicators:
        column = cells.columns[name]
        levels, by_code = level_numbers(column, places, comma=comma, codes=codes)
        coded += int(np.count_nonzero(by_code[column.codes])) if by_code.any() else 0
        different[name] = levels
    values = _by_row([(different[name], cells.columns[name].codes) for name in roles.indicators])
    inputs = np.full((len(cells.rows), len(roles.inputs)), np.nan)
    for j, name in enumerate(roles.inputs):
        inputs[:, j], by_code = numbers(cells.columns[name], places, comma=comma, codes=codes, truth=True)
        coded += int(np.count_nonzero(by_code))
        if has_truth(cells.columns[name]):
            said.append(f"In input '{name}' true was read as 1 and false as 0.")
    if asked.missing:
        said.append(f"{counted(coded, 'cell was', 'cells were')} read as not answered because of --missing {', '.join(asked.missing)}.")
    for j, name in enumerate(roles.indicators):
        look_at(name, values[:, j], name in asked.reverse, said, different[name])
        values[:, j] = turned(name, values[:, j], asked.reverse, said)
    skipped: Float[ndarray, " rows"] | None = None
    if asked.prompts is not None:
        skipped = skipped_rows(cells.columns[asked.answered] if asked.answered else None, places, values, comma)
    _whole_inputs([cells.columns[name] for name in roles.inputs], inputs, values, places, skipped)
    covariates = covariates_of([cells.columns[name] for name in roles.covariates], places, values, comma, codes, texts, said)
    weight = weight_of(cells.columns[roles.weight], places, values, comma, said) if roles.weight else None
    return Rows(places, clock.time, values, inputs, covariates, weight, clock.local, skipped), clock.unit


def _by_row(columns: list[tuple[Float[ndarray, " _"], Int[ndarray, " rows"]]]) -> Float[ndarray, "rows columns"]:
    """Columns of levels and codes side by side, some rows at a time, so that memory is gone through once and not once for each column."""
    values = np.empty((len(columns[0][1]), len(columns)))

    def fill(start: int) -> None:
        for j, (levels, codes) in enumerate(columns):
            values[start : start + CHUNK, j] = levels[codes[start : start + CHUNK]]

    starts = range(0, len(values), CHUNK)
    if len(starts) > cores():
        from concurrent.futures import ThreadPoolExecutor  # late: most tables are small

        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(fill, starts))
    else:
        list(map(fill, starts))
    return values


def _whole_inputs(
    columns: list[Column], inputs: Float[ndarray, "rows inputs"], values: Float[ndarray, "rows indicators"], places: Places,
    skipped: Float[ndarray, " rows"] | None = None,
) -> None:  # fmt: skip
    """An empty input is an error on every row that is used: "nothing happened" and "nobody knows" are not the same."""
    if not columns:
        return
    unknown = np.isnan(inputs)
    used = answered(values) | (np.nan_to_num(inputs) != 0.0).any(axis=1)
    if skipped is not None:
        used |= skipped == 1.0
    for j, column in enumerate(columns):
        wrong = unknown[:, j] & used
        if wrong.any():
            raise DataError(
                f"{places.at(first(wrong), column.name)}: the input is empty{more(wrong)}.",
                why="Whether nothing happened or nobody knows cannot be told, and the two are not the same.",
                fix="write 0 where nothing happened; leave out the rows where it is not known.",
            )


def _persons(rows: Rows, kept: Bool[ndarray, " rows"]) -> tuple[Person, ...]:
    """The persons, each a part of the whole columns: a copy of everything would take as long as the rest of the reading."""
    starts = np.flatnonzero(np.diff(rows.places.who, prepend=-1))
    ends = np.append(starts[1:], len(rows.time))
    before = np.concatenate(([0], np.cumsum(kept)))
    many = before[ends] - before[starts]
    known = np.zeros((len(rows.time), 0)) if rows.covariates is None else rows.covariates
    people, time, values, inputs, local, weight = rows.places.people, rows.time, rows.values, rows.inputs, rows.local, rows.weight
    skipped = rows.skipped
    persons: list[Person] = []
    for who, a, b, count in zip(map(int, rows.places.who[starts]), map(int, starts), map(int, ends), map(int, many)):
        if count:
            at = slice(a, b) if count == b - a else a + np.flatnonzero(kept[a:b])
            persons.append(
                Person(
                    people[who], time[at], values[at], inputs[at], known[a],
                    None if local is None else local[at], None if weight is None else weight[at],
                    None if skipped is None else skipped[at],
                )
            )  # fmt: skip
    return tuple(persons)


def _fingerprint(people: tuple[Person, ...], roles: Roles) -> str:
    """SHA-256 of the values that were used, where there is no file."""
    digest = hashlib.sha256(repr((roles.indicators, roles.inputs)).encode())
    for person in people:
        digest.update(repr((person.name, len(person.time))).encode())
        for part in (person.time, person.values, person.inputs):
            digest.update(np.ascontiguousarray(part, dtype="<f8").tobytes())
    return digest.hexdigest()
