from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure.imports.apple_export import write
from tests.measure.imports.takeout import NAP, SLEEP_TABLE, sleep_log

from unspiral.errors import DataError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.archive import parts_of
from unspiral.measure.imports.device_clock import day_text, moment_text, zone_of
from unspiral.measure.imports.fitbit_sleep import SleepLog, fitbit_nights, read_sleep_lists, read_sleep_tables

LOG = SleepLog(0, 8 * 3600, 450, 480, 3, True, None, None, "sleep list")


def lists(folder, *entries):
    diary, withheld = DiaryBuilder(), set()
    parts = parts_of(write(folder, json.dumps(entries), "sleep-2024-03-01.json"))
    return read_sleep_lists(parts, withheld, diary, lambda length: None), withheld, " ".join(diary.build().said)


def tables(folder, text, zone=None):
    diary, withheld = DiaryBuilder(), set()
    parts = parts_of(write(folder, text, "UserSleeps_2024-03-01.csv"))
    return read_sleep_tables(parts, withheld, diary, zone, lambda length: None), withheld, " ".join(diary.build().said)


@pytest.mark.unit
def test_a_night_and_a_nap(tmp_path):
    logs, withheld, said = lists(tmp_path, NAP, sleep_log())
    (night,) = fitbit_nights(logs, DiaryBuilder())
    assert (day_text(night.day), night.asleep, night.nap, night.in_bed, night.awakenings) == ("2024-03-10", 438 * 60, 66 * 60, 504 * 60, 33)
    assert night.start is not None
    assert moment_text(*night.start) == "2024-03-09T23:09:00"
    assert (withheld, said) == (set(), "")


@pytest.mark.unit
def test_a_nap_is_told_by_the_clock_where_the_log_does_not_say(tmp_path):
    unsaid = {name: value for name, value in NAP.items() if name != "mainSleep"}
    (night,) = fitbit_nights(lists(tmp_path, unsaid)[0], DiaryBuilder())
    assert (night.asleep, night.nap) == (None, 66 * 60)


@pytest.mark.unit
def test_sleep_stands_on_the_day_of_waking_whatever_date_it_was_given(tmp_path):
    logs, _, said = lists(tmp_path, sleep_log(dateOfSleep="2024-03-09"))
    assert [day_text(log.day) for log in logs] == ["2024-03-10"]
    assert "1 sleep stands on the day of waking, which is not the date" in said


@pytest.mark.unit
def test_repeats_and_overlaps_count_once():
    diary = DiaryBuilder()
    second = replace(LOG, start=9 * 3600, end=11 * 3600, asleep=100, in_bed=120)
    nights = fitbit_nights([LOG, second, LOG, replace(LOG, start=3600, asleep=400)], diary)
    assert [(night.asleep, night.awakenings) for night in nights] == [(550 * 60, 7)]
    said = " ".join(diary.build().said)
    assert "1 sleep was in the export more than once" in said
    assert "1 sleep was left out because another sleep covers the same time" in said


@pytest.mark.unit
def test_classic_logs_count_times_awake_and_others_leave_them_open(tmp_path):
    classic = sleep_log(levels={"summary": {"awake": {"count": 2, "minutes": 9}}})
    assert [log.awakenings for log in lists(tmp_path, classic)[0]] == [2]
    for levels in (None, [], {"summary": []}, {"summary": {"wake": {"count": "3"}}}, {"summary": {"wake": {"count": -1}}}):
        assert [log.awakenings for log in lists(tmp_path, sleep_log(levels=levels))[0]] == [None]


@pytest.mark.unit
@pytest.mark.parametrize(
    "change",
    [
        {"endTime": "2024-03-09T22:00:00.000"},
        {"endTime": "2024-03-19T22:00:00.000"},
        {"minutesAsleep": -1},
        {"minutesAsleep": 505.5},
        {"timeInBed": 5000, "minutesAsleep": 10},
    ],
)
def test_logs_that_cannot_be_true_withhold_their_day(tmp_path, change):
    logs, withheld, _ = lists(tmp_path, sleep_log(**change))
    assert logs == []
    assert len(withheld) == 1


@pytest.mark.unit
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"startTime": "03/09/24 23:09:00"}, "'startTime' that is no moment"),
        ({"endTime": None}, "'endTime' that is no moment"),
        ({"minutesAsleep": "many"}, "'minutesAsleep' that is no plain number"),
        ({"timeInBed": None}, "'timeInBed' that is no plain number"),
    ],
)
def test_logs_that_cannot_be_read(tmp_path, change, words):
    with pytest.raises(DataError, match=words):
        lists(tmp_path, sleep_log(**change))
    with pytest.raises(DataError, match="has no 'endTime'"):
        lists(tmp_path, {"startTime": "2024-03-09T23:09:00.000"})


@pytest.mark.unit
def test_tables_carry_their_own_offsets(tmp_path):
    logs, withheld, said = tables(tmp_path, SLEEP_TABLE)
    nights = fitbit_nights(logs, DiaryBuilder())
    assert [(day_text(night.day), night.asleep, night.in_bed) for night in nights] == [
        ("2024-03-10", 270 * 60, 300 * 60),
        ("2024-06-05", 420 * 60, 480 * 60),
    ]
    assert [night.awakenings for night in nights] == [None, None]
    assert nights[1].start is not None
    assert moment_text(*nights[1].start) == "2024-06-04T22:30:00+02:00"
    assert (withheld, said) == (set(), "")


@pytest.mark.unit
def test_an_offset_of_zero_yields_to_the_zone_of_the_person(tmp_path):
    text = SLEEP_TABLE.replace("+02:00", "+00:00")
    logs, _, said = tables(tmp_path, text, zone_of("Europe/Berlin"))
    assert logs[0].ahead == 120
    assert "1 sleep says +00:00" in said
    assert tables(tmp_path, text)[0][0].ahead == 0


@pytest.mark.unit
@pytest.mark.parametrize(("old", "new"), [("+02:00", "2 hours"), ("2024-06-04 20:30:00+0000", "evening"), (",420,", ",many,")])
def test_rows_that_cannot_be_read(tmp_path, old, new):
    with pytest.raises(DataError, match="row 2"):
        tables(tmp_path, SLEEP_TABLE.replace(old, new))


@pytest.mark.property
@given(
    logs=st.lists(
        st.builds(
            lambda start, length, main: replace(LOG, start=60 * start, end=60 * (start + length), asleep=length, in_bed=length, main=main),
            st.integers(0, 6000),
            st.integers(1, 700),
            st.sampled_from([True, False, None]),
        ),
        max_size=12,
    ),
    data=st.data(),
)
def test_no_minute_twice_and_whatever_the_order(logs, data):
    nights = fitbit_nights(logs, DiaryBuilder())
    minutes = {minute for log in logs for minute in range(log.start // 60, log.end // 60)}
    assert sum((night.asleep or 0) + (night.nap or 0) for night in nights) <= 60 * len(minutes)
    assert fitbit_nights(data.draw(st.permutations(logs)), DiaryBuilder()) == nights
