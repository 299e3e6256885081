"""Do people differ in how they are pushed from outside? A loop in which only links may differ would take that for differing links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from math import atanh, sqrt

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtr

from unspiral.learn.check import checks_interrupted
from unspiral.learn.parameters import natural
from unspiral.learn.problem import Problem
from unspiral.learn.search import Optimum
from unspiral.learn.system import Array
from unspiral.loop.model import Loop
from unspiral.records import Choices, Fit, Panel, Verdict

Learned = Callable[[Panel, Loop, Choices, str], tuple[Fit, Problem, Optimum]]
FEWEST, HALF = 20, 8  # people, and answered occasions of each in either half
CHANCE = 0.005  # how often each test may fire where people do not differ
SIZES = {"much": 0.3, "together": 0.15}  # between people: of the logarithm of a variance; of a correlation on Fisher's scale


@dataclass(frozen=True, slots=True)
class Apart:
    """One difference between people in their noise.

    Args:
        kind: "much" (variance of one column) or "together" (correlation of two).
        columns: one or two.
        sd: standard deviation between people, of the logarithm of the variance or of Fisher's z.
        p: chance of as much likeness between the two halves of people's answers, if people do not differ.
    """

    kind: str
    columns: tuple[str, ...]
    sd: float
    p: float

    @property
    def seen(self) -> bool:
        """Whether it is there, and large enough to bend links."""
        return self.p < CHANCE and self.sd > SIZES[self.kind]


def noise_apart(alike: Problem, values: Float[ndarray, " free"]) -> tuple[Apart, ...]:
    """Whether people's noise differs, told by two halves of each person's answers; none where there are too few people or answers.

    With z what a loop that is the same for everyone did not foresee, whitened: each person's log variances (and Fisher's z of their
    correlations) over odd and over even occasions. Chance makes the halves differ independently, whatever the shape of the noise; what
    they share is the person's own:  sd^2 = cov(odd, even) over people.

    Args:
        alike: the likelihood of the loop without differences between people beside levels.
        values: its natural values at the maximum.

    Source: split-half reliability; tests/learn/test_noise_apart.py (level and power by simulation).
    """
    halves = _halves(alike, values)
    if halves is None:
        return ()
    columns = alike.layout.columns
    found = [_apart("much", (name,), np.log(halves[:, :, k, k])) for k, name in enumerate(columns)]
    for j, k in combinations(range(len(columns)), 2):
        r = halves[:, :, j, k] / np.sqrt(halves[:, :, j, j] * halves[:, :, k, k])
        found.append(_apart("together", (columns[j], columns[k]), np.arctanh(np.clip(r, -0.995, 0.995))))
    return tuple(found)


def asks(choices: Choices) -> bool:
    """Whether people may differ in links, so that differing noise could pass for that; answers in steps have no noise to look at."""
    return any(name.startswith("link:") for name in choices.individual) and set(choices.families.values()) <= {"gaussian"}


def noise_among(learned: Learned, panel: Panel, loop: Loop, choices: Choices) -> tuple[Verdict, ...]:
    """Whether people differ in their noise, told by what the same loop for everyone does not foresee.

    Args:
        learned: fits a loop with some choices; the label names its search.
        panel, loop, choices: of the fit in which people differ.
    """
    try:
        _, problem, optimum = learned(panel, loop, replace(choices, individual=(), starts=1), "people alike")
    except KeyboardInterrupt:
        return (checks_interrupted(),)
    found = noise_apart(problem, natural(problem.layout, problem.scale, optimum.theta)) if optimum.converged else ()
    return (noise_verdict(found, still_open(found, choices.individual, loop)),)


def still_open(found: tuple[Apart, ...], individual: tuple[str, ...], loop: Loop) -> tuple[Apart, ...]:
    """Without differences in how much, where the loop lets people differ in that."""
    held = {i.column for p in loop.processes if f"diffusion:{p.name}" in individual for i in p.indicators}
    return tuple(apart for apart in found if apart.kind != "much" or apart.columns[0] not in held)


def noise_verdict(found: tuple[Apart, ...], left: tuple[Apart, ...]) -> Verdict:
    """What that means for a loop in which people may differ in links.

    Args:
        found: what was looked at; nothing where it could not be.
        left: what of it the loop does not let people differ in.
    """
    fix = "vary diffusion:PROCESS in the loop lets people differ in how much; else read who shows an arrow as open"
    if not found:
        return Verdict(
            "differences-noise", "caution",
            "Whether people differ in how they are pushed from outside could not be looked at (too few people or answers). If they do, a "
            "loop in which they may differ in links alone reads that as differing links.",
            fix,
        )  # fmt: skip
    seen = [apart for apart in left if apart.seen]
    if not seen:
        return Verdict("differences-noise", "ok", "People do not differ visibly in how they are pushed from outside.")
    what = "; ".join(_said(apart) for apart in seen)
    return Verdict(
        "differences-noise", "caution",
        f"People differ in how they are pushed from outside: {what}. This loop lets them differ in links, not in that, and reads part "
        "of it as differing links: how many people show an arrow, and who, may be far off.",
        fix,
    )  # fmt: skip


def _said(apart: Apart) -> str:
    if apart.kind == "much":
        return f"how much {apart.columns[0]} is (by a factor of {np.exp(0.5 * apart.sd):.1f} up or down, standard deviations)"
    return f"how much {apart.columns[0]} and {apart.columns[1]} are pushed together (correlations, by {np.tanh(apart.sd):.2f} up or down)"


def _halves(alike: Problem, values: Float[ndarray, " free"]) -> Array | None:
    """Each person's second moments of what was not foreseen, whitened, over odd and over even occasions; None with too few."""
    new, answered = alike.innovations(values), alike.lanes.answered
    whole = answered.all(axis=2)
    root = np.linalg.cholesky(new.precision)
    white = np.einsum("slji,slj->sli", root, new.innovation)
    odd = (np.cumsum(whole, axis=0) % 2).astype(bool)
    parts = [whole & odd, whole & ~odd]
    kept: Array = np.all([part.sum(axis=0) >= HALF for part in parts], axis=0)
    if kept.sum() < FEWEST:
        return None
    out = [np.einsum("sli,slj,sl->lij", white, white, part)[kept] / part.sum(axis=0)[kept, None, None] for part in parts]
    return np.stack(out, axis=1)


def _apart(kind: str, columns: tuple[str, ...], pairs: Float[ndarray, "people 2"]) -> Apart:
    shared = float(np.cov(pairs.T)[0, 1])
    r = float(np.corrcoef(pairs.T)[0, 1])
    z = atanh(min(max(r, -0.999999), 0.999999)) * sqrt(len(pairs) - 3.0)
    return Apart(kind, columns, sqrt(max(shared, 0.0)), float(ndtr(-z)))
