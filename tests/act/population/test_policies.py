from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from tests.act.population.example import declared
from tests.act.population.policy_made import faster, own, town

from unspiral.act.population.joint import joint_of
from unspiral.act.population.policies import begins_a_year, levers_of, numbers_of, put_on, stops_a_year, week_of
from unspiral.act.population.rates import rates_of
from unspiral.errors import SpecError
from unspiral.evidence.policy_file import packaged_policies
from unspiral.loop.episodes import Outcome
from unspiral.loop.policy import Proposal

pytestmark = pytest.mark.unit


def test_care_becomes_a_course_that_nobody_enters_without_the_policy() -> None:
    episodes = town()
    wide, policy = put_on(episodes, own())
    assert [h.name for h in wide.hazards] == [*(h.name for h in episodes.hazards), "help begins", "help stops"]  # clocks stay the same
    assert wide.hazard("help begins").per_year == 0.0
    assert wide.hazard("help begins").only == (("depression", ("episode",)), ("mood care", ("off",)))
    assert wide.hazard("mood care begins").only[-1] == ("help", ("off",))
    assert ("help", "off") in wide.hazard("depression ends").resets
    joint = joint_of(wide)
    names = [h.name for h in wide.hazards]
    begins = joint.hazard == names.index("help begins")
    assert rates_of(wide, joint).rate[0, begins].max() == 0.0
    during = rates_of(wide, joint, policy, begins=(0.0, 140.0))
    assert during.rate[0, begins].max() == 0.0
    # Half of those to whom it is offered begin within ten weeks.
    assert math.exp(-during.rate[1, begins][0] * 70.0) == pytest.approx(0.5)
    assert during.aged[1, names.index("help begins"), :, 0].tolist() == [1.0, 1.0, 0.5, 0.5, 0.5]
    both = [names.index("help"), names.index("mood care")] if "help" in names else [joint.names.index(c) for c in ("help", "mood care")]
    assert not ((joint.states[:, both] == 1).all(axis=1)).any()  # never in both


@pytest.mark.parametrize(("share", "cohort"), [(0.0, 1.0), (0.5, 0.5**0.5), (1.0, 0.5)])
def test_what_cohorts_saw_is_taken_to_the_causal_share(share: float, cohort: float) -> None:
    wide, _ = put_on(town(), own(), share=share)
    assert wide.hazard("pain becomes chronic").ratios[-1].factor == pytest.approx(cohort)
    assert wide.hazard("depression ends").ratios[-1].factor == 2.0  # people were drawn into arms


def test_numbers_can_be_moved_by_their_keys() -> None:
    proposal = own()
    assert sorted(numbers_of(proposal)) == ["own: help, depression ends", "own: help, pain becomes chronic", "own: help, uptake"]
    wide, policy = put_on(town(), proposal, moved={"own: help, depression ends": 3.0, "own: help, uptake": 0.3})
    assert wide.hazard("depression ends").ratios[-1].factor == 3.0
    assert policy.sets[0][1] == pytest.approx(-math.log(0.7) * (365.25 / 70.0))
    assert stops_a_year(proposal, proposal.care[0]) == pytest.approx(math.log(2.0) * 365.25 / 210.0)
    assert begins_a_year(proposal, proposal.care[0]) == pytest.approx(math.log(2.0) * 365.25 / 70.0)


def test_costs_are_added_to_what_is_there_or_begin_anew() -> None:
    wide, _ = put_on(town(), own())
    assert wide.outcomes[-1] == Outcome("cost", "EUR", (("help", ("on",), 1.0),), (("help begins", 100.0),), wide.outcomes[-1].basis)
    known = replace(town(), outcomes=(Outcome("cost", "EUR", (("pain", ("chronic",), 2.0),)),))
    assert len(put_on(known, own())[0].outcomes[-1].per_day) == 2
    other = replace(town(), outcomes=(Outcome("cost", "USD"),))
    with pytest.raises(SpecError, match="is counted in USD"):
        put_on(other, own())


def test_a_start_is_a_week() -> None:
    proposal = Proposal("x", "x", cut=("depression->pain",))
    assert week_of(proposal, None) == 0
    assert week_of(replace(proposal, start="week 12"), None) == 12
    first = date(2027, 1, 1)
    assert [week_of(replace(proposal, start=day), first) for day in ("2027-01-01", "2027-01-02", "2027-01-08", "2028-01-01")] == [
        0,
        1,
        1,
        53,
    ]
    for start, day in (("soon", first), ("2026-12-31", first), ("2028-01-01", None)):
        with pytest.raises(SpecError, match="begins"):
            week_of(replace(proposal, start=start), day)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cut": ("mood->pain",)}, "not a link"),
        ({"by_age": (("pain care begin", 18.0, 45.0, 2.0),)}, "Did you mean 'pain care begins'"),
        ({"by_age": (("pain care begins", 20.0, 45.0, 2.0),)}, "changes at the age of 20"),
        ({"by_age": (("pain care begins", 18.0, 80.0, 2.0),)}, "changes at the age of 80"),
    ],
)
def test_what_the_declaration_does_not_have_is_refused(change: dict, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        put_on(declared(), replace(Proposal("x", "x"), **change))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "mood care"}, "has the name of a course"),
        ({"only": (("sleep", ("bad",)),)}, "not a course"),
        ({"only": (("pain", ("bad",)),)}, "not a state of pain"),
        ({"ends_with": ("pain end",)}, "not a hazard"),
        ({"instead_of": ("sleep care",)}, "not a course"),
    ],
)
def test_care_that_does_not_fit_is_refused(change: dict, said: str) -> None:
    proposal = own()
    with pytest.raises(SpecError, match=said):
        put_on(town(), replace(proposal, care=(replace(proposal.care[0], **change),)))


def test_every_packaged_policy_fits_the_names_of_the_contract() -> None:
    for proposal in packaged_policies():
        wide, policy = put_on(town(), proposal)
        assert len(wide.courses) <= 8 and policy.name == proposal.name
        assert all(lever.factor.value > 0.0 for lever in levers_of(proposal).values())
    assert faster().changes[0].factor.value == 3.0
