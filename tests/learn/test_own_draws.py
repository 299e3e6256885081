"""What is said of people from draws of their deviations: against the population they come from, and against the draws themselves."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
from scipy.stats import norm
from tests.act.made import pair_fit
from tests.learn.people_made import LOOP, choices, made, numbers

from unspiral.learn.convergence import Convergence
from unspiral.learn.draws import interval
from unspiral.learn.levels import Levels
from unspiral.learn.nuts import Sample
from unspiral.learn.own_draws import OwnDraws, apart, individual_of, judged_together, own_chains, own_draws
from unspiral.learn.people import tilts_of
from unspiral.learn.priors import Priors, priors_of
from unspiral.learn.problem import Problem, problem_of
from unspiral.records import Fit, Parameter

pytestmark = pytest.mark.identity
VARIED = ("self:pain", "link:pain->depression")
LINK = VARIED[1]
needs_arviz = pytest.mark.skipif(find_spec("arviz") is None, reason="arviz (the extra bayes) is not installed")


def set_up() -> tuple[Problem, Levels, Priors]:
    c = choices(VARIED)
    problem = problem_of(made(5, 8, c, numbers(c, dict.fromkeys(VARIED, 0.3))), LOOP, c)
    assert problem.levels is not None
    return problem, problem.levels, priors_of(problem.chain, problem.look, {}, problem.layout)


def test_own_values_are_the_mean_moved_by_what_a_person_deviates() -> None:
    problem, levels, priors = set_up()
    x = priors.draw(np.random.default_rng(1), 1)
    own = own_draws(levels, priors, np.tile(x, (600, 1)), np.random.default_rng(3).standard_normal((600, 5, 2)))
    named = dict(zip(problem.layout.names, priors.natural(x)[0].tolist(), strict=True))
    drawn = own.natural().reshape(-1, 2)
    deviation = np.log(drawn[:, 0] / named["self:pain"])
    assert (drawn[:, 0] < 0.0).all()  # a rate keeps its sign
    assert deviation.std() == pytest.approx(named["sd:self:pain"], rel=0.06)
    assert drawn[:, 1].std() == pytest.approx(named[f"sd:{LINK}"], rel=0.06)
    assert drawn[:, 1].mean() == pytest.approx(named[LINK], abs=4.0 * named[f"sd:{LINK}"] / np.sqrt(3000))
    assert np.corrcoef(deviation, drawn[:, 1])[0, 1] == pytest.approx(named[f"cor:self:pain,{LINK}"], abs=0.06)
    np.testing.assert_allclose(own.spread[0], [named["sd:self:pain"], named[f"sd:{LINK}"]])


AGES = np.array([20.0, 40.0, 60.0, 80.0])


def set_up_with_ages(varied: tuple[str, ...] = VARIED) -> tuple[Problem, Levels, Priors]:
    """Four people whose links depend on their age."""
    plain = made(4, 8, choices(varied), numbers(choices(varied), dict.fromkeys(varied, 0.3)))
    data = replace(plain, covariates=("age",), persons=tuple(
        replace(p, covariates=AGES[i : i + 1]) for i, p in enumerate(plain.persons)))  # fmt: skip
    problem = problem_of(data, LOOP, replace(choices(varied), covariates={"age": "links"}))
    assert problem.levels is not None
    return problem, problem.levels, priors_of(problem.chain, problem.look, {}, problem.layout)


def test_covariates_move_the_middle_of_a_persons_link() -> None:
    problem, levels, priors = set_up_with_ages()
    x = priors.draw(np.random.default_rng(2), 3)
    own = own_draws(levels, priors, x, np.zeros((3, 4, 2)))
    values, names = priors.natural(x), problem.layout.names
    by_age = values[:, names.index(f"covariate:age->{LINK}"), None] * (AGES - AGES.mean())
    np.testing.assert_allclose(own.value[..., 1], values[:, names.index(LINK), None] + by_age, rtol=1e-9)
    np.testing.assert_allclose(own.middle, own.value)


def test_a_covariate_counts_for_its_own_link_alone() -> None:
    varied = (VARIED[0], LINK, "link:depression->pain")
    problem, levels, _ = set_up_with_ages(varied)
    names = problem.layout.names
    assert tilts_of(levels, 0) == []  # a rate
    assert [tilts_of(levels, j) for j in (1, 2)] == [[(0, names.index(f"covariate:age->{link}"))] for link in varied[1:]]


def test_the_share_above_zero_counts_what_age_makes_of_a_link() -> None:
    problem, levels, priors = set_up_with_ages()
    x = priors.draw(np.random.default_rng(2), 301)
    found = individual_of(told(problem), levels, own_draws(levels, priors, x, np.zeros((301, 4, 2)))).spreads[1].above
    values, names = priors.natural(x), problem.layout.names
    link, by_age, sd = (values[:, names.index(name), None] for name in (LINK, f"covariate:age->{LINK}", f"sd:{LINK}"))
    shares = norm.cdf((link + by_age * (AGES - AGES.mean())) / sd).mean(axis=1)  # of everybody who is as old as these four
    assert found is not None
    assert found.estimate == pytest.approx(np.median(shares), abs=1e-9)
    assert (found.low, found.high) == pytest.approx(interval(shares, 0.95), abs=1e-9)
    assert np.abs(shares - norm.cdf(link / sd)[:, 0]).max() > 0.05  # a single bell curve would say something else


def told(problem: Problem, level: float = 0.95) -> Fit:
    parameters = tuple(Parameter(name, 0.1, None, 0.0, 0.2, "") for name in problem.layout.names)
    return replace(pair_fit(), parameters=parameters, choices=replace(choices(VARIED), level=level))


def test_how_people_differ_is_read_from_the_draws() -> None:
    problem, levels, _ = set_up()
    random, tau, alone, left = np.random.default_rng(4), 0.5, np.array([-1.0, -0.2, 0.0, 0.5, 1.2]), 0.1
    keep = tau**2 / (tau**2 + left**2)
    count = 4000
    middle = np.full((count, 5, 2), 0.3)
    # Of each person a normal law N(alone, left), met by the population's N(middle, tau): the textbook posterior.
    value = middle + keep * (alone[:, None] - 0.3) + left * np.sqrt(keep) * random.standard_normal((count, 5, 2))
    own = OwnDraws(value, middle, np.full((count, 2), tau), (False, True), (-1.0, 1.0))
    found = individual_of(told(problem), levels, own)
    assert [(s.name, s.scale) for s in found.spreads] == [(VARIED[0], "multiplied"), (LINK, "added")]
    link = found.spreads[1]
    assert found.spreads[0].above is None and link.above is not None and link.many is not None
    above = (value[..., 1] > 0.0).sum(axis=1)
    assert link.many.estimate == pytest.approx(above.mean()) and link.many.low == interval(above.astype(float), 0.95)[0]
    for i, name in enumerate(levels.lanes.name):
        one, rate = found.persons[name][LINK], found.persons[name][VARIED[0]]
        assert one.estimate == pytest.approx(value[:, i, 1].mean())
        assert (one.low, one.high) == interval(value[:, i, 1], 0.95)
        assert one.above == (value[:, i, 1] > 0.0).mean()
        assert one.shrunk == pytest.approx(1.0 - keep, rel=0.1)
        assert one.alone == pytest.approx(alone[i], abs=0.02)
        assert rate.estimate == pytest.approx(-np.exp(value[:, i, 0].mean())) and rate.low < rate.estimate < rate.high < 0.0
    own_ends = [found.persons[name][LINK] for name in levels.lanes.name]
    assert (link.sure_above, link.sure_below) == (sum(o.low > 0 for o in own_ends), sum(o.high < 0 for o in own_ends)) == (2, 1)
    assert link.above.estimate == pytest.approx(0.7257, abs=1e-3)  # of a normal law around 0.3, 0.5 wide
    assert ("trait:pain", LINK) in [(c.first, c.second) for c in found.correlations]
    assert "drawing" in found.rule and found.error is None


def test_the_share_above_zero_of_two_groups_is_the_mean_of_their_shares() -> None:
    """Three people about +0.7 and two about -0.2: not the share of one bell curve about their mean, 0.34."""
    problem, levels, _ = set_up()
    middle = np.tile(np.array([0.7, 0.7, 0.7, -0.2, -0.2])[:, None], (50, 1, 2))
    own = OwnDraws(middle, middle, np.full((50, 2), 0.5), (False, True), (-1.0, 1.0))
    found = individual_of(told(problem), levels, own).spreads[1].above
    assert found is not None
    assert found.estimate == pytest.approx(0.6 * norm.cdf(1.4) + 0.4 * norm.cdf(-0.4))
    assert found.estimate < norm.cdf(0.34 / 0.5) - 0.05


def test_where_answers_say_nothing_of_a_person_nothing_is_told_of_them_alone() -> None:
    problem, levels, _ = set_up()
    middle = np.zeros((500, 5, 2))
    value = 0.5 * np.random.default_rng(5).standard_normal((500, 5, 2))
    found = individual_of(told(problem), levels, OwnDraws(value, middle, np.full((500, 2), 0.49), (False, True), (-1.0, 1.0)))
    assert all(one[LINK].alone is None and one[LINK].shrunk > 0.95 for one in found.persons.values())


@needs_arviz
def test_draws_are_taken_apart_and_judged_together() -> None:
    _, levels, priors = set_up()
    free, nothing = len(priors.centre), np.zeros((2, 40))
    random = np.random.default_rng(6)
    x = np.concatenate([np.tile(priors.draw(random, 1), (2, 40, 1)), random.standard_normal((2, 40, 10))], axis=-1)
    x[1, :, free] += 5.0  # the first person's first deviation: the chains do not agree about it
    drawn = Sample(x, nothing > 0, nothing > 0, nothing, nothing, nothing, nothing, nothing, nothing)
    less, own = apart(levels, priors, drawn)
    assert less.x.shape == (2, 40, free) and own is not None
    chains = own_chains(own, levels.layout, 2)
    np.testing.assert_allclose(chains[LINK][1, 3], own.natural()[43, :, 1])
    judged = judged_together(Convergence({"a": 1.0}, {"a": 500.0}, {"a": 500.0}), own, levels, 2)
    assert len(judged.rhat) == 1 + 10
    assert judged.rhat[f"self:pain[{levels.lanes.name[0]}]"] > 1.5 and judged.apart
    assert apart(None, priors, drawn) == (drawn, None)
    assert judged_together(Convergence({}, {}, {}), None, None, 2).rhat == {}
