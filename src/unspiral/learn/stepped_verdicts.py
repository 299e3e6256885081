"""What is said of a likelihood that was worked out for answers in steps: how, how exactly, and what holds it to account."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.emission import Settled
from unspiral.learn.family import in_steps, unit_of
from unspiral.learn.guard import Guard, guard
from unspiral.learn.problem import Problem
from unspiral.learn.system import Array
from unspiral.records import Choices, Verdict

OPEN = 0.1  # log-likelihood units that may be open before it is said
FEW_DRAWS = 20.0  # draws that some person's weights must be worth before the estimate says anything
WORDS = {"probits": "one probit of what lies behind the answers (the spread of their own noise)",
         "logs": "one natural logarithm of the expected count (a factor of 2.7)"}  # fmt: skip


def stepped_verdicts(problem: Problem, values: Float[ndarray, " free"], choices: Choices) -> list[Verdict]:
    """How the log-likelihood came about, and whether an independent estimate agrees.

    Args:
        problem: of the fit; none of this is said where all answers are plain numbers.
        values: natural vector at the maximum.
        choices: of the fit.
    """
    if problem.emission is None:
        return []
    shares, part, settled = problem.reported(values)
    if not np.isfinite(shares).all():
        lost = [name for name, share in zip(problem.lanes.name, shares, strict=True) if not np.isfinite(share)]
        return [
            Verdict("emission", "refuse", f"The likelihood of the answers of {len(lost)} of {len(shares)} people did not settle.",
                    f"--family {in_steps(choices)[0]}=gaussian, or a simpler loop.")
        ]  # fmt: skip
    found = [_how(part.added.sum(), part.last.sum(), int(part.exact.sum()), int(part.left_out.sum()), len(shares))]
    found.append(_held(_guard_of(problem, values, settled, part.added, choices.seed)))
    found += _units(problem)
    return found


def _how(added: float, last: float, exact: int, left_out: int, people: int) -> Verdict:
    reason = (
        f"The log-likelihood of answers in steps is that of expectation propagation, which the search climbs, {added:+.4f} for what that "
        f"leaves out (its last terms add up to {last:.1g}"
    )
    reason += f"; of {exact} of {people} people the integral itself)." if exact else ")."
    if left_out:
        reason += f" For {left_out} people with very many answers nothing was added."
    if last > OPEN:
        return Verdict("emission", "caution", reason, "Compare log-likelihoods only where they differ by much more than that.")
    return Verdict("emission", "caution" if left_out else "ok", reason)


def _guard_of(problem: Problem, values: Array, settled: Settled, added: Array, seed: int) -> Guard | None:
    assert problem.emission is not None
    thresholds = values[problem.layout.sections["threshold"]]
    group = np.zeros(len(added), dtype=np.int64) if problem.model is None else problem.model
    largest = int(np.bincount(group).argmax())  # the group of most people stands for all
    mine = np.flatnonzero(group == largest)
    system = problem.systems(values)[largest]
    return guard(problem.lanes, problem.emission, system, thresholds, settled.some(mine), mine, added[mine], seed)


def _held(found: Guard | None) -> Verdict:
    if found is None:
        return Verdict("guard", "caution", "No random draws could be held against the log-likelihood: people have too many answers each.")
    figures = (
        f"by random draws for {len(found.lanes)} people {found.estimate:+.3f} is left out (standard error {found.error:.3f}), "
        f"reported is {found.reported:+.3f}"
    )
    if found.effective < FEW_DRAWS and found.agrees:
        return Verdict("guard", "ok", f"The log-likelihood agrees with random draws, which say little here: {figures}.")
    if found.agrees:
        return Verdict("guard", "ok", f"The log-likelihood agrees with an independent estimate: {figures}.")
    return Verdict(
        "guard", "caution", f"The log-likelihood does not agree with an independent estimate: {figures}.",
        "The approximation may not hold here: read likelihood ratios with care, and compare --family COL=gaussian.",
    )  # fmt: skip


def _units(problem: Problem) -> list[Verdict]:
    """What one point of a process is, where it is none of an answer's."""
    layout = problem.layout
    unit = {name: unit_of(layout.families[layout.owner.index(i)]) for i, name in enumerate(layout.processes)}
    return [
        Verdict("scale", "ok", f"A point of {name} is {WORDS[what]}, not a step of an answer; compare effects in standard deviations.")
        for name, what in unit.items()
        if what in WORDS
    ]
