from __future__ import annotations

import pytest

from unspiral.measure.names import COUNTER, DEPRESSION, PAIN, PERSON, TIME, candidates, higher_is_better, is_item, unit_in, words

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("SubjectID", ("subject", "id")),
        ("phq9_3", ("phq", "9", "3")),
        ("Back Pain (0-10)", ("back", "pain", "0", "10")),
        ("SF36_BP", ("sf", "36", "bp")),
        ("t", ("t",)),
        ("", ()),
    ],
)
def test_words(name, parts):
    assert words(name) == parts


@pytest.mark.parametrize(
    ("names", "wanted", "found"),
    [
        (["id", "day", "pain"], PERSON, ("id",)),
        (["Participant ID", "x"], PERSON, ("Participant ID",)),
        (["idea", "paid"], PERSON, ()),
        (["day", "start_day"], TIME, ("day",)),
        (["wave_month", "month"], TIME, ("month",)),
        (["months_since_baseline"], TIME, ("months_since_baseline",)),
        (["antidepressant_start_day", "weekday", "birth_date"], TIME, ()),
        (["wave"], TIME, ()),
        (["wave"], COUNTER, ("wave",)),
        (["pain_max", "pain_back"], PAIN, ("pain_max", "pain_back")),
        (["pain", "pain_back"], PAIN, ("pain",)),
        (["painmeds", "Spain", "paint"], PAIN, ()),
        (["antidepressant_mg"], DEPRESSION, ()),
        (["phq9", "phq9_1", "phq9_2"], DEPRESSION, ("phq9",)),
        (["phq_1", "phq_2", "phq_8", "phq_9"], DEPRESSION, ()),
        (["cesd", "cesd_01", "cesd_10"], DEPRESSION, ("cesd",)),
        (["cesd_10"], DEPRESSION, ("cesd_10",)),
        (["depression", "mood"], DEPRESSION, ("depression", "mood")),
        (["", "pain"], PAIN, ("pain",)),
    ],
)
def test_candidates(names, wanted, found):
    assert candidates(names, wanted) == found


def test_items_of_questionnaires():
    assert is_item("phq9_9")
    assert is_item("cesd_01")
    assert not is_item("pain_2")
    assert not is_item("phq")


@pytest.mark.parametrize(
    ("name", "unit"), [("month", "month"), ("study_weeks", "week"), ("t", None), ("day_of_month", None), ("Years", "year")]
)
def test_unit_in_a_name(name, unit):
    assert unit_in(name) == unit


@pytest.mark.parametrize(
    "name",
    [
        "happiness",
        "cheerful",
        "mood_cheerf",
        "mood",
        "mood_today",
        "Mood (0-10)",
        "wellbeing",
        "emotional_well_being",
        "sf36_mh",
        "SF-36 BP",
    ],
)
def test_more_is_better(name):
    assert higher_is_better(name)


@pytest.mark.parametrize(
    "name",
    ["pain", "low_mood", "mood_down", "mood_anxious", "unhappiness", "depression", "phq8", "moody_weather", "not_relaxed", "sleep_hours"],
)
def test_more_is_not_said_to_be_better(name):
    assert not higher_is_better(name)
