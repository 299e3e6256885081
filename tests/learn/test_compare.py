"""Fits side by side: known numbers, refusals, and how often the true model is chosen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2
from tests.learn.loops import simulate_panel
from tests.store.made_fit import made_fit

from unspiral.errors import DataError, NotConverged, SpecError
from unspiral.learn.compare import compare, future_gaps, mixture, preference
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.leave_out import leave_one_out
from unspiral.learn.nesting import Nested
from unspiral.loop.language import parse
from unspiral.records import Choices, Fit
from unspiral.records.comparison import LeaveFuture, LeaveOneOut

TWO, ONE = "pain <-> depression", "pain -> depression"


def made(loop: str, loglik: float, k: int, **changes: object) -> Fit:
    choices = Choices(False, False, "separate", "constant", {})
    held = {"aic": 2 * k - 2 * loglik, "bic": 0.0, "choices": choices, "processes": ("pain", "depression"), **changes}
    return made_fit(loop_text=loop, loglik=loglik, n_parameters=k, **held)


def left(values: list[float], flagged: tuple[str, ...] = (), refitted: tuple[str, ...] = ()) -> LeaveOneOut:
    names = tuple(str(i) for i in range(len(values)))
    return LeaveOneOut(names, np.array(values), np.zeros(len(values)), refitted, flagged, np.array(values) + 0.5)


def test_costs_weights_and_the_ratio_are_those_of_the_formulas() -> None:
    a, b = made(ONE, -103.0, 13), made(TWO, -100.0, 14)
    found = compare([a, b], ["one", "both"])
    one, both = found.standings
    assert (one.aic, both.aic) == (232.0, 228.0)
    assert (one.bic, both.bic) == pytest.approx((13 * np.log(3) + 206.0, 14 * np.log(3) + 200.0))  # three persons
    assert both.weight == pytest.approx(1.0 / (1.0 + np.exp(-2.0)))
    assert one.weight + both.weight == pytest.approx(1.0)
    assert found.best == "both"
    assert found.baseline == "one"
    (test,) = found.tests
    assert (test.smaller, test.larger, test.statistic, test.df) == ("one", "both", 6.0, 1)
    assert test.p == pytest.approx(chi2.sf(6.0, 1))
    assert test.boundary == ()
    assert compare([b, a], ["both", "one"]).tests == found.tests  # the order given does not matter


def test_one_variance_at_zero_is_an_even_mixture() -> None:
    p, words = mixture(2.706, 1, Nested((), ("error:pain",)))
    assert p == pytest.approx(0.05, abs=1e-4)  # the table of Self and Liang
    assert "even mixture" in words
    assert mixture(0.0, 1, Nested((), ("error:pain",)))[0] == 1.0
    p, _ = mixture(5.138, 2, Nested((), ("trait:pain",)))
    assert p == pytest.approx(0.05, abs=1e-3)  # half of 1 and half of 2 degrees: Stram and Lee
    p, words = mixture(6.0, 3, Nested((), ("trait:pain", "trait:depression")))
    assert p == chi2.sf(6.0, 3)
    assert "too cautious" in words


@pytest.mark.calibration
def test_the_mixture_holds_its_level() -> None:
    """Nobody differs in level: the test of one trait rejects in 5 % of 400 panels (3 to 7.3 %), the plain one in half of that."""
    sure = plain = 0
    for seed in range(400):
        panel = simulate_panel(seed=seed, persons=60, occasions=5)
        fits = [
            fit_ml(panel, parse(f"{TWO}; vary pain"), traits=on, error=False, t0="centred", starts=1, ladder=False) for on in (False, True)
        ]
        (test,) = compare(fits).tests
        assert test.p is not None
        sure += test.p < 0.05
        plain += float(chi2.sf(test.statistic or 0.0, test.df or 1)) < 0.05
    assert 12 <= sure <= 29, sure
    assert plain < sure


def test_what_is_not_nested_has_no_test_but_has_its_costs() -> None:
    found = compare([made(ONE, -103.0, 13), made("depression -> pain", -101.0, 13)])
    (test,) = found.tests
    assert (test.statistic, test.df, test.p) == (None, None, None)
    assert "as many free numbers" in test.words
    assert found.best == "2"
    (test,) = compare([made(ONE, -103.0, 13), made("depression -> pain; walking => pain (impulse)", -101.0, 14)]).tests
    assert test.p is None
    assert "neither is a special case" in test.words


def test_a_larger_model_that_ended_lower_is_not_tested() -> None:
    found = compare([made(ONE, -103.0, 13), made(TWO, -105.0, 14)])
    assert found.tests[0].p is None
    assert "missed the top" in found.tests[0].words
    assert [v.code for v in found.verdicts] == ["search"]
    assert compare([made(ONE, -103.0, 13), made(TWO, -103.01, 14)]).tests[0].statistic == 0.0


def test_other_answers_are_refused() -> None:
    a = made(ONE, -103.0, 13)
    for changes, said in (
        ({"sha256": "cd" * 32}, "the files differ"),
        ({"cells": 78}, "80 and 78 cells"),
        ({"persons": 4}, "3 and 4 persons"),
        ({"interval": 2.0}, "the times differ"),
    ):
        b = made(TWO, -100.0, 14, data=replace(a.data, **changes))
        with pytest.raises(DataError, match=said):
            compare([a, b])
    with pytest.raises(DataError, match="columns differ"):
        compare([a, made(f"{TWO}; pain by nrs", -100.0, 14)])
    with pytest.raises(DataError, match="no log-likelihood"):
        compare([a, replace(a, loglik=None)])
    weighed = replace(a, choices=replace(a.choices, weight="w"))
    for pair in ([a, weighed], [weighed, replace(weighed, loglik=-101.0)]):  # the same weights leave no likelihood either
        with pytest.raises(SpecError, match="weighs its rows by 'w', so that neither a likelihood-ratio test nor AIC nor BIC") as refusal:
            compare(pair)
        assert "A weighted sum is no likelihood" in refusal.value.why
    elsewhere = replace(weighed, data=replace(a.data, sha256="cd" * 32))
    with pytest.raises(DataError, match="the files differ"):  # the first reason, whatever the weights are
        compare([a, elsewhere])


@pytest.mark.parametrize(
    ("logliks", "said"),
    [
        ((-103.0, -102.0), "AIC and BIC cannot tell “1” and “2” apart (less than 2 between them)"),
        ((-104.0, -100.0), "AIC and BIC prefer “2”"),
        ((-102.5, -100.0), "AIC and BIC weakly prefer “2”"),
        ((-100.6, -100.0), "AIC cannot tell “1” and “2” apart (less than 2 between them), BIC weakly prefers “1”"),
    ],
)
def test_a_preference_is_as_strong_as_the_difference(logliks: tuple[float, float], said: str) -> None:
    a, b = made(ONE, logliks[0], 13), made(TWO, logliks[1], 14)
    many = 40 if said.startswith("AIC cannot") else 3
    assert preference(compare([replace(f, data=replace(f.data, persons=many)) for f in (a, b)])) == said


def test_two_that_are_equal_leave_the_third_behind() -> None:
    third = made("depression -> pain", -110.0, 13)
    found = compare([made(ONE, -100.0, 13), made(TWO, -99.5, 14), third], ["one", "both", "back"])
    assert preference(found).startswith("AIC and BIC cannot tell “one” and “both” apart")


def test_searches_that_failed_and_calls_that_make_no_sense_are_refused() -> None:
    a = made(ONE, -103.0, 13)
    with pytest.raises(NotConverged, match="'bad' did not end at a maximum"):
        compare([a, replace(a, converged=False)], ["good", "bad"])
    with pytest.raises(SpecError, match="nothing to be compared with"):
        compare([a])
    with pytest.raises(SpecError, match="a name of its own"):
        compare([a, a], ["x", "x"])
    with pytest.raises(SpecError, match="some of the fits only"):
        compare([a, a], ["x", "y"], left_out={"x": left([1.0, 2.0])})


def test_differences_are_paired_and_have_their_error() -> None:
    a, b = made(ONE, -103.0, 13), made(TWO, -100.0, 14)
    found = compare([a, b], ["one", "both"], left_out={"one": left([1.0, 2.0, 4.0]), "both": left([2.0, 2.5, 4.0], flagged=("1",))})
    (gap,) = found.by_person
    assert (gap.name, gap.baseline, gap.count) == ("both", "one", 3)
    assert gap.elpd == pytest.approx(1.5)
    assert gap.se == pytest.approx(np.sqrt(3) * np.std([1.0, 0.5, 0.0], ddof=1))
    assert found.total["one"].estimate == 7.0
    assert [(v.code, v.level) for v in found.verdicts] == [("k-hat", "ok"), ("k-hat", "caution")]


def test_futures_are_compared_where_both_were_scored_and_by_person() -> None:
    def future(scores: list[float]) -> LeaveFuture:
        return LeaveFuture(1, (2.0,), (True,), ("a", "b", "a", "b"), np.array([3.0, 3.0, 4.0, 5.0]), np.array(scores), False)

    base, other = future([-1.0, -1.0, np.nan, -1.0]), future([-0.5, -1.5, -1.0, 0.0])
    times, gaps, who = future_gaps(base, other)
    assert times.tolist() == [3.0, 3.0, 5.0]
    assert gaps.tolist() == [0.5, -0.5, 1.0]
    assert who == ("a", "b", "b")
    (gap,) = compare([made(ONE, -103.0, 13), made(TWO, -100.0, 14)], future={"1": base, "2": other}).by_future
    assert gap.elpd == pytest.approx(1.0)
    assert gap.count == 3
    assert gap.se == pytest.approx(np.sqrt(2) * np.std([0.5, 0.5], ddof=1))
    lost = replace(base, converged=(False,))
    assert compare([made(ONE, -103.0, 13), made(TWO, -100.0, 14)], future={"1": lost, "2": other}).verdicts[0].code == "folds"


def chosen(seeds: range) -> dict[str, int]:
    """How often the loop that goes both ways is preferred to the one that leaves out a link of 0.25 a day: 60 people, 12 days each."""
    won = {"aic": 0, "ratio": 0, "person": 0}
    for seed in seeds:
        panel = simulate_panel(seed=seed, persons=60, occasions=12)
        fits = [fit_ml(panel, parse(x), traits=False, error=False, t0="stationary", starts=1, ladder=False) for x in (ONE, TWO)]
        found = compare(fits, ["one", "both"], left_out=dict(zip(("one", "both"), (leave_one_out(panel, f, count=400) for f in fits))))
        won["aic"] += found.best == "both"
        won["ratio"] += (found.tests[0].p or 0.0) < 0.05
        won["person"] += found.by_person[0].elpd > 0.0
    return won


def test_the_true_model_is_chosen() -> None:
    assert chosen(range(1)) == {"aic": 1, "ratio": 1, "person": 1}


@pytest.mark.calibration
def test_the_true_model_is_chosen_nearly_always() -> None:
    won = chosen(range(200))
    assert min(won.values()) >= 190, won
