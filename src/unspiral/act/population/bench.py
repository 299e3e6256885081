"""One declaration with and without policies, carried over the same weeks: what everything else of a comparison is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.population.cohort import Flow, Years, flow, moved_in, start_here
from unspiral.act.population.effects import classes
from unspiral.act.population.joint import Joint, joint_of
from unspiral.act.population.measures import Weights, amounts, lasting, weights_of
from unspiral.act.population.policies import Moved, priced, put_on
from unspiral.act.population.rates import rates_of
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes
from unspiral.loop.policy import Care, Proposal
from unspiral.records.policies import PER, Measure
from unspiral.units import DAYS_PER

WEEK = DAYS_PER["week"]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What one arm shows.

    Args:
        amounts: of each measure, per 100,000 people.
        path: share of people in each lasting state, at each mark.
        starts, care_weeks: of the policy's own care, per 100,000.
        states: share of all people in each joint state, at each mark.
    """

    amounts: Float[ndarray, " measures"]
    path: Float[ndarray, "states marks"]
    starts: float
    care_weeks: float
    states: Float[ndarray, "joint marks"]


class Bench:
    """Arms over one horizon; walks of joint states are kept, because draws differ in numbers alone.

    Args:
        weeks: of the horizon.
        first_day: of the first week, for policies that begin on a date.
    """

    def __init__(self, weeks: int, first_day: date | None = None) -> None:
        self.weeks, self.first_day = weeks, first_day
        self._joint: dict[str, Joint] = {}
        self._weights: dict[str, tuple[Weights, ...]] = {}
        self._lasting: dict[str, list[Array]] = {}

    def read(
        self, episodes: Episodes, share: float, proposals: Sequence[Proposal], *, nodes: int, marks: Sequence[int],
        moved: Moved | None = None, base_marks: Sequence[int] | None = None,
    ) -> tuple[Reading, list[Reading]]:  # fmt: skip
        """Doing nothing else, and each policy.

        Args:
            episodes: declared, with links at their causal share.
            share: that share.
            proposals: policies.
            nodes: of each person effect.
            marks: weeks at which the path is wanted; the last is the horizon.
            moved: numbers of the policies in place of their values.
            base_marks: of the first arm, where others are wanted.
        """
        episodes = priced(episodes, proposals)
        joint = self._of("", episodes)
        years = Years(joint, rates_of(episodes, joint), classes(episodes, nodes))
        start = start_here(episodes, years)
        first = flow(episodes, years, start, self.weeks, marks if base_marks is None else base_marks)
        arms: list[Reading] = []
        for proposal in proposals:
            wide, policy = put_on(episodes, proposal, share=share, moved=moved, first_day=self.first_day)
            there = self._of(proposal.name, wide)
            rates = rates_of(wide, there, policy, begins=(0.0,) if policy.week == 0 else (0.0, WEEK * policy.week))
            after = flow(wide, Years(there, rates, classes(wide, nodes)), moved_in(start, joint, there), self.weeks, marks)
            arms.append(self._reading(proposal.name, wide, after, proposal.care))
        return self._reading("", episodes, first, ()), arms

    def plain(self, episodes: Episodes) -> tuple[Joint, tuple[Measure, ...]]:
        """Joint states of a declaration without a policy, and what is measured of it."""
        return self._of("", episodes), tuple(each.measure for each in self._weights[""])

    def _of(self, name: str, episodes: Episodes) -> Joint:
        if name not in self._joint:
            joint = self._joint[name] = joint_of(episodes)
            self._weights[name] = weights_of(episodes, joint)
            self._lasting[name] = [which for _, which in lasting(episodes, joint).values()]
        return self._joint[name]

    def _reading(self, name: str, episodes: Episodes, found: Flow, arms: Sequence[Care]) -> Reading:
        joint = self._joint[name]
        path = np.array([found.there[which].sum(axis=0) for which in self._lasting[name]])
        starts = care = 0.0
        for each in arms:
            place = [hazard.name for hazard in episodes.hazards].index(each.begins)
            starts += PER * float(found.jumps[joint.hazard == place].sum())
            on: Array = joint.states[:, joint.names.index(each.name)] == 1
            care += PER * float(found.days[on].sum()) / WEEK
        return Reading(amounts(found, self._weights[name]), path, starts, care, found.there)
