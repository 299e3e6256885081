from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.measure.imports.made import cells, write

from unspiral.errors import DataError, SpecError, UnspiralError
from unspiral.measure.imports.given import Given
from unspiral.measure.imports.guess import guessed, sampled
from unspiral.measure.imports.mapping_file import mapping_of_text, mapping_text
from unspiral.measure.imports.read_wide import read_wide
from unspiral.measure.imports.sheet import open_sheet

pytestmark = [pytest.mark.unit, pytest.mark.property]


def guess(folder, text, name="diary.csv", **given):
    return guessed(open_sheet(write(folder, text, name)), Given(**given))


def test_a_diary_is_guessed_and_every_guess_is_said(tmp_path):
    found = guess(tmp_path, "id,date,clock,pain,phq1,phq2,name\nP,25/03/2024,21:30,3,0,1,Ann\n")
    mapping = found.mapping
    assert (mapping.kind, mapping.person, mapping.when.columns, mapping.when.format) == ("wide", "id", ("date", "clock"), "day/month/year")
    assert [(i.item, i.instrument) for i in mapping.items] == [("pain", ""), ("phq1", "phq2"), ("phq2", "phq2")]
    text = " ".join(found.said)
    for piece in ("'id' was read as the person", "'date' was read as the time", "day/month/year", "questions of phq2", "birthdays: name"):
        assert piece in text
    assert mapping_of_text(mapping_text(mapping), "m") == mapping


def test_one_person_where_nobody_is_named(tmp_path):
    found = guess(tmp_path, "day,pain\n0,3\n")
    assert (found.mapping.person, found.mapping.person_is) == ("", "me")
    assert any("--person-is" in sentence for sentence in found.said)


def test_a_long_table(tmp_path):
    found = guess(tmp_path, "id,day,question,answer,unit\nP,0,Pain,3,1\n")
    assert (found.mapping.kind, found.mapping.long.item, found.mapping.long.value, found.mapping.long.unit) == (
        "long",
        "question",
        "answer",
        "unit",
    )
    assert any("--kind wide" in sentence for sentence in found.said)
    assert guess(tmp_path, "id,day,question,answer\nP,0,Pain,3\n", kind="wide").mapping.kind == "wide"


def test_day_and_beep(tmp_path):
    assert guess(tmp_path, "id,day,beep,pain\nP,0,1,3\n").mapping.when.format == "beep"


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("id,date,pain\nP,03/04/2024,3\nP,05/06/2024,4\n", "--time-format day/month/year (or --time-format month/day/year)"),
        ("id,patient_id,day,pain\nP,Q,0,3\n", "--person id (or --person patient_id)"),
        ("id,day,week,pain\nP,0,0,3\n", "--time day (or --time week)"),
        ("id,pain\nP,3\n", "--time COLUMN"),
        ("id,day,pain\nP,45360,3\n", "--time-format excel (or --time-format number)"),
        ("id,day,pain\nP,soon,3\n", "--time-format"),
        ("id;day;pain\nP;0;1,234\n", "--decimal comma"),
        ('id,day,steps\nP,0,"1,234"\nP,1,900\n', "--decimal comma"),
        ("id,day,phq1,phq5\nP,0,1,2\n", "--instrument phq8"),
        ("id,day,question,item,answer\nP,0,a,b,3\n", "--item-column"),
        ("id,day\nP,0\n", "--item pain=COLUMN"),
    ],
)
def test_what_could_be_either_way_is_refused_with_the_option(tmp_path, text, fix):
    with pytest.raises(DataError) as problem:
        guess(tmp_path, text)
    assert fix in problem.value.fix


def test_each_of_these_options_settles_it(tmp_path):
    assert guess(tmp_path, "id,date,pain\nP,03/04/2024,3\n", time_format="month/day/year").mapping.when.format == "month/day/year"
    assert guess(tmp_path, "id;day;pain\nP;0;1,234\n", decimal=",").mapping.decimal == ","
    assert guess(tmp_path, "id,day,phq1,phq5\nP,0,1,2\n", instrument="phq9").mapping.items[1].instrument == "phq9"


def test_order_of_day_and_month_is_looked_for_in_the_whole_file(tmp_path):
    rows = "".join(f"P,{i % 12 + 1:02}/{i % 11 + 1:02}/2024,3\n" for i in range(9000))
    found = guess(tmp_path, "id,date,pain\n" + rows + "P,13/01/2025,3\n")
    assert found.mapping.when.format == "day/month/year"


def test_items_that_are_named_are_the_only_ones(tmp_path):
    found = guess(tmp_path, "id,day,B12,mood,other\nP,0,3,4,5\n", items={"pain": "B12"})
    assert [(i.item, i.columns) for i in found.mapping.items] == [("pain", ("B12",))]
    with pytest.raises(DataError, match="no column 'B13'"):
        guess(tmp_path, "id,day,B12\nP,0,3\n", items={"pain": "B13"})


def test_decimal_commas_are_said(tmp_path):
    found = guess(tmp_path, "id;day;pain\nP;0;3,5\n")
    assert found.mapping.decimal == ","
    diary = read_wide(tmp_path / "diary.csv", found.mapping)
    assert cells(diary, "value") == [("3.5",)]


def test_private_columns_when_asked(tmp_path):
    assert [i.item for i in guess(tmp_path, "id,day,name\nP,0,x\n", identifiers=True).mapping.items] == ["name"]


def test_a_sample_is_short(tmp_path):
    rows, sample = sampled(open_sheet(write(tmp_path, "id,day,pain\n" + "P,0,1\n" * 200_000)))
    assert 2000 <= len(rows) < 30_000
    assert set(sample) == {"id", "day", "pain"}


NAME = st.sampled_from(["id", "day", "date", "time", "pain", "mood", "phq1", "phq2", "item", "value", "beep", "name", "", "x"])
CELL = st.sampled_from(["", "1", "2", "99", "03/04/2024", "2024-03-09", "21:30", "words", "45360", "1,5", "NA"])


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NAME, min_size=1, max_size=6), st.data())
def test_any_table_gives_a_mapping_that_can_be_saved_or_words(tmp_path_factory, names, data):
    rows = data.draw(st.lists(st.lists(CELL, min_size=len(names), max_size=len(names)), max_size=4))
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [names, *rows]) + "\n"
    place = write(tmp_path_factory.mktemp("any"), text)
    try:
        mapping = guessed(open_sheet(place), Given()).mapping
    except UnspiralError as problem:
        assert problem.fix
        return
    assert mapping_of_text(mapping_text(mapping), "m") == mapping


def test_moments_of_a_computer_clock_without_a_zone_say_whose_days_they_are(tmp_path):
    text = "time,pain\n1710016200,3\n1710102600,4\n"
    sentence = "Days are those of UTC; your own: --time-zone Europe/Zurich."
    assert sentence in guess(tmp_path, text).said
    assert sentence not in guess(tmp_path, text, zone="Europe/Zurich").said


def test_one_column_cannot_be_two_items(tmp_path):
    with pytest.raises(SpecError, match="One column is named for two items"):
        guess(tmp_path, "id,day,pain\nP,0,3\n", items={"pain": "pain", "low": "pain"})


def test_one_time_for_every_row_needs_no_column(tmp_path):
    found = guess(tmp_path, "id,pain\nP,3\nQ,4\n", at="0")
    assert (found.mapping.when.columns, found.mapping.when.at) == ((), "0")
    assert cells(read_wide(tmp_path / "diary.csv", found.mapping), "person", "time", "item") == [("P", "0", "pain"), ("Q", "0", "pain")]
