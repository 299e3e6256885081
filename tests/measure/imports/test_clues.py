from __future__ import annotations

import pytest

from unspiral.measure.imports.clues import decimal_commas, example, looks, private, time_forms, unit_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "2,5", "", "NA"], "numbers"),
        (["2024-03-09", "03/04/2024", "2024-03-09 21:30"], "dates"),
        (["21:30", "9:30 pm"], "clock times"),
        (["Monday", "tue"], "weekdays"),
        (["", "NA"], "nothing"),
        (["1", "a bit"], "text"),
    ],
)
def test_what_cells_look_like(texts, kind):
    assert looks(texts) == kind


@pytest.mark.parametrize(
    ("texts", "name", "forms"),
    [
        (["2024-03-09", "2024-03-10 10:00"], "date", ("iso",)),
        (["25/03/2024", "01/02/2024"], "date", ("day/month/year",)),
        (["03/25/2024"], "date", ("month/day/year",)),
        (["03/04/2024"], "date", ("day/month/year", "month/day/year")),
        (["25.3.24"], "date", ("day/month/yy",)),
        (["25/03/2024", "03/25/2024"], "date", ()),
        (["03/04/2024", "03/04/24"], "date", ()),
        (["20240309"], "date", ("yyyymmdd",)),
        (["45360"], "date", ("excel",)),
        (["45360"], "day", ("excel", "number")),
        (["1710016200"], "t", ("unix",)),
        (["1710016200000"], "t", ("unix-ms",)),
        (["0", "1.5"], "day", ("number",)),
        (["soon"], "day", ()),
        ([""], "day", ()),
    ],
)
def test_in_which_ways_times_can_be_read(texts, name, forms):
    assert time_forms(texts, name) == forms


def test_decimal_commas():
    assert decimal_commas([["3,5", "4"], ["hello, you"]]) == ","
    assert decimal_commas([["1,234", "5"]]) == "?"
    assert decimal_commas([["3,5"], ["3.5"]]) == "?"
    assert decimal_commas([["3.5"], ["a, b"]]) == "."
    assert decimal_commas([["3,5"], ["1,234,567"]]) == "?"
    assert decimal_commas([["1,234", "900"]], possible=False) == "?"
    assert decimal_commas([["3,5", "1,2"], ["1,234 steps"]], possible=False) == "."


def test_names_that_speak_of_a_person():
    assert [private(n) for n in ("Full Name", "e_mail", "dob", "pain", "item_name", "postcode", "mood")] == [
        True,
        True,
        True,
        False,
        False,
        True,
        False,
    ]


def test_examples_cover_words():
    assert example(["3", "4", "3", ""], "numbers") == "3, 4"
    assert example(["my secret", "x"], "text") == "text of 1 to 9 characters, 2 different"
    assert example([""], "nothing") == "(empty)"
    assert unit_of("week") == "week"
    assert unit_of("t") == "day"
