"""What-ifs as pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.show.chart import checked

from unspiral.records import Band, Effect, Path, WhatIf
from unspiral.show.whatif_chart import whatif_picture

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
