"""The two readings of one arrow: title, marks, table."""

from __future__ import annotations

import pytest

from unspiral.records import Effect
from unspiral.show.shortcut_chart import shortcut_picture, shortcut_title

pytestmark = pytest.mark.unit

ARROW = ("pain", "depression")


def reading(label: str, estimate: float, word: str) -> tuple[str, Effect, str]:
    return label, Effect(estimate, estimate - 0.1, estimate + 0.1), word


@pytest.mark.parametrize(("own", "other", "said"), [
    ((0.30, "drives"), (0.10, "cannot tell"), "drives as answered, cannot tell as numbers"),
    ((0.30, "drives"), (0.21, "drives"), "30% smaller as numbers"),
    ((0.20, "drives"), (0.30, "drives"), "50% larger as numbers"),
    ((0.30, "drives"), (0.31, "drives"), "the same by both readings"),
    ((0.30, "cannot tell"), (-0.1, "cannot tell"), "the sign hangs on"),
    ((0.01, "nil"), (0.02, "nil"), "the same by both readings"),
])  # fmt: skip
def test_the_title_says_what_hangs_on_the_reading(own: tuple[float, str], other: tuple[float, str], said: str) -> None:
    assert said in shortcut_title(ARROW, reading("as answered", *own), reading("as numbers", *other))


def test_the_picture_holds_both_and_their_table() -> None:
    found = shortcut_picture(
        ARROW, reading("as answered", 0.3, "drives"), reading("as numbers", 0.1, "nil"), lag=1.0, unit="day", level=0.95
    )  # fmt: skip
    assert found.svg.startswith("<svg")
    assert "as answered: drives" in found.svg
    assert "as numbers: too small to speak of" in found.svg
    assert "after 1 day" in found.caption
    assert [row[0] for row in found.table.rows] == ["as answered", "as numbers"]
    assert found.table.rows[0][3] == "drives"


def test_an_end_that_is_not_known_draws_to_the_edge() -> None:
    open_end = ("as answered", Effect(0.3, None, 0.5), "cannot tell")
    found = shortcut_picture(ARROW, open_end, reading("as numbers", 0.1, "drives"), lag=1.0, unit="day", level=0.9)
    assert "90 % interval" in found.caption
    assert found.svg.count("<circle") == 2
