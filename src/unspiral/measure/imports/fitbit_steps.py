"""Steps of a Fitbit or Google export: one count a minute, in lists without a zone or in tables in UTC."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.archive import Part
from unspiral.measure.imports.device_clock import DAY, ahead_in, american_moment, iso_moment
from unspiral.measure.imports.device_days import STEPS, Devices
from unspiral.measure.imports.export_tables import Tick, csv_rows, json_entries
from unspiral.measure.imports.fitbit_files import field_of, number_of, refuse
from unspiral.measure.imports.source_order import WATCH
from unspiral.measure.imports.span_builder import SpanBuilder
from unspiral.measure.saying import counted

LIST_SOURCE = "Fitbit list"
MINUTE = 60


def read_step_lists(parts: Sequence[Part], devices: Devices, diary: DiaryBuilder, zone: ZoneInfo | None, tick: Tick) -> set[int]:
    """Read ``steps-2024-03-09.json`` and its like: ``[{"dateTime": "03/09/24 21:30:00", "value": "12"}, ...]``.

    Args:
        parts: these files; a minute that stands in several of them counts once.
        devices: takes the counts.
        diary: is told of repeats and of the clock.
        zone: in which days are wanted; the times are then read as UTC. None: days of the clock that wrote the times.
        tick: gets bytes read.

    Returns:
        Days that these files cover.

    Raises:
        DataError: an entry that cannot be read.
    """
    stamps, values = array("q"), array("d")
    for part in parts:
        for number, entry in json_entries(part, tick):
            value = number_of(part, number, field_of(part, number, entry, "value"), "value")
            try:
                stamps.append(american_moment(str(field_of(part, number, entry, "dateTime"))))
            except ValueError:
                refuse(part, number, "has a 'dateTime' that is no moment written as 03/09/24 21:30:00")
            values.append(value)
    if not stamps:
        return set()
    at, amount = np.frombuffer(stamps, np.int64), np.frombuffer(values)
    order = np.lexsort((-amount, at))  # of two counts of one minute the larger comes first, and is the one that counts
    at, amount = at[order], amount[order]
    again = np.zeros(len(at), dtype=np.bool_)
    again[1:] = at[1:] == at[:-1]
    differs = int((again[1:] & (amount[1:] != amount[:-1])).sum())
    kept, steps = at[~again], amount[~again]
    ahead = _ahead(kept, zone)
    for i in np.flatnonzero(steps < 0).tolist():
        devices.withhold(STEPS, int(kept[i]), int(ahead[i]))
    real = steps >= 0
    if real.any():
        devices.ranks[LIST_SOURCE] = WATCH
        devices.steps.setdefault(LIST_SOURCE, SpanBuilder()).add_many(kept[real], MINUTE, steps[real], ahead[real])
    if again.any():
        different = f", {differs} of them with another count, of which the larger was taken" if differs else ""
        diary.say(f"{counted(int(again.sum()), 'minute was', 'minutes were')} in several files and counted once{different}.")
    diary.say(_clock_sentence(zone))
    return set(np.unique((kept + 60 * ahead) // DAY).tolist())


def _ahead(at: Int[ndarray, " minutes"], zone: ZoneInfo | None) -> Int[ndarray, " minutes"]:
    """Minutes that the zone's clock was ahead of UTC at each moment."""
    if zone is None:
        return np.zeros(len(at), dtype=np.int64)
    quarters, place = np.unique(at // 900, return_inverse=True)
    return np.array([ahead_in(zone, quarter) for quarter in quarters.tolist()], dtype=np.int64)[place]


def read_step_tables(
    parts: Sequence[Part], devices: Devices, diary: DiaryBuilder, zone: ZoneInfo | None, covered: set[int], tick: Tick
) -> None:
    """Read ``steps_2024-03-01.csv`` and its like: ``timestamp,steps,data source``, in UTC, for days that no list covers.

    Args:
        parts: these files.
        devices: takes the counts, each with its source.
        diary: is told of what was left out.
        zone: in which days are wanted; None: days of UTC.
        covered: days that are left to the lists.
        tick: gets bytes read.

    Raises:
        DataError: a row that cannot be read.
    """
    aside = rows = 0
    for part in parts:
        for number, (stamp, steps, source) in csv_rows(part, ("timestamp", "steps", "data source"), tick):
            amount = number_of(part, number, steps, "steps")
            try:
                at, written = iso_moment(stamp)
            except ValueError:
                refuse(part, number, "has a 'timestamp' that is no moment written as 2024-03-09T21:30:00Z")
            if written is None:
                refuse(part, number, "has a 'timestamp' without a zone, where Z has always stood")
            ahead = ahead_in(zone, at // 900) if zone else 0
            rows += 1
            if (at + 60 * ahead) // DAY in covered:
                aside += 1
            elif amount < 0:
                devices.withhold(STEPS, at, ahead)
            else:
                devices.know(source)
                devices.count_steps(source, at, at + MINUTE, amount, ahead)
    if aside:
        diary.say(
            f"{counted(aside, 'row', 'rows')} of steps_*.csv stand on days that steps-*.json covers and were left aside: the lists hold"
            " what Fitbit made of all devices, the tables each device by itself."
        )
    if rows > aside and zone is None:
        diary.say(
            "Times in steps_*.csv are UTC, so steps from there stand on days of UTC. For local days: --time-zone Europe/Berlin"
            ' (in Python: zone="Europe/Berlin").'
        )


def _clock_sentence(zone: ZoneInfo | None) -> str:
    doubt = "Whether they are UTC or local is not documented, and people who looked report both"
    if zone is None:
        return (
            "Times in steps-*.json name no zone; steps stand on the days that are written there."
            f' {doubt}: if they are UTC, --time-zone Europe/Berlin (yours; in Python: zone="Europe/Berlin") gives local days.'
        )
    return (
        f"Times in steps-*.json name no zone; they were read as UTC and put on days of {zone.key}."
        f" {doubt}: if they are local already, leave --time-zone (in Python: zone=) out."
    )
