"""The picture of a ranking: the finding on top, every candidate in the table, and nothing that a phone cannot hold."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from tests.act.made import pair_fit

from unspiral.act.targets import targets
from unspiral.records.targets import Achievable, Candidate, Targets
from unspiral.show.svg import NARROW, WIDE
from unspiral.show.targets_chart import MOST, targets_picture

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def found() -> Targets:
    return targets(pair_fit(spread=0.02))


def test_the_title_is_the_finding_and_the_table_holds_all(found: Targets) -> None:
    picture = targets_picture(found)
    assert picture.title == "Cannot tell which does most over 56 days."
    assert len(picture.table.rows) == len(found.ranked) > MOST
    assert f"{len(found.ranked) - MOST} more" in picture.caption
    assert picture.table.header[-2:] == ("pain, points", "depression, points")


def test_both_drawings_are_sound_and_keep_to_their_width(found: Targets) -> None:
    picture = targets_picture(found)
    for drawing, room in ((picture.svg, NARROW), (picture.wide, WIDE)):
        root = ElementTree.fromstring(drawing)
        assert float(root.attrib["width"]) == room
        places = [float(e.attrib[k]) for e in root.iter() for k in ("cx", "x1", "x2", "x") if k in e.attrib]
        assert min(places) >= 0.0
        assert max(places) <= room
        dots = [e for e in root.iter() if e.tag.endswith("circle")]
        assert len(dots) == MOST


def test_a_dot_is_hollow_where_it_may_do_no_good() -> None:
    def acting(name: str, size: float, unsure: float) -> Candidate:
        return Candidate(name, "treatment", (Achievable("pain", size, None, None, size, unsure, "low"),))

    sure = targets_picture(targets(pair_fit(spread=0.01), candidates=[acting("yoga", 0.5, 0.01), acting("walking", 0.4, 0.01)]))
    assert sure.svg.count("uc-paper") == 0
    open_one = targets_picture(targets(pair_fit(spread=0.01), candidates=[acting("yoga", 0.5, 0.01), acting("walking", 0.1, 0.5)]))
    assert open_one.svg.count("uc-paper") == 1
    assert "walking" in open_one.svg
