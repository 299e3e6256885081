from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.imports.apple_export import HEART, STEP, cells, export, heart, record, said, stage, steps, write, zipped
from tests.measure.imports.damage import damaged

from unspiral.errors import DataError, SpecError, UnspiralError
from unspiral.measure.imports.archive import Limits
from unspiral.measure.imports.read_apple import read_apple

DAYS = export(
    steps(1000, "2024-03-09 10:00", "2024-03-09 11:00"),
    steps(900, "2024-03-09 10:30", "2024-03-09 11:30", "iPhone"),
    steps(50, "2024-03-09 12:00", "2024-03-09 12:10", "Pedometer"),
    steps(400, "2024-03-10 09:00", "2024-03-10 09:30"),
    stage("InBed", "2024-03-09 22:30", "2024-03-10 07:00", "iPhone"),
    stage("AsleepCore", "2024-03-09 23:00", "2024-03-10 02:00"),
    stage("Awake", "2024-03-10 02:00", "2024-03-10 02:15"),
    stage("AsleepDeep", "2024-03-10 02:15", "2024-03-10 04:00"),
    stage("AsleepREM", "2024-03-10 04:00", "2024-03-10 06:30"),
    stage("Asleep", "2024-03-09 23:00", "2024-03-10 06:30", "Sleep app"),
    heart(58, "2024-03-09 08:00"),
    record("HKQuantityTypeIdentifierHeartRate", 88, "2024-03-09 08:00", "2024-03-09 08:00", unit="count/min"),
    '<Workout><WorkoutStatistics type="HKQuantityTypeIdentifierStepCount" sum="9999" unit="count"/></Workout>\n',
)
TRUTH = {
    ("2024-03-09", "steps"): "1500",
    ("2024-03-09", "steps_partial"): "1",
    ("2024-03-10", "steps"): "400",
    ("2024-03-10", "sleep_minutes"): "435",
    ("2024-03-10", "in_bed_minutes"): "510",
    ("2024-03-10", "awakenings"): "1",
    ("2024-03-10", "sleep_start"): "2024-03-09T23:00:00+01:00",
    ("2024-03-10", "sleep_end"): "2024-03-10T06:30:00+01:00",
    ("2024-03-09", "resting_heart_rate"): "58",
}


@pytest.mark.unit
def test_days_of_an_export(tmp_path):
    diary = read_apple(write(tmp_path, DAYS))
    assert cells(diary) == TRUTH
    rows = list(diary.rows())
    assert {row[0] for row in rows} == {"me"}
    assert ("me", "2024-03-09", "", "", "", "steps", "1500", "count", "apple: Watch, iPhone, Pedometer") in rows
    assert "Steps of 'iPhone', all days together: 450 counted, 450 left out" in said(diary)
    assert "Days are local days by the offset" in said(diary)


@pytest.mark.unit
@pytest.mark.parametrize("name", ["export.xml", "exportación.xml", "Экспорт.xml", "輸出.xml"])
def test_the_same_out_of_the_archive_and_the_folder_whatever_the_name(tmp_path, name):
    clinical = '<?xml version="1.0"?><ClinicalDocument/>'
    members = {f"apple_health_export/{name}": DAYS, "apple_health_export/export_cda.xml": clinical, "workout-routes/a.gpx": "<gpx/>"}
    assert cells(read_apple(zipped(tmp_path, members))) == TRUTH
    folder = tmp_path / "unpacked"
    folder.mkdir()
    write(folder, DAYS, name)
    write(folder, clinical, "export_cda.xml")
    assert cells(read_apple(folder)) == TRUTH


@pytest.mark.unit
@pytest.mark.parametrize("watch", ["My Watch", "Wrist"])
@pytest.mark.parametrize("phone", ["Husband's iPhone", "Watch of old", "iPhone"])
def test_the_watch_is_believed_whatever_its_owner_called_the_phone(tmp_path, watch, phone):
    def made(value: int, name: str, model: str) -> str:
        device = f'device="&lt;&lt;HKDevice: 0x1&gt;, name:{model}, manufacturer:Apple Inc., model:{model}, hardware:x&gt;"'
        return steps(value, "2024-03-09 10:00", "2024-03-09 10:10", name).replace("<Record", f"<Record {device}")

    both = [made(600, phone, "iPhone"), made(1000, watch, "Watch")]
    assert cells(read_apple(write(tmp_path, export(*both))))["2024-03-09", "steps"] == "1000"
    assert cells(read_apple(write(tmp_path, export(*reversed(both)))))["2024-03-09", "steps"] == "1000"


@pytest.mark.unit
def test_what_is_asked_for(tmp_path):
    path = write(tmp_path, DAYS)
    assert cells(read_apple(path, items=["steps"], since="2024-03-10", person="P1")) == {("2024-03-10", "steps"): "400"}
    assert cells(read_apple(path, items=["sleep_minutes"])) == {("2024-03-10", "sleep_minutes"): "435"}
    assert cells(read_apple(path, sources=["iPhone", "Sleep app"]))["2024-03-09", "steps"] == str(900 + 500 + 50)
    assert cells(read_apple(path, sources=["Sleep app"]))["2024-03-10", "sleep_minutes"] == "450"
    with pytest.raises(SpecError, match="Name 1 in --sources"):
        read_apple(path, sources=["iFone"])
    with pytest.raises(SpecError, match="unreadable"):
        read_apple(path, unreadable="skip")


@pytest.mark.unit
def test_every_record_as_well_when_asked(tmp_path):
    diary = read_apple(write(tmp_path, DAYS), raw=True)
    kept = [row for row in diary.rows() if row[2]]
    assert len(kept) == 11
    assert ("me", "2024-03-09T10:30:00+01:00", "2024-03-09T11:30:00+01:00", "", "", "steps_record", "900", "count", "apple: iPhone") in kept
    assert next(row[6] for row in kept if row[5] == "sleep_stage") == "HKCategoryValueSleepAnalysisInBed"
    one_day = read_apple(write(tmp_path, DAYS), raw=True, items=["steps"], until="2024-03-09")
    assert sum(row[5] == "steps_record" for row in one_day.rows()) == 3


@pytest.mark.unit
def test_progress_is_told(tmp_path):
    told: list[tuple[str, int, int]] = []
    read_apple(write(tmp_path, DAYS), on_progress=lambda *given: told.append(given))
    assert told[-1][0] == "Reading records"
    assert 0 < told[-1][1] <= told[-1][2]


@pytest.mark.unit
def test_a_day_of_23_hours_and_one_of_25(tmp_path):
    diary = read_apple(
        write(
            tmp_path,
            export(
                steps(60, "2024-03-31 00:30:00 +0100", "2024-03-31 03:30:00 +0200"),
                steps(1, "2024-03-31 23:59:00 +0200", "2024-04-01 00:01:00 +0200"),
                steps(70, "2024-10-27 02:30:00 +0200", "2024-10-27 02:30:00 +0100"),
                steps(8, "2024-10-27 23:50:00 +0100", "2024-10-28 00:10:00 +0100"),
                steps(9, "2024-10-26 23:50:00 +0200", "2024-10-26 23:55:00 +0200"),
            ),
        ),
        items=["steps"],
    )
    found = {day: value for (day, item), value in cells(diary).items() if item == "steps"}
    assert found == {"2024-03-31": "60.5", "2024-04-01": "0.5", "2024-10-26": "9", "2024-10-27": "74", "2024-10-28": "4"}


@pytest.mark.unit
def test_a_journey_has_the_days_of_each_place(tmp_path):
    diary = read_apple(
        write(
            tmp_path,
            export(
                steps(10, "2024-03-09 23:00:00 +0100", "2024-03-09 23:10:00 +0100"),
                steps(20, "2024-03-09 17:30:00 -0500", "2024-03-09 17:40:00 -0500"),
                steps(30, "2024-03-10 23:30:00 +0900", "2024-03-10 23:40:00 +0900"),
            ),
        ),
        items=["steps"],
    )
    assert {key: value for key, value in cells(diary).items() if key[1] == "steps"} == {
        ("2024-03-09", "steps"): "30",
        ("2024-03-10", "steps"): "30",
    }


@pytest.mark.unit
def test_nothing_of_interest_is_said(tmp_path):
    diary = read_apple(write(tmp_path, export()))
    assert len(diary) == 0
    assert "None of the 0 records" in said(diary)


@pytest.mark.unit
def test_a_record_that_is_there_twice_counts_once(tmp_path):
    once = steps(100, "2024-03-09 10:00", "2024-03-09 10:10")
    diary = read_apple(write(tmp_path, export(once, once, f"<Correlation>{once}</Correlation>\n")))
    assert cells(diary)["2024-03-09", "steps"] == "100"
    assert "2 records were there more than once" in said(diary)


@pytest.mark.unit
def test_bad_archives(tmp_path):
    with pytest.raises(DataError, match="holds 2 files of health records"):
        read_apple(zipped(tmp_path, {"a/export.xml": DAYS, "b/export.xml": DAYS}))
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = _twice(tmp_path)
    with pytest.raises(DataError, match="holds 2 files of health records"):
        read_apple(twice)
    with pytest.raises(DataError, match=r"but another archive, 'export\.zip'"):
        read_apple(zipped(tmp_path, {"export.zip": "PK"}, "outer.zip"))
    with pytest.raises(DataError, match="holds no XML file of health records"):
        read_apple(zipped(tmp_path, {"export_cda.xml": "<ClinicalDocument/>"}, "cda.zip"))
    with pytest.raises(DataError, match="points outside"):
        read_apple(zipped(tmp_path, {"../export.xml": DAYS}, "out.zip"))
    with pytest.raises(DataError, match="would grow"):
        read_apple(zipped(tmp_path, {"export.xml": DAYS}, "small.zip"), limits=Limits(size=100))


def _twice(folder):
    import zipfile

    path = folder / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export.xml", DAYS)
        archive.writestr("export.xml", DAYS)
    return path


@pytest.mark.unit
def test_records_that_cannot_be_true_take_their_day_and_no_other(tmp_path):
    good = steps(10, "2024-03-11 10:00", "2024-03-11 10:10")
    diary = read_apple(
        write(
            tmp_path,
            export(
                steps(100, "2024-03-09 10:00", "2024-03-09 10:10"),
                steps(-5, "2024-03-09 12:00", "2024-03-09 12:10"),
                steps(100, "2024-03-10 10:00", "2024-03-10 09:10"),
                good,
                stage("Asleep", "2024-03-09 23:00", "2024-03-10 06:30"),
                stage("Asleep", "2024-03-10 23:00", "2024-03-10 06:30"),
            ),
        )
    )
    found = cells(diary)
    assert {key for key in found if key[1] == "steps"} == {("2024-03-11", "steps")}
    assert ("2024-03-10", "sleep_minutes") in found
    assert "a record of steps is negative" in said(diary)
    assert "a record of steps ends before it starts" in said(diary)
    assert "No steps given for 2024-03-09, 2024-03-10" in said(diary)


@pytest.mark.unit
def test_unreadable_records_refuse_the_file_or_are_left_out(tmp_path):
    path = write(tmp_path, export(steps("1,234", "2024-03-09 10:00", "2024-03-09 10:10"), steps(5, "2024-03-10 10:00", "2024-03-10 10:10")))
    with pytest.raises(DataError, match="line 11"):
        read_apple(path)
    diary = read_apple(path, unreadable="leave out")
    assert {key for key in cells(diary) if key[1] == "steps"} == {("2024-03-10", "steps")}
    assert "Left out, 1 time, first in line 11" in said(diary)
    with pytest.raises(DataError, match="in 'km'"):
        read_apple(write(tmp_path, export(record(STEP, 5, "2024-03-10 10:00", "2024-03-10 10:10", unit="km"))), unreadable="leave out")
    with pytest.raises(DataError, match="in ''"):
        read_apple(
            write(tmp_path, export(record(HEART, 5, "2024-03-10 10:00", "2024-03-10 10:10", unit="").replace(" start", ' unit="" start')))
        )


RECORDS = st.lists(
    st.one_of(
        st.tuples(
            st.just("steps"), st.integers(0, 300), st.integers(0, 3000), st.integers(0, 120), st.sampled_from(["Watch", "iPhone", "App"])
        ),
        st.tuples(
            st.just("sleep"), st.integers(0, 6), st.integers(0, 3000), st.integers(0, 500), st.sampled_from(["Watch", "iPhone", "App"])
        ),
    ),
    max_size=15,
)


def _record(kind: str, value: int, start: int, length: int, source: str) -> str:
    from datetime import datetime, timedelta

    began = datetime(2024, 3, 29) + timedelta(minutes=start)
    times = [f"{moment:%Y-%m-%d %H:%M:%S} +0100" for moment in (began, began + timedelta(minutes=length))]
    words = ("InBed", "Asleep", "AsleepUnspecified", "AsleepCore", "AsleepDeep", "AsleepREM", "Awake")
    return steps(value, *times, source) if kind == "steps" else stage(words[value], *times, source)


@pytest.mark.property
@settings(max_examples=60)
@given(records=RECORDS, data=st.data())
def test_the_order_of_records_changes_nothing(tmp_path_factory, records, data):
    folder = tmp_path_factory.mktemp("apple")
    lines = [_record(*given) for given in records]
    one = read_apple(write(folder, export(*lines)))
    other = read_apple(write(folder, export(*data.draw(st.permutations(lines)))))
    assert list(one.rows()) == list(other.rows())
    assert set(one.said) == set(other.said)


FEW = export(
    steps(1000, "2024-03-09 10:00", "2024-03-09 11:00"),
    steps(900, "2024-03-09 10:30", "2024-03-09 11:30", "iPhone"),
    stage("InBed", "2024-03-09 22:30", "2024-03-10 07:00", "iPhone"),
    stage("AsleepCore", "2024-03-09 23:00", "2024-03-10 02:00"),
    heart(58, "2024-03-09 08:00"),
)


@pytest.mark.property
@settings(max_examples=800)
@given(data=st.data())
def test_damaged_bytes_are_refused_in_words(tmp_path_factory, data):
    """Whatever happens to the bytes, the answer is a diary or an error for people."""
    content = damaged(data, FEW.encode())
    unreadable = data.draw(st.sampled_from(["refuse", "leave out"]))
    try:
        diary = read_apple(write(tmp_path_factory.getbasetemp(), content, "damaged.xml"), unreadable=unreadable)
    except UnspiralError as problem:
        assert problem.fix
    else:
        assert all(0 <= float(row[6]) < 1e7 for row in diary.rows() if row[5] in ("steps", "sleep_minutes"))


@pytest.mark.property
@settings(max_examples=250)
@given(data=st.data())
def test_damaged_archives_are_refused_in_words(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    content = bytearray(zipped(folder, {"export.xml": DAYS, "a.gpx": "<gpx/>"}, "whole.zip").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.one_of(st.just(len(content)), st.integers(1, len(content))))]
    try:
        assert read_apple(write(folder, bytes(content), "damaged.zip")).said
    except UnspiralError as problem:
        assert problem.what
