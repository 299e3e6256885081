from __future__ import annotations

import json

import pytest
from tests.measure.imports.apple_export import write
from tests.measure.imports.takeout import STEPS, STEPS_TABLE, minute

from unspiral.errors import DataError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.archive import parts_of
from unspiral.measure.imports.device_clock import day_text, zone_of
from unspiral.measure.imports.device_days import Devices
from unspiral.measure.imports.fitbit_steps import LIST_SOURCE, read_step_lists, read_step_tables
from unspiral.measure.imports.spans import share

pytestmark = pytest.mark.unit

BERLIN = zone_of("Europe/Berlin")


def lists(folder, *entries, zone=None):
    parts = [parts_of(write(folder, json.dumps(held), f"steps-2024-03-{i + 1:02d}.json"))[0] for i, held in enumerate(entries)]
    devices, diary = Devices(), DiaryBuilder()
    covered = read_step_lists(parts, devices, diary, zone, lambda length: None)
    return totals(devices), {day_text(day) for day in covered}, " ".join(diary.build().said), devices


def totals(devices: Devices) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in share([builder.build() for builder in devices.steps.values()]):
        for day, amount in one.days.items():
            found[day_text(day)] = found.get(day_text(day), 0.0) + amount
    return found


def test_days_as_they_are_written_and_days_of_a_zone(tmp_path):
    days, covered, said, _ = lists(tmp_path, STEPS)
    assert days == {"2024-03-09": 42, "2024-03-10": 8}
    assert covered == set(days)
    assert "name no zone" in said
    assert "not documented" in said
    assert '--time-zone Europe/Berlin (yours; in Python: zone="Europe/Berlin")' in said
    days, _, said, _ = lists(tmp_path, STEPS, zone=BERLIN)
    assert days == {"2024-03-09": 12, "2024-03-10": 38}
    assert "were read as UTC and put on days of Europe/Berlin" in said


def test_minutes_in_several_files_count_once(tmp_path):
    days, _, said, _ = lists(tmp_path, STEPS, STEPS[:2], [minute("03/10/24 09:00:00", 9)])
    assert days == {"2024-03-09": 42, "2024-03-10": 9}
    assert "3 minutes were in several files and counted once, 1 of them with another count" in said


def test_a_negative_count_withholds_its_day(tmp_path):
    *_, devices = lists(tmp_path, [minute("03/10/24 09:00:00", "-9")])
    assert {day_text(day) for day in devices.withheld["steps"]} == {"2024-03-10"}
    assert LIST_SOURCE not in devices.steps


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"value": "3"}, "has no 'dateTime'"),
        ({"dateTime": "03/10/24 09:00:00"}, "has no 'value'"),
        (minute("2024-03-10T09:00:00", "3"), "no moment written as"),
        (minute("13/10/24 09:00:00", "3"), "no moment written as"),
        (minute("03/10/24 09:00:00", "1,234"), "no plain number"),
        (minute("03/10/24 09:00:00", {"bpm": 3}), "no plain number"),
    ],
)
def test_entries_that_cannot_be_read(tmp_path, entry, words):
    with pytest.raises(DataError, match=f"entry 2, .*{words}"):
        lists(tmp_path, [STEPS[0], entry])


def tables(folder, text, covered=frozenset(), zone=None):
    devices, diary = Devices(), DiaryBuilder()
    read_step_tables(parts_of(write(folder, text, "steps_2024-03-01.csv")), devices, diary, zone, set(covered), lambda length: None)
    return devices, " ".join(diary.build().said)


def test_tables_count_each_minute_of_several_devices_once(tmp_path):
    devices, said = tables(tmp_path, STEPS_TABLE, zone=BERLIN)
    order = ["Google Fitbit Air", "MobileTrack", "Fit Health Connect"]
    shared = share([devices.steps[name].build() for name in order])
    assert shared[0].counted == 139
    assert shared[1].counted == pytest.approx(40 * 18 / 60 + 7)
    assert {day_text(day) for day in shared[1].days} == {"2024-03-20", "2024-03-21"}
    assert said == ""
    assert devices.ranks == {"Google Fitbit Air": 0, "MobileTrack": 1, "Fit Health Connect": 3}


def test_tables_without_a_zone_and_beside_lists(tmp_path):
    _, said = tables(tmp_path, STEPS_TABLE, covered={19_791})
    assert "1 row of steps_*.csv stand on days that steps-*.json covers" in said
    assert "days of UTC" in said


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2024-03-20T10:00:00,5,Phone", "without a zone"),
        ("yesterday,5,Phone", "no moment written as"),
        ("2024-03-20T10:00:00Z,many,Phone", "no plain number"),
        ("2024-03-20T10:00:00Z,,Phone", "no plain number"),
    ],
)
def test_rows_that_cannot_be_read(tmp_path, row, words):
    with pytest.raises(DataError, match=f"row 2, .*{words}"):
        tables(tmp_path, f"timestamp,steps,data source\n{row}\n")
    devices, _ = tables(tmp_path, "timestamp,steps,data source\n2024-03-20T10:00:00Z,-5,Phone\n")
    assert devices.withheld["steps"]
