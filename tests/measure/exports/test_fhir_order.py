from __future__ import annotations

import pytest
from hypothesis import given
from tests.measure.fhir.diaries import Row, diaries, diary_of_rows

from unspiral.measure.exports.fhir_order import order_of

pytestmark = pytest.mark.property


def row(item: str, *, form: str = "f", time: str = "1", instrument: str = "phq9", value: str = "0") -> Row:
    return ("P1", time, "", instrument, form, item, value, "", "")


def grouped(*rows: Row) -> list[tuple[list[int], bool, int, bool]]:
    return list(order_of(diary_of_rows(list(rows)), lambda instrument, item: instrument == "phq9" and item != "other"))


def test_rows_of_one_form_go_out_together() -> None:
    found = grouped(row("a"), row("x", instrument=""), row("b", time="2"), row("other"))
    assert found == [([0, 2], True, 0, False), ([1], False, 0, False), ([3], False, 0, False)]


def test_without_a_name_the_time_tells_forms_apart() -> None:
    assert [rows for rows, *_ in grouped(row("a", form=""), row("b", form="", time="2"), row("b", form=""))] == [[0, 2], [1]]


def test_an_item_answered_twice_opens_a_second_form() -> None:
    assert grouped(row("a"), row("b"), row("a", value="1")) == [([0, 1], True, 0, True), ([2], True, 1, True)]


def test_equal_rows_are_counted() -> None:
    assert grouped(row("x", instrument=""), row("x", instrument="")) == [([0], False, 0, False), ([1], False, 1, False)]
    assert grouped() == []


@given(rows=diaries)
def test_every_row_goes_out_once_and_in_order(rows: list[Row]) -> None:
    found = list(order_of(diary_of_rows(rows), lambda instrument, item: bool(instrument) and item != "other"))
    assert sorted(n for group, *_ in found for n in group) == list(range(len(rows)))
    assert [group[0] for group, *_ in found] == sorted(group[0] for group, *_ in found)
    for group, form, _, _ in found:
        assert form or len(group) == 1
        assert len({rows[n][5] for n in group}) == len(group)
        assert len({(rows[n][0], rows[n][3], rows[n][4]) for n in group}) == 1
