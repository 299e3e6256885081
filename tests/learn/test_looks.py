"""Thresholds of repeated looks: held against printed tables, against simulation, and against what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from unspiral.learn.looks import CLEAR_EVER, FEWEST, LIKELY_EVER, boundary, crossing, more_days, of_sign, share_spent, thresholds
from unspiral.records.look import look_days

pytestmark = pytest.mark.unit

EQUAL = (1.0, 2.0, 3.0, 4.0, 5.0)
# C. Jennison, B. W. Turnbull, Group Sequential Methods, 2000, tables 2.1 and 2.3: constants of Pocock and of O'Brien and Fleming,
# two-sided 0.05; looks -> constant.
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
    """Lan and DeMets 1983, table 1: five equal looks, 0.025 on each side, the spending like O'Brien and Fleming's."""

    def spending(n: float) -> float:
        return float(4.0 * (1.0 - ndtr(ndtri(1.0 - 0.0125) / np.sqrt(n / 5.0))))

    assert boundary(EQUAL, spending) == pytest.approx((4.877, 3.357, 2.680, 2.290, 2.031), abs=1e-3)


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
