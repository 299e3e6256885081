"""Resting heart rate of a Fitbit or Google export: one number a day, and many placeholders."""

from __future__ import annotations

from collections.abc import Sequence

from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.archive import Part
from unspiral.measure.imports.device_clock import DAY, american_moment, iso_moment
from unspiral.measure.imports.device_days import HEART, Devices
from unspiral.measure.imports.export_tables import Tick, csv_rows, json_entries
from unspiral.measure.imports.fitbit_files import field_of, number_of, object_of, refuse
from unspiral.measure.imports.source_order import WATCH
from unspiral.measure.saying import counted

LIST_SOURCE = "Fitbit list"
_LEAST, _MOST = 15.0, 300.0


def read_heart_lists(parts: Sequence[Part], devices: Devices, diary: DiaryBuilder, tick: Tick) -> None:
    """Read ``resting_heart_rate-2024-03-09.json``: ``[{"dateTime": ..., "value": {"date": "03/09/24", "value": 58.1}}, ...]``.

    Args:
        parts: these files.
        devices: takes the rates, on the local date that is written.
        diary: is told of days without a rate.
        tick: gets bytes read.

    Raises:
        DataError: an entry that cannot be read.
    """
    empty = 0
    for part in parts:
        for number, entry in json_entries(part, tick):
            held = field_of(part, number, entry, "value")
            inner = object_of(held)
            rate = number_of(part, number, inner.get("value") if inner else held, "value")
            if rate == 0:  # what stands there for a day without a measurement, and for days to come
                empty += 1
                continue
            date = inner.get("date")
            text = f"{date} 00:00:00" if isinstance(date, str) else str(field_of(part, number, entry, "dateTime"))
            try:
                at = american_moment(text)
            except ValueError:
                refuse(part, number, "has a date that is no day written as 03/09/24")
            _keep(devices, LIST_SOURCE, at, rate)
            devices.ranks[LIST_SOURCE] = WATCH
    _say_empty(diary, empty)


def read_heart_tables(parts: Sequence[Part], devices: Devices, diary: DiaryBuilder, tick: Tick) -> None:
    """Read ``daily_resting_heart_rate.csv``: ``timestamp,beats per minute,data source``; the timestamp names the local date.

    Args:
        parts: these files.
        devices: takes the rates; a day that a list has is left to the list.
        diary: is told of days without a rate.
        tick: gets bytes read.

    Raises:
        DataError: a row that cannot be read.
    """
    covered = {day for day, _ in devices.hearts}
    empty = 0
    for part in parts:
        for number, (stamp, beats, source) in csv_rows(part, ("timestamp", "beats per minute", "data source"), tick):
            rate = number_of(part, number, beats or "0", "beats per minute")
            try:
                at = iso_moment(stamp[:10] + "T00:00")[0]
            except ValueError:
                refuse(part, number, "has a 'timestamp' that is no day written as 2024-03-09")
            if rate == 0:
                empty += 1
            elif at // DAY not in covered:
                devices.know(source)
                _keep(devices, source, at, rate)
    _say_empty(diary, empty)


def _keep(devices: Devices, source: str, at: int, rate: float) -> None:
    if _LEAST <= rate <= _MOST:
        devices.beat(source, at, 0, rate)
    else:
        devices.withhold(HEART, at, 0)


def _say_empty(diary: DiaryBuilder, empty: int) -> None:
    if empty:
        diary.say(f"{counted(empty, 'day has', 'days have')} a resting heart rate of 0 in the export: not measured, so no row was made.")
