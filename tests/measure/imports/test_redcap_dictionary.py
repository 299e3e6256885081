from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure.imports.made import write
from tests.measure.imports.redcap_made import DICTIONARY, HEADINGS

from unspiral.errors import DataError
from unspiral.measure.imports.redcap_dictionary import COLUMNS, checkbox_column, choices_of, plain, read_dictionary

pytestmark = [pytest.mark.unit, pytest.mark.property]


def test_the_made_up_project(tmp_path):
    found = read_dictionary(write(tmp_path, DICTIONARY, "d.csv"))
    assert found.record.name == "record_id"
    assert found.forms == ("enrolment", "diary", "phq")
    assert found.fields["sites"].choices == {"1": "Low back", "2": "Neck, shoulder", "-8": "Other"}
    assert found.fields["pain"].validation == "integer"
    assert found.fields["email"].identifier
    assert found.fields["visit_date"].dated
    assert found.fields["phq1"].label == "Little interest or pleasure in doing things"
    assert found.fields["walks"].choices == {"1": "Yes", "0": "No"}


def test_names_of_the_interface_for_programs_mean_the_same(tmp_path):
    text = DICTIONARY.replace(HEADINGS, ",".join(COLUMNS.values()))
    one, other = read_dictionary(write(tmp_path, DICTIONARY, "a.csv")), read_dictionary(write(tmp_path, text, "b.csv"))
    assert one.fields == other.fields


def test_eighteen_columns():
    assert len(COLUMNS) == 18


def test_choices():
    assert choices_of("0, Not at all | 1, Several days") == {"0": "Not at all", "1": "Several days"}
    assert choices_of("a, <b>Yes</b>, often|b,") == {"a": "Yes , often", "b": ""}
    for bad in ("0 Not at all", "0, a | 0, b", ", a"):
        with pytest.raises(ValueError):
            choices_of(bad)


@given(st.dictionaries(st.from_regex(r"-?[a-z0-9]{1,5}", fullmatch=True), st.text("abc, ", max_size=8), max_size=5))
def test_choices_come_back(choices):
    text = " | ".join(f"{code}, {words}" for code, words in choices.items())
    assert choices_of(text) == {code: plain(words) for code, words in choices.items()}


def test_columns_of_boxes():
    assert [checkbox_column("sites", code) for code in ("1", "-8", "A b")] == ["sites___1", "sites____8", "sites___a_b"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Variable / Field Name", "Variable", "no column 'Variable / Field Name'"),
        ("pain,diary,,text", "pain,diary,,txet", "has the type 'txet'"),
        ("pain,diary,,text", "2pain,diary,,text", "is not the name of a field"),
        ("pain,diary,,text", "record_id,diary,,text", "stands in row 2 already"),
        ('"1, Low back | 2', '"1 Low back | 2', "choices of 'sites' cannot be read"),
    ],
)
def test_what_is_no_dictionary(tmp_path, old, new, said):
    assert old in DICTIONARY
    with pytest.raises(DataError) as problem:
        read_dictionary(write(tmp_path, DICTIONARY.replace(old, new), "d.csv"))
    assert said in str(problem.value)
    assert problem.value.fix
