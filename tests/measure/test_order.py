from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.measure.diary import column, places

from unspiral.errors import DataError
from unspiral.measure.order import in_order, no_twins
from unspiral.measure.places import Places
from unspiral.measure.rows import Rows

pytestmark = pytest.mark.unit


def rows(people: str, times: list[float], values: list[float]) -> Rows:
    n = len(times)
    who = places(*people) if people else Places(np.arange(2, 2 + n), ("1",), np.zeros(n, dtype=np.int64), None)
    return Rows(who, np.array(times, dtype=float), np.array(values, dtype=float)[:, None], np.zeros((n, 0)))


def refusal(refuse: Callable[..., None], *given: object, **options: bool) -> str:
    """What is said where these rows are refused; nothing where they pass."""
    try:
        refuse(*given, **options)
    except DataError as error:
        return str(error)
    return ""


def test_each_person_is_in_order_for_himself():
    times, written = [5, 0, 6, 1], column("5", "0", "6", "1", name="day")
    assert refusal(in_order, rows("abab", times, [1, 2, 3, 4]), written) == ""
    assert "person 'a': 0 lies before 5 in row 2" in refusal(in_order, rows("aaaa", times, [1, 2, 3, 4]), written)


def test_the_first_row_of_the_file_that_goes_back_is_named():
    held = rows("babab", [9, 5, 7, 4, 1], [1, 2, 3, 4, 5])
    with pytest.raises(DataError) as caught:
        in_order(held, column("9", "5", "7", "4", "1", name="day"))
    assert "Row 4, column 'day', person 'b': 7 lies before 9 in row 2 (and 2 more such cells)" in str(caught.value)
    assert 'order="sort"' in str(caught.value)


def test_equal_times_are_left_to_the_other_check():
    held, written = rows("aa", [1, 1], [1, 2]), column("1", "1", name="day")
    assert refusal(in_order, held, written) == ""
    assert "the same time stands twice" in refusal(no_twins, held, written, held.places.rows, guessed=False)


def twins(people: str, times: list[float], values: list[float], **options: bool) -> str:
    held = rows(people, times, values)
    written = column(*(f"day {t:g}" for t in times), name="day")
    order = np.lexsort((held.time, held.places.who))
    with pytest.raises(DataError) as caught:
        no_twins(held.at(order), written, held.places.rows, **({"guessed": False} | options))
    return str(caught.value)


def test_the_first_pair_of_the_file_is_named_as_it_is_written():
    message = twins("bbaaa", [0, 3, 0, 0, 0], [1, 2, 3, 4, 5])
    assert "Rows 4 and 5, column 'day', person 'a': the same time stands twice, day 0 (and 1 more such pair)" in message
    assert "keep one of the two rows" in message


def test_rows_that_say_the_same():
    assert "they say the same" in twins("aa", [0, 0], [1, 1])
    assert "they say the same" in twins("aa", [0, 0], [np.nan, np.nan])


def test_a_guessed_time_may_be_the_wrong_one():
    assert "--time COLUMN" in twins("aa", [0, 0], [1, 2], guessed=True)


def test_a_table_without_persons_may_hold_several():
    message = twins("", [0, 0], [1, 2])
    assert "--person COLUMN" in message
    assert "person '1'" not in message


def test_different_times_pass():
    written = column("0", "1", "1", name="day")
    for people, twice in (("aab", False), ("abb", True)):  # one moment of two persons is no twin
        held = rows(people, [0, 1, 1], [1, 2, 3])
        assert ("the same time stands twice" in refusal(no_twins, held, written, held.places.rows, guessed=False)) == twice
