"""The same differences among simulated persons, each of whom has the same luck with the policy and without: a second reading, with its own error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from jaxtyping import Float
from numpy import ndarray

from unspiral.act.population.measures import with_outcomes
from unspiral.act.population.policies import put_on
from unspiral.loop.episodes import Episodes
from unspiral.loop.policy import Proposal
from unspiral.records.policies import PER, AtShare, PolicyComparison, PolicyFound, Simulated
from unspiral.records.population import Policy


class Ran(Protocol):
    """What is read of a run."""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of what was added up."""
        ...

    @property
    def apart(self) -> Float[ndarray, "arms outcomes"]:
        """Mean difference of each arm from the first, per person."""
        ...

    @property
    def apart_se(self) -> Float[ndarray, "arms outcomes"]:
        """Its standard error."""
        ...


class Run(Protocol):
    """Simulates persons: those without a policy and, of the same luck, those with each."""

    def __call__(self, episodes: Episodes, persons: int, weeks: int, seed: int, policies: Sequence[Policy], *, nodes: int) -> Ran: ...


def with_persons(
    found: PolicyComparison, scenarios: Mapping[float, Episodes], proposals: Sequence[Proposal], persons: int, run: Run
) -> PolicyComparison:  # fmt: skip
    """Put simulated differences beside the exact ones.

    Args:
        found: the exact comparison.
        scenarios, proposals: that it is of.
        persons: to simulate, at every causal share and for every policy.
        run: the simulation.

    Source: tests/act/population/test_persons.py: the two agree within Monte-Carlo error.
    """
    first_day = date.fromisoformat(found.start) if found.start else None
    policies: list[PolicyFound] = []
    for proposal, policy in zip(proposals, found.policies, strict=True):
        arms: list[AtShare] = []
        for arm in policy.arms:
            wide, now = put_on(with_outcomes(scenarios[arm.share]), proposal, share=arm.share, first_day=first_day)
            ran = run(wide, persons, found.weeks, found.seed, (now,), nodes=found.nodes[0])
            seen = {
                name: Simulated(PER * float(ran.apart[1, k]), PER * float(ran.apart_se[1, k]), persons) for k, name in enumerate(ran.outcomes)
            }
            arms.append(replace(arm, differences=tuple(replace(each, simulated=seen.get(each.measure)) for each in arm.differences)))
        policies.append(replace(policy, arms=tuple(arms)))
    return replace(found, policies=tuple(policies), persons=persons)
