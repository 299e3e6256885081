"""The same differences among simulated persons, who have the same luck with the policy and without: a second reading with its own error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jaxtyping import Float
from numpy import ndarray

from unspiral.act.population.measures import with_outcomes
from unspiral.act.population.policies import priced, put_on
from unspiral.loop.episodes import Episodes
from unspiral.loop.policy import Proposal
from unspiral.records.policies import PER, AtShare, PolicyComparison, PolicyFound, Simulated
from unspiral.records.population import Policy


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """How far persons are from themselves without the policy.

    Args:
        outcomes: names of what was added up.
        mean: difference per person.
        se: its standard error.
    """

    outcomes: tuple[str, ...]
    mean: Float[ndarray, " outcomes"]
    se: Float[ndarray, " outcomes"]


Run = Callable[[Episodes, Policy], Apart]


def with_persons(
    found: PolicyComparison, scenarios: Mapping[float, Episodes], proposals: Sequence[Proposal], persons: int, run: Run
) -> PolicyComparison:  # fmt: skip
    """Put simulated differences beside the exact ones.

    Args:
        found: the exact comparison.
        scenarios, proposals: that it is of.
        persons: whom ``run`` simulates, at every causal share and for every policy.
        run: the simulation: a declaration, and the policy beside none.

    Source: tests/act/population/test_persons.py: the two agree within Monte-Carlo error.
    """
    first_day = date.fromisoformat(found.start) if found.start else None
    policies: list[PolicyFound] = []
    for proposal, policy in zip(proposals, found.policies, strict=True):
        arms: list[AtShare] = []
        for arm in policy.arms:
            wide, now = put_on(with_outcomes(priced(scenarios[arm.share], [proposal])), proposal, share=arm.share, first_day=first_day)
            ran = run(wide, now)
            every = zip(ran.outcomes, ran.mean, ran.se, strict=True)
            seen = {name: Simulated(PER * float(mean), PER * float(se), persons) for name, mean, se in every}
            arms.append(replace(arm, differences=tuple(replace(each, simulated=seen.get(each.measure)) for each in arm.differences)))
        policies.append(replace(policy, arms=tuple(arms)))
    return replace(found, policies=tuple(policies), persons=persons)
