"""The chapter on what changes would be expected to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unspiral.act.whatif import pulse
from unspiral.records import Fit, Verdict, WhatIf
from unspiral.show.whatif_chapter import number_table, whatif_section

pytestmark = pytest.mark.unit


def test_each_whatif_is_a_part_after_the_assumptions(fit: Fit, whatifs: tuple[WhatIf, ...]) -> None:
    section = whatif_section(fit, whatifs)
    assert len(section.parts) == 5
    assert section.parts[0].box_title.startswith("All of this must hold")
    assert all(part.pictures[0].title == part.heading for part in section.parts[1:])
    assert all(not set(part.box) & set(section.parts[0].box) for part in section.parts[1:])


def test_a_link_that_cannot_be_told_says_so_first(fit: Fit, whatifs: tuple[WhatIf, ...]) -> None:
    warned = replace(whatifs[0], verdicts=(Verdict("link-not-told", "caution", "The data cannot tell it."),))
    section = whatif_section(fit, (warned,))
    assert section.parts[1].heading.startswith("Cannot tell")
    assert section.parts[1].box[0] == "The data cannot tell it."


def test_without_whatifs_the_reason_is_given(fit: Fit) -> None:
    unstable = replace(fit, verdicts=(Verdict("unstable", "caution", "It runs away."),))
    assert whatif_section(unstable, ()).lead == ("None is shown. It runs away.",)
    assert whatif_section(fit, ()).lead == ("None was asked for.",)


def test_the_numbers_are_level_long_run_half_time_and_area(fit: Fit, whatifs: tuple[WhatIf, ...]) -> None:
    found = number_table(whatifs[2], fit)
    assert found.header[1:] == (
        "level without the change",
        "long-run shift",
        "half of that after, days",
        "area up to day 56, points × days",
    )
    assert [row[0] for row in found.rows] == ["pain", "depression"]
    assert all(" to " in cell for row in found.rows for cell in row[1:])


def test_a_change_that_ends_has_its_largest_shift_and_its_whole_area(fit: Fit) -> None:
    found = pulse(fit, {"pain": 2.0}, draws=50)
    table = number_table(found, fit)
    assert table.header[2:] == ("at its most", "half of its area after, days", "area in all, points × days")
    assert table.rows[0][2].startswith("+2.0")
    assert whatif_section(fit, (found,)).parts[1].heading.startswith("Depression would be expected to be higher for a while if pain were")
