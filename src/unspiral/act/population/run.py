"""A population from its declaration to what was counted of it, with the exact equation beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np

from unspiral.act.population.asked import check_policies, check_size
from unspiral.act.population.effects import NODES
from unspiral.act.population.identity import identity, manifest_of
from unspiral.act.population.judged import judged, one_share
from unspiral.act.population.keeping import keeping
from unspiral.act.population.named import joint_names, named_states
from unspiral.act.population.plain import plain_tally
from unspiral.act.population.plan import Plan, lines_of, plan_of
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes
from unspiral.records.population import Policy, PopulationRun
from unspiral.scale.checkpoint import Checkpoint, beside
from unspiral.scale.counting import BLOCK, Way, count_persons
from unspiral.scale.event_log import EventLog
from unspiral.scale.laid import Laid
from unspiral.scale.manifest import moment
from unspiral.scale.run_file import check_place, write_run
from unspiral.scale.sums import Sums, mean_and_error, nothing


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
    share: float | None = None,
    command: str = "",
) -> PopulationRun:
    """Simulate everybody of a population, count week by week, and put the exact equation beside it.

    Every person of every arm has the same luck: what differs between arms is what the policy did, and the standard error of a difference is
    that of the differences of persons. No block, number of workers or order changes a number.

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
        share: causal share at which the numbers stand, where that is known: for the manifest, and for what is said of policies.
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
    manifest = manifest_of(episodes, persons, weeks, seed, policies, way, nodes) | {"tables": laid.fingerprint(), "log": events or ""}
    manifest["share"] = "" if share is None else f"{share:g}"
    kept = out or events
    checkpoint = None if kept is None else Checkpoint(beside(kept), identity(manifest, logged=log is not None))
    clock = perf_counter()
    empty = nothing(len(plan.arms), len(plan.joint.states), len(plan.town.hazards), len(plan.town.outcomes), weeks)
    sums, before = count_persons(laid, persons, empty, way, checkpoint=checkpoint, log=log)
    seconds = {"simulate": perf_counter() - clock}
    manifest |= {"resumed_after": str(before), "started": began, "command": command}
    clock = perf_counter()
    lines, why_not = lines_of(plan, weeks) if exact else (None, "It was not asked for.")
    seconds["exact"] = perf_counter() - clock
    run = _counted(plan, sums, lines, why_not, persons, weeks, seed, seconds, manifest | {"ended": moment()})
    if policies:
        run = replace(run, verdicts=(*run.verdicts, one_share(share)))
    if log is not None:
        log.end(run.manifest)
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
        keeping=found, verdicts=judged(found, why_not), seconds=seconds, manifest=manifest,
    )  # fmt: skip
