"""The chapters that need the answers: what stands there, for one person and for many, and what is left out."""

from __future__ import annotations

import numpy as np
import pytest
from tests.show.chart import checked
from tests.show.diary import LOOP, diary, fit_of

from unspiral.loop.language import parse
from unspiral.records import Fit, Panel
from unspiral.show.model import Section
from unspiral.show.outlook import outlook_sections, shown_persons

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def one_panel() -> Panel:
    return diary(90)


@pytest.fixture(scope="module")
def alone(one_panel: Panel) -> list[Section]:
    return [s for s in outlook_sections(fit_of(one_panel), one_panel) if s is not None]


@pytest.fixture(scope="module")
def people() -> tuple[Fit, Panel]:
    panel = diary(8, persons=20)
    return fit_of(panel, traits=True, t0="centred", ladder=False), panel


def test_nothing_without_the_answers(people: tuple[Fit, Panel]) -> None:
    assert outlook_sections(people[0], None) == []


def test_every_chapter_has_its_pictures(alone: list[Section]) -> None:
    assert [s.name for s in alone] == ["course", "foresight", "surprise"]
    pictures = {s.name: [p for part in s.parts for p in part.pictures] for s in alone}
    assert {name: len(found) for name, found in pictures.items()} == {"course": 2, "foresight": 2, "surprise": 9}
    for found in pictures.values():
        for picture in found:
            checked(picture)
    assert all(p.wide for p in pictures["course"])


def test_scores_stand_beside_two_simple_guesses(alone: list[Section]) -> None:
    part = alone[1].parts[1]
    assert part.heading == "How good such forecasts were" and "held out" in part.lead[0]
    assert [row[0].split(" (")[0] for row in part.tables[0].rows] == [
        "pain, 1 ahead", "depression, 1 ahead", "pain, 3 ahead", "depression, 3 ahead",
    ]  # fmt: skip


def test_every_test_has_its_row(alone: list[Section]) -> None:
    table = alone[2].parts[0].tables[0]
    assert [row[0] for row in table.rows] == [
        "goes together over occasions", "drifts over time", "differs between days of the week", "grows or shrinks over time",
        "is lopsided, or has too many far values", "holds an outlier",
    ]  # fmt: skip


def test_of_many_people_two_are_drawn(people: tuple[Fit, Panel]) -> None:
    fit, panel = people
    assert shown_persons(fit, panel) == ["1", "11"]
    course, foresight, surprise = (s for s in outlook_sections(fit, panel) if s is not None)
    titles = [p.title for part in course.parts for p in part.pictures]
    assert len(titles) == 4 and titles[0].endswith("(person 1)") and titles[-1].endswith("(person 11)")
    assert "2 of 20 people" in course.lead[1]
    assert len(foresight.parts) == 1  # eight occasions a person: too few to hold some out
    assert all(len(p.table.rows) > 1 for part in surprise.parts for p in part.pictures)


def test_people_with_one_answer_are_not_drawn(people: tuple[Fit, Panel]) -> None:
    fit, panel = people
    first = panel.persons[0]
    lonely = type(first)("0", first.time[:1], first.values[:1], first.inputs[:1])
    more = type(panel)((lonely, *panel.persons), panel.indicators, panel.inputs, panel.time_unit, panel.source)
    assert "0" not in shown_persons(fit, more)
    assert parse(LOOP).columns == panel.indicators and np.isfinite(first.values[0]).any()
