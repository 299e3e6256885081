"""Every line on every option as a mark: in its column, told apart by who says it and how well that was seen."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from tests.show.chart import checked

from unspiral.act.pathway.option import options
from unspiral.records.pathway import Offered
from unspiral.show.pathway_chart import COLUMNS, EDGE, positions_picture
from unspiral.show.svg import NARROW

pytestmark = pytest.mark.unit

ALL = [Offered(option, ()) for option in options().values()]


def columns(svg: str) -> Counter[str]:
    """How many marks stand in each column."""
    wide = (NARROW - 2 * EDGE) / len(COLUMNS)
    discs = [float(x) for x in re.findall(r'<circle[^>]*? cx="([\d.]+)"', svg)]
    squares = [float(x) + 5.0 for x in re.findall(r'<rect (?:class="uc-paper" )?fill="(?:currentColor|#FFFFFF)"[^>]*? x="([\d.]+)"', svg)]
    names = list(COLUMNS)
    return Counter(names[int((x - EDGE) // wide)] for x in (*discs, *squares))


def test_one_mark_a_line_in_the_column_of_its_strength() -> None:
    picture = positions_picture(ALL, "person")
    assert picture is not None
    checked(picture)
    lines = [line for option in options().values() for line in option.positions]
    assert columns(picture.svg) == Counter(line.strength for line in lines)
    assert picture.svg.count("<circle") == sum(line.kind == "guideline" for line in lines)
    hollow = sum(line.evidence not in ("verified_2_sources", "article") for line in lines)
    assert len(re.findall(r'<(?:circle|rect) class="uc-paper"', picture.svg)) == hollow
    assert len(picture.table.rows) == len(lines)


def test_disagreement_stands_in_the_title_and_no_rank_is_claimed() -> None:
    picture = positions_picture(ALL, "person")
    assert picture is not None
    split = sum(each.option.disagree for each in ALL)
    assert picture.title == f"Every line on {len(ALL)} options; on {split} of them guidelines disagree"
    assert "no rank" in picture.caption and "counting marks says nothing" in picture.caption
    one = positions_picture([each for each in ALL if each.option.id == "exercise"], "person")
    assert one is not None and one.title == "Every line on one option"


def test_nothing_to_draw() -> None:
    assert positions_picture([], "person") is None
