"""Trade-offs are named with a way out; what only a part of the design cannot tell is not refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.designs import BOTH, at_times, choose, people, with_inputs

from unspiral.errors import NotIdentified
from unspiral.learn import tradeoff
from unspiral.learn.fit_ml import _fit, _ladder
from unspiral.learn.information import information_root, part_of
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.tradeoff import remedy_for, tells_apart, trade_offs
from unspiral.loop.language import parse
from unspiral.records import Choices, Moments, Panel, Person, Source

pytestmark = pytest.mark.unit

LOOP = parse(BOTH)
SEPARATE = Choices(True, False, "separate", "constant", {})


def test_the_numbers_that_trade_off_are_named_and_no_others() -> None:
    panel = with_inputs(people(20, 5), lambda _, t: t == 0)
    with pytest.raises(NotIdentified, match=r"^t0mean:pain and input:u0->pain trade off") as caught:
        trade_offs(problem_of(panel, parse(BOTH + "; u0 => pain (impulse)"), SEPARATE))
    assert caught.value.exit_code == 3
    held = with_inputs(people(20, 5), lambda i, t: (t == 4) * (i % 2))
    with pytest.raises(NotIdentified, match="Nothing in these answers depends on input:u0->pain"):
        trade_offs(problem_of(held, parse(BOTH + "; u0 => pain (sustained)"), SEPARATE))


def test_a_part_that_cannot_tell_is_not_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first two rows of a person cannot carry an error; the whole record can, so nothing is refused."""
    monkeypatch.setattr(tradeoff, "STAGES", ((1, 1),))
    problem = problem_of(people(20, 6), LOOP, Choices(False, True, "separate", "constant", {}))
    assert trade_offs(problem) == []
    two = problem_of(people(20, 2), LOOP, Choices(False, True, "separate", "constant", {}))
    with pytest.raises(NotIdentified) as caught:
        trade_offs(two)
    assert caught.value.code == "error-confounded"


def scattered(seed: int) -> Problem:
    """A few people, a few rows each, cells missing and inputs strewn about."""
    rng = np.random.default_rng(seed)
    persons: list[Person] = []
    for i in range(int(rng.integers(2, 4))):
        rows = 2 if seed % 2 else int(rng.integers(2, 4))
        values = rng.normal(size=(rows, 2))
        values[rng.random((rows, 2)) < 0.3] = np.nan
        given = (rng.random((rows, 1)) < 0.25).astype(float)
        persons.append(Person(str(i), np.arange(rows) + 1.0, values, given))
    first = replace(persons[0], values=rng.normal(size=persons[0].values.shape), inputs=np.ones_like(persons[0].inputs))
    panel = Panel((first, *persons[1:]), ("pain", "depression"), ("u",), "day", Source("scattered", "", 0))
    kind = ("impulse", "sustained", "fading")[seed % 3]
    t0 = ("separate", "stationary", "centred")[seed // 3 % 3]
    choices = Choices(bool(rng.integers(2)), bool(rng.integers(2)), t0, "constant", {})
    return problem_of(panel, parse(f"{BOTH}; u => pain ({kind})"), choices)


def test_a_part_and_a_few_draws_refuse_what_the_whole_information_refuses_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even from a part of one person's first two rows: beside it, the rank of all there is."""
    refused: list[bool] = []
    for seed in range(8):
        problem = scattered(seed)
        whole = part_of(problem.lanes, 100, 100)
        roots = [information_root(problem, point, whole) for point in tradeoff._points(problem)]
        unknown = [np.linalg.svd(root / np.maximum(np.linalg.norm(root, axis=0), 1e-300))[1].min() < 1e-7 for root in roots]
        monkeypatch.setattr(tradeoff, "STAGES", ((1, 2), (2, 3), (3, 3)))
        try:
            trade_offs(problem)
            refused.append(False)
        except NotIdentified:
            refused.append(True)
        assert refused[-1] == all(unknown), seed
    assert 2 <= sum(refused) <= 7


def test_summary_statistics_are_told_apart_as_their_people_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most pseudo-persons behind them have no mean; the one that has must not be overlooked, by the part or by the whole."""
    cov = np.array([[2.0, 0.5, 1.0, 0.3], [0.5, 1.5, 0.4, 0.8], [1.0, 0.4, 2.0, 0.6], [0.3, 0.8, 0.6, 1.4]])
    moments = Moments(np.array([0.0, 6.0]), ("pain", "depression"), np.array([4.0, 3.0, 3.5, 2.8]), cov, 200, None, "month")
    assert trade_offs(problem_of(moments, LOOP, replace(SEPARATE, traits=False))) == []
    with pytest.raises(NotIdentified):
        trade_offs(problem_of(moments, LOOP, SEPARATE))
    monkeypatch.setattr(tradeoff, "STAGES", ((1, 10),))
    assert trade_offs(problem_of(moments, LOOP, replace(SEPARATE, traits=False))) == []


def test_a_design_that_tells_in_principle_only_is_a_caution() -> None:
    free = Choices(True, True, "joint", "constant", {})
    almost_two = at_times(people(20, 3), [0.0, 1.0, 1.001])
    assert [(v.code, v.level) for v in trade_offs(problem_of(almost_two, LOOP, free))] == [("thin-design", "caution")]
    assert trade_offs(problem_of(people(20, 4), LOOP, free)) == []


def test_what_was_left_open_gives_way_before_anything_is_refused() -> None:
    choices, said = choose(people(40, 3), error=True, t0="stationary")
    assert (choices.traits, choices.error) == (False, True)
    assert [v.level for v in said if v.code == "simplified"] == ["ok"]
    with pytest.raises(NotIdentified) as caught:
        choose(people(40, 3), traits=True, error=True, t0="stationary")
    assert caught.value.code == "error-confounded"


def test_the_ladder_leaves_out_what_the_design_cannot_tell() -> None:
    """Three waves, stationary, with error: without traits they can be told, with traits they cannot."""
    plain = Choices(False, True, "stationary", "constant", {}, starts=1)
    fit, _, _ = _fit(people(60, 3), LOOP, plain, None)
    assert [r.label for r in _ladder(people(60, 3), LOOP, fit, None)[0]] == ["without traits"]
    assert not tells_apart(people(60, 3), LOOP, replace(plain, traits=True))
    assert tells_apart(people(60, 4), LOOP, replace(plain, traits=True))


@pytest.mark.parametrize(
    ("names", "code", "fix"),
    [
        (["input:walk->pain"], "input-no-trace", "after it was given"),
        (["input:walk->pain", "input:pill->pain"], "inputs-confounded", "keep one"),
        (["input:walk->pain", "t0mean:pain", "level:pain"], "input-at-start", "--t0 stationary"),
        (["input:walk->pain", "mean:pain[6]"], "input-common", "--means constant"),
        (["input:walk->pain", "fading:walk"], "fading-confounded", "(impulse)"),
        (["input:walk->pain", "self:pain", "link:pain->depression"], "input-confounded", "leave 'walk' out"),
        (["weekday:pain[2]", "level:pain"], "weekday-confounded", "--weekday"),
        (["trend:pain", "level:pain"], "trend-confounded", "--trend"),
        (["covariate:age->trait:pain", "level:pain"], "covariate-confounded", "leave that covariate out"),
        (["loading:depression=phq", "error:phq"], "loading-confounded", "leave 'phq' out"),
        (["error:pain", "trait:pain"], "error-confounded", "--no-error"),
        (["t0cov:pain,trait:pain", "self:pain"], "traits-confounded", "--no-traits"),
        (["level:pain", "t0mean:pain"], "means-confounded", "--t0 stationary"),
        (["self:pain", "diffusion:pain,depression"], "never-together", "both processes"),
        (["self:pain", "diffusion:pain"], "trade-off", "more occasions"),
    ],
)
def test_each_kind_of_trade_off_has_its_own_way_out(names: list[str], code: str, fix: str) -> None:
    remedy = remedy_for(names)
    assert remedy.code == code
    assert fix in remedy.fix
    assert remedy.why


def test_a_model_without_any_likelihood_is_left_to_the_search() -> None:
    problem = problem_of(people(1, 30), LOOP, Choices(False, False, "point", "constant", {}))
    assert trade_offs(problem) == []
    assert np.isfinite(problem.scale.clock)
