"""A declaration worked out for a run: joint states, person effects, who is where at the start, rates of every arm, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unspiral.act.population.asked import FIRST
from unspiral.act.population.effects import NODES, Classes, classes
from unspiral.act.population.forward import Start, forward, start_of
from unspiral.act.population.joint import Joint, joint_of
from unspiral.act.population.rates import Rates, rates_of
from unspiral.act.population.town import Town, town_of
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes
from unspiral.records.population import Policy
from unspiral.units import DAYS_PER


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A declaration worked out for a run.

    Args:
        episodes, joint, people, start: as declared; person effects as classes.
        arms: rates of each, the first without a policy.
        town: the tables that persons are walked through.
    """

    episodes: Episodes
    joint: Joint
    people: Classes
    start: Start
    arms: dict[str, Rates]
    town: Town


def plan_of(episodes: Episodes, weeks: int, policies: Sequence[Policy] = (), nodes: int = NODES) -> Plan:
    """Work out a declaration under no policy and under each of some.

    Args:
        episodes: declared.
        weeks: to simulate.
        policies: beside none.
        nodes: of each person effect.
    """
    joint, people = joint_of(episodes), classes(episodes, nodes)
    begins = sorted({0.0, *(DAYS_PER["week"] * policy.week for policy in policies)})
    arms = {FIRST: rates_of(episodes, joint, begins=begins)}
    arms |= {policy.name: rates_of(episodes, joint, policy, begins=begins) for policy in policies}
    start = start_of(episodes, joint, arms[FIRST], people)
    return Plan(episodes, joint, people, start, arms, town_of(episodes, joint, arms, people, start, weeks))


def lines_of(plan: Plan, weeks: int) -> tuple[Array | None, str]:
    """Exact shares of joint states by arm and week; None, with the reason, where a hazard depends on the time in a state.

    Args:
        plan: of the run.
        weeks: how many.
    """
    timed = [hazard.name for hazard in plan.episodes.hazards if hazard.since]
    if timed:
        return None, (
            f"How fast {_listed(timed)} happens depends on how long somebody has been in the state, which the forward equation does not"
            " know; and everybody in it at the start counts as having entered then."
        )  # fmt: skip
    one = [forward(plan.episodes, plan.joint, rates, plan.people, plan.start, weeks) for rates in plan.arms.values()]
    return np.array(one), ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"'{name}'" for name in names)
