from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from unspiral.learn.chain import Chain, chain_of
from unspiral.learn.parameters import Layout, Scale, layout_of
from unspiral.learn.priors import HALF_LIFE, RATE_SPREAD, Priors, priors_of
from unspiral.learn.start import Look
from unspiral.loop.language import parse

pytestmark = pytest.mark.identity
GIVEN = {
    "link:pain->depression": (0.1, 0.2), "diffusion:depression": (0.0, 1.5), "self:pain": (-0.5, 0.3), "trait:pain": (0.0, 1.0),
    "error:pain": (0.0, 0.5), "level:pain": (4.0, 1.0),
}  # fmt: skip


VARIED = ("self:pain", "link:pain->depression")
GIVEN_PEOPLE = {"sd:link:pain->depression": (0.0, 0.1), "sd:self:pain": (0.0, 0.8), "trait:depression": (0.0, 0.7)}


def layout(t0: str = "separate", varied: tuple[str, ...] = ()) -> Layout:
    loop = parse("pain <-> depression; sleep -> pain")
    return layout_of(loop, traits=True, error=True, t0=t0, waves=(), unit="day", individual=varied)


def chain(t0: str = "separate") -> Chain:
    return chain_of(layout(t0), Scale(2.0, np.array([1.0, 2.0, 0.5]), np.array([1.0, 2.0, 0.5])))


def made(given: dict[str, tuple[float, float]] | None = None, t0: str = "separate", varied: tuple[str, ...] = ()) -> Priors:
    m = 3
    look = Look(2.0, np.array([5.0, 3.0, 1.0]), np.zeros(m), np.array([1.0, 2.0, 0.5]), np.eye(m), np.zeros((0, m)))
    return priors_of(chain(t0), look, given or {}, layout(t0, varied) if varied else None)


WAYS = [({}, "separate", ()), (GIVEN, "separate", ()), ({}, "joint", VARIED), (GIVEN | GIVEN_PEOPLE, "separate", VARIED)]
OF_WAYS = ["weak", "stated", "people", "people stated"]


@pytest.mark.parametrize(("given", "t0", "varied"), WAYS, ids=OF_WAYS)
def test_the_derivative_is_that_of_the_density(given: dict[str, tuple[float, float]], t0: str, varied: tuple[str, ...]) -> None:
    priors = made(given, t0, varied)
    x = priors.draw(np.random.default_rng(1), 5)
    _, slope = priors.density(x)
    for k in range(x.shape[1]):
        e = np.zeros(x.shape[1])
        e[k] = 1e-6
        difference = (priors.density(x + e)[0] - priors.density(x - e)[0]) / 2e-6
        np.testing.assert_allclose(slope[:, k], difference, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("given", "t0", "varied"), WAYS, ids=OF_WAYS)
def test_draws_have_the_density(given: dict[str, tuple[float, float]], t0: str, varied: tuple[str, ...]) -> None:
    """The mean over draws of q(x) / p(x) is the integral of q: 1 where p is normalised and is what was drawn from."""
    priors = made(given, t0, varied)
    x = priors.draw(np.random.default_rng(2), 4_000 if varied else 20_000)
    height = priors.density(x)[0]
    for k in range(x.shape[1]):  # one coordinate at a time is moved by a little: the density ratio must average to 1
        move = 0.2 * float(np.std(x[:, k]))
        y = x.copy()
        y[:, k] += move
        ratio = np.exp(priors.density(y)[0] - height)
        assert ratio.mean() == pytest.approx(1.0, abs=5.0 * ratio.std() / np.sqrt(len(x)) + 1e-6), priors.records[k].name


@pytest.mark.parametrize("varied", [(), VARIED])
def test_the_density_is_normalised(varied: tuple[str, ...]) -> None:
    """Against the product of the laws, written down by scipy, with the derivative of tanh for partial correlations."""
    priors = made(varied=varied)
    x = priors.draw(np.random.default_rng(3), 4)
    expected = np.zeros(len(x))
    for k in range(x.shape[1]):
        if k in priors.partial:
            beta = priors.beta[priors.partial.index(k)]
            p = np.tanh(x[:, k])
            expected += stats.beta.logpdf((p + 1.0) / 2.0, beta, beta) - np.log(2.0) + np.log1p(-(p**2))
        else:
            expected += stats.norm.logpdf(x[:, k], priors.centre[k], priors.deviation[k])
    np.testing.assert_allclose(priors.density(x)[0], expected, rtol=1e-10)


def test_stated_priors_hold_on_the_scale_on_which_numbers_are_reported() -> None:
    priors = made(GIVEN)
    names = priors.layout.names
    values = dict(zip(names, priors.natural(priors.draw(np.random.default_rng(4), 20_000)).T, strict=True))
    laws = {
        "link:pain->depression": (values["link:pain->depression"], stats.norm(0.1, 0.2)),
        "diffusion:depression": (np.sqrt(values["diffusion:depression"]), stats.halfnorm(0, 1.5)),
        "self:pain": (np.log(-values["self:pain"]), stats.norm(np.log(0.5), 0.3)),
        "trait:pain": (np.sqrt(values["trait:pain"]), stats.halfnorm(0, 1.0)),
        "error:pain": (np.sqrt(values["error:pain"]), stats.halfnorm(0, 0.5)),
        "level:pain": (values["level:pain"], stats.norm(4.0, 1.0)),
    }
    for name, (drawn, law) in laws.items():
        assert stats.kstest(drawn, law.cdf).pvalue > 1e-3, name


def test_weak_priors_are_those_that_their_words_say() -> None:
    priors = made()
    names = priors.layout.names
    records = {r.name: r for r in priors.records}
    assert tuple(records) == names
    assert all(r.why for r in priors.records)
    values = dict(zip(names, priors.natural(priors.draw(np.random.default_rng(5), 20_000)).T, strict=True))
    assert stats.kstest(np.log(-values["self:pain"]), stats.norm(np.log(HALF_LIFE / 2.0), RATE_SPREAD).cdf).pvalue > 1e-3
    assert records["self:pain"].centre == pytest.approx(-HALF_LIFE / 2.0)
    for link in ("link:pain->depression", "link:depression->pain", "link:sleep->pain"):
        assert records[link].centre == 0.0
        assert (values[link] > 0).mean() == pytest.approx(0.5, abs=0.02)
    correlation = values["trait:pain,depression"] / np.sqrt(values["trait:pain"] * values["trait:depression"])
    assert stats.kstest((correlation + 1.0) / 2.0, stats.beta(2.5, 2.5).cdf).pvalue > 1e-3  # LKJ(2) of three rows


@pytest.mark.parametrize("t0", ["separate", "joint"])
def test_priors_over_people_hold_on_the_scale_on_which_numbers_are_reported(t0: str) -> None:
    """Half-normal spreads of deviations and of levels (whole, with what goes with deviations), one LKJ law for all their correlations."""
    priors = made(GIVEN_PEOPLE, t0, VARIED)
    names = priors.layout.names
    values = dict(zip(names, priors.natural(priors.draw(np.random.default_rng(7), 20_000)).T, strict=True))
    sd = {"sd:link:pain->depression": 0.1, "sd:self:pain": 0.8}
    for name, wide in sd.items():
        assert stats.kstest(values[name], stats.halfnorm(0, wide).cdf).pvalue > 1e-3, name
    assert stats.kstest(np.sqrt(values["trait:depression"]), stats.halfnorm(0, 0.7).cdf).pvalue > 1e-3
    assert stats.kstest(np.sqrt(values["trait:pain"]), stats.halfnorm(0, 1.0).cdf).pvalue > 1e-3
    assert {r.name: r.law for r in priors.records}["cor:trait:pain,self:pain"] == "lkj"
    if t0 == "joint":  # first states are held apart from deviations, which leaves no simple law of single correlations
        return
    both = values["trait:pain,depression"] / np.sqrt(values["trait:pain"] * values["trait:depression"])
    for r in (values["cor:self:pain,link:pain->depression"], values["cor:trait:sleep,self:pain"], both):
        assert stats.kstest((r + 1.0) / 2.0, stats.beta(3.5, 3.5).cdf).pvalue > 1e-3  # LKJ(2) of five rows


def test_weak_priors_of_spreads_are_those_that_their_words_say() -> None:
    records = {r.name: r for r in made(varied=VARIED).records}
    assert (records["sd:self:pain"].law, records["sd:self:pain"].spread) == ("half-normal", 0.5)
    assert records["sd:link:pain->depression"].spread == pytest.approx(0.25 * 2.0 / 1.0 / 2.0)  # points a clock, for one point
    assert "quarter" in records["sd:link:pain->depression"].why and "logarithm" in records["sd:self:pain"].why


def test_loops_that_must_settle_do() -> None:
    priors = made(t0="stationary")
    x = priors.draw(np.random.default_rng(6), 500)
    assert priors.possible(x).all()
    every = made(t0="separate")
    assert not made(t0="stationary").possible(np.where(np.arange(x.shape[1]) == 3, 50.0, x)).all()
    assert every.possible(every.draw(np.random.default_rng(6), 50)).all()
