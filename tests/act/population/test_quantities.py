"""What declared episodes say against closed forms, and against what is counted of persons who follow them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.population.example import declared, markov

from unspiral.act.population.quantities import batched, counted_quantities, declared_quantities, one_by_one, over
from unspiral.act.population.seen import Seen
from unspiral.act.population.threshold_readings import Rule
from unspiral.loop.episodes import Basis, Course, Episodes, Hazard, People, Ratio

pytestmark = pytest.mark.identity
RULES = (Rule("pain", "chronic", 4.0, 0.0, 10.0, 12, 10, 4), Rule("depression", "episode", 10.0, 0.0, 27.0, 2, 2, 8))
A, B = Basis("", "made up"), (0.5, 1.5)


def simple(push: float) -> Episodes:
    """Two conditions that begin and end at constant rates, settled; depression multiplies how fast pain begins."""
    courses = (Course("pain", ("none", "chronic"), "none", "pain"), Course("depression", ("none", "episode"), "none", "depression"))
    hazards = (
        Hazard("pain begins", "pain", ("none",), "chronic", B[0], A, (Ratio("depression", push, A, ("episode",)),)),
        Hazard("pain ends", "pain", ("chronic",), "none", B[1], A),
        Hazard("depression begins", "depression", ("none",), "episode", 0.2, A),
        Hazard("depression ends", "depression", ("episode",), "none", 2.0, A),
    )
    return Episodes("simple", "pain <-> depression", courses, hazards, People(70, 71, (0.0,), 0.5, 0, A))


def test_constant_rates_give_exponentials() -> None:
    found = declared_quantities(RULES[:1], Seen(one_by_one(simple(1.0))))
    share = B[0] / sum(B)
    assert found[0] == pytest.approx(share, abs=1e-9) and found[2] == pytest.approx(B[0], rel=1e-9)
    assert found[1] == pytest.approx(share + (1 - share) * -np.expm1(-B[0]), abs=1e-9)
    assert found[3:7] == pytest.approx([-np.expm1(-B[1] * m / 12) for m in (3, 6, 12, 24)], abs=1e-9)
    assert found[7] == pytest.approx(-np.expm1(-B[0]), abs=1e-9)


def test_the_push_of_the_other_condition_comes_out_as_declared() -> None:
    found = declared_quantities(RULES, Seen(one_by_one(simple(3.0))))
    assert found[-2:] == pytest.approx([3.0, 1.0], rel=1e-9)
    assert found[-3] is not None and found[0] is not None and found[8] is not None and found[-3] > found[0] * found[8]


def test_hazards_told_apart_by_their_states_are_the_same_people() -> None:
    both = replace(
        markov(), hazards=tuple(replace(h, before=("acute", "chronic")) if h.name == "chronic pain ends" else h for h in markov().hazards)
    )
    apart = one_by_one(both)
    assert [h.name for h in apart.hazards if "ends" in h.name][1:3] == ["chronic pain ends, from acute", "chronic pain ends, from chronic"]
    one, other = Seen(both), Seen(apart)
    assert one.share(one.among("pain", "chronic")) == pytest.approx(other.share(other.among("pain", "chronic")), abs=1e-14)


def test_counts_of_persons_who_follow_a_declaration_are_what_it_says() -> None:
    # Plain dice, a week at a time.
    rng, persons, weeks = np.random.default_rng(3), 4000, 420
    there = np.zeros((2, persons, weeks), dtype=bool)
    now = rng.random((2, persons)) < np.array([[0.3], [0.1]])
    for week in range(weeks):
        there[:, :, week] = now
        rates = np.where(now, [[B[1]], [2.0]], [[B[0]], [0.2]]) * np.where([[True], [False]] & now[::-1] & ~now, 3.0, 1.0)
        now = now ^ (rng.random((2, persons)) < -np.expm1(-rates * 7 / 365.25))
    wanted = declared_quantities(RULES, Seen(one_by_one(simple(3.0))))
    found = counted_quantities(RULES, ("chronic pain", "depression episode"), there, 150)
    assert len(found) == len(wanted) == 19
    for counted, exact in zip(found, wanted, strict=True):
        assert counted.value is not None and counted.error is not None and exact is not None
        # A week's step counts who is over within it one week late: half a week beside the errors of chance.
        assert counted.value == pytest.approx(exact, abs=4.5 * counted.error + 0.02 * exact), counted.name


def test_the_error_of_a_mean_is_the_usual_one() -> None:
    values = np.random.default_rng(2).normal(size=4000)
    whole, error = batched(lambda who: float(values[who].mean()), 4000)
    assert whole == pytest.approx(values.mean())
    means = [part.mean() for part in np.array_split(values, 20)]
    assert error == pytest.approx(np.std(means, ddof=1) / np.sqrt(20), rel=1e-9)


def test_nothing_is_said_where_nothing_happened() -> None:
    found = counted_quantities(RULES, ("a", "b"), np.zeros((2, 400, 200), dtype=bool), 100)
    assert all(one.value in (0.0, None) for one in found)
    assert next(one for one in found if "over within 3" in one.name).value is None
    assert over(1.0, 0.0) is None and over(None, 2.0) is None and over(1.0, 4.0) == 0.25
    assert batched(lambda who: None if len(who) < 400 else 1.0, 400) == (1.0, None)
    assert len(declared_quantities(RULES, Seen(one_by_one(declared()), nodes=2))) == len(found)
