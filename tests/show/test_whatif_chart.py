"""What-ifs as pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import pair_fit
from tests.show.chart import checked

from unspiral.act.whatif import cut as whatif_cut
from unspiral.act.whatif import hold, policy, pulse, schedule, weaken
from unspiral.records import Band, Effect, Fit, Path, WhatIf
from unspiral.records.whatif import Piece, Rule
from unspiral.show.whatif_chart import whatif_picture
from unspiral.show.whatif_words import change, whatif_sentences, whatif_title

pytestmark = pytest.mark.unit


def test_with_without_and_the_difference(whatifs: tuple[WhatIf, ...]) -> None:
    found = whatifs[0]
    words = checked(whatif_picture(found, "depression", "A finding", "pain no longer pushed depression"))
    for said in ("depression, points", "difference, points", "days since the change"):
        assert said in words
    assert "with and without" in words or ("|with|" in words and "without" in words)


def test_the_table_holds_the_path(whatifs: tuple[WhatIf, ...]) -> None:
    found = whatifs[0]
    table = whatif_picture(found, "depression", "A finding", "so").table
    assert table.header == ("days", "with the change", "difference", "95 % interval")
    assert table.rows[0][0] == "0"
    assert table.rows[-1][0] == "56"


def shifted(found: WhatIf, size: float, width: float) -> WhatIf:
    time = found.path.time
    estimate = size * (1.0 - np.exp(-time))
    bands = {"depression": Band(estimate, estimate - width, estimate + width)}
    return replace(found, path=Path(time, bands), baseline={"depression": Effect(4.0, 3.9, 4.1)})


def test_a_band_without_end_is_cut_off_and_that_is_said(whatifs: tuple[WhatIf, ...]) -> None:
    picture = whatif_picture(shifted(whatifs[0], 0.1, np.inf), "depression", "A finding", "so")
    checked(picture)
    assert "The band goes on beyond the edge." in picture.caption
    assert "no interval can be given" in picture.table.rows[-1][3]
    assert "The band goes on" not in whatif_picture(shifted(whatifs[0], 0.1, 0.2), "depression", "A finding", "so").caption


def test_next_to_nothing_is_drawn_as_nothing(whatifs: tuple[WhatIf, ...]) -> None:
    picture = whatif_picture(shifted(whatifs[0], 1e-6, 1e-6), "depression", "A finding", "so")
    assert "with and without" in checked(picture)


def test_no_change_at_all(whatifs: tuple[WhatIf, ...]) -> None:
    picture = whatif_picture(shifted(whatifs[0], 0.0, 0.0), "depression", "A finding", "so")
    assert "with and without" in checked(picture)
    assert {row[2:] for row in picture.table.rows} == {("0", "0 to 0")}


EVERY = (
    lambda fit: pulse(fit, {"pain": 2.0}, draws=60),
    lambda fit: hold(fit, {"pain": 4.0}, draws=60),
    lambda fit: weaken(fit, {("pain", "depression"): 0.5}, draws=60),
    lambda fit: whatif_cut(fit, [("pain", "depression"), ("depression", "pain")], draws=60),
    lambda fit: schedule(fit, [Piece("pain", -0.1, 7.0, 28.0)], draws=60),
    lambda fit: policy(fit, Rule("pain", above=True, at=5.5, until=5.0), {"depression": -0.5}, 14.0, draws=30),
)


@pytest.mark.parametrize("ask", EVERY)
def test_every_verb_has_its_picture_and_the_table_behind_it(ask: Callable[[Fit], WhatIf]) -> None:
    fit = pair_fit(spread=0.1)
    found = ask(fit)
    for process in fit.processes:
        title = whatif_title(found, process)
        picture = whatif_picture(found, process, title, change(found))
        words = checked(picture)
        assert f"{process}, points" in words
        assert "difference, points" in words
        assert picture.table.rows[-1][0] == f"{found.horizon:g}"
        assert ("Grey: while a push is on." in picture.caption) == bool(found.pieces)
        assert ("simulated runs" in picture.caption) == (found.rule is not None)
        assert picture.svg.count('class="uc-band"') == 2 * len(found.pieces)
        said = " ".join([title, *whatif_sentences(found, process)])
        assert "expected" in said
        assert " will " not in said
        assert "nan" not in said
        assert "unknown" not in said
