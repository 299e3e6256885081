"""Whether people differ in noise is told from chance, from heavy tails and from differing links."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unspiral.learn.discretise import discretise
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.noise_apart import Apart, asks, noise_apart, noise_verdict, still_open
from unspiral.learn.parameters import natural
from unspiral.learn.problem import problem_of
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel, Person, Source

pytestmark = pytest.mark.unit

LOOP = parse("sad <-> cheerful")
DRIFT = np.array([[-0.7, -0.2], [-0.2, -0.7]])


def panel(what: str, seed: int, count: int = 60, beeps: int = 60) -> Panel:
    """People who are alike but for one thing: how much, how much together, their links, or heavy tails that all of them share."""
    random, people = np.random.default_rng(seed), []
    for k in range(count):
        much = np.exp(0.4 * random.normal()) if what == "much" else 1.0
        r = np.tanh(np.arctanh(-0.3) + 0.4 * random.normal()) if what == "together" else -0.3
        drift = DRIFT + (0.15 * random.normal(size=(2, 2)) * (1.0 - np.eye(2)) if what == "links" else 0.0)
        step = discretise(drift, 2.0 * np.array([[much**2, r * much], [r * much, 1.0]]), np.array([1.5]))
        root, x, rows = np.linalg.cholesky(step.noise[0]), np.zeros(2), []
        for _ in range(beeps + 10):
            push = random.standard_t(5, size=2) / np.sqrt(5.0 / 3.0) if what == "tails" else random.normal(size=2)
            x = step.transition[0] @ x + root @ push
            rows.append(x)
        values = np.array(rows[10:]) + random.normal(size=2)
        people.append(Person(str(k), 1.5 * np.arange(beeps), values, np.zeros((beeps, 0))))
    return Panel(tuple(people), LOOP.columns, (), "hour", Source("made up", "", 0))


def found(data: Panel) -> tuple[Apart, ...]:
    fit = fit_ml(data, LOOP, error=False, t0="stationary", traits=True, starts=1, ladder=False)
    problem = problem_of(data, LOOP, fit.choices)
    return noise_apart(problem, natural(problem.layout, problem.scale, fit.working.theta))


@pytest.mark.parametrize("what", ["nothing", "links", "tails"])
def test_what_is_no_difference_in_noise_is_not_called_one(what: str) -> None:
    """25 panels of each were made once: none, none, and one of them (heavy tails) were called."""
    for seed in (1, 2):
        apart = found(panel(what, seed))
        assert len(apart) == 3
        assert not any(one.seen for one in apart)
    assert noise_verdict(apart, apart).level == "ok"


def test_how_much_is_seen_and_about_right() -> None:
    """The logarithm of the variance differs by 0.8; what was not foreseen of sad holds nearly all of that."""
    apart = found(panel("much", 1))
    sad = next(one for one in apart if one.columns == ("sad",))
    assert sad.seen
    assert sad.sd == pytest.approx(0.75, abs=0.15)
    verdict = noise_verdict(apart, apart)
    assert verdict.level == "caution"
    assert "how much sad is (by a factor of 1." in verdict.reason
    assert not next(one for one in apart if one.columns == ("cheerful",)).seen


def test_how_much_together_is_seen() -> None:
    apart = found(panel("together", 1))
    both = next(one for one in apart if one.kind == "together")
    assert both.seen
    assert both.sd == pytest.approx(0.4, abs=0.12)
    assert "how much sad and cheerful are pushed together" in noise_verdict(apart, apart).reason


def test_too_few_to_look_at_is_said() -> None:
    assert found(panel("nothing", 1, count=12)) == ()
    assert found(panel("nothing", 1, count=30, beeps=12)) == ()
    verdict = noise_verdict((), ())
    assert verdict.level == "caution"
    assert "could not be looked at" in verdict.reason


def test_when_it_is_asked() -> None:
    plain = Choices(True, False, "joint", "constant", {"sad": "gaussian", "cheerful": "gaussian"})
    assert not asks(plain)
    assert asks(replace(plain, individual=("link:sad->cheerful",)))
    assert not asks(replace(plain, individual=("self:sad",)))
    assert not asks(replace(plain, individual=("link:sad->cheerful",), families={"sad": "ordinal", "cheerful": "gaussian"}))


def test_what_people_may_differ_in_is_no_longer_open() -> None:
    apart = (Apart("much", ("sad",), 0.5, 0.0), Apart("much", ("cheerful",), 0.5, 0.0), Apart("together", ("sad", "cheerful"), 0.5, 0.0))
    left = still_open(apart, ("link:sad->cheerful", "diffusion:sad"), LOOP)
    assert [one.columns for one in left] == [("cheerful",), ("sad", "cheerful")]
