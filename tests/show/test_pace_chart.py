"""Times of a loop as a picture."""

from __future__ import annotations

import math

import pytest
from tests.show.chart import checked

from unspiral.records import Effect
from unspiral.records.effects import HalfLife, Pace, Swing
from unspiral.show.pace_chart import pace_picture, pace_table, pace_title, peak_tables

pytestmark = pytest.mark.unit


def made(within: Effect, swing: Swing | None = None, unit: str = "day") -> Pace:
    own = Effect(1.2, 0.9, 1.6)
    halves = {"pain": HalfLife(own, within), "sleep_problem": HalfLife(own, own)}
    return Pace(halves, {("pain", "sleep_problem"): Effect(2.1, 1.5, None)}, 8.0, swing, 0.95, unit)


def test_two_rows_a_process_with_its_colour() -> None:
    picture = pace_picture(made(Effect(1.9, 1.3, 2.8)))
    words = checked(picture)
    assert "alone: 1.2 days" in words
    assert "in the loop: 1.9 days" in words
    assert "days until a disturbance has halved" in words
    assert picture.svg.count("<circle") == 4
    assert picture.svg.count('class="uc-paper"') == 2  # alone is hollow
    assert picture.title == "Half of a disturbance is gone after about 1.9 days for pain and 1.2 days for sleep problem"
    assert ("half-life of pain in the loop", "1.9", "1.3 to 2.8", "days") in picture.table.rows


def test_an_end_beyond_the_picture_has_no_cap() -> None:
    capped = pace_picture(made(Effect(1.9, 1.3, 2.8))).svg.count("v10")
    for high in (None, 1e6):
        picture = pace_picture(made(Effect(1.9, 1.3, high)))
        checked(picture)
        assert picture.svg.count("v10") == capped - 1


def test_what_never_halves_is_said() -> None:
    found = made(Effect(math.inf, 4.0, None))
    picture = pace_picture(found)
    checked(picture)
    assert "no end that could be seen for pain" in pace_title(found)
    assert "does not halve" in picture.svg
    assert "never, as far as looked" in pace_table(found).rows[1]


def test_a_time_without_any_interval_is_not_told_in_the_title() -> None:
    found = made(Effect(1.9, None, None))
    checked(pace_picture(found))
    cannot = "how long a disturbance of pain lasts cannot be told"
    assert pace_title(found) == f"Half of a disturbance is gone after about 1.2 days for sleep problem; {cannot}"
    untold = Effect(1.9, None, None)
    assert pace_title(Pace({"pain": HalfLife(untold, untold)}, {}, 8.0, None, 0.9, "day")) == f"H{cannot[1:]}"


def test_short_times_are_told_in_hours() -> None:
    short = Effect(0.1, 0.05, 0.2)
    picture = pace_picture(Pace({"pain": HalfLife(short, short)}, {}, 8.0, None, 0.9, "day"))
    words = checked(picture)
    assert "2.4 hours" in words
    assert "hours until a disturbance has halved" in words
    assert "90 % interval" in picture.table.header[2]


def test_peaks_and_swings_have_a_table_of_their_own() -> None:
    swing = Swing(Effect(6.0, 5.0, None), Effect(3.0, 2.0, 4.0), 0.9)
    (table,) = peak_tables(made(Effect(1.9, 1.3, 2.8), swing))
    assert table.rows[0] == ("pain → sleep problem", "2.1", "from 1.5, without an upper end", "days")
    assert [row[0] for row in table.rows[1:]] == ["the loop swings: from crest to crest", "until the swing has halved"]
    assert peak_tables(Pace({}, {}, 8.0, None, 0.95, "day")) == ()
