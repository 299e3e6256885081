"""Thresholds of repeated looks: held against printed tables, against simulation, and against what they promise."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pytest
from scipy.special import ndtri

from unspiral.learn.looks import CLEAR_EVER, FEWEST, LIKELY_EVER, NIL_EVER, boundary, crossing, more_days, of_sign, share_spent, thresholds
from unspiral.records.look import look_days

pytestmark = pytest.mark.unit

LAW = NormalDist()
EQUAL = (1.0, 2.0, 3.0, 4.0, 5.0)
# Constants of Pocock and of O'Brien and Fleming, two-sided 0.05; looks -> constant. C. Jennison, B. W. Turnbull, Group Sequential Methods,
# 2000, tables 2.1 and 2.3, written down from memory and held, to the last digit, against the recursion below that shares no code with
# unspiral (2026-11-22). The three looks of O'Brien and Fleming also stand in the tests of the R package rpact (2.0040356).
POCOCK = {2: 2.178, 3: 2.289, 4: 2.361, 5: 2.413, 10: 2.555}
OBRIEN_FLEMING = {2: 1.977, 3: 2.004, 4: 2.024, 5: 2.040, 10: 2.087}


@pytest.mark.parametrize(("looks", "constant"), POCOCK.items())
def test_the_printed_constants_of_pocock_hold_five_percent(looks: int, constant: float) -> None:
    assert sum(crossing([float(k + 1) for k in range(looks)], [constant] * looks)) == pytest.approx(0.05, abs=2e-4)


@pytest.mark.parametrize(("looks", "constant"), OBRIEN_FLEMING.items())
def test_the_printed_constants_of_obrien_and_fleming_hold_five_percent(looks: int, constant: float) -> None:
    bounds = [constant * np.sqrt(looks / (k + 1.0)) for k in range(looks)]
    assert sum(crossing([float(k + 1) for k in range(looks)], bounds)) == pytest.approx(0.05, abs=2e-4)


def test_spending_gives_the_printed_boundaries_of_lan_and_demets() -> None:
    """Five equal looks, 0.025 on each side, the spending like O'Brien and Fleming's.

    Source: vignette of the R package ldbounds 2.0.2 (CRAN, 2023-12-02), section 5.1, seen 2026-11-22: bounds and exit probabilities.
    """

    def spending(n: float) -> float:
        return 4.0 * LAW.cdf(LAW.inv_cdf(0.0125) / (n / 5.0) ** 0.5)

    bounds = (4.8769, 3.3569, 2.6803, 2.2898, 2.0310)
    assert boundary(EQUAL, spending) == pytest.approx(bounds, abs=1.5e-4)
    assert np.cumsum(crossing(EQUAL, bounds)) == pytest.approx((1.0777e-06, 7.8830e-04, 7.6161e-03, 2.4424e-02, 5.0000e-02), rel=2e-3)


def test_looks_that_are_not_equal_and_another_spending_give_what_ldbounds_prints() -> None:
    """The same vignette: linear spending at five looks (section 5.6), and 6.9913, 3.7308, 1.9605 at shares 0.1, 0.33 and 1.

    Source: as above; r-help, March 2020, "Output of bounds() function in ldbounds package" (the second).
    """
    assert boundary(EQUAL, lambda n: 0.05 * n / 5.0) == pytest.approx((2.5758, 2.4919, 2.4108, 2.3391, 2.2754), abs=2e-4)

    def spending(n: float) -> float:
        return 4.0 * LAW.cdf(LAW.inv_cdf(0.0125) / n**0.5)

    assert boundary((0.1, 0.33, 1.0), spending) == pytest.approx((6.9913, 3.7308, 1.9605), abs=2e-4)


def test_three_given_looks_leave_what_ldbounds_prints() -> None:
    """Haybittle and Peto: 3 at two looks, 1.9751 at the last (vignette of ldbounds 2.0.2, section 5.3)."""
    assert np.cumsum(crossing((1.0, 2.0, 3.0), (3.0, 3.0, 1.9751))) == pytest.approx((0.0026998, 0.0049232, 0.0499998), rel=1e-4)


def staying(information: Sequence[float], bounds: Sequence[float]) -> float:
    """Chance of never crossing, by another rule of integration (Gauss and Legendre) than the one that is tested."""
    nodes, weights = np.polynomial.legendre.leggauss(201)
    at, mass, before = np.zeros(1), np.ones(1), 0.0
    for n, b in zip(information, bounds, strict=True):
        end, spread = b * np.sqrt(n), np.sqrt(n - before)
        here = nodes * end
        density = np.exp(-0.5 * ((here[:, None] - at) / spread) ** 2) / (spread * np.sqrt(2.0 * np.pi))
        at, mass, before = here, (density @ mass) * weights * end, n
    return float(mass.sum())


@pytest.mark.parametrize("looks", POCOCK)
def test_another_integration_agrees_on_the_constants_and_on_ours(looks: int) -> None:
    n = [k + 1.0 for k in range(looks)]
    assert 1.0 - staying(n, [POCOCK[looks]] * looks) == pytest.approx(0.05, abs=2e-4)
    assert 1.0 - staying(n, [OBRIEN_FLEMING[looks] * (looks / each) ** 0.5 for each in n]) == pytest.approx(0.05, abs=2e-4)
    counts = look_days(3650)[:looks]
    for ever in (CLEAR_EVER, LIKELY_EVER, NIL_EVER):
        ours = boundary(counts, lambda x, ever=ever: ever * share_spent(x))
        assert 1.0 - staying(counts, ours) == pytest.approx(ever * share_spent(counts[-1]), abs=1e-6)


def test_one_look_is_the_usual_one() -> None:
    assert boundary([30.0], lambda _: 0.05)[0] == pytest.approx(1.95996, abs=1e-4)


def test_what_is_spent_is_what_is_crossed_in_a_simulation() -> None:
    random = np.random.default_rng(7)
    counts = [round(0.85 * day) for day in look_days(365)]
    bounds = boundary(counts, lambda n: CLEAR_EVER * share_spent(n))
    steps = np.diff([0, *counts])
    score = np.cumsum(random.standard_normal((100_000, len(counts))) * np.sqrt(steps), axis=1)
    ever = (np.abs(score / np.sqrt(counts)) >= bounds).any(axis=1).mean()
    assert ever == pytest.approx(CLEAR_EVER * share_spent(counts[-1]), abs=3 * np.sqrt(0.04 / 100_000))


def test_the_error_of_all_years_is_bounded() -> None:
    days = look_days(3650)
    bounds = boundary(days, lambda n: LIKELY_EVER * share_spent(n))
    assert sum(crossing(days, bounds)) < LIKELY_EVER
    assert 0.7 < share_spent(365.0) < 0.9  # something is left for later


def test_every_look_is_stricter_than_a_single_one_and_the_words_keep_their_order() -> None:
    counts = [round(0.8 * day) for day in look_days(800)]
    for k in range(len(counts)):
        found = thresholds(counts[: k + 1])
        assert found is not None
        assert found.clear > 1.96
        assert found.clear > found.nil > found.likely > ndtri(0.90)


def test_few_days_use_nothing_up() -> None:
    assert thresholds([FEWEST - 1]) is None
    assert thresholds([FEWEST - 1, 60]) == thresholds([60])


def test_a_look_without_anything_new_keeps_its_thresholds_and_corrections_take_nothing_back() -> None:
    assert thresholds([24, 48, 48]) == thresholds([24, 48])
    assert thresholds([24, 48, 44]) == thresholds([24, 48])


def test_more_days_leads_to_a_look_that_would_call_it() -> None:
    more = more_days(2.0, 100, 112, [24, 48, 72, 100])
    assert more is not None
    assert 112 + more in look_days(1200)
    sooner = more_days(2.4, 100, 112, [24, 48, 72, 100])
    assert sooner is not None
    assert sooner <= more


@pytest.mark.parametrize("z", [0.0, 0.3, float("nan")])
def test_what_is_hopeless_gets_no_number(z: float) -> None:
    assert more_days(z, 100, 112, [24, 48, 72, 100]) is None


def test_the_probability_of_a_sign() -> None:
    assert of_sign(-1.96) == of_sign(1.96) == pytest.approx(0.975, abs=1e-4)
