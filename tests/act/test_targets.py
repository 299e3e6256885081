"""Ranking: the mathematics of a held push against a solver, probabilities against brute force, and what is never said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from tests.act.made import full_loop, made_fit, pair_fit, random_drift

from unspiral.act.targets import SURE, held, held_mean, processes_as_targets, targets
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.draws import draw
from unspiral.learn.stationary import stationary
from unspiral.records import Verdict
from unspiral.records.targets import Achievable, Candidate

NAMES = ("pain", "depression", "sleep_problem", "activity")


def four(spread: float = 0.05, seed: int = 4) -> object:
    return made_fit(full_loop(NAMES), random_drift(np.random.default_rng(seed), 4), spread=spread)


def acting(name: str, **benefit: float) -> Candidate:
    return Candidate(name, "treatment", tuple(Achievable(k, v, None, None, v, 0.0, "high") for k, v in benefit.items()))


@pytest.mark.identity
@pytest.mark.parametrize("length", [0.5, 7.0, 90.0])
def test_held_pushes_are_what_the_solver_says(length: float) -> None:
    drift = random_drift(np.random.default_rng(1), 3)
    one, mean = held(drift[None], length)[0], held_mean(drift[None], length)[0]
    for j in range(3):
        push = np.eye(3)[j]
        found = solve_ivp(
            lambda _, x, push=push: np.concatenate([drift @ x[:3] + push, x[:3]]), (0.0, length), np.zeros(6), rtol=1e-11, atol=1e-13
        )
        assert one[:, j] == pytest.approx(found.y[:3, -1], abs=1e-8)
        assert mean[:, j] == pytest.approx(found.y[3:, -1] / length, abs=1e-8)


@pytest.mark.identity
def test_a_loop_that_cannot_be_inverted_has_a_mean_as_well() -> None:
    still = np.array([[[0.0, 0.0], [0.3, -0.5]]])
    near = still + np.array([[[-1e-7, 0.0], [0.0, 0.0]]])
    assert held_mean(still, 10.0) == pytest.approx(held_mean(near, 10.0), abs=1e-5)
    assert held_mean(still, 10.0)[0, 0, 0] == pytest.approx(5.0)  # mean of t over ten days


@pytest.mark.identity
def test_the_push_moves_what_it_acts_on_by_what_is_counted_at_the_treated_time() -> None:
    fit = four()
    candidate = acting("both", pain=0.4, depression=0.2)
    found = targets(fit, horizon=56.0, treated=28.0, candidates=[candidate, acting("other", pain=0.1)])
    drift = np.asarray(fit.drift)[:4, :4]
    sd = np.sqrt(np.diag(stationary(drift, np.asarray(fit.diffusion)[:4, :4])))
    assert list(found.spread.values()) == pytest.approx(sd)
    late = held(drift[None], 28.0)[0]
    push = np.linalg.solve(late[:2, :2], -np.array([0.4, 0.2]) * sd[:2])
    assert (late[:, :2] @ push)[:2] == pytest.approx(-np.array([0.4, 0.2]) * sd[:2])
    wanted = held_mean(drift[None], 56.0)[0][:, :2] @ push
    entry = next(r for r in found.ranked if r.candidate.name == "both")
    assert [e.estimate for e in entry.changes.values()] == pytest.approx(wanted, abs=1e-10)
    assert entry.score.estimate == pytest.approx(-0.5 * wanted[0] / sd[0] - 0.5 * wanted[1] / sd[1], abs=1e-10)


@pytest.mark.unit
def test_probabilities_are_the_shares_of_draws() -> None:
    fit = four(spread=0.15)
    found = targets(fit, {"pain": 1.0}, 30.0, candidates=processes_as_targets(fit), treated=30.0, draws=400)
    drift = draw(fit, 400).drift
    sd = np.array(list(found.spread.values()))
    sign = np.array([1.0 if found.better[n] == "higher" else -1.0 for n in NAMES])
    scores = np.empty((401, 4))
    for d, a in enumerate(drift):
        late, mean = held(a[None], 30.0)[0], held_mean(a[None], 30.0)[0]
        scores[d] = [-mean[0, k] * 0.5 * sign[k] * sd[k] / late[k, k] / sd[0] for k in range(4)]
    winner = np.bincount(scores[1:].argmax(axis=1), minlength=4) / 400
    by_name = {r.candidate.name: r for r in found.ranked}
    assert [by_name[n].best for n in NAMES] == pytest.approx(winner, abs=1e-12)
    assert [by_name[n].helps for n in NAMES] == pytest.approx((scores[1:] > 0).mean(axis=0), abs=1e-12)
    assert sum(r.best for r in found.ranked) == pytest.approx(1.0)
    regret = (scores[1:].max(axis=1)[:, None] - scores[1:]).mean(axis=0)
    assert [by_name[n].regret for n in NAMES] == pytest.approx(regret, abs=1e-10)
    medians = [np.median(scores[1:, NAMES.index(r.candidate.name)]) for r in found.ranked]
    assert medians == sorted(medians, reverse=True)


@pytest.mark.unit
def test_what_a_wrong_choice_costs_is_not_the_cost_in_loops_that_run_away() -> None:
    fit = pair_fit(spread=0.4)
    assert 0.01 < 1.0 - draw(fit, 1000).stable.mean() < 0.5
    found = targets(fit, horizon=200.0, candidates=processes_as_targets(fit))
    assert all(np.isfinite(r.regret) and 0.0 <= r.regret < 3.0 for r in found.ranked)


@pytest.mark.unit
def test_a_winner_is_named_only_where_it_is_sure_enough() -> None:
    clear = targets(pair_fit(spread=0.01), candidates=[acting("strong", pain=0.6, depression=0.6), acting("weak", pain=0.1)])
    assert clear.answer == "strong"
    assert clear.ranked[0].best >= SURE
    even = made_fit("pain <-> depression", np.array([[-0.5, 0.2], [0.2, -0.5]]), spread=0.2)
    alike = [acting("one", pain=0.5), acting("other", depression=0.5)]
    close = targets(even, candidates=alike, spread={"pain": 1.0, "depression": 1.0})
    assert max(r.best for r in close.ranked) < SURE
    assert close.answer is None
    assert "cannot tell" in next(v.reason for v in close.verdicts if v.code == "targets")
    assert len(close.ranked) == 2  # the list stands all the same


@pytest.mark.unit
def test_the_best_of_what_harms_is_not_an_answer() -> None:
    found = targets(pair_fit(spread=0.01), candidates=[acting("bad", pain=-0.2), acting("worse", pain=-0.9)])
    assert found.ranked[0].candidate.name == "bad"
    assert found.ranked[0].helps == 0.0
    assert found.answer is None


@pytest.mark.unit
def test_one_candidate_alone_is_no_winner() -> None:
    found = targets(pair_fit(), candidates=[acting("alone", pain=0.5)])
    assert (found.answer, found.ranked[0].best) == (None, 1.0)
    assert "Only one" in next(v.reason for v in found.verdicts if v.code == "targets")


@pytest.mark.unit
def test_more_activity_is_better_and_weights_add_up() -> None:
    fit = four()
    found = targets(fit, {"pain": 3.0, "activity": 1.0}, candidates=processes_as_targets(fit))
    assert found.weights == {"pain": 0.75, "activity": 0.25}
    assert (found.better["activity"], found.better["pain"]) == ("higher", "lower")
    entry = next(r for r in found.ranked if r.candidate.name == "activity")
    assert entry.changes["activity"].estimate > 0.0


@pytest.mark.unit
def test_trial_effects_carry_their_rows_and_large_ones_are_said_to_be_shrunk() -> None:
    found = targets(pair_fit(spread=0.02))
    assert all(e.row and e.citation for r in found.ranked for e in r.candidate.effects)
    assert "shrunk" in {v.code for v in found.verdicts}
    assert any("not findings" in said for said in found.assumptions)
    assert found.left_out


@pytest.mark.unit
def test_the_same_fit_gives_the_same_list() -> None:
    one, other = targets(pair_fit()), targets(pair_fit())
    assert [(r.candidate.name, r.best, r.score) for r in one.ranked] == [(r.candidate.name, r.best, r.score) for r in other.ranked]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"weights": {"pian": 1.0}}, "Did you mean"), ({"weights": {"pain": -1.0}}, "from 0 on"),
        ({"weights": {"pain": 0.0}}, "All weights"), ({"better": {"pain": "down"}}, "neither"), ({"spread": {"pain": 0.0}}, "above 0"),
        ({"treated": -1.0}, "positive time"), ({"horizon": 0.0}, "positive time"), ({"candidates": []}, "No treatment"),
        ({"candidates": [acting("x", sleep=1.0)]}, "not a process"),
    ],
)  # fmt: skip
def test_bad_wishes_are_refused_in_words(options: dict[str, object], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        targets(pair_fit(), **options)  # type: ignore[arg-type]


@pytest.mark.unit
def test_a_fit_that_carries_nothing_carries_no_ranking() -> None:
    with pytest.raises(NotIdentified):
        targets(replace(pair_fit(), verdicts=(Verdict("converged", "refuse", "No maximum.", "--starts 20"),)))
    with pytest.raises(NotIdentified, match="runs away"):
        targets(made_fit("pain <-> depression", np.array([[-0.2, 0.5], [0.4, -0.2]])))


def test_huge_weights_are_shares_like_others() -> None:
    """Their sum has no value; earlier nothing was ranked by anything, without a word."""
    plain, huge = (targets(pair_fit(), {"pain": size, "depression": size}, draws=50) for size in (1.0, 1e308))
    assert huge.weights == plain.weights == {"pain": 0.5, "depression": 0.5}
    assert [row.score.estimate for row in huge.ranked] == [row.score.estimate for row in plain.ranked]


@pytest.mark.parametrize(
    ("called", "said", "fix"),
    [
        ({"pain": "pian"}, "'pian' is no word of the tables. Did you mean 'pain'", "--called pain=pain"),
        ({"pain": "zzzz"}, "'zzzz' is no word of the tables", "--called pain= one of"),
        ({"pian": "pain"}, "not a process of this loop. Did you mean 'pain'", "use one of"),
    ],
)
def test_a_word_that_the_tables_do_not_have_is_refused(called: dict[str, str], said: str, fix: str) -> None:
    """It would leave treatments out, and change the ranking without a word."""
    with pytest.raises(SpecError, match=said) as refused:
        targets(pair_fit(), called=called, draws=20)
    assert fix in refused.value.fix


def test_an_effect_beyond_what_was_seen_is_said_and_one_beyond_belief_refused() -> None:
    fit = pair_fit()
    codes = {e: {v.code for v in targets(fit, candidates=processes_as_targets(fit, e)).verdicts} for e in (0.5, 2.0, 2.1, 5.0)}
    assert [e for e, said in codes.items() if "beyond-range" in said] == [2.1, 5.0]
    for effect in (50.0, 5.01, 0.0, -1.0, float("nan")):
        with pytest.raises(SpecError, match="is not above 0 and up to 5") as told:
            processes_as_targets(fit, effect)
        assert told.value.fix == "--effect 0.5"


@pytest.mark.parametrize("value", [1e9, 1.1e6, 0.0, -2.0, float("inf")])
def test_a_spread_that_no_scale_has_is_refused(value: float) -> None:
    with pytest.raises(SpecError, match="The spread of 'pain'") as told:
        targets(pair_fit(), spread={"pain": value})
    assert told.value.fix == "--spread pain=2.4"
