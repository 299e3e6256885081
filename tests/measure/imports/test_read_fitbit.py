from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.imports.apple_export import cells, said, write, zipped
from tests.measure.imports.damage import damaged
from tests.measure.imports.takeout import FILES, STEPS, unpack

from unspiral.errors import DataError, SpecError, UnspiralError
from unspiral.measure.imports.read_fitbit import read_fitbit

STEPS_TRUTH = {("2024-03-09", "steps"): "12", ("2024-03-10", "steps"): "38", ("2024-03-20", "steps"): "57", ("2024-03-21", "steps"): "7"}


@pytest.mark.unit
def test_days_of_an_export_out_of_archive_and_folder(tmp_path):
    archive, folder = zipped(tmp_path, dict(FILES)), unpack(tmp_path / "out", dict(FILES))
    for place in (archive, folder, folder / "Takeout"):
        diary = read_fitbit(place, zone="Europe/Berlin")
        found = cells(diary)
        assert {key: value for key, value in found.items() if key[1] == "steps"} == STEPS_TRUTH
        assert {key: value for key, value in found.items() if key[0] == "2024-03-10" and key[1] != "steps"} == {
            ("2024-03-10", "sleep_minutes"): "438",
            ("2024-03-10", "nap_minutes"): "66",
            ("2024-03-10", "in_bed_minutes"): "504",
            ("2024-03-10", "awakenings"): "33",
            ("2024-03-10", "sleep_start"): "2024-03-09T23:09:00",
            ("2024-03-10", "sleep_end"): "2024-03-10T07:33:30",
        }
        assert found["2024-06-05", "sleep_minutes"] == "420"
        assert {key: value for key, value in found.items() if key[1] == "resting_heart_rate"} == {
            ("2024-03-09", "resting_heart_rate"): "58.4",
            ("2024-03-20", "resting_heart_rate"): "61",
        }
        assert {row[8].split(":")[0] for row in diary.rows()} == {"fitbit"}
    assert "1 sleep of UserSleeps_*.csv stand on days that sleep-*.json covers" in said(diary)
    assert "not documented" in said(diary)
    assert "other files of the export hold other things" in said(diary)


@pytest.mark.unit
def test_one_file_and_what_is_asked_for(tmp_path):
    path = write(tmp_path, json.dumps(STEPS), "steps-2024-03-09.json")
    diary = read_fitbit(path, items=["steps"], since="2024-03-10", person="P1")
    assert [(row[0], row[1], row[6]) for row in diary.rows() if row[5] == "steps"] == [("P1", "2024-03-10", "8")]
    assert "No file of sleep" not in said(diary)
    assert "No file of sleep is in this export." in said(read_fitbit(path))
    with pytest.raises(SpecError, match="is no time zone"):
        read_fitbit(path, zone="Berlin")
    with pytest.raises(SpecError, match="not among the 1 sources"):
        read_fitbit(path, sources=["Watch"])


@pytest.mark.unit
def test_nothing_to_read(tmp_path):
    with pytest.raises(DataError, match=r"holds no file such as steps-2024-03-09\.json"):
        read_fitbit(zipped(tmp_path, {"Takeout/mail.txt": "x"}))
    with pytest.raises(DataError, match="another archive"):
        read_fitbit(zipped(tmp_path, {"takeout-1.zip": "x"}))


@pytest.mark.unit
def test_progress_reaches_its_end(tmp_path):
    told: list[tuple[str, int, int]] = []
    read_fitbit(unpack(tmp_path, dict(FILES)), on_progress=lambda *given: told.append(given))
    assert all(0 <= done <= of for _, done, of in told)
    assert told[-1][1] > told[0][1]


@pytest.mark.unit
def test_the_same_file_twice_adds_nothing(tmp_path):
    name = next(iter(FILES))
    once = read_fitbit(unpack(tmp_path / "once", dict(FILES)))
    twice = read_fitbit(
        unpack(tmp_path / "twice", FILES | {f"other/{name}": FILES[name], "other/sleep-2024-04-01.json": FILES[list(FILES)[1]]})
    )
    assert cells(once) == cells(twice)
    assert "4 minutes were in several files" in said(twice)
    assert "2 sleeps were in the export more than once" in said(twice)


@pytest.mark.property
@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith((".html", "calories-2024-03-09.json"))])
@settings(max_examples=120)
@given(data=st.data())
def test_damaged_files_are_refused_in_words(tmp_path_factory, name, data):
    path = write(tmp_path_factory.getbasetemp(), damaged(data, FILES[name].encode()), name.rsplit("/", 1)[1])
    try:
        diary = read_fitbit(path, zone=data.draw(st.sampled_from([None, "America/New_York"])))
    except UnspiralError as problem:
        assert problem.fix
    else:
        assert diary.said
        assert all(float(row[6]) >= 0 for row in diary.rows() if row[7])
