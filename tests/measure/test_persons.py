from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure.diary import column

from unspiral.errors import DataError
from unspiral.measure.persons import as_named, is_empty, places_of

pytestmark = pytest.mark.unit


def read(*cells: object) -> tuple[tuple[str, ...], list[int], str]:
    said: list[str] = []
    places = places_of(column(*cells, name="id"), np.arange(2, 2 + len(cells)), said)
    return places.people, places.who.tolist(), " ".join(said)


def test_numbers_are_sorted_as_numbers():
    assert read("10", "9", "-1", "2.5")[0] == ("-1", "2.5", "9", "10")


def test_one_text_among_them_makes_all_of_them_text():
    assert read("10", "9", "P1")[0] == ("10", "9", "P1")


def test_one_number_in_several_spellings_is_one_person_and_said():
    people, who, said = read("1", "1.0", "01", " 1", "2")
    assert people == ("1", "2")
    assert who == [0, 0, 0, 0, 1]
    assert "same person (01, 1, 1.0)" in said


def test_a_name_is_kept_as_it_stands():
    assert read("007", "P 1")[0] == ("007", "P 1")
    assert read("1.0", "2.00")[0] == ("1", "2")
    assert read("1e3", "1000")[0] == ("1000", "1e3")


def test_long_numbers_stay_apart():
    assert len(read("12345678901234567", "12345678901234568")[0]) == 2


def test_capitals_stay_apart_and_are_said():
    people, _, said = read("p1", "P1")
    assert people == ("P1", "p1")
    assert "differ only in capitals" in said


def test_nobody_is_an_error_with_its_row():
    with pytest.raises(DataError, match=r"Row 3, column 'id': nobody is named \(and 1 more such cell\)"):
        read("P1", "", "NA")


def test_an_apostrophe_is_taken_away_only_where_all_names_are_written_so():
    assert as_named(column("'@ann", "b", "''@ann", name="id")).levels == ("@ann", "b", "'@ann")
    theirs = column("'@ann", "@ann", name="id")
    assert as_named(theirs) is theirs
    plain = column("ann", "'c", name="id")
    assert as_named(plain) is plain


def test_without_a_column_there_is_one_person():
    places = places_of(None, np.arange(3), [])
    assert places.people == ("1",)
    assert places.column is None


def test_empty_words():
    assert all(map(is_empty, ("", "NA", "nan", ".")))
    assert not any(map(is_empty, ("0", "N/A", "none")))


@pytest.mark.property
@given(st.lists(st.sampled_from(["1", "1.0", "01", "2", "10", "x", "X", "1e2", "100"]), min_size=1), st.randoms())
def test_the_order_of_rows_says_nothing(ids, random):
    shuffled = list(ids)
    random.shuffle(shuffled)
    people, who, _ = read(*ids)
    assert read(*shuffled)[0] == people
    assert sorted(people[w] for w in who) == sorted(people[w] for w in read(*shuffled)[1])
