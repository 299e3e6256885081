from __future__ import annotations

from typing import Any

import pytest

from unspiral.errors import DataError, SpecError
from unspiral.measure.roles import Asked, Roles, ask, listed, roles_of

pytestmark = pytest.mark.unit


def asked(**options: Any) -> Asked:
    given: dict[str, Any] = {
        "columns": None,
        "person": None,
        "time": None,
        "time_unit": None,
        "inputs": (),
        "reverse": {},
        "missing": (),
        "order": "sort",
    }
    return ask(**(given | options))


def roles(*names: str, **options: Any) -> Roles:
    return roles_of(names, asked(**options))


def test_guessed_roles_are_said_aloud():
    found = roles("ID", "Day", "NRS", "phq9", "note")
    assert (found.person, found.time, found.indicators) == ("ID", "Day", ("NRS", "phq9"))
    assert found.names == ("ID", "Day", "NRS", "phq9")
    said = " ".join(found.said)
    assert "'ID' was read as the person" in said
    assert "'Day' was read as the time" in said
    assert "'NRS' was read as pain and 'phq9' as depression" in said


def test_asked_roles_are_not_said():
    assert roles("a", "b", "c", "d", person="a", time="b", columns=["d", "c"]).said == ()


def test_the_order_of_answers_is_the_one_asked():
    assert roles("a", "b", "c", "d", person="a", time="b", columns=["d", "c"]).indicators == ("d", "c")


def test_without_a_person_there_is_one_and_it_is_said():
    found = roles("day", "pain", "mood")
    assert found.person is None
    assert "one person" in found.said[0]


def test_what_is_asked_for_is_no_candidate_for_another_role():
    assert roles("id", "day", "pain", "depression", "mood", columns=["pain", "mood"], inputs=["depression"]).inputs == ("depression",)
    assert roles("id", "patient", "day", "pain", "mood", columns=["pain", "mood"], inputs=["patient"]).person == "id"
    assert roles("id", "day", "date", "pain", "mood", inputs=["date"]).time == "day"


def test_a_counter_of_occasions_is_the_last_choice():
    assert roles("id", "wave", "month", "pain", "mood").time == "month"
    found = roles("id", "wave", "pain", "mood")
    assert found.time == "wave"
    assert any("count occasions" in sentence for sentence in found.said)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("id", "person", "day", "pain", "mood"), "--person id (or --person person)"),
        (("id", "day", "date", "pain", "mood"), "--time day (or --time date)"),
        (("id", "day", "pain", "mood", "depression"), "Several columns could be depression: mood, depression"),
        (("id", "day", "happiness"), "No column looks like pain. No column looks like depression."),
        (("id", "day", "pain depression"), "could be pain or depression"),
        (("id", "pain", "mood"), "--time COLUMN"),
        (("id", "pain_0", "pain_3", "mood_0", "mood_3"), "one question at several occasions"),
    ],
)
def test_what_cannot_be_told_is_listed_with_the_option(names, words):
    with pytest.raises(DataError) as caught:
        roles(*names)
    assert words in str(caught.value)


def test_a_missing_column_comes_with_its_neighbour_and_all_names():
    with pytest.raises(DataError, match=r"no column 'Pain'.*Did you mean 'pain'") as caught:
        roles("id", "day", "pain", "mood", columns=["Pain"])
    assert "Columns: id, day, pain, mood." in str(caught.value)
    with pytest.raises(DataError, match="--person COLUMN"):
        roles("id", "day", "pain", "mood", person="zzz")


def test_a_name_that_stands_twice_matters_only_where_it_is_used():
    assert roles("id", "day", "pain", "mood", "note", "note").time == "day"
    with pytest.raises(DataError, match="columns 3 and 5"):
        roles("id", "day", "pain", "mood", "pain", columns=["pain"])
    with pytest.raises(DataError, match="columns 3 and 5"):
        roles("id", "day", "pain", "mood", "pain")


@pytest.mark.parametrize(
    "options", [{"columns": ["pain", "pain"]}, {"columns": ["pain"], "inputs": ["pain"]}, {"columns": ["day"], "time": "day"}]
)
def test_one_column_has_one_role(options):
    with pytest.raises(DataError, match="two roles"):
        roles("id", "day", "pain", "mood", **options)


def test_a_column_with_a_role_is_not_said_to_be_missing():
    with pytest.raises(DataError, match="Column 'pain' looks like pain, and was given another role"):
        roles("id", "day", "pain", "mood", covariates=["pain"])


def test_only_answers_can_be_turned_round():
    with pytest.raises(DataError, match=r"Did you mean 'mood'"):
        roles("id", "day", "pain", "mood", reverse={"moood": None})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"time_unit": "dayz"}, "Did you mean 'day'"),
        ({"order": "as given"}, "'sort' or 'file'"),
        ({"columns": "pain"}, 'columns=["pain"]'),
        ({"inputs": "pain"}, 'inputs=["pain"]'),
        ({"missing": "-99"}, 'missing=["-99"]'),
        ({"columns": []}, "No column of answers"),
    ],
)
def test_options_that_no_table_makes_right(options, words):
    with pytest.raises(SpecError) as caught:
        asked(**options)
    assert words in str(caught.value)
    assert "Fix:" in str(caught.value)


def test_long_lists_are_cut():
    assert listed([str(i) for i in range(20)], most=3) == "0, 1, 2 and 17 more"
    assert listed(["a", "", "b"]) == "a, b"
