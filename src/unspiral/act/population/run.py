"""A population from its declaration to what was counted of it, with the exact equation beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from time import perf_counter

import numpy as np

from unspiral.act.population.asked import FIRST, check_policies, check_size
from unspiral.act.population.effects import NODES, Classes, classes
from unspiral.act.population.forward import Start, forward, start_of
from unspiral.act.population.joint import Joint, joint_of
from unspiral.act.population.keeping import keeping
from unspiral.act.population.named import joint_names, named_states
from unspiral.act.population.plain import plain_tally
from unspiral.act.population.rates import Rates, rates_of
from unspiral.act.population.town import Town, town_of
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes
from unspiral.records.fit import Verdict
from unspiral.records.population import Keeping, Policy, PopulationRun
from unspiral.scale.checkpoint import Checkpoint, beside
from unspiral.scale.counting import BLOCK, Way, count_persons
from unspiral.scale.event_log import EventLog
from unspiral.scale.laid import Laid, compiled
from unspiral.scale.manifest import made_by, moment
from unspiral.scale.run_file import check_place, write_run
from unspiral.scale.sums import Sums, mean_and_error, nothing
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


def run_population(
    episodes: Episodes,
    persons: int,
    weeks: int,
    seed: int,
    policies: Sequence[Policy] = (),
    *,
    way: Way | None = None,
    workers: int = 1,
    block: int = BLOCK,
    out: str | None = None,
    events: str | None = None,
    force: bool = False,
    exact: bool = True,
    nodes: int = NODES,
    command: str = "",
) -> PopulationRun:
    """Simulate everybody of a population, count week by week, and put the exact equation beside it.

    Every person of every arm has the same luck: what differs between arms is what the policy did, and the standard error of a difference is that of
    the differences of persons. No block, number of workers or order changes a number.

    Args:
        episodes: declared.
        persons: how many.
        weeks: how long.
        seed: of all chance.
        policies: one more arm each.
        way: how the work is spread, with progress and Dask; made of ``workers`` and ``block`` where left out.
        workers, block: threads, and persons of a block.
        out: where the counts go (.nc or .zarr); what is done is kept beside it (``.unfinished``), and the same call goes on from there.
        events: folder for every event of every person.
        force: what is at ``out`` may be replaced.
        exact: work out the forward equation too.
        nodes: of each person effect; persons and equation have the same.
        command: that asked for this, for the manifest.

    Returns:
        Counts, outcomes, differences, the exact line, and whether the persons keep to it.

    Raises:
        SpecError: bad sizes or policies, a place that cannot be written, a disk without room.
        DataError: what was kept beside ``out`` is of another run.

    Source: tests/act/population/test_run.py.
    """
    way = Way(workers, block) if way is None else way
    check_size(persons, weeks, seed, way.block, way.workers)
    check_policies(episodes, policies, weeks)
    if out is not None:
        check_place(out, force=force)
    began = moment()
    plan = plan_of(episodes, weeks, policies, nodes)
    laid = Laid(plan.town.given, seed, plain_tally)
    log = None if events is None else EventLog(events, plan.town.arms, plan.town.hazards, joint_names(episodes, plan.joint))
    manifest = _manifest(plan, persons, weeks, seed, policies, way, nodes) | {"tables": laid.fingerprint(), "log": events or ""}
    kept = out or events
    checkpoint = None if kept is None else Checkpoint(beside(kept), _identity(manifest, log is not None))
    if log is not None:
        log.refuse_if_full(laid, persons)
    clock = perf_counter()
    empty = nothing(len(plan.arms), len(plan.joint.states), len(plan.town.hazards), len(plan.town.outcomes), weeks)
    sums, before = count_persons(laid, persons, empty, way, checkpoint=checkpoint, log=log)
    seconds = {"simulate": perf_counter() - clock}
    manifest |= {"resumed_after": str(before), "started": began, "command": command}
    clock = perf_counter()
    lines, why_not = _exact(plan, weeks) if exact else (None, "It was not asked for.")
    seconds["exact"] = perf_counter() - clock
    run = _counted(plan, sums, lines, why_not, persons, weeks, seed, seconds, manifest | {"ended": moment()})
    if out is not None:
        write_run(run, out)
    if checkpoint is not None:
        checkpoint.remove()
    return run


def _counted(
    plan: Plan, sums: Sums, lines: Array | None, why_not: str, persons: int, weeks: int, seed: int, seconds: dict[str, float],
    manifest: dict[str, str],
) -> PopulationRun:  # fmt: skip
    arms, town, states = tuple(plan.arms), plan.town, named_states(plan.episodes, plan.joint)
    masks = np.array(list(states.values()), dtype=np.int64)
    joint = sums.there.reshape(len(arms), -1, weeks + 1)
    there = np.einsum("sj,ajw->asw", masks, joint)
    exact = None if lines is None else np.einsum("sj,ajw->asw", masks.astype(float), lines)
    found = None
    if lines is not None and exact is not None:  # joint states too: an error may cancel within a state that is shown
        names = (*states, *joint_names(plan.episodes, plan.joint))
        found = keeping(np.concatenate([there, joint], axis=1), np.concatenate([exact, lines], axis=1), persons, arms, names)
    shape = (len(arms), len(town.outcomes))
    own = [mean_and_error(total, square, persons) for total, square in zip(sums.amount, sums.square, strict=True)]
    apart = [mean_and_error(total, square, persons) for total, square in zip(sums.apart, sums.apart_square, strict=True)]
    mean, se = (np.array([pair[k] for pair in own], dtype=float).reshape(shape) for k in (0, 1))
    apart_mean, apart_se = (np.array([pair[k] for pair in apart], dtype=float).reshape(shape) for k in (0, 1))
    apart_se[0] = 0.0  # of the first arm from itself, also where there is one person alone
    return PopulationRun(
        name=plan.episodes.name, persons=persons, weeks=weeks, seed=seed, arms=arms, states=tuple(states), hazards=town.hazards,
        outcomes=town.outcomes, units=tuple(outcome.unit for outcome in plan.episodes.outcomes), there=there,
        events=sums.events.reshape(len(arms), -1, weeks + 1), exact=exact, mean=mean, se=se, apart=apart_mean, apart_se=apart_se,
        keeping=found, verdicts=_verdicts(found, why_not), seconds=seconds, manifest=manifest,
    )  # fmt: skip


def _exact(plan: Plan, weeks: int) -> tuple[Array | None, str]:
    """Shares of joint states by arm and week; None with the reason where a hazard depends on the time in a state."""
    timed = [hazard.name for hazard in plan.episodes.hazards if hazard.since]
    if timed:
        return None, (
            f"How fast {_listed(timed)} depends on how long somebody has been in the state, which the forward equation does not know; and everybody"
            " in it at the start counts as having entered then."
        )  # fmt: skip
    one = [forward(plan.episodes, plan.joint, rates, plan.people, plan.start, weeks) for rates in plan.arms.values()]
    return np.array(one), ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"'{name}'" for name in names)


def _verdicts(found: Keeping | None, why_not: str) -> tuple[Verdict, ...]:
    out: list[Verdict] = []
    if found is None:
        out.append(Verdict("no-exact-line", "caution", f"There is no exact line beside the simulated one. {why_not}", "more --persons make it smoother"))
    elif found.outside:
        out.append(
            Verdict(
                "off-the-equation",
                "caution",
                f"{found.outside} of {found.looked} numbers of persons lie outside of the band around the exact equation that holds for all of them"
                f" at once ({found.level:.0%}): the furthest is '{found.state}' in week {found.week} ({found.arm}), {found.persons} persons where"
                f" {found.expected:.0f} were expected.",
                "run it again with another --seed: by chance alone this is seen in at most 1 of 20 runs; seen again, it is a fault: please report it",
            )
        )
    else:
        out.append(
            Verdict(
                "keeps-to-the-equation", "ok",
                f"All {found.looked} numbers of persons lie within the band around the exact equation that holds for all of them at once ({found.level:.0%}).",
            )
        )  # fmt: skip
    if compiled() is None:
        out.append(
            Verdict("no-kernel", "caution", "There is no compiled kernel: persons were simulated in plain Python, with the same numbers, slowly.",
                    "install a compiler and unspiral anew")
        )  # fmt: skip
    return tuple(out)


def declaration_hash(episodes: Episodes) -> str:
    """SHA-256 of everything that is declared, words and sources included."""
    return hashlib.sha256(json.dumps(asdict(episodes), sort_keys=True).encode()).hexdigest()


def _manifest(plan: Plan, persons: int, weeks: int, seed: int, policies: Sequence[Policy], way: Way, nodes: int) -> dict[str, str]:
    episodes = plan.episodes
    return made_by() | {
        "declaration": episodes.name,
        "declaration_sha256": declaration_hash(episodes),
        "loop": episodes.loop,
        "loop_sha256": hashlib.sha256(episodes.loop.encode()).hexdigest(),
        "policies": json.dumps([asdict(policy) for policy in policies]),
        "persons": str(persons),
        "weeks": str(weeks),
        "seed": str(seed),
        "nodes": str(nodes),
        "block": str(way.block),
        "workers": str(way.workers),
        "dask": way.dask,
    }


def _identity(manifest: dict[str, str], logged: bool) -> dict[str, str]:
    """What must be the same for a run to be gone on with."""
    same = {
        "declaration": manifest["declaration_sha256"], "arms": manifest["policies"], "version": manifest["unspiral"],
        **{name: manifest[name] for name in ("persons", "weeks", "seed", "tables", "log")},
    }  # fmt: skip
    return same | ({"block": manifest["block"]} if logged else {})


def with_share(run: PopulationRun, said: str) -> PopulationRun:
    """The same with a sentence on the part of the links that is taken to be causal."""
    return replace(run, verdicts=(*run.verdicts, Verdict("one-share", "caution", said, "unspiral population compare shows all three")))
