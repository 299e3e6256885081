"""An effect taken apart, as a picture and as a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from tests.show.chart import checked

from unspiral.records.effects import Curve, PathEffects
from unspiral.show.effects_chart import effects_picture, effects_table, effects_title, part_word, through_words

pytestmark = pytest.mark.unit

LAGS = np.linspace(0.0, 8.0, 17)
SHAPE = LAGS * np.exp(1.0 - LAGS)


def curve(size: float, half: float) -> Curve:
    """A hump of this height at lag 1, with a 95 % band of this half-width there."""
    y = size * SHAPE
    return Curve(LAGS, y, y - half * SHAPE / 3, y + half * SHAPE / 3, y - half * SHAPE, y + half * SHAPE)


def made(
    direct: tuple[float, float], indirect: tuple[float, float], *, through: tuple[str, ...] = ("sleep_problem",), declared: bool = True
) -> PathEffects:
    a, b = curve(*direct), curve(*indirect)
    total = curve(direct[0] + indirect[0], max(direct[1], indirect[1]))
    return PathEffects(("pain", "depression"), False, True, total, a, b, dict.fromkeys(through, b), declared)


CLEAR, OPEN, SMALL = (0.3, 0.1), (0.1, 0.3), (0.01, 0.02)


@pytest.mark.parametrize(
    ("direct", "indirect", "declared", "title"),
    [
        (CLEAR, CLEAR, True, "straight, and through sleep problem"),
        (CLEAR, (-0.3, 0.1), True, "straight, and through sleep problem, in opposite directions"),
        (CLEAR, SMALL, True, "straight; next to nothing goes through sleep problem"),
        (CLEAR, OPEN, True, "straight; how much goes through sleep problem cannot be told"),
        (SMALL, CLEAR, True, "through sleep problem; next to nothing goes straight"),
        (OPEN, CLEAR, True, "through sleep problem; how much goes straight cannot be told"),
        (SMALL, SMALL, True, "nothing worth speaking of, neither straight nor through sleep problem"),
        (OPEN, SMALL, True, "how it travels cannot be told"),
        (SMALL, CLEAR, False, "only through sleep problem, for the loop has no arrow between them"),
    ],
)
def test_the_title_is_the_finding(direct: tuple[float, float], indirect: tuple[float, float], declared: bool, title: str) -> None:
    assert effects_title(made(direct, indirect, declared=declared), 1.0, 0.1) == f"Pain → depression: {title}"


def test_small_at_one_lag_is_not_small() -> None:
    late = curve(0.3, 0.05)
    assert part_word(late, 0.02, 0.1) == "clear"  # next to nothing so early, and much later on
    assert part_word(curve(*SMALL), 1.0, 0.1) == "nil"
    assert part_word(curve(*SMALL), 1.0, None) == "open"  # raw effects have no range that is not worth speaking of
    lost = curve(0.3, 0.1)
    open_ended = Curve(LAGS, lost.estimate, *(np.full(17, np.nan) for _ in range(4)))
    assert part_word(open_ended, 1.0, 0.1) == "open"


def test_three_panels_on_one_scale_with_their_numbers() -> None:
    found = made(CLEAR, (0.2, 0.1))
    picture = effects_picture(found, sampling=1.0, unit="day", nil=0.1)
    words = checked(picture)
    for part in ("all of it", "straight", "through sleep problem"):
        assert f"|{part}|" in words
    assert "days between cause and effect" in words
    assert "after 1 day" in picture.svg
    row = next(r for r in picture.table.rows if r[0] == "1")
    assert row[1:] == ("+0.50 (+0.40 to +0.60)", "+0.30 (+0.20 to +0.40)", "+0.20 (+0.10 to +0.30)")
    assert 'class="uc-sleep"' in picture.svg  # what sleep passes on has its colour
    assert picture.svg.count('class="uc-pain"') >= 2


def test_several_mediators_are_named_and_tabled() -> None:
    found = made(CLEAR, CLEAR, through=("sleep_problem", "activity"))
    assert through_words(found) == "sleep problem or activity"
    picture = effects_picture(found, sampling=1.0, unit="day", nil=0.1)
    checked(picture)
    assert picture.table.header[-2:] == ("through sleep problem alone", "through activity alone")
    assert "do not add up" in picture.table.caption


def test_open_bands_are_said_not_drawn() -> None:
    found = made(CLEAR, CLEAR)
    lost = Curve(LAGS, found.total.estimate, *(np.full(17, np.nan) for _ in range(4)))
    broken = PathEffects(found.arrow, False, False, lost, lost, lost, {"sleep_problem": lost}, True)
    picture = effects_picture(broken, sampling=1.0, unit="day", nil=None)
    checked(picture)
    assert "no interval can be given" in picture.table.rows[1][1]
    assert "points per point" in picture.svg


def test_the_table_of_all_links() -> None:
    table = effects_table([made(CLEAR, SMALL)], 1.0, "day")
    assert table.rows == (("pain → depression", "+0.31 (+0.21 to +0.41)", "+0.30 (+0.20 to +0.40)", "+0.010 (−0.010 to +0.030)"),)
    assert "after 1 day" in table.caption
