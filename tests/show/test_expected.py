"""Which what-ifs a report shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unspiral.act.whatif import cut, press
from unspiral.records import Fit, Spiral, Verdict, WhatIf
from unspiral.show.expected import beside, expected

pytestmark = pytest.mark.unit


def test_two_cuts_and_two_presses(whatifs: tuple[WhatIf, ...], spiral: Spiral | None, fit: Fit) -> None:
    assert [found.cut for found in whatifs[:2]] == [("pain", "depression"), ("depression", "pain")]
    assert [set(found.press) for found in whatifs[2:]] == [{"pain"}, {"depression"}]
    assert spiral is not None
    assert spiral.gain is not None


def test_a_press_lowers_its_process_by_one_point_without_the_loop(whatifs: tuple[WhatIf, ...], fit: Fit) -> None:
    assert whatifs[2].press["pain"] / -fit.drift[0, 0] == pytest.approx(-1.0)
    assert whatifs[2].long_run["pain"].estimate == pytest.approx(-(1.0 + spiral_excess(fit)), rel=1e-6)


def spiral_excess(fit: Fit) -> float:
    """What the loop adds to a press of one point: gain / (1 - gain)."""
    a = fit.drift
    gain = a[0, 1] * a[1, 0] / (a[0, 0] * a[1, 1])
    return float(gain / (1.0 - gain))


def test_nothing_from_a_fit_that_carries_nothing(fit: Fit) -> None:
    assert expected(replace(fit, converged=False)) == ((), None)
    assert expected(replace(fit, verdicts=(Verdict("unstable", "caution", "It runs away."),))) == ((), None)
    assert expected(replace(fit, processes=("pain",), links=())) == ((), None)
    assert expected(replace(fit, diffusion=np.ones((2, 2)))) == ((), None)


def test_what_was_asked_stands_first_and_is_not_shown_twice(fit: Fit, whatifs: tuple[WhatIf, ...]) -> None:
    asked = press(fit, {"pain": -0.1}, draws=50)
    assert beside([asked], whatifs) == (asked, *whatifs)
    again = cut(fit, ("pain", "depression"), draws=50)
    assert beside([again], whatifs) == (again, *whatifs[1:])
    assert beside([], whatifs) == whatifs
