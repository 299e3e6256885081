from __future__ import annotations

import numpy as np
import pytest
from tests.act.population.policy_made import town

from unspiral.act.population.cohort import Years, flow, start_here
from unspiral.act.population.effects import classes
from unspiral.act.population.joint import joint_of
from unspiral.act.population.measures import amounts, conditions, lasting, shown_states, weights_of, with_outcomes
from unspiral.act.population.rates import rates_of
from unspiral.act.population.town import per_day

pytestmark = pytest.mark.identity


def test_what_is_measured_of_the_fixture() -> None:
    episodes = town()
    joint = joint_of(episodes)
    found = {each.measure.name: each for each in weights_of(episodes, joint)}
    assert list(found) == [
        "end:pain:chronic", "end:depression:episode", "end:pain:chronic+depression:episode",
        "new:pain", "new:pain:chronic", "new:depression",
        "weeks:pain:chronic", "weeks:depression:episode", "weeks:pain:chronic+depression:episode",
        "disability days",
    ]  # fmt: skip  # the fixture's own weeks are the same as ours, and stand there once
    assert found["disability days"].measure.basis.startswith("E129")
    assert [course.name for course, _ in conditions(episodes)] == ["pain", "depression"]
    # New episodes are jumps from none, and the dead begin none.
    begun = found["new:pain"].per_jump
    names = [h.name for h in episodes.hazards]
    assert {names[h] for h in joint.hazard[begun > 0]} == {"pain begins"}


def test_states_that_are_shown_hold_the_living_and_the_dead_apart() -> None:
    episodes = town()
    joint = joint_of(episodes)
    shown = shown_states(episodes, joint)
    total = sum(shown[f"pain:{state}"].astype(int) for state in ("none", "acute", "chronic")) + shown["life:dead"]
    assert (total == 1).all()
    pairs = sum(shown[f"pain:{p}+depression:{d}"].astype(int) for p in ("none", "acute", "chronic") for d in ("none", "episode"))
    assert (pairs == shown["life:alive"]).all()


def test_outcomes_of_persons_are_the_measures() -> None:
    episodes = town(ages=(40, 44))
    joint, people = joint_of(episodes), classes(episodes, 3)
    years = Years(joint, rates_of(episodes, joint), people)
    found = flow(episodes, years, start_here(episodes, years), 104, [0, 104])
    measured = {w.measure.name: a for w, a in zip(weights_of(episodes, joint), amounts(found, weights_of(episodes, joint)), strict=True)}
    more = with_outcomes(episodes)
    for outcome in more.outcomes[len(episodes.outcomes) :]:
        once = np.array([dict(outcome.per_event).get(episodes.hazards[h].name, 0.0) for h in joint.hazard])
        assert 1e5 * (found.days @ per_day(joint, more, outcome) + found.jumps @ once) == pytest.approx(measured[outcome.name])
    assert {o.name for o in more.outcomes} >= {n for n in measured if n.startswith("weeks:")} | {"new:pain", "new:depression"}
    assert measured["weeks:pain:chronic"] + 1e-9 > measured["weeks:pain:chronic+depression:episode"] > 0.0
    assert list(lasting(episodes, joint)) == ["pain:chronic", "depression:episode", "pain:chronic+depression:episode"]
