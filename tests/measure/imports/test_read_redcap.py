from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.measure.imports.made import cells, said, write
from tests.measure.imports.redcap_made import DICTIONARY, EVENTS, LABELS, RAW

from unspiral.errors import DataError, SpecError, UnspiralError
from unspiral.measure.imports.read_redcap import RedcapOptions, read_redcap

pytestmark = [pytest.mark.unit, pytest.mark.property]

DATES = RedcapOptions(time=("diary_date", "visit_date"), missing=("-999",))


def read(folder, text=RAW, asked=DATES, dictionary=DICTIONARY):
    return read_redcap(write(folder, text), write(folder, dictionary, "d.csv"), asked=asked)


def test_forms_events_and_repeats(tmp_path):
    diary = read(tmp_path)
    got = cells(diary, "person", "time", "instrument", "form", "item", "value")
    assert ("1", "2024-03-01", "phq2", "baseline_arm_1", "phq2", "3") in got
    assert ("1", "2024-03-02", "", "baseline_arm_1 diary 1", "pain", "4") in got
    assert ("1", "2024-03-03", "", "baseline_arm_1 diary 2", "pain", "0") in got
    assert ("1", "2024-03-02", "", "baseline_arm_1 diary 1", "other_words", "so, so") in got
    assert ("1", "2024-03-29", "phq2", "week_4_arm_1", "phq1", "") in got  # -999
    # Forms that nobody opened are no answers, whatever their boxes say.
    assert [row for row in got if row[0] == "2" and row[4].startswith(("phq", "sites", "pain"))] == []
    assert said(diary, "phq1: 1 cell missing by its code", "-999: 1")


def test_what_was_not_shown_was_not_asked(tmp_path):
    diary = read(tmp_path)
    got = cells(diary, "person", "time", "item", "value")
    assert [row for row in got if row[2] == "cigarettes"] == [
        ("1", "2024-03-29", "cigarettes", ""),
        ("2", "2024-03-05", "cigarettes", "12"),
    ]
    assert [row for row in got if row[2] == "sites___1"] == [("1", "2024-03-02", "sites___1", "1")]
    assert [row for row in got if row[2] == "sites___2"] == [("1", "2024-03-02", "sites___2", "0")]
    assert said(diary, "cigarettes: 1 cell empty as the question was not shown")


def test_labels_and_codes_give_the_same_answers(tmp_path):
    raw, labels = read(tmp_path), read(tmp_path, LABELS)
    same = ("person", "time", "item", "value")
    assert cells(labels, *same) == cells(raw, *same)


def test_the_day_of_an_event(tmp_path):
    asked = RedcapOptions(events=str(write(tmp_path, EVENTS, "e.csv")), missing=("-999",))
    got = cells(read(tmp_path, asked=asked), "person", "time", "item", "value")
    assert ("1", "28", "phq2", "1") in got
    assert ("1", "0", "pain", "4") in got
    assert ("1", "28", "phq2", "1") in cells(read(tmp_path, LABELS, asked), "person", "time", "item", "value")


def test_time_stamps_of_surveys(tmp_path):
    text = "record_id,diary_timestamp,pain,walks,diary_complete\n1,2024-03-02 21:30:00,4,1,2\n2,[not completed],3,,0\n"
    with pytest.raises(DataError, match="Row 3"):
        read(tmp_path, text, RedcapOptions())
    diary = read(tmp_path, text, RedcapOptions(skip_undated=True, zone="Europe/Zurich"))
    assert cells(diary, "person", "time", "item", "value")[:2] == [
        ("1", "2024-03-02T21:30:00+01:00", "pain", "4"), ("1", "2024-03-02T21:30:00+01:00", "walks", "1"),
    ]  # fmt: skip
    assert said(diary, "1 row of a form left out")


def test_dates_that_another_program_rewrote_are_read_as_the_dictionary_says(tmp_path):
    text = RAW.replace("2024-03-01", "01/03/2024").replace("2024-03-05", "05/03/2024")
    diary = read(tmp_path, text)
    assert ("1", "2024-03-01", "smoker") in cells(diary, "person", "time", "item")
    assert said(diary, "'visit_date'", "day/month/year")


@pytest.mark.parametrize(
    ("old", "new", "asked", "fragments"),
    [
        ("0,3,2\n", "0,5,2\n", DATES, ("Row 2", "column 'phq2'", "'5' is no code", "0, 1, 2, 3")),
        ("1,week_4", "1,baseline", RedcapOptions(time=("visit_date",)), ("week",)),
        (",2024-03-02,", ",,", DATES, ("Row 3", "form 'diary' has answers and no time", "--skip-undated")),
        ("2024-03-02", "2024-02-30", DATES, ("Row 3", "column 'diary_date'")),
        ("", "", RedcapOptions(), ("Nothing says when", "--time visit_date (or --time diary_date)")),
        ("", "", RedcapOptions(time=("pain",)), ("not validated as a date",)),
        ("", "", RedcapOptions(time=("dairy_date",)), ("is no field",)),
        ("1,week_4_arm_1,,", "1,baseline_arm_1,,", DATES, ("same record, event and instance",)),
        ("\n2,baseline", "\n,baseline", DATES, ("has no id",)),
    ],
)
def test_what_cannot_be(tmp_path, old, new, asked, fragments):
    text = RAW.replace(old, new, 1) if old else RAW
    if "week" in fragments:
        text = RAW.replace("2024-03-29", "", 1)
        fragments = ("Row 3", "no time")
    with pytest.raises(DataError) as problem:
        read(tmp_path, text, asked)
    for fragment in fragments:
        assert fragment in str(problem.value)
    assert problem.value.fix


def test_events_that_are_not_listed(tmp_path):
    short = EVENTS.replace("week_4_arm_1", "week_5_arm_1").replace("Week 4", "Week 5")
    with pytest.raises(DataError, match="event 'week_4_arm_1' is not in"):
        read(tmp_path, asked=RedcapOptions(events=str(write(tmp_path, short, "e.csv")), missing=("-999",)))
    with pytest.raises(DataError, match="no column 'day_offset'"):
        read(tmp_path, asked=RedcapOptions(events=str(write(tmp_path, EVENTS.replace("day_offset", "day"), "e.csv"))))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(RAW) - 1), st.sampled_from(["", ",", "9", "x", '"', "\n", "[", "'"]), st.booleans())
def test_a_slip_anywhere_is_read_or_refused_in_words(tmp_path_factory, place, letter, in_dictionary):
    folder = tmp_path_factory.mktemp("slip")
    raw, dictionary = RAW, DICTIONARY
    if in_dictionary:
        spot = place * len(DICTIONARY) // len(RAW)
        dictionary = DICTIONARY[:spot] + letter + DICTIONARY[spot + 1 :]
    else:
        raw = RAW[:place] + letter + RAW[place + 1 :]
    try:
        diary = read(folder, raw, DATES, dictionary)
    except UnspiralError as problem:
        assert problem.fix
        return
    assert len(diary) > 0


def test_a_missing_code_that_is_an_answer_of_a_known_questionnaire(tmp_path):
    with pytest.raises(SpecError, match="--missing 3: that is an answer to item 'phq1'"):
        read(tmp_path, asked=RedcapOptions(time=("diary_date", "visit_date"), missing=("3",)))


def test_a_field_with_decimal_commas_by_its_validation(tmp_path):
    dictionary = DICTIONARY.replace("Pain today,,,integer", "Pain today,,,number_1dp_comma_decimal")
    diary = read(tmp_path, RAW.replace("2024-03-02,4,", '2024-03-02,"4,5",'), dictionary=dictionary)
    assert ("pain", "4.5") in cells(diary, "item", "value")
    assert said(diary, "pain: 1 cell with a decimal comma, now written as a point")
