"""Many people's answers, counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.show.chart import checked

from unspiral.loop.language import parse
from unspiral.records import Panel, Person
from unspiral.show.wave_chart import count_table, is_planned, wave_pictures

pytestmark = pytest.mark.unit
LOOP = parse("pain <-> depression")


@pytest.fixture
def waves(one: Panel) -> Panel:
    return replace(one, persons=people(), time_unit="month")


def people(fall: float = 2.0) -> tuple[Person, ...]:
    random = np.random.default_rng(1)
    times = np.array([0.0, 6.0, 12.0])
    found: list[Person] = []
    for k in range(40):
        values = np.column_stack([5.0 + random.normal(size=3) - fall * (times > 0), 4.0 + random.normal(size=3)])
        found.append(Person(str(k), times, values, np.zeros((3, 0))))
    return tuple(found)


def test_a_fall_of_the_means_is_the_finding(waves: Panel) -> None:
    pain, depression = wave_pictures(waves, LOOP)
    assert "wave, in months" in checked(pain)
    checked(depression)
    assert pain.title == "Mean pain of those who answered: lower at the last wave than at the first"
    assert depression.title == "Mean depression of those who answered: about the same at the last wave as at the first"
    assert [row[:2] for row in pain.table.rows] == [("0", "40"), ("6", "40"), ("12", "40")]


def test_only_planned_waves_have_means(waves: Panel, one: Panel, many: Panel) -> None:
    assert is_planned(waves)
    assert is_planned(many)
    assert not is_planned(one)
    late = tuple(replace(p, time=p.time + 0.01 * k) for k, p in enumerate(waves.persons))
    assert not is_planned(replace(waves, persons=late))


def test_a_wave_that_one_person_answered_has_no_mean(waves: Panel) -> None:
    last = np.array([[np.nan, 1.0]])
    persons = tuple(replace(p, values=np.vstack([p.values[:2], last if k else p.values[2:]])) for k, p in enumerate(waves.persons))
    pain, depression = wave_pictures(replace(waves, persons=persons), LOOP)
    assert len(pain.table.rows) == 2
    assert len(depression.table.rows) == 3


def test_counts(waves: Panel) -> None:
    table = count_table(waves, LOOP)
    assert table.rows[0][:3] == ("pain", "120", "3")
    assert table.rows[0][3].startswith("3.")
