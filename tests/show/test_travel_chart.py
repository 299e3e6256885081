"""How an effect travels, as a picture with every mediator, and as a table of what is worth speaking of."""

from __future__ import annotations

import numpy as np
import pytest
from tests.act.made import full_loop, made_fit, pair_fit, random_drift
from tests.show.chart import checked

from unspiral.act.travel import travels
from unspiral.learn.draws import draw
from unspiral.records.spiral import Travel
from unspiral.show.travel_chart import travel_picture, travel_table

pytestmark = pytest.mark.unit

NAMES = ("pain", "depression", "sleep_problem", "activity")


@pytest.fixture(scope="module")
def found() -> Travel:
    fit = made_fit(full_loop(NAMES), random_drift(np.random.default_rng(8), 4))
    return travels(fit, draw(fit, 200), 2.0)["pain", "depression"]


def test_every_mediator_has_a_panel(found: Travel) -> None:
    picture = travel_picture(found, lag=2.0, unit="day")
    words = checked(picture)
    for panel in ("all of it", "straight", "through sleep problem or activity", "through sleep problem alone", "through activity alone"):
        assert panel in words
    assert picture.title.startswith("Pain → depression: ")
    assert "2 days, the lag at which the parts are judged" in picture.caption
    assert "do not add up" in picture.caption
    assert picture.table.header[-2:] == ("through sleep problem alone", "through activity alone")


def test_one_mediator_needs_no_panel_of_its_own() -> None:
    fit = made_fit(full_loop(NAMES[:3]), random_drift(np.random.default_rng(4), 3))
    picture = travel_picture(travels(fit, draw(fit, 100), 1.0)["pain", "depression"], lag=1.0, unit="day")
    words = checked(picture)
    assert "through sleep problem" in words
    assert "alone" not in words
    assert "do not add up" not in picture.caption


def test_the_table_says_what_is_worth_speaking_of(found: Travel) -> None:
    table = travel_table(found, lag=2.0, unit="day")
    assert table.caption == "pain → depression after 2 days, in within-person standard deviations"
    assert [row[0] for row in table.rows] == [
        "all of it", "straight", "through others", "through sleep problem alone", "through activity alone",
    ]  # fmt: skip
    assert table.header[-1] == "beyond 0.1?"
    words = {at.word for at in (found.total, found.direct, found.indirect, *found.through.values())}
    shown = {row[-1].partition(",")[0] for row in table.rows}
    assert len(words) == len(shown)
    assert all("%" in row[-1] or row[-1] in ("no, too small", "nothing") for row in table.rows)


def test_a_pair_passes_nothing_on() -> None:
    fit = pair_fit()
    table = travel_table(travels(fit, draw(fit, 100), 1.0)["pain", "depression"], lag=1.0, unit="day")
    assert table.rows[2] == ("through others", "0", "0 to 0", "nothing")
