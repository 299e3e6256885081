from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.population.policy_made import faster, own, scenarios, town

from unspiral.act.population.compare import compare, over_shares, pieces, word_of
from unspiral.act.population.dials import Dial, turned
from unspiral.act.population.effects import classes
from unspiral.act.population.forward import forward, start_of
from unspiral.act.population.joint import holds, joint_of
from unspiral.act.population.policies import put_on
from unspiral.act.population.rates import rates_of
from unspiral.errors import SpecError
from unspiral.records.effect import Effect
from unspiral.records.policies import Difference

pytestmark = pytest.mark.identity
SMALL = town(effects=())


def test_differences_are_those_of_two_forward_equations() -> None:
    made = scenarios(SMALL)
    found = compare(made, [own()], 104, nodes=3)
    assert found.shares == (0.0, 0.5, 1.0) and [arm.share for arm in found.policies[0].arms] == [0.0, 0.5, 1.0]
    for arm in found.policies[0].arms:
        ends: list[float] = []
        weeks: list[float] = []
        for proposal in (None, own()):
            wide, policy = put_on(made[arm.share], own(), share=arm.share)
            joint, people = joint_of(wide), classes(wide, 3)
            before = rates_of(wide, joint, begins=(0.0, 140.0))
            rates = before if proposal is None else rates_of(wide, joint, policy, begins=(0.0, 140.0))
            shares = forward(wide, joint, rates, people, start_of(wide, joint, before, people), 104)
            there = shares[holds(joint, wide, "depression", ("episode",))].sum(axis=0)
            ends.append(1e5 * there[-1])
            weeks.append(1e5 * float(np.sum((there[1:] + there[:-1]) / 2.0)))
        assert arm.of("end:depression:episode").change.estimate == pytest.approx(ends[1] - ends[0], rel=1e-9)
        assert arm.of("weeks:depression:episode").change.estimate == pytest.approx(weeks[1] - weeks[0], rel=1e-3)  # by the trapezoid
        gap = next(each for each in arm.gaps if each.state == "depression:episode")
        assert gap.estimate[-1] == pytest.approx(ends[1] - ends[0], rel=1e-9) and gap.weeks.tolist() == [*range(0, 104, 13), 104]
        assert np.isnan(gap.low).all()  # no draws, no band
    assert {word.word for word in found.policies[0].words} == {"cannot tell"}
    assert [v.code for v in found.verdicts] == ["policy-no-interval", "policy-cohort", "policy-assumed"]


def test_draws_are_the_same_in_every_arm_and_the_exact_number_lies_in_their_middle() -> None:
    made = scenarios(SMALL)
    rate = Dial("rate", "depression begins")
    draws = {share: [turned(each, rate, 0.02 * 1.01**k) for k in range(-20, 21)] for share, each in made.items()}
    found = compare(made, [faster()], 52, draws=draws, nodes=3)
    assert found.draws == 41
    for arm in found.policies[0].arms:
        row = arm.of("weeks:depression:episode")
        assert row.change.low is not None and row.change.high is not None
        assert row.change.low < row.change.estimate < row.change.high < 0.0 and row.word == "fewer"
        # The level moves by a quarter up and down; the difference by as much, and not by the spread of two independent arms.
        assert (row.change.high - row.change.low) / abs(row.change.estimate) < 0.7
    assert found.policies[0].word("weeks:depression:episode").word == "fewer"
    chronic = found.policies[0].word("weeks:pain:chronic")
    assert chronic.word == "cannot tell" and "no difference at all at 0 %" in chronic.why


def test_where_a_draw_changes_nothing_its_difference_is_none() -> None:
    # Draws have the nodes of the estimate: with fewer they are of another population, and shifting them to it makes an effect out of none.
    nothing = replace(own(), start="now")
    made = scenarios(town(effects=("mood",)))
    found = compare(made, [nothing], 26, draws={share: [made[share]] * 40 for share in made}, nodes=3)
    for arm in found.policies[0].arms:
        row = arm.of("weeks:depression:episode").change
        assert row.low is None or (row.low <= row.estimate + 1e-9 and row.high is not None and row.high >= row.estimate - 1e-9)


def test_without_anything_that_was_drawn_there_is_no_interval() -> None:
    found = compare(scenarios(SMALL), [faster()], 26, count=40, nodes=3)
    row = found.policies[0].arms[2].of("weeks:depression:episode")
    assert (row.change.low, row.change.high, row.word) == (None, None, "cannot tell")
    assert found.policies[0].word("weeks:depression:episode").why == "no interval can be given"


@pytest.mark.parametrize(
    ("low", "estimate", "high", "word"),
    [(-3.0, -2.0, -1.0, "fewer"), (1.0, 2.0, 3.0, "more"), (-1.0, 1.0, 3.0, "cannot tell"), (-1e-8, 0.0, 1e-8, "none"), (None, 5.0, None,
    "cannot tell")],
)  # fmt: skip
def test_the_interval_decides_the_word(low: float | None, estimate: float, high: float | None, word: str) -> None:
    assert word_of(Effect(estimate, low, high), 1000.0) == word


def test_only_what_every_causal_share_says_is_said() -> None:
    def row(word: str, low: float | None = 1.0) -> Difference:
        return Difference("m", 1.0, Effect(2.0, low, 3.0), word)

    assert over_shares("m", [(0.0, row("fewer")), (1.0, row("fewer"))]).word == "fewer"
    hinges = over_shares("m", [(0.0, row("none")), (0.5, row("fewer")), (1.0, row("fewer"))])
    assert (hinges.word, hinges.why) == (
        "cannot tell", "fewer at 50 % and 100 %, no difference at all at 0 %: it hinges on how much of the links is causal",
    )  # fmt: skip
    assert over_shares("m", [(0.0, row("more")), (1.0, row("fewer"))]).word == "cannot tell"
    assert over_shares("m", [(0.0, row("none")), (1.0, row("none"))]).word == "none"
    assert over_shares("m", [(0.0, row("cannot tell", None)), (1.0, row("fewer"))]).why == "no interval can be given"


def test_states_at_every_week_are_those_of_everybody() -> None:
    found = compare(scenarios(SMALL), [], 30, nodes=3)
    assert len(found.now) == len(scenarios(SMALL))
    for now in found.now:
        assert now.weeks.tolist() == list(range(31))
        whole = sum(now.state[f"pain:{state}"] for state in ("none", "acute", "chronic")) + now.state["life:dead"]
        assert whole == pytest.approx(np.ones(31), abs=1e-12)


def test_one_causal_share_alone_is_refused_and_so_is_a_policy_behind_the_horizon() -> None:
    made = scenarios(SMALL)
    with pytest.raises(SpecError, match="several causal shares side by side"):
        compare({1.0: made[1.0]}, [own()], 52)
    with pytest.raises(SpecError, match="begins in week 20, and the horizon ends after 20"):
        compare(made, [own()], 20)
    with pytest.raises(SpecError, match="A horizon of 0 weeks"):
        compare(made, [], 0)
    count = 0

    def step(by: int) -> None:
        nonlocal count
        count += by

    compare(made, [own()], 26, count=40, nodes=3, advance=step)
    assert count == pieces(3, 40)
