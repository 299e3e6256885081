from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.errors import DataError
from unspiral.measure.imports.twins import MOST_OF_ONE, twins_of

pytestmark = [pytest.mark.unit, pytest.mark.property]

KEYS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("123")), max_size=12)


def keyed(keys, size=3):
    return lambda: [(0, range(i + 2, i + 2 + len(keys[i : i + size])), keys[i : i + size]) for i in range(0, len(keys), size)]


@given(KEYS)
def test_first_and_last_leave_one_of_each(keys):
    for policy in ("first", "last"):
        twins = twins_of(keyed(keys), policy, ["a.csv"], "person and time")
        left = [(row, key) for row, key in enumerate(keys, 2) if (0, row) not in twins.rows]
        assert sorted(key for _, key in left) == sorted(set(keys))
        pick = min if policy == "first" else max
        for row, key in left:
            assert row == pick(r for r, k in enumerate(keys, 2) if k == key)


@given(KEYS)
def test_an_error_exactly_where_a_key_stands_twice(keys):
    if len(set(keys)) == len(keys):
        assert twins_of(keyed(keys), "error", ["a.csv"], "person and time").rows == frozenset()
    else:
        with pytest.raises(DataError, match="have the same person and time"):
            twins_of(keyed(keys), "error", ["a.csv"], "person and time")


def test_keep_looks_at_nothing():
    def never():
        raise AssertionError

    assert twins_of(never, "keep", [], "x").groups == 0


def test_rows_of_two_files_are_named():
    parts = [(0, [2], [("a", "1")]), (1, [5], [("a", "1")])]
    with pytest.raises(DataError, match=r"Row 2 of 'a\.csv' and row 5 of 'b\.csv'"):
        twins_of(lambda: parts, "error", ["a.csv", "b.csv"], "person and time")


@given(KEYS)
def test_rows_that_stand_together_and_rows_that_do_not(keys):
    for some in (keys, sorted(keys)):
        twins = twins_of(keyed(some), "first", ["a.csv"], "person and time")
        assert len(twins.rows) == len(some) - len(set(some))


def test_one_person_with_very_many_rows():
    keys = [("a", str(i)) for i in range(MOST_OF_ONE + 10)] + [("a", "7")]
    twins = twins_of(keyed(keys, 50_000), "last", ["a.csv"], "person and time")
    assert twins.rows == {(0, 9)}
