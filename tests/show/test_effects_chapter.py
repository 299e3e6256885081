"""The chapters about how effects travel and how long things take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.test_effects import THREE, TRUE_THREE
from tests.show.chart import checked
from tests.show.diary import stuck

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices, Effect, Fit
from unspiral.records.effects import HalfLife
from unspiral.show.effects_chapter import as_learned, effects_section, pace_section
from unspiral.show.loop_picture import half_life


@pytest.fixture(scope="module")
def three() -> Fit:
    loop = parse(THREE)
    panel = simulate(loop, TRUE_THREE, [np.arange(300.0)], seed=3, choices=Choices(False, False, "stationary", "constant", {}), unit="day")
    return fit_ml(panel, loop, error=False, starts=1, t0="stationary")


def test_three_processes_have_pictures_of_the_question_and_a_table_of_all(three: Fit) -> None:
    section = effects_section(three)
    assert section is not None
    (part,) = section.parts
    assert len(part.pictures) == 2
    for picture in part.pictures:
        assert "|through sleep problem|" in checked(picture)
    assert [row[0] for row in part.tables[0].rows] == ["all of it", "straight", "through others"]
    assert [row[0] for row in part.tables[2].rows] == [f"{a} → {b}".replace("_", " ") for a, b in three.links]


def test_two_processes_are_told_why_there_are_none(fit: Fit) -> None:
    section = effects_section(fit)
    assert section is not None
    assert section.parts == ()
    assert "nothing else can pass an effect on" in section.lead[0]


def test_at_an_edge_nothing_is_shown(three: Fit, fit: Fit) -> None:
    everything = three
    for name in three.processes:
        everything = stuck(everything, name)
    section = effects_section(everything)
    assert section is not None
    assert section.parts == ()
    assert "edge" in section.lead[0]
    assert "edge" in pace_section(stuck(fit)).lead[0]


def test_one_process_has_no_parts_but_has_a_pace(fit: Fit) -> None:
    assert effects_section(replace(fit, processes=("pain",), links=())) is None


def test_the_pace_has_a_picture_and_the_peaks(fit: Fit) -> None:
    section = pace_section(fit)
    (part,) = section.parts
    checked(part.pictures[0])
    assert len(part.pictures[0].table.rows) == 4
    assert [row[0] for row in part.tables[0].rows] == ["pain → depression", "depression → pain"]
    assert len(section.lead) == 1  # this loop does not swing


def test_no_time_is_surer_than_the_self_rate_behind_it(fit: Fit) -> None:
    """The loop's picture and this chapter speak of the same half-lives: both lack the ends that the learned rate lacks."""

    def with_ends(low: float | None, high: float | None) -> Fit:
        changed = tuple(replace(p, low=low, high=high) if p.name == "self:pain" else p for p in fit.parameters)
        return replace(fit, parameters=changed)

    half = HalfLife(Effect(1.4, 1.0, 2.0), Effect(1.9, 1.3, 2.8))
    assert as_learned(with_ends(None, None), "pain", half) == HalfLife(Effect(1.4, None, None), Effect(1.9, None, None))
    open_end = as_learned(with_ends(None, -0.25), "pain", half)
    assert open_end.within == Effect(1.9, None, 2.8)
    assert open_end.own == half_life(with_ends(None, -0.25), "pain")
    title = pace_section(with_ends(None, None)).parts[0].pictures[0].title
    assert "how long a disturbance of pain lasts cannot be told" in title
