"""The picture of days: one mark an answer, gaps that stay gaps, and nothing outside."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from datetime import date

import numpy as np
import pytest
from tests.show.days_made import END, day_before, evening, note, phq9

from unspiral.records.entry import Entry
from unspiral.records.treatment import Treatment
from unspiral.show.day_record import Days, days_of
from unspiral.show.days_chart import days_picture, mean_of_seven
from unspiral.show.score_record import scores_of

pytestmark = pytest.mark.unit


def _days(entries: Iterable[Entry], count: int = 30, **more: Treatment) -> Days:
    listed = list(entries)
    scores = scores_of(listed, "IE", date(2026, 11, 22))
    return days_of(listed, day_before(count - 1), END, first=day_before(count - 1), scores=scores, treatments=more.values())


def _group(svg: str, hue: str) -> str:
    return "".join(re.findall(rf'<g class="uc-{hue}"[^>]*>(.*?)</g>', svg, re.DOTALL))


def test_there_is_one_mark_an_answer_where_it_belongs() -> None:
    days = _days([evening(day_before(29), {"pain": 0}), evening(day_before(10), {"pain": 10}), evening(END, {"pain": 5})])
    places = re.findall(r"M([\d.]+) ([\d.]+)h0", _group(days_picture(days).svg, "pain"))
    xs, ys = ([float(p[k]) for p in places] for k in (0, 1))
    step = (350.0 - 34.0) / 30.0
    assert xs == pytest.approx([34.0 + 0.5 * step, 34.0 + 19.5 * step, 350.0 - 0.5 * step], abs=0.06)
    assert ys[0] > ys[2] > ys[1]
    assert ys[2] == pytest.approx((ys[0] + ys[1]) / 2.0, abs=0.06)


def test_neighbours_are_joined_and_gaps_stay_gaps() -> None:
    joined = days_picture(_days([evening(day_before(k), {"mood": 4}) for k in (1, 0)])).svg
    apart = days_picture(_days([evening(day_before(k), {"mood": 4}) for k in (2, 0)])).svg
    assert 'fill="none"' in _group(joined, "mood")
    assert 'fill="none"' not in _group(apart, "mood")


def test_a_mean_of_seven_needs_four_answers() -> None:
    nan = np.nan
    found = mean_of_seven(np.array([2.0, 4.0, nan, 6.0, 8.0, nan, nan, nan, nan, 9.0]))
    assert np.isnan(found).tolist() == [True, False, False, False, True, True, True, True, True, True]
    assert found[1:4] == pytest.approx([5.0, 5.0, 5.0])
    whole = mean_of_seven(np.arange(10.0))
    assert whole[3:7] == pytest.approx([3.0, 4.0, 5.0, 6.0])
    assert whole[0] == pytest.approx((0.0 + 1.0 + 2.0 + 3.0) / 4.0)
    assert np.isnan(mean_of_seven(np.array([1.0, 2.0, 3.0]))).all()


def test_flare_days_notes_treatments_and_questionnaires_are_marked_and_explained() -> None:
    entries = [evening(day_before(3), flare=True), note(day_before(2), "rain"), phq9(day_before(1), 1)]
    walking = Treatment("a", "Walking & stretching", "movement", day_before(10), day_before(2))
    picture = days_picture(_days(entries, walking=walking))
    for svg in (picture.svg, picture.wide):
        assert "Walking &amp; stretching" in svg
        assert svg.count('class="uc-band"') == 1
        assert svg.count('class="uc-ink" fill="#1F2328" d=') == 1
        assert "moderately severe" in svg
        root = ET.fromstring(svg)
        assert root.find("{http://www.w3.org/2000/svg}title") is not None
        assert "style=" not in svg
    for word in ("flare day", "Grey: a treatment", "your notes", "questionnaires"):
        assert word in picture.caption
    plain = days_picture(_days([evening(END)])).caption
    assert "flare" not in plain and "Grey" not in plain and "notes" not in plain


def test_an_answer_outside_the_scale_is_in_the_table_and_not_drawn_in_a_wrong_place() -> None:
    picture = days_picture(_days([evening(day_before(3), {"pain": 3}), evening(END, {"pain": 17})]))
    assert len(re.findall(r"M[\d.]+ [\d.]+h0", _group(picture.svg, "pain"))) == 1
    assert picture.table.rows[0][1] == "17"


@pytest.mark.parametrize("count", [1, 7, 46, 90, 400])
def test_everything_lies_inside_the_canvas(count: int) -> None:
    entries = [evening(day_before(k), {"pain": k % 11, "sleep": 10 - k % 11}, flare=k % 9 == 0, note="x" * (k % 5)) for k in range(count)]
    picture = days_picture(_days(reversed(entries), count, t=Treatment("a", "w" * 80, "other", day_before(3 * count), "")))
    for svg, width in ((picture.svg, 360.0), (picture.wide, 760.0)):
        height = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)[1])  # type: ignore[index]
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", svg):
            assert -0.1 <= float(x) <= width and -0.1 <= float(y) <= height
        for x in re.findall(r'<text[^>]* x="(-?[\d.]+)"', svg):
            assert 0.0 <= float(x) <= width
