"""What may be answered, and how it is said."""

from __future__ import annotations

from fractions import Fraction

import pytest

from unspiral.measure.questionnaires.answer import accepts, allowed, bounds, counted_as, reach, refused
from unspiral.measure.questionnaires.instrument import Item
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit


def item(name: str, of: str) -> Item:
    return next(each for each in instrument(of).items if each.id == name)


@pytest.mark.parametrize(
    ("of", "name", "fine", "wrong", "words"),
    [
        ("phq9", "phq1", (0, 3), (-1, 4, 0.5, float("inf")), "0, 1, 2 or 3"),
        ("peg", "peg_p", (0, 10), (-1, 11, 2.5), "a whole number from 0 to 10"),
        ("daily_diary", "sleep_h", (0, 7.1, 24), (-0.5, 24.5, float("inf")), "a number from 0 to 24"),
        ("daily_diary", "medicines", (), (0, 1), "words, which are kept and never scored"),
        ("global_change", "gchg", (-3, 3), (-4, 1.5), "-3, -2, -1, 0, 1, 2 or 3"),
    ],
)
def test_answers(of: str, name: str, fine: tuple[float, ...], wrong: tuple[float, ...], words: str) -> None:
    asked = item(name, of)
    assert all(accepts(asked, value) for value in fine)
    assert not any(accepts(asked, value) for value in wrong)
    assert allowed(asked) == words


def test_reversed_items_count_the_other_way() -> None:
    assert [counted_as(item("cesd4", "cesd20"), value) for value in (0, 1, 3)] == [3, 2, 0]
    assert [counted_as(item("4", "tsk17"), value) for value in (1, 4)] == [Fraction(4), Fraction(1)]
    assert counted_as(item("cesd5", "cesd20"), 1) == 1


def test_reach() -> None:
    assert reach(instrument("tsk17").items) == (17, 68)
    assert bounds(item("1", "gcps_r")) == (0, 3)


def test_the_error_names_item_value_and_what_is_allowed() -> None:
    said = refused(instrument("phq9"), item("phq2", "phq9"), 7.0, "Row 3, column 'q2': ").text()
    assert "Row 3, column 'q2': 7 is not an answer to item 'phq2' of phq9. Allowed is 0, 1, 2 or 3." in said
