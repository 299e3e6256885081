from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from unspiral.records import Band, Effect, Path, WhatIf
from unspiral.records.whatif import MonteCarlo, Piece, Rule, Verb

pytestmark = pytest.mark.unit


def made(verb: Verb = "press", links: dict[tuple[str, str], float] | None = None) -> WhatIf:
    line = np.zeros(3)
    path = Path(np.arange(3.0), {"pain": Band(line, line - 1.0, line + 1.0)})
    nothing, error = {"pain": Effect(0.0, -1.0, 1.0)}, MonteCarlo(0, {"pain": line}, {"pain": 0.0}, {"pain": 0.0})
    return WhatIf(
        verb=verb, press={"pain": 1.0}, links=links or {}, reference={}, horizon=2.0, unit="day", level=0.95, long_run=nothing,
        half_time=nothing, path=path, baseline=nothing, assumptions=(), verdicts=(), area=nothing, whole_area={}, with_change=path,
        without=path, monte_carlo=error,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (made(), "horizon"),
        (made().path, "time"),
        (made().monte_carlo, "runs"),
        (Piece("pain", 1.0), "end"),
        (Rule("pain", True, 6.0, 4.0), "until"),
        (made().path.bands["pain"], "low"),
    ],
)
def test_records_are_frozen_and_have_no_other_fields(record: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(record, name, None)
    assert not hasattr(record, "__dict__")


def test_a_band_has_one_value_a_time() -> None:
    with pytest.raises(Exception, match=r"(?i)type-check|beartype|jaxtyping|violat"):
        Band(np.zeros(3), np.zeros(2), np.zeros(3))


def test_only_a_cut_has_a_link_that_is_cut() -> None:
    arrow = ("pain", "depression")
    assert made("cut", {arrow: 1.0, ("depression", "pain"): 1.0}).cut == arrow
    assert made("weaken", {arrow: 1.0}).cut is None
    assert made().cut is None
    assert made().adherence == (1.0, 1.0)
