from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.imports.apple_export import cells, said, write
from tests.measure.imports.damage import damaged

from unspiral.errors import DataError, UnspiralError
from unspiral.measure.imports.read_health_connect import COLUMNS, read_health_connect, template

HEAD = ",".join(COLUMNS) + "\n"
FILLED = template().replace("example", "")


def table(folder, *rows: str):
    return write(folder, HEAD + "\n".join(rows) + "\n", "health.csv")


@pytest.mark.unit
def test_the_template_shows_every_item_and_is_never_read_as_data(tmp_path):
    rows = list(csv.DictReader(io.StringIO(template())))
    assert tuple(rows[0]) == COLUMNS
    assert {row["item"] for row in rows} == {"steps", "sleep", "resting_heart_rate"}
    diary = read_health_connect(write(tmp_path, template(), "health.csv"))
    assert len(diary) == 0
    assert "6 rows of the person 'example' belong to the template" in said(diary)


@pytest.mark.unit
def test_days_of_the_filled_template(tmp_path):
    diary = read_health_connect(write(tmp_path, FILLED, "health.csv"), person="P1")
    assert {row[0] for row in diary.rows()} == {"P1"}
    assert cells(diary) == {
        ("2024-03-09", "steps"): "812",
        ("2024-03-09", "steps_partial"): "1",
        ("2024-03-10", "sleep_minutes"): "428",
        ("2024-03-10", "in_bed_minutes"): "470",
        ("2024-03-10", "awakenings"): "1",
        ("2024-03-10", "sleep_start"): "2024-03-09T23:10:00+01:00",
        ("2024-03-10", "sleep_end"): "2024-03-10T06:30:00+01:00",
        ("2024-03-10", "resting_heart_rate"): "58",
    }


@pytest.mark.unit
def test_several_sources_count_once_and_several_people_apart(tmp_path):
    path = table(
        tmp_path,
        "P1,steps,2024-03-09T10:00:00+01:00,2024-03-09T10:10:00+01:00,100,count,Watch",
        "P1,steps,2024-03-09T10:05:00+01:00,2024-03-09T10:15:00+01:00,80,count,Phone",
        "P2,steps,2024-03-09T10:05:00+01:00,2024-03-09T10:15:00+01:00,80,count,Phone",
    )
    diary = read_health_connect(path)
    assert [(row[0], row[6]) for row in diary.rows() if row[5] == "steps"] == [("P1", "140"), ("P2", "80")]
    assert "P1: Steps of 'Phone', all days together: 40 counted, 40 left out" in said(diary)
    assert [row[6] for row in read_health_connect(path, sources=["Phone"]).rows() if row[5] == "steps"] == ["130", "80"]
    assert len(read_health_connect(path, items=["sleep"])) == 0


@pytest.mark.unit
def test_times_without_an_offset_need_a_zone(tmp_path):
    path = table(
        tmp_path, "P1,steps,2024-10-27T02:30,2024-10-27 02:40,100,count,Phone", "P1,steps,2024-10-27T23:30,2024-10-27 23:40,5,count,Phone"
    )
    with pytest.raises(DataError, match=r"Row 2, column 'start': it names no offset[\s\S]*--time-zone Europe/Berlin \(in Python: zone="):
        read_health_connect(path)
    told: list[tuple[str, int, int]] = []
    diary = read_health_connect(path, zone="Europe/Berlin", on_progress=lambda *given: told.append(given))
    assert cells(diary)["2024-10-27", "steps"] == "105"
    assert "1 time in the hour that a change of the clock repeats" in said(diary)
    assert told[-1][1] == told[-1][2]
    leapt = table(tmp_path, "P1,steps,2024-03-31T02:30,2024-03-31T04:40,100,count,Phone")
    with pytest.raises(DataError, match="leapt over this time"):
        read_health_connect(leapt, zone="Europe/Berlin")


GOOD = ["P1", "steps", "2024-03-09T10:00:00+01:00", "2024-03-09T10:10:00+01:00", "100", "count", "Phone"]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("place", "cell", "words"),
    [
        (1, "step", "column 'item': 'step' is not an item of the template. Did you mean 'steps'"),
        (1, "slept badly after a row", "column 'item': a text of 23 characters is not an item"),
        (5, "slept badly", "a text of 11 characters stands where the unit"),
        (5, "km", "column 'unit': 'km' stands where the unit of steps is 'count'"),
        (5, "", "column 'unit': nothing stands"),
        (6, "", "column 'source': no source"),
        (2, "09.03.2024 10:00", "column 'start': it is no moment"),
        (2, "2024-02-30T10:00:00Z", "column 'start': it is no moment"),
        (3, "", "column 'end': it is no moment"),
        (3, "2024-03-09T09:10:00+01:00", "column 'end': it is before the start"),
        (3, "2024-03-19T09:10:00+01:00", "more than a day after the start"),
        (4, "-5", "column 'value': it is no plain number of 0 or more"),
        (4, '"1,234"', "no plain number"),
        (4, "", "no plain number"),
        (4, "1e3", "no plain number"),
    ],
)
def test_rows_that_cannot_be_read_are_named(tmp_path, place, cell, words):
    row = list(GOOD)
    row[place] = cell
    with pytest.raises(DataError) as problem:
        read_health_connect(table(tmp_path, ",".join(GOOD), ",".join(row)))
    assert "Row 3" in str(problem.value)
    assert words in str(problem.value)
    assert "Fix: write there" in str(problem.value)


@pytest.mark.unit
def test_stages_rates_and_columns_that_are_not_known(tmp_path):
    with pytest.raises(DataError, match="no stage of sleep"):
        read_health_connect(table(tmp_path, "P1,sleep,2024-03-09T22:00:00Z,2024-03-10T06:00:00Z,dreaming,stage,Watch"))
    with pytest.raises(DataError, match="no heart beats so often"):
        read_health_connect(table(tmp_path, "P1,resting_heart_rate,2024-03-09T22:00:00Z,,5,bpm,Watch"))
    with pytest.raises(DataError, match=r"has no column 'end'[\s\S]*measure import --template health-connect"):
        read_health_connect(write(tmp_path, "person,item,start,value,unit,source\nP1,steps,x,1,count,a\n", "short.csv"))
    more = write(tmp_path, HEAD.strip() + ",mood\n" + ",".join(GOOD) + ",fine\n", "more.csv")
    assert "Columns that are not part of the template were not read: 'mood'" in said(read_health_connect(more))


@pytest.mark.property
@settings(max_examples=350)
@given(data=st.data())
def test_damaged_tables_are_refused_in_words(tmp_path_factory, data):
    path = write(tmp_path_factory.getbasetemp(), damaged(data, FILLED.encode()), "damaged.csv")
    try:
        diary = read_health_connect(path, zone=data.draw(st.sampled_from([None, "America/New_York"])))
    except UnspiralError as problem:
        assert problem.fix
    else:
        assert diary.said
