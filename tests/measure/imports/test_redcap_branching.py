from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspiral.measure.imports.redcap_branching import Branching, branching_of

pytestmark = [pytest.mark.unit, pytest.mark.property]


def shown(logic: str, **row: str) -> bool | None:
    found = branching_of(logic)
    assert isinstance(found, Branching), logic
    return found.test(row)


@pytest.mark.parametrize(
    ("logic", "row", "truth"),
    [
        ("[a] = '1'", {"a": "1"}, True),
        ("[a] = '1'", {"a": "1.0"}, True),
        ("[a]='1'", {"a": ""}, False),
        ("[a] <> ''", {"a": ""}, False),
        ('[a] != "x"', {"a": "y"}, True),
        ("[a] > 0", {"a": "3"}, True),
        ("[a] > 0", {"a": ""}, None),
        ("[a] <= 2.5 and [b] = 1", {"a": "2", "b": "1"}, True),
        ("[a] = 1 or [b] > 1", {"a": "1", "b": ""}, True),
        ("[a] = 1 and [b] > 1", {"a": "0", "b": ""}, False),
        ("[a] = 1 and [b] > 1", {"a": "1", "b": ""}, None),
        ("not ([a] = 1)", {"a": "2"}, True),
        ("[s(2)] = '1'", {"s___2": "1"}, True),
        ("[s(-8)] = '1'", {"s____8": "0"}, False),
        ("([a] = 1 OR [a] = 2) AND [b] = 0", {"a": "2", "b": "0"}, True),
    ],
)
def test_what_a_row_can_answer(logic, row, truth):
    assert shown(logic, **row) is truth


@pytest.mark.parametrize(
    "logic",
    [
        "[baseline][a] = 1",
        "datediff([a], [b], 'd') > 3",
        "[a]",
        "[a] =",
        "sum([a], 1) > 2",
        "([a] = 1",
        "[a] = 1)",
        "[a-b] = 1",
        "",
        "@",
        "(" * 99,
    ],
)
def test_what_it_cannot(logic):
    assert branching_of(logic) is None


def test_fields_that_are_looked_at():
    found = branching_of("[a] = 1 and ([s(2)] = 1 or [a] = 2)")
    assert found is not None
    assert found.fields == ("a", "s___2")


PIECE = st.sampled_from(["[a]", "[b(1)]", "'1'", "2", "=", "<>", ">", "and", "or", "not", "(", ")", "[e][a]", "f", "'", "["])


@settings(max_examples=300)
@given(st.lists(PIECE, max_size=14), st.sampled_from(["", "1", "x"]))
def test_any_logic_is_understood_or_left(pieces, cell):
    found = branching_of(" ".join(pieces))
    if found is not None:
        assert found.test({"a": cell, "b___1": cell}) in (True, False, None)


@given(st.integers(-3, 3), st.integers(-3, 3))
def test_comparisons_are_those_of_numbers(one, other):
    signs = {"=": one == other, "<>": one != other, "<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}
    for sign, truth in signs.items():
        assert shown(f"[a] {sign} {other}", a=str(one)) is truth
