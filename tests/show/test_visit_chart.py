"""The small chart of the page for a visit."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from tests.show.visit_made import TODAY, asked, back, check_ins, treatments

from unspiral.show.visit_chart import course_picture
from unspiral.show.visit_report import answers_by_day
from unspiral.show.visit_treatments import tried_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("days", [1, 2, 90, 1100])
def test_it_is_drawn_for_any_number_of_days(days: int) -> None:
    bands, _ = tried_of(treatments(6), (), asked(days))
    course = course_picture(answers_by_day(check_ins(days)), bands, back(days - 1), TODAY.isoformat(), "Finding")
    root = ElementTree.fromstring(course.svg)
    assert root.find("{http://www.w3.org/2000/svg}title").text == "Finding"  # pyright: ignore[reportOptionalMemberAccess]
    assert "style=" not in course.svg
    assert len(course.svg) < 120_000
    assert sum(1 for each in root.iter() if each.get("class") == "uc-band") == len(bands)
    assert all("nan" not in value for each in root.iter() for value in each.attrib.values())


def test_the_table_behind_it_counts_every_answer() -> None:
    daily = answers_by_day(check_ins(90))
    course = course_picture(daily, (), back(89), TODAY.isoformat(), "Finding")
    counted = sum(int(row[1].split("(")[1].rstrip(")")) for row in course.rows if "(" in row[1])
    assert counted == len(daily)


def test_gaps_stay_gaps() -> None:
    daily = {back(n): {"pain": 5.0} for n in (*range(60, 80), *range(10))}
    lines = course_picture(daily, (), back(89), TODAY.isoformat(), "x").svg.count('stroke-width="2.2"')
    assert lines == 2
