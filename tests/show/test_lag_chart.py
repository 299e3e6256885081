"""Lag curves as pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.show.chart import checked
from tests.show.diary import THERE

from unspiral.learn.lags import LagCurve
from unspiral.records import Arrow, Effect
from unspiral.show.lag_chart import known_part, lag_picture, peak_lag

pytestmark = pytest.mark.unit


@pytest.fixture
def lags(curves: dict[Arrow, LagCurve]) -> LagCurve:
    return curves[THERE]


def test_units_sampling_and_peak_are_shown(lags: LagCurve) -> None:
    words = checked(lag_picture(THERE, lags, sampling=1.0, unit="day", word="drives"))
    assert "effect on depression, standard deviations" in words
    assert "days between cause and effect" in words
    assert "asked every day" in words
    assert "peak" in words


@pytest.mark.parametrize(
    ("word", "begins"),
    [
        ("drives", "Pain drives depression, most "),
        ("likely drives", "Pain likely drives depression, most "),
        ("clear but very small", "Pain → depression: clear but very small, most "),
        ("nil", "Pain → depression: no effect worth speaking of after 1 day"),
        ("cannot tell", "Pain → depression: cannot tell"),
    ],
)
def test_the_title_claims_no_more_than_the_word(lags: LagCurve, word: str, begins: str) -> None:
    picture = lag_picture(THERE, lags, sampling=1.0, unit="day", word=word)
    assert picture.title.startswith(begins)
    assert ('stroke-dasharray="7 4"' in picture.svg) == (word in ("likely drives", "cannot tell"))


def test_a_push_down_says_so(lags: LagCurve) -> None:
    fell = replace(lags, estimate=-lags.estimate, low50=-lags.high50, high50=-lags.low50, low95=-lags.high95, high95=-lags.low95)
    assert lag_picture(THERE, fell, sampling=1.0, unit="day", word="drives").title.startswith("Pain drives depression down, most")


def test_raw_effects_have_another_unit(lags: LagCurve) -> None:
    picture = lag_picture(THERE, replace(lags, standardised=False), sampling=1.0, unit="day", word="cannot tell")
    assert "effect on depression, points per point" in checked(picture)
    assert "points of depression per point of pain" in picture.table.caption


def test_the_table_has_the_peak_and_both_bands(lags: LagCurve) -> None:
    table = lag_picture(THERE, lags, sampling=1.0, unit="day", word="drives").table
    assert table.header == ("days", "estimate", "50 % interval", "95 % interval")
    assert sum("(peak)" in row[0] for row in table.rows) == 1
    assert len(table.rows) <= 12


def test_nobody_reads_between_answers(lags: LagCurve) -> None:
    assert peak_lag(replace(lags, peak=0.3), 1.0, "day") == "within 1 day"
    assert peak_lag(replace(lags, peak=2.4), 1.0, "day") == "after about 2.4 days"
    assert peak_lag(replace(lags, peak=float(lags.lags[-1])), 1.0, "day").endswith("or more")
    assert peak_lag(replace(lags, peak=0.0), 1.0, "day") == "at once"


def test_an_arrow_without_any_effect_has_no_peak(lags: LagCurve) -> None:
    zero = np.zeros_like(lags.lags)
    flat = LagCurve(lags.lags, zero, zero, zero, zero, zero, 0.0, True)
    assert "peak" not in checked(lag_picture(THERE, flat, sampling=1.0, unit="day", word="nil"))


def test_the_row_of_the_answer_holds_the_answers_own_interval(lags: LagCurve) -> None:
    """Two intervals of one effect at one lag would be one too many."""
    held = Effect(float(np.interp(1.0, lags.lags, lags.estimate)), -0.11, 0.77)
    picture = lag_picture(THERE, lags, sampling=1.0, unit="day", word="drives", judged=(1.0, held))
    (row,) = [row for row in picture.table.rows if "asked" in row[0]]
    assert row[0].startswith("1.0 (asked")
    assert row[3] == "−0.11 to +0.77"
    assert "Bands are draws" in picture.caption
    assert len({row[0] for row in picture.table.rows}) == len(picture.table.rows)
    between = lag_picture(THERE, lags, sampling=1.0, unit="day", word="drives", judged=(0.77, held)).table.rows
    at = [float(row[0].split()[0]) for row in between]
    assert at == sorted(at)
    assert 0.77 in at
    step = float(lags.lags[1])
    beside = lag_picture(THERE, lags, sampling=1.0, unit="day", word="drives", judged=(1.0 + 0.3 * step, held)).table.rows
    assert len(beside) == len(picture.table.rows)  # in place of the grid's row, not next to it
    assert "asked" not in str(lag_picture(THERE, lags, sampling=1.0, unit="day", word="drives").table.rows)


def runaway(lags: LagCurve) -> LagCurve:
    """The same curve in points, with an outer band that grows to thousands."""
    wide = 0.2 * np.exp(1.5 * lags.lags)
    return replace(lags, standardised=False, low95=lags.estimate - 0.1, high95=lags.estimate + wide)


def test_bands_of_thousands_are_not_drawn_and_hide_no_estimate(lags: LagCurve) -> None:
    """An outer band up to 12 121 points made the table read "0" where the estimate was +0.36."""
    picture = lag_picture(THERE, runaway(lags), sampling=1.0, unit="day", word="likely drives")
    for _, estimate, _, outer in picture.table.rows[1:]:
        assert estimate.strip("+−") not in ("0", "1")
        assert not any(len(part.strip("+−").partition(".")[0]) > 2 for part in outer.split(" to "))
    assert "nothing is drawn: some of the loops that these answers leave possible run away there" in picture.caption
    assert float(picture.table.rows[-1][0].split()[0]) >= 1.0  # the lag that was asked about stays


def test_a_settled_curve_is_drawn_to_its_end(lags: LagCurve) -> None:
    assert known_part(lags, 1.0) == (lags, False)
    assert "nothing is drawn" not in lag_picture(THERE, lags, sampling=1.0, unit="day", word="drives").caption


def test_the_peak_has_the_interval_of_the_answer_where_it_is_the_lag_that_was_asked_about(lags: LagCurve) -> None:
    at = lags.peak
    e = Effect(float(lags.estimate[int(np.abs(lags.lags - at).argmin())]), 0.123, 0.987)
    picture = lag_picture(THERE, lags, sampling=1.0, unit="day", word="drives", judged=(at, e))
    assert "(95 % interval +0.12 to +0.99)" in picture.svg
