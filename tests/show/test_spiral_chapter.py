"""The chapter on the spiral."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import made_fit, pair_fit
from tests.show.chart import checked

from unspiral.act.spiral import spiral as spiral_of
from unspiral.records import Fit, Spiral, Verdict
from unspiral.show.model import Section
from unspiral.show.spiral_chapter import spiral_section

pytestmark = pytest.mark.unit


def words(section: Section | None) -> str:
    assert section is not None
    said = [*section.lead]
    for part in section.parts:
        said += [part.heading, *part.lead, part.box_title, *part.box]
        said += [picture.title for picture in part.pictures]
        said += [cell for table in part.tables for row in (table.header, *table.rows) for cell in row]
    return " ".join(said)


def test_first_the_picture_then_the_loop_then_what_slows_it_then_the_assumptions(fit: Fit, spiral: Spiral | None) -> None:
    section = spiral_section(fit, spiral)
    assert section is not None
    assert spiral is not None
    assert section.lead[0] == spiral.words
    shares, loop, slowing, assumed = section.parts
    assert "whole loop" in checked(shares.pictures[0])
    assert [row[0] for row in shares.pictures[0].table.rows] == ["whole loop", "through pain → depression", "through depression → pain"]
    rows = loop.tables[0].rows
    assert len(rows) == 4
    assert all(" to " in row[2] for row in rows)
    assert slowing.heading == "What slows recovery"
    assert [row[0] for row in slowing.tables[0].rows] == ["pain → depression", "depression → pain"]
    assert set(assumed.box) == set(spiral.assumptions)
    assert any("all of it runs through both links" in sentence for sentence in section.lead)


def test_a_gain_near_zero_is_called_that() -> None:
    fit = made_fit("pain <-> depression", np.array([[-0.5, 0.02], [0.02, -0.5]]), spread=0.004)
    section = spiral_section(fit, spiral_of(fit, travel=False))
    said = words(section)
    assert "no spiral worth speaking of" in said
    assert "No spiral worth speaking of: less than 5 % of a push comes back." in said
    assert "spiral worth speaking of" not in words(spiral_section(pair_fit(), spiral_of(pair_fit(), travel=False))).split("counts as")[0]


def test_links_that_lead_nowhere_back_slow_nothing() -> None:
    fit = made_fit("pain -> depression", np.array([[-0.5, 0.0], [0.2, -0.5]]))
    section = spiral_section(fit, spiral_of(fit, travel=False))
    assert "nothing of a push comes round" in words(section)
    assert section is not None and not any(part.heading == "What slows recovery" and part.tables for part in section.parts)


def test_no_spiral(fit: Fit, spiral: Spiral | None) -> None:
    assert spiral_section(fit, None) is None
    unstable = replace(fit, verdicts=(Verdict("unstable", "caution", "It runs away."),))
    shown = spiral_section(unstable, spiral)
    assert shown is not None
    assert shown.lead == ("No figure is shown. It runs away.",)
    assert shown.parts == ()


def test_a_probability_that_nobody_can_compute_is_not_shown(fit: Fit, spiral: Spiral | None) -> None:
    assert spiral is not None
    one_way = spiral_section(fit, replace(spiral, probability=float("nan")))
    assert one_way is not None
    assert not any("probability" in sentence for sentence in one_way.lead)
    both = spiral_section(fit, replace(spiral, probability=0.9))
    assert both is not None
    assert any("gain above zero) is 90" in sentence for sentence in both.lead)
