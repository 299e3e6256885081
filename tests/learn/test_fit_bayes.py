from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
from tests.learn.people_made import choices, made, numbers
from tests.learn.test_posterior import LOOP, panel

from unspiral.act.whatif import cut
from unspiral.errors import SpecError
from unspiral.learn import fit_bayes as module
from unspiral.learn.convergence import Convergence
from unspiral.learn.draws import draw, possible
from unspiral.learn.fit_bayes import check_sampling, fit_bayes, with_chains
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.joint import WhitenedJoint
from unspiral.learn.nuts import Sample, Target
from unspiral.learn.posterior import Whitened
from unspiral.learn.prior_view import link_draws
from unspiral.loop.language import parse
from unspiral.records import Fit, Moments
from unspiral.records.chains import Chains

pytestmark = pytest.mark.identity
needs_nutpie = pytest.mark.skipif(find_spec("nutpie") is None, reason="nutpie (the extra bayes) is not installed")
OPTIONS = {"traits": False, "error": False, "t0": "separate", "ladder": False, "starts": 1}


@pytest.fixture(scope="module")
def fitted() -> tuple[Fit, Chains]:
    return with_chains(panel(), LOOP, **OPTIONS, draws=120, warmup=100, priors={"link:pain->depression": "normal(0, 0.5)"})


@needs_nutpie
def test_with_many_answers_it_says_what_maximum_likelihood_says(fitted: tuple[Fit, Chains]) -> None:
    fit, _ = fitted
    ml = fit_ml(panel(), LOOP, **OPTIONS)
    for mine, theirs in zip(fit.parameters, ml.parameters, strict=True):
        assert mine.name == theirs.name
        assert theirs.se is not None and mine.se is not None
        if not mine.name.startswith("t0cov"):
            assert abs(mine.estimate - theirs.estimate) < 0.6 * theirs.se, mine.name
            assert 0.6 < mine.se / theirs.se < 1.6, mine.name
    assert fit.loglik is not None and ml.loglik is not None
    assert ml.loglik - 5.0 < fit.loglik <= ml.loglik
    assert fit.aic is None and fit.bic is None and fit.converged


@needs_nutpie
def test_intervals_and_words_are_those_of_the_draws(fitted: tuple[Fit, Chains]) -> None:
    fit, chains = fitted
    assert chains.posterior.shape == (2, 120, len(fit.parameters))
    pooled = chains.posterior.reshape(-1, len(chains.names))
    for k, p in enumerate(fit.parameters):
        low, high = np.quantile(pooled[:, k], [0.025, 0.975])
        assert p.low == pytest.approx(low, rel=1e-6, abs=1e-9) and p.high == pytest.approx(high, rel=1e-6, abs=1e-9)
        assert low <= p.estimate <= high
    k = chains.names.index("link:depression->pain")
    share = (pooled[:, k] > 0).mean()
    word = fit.direction.links["depression", "pain"]
    assert word.probability == pytest.approx(max(share, 1.0 - share), abs=0.05)
    drawn = draw(fit)
    assert not drawn.replicated  # the middle of a posterior is what it is: nothing is corrected
    values = np.arange(len(drawn.stable), dtype=float)
    np.testing.assert_array_equal(drawn.around(values), values[1:])
    assert np.unique(possible(fit, 100)[1:], axis=0).shape[0] == 100  # taken evenly, none twice


@needs_nutpie
def test_what_was_assumed_and_how_it_was_drawn_is_kept(fitted: tuple[Fit, Chains]) -> None:
    fit, chains = fitted
    assert fit.choices.method == "bayes" and fit.choices.priors == {"link:pain->depression": (0.0, 0.5)}
    assert (fit.choices.draws, fit.choices.chains) == (120, 2)
    post = fit.posterior
    assert post is not None and [p.name for p in post.priors] == [p.name for p in fit.parameters]
    assert max(post.rhat.values()) < 1.05
    codes = {v.code for v in fit.verdicts}
    assert {"rhat", "ess", "divergences", "prior", "threshold"} & codes >= {"rhat", "ess", "divergences", "prior"}
    assert not codes & {"intervals", "boundary", "information"}
    assert set(chains.statistics) >= {"diverging", "lp", "energy"}
    assert len(chains.observed["pain"]) == len(chains.persons) == sum(len(p.time) for p in panel().persons)
    before = link_draws(fit)
    assert before["pain", "depression"].std() == pytest.approx(0.5, rel=0.1)


@needs_nutpie
def test_what_ifs_work_from_the_draws(fitted: tuple[Fit, Chains]) -> None:
    found = cut(fitted[0], ("depression", "pain"))
    effect = found.long_run["pain"]
    assert effect.low is not None and effect.high is not None
    assert effect.low <= effect.estimate <= effect.high


def test_chains_that_disagree_take_every_word_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def apart(names: tuple[str, ...], _values: object) -> Convergence:
        return Convergence(dict.fromkeys(names, 1.2), dict.fromkeys(names, 900.0), dict.fromkeys(names, 900.0))

    def around(target: Whitened, *, chains: int, draws: int, **_of: object) -> Sample:
        w = 0.3 * np.random.default_rng(1).standard_normal((chains, draws, len(target.middle)))
        no, nothing = np.zeros((chains, draws), dtype=bool), np.zeros((chains, draws))
        return Sample(target.coordinates(w), no, no, nothing, nothing, nothing, nothing, nothing, nothing)

    monkeypatch.setattr(module, "sampler", lambda: None)
    monkeypatch.setattr(module, "sample", around)
    monkeypatch.setattr(module, "convergence_of", apart)
    fit = fit_bayes(panel(), LOOP, **OPTIONS, draws=100, warmup=100)
    assert not fit.converged and fit.spiral is None
    assert any(v.code == "rhat" and v.level == "refuse" for v in fit.verdicts)
    assert fit.direction.answer == "cannot tell"
    assert all(link.word == "cannot tell" and np.isnan(link.probability) for link in fit.direction.links.values())


@needs_nutpie
def test_where_people_differ_everybody_is_drawn_along(monkeypatch: pytest.MonkeyPatch) -> None:
    link = "link:pain->depression"
    c = choices((link,), "stationary", traits=False, error=False)
    data = made(10, 12, c, numbers(c, {link: 0.4}))
    whole = list[Target]()

    def around(target: Target, *, chains: int, draws: int, **_of: object) -> Sample:
        whole.append(target)
        w = 0.5 * np.random.default_rng(1).standard_normal((chains, draws, len(target.middle)))
        no, nothing = np.zeros((chains, draws), dtype=bool), np.zeros((chains, draws))
        return Sample(target.coordinates(w), no, no, nothing, nothing, nothing, nothing, nothing, nothing)

    monkeypatch.setattr(module, "sample", around)
    fit, chains = with_chains(data, parse("pain <-> depression; vary pain -> depression"), traits=False, error=False, t0="stationary",
                              ladder=False, starts=1, draws=100, warmup=100, priors={f"sd:{link}": "half-normal(0, 0.3)"})  # fmt: skip
    free = len(fit.parameters)
    assert isinstance(whole[0], WhitenedJoint) and len(whole[0].middle) == free + 10
    assert chains.names == tuple(p.name for p in fit.parameters) and chains.posterior.shape == (2, 100, free)
    assert chains.own[link].shape == (2, 100, 10) and set(chains.people) == {p.name for p in data.persons}
    held = fit.individual
    assert held is not None and [s.name for s in held.spreads] == [link] and held.error is None
    told = {p.name: p for p in fit.parameters}[f"sd:{link}"]
    spread = chains.posterior[..., chains.names.index(f"sd:{link}")]
    assert (spread >= 0.0).all() and (told.low, told.high) == pytest.approx(tuple(np.quantile(spread, [0.025, 0.975])))
    assert (held.spreads[0].sd.low, held.spreads[0].sd.high) == (told.low, told.high)
    for i, name in enumerate(chains.people):
        mine, one = chains.own[link][..., i], held.persons[name][link]
        assert one.estimate == pytest.approx(mine.mean()) and one.above == pytest.approx((mine > 0.0).mean())
        assert (one.low, one.high) == pytest.approx(tuple(np.quantile(mine, [0.025, 0.975])))
    assert fit.posterior is not None and f"{link}[{chains.people[0]}]" in fit.posterior.rhat
    prior = {p.name: p for p in fit.posterior.priors}[f"sd:{link}"]
    assert (prior.law, prior.spread, fit.choices.priors) == ("half-normal", 0.3, {f"sd:{link}": (0.0, 0.3)})
    assert not {v.code for v in fit.verdicts} & {"integral", "spread-nil"}  # no rule of integration, and nothing ends at nil
    assert link_draws(fit)["pain", "depression"].std() > 0.0


def test_what_cannot_be_sampled_is_refused_before_anything_takes_time() -> None:
    data = panel()
    weighted = replace(data, persons=tuple(replace(p, weight=np.ones(len(p.time))) for p in data.persons))
    with pytest.raises(SpecError, match="weights"):
        check_sampling(weighted, 1000, 2, 500)
    for wrong in ((10, 2, 500), (1000, 0, 500), (1000, 2, 5)):
        with pytest.raises(SpecError):
            check_sampling(data, *wrong)


def test_summary_statistics_of_incomplete_answers_are_refused(two_stage: Moments) -> None:
    with pytest.raises(SpecError, match="incomplete"):
        check_sampling(two_stage, 1000, 2, 500)


@pytest.fixture
def two_stage() -> Moments:
    source = panel().source
    return Moments(
        waves=np.array([0.0, 1.0]), time_unit="day", indicators=("pain", "depression"), mean=np.zeros(4), cov=np.eye(4), n=50,
        information=np.eye(14), source=source,
    )  # fmt: skip
