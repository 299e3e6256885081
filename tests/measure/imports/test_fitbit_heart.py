from __future__ import annotations

import json

import pytest
from tests.measure.imports.apple_export import write
from tests.measure.imports.takeout import HEART_TABLE, HEARTS, minute

from unspiral.errors import DataError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.archive import parts_of
from unspiral.measure.imports.device_clock import day_text
from unspiral.measure.imports.device_days import Devices
from unspiral.measure.imports.fitbit_heart import read_heart_lists, read_heart_tables

pytestmark = pytest.mark.unit


def lists(folder, entries, devices=None):
    held, diary = devices or Devices(), DiaryBuilder()
    read_heart_lists(parts_of(write(folder, json.dumps(entries), "resting_heart_rate-2024-01-01.json")), held, diary, lambda length: None)
    return held, " ".join(diary.build().said)


def tables(folder, text, devices=None):
    held, diary = devices or Devices(), DiaryBuilder()
    read_heart_tables(parts_of(write(folder, text, "daily_resting_heart_rate.csv")), held, diary, lambda length: None)
    return held, " ".join(diary.build().said)


def rates(devices: Devices) -> dict[str, float]:
    return {day_text(day): rate for (day, _), held in devices.hearts.items() for _, rate in held}


def test_lists_with_their_placeholders(tmp_path):
    devices, said = lists(tmp_path, HEARTS)
    assert rates(devices) == {"2024-03-09": 58.4}
    assert "1 day has a resting heart rate of 0" in said
    assert rates(lists(tmp_path, [minute("03/09/24 00:00:00", 61)])[0]) == {"2024-03-09": 61}
    assert rates(lists(tmp_path, [minute("03/09/24 00:00:00", {"date": None, "value": 61})])[0]) == {"2024-03-09": 61}


def test_tables_name_the_local_date_and_yield_to_lists(tmp_path):
    devices, _ = lists(tmp_path, HEARTS)
    tables(tmp_path, HEART_TABLE, devices)
    assert rates(devices) == {"2024-03-09": 58.4, "2024-03-20": 61}
    found, said = tables(tmp_path, HEART_TABLE.replace(",61,", ",0,").replace(",66,", ",,"))
    assert rates(found) == {}
    assert "2 days have" in said


def test_rates_that_cannot_be_true_withhold_their_day(tmp_path):
    devices, _ = lists(tmp_path, [minute("03/09/24 00:00:00", {"value": 900, "date": "03/09/24"}), minute("03/10/24 00:00:00", -4)])
    assert {day_text(day) for day in devices.withheld["resting_heart_rate"]} == {"2024-03-09", "2024-03-10"}
    assert devices.hearts == {}


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"dateTime": "03/09/24 00:00:00"}, "has no 'value'"),
        (minute("03/09/24 00:00:00", {"date": "03/09/24"}), "no plain number"),
        (minute("03/09/24 00:00:00", {"date": "2024-03-09", "value": 60}), "no day written as 03/09/24"),
        (minute("today", 60), "no day written as"),
    ],
)
def test_entries_that_cannot_be_read(tmp_path, entry, words):
    with pytest.raises(DataError, match=words):
        lists(tmp_path, [entry])


@pytest.mark.parametrize(("old", "new"), [("2024-03-09T", "09.03.2024T"), (",66,", ",sixty,")])
def test_rows_that_cannot_be_read(tmp_path, old, new):
    with pytest.raises(DataError, match="row 2"):
        tables(tmp_path, HEART_TABLE.replace(old, new))
