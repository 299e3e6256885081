"""The form of a treatment: what is refused, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unspiral.doors.web.form import Form
from unspiral.doors.web.treatment_form import day_of, empty_form, read_treatment

pytestmark = pytest.mark.unit

TODAY = "2026-11-22"
GOOD = replace(empty_form(TODAY), name="Walking")


def test_a_good_form_has_nothing_against_it() -> None:
    assert GOOD.objections(TODAY) == {}
    assert replace(GOOD, end=TODAY).objections(TODAY) == {}


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("name", "", "name"),
        ("name", "x" * 81, "name"),
        ("sort", "magic", "sort"),
        ("begin", "", "from"),
        ("begin", "1.10.2026", "from"),
        ("begin", "1899-12-31", "from"),
        ("begin", "2028-01-01", "from"),
        ("end", "soon", "to"),
        ("end", "2026-11-21", "to"),
        ("end", "2099-01-01", "to"),
    ],
)
def test_what_is_not_clear_is_named_where_it_stands(field: str, value: str, named: str) -> None:
    assert list(replace(GOOD, **{field: value}).objections(TODAY)) == [named]


@pytest.mark.parametrize("typed", ["2026-W01-1", "20261001", "2026-10-1", "2026-02-30", ""])
def test_only_days_as_a_browser_sends_them(typed: str) -> None:
    assert day_of(typed) is None


def test_blanks_in_a_name_are_one() -> None:
    assert read_treatment(Form({"name": ["  Walking \n slowly "]})).name == "Walking slowly"
