"""Lengths of spells: against statsmodels, against a likelihood, and nothing said from too few."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from unspiral.act.flare_length import spell_length
from unspiral.records.flare import Spell

pytestmark = pytest.mark.peer


def spells(lengths: list[tuple[int, bool]], begun: bool = True) -> list[Spell]:
    return [Spell(1, days, days, 0, begun, ended, {}) for days, ended in lengths]


def by_statsmodels(lengths: list[tuple[int, bool]]) -> tuple[float, float, float]:
    from statsmodels.duration.survfunc import SurvfuncRight

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        curve = SurvfuncRight(np.array([days for days, _ in lengths]), np.array([ended for _, ended in lengths], dtype=float))
        low, high = curve.quantile_ci(0.5, alpha=0.05, method="cloglog")
        return float(curve.quantile(0.5)), float(low), float(high)


def test_leukaemia_remission_times() -> None:
    """Published everywhere as an example: median 23, and 31 for those kept on treatment (Miller 1981, of the survival package of R)."""
    kept = [
        (9, True),
        (13, True),
        (13, False),
        (18, True),
        (23, True),
        (28, False),
        (31, True),
        (34, True),
        (45, False),
        (48, True),
        (161, False),
    ]
    others = [
        (5, True),
        (5, True),
        (8, True),
        (8, True),
        (12, True),
        (16, False),
        (23, True),
        (27, True),
        (30, True),
        (33, True),
        (43, True),
        (45, True),
    ]
    assert spell_length(spells(kept), 5).median == 31
    assert spell_length(spells(others), 5).median == 23


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(2, 12), st.booleans()), min_size=1, max_size=30))
def test_median_is_that_of_statsmodels(lengths: list[tuple[int, bool]]) -> None:
    """Where the curve meets 1/2 exactly statsmodels takes the next length; the definition here takes that one."""
    found = spell_length(spells(lengths), 1)
    if found.ended == 0:
        assert found.median is None
        return
    assume(all(abs(share - 0.5) > 1e-9 for share in survival(lengths).values()))
    median, low, high = by_statsmodels(lengths)
    assert (float("nan") if found.median is None else float(found.median)) == pytest.approx(median, nan_ok=True)
    # A curve that ends at 0 has no error there, and where no length lies in the interval statsmodels has none.
    if min(survival(lengths).values()) > 1e-9 and not np.isnan(low):
        assert (found.low, float("inf") if found.high is None else float(found.high)) == (low, high)


def survival(lengths: list[tuple[int, bool]]) -> dict[int, float]:
    """Efron's way: the mass of a spell that was still open goes, in equal parts, to all that were seen to last longer."""
    mass = {place: 1.0 / len(lengths) for place in range(len(lengths))}
    order = sorted(range(len(lengths)), key=lambda place: (lengths[place][0], not lengths[place][1]))
    for rank, place in enumerate(order):
        later = order[rank + 1 :]
        if not lengths[place][1] and later:
            for other in later:
                mass[other] += mass[place] / len(later)
            mass[place] = 0.0
    return {day: 1.0 - sum(mass[p] for p in mass if lengths[p][0] <= day and lengths[p][1]) for day in {d for d, ended in lengths if ended}}


@given(st.lists(st.tuples(st.integers(2, 9), st.booleans()), min_size=2, max_size=25))
def test_median_by_redistributing_to_the_right(lengths: list[tuple[int, bool]]) -> None:
    reached = [day for day, share in survival(lengths).items() if share <= 0.5 + 1e-9]
    assert spell_length(spells(lengths), 1).median == (min(reached) if reached else None)


def test_interval_holds_the_median_and_agrees_with_greenwood_by_hand() -> None:
    """Ten spells of 2 to 6 days, all ended. S(2) = 0.8, its lower end 0.409; S(4) = 0.4, its upper end 0.670; S(5) = 0.2, 0.475."""
    lengths = [(days, True) for days in (2, 2, 3, 3, 4, 4, 5, 5, 6, 6)]
    found = spell_length(spells(lengths), 5)
    assert (found.median, found.low, found.high) == (4, 2, 5)
    longer = spell_length(spells([(days, True) for days in (2, 3, 4, 5, 6)] * 20), 5)
    assert longer.low is not None and longer.high is not None and longer.median is not None
    assert longer.low <= longer.median <= longer.high


def test_few_spells_have_no_upper_end() -> None:
    found = spell_length(spells([(3, True)] * 5), 5)
    assert (found.median, found.high) == (3, None)


def test_too_few_and_unseen_beginnings() -> None:
    mixed = [*spells([(3, True), (4, True), (9, False)]), *spells([(30, True)], begun=False)]
    found = spell_length(mixed, 3)
    assert (found.spells, found.ended, found.unseen, found.median) == (3, 2, 1, None)
    assert (found.shortest, found.longest) == (3, 4)
    assert spell_length([], 5).shortest is None


def test_open_spells_are_not_taken_as_ended() -> None:
    ended = [(3, True)] * 6
    assert spell_length(spells(ended), 5).median == 3
    assert spell_length(spells([*ended, *[(10, False)] * 8]), 5).median is None


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(2, 9), st.booleans()), min_size=2, max_size=25))
def test_the_curve_is_that_of_statsmodels_with_greenwood_errors(lengths: list[tuple[int, bool]]) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    assume(any(ended for _, ended in lengths))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = SurvfuncRight(np.array([days for days, _ in lengths]), np.array([ended for _, ended in lengths], dtype=float))
        shares, errors = dict(zip(theirs.surv_times, theirs.surv_prob, strict=True)), theirs.surv_prob_se
    spread = dict(zip(theirs.surv_times, errors, strict=True))
    found = spell_length(spells(lengths), 1).curve
    assert [at.days for at in found] == sorted(shares)
    for at in found:
        assert at.share == pytest.approx(shares[at.days], abs=1e-12)
        if at.low is None or at.high is None:
            assert at.share == 0.0
            continue
        # The interval on the scale of log(-log S), whose standard error is se / (S |log S|).
        wide = 1.959963984540054 * spread[at.days] / (at.share * abs(np.log(at.share)))
        assert (at.low, at.high) == pytest.approx(tuple(at.share ** np.exp(sign * wide) for sign in (1.0, -1.0)), abs=1e-9)


def test_no_curve_from_too_few() -> None:
    assert spell_length(spells([(3, True), (4, True)]), 3).curve == ()
    found = spell_length(spells([(2, True)] * 2 + [(4, False)] * 2), 2).curve
    assert [(at.days, at.share) for at in found] == [(2, 0.5)]
