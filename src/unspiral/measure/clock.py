"""When it was answered: numbers, dates and timestamps on one clock, in one unit of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.cells import EMPTY_WORDS, INVISIBLE, NUMBER, OTHER_DIGITS, numbers
from unspiral.measure.names import unit_in
from unspiral.measure.places import Places, first, more
from unspiral.measure.saying import PLAIN_NUMBER
from unspiral.records.column import Column
from unspiral.units import DAYS_PER, FIRST_MONDAY, count

_DAY = 86_400_000_000  # microseconds
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?) ?(Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?", re.I
)
_OTHER_DATE = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}.*")
_CLOCK_ONLY = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?[ap]\.?m\.?)?", re.I)
_EPOCH = datetime(1970, 1, 1)  # a Thursday
_SINCE_MONDAY = (_EPOCH.date() - FIRST_MONDAY).days * _DAY
_WRITE_ISO = "write dates as year-month-day: 2024-03-09, with a clock time as 2024-03-09T21:30."

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_SERIALS = (32_874.0, 73_051.0)  # 1990 to 2099 in days since 1900, as spreadsheets count them

_EMPTY, _NUMBER, _DATES, _NAIVE, _ZONED, _OTHER = range(6)


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """Times of all rows.

    Args:
        time: in ``unit``.
        unit: "hour", "day", "week", "month" or "year".
        local: wall clock where it was answered, in days since the midnight of ``units.FIRST_MONDAY``; None for numbers.
    """

    time: Float[ndarray, " rows"]
    unit: str
    local: Float[ndarray, " rows"] | None = None


def clock_of(column: Column, places: Places, unit: str | None, comma: bool, said: list[str], zone: str | None = None) -> Clock:
    """Read the times.

    time = number, or (moment - midnight of the table's first date) / length of the unit, lengths as in ``unspiral.units``.

    Args:
        column: raw cells.
        places: rows and persons, for messages.
        unit: as asked; None = the unit that the column's name speaks of (numbers only), else day.
        comma: the decimal mark is a comma.
        said: gets a sentence for each choice.
        zone: name of a time zone: stamps without one were written there, and weekdays and hours are meant there.

    Raises:
        DataError: an empty cell, text, a date that can be read in two ways, or times with and without zone side by side.

    Source: tests/measure/test_clock.py.
    """
    kind = np.array([_kind(text, comma) for text in column.levels])
    different = set(kind.tolist())
    if different & {_EMPTY, _OTHER} or (len(different) > 1 and different & {_NUMBER, _ZONED}):
        _complain(column, places, kind[column.codes])
    if (kind == _NUMBER).any():
        time = numbers(column, places, comma=comma)[0]
        if zone is not None:
            raise _no_zone(column.name, zone)
        _not_a_date(column, time)
        _not_a_serial(column, places, time, unit, said)
        if unit is not None and (named := unit_in(column.name)) not in (None, unit):
            said.append(f"Times in '{column.name}' were read as {unit}s, as asked, although its name speaks of {named}s.")
        return Clock(time, unit or _unit_by_name(column.name, said))
    only_dates = bool((kind == _DATES).all())
    there = None if zone is None or only_dates else ZoneInfo(zone)
    moments = [_moment(text, column, places, i, there) for i, text in enumerate(column.levels)]
    stamps, walls = np.array(moments, dtype=np.int64).T
    origin = int(stamps.min()) // _DAY * _DAY
    _say_clock(column.name, kind, stamps, origin, said, None if there is None else zone)
    chosen = unit or "day"
    # Whole microseconds in, one division: every whole day is a whole number.
    time = ((stamps - origin) / round(_DAY * DAYS_PER[chosen]))[column.codes]
    return Clock(time, chosen, ((walls + _SINCE_MONDAY) / _DAY)[column.codes])


def _kind(text: str, comma: bool) -> int:
    if text.casefold() in EMPTY_WORDS:
        return _EMPTY
    if NUMBER.fullmatch(text) or (comma and NUMBER.fullmatch(text.replace(",", ".", 1))):
        return _NUMBER
    if _DATE.fullmatch(text):
        return _DATES
    stamp = _STAMP.fullmatch(text)
    if stamp:
        return _ZONED if stamp[3] else _NAIVE
    return _OTHER


def _complain(column: Column, places: Places, kind: Int[ndarray, " rows"]) -> None:
    empty = kind == _EMPTY
    if empty.any():
        raise DataError(
            f"{places.at(first(empty), column.name)}: no time{more(empty)}.",
            why="An answer without its time has no place in the order of things.",
            fix="write the time into the cell, or take the row out.",
        )
    other = kind == _OTHER
    if other.any():
        raise _unreadable(column, places, other)
    number, zoned = kind == _NUMBER, kind == _ZONED
    if number.any() and not number.all():
        raise _mixed(column, places, number, ~number, "a number", "a date")
    if zoned.any() and not zoned.all():
        raise _mixed(column, places, zoned, ~zoned, "a timestamp with zone", "one without")


def _mixed(
    column: Column, places: Places, one: Bool[ndarray, " rows"], other: Bool[ndarray, " rows"], what: str, and_what: str
) -> DataError:
    a, b = first(one), first(other)
    return DataError(
        f"{places.at(a, column.name)} holds {what}, row {places.rows[b]} {and_what}.",
        why="They cannot be put on one clock without guessing.",
        fix="write all times of the column in the same way, for example 2024-03-09T21:30+01:00.",
    )


def _unreadable(column: Column, places: Places, wrong: Bool[ndarray, " rows"]) -> DataError:
    index = first(wrong)
    text = column.text(index)
    where = places.at(index, column.name)
    if _OTHER_DATE.fullmatch(text):
        return DataError(
            f"{where}: the date '{text[:30]}' is not in the form year-month-day{more(wrong)}.",
            why="Day first or month first cannot be told, and would change the order of days.",
            fix=_WRITE_ISO,
        )
    if INVISIBLE.fullmatch(text):
        return DataError(
            f"{where}: a time with a sign that cannot be seen (a byte order mark, say){more(wrong)}.",
            fix=f"type the cell anew; {_WRITE_ISO}",
        )
    if OTHER_DIGITS.fullmatch(text):
        return DataError(
            f"{where}: the time '{text[:30]}' is written in other digits than 0 to 9{more(wrong)}.",
            fix=f"write it with 0 to 9; {_WRITE_ISO}",
        )
    if _CLOCK_ONLY.fullmatch(text):
        return DataError(
            f"{where}: '{text}' is a clock time without its date{more(wrong)}.",
            why="Which day it belongs to cannot be told.",
            fix="put date and clock time into one column: 2024-03-09T21:30.",
        )
    if re.search(r"\d,\d", text):
        return DataError(
            f"{where}: '{text[:20]}', a number with a comma, stands as a time{more(wrong)}.",
            fix=PLAIN_NUMBER,
        )
    return DataError(
        f"{where}: text in place of a time{more(wrong)}.", fix=f"name the column that holds the times (--time COLUMN), or {_WRITE_ISO}"
    )


def _moment(text: str, column: Column, places: Places, level: int, zone: ZoneInfo | None) -> tuple[int, int]:
    """Microseconds since 1970, on the clock of the text or, with a zone, on UTC; and on the wall where it was answered."""
    stamp = _STAMP.fullmatch(text)
    iso = text if stamp is None else f"{stamp[1]}T{stamp[2].replace(',', '.')}{(stamp[3] or '').upper().replace('UTC', 'Z')}"
    try:
        if stamp is not None and stamp[2].startswith("24"):  # which newer Pythons read as the next day's midnight
            raise ValueError
        moment = datetime.fromisoformat(iso)
        if zone is not None:
            moment = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
        plain = moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        where = places.at(first(column.codes == level), column.name)
        raise DataError(f"{where}: '{text[:40]}' is not a moment on the calendar.{_hint(text)}", fix=_WRITE_ISO) from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        where = places.at(first(column.codes == level), column.name)
        raise DataError(
            f"{where}: '{text[:40]}' lies in the year {moment.year}.",
            why="Nobody keeps such a diary; dates like 0001-01-01 and 9999-12-31 often stand for 'not known'.",
            fix="correct the date, or take the row out.",
        )
    return _microseconds(plain), _microseconds(moment.replace(tzinfo=None))


def _hint(text: str) -> str:
    """What is behind clock times that some programs write, and others cannot read."""
    stamp = _STAMP.fullmatch(text)
    if stamp and stamp[2].startswith("24:"):
        return " The day's end is the next day's 00:00."
    if stamp and stamp[2][5:8] == ":60":
        return " A leap second has no place on this clock: write :59."
    return ""


def _microseconds(moment: datetime) -> int:
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _no_zone(name: str, zone: str) -> DataError:
    return DataError(
        f"--time-zone {zone} needs timestamps, and '{name}' holds numbers.",
        why="Which hour of which day a number stands for cannot be told.",
        fix="leave out --time-zone, or name the column of timestamps with --time.",
    )


def _unit_by_name(name: str, said: list[str]) -> str:
    found = unit_in(name)
    if found is None:
        said.append(f"Times in '{name}' were read as days; another unit is said with --time-unit.")
    elif found != "day":
        said.append(f"Times in '{name}' were read as {found}s, after its name; another unit is said with --time-unit.")
    return found or "day"


def _not_a_date(column: Column, time: Float[ndarray, " rows"]) -> None:
    """Numbers that are dates in disguise would give intervals of thousands of days without a word."""
    low, high = float(time.min()), float(time.max())
    whole = bool((time == np.floor(time)).all())
    if (
        whole
        and low >= 19_000_101
        and high <= 21_001_231
        and bool(((time % 100 >= 1) & (time % 100 <= 31) & (time // 100 % 100 >= 1) & (time // 100 % 100 <= 12)).all())
    ):
        raise DataError(
            f"Column '{column.name}' holds dates written as numbers, such as {low:.0f}.",
            why="Read as numbers, a month's end would be a jump of 70 days.",
            fix=_WRITE_ISO,
        )
    for scale, what in ((1.0, "seconds"), (1e3, "milliseconds"), (1e6, "microseconds"), (1e9, "nanoseconds")):
        if 6e8 * scale < low and high < 4.2e9 * scale:
            raise DataError(
                f"Column '{column.name}' seems to count {what} since 1970 (from {low:.0f} to {high:.0f}).",
                why=f"Read as they stand they would span {count(high - low, 'day')}.",
                fix="write them as timestamps, 2024-03-09T21:30+00:00, or as days.",
            )


def _not_a_serial(column: Column, places: Places, time: Float[ndarray, " rows"], unit: str | None, said: list[str]) -> None:
    """Days as spreadsheets count them: right as days, and a date that lost its form may hide more that went wrong."""
    low, high = float(time.min()), float(time.max())
    if low < _SERIALS[0] or high > _SERIALS[1] or unit_in(column.name) not in (None, "day"):
        return
    date = np.datetime64("1899-12-30") + np.timedelta64(int(low), "D")
    if unit is not None:
        said.append(
            f"Times in '{column.name}' look like dates as a spreadsheet counts them ({low:g} is {date}); read as {unit}s, as asked."
        )
        return
    row = places.at(int(np.argmin(time)), column.name)
    raise DataError(
        f"{row}: {low:g} looks like a date as a spreadsheet counts it ({date}), and the whole column does.",
        why="Read as plain numbers, the calendar would be lost, and with it weekdays and clock changes.",
        fix="format the column as year-month-day (2024-03-09) and save again; or, if days are meant, --time-unit day",
    )


def _say_clock(
    name: str, kind: Int[ndarray, " levels"], stamps: Int[ndarray, " levels"], origin: int, said: list[str], zone: str | None
) -> None:
    start = np.datetime64(origin, "us").astype("datetime64[D]")
    if (kind == _ZONED).any():
        where = f"those of {zone}" if zone else "as written in the table; those of another place are said with --time-zone"
        said.append(
            f"Timestamps in '{name}' were brought to one clock (UTC); time 0 is midnight of {start} there. Weekdays and hours are {where}."
        )
        return
    if zone is not None:
        said.append(f"Timestamps in '{name}' were read as clock times in {zone} and brought to UTC; time 0 is midnight of {start} there.")
        return
    midnight = stamps % _DAY == 0
    if midnight.all():
        said.append(f"Dates in '{name}' were counted from the first one; time 0 is {start}.")
        return
    said.append(
        f"Timestamps in '{name}' have no zone and were read as one clock; around nights of a clock change they may be an hour off."
        f" Time 0 is midnight of {start}."
    )
    if (kind == _DATES).any():
        said.append(f"Some cells of '{name}' hold a date without a clock time and were read as midnight.")
