"""Health Connect (Android): a CSV file in the columns of the packaged template, however it was made."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from unspiral.errors import DataError, did_you_mean
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.asked import Asked, Progress, ask
from unspiral.measure.imports.device_clock import iso_moment, zone_of
from unspiral.measure.imports.device_days import HEART, LONGEST, SLEEP, STEPS, Devices, write_days
from unspiral.measure.imports.source_order import check_asked
from unspiral.measure.imports.stretches import ASLEEP, AWAKE, IN_BED, STAGED
from unspiral.measure.read_csv import csv_table
from unspiral.measure.saying import counted
from unspiral.measure.source_file import find
from unspiral.records.diary import Diary

COLUMNS = ("person", "item", "start", "end", "value", "unit", "source")
EXAMPLE = "example"
UNITS = {STEPS: ("count",), SLEEP: ("stage",), HEART: ("count/min", "bpm")}
STAGES = {
    "asleep": ASLEEP,
    "sleeping": ASLEEP,
    "light": STAGED,
    "deep": STAGED,
    "rem": STAGED,
    "awake": AWAKE,
    "awake_in_bed": AWAKE,
    "out_of_bed": AWAKE,
    "in_bed": IN_BED,
}
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def template() -> str:
    """The template: names of the columns, and rows of a person called "example", which are never read."""
    return files("unspiral.measure.imports").joinpath("templates", "health_connect.csv").read_text(encoding="utf-8")


def read_health_connect(
    path: str | os.PathLike[str],
    *,
    items: Iterable[str] | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    person: str = "me",
    on_progress: Progress | None = None,
    zone: str | None = None,
    sources: Sequence[str] = (),
) -> Diary:
    """Steps, sleep and resting heart rate of every day out of a CSV file in the template's columns; no moment counts twice.

    Args:
        path: of the file; ``template()`` shows its columns.
        items: steps, sleep, resting_heart_rate, or single rows such as sleep_minutes; None for all.
        since, until: first and last local day that is wanted.
        person: whose rows those are that name no person.
        on_progress: gets what is being done, bytes done and bytes in all.
        zone: of times that are written without an offset ("Europe/Berlin").
        sources: names of sources, the most trusted first.

    Returns:
        Rows of a day each, as ``read_apple`` gives them. What was counted, left out or doubtful stands in ``said``.

    Raises:
        DataError: a row that cannot be read or cannot be true; the message names it.
        SpecError: an option that no file could make right.

    Source: tests/measure/imports/test_read_health_connect.py.
    """
    asked = ask(items, since, until, person, sources)
    place = None if zone is None else zone_of(zone)
    file = find(path)
    size = file.stat().st_size
    if on_progress is not None:
        on_progress("Reading rows", 0, size)
    diary = DiaryBuilder()
    people: dict[str, Devices] = {}
    examples = doubtful = 0
    for row in _rows(file, diary, asked.person):
        if row.person == EXAMPLE:
            examples += 1
            continue
        doubtful += _keep(row, people.setdefault(row.person, Devices()), place, asked)
    if on_progress is not None:
        on_progress("Reading rows", size, size)
    check_asked(asked.sources, {name for devices in people.values() for name in devices.ranks})
    for name, devices in people.items():
        _write(name, devices, diary, asked, several=len(people) > 1)
    if examples:
        diary.say(f"{counted(examples, 'row', 'rows')} of the person 'example' belong to the template and were not read.")
    if doubtful:
        diary.say(f"{counted(doubtful, 'time', 'times')} in the hour that a change of the clock repeats were read as the earlier one.")
    diary.say("Days are local days by the offset that stands beside each time.")
    return diary.build()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file, as text, and its number."""

    number: int
    person: str
    item: str
    start: str
    end: str
    value: str
    unit: str
    source: str


def _rows(file: Path, diary: DiaryBuilder, person: str) -> Iterator[Row]:
    table = csv_table(file)
    names = {name.casefold(): name for name in table.names if name}
    lacking = [name for name in COLUMNS if name not in names]
    if lacking:
        raise DataError(
            f"'{file.name}' has no column '{lacking[0]}'.{did_you_mean(lacking[0], [n for n in names if n not in COLUMNS])}",
            why="The columns of a Health Connect table are " + ", ".join(COLUMNS) + ".",
            fix="write the template and fill it: unspiral measure import --template health-connect > health.csv",
        )
    others = [name for folded, name in names.items() if folded not in COLUMNS]
    if others:
        diary.say(f"Columns that are not part of the template were not read: {', '.join(repr(name) for name in others[:8])}.")
    cells = table.take([names[name] for name in COLUMNS])
    columns = [cells.columns[names[name]] for name in COLUMNS]
    for i, number in enumerate(cells.rows.tolist()):
        who, *rest = (column.text(i) for column in columns)
        yield Row(number, who or person, *rest)


def _keep(row: Row, devices: Devices, zone: ZoneInfo | None, asked: Asked) -> int:
    """Take one row; 1 if its time stands in an hour that was there twice."""
    item = row.item.casefold()
    if item not in UNITS:
        near = did_you_mean(row.item, UNITS)  # a cell is repeated only where it is near a known word: it could be anything
        given = f"'{row.item}'" if near else f"a text of {len(row.item)} characters"
        raise _wrong(row, "item", f"{given} is not an item of the template.{near}", ", ".join(UNITS))
    if row.unit.casefold() not in UNITS[item]:
        given = "nothing" if not row.unit else f"'{row.unit}'" if len(row.unit) <= 10 else f"a text of {len(row.unit)} characters"
        raise _wrong(row, "unit", f"{given} stands where the unit of {item} is '{UNITS[item][0]}'.", UNITS[item][0])
    if not row.source:
        raise _wrong(row, "source", "no source stands; without it, what two devices counted at once would count twice.", "Phone, Watch ...")
    start, ahead, twice = _moment(row, "start", row.start, zone)
    end, end_ahead, again = (start, ahead, False) if item == HEART and not row.end else _moment(row, "end", row.end, zone)
    if end < start or end - start > LONGEST:
        raise _wrong(row, "end", "it is before the start." if end < start else "it is more than a day after the start.", "the true end")
    if not asked.wants(item):
        return 0
    devices.know(row.source)
    if item == SLEEP:
        kind = STAGES.get(row.value.casefold())
        if kind is None:
            raise _wrong(row, "value", "it is no stage of sleep.", ", ".join(STAGES))
        devices.sleep.add(start, end, kind, ahead, end_ahead, row.source)
    else:
        if _NUMBER.fullmatch(row.value) is None:
            raise _wrong(row, "value", "it is no plain number of 0 or more.", "812, or 58.5")
        number = float(row.value)
        if item == STEPS:
            devices.count_steps(row.source, start, end, number, ahead)
        elif 15 <= number <= 300:
            devices.beat(row.source, start, ahead, number)
        else:
            raise _wrong(row, "value", "no heart beats so often at rest.", "a rate from 15 to 300")
    return int(twice or again)


def _moment(row: Row, column: str, text: str, zone: ZoneInfo | None) -> tuple[int, int, bool]:
    try:
        seconds, ahead = iso_moment(text)
    except ValueError:
        raise _wrong(row, column, "it is no moment on the calendar.", "2024-03-09T21:30:00+01:00") from None
    if ahead is not None:
        return seconds, ahead, False
    if zone is None:
        raise _wrong(
            row,
            column,
            "it names no offset, so its day cannot be told for sure.",
            '2024-03-09T21:30:00+01:00, or say where: --time-zone Europe/Berlin (in Python: zone="Europe/Berlin")',
        )
    local = datetime.fromtimestamp(seconds, ZoneInfo("UTC")).replace(tzinfo=zone)
    there, later = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    assert there is not None and later is not None
    if later > there:
        raise _wrong(row, column, f"clocks in {zone.key} leapt over this time.", "the time with its offset: 2024-03-09T21:30:00+01:00")
    minutes = round(there.total_seconds() / 60)
    return seconds - 60 * minutes, minutes, later != there


def _wrong(row: Row, column: str, what: str, good: str) -> DataError:
    return DataError(
        f"Row {row.number}, column '{column}': {what}",
        why="A row that is left out or guessed at would make the total of its day wrong.",
        fix=f"write there: {good}",
    )


def _write(name: str, devices: Devices, diary: DiaryBuilder, asked: Asked, *, several: bool) -> None:
    own = DiaryBuilder()
    write_days(devices, own, asked.of(name), "health connect")
    built = own.build()
    diary.add_rows(built.rows())
    for sentence in built.said:
        diary.say(f"{name}: {sentence}" if several else sentence)
