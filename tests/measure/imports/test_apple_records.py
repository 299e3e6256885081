from __future__ import annotations

import pytest
from tests.measure.imports.apple_export import HEART, NIGHT, STEP

from unspiral.errors import DataError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.apple_records import STAGES, AppleRecords
from unspiral.measure.imports.asked import ask
from unspiral.measure.imports.device_days import Devices

pytestmark = pytest.mark.unit

GIVEN = {
    "type": STEP,
    "sourceName": "Private Name",
    "unit": "count",
    "value": "7",
    "startDate": "2024-03-09 10:00:00 +0100",
    "endDate": "2024-03-09 10:05:00 +0100",
}


def records(**options) -> AppleRecords:
    leave_out = options.pop("leave_out", False)
    return AppleRecords("export.xml", ask(**options), Devices(), DiaryBuilder(), leave_out)


def take(given: dict[str, str], **options) -> AppleRecords:
    taken = records(**options)
    taken.take("Record", given, 12)
    return taken


def test_each_kind_goes_to_its_place():
    assert len(take(GIVEN).devices.steps["Private Name"]) == 1
    assert len(take(GIVEN | {"type": NIGHT, "value": "HKCategoryValueSleepAnalysisAsleepREM"}).devices.sleep) == 1
    assert len(take(GIVEN | {"type": HEART, "unit": "count/min", "value": "58"}).devices.hearts) == 1
    assert len(take(GIVEN, items=["sleep"]).devices.steps) == 0
    other = take(GIVEN | {"type": "HKQuantityTypeIdentifierHeight"})
    assert (other.seen, other.devices) == (1, Devices(sleep=other.devices.sleep))


def test_all_stages_old_and_new():
    words = {"InBed", "Asleep", "AsleepUnspecified", "AsleepCore", "AsleepDeep", "AsleepREM", "Awake"}
    assert {f"HKCategoryValueSleepAnalysis{word}" for word in words} | set("012345") == set(STAGES)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "1,234"}, "holds '1,234', which could be read in two ways"),
        ({"value": "1.234.567"}, "two ways"),
        ({"value": "many secret words"}, "holds a text of 17 characters"),
        ({"value": "nan"}, "holds a text"),
        ({"value": "inf"}, "holds a text"),
        ({"value": "1e400"}, "holds a text"),
        ({"value": "٣"}, "holds a text"),
        ({"value": "0" * 5000}, "holds a text of 5000"),
        ({"value": ""}, "holds a text of 0"),
        ({"startDate": "2024-02-30 10:00:00 +0100"}, "no moment on the calendar"),
        ({"endDate": "0000-00-00 00:00:00 +0000"}, "no moment on the calendar"),
        ({"startDate": "soon"}, "no moment on the calendar"),
        ({"unit": "steps"}, "steps in 'steps', where 'count' is expected"),
        ({"type": HEART, "unit": "bpm"}, "in 'bpm', where 'count/min' is expected"),
        ({"type": NIGHT, "value": "HKCategoryValueSleepAnalysisDreaming"}, "a stage that is not known"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(change, words):
    with pytest.raises(DataError) as problem:
        take(GIVEN | change)
    assert words in str(problem.value)
    assert "line 12" in str(problem.value)
    assert problem.value.fix
    assert "Private Name" not in str(problem.value)
    assert "secret" not in str(problem.value)


@pytest.mark.parametrize("lacking", ["sourceName", "unit", "value", "startDate", "endDate"])
def test_a_missing_attribute_is_refused(lacking):
    with pytest.raises(DataError, match=f"line 12: a record of steps has no {lacking}"):
        take({name: text for name, text in GIVEN.items() if name != lacking})
    no_type = take({name: text for name, text in GIVEN.items() if name != "type"})
    assert (no_type.seen, len(no_type.devices.steps)) == (1, 0)


def test_left_out_when_asked_and_its_day_gets_no_total():
    taken = take(GIVEN | {"value": "1,234"}, leave_out=True)
    taken.take("Record", GIVEN | {"startDate": "never"}, 13)
    taken.take("Record", GIVEN | {"startDate": "never"}, 14)
    taken.say()
    assert taken.devices.withheld["steps"] == {19_791}
    said = " ".join(taken.diary.build().said)
    assert "Left out, 1 time, first in line 12" in said
    assert "Left out, 2 times, first in line 13" in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "-5"}, "is negative"),
        ({"endDate": "2024-03-09 09:00:00 +0100"}, "ends before it starts"),
        ({"endDate": "2024-03-11 10:00:00 +0100"}, "lasts more than a day"),
        ({"type": HEART, "unit": "count/min", "value": "0"}, "outside of 15 to 300"),
        ({"type": HEART, "unit": "count/min", "value": "5800"}, "outside of 15 to 300"),
    ],
)
def test_what_cannot_be_true_withholds_its_day(change, words):
    taken = take(GIVEN | change)
    taken.say()
    assert words in " ".join(taken.diary.build().said)
    assert [days for days in taken.devices.withheld.values() if days] == [{19_791}]


def test_a_night_that_cannot_be_true_withholds_the_day_of_waking():
    evening = {"type": NIGHT, "value": "1", "startDate": "2024-03-09 23:00:00 +0100", "endDate": "2024-03-09 22:00:00 +0100"}
    assert take(GIVEN | evening).devices.withheld["sleep"] == {19_792}


def test_a_zone_that_differs_from_the_offset_is_told():
    taken = take(GIVEN)
    for zone in ("Asia/Tokyo", "Europe/Berlin", "Nowhere/There", "../x", ""):
        taken.take("MetadataEntry", {"key": "HKTimeZone", "value": zone}, 13)
    taken.take("MetadataEntry", {"key": "HKWasUserEntered", "value": "1"}, 14)
    assert taken.elsewhere == 1
    taken.say()
    assert "1 record names a time zone" in taken.diary.build().said[0]


def test_the_date_of_the_export():
    taken = records()
    taken.take("ExportDate", {"value": "2024-03-09 10:00:00 +0100"}, 3)
    assert taken.devices.exported == (1_709_974_800, 60)
    taken.take("ExportDate", {"value": "today"}, 3)
    assert taken.devices.exported is None
