"""Free numbers that no answer of a design could tell apart: found before fitting, named, and with a way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import NotIdentified
from unspiral.learn.information import Part, covers, information_root, part_of
from unspiral.learn.parameters import natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.start import starting_points
from unspiral.learn.system import Array
from unspiral.loop.model import Loop
from unspiral.records import Choices, Moments, Panel, Verdict

STAGES = (
    (6, 10),
    (16, 24),
    (40, 24),
)  # persons and rows of the part that is looked at; a larger one only where the smaller one does not do
LOST = 1e-7  # singular value of the scaled root below which a direction is unknown: differences leave about 1e-10, small designs 1e-2
THIN = 1e-6  # eigenvalue of the scaled information (the square) below which a direction is known in principle only
FLAT = 1e-6  # slope of the likelihood along a direction, against those of the single numbers, below which it is flat
NAMED = 0.03  # share of the largest entry from which a number takes part in a trade-off
SHAKEN = 0.3  # working units by which points are moved off the start values, where links and inputs are nil


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to say about a trade-off: a code, why it cannot be, and a way out."""

    code: str
    why: str
    fix: str


BESIDE = {
    "weekday": Remedy(
        "weekday-confounded", "The occasions do not show the days of the week apart from the rest of the model.",
        "leave out --weekday, or bring answers from every day of the week.",
    ),
    "daytime": Remedy(
        "daytime-confounded", "The occasions do not show the hours of the day apart from the rest of the model.",
        "leave out --daytime, or bring answers from several hours of the day.",
    ),
    "overnight": Remedy(
        "overnight-confounded", "The occasions do not show what a night does apart from the rest of the model.",
        "leave out --overnight, or bring several answers a day.",
    ),
    "trend": Remedy(
        "trend-confounded", "The occasions do not show a trend apart from where people begin and how they return.",
        "leave out --trend, or bring a third occasion.",
    ),
    "covariate": Remedy(
        "covariate-confounded", "The people do not show what the covariate does apart from the rest of the model.",
        "leave that covariate out, or bring people who differ in it.",
    ),
}  # fmt: skip


def trade_offs(problem: Problem) -> list[Verdict]:
    """Refuse a model whose numbers the design cannot tell apart, whatever the answers are.

    The expected information, scaled to a unit diagonal, is looked at in generic points. A part of the design that has full rank is enough.
    Where it has not, the directions without information are tried on the whole design: the likelihood of answers drawn at random must not
    move along them. Only then, and only where this holds at every point, is the model refused.

    Args:
        problem: the model on the actual design; the answers themselves are not looked at.

    Returns:
        A caution where some direction is known in principle only; else nothing.

    Raises:
        NotIdentified: names the numbers that trade off.

    Source: local identification by the rank of the information, Rothenberg (1971, doi:10.2307/1913267); tests/learn/test_tradeoff.py.
    """
    for persons, rows in STAGES:
        part = part_of(problem.lanes, persons, rows, problem.model)
        lost: list[tuple[Array, Array]] = []
        least = 0.0
        for point in _points(problem):
            try:
                known, unknown = _directions(problem, point, part)
            except np.linalg.LinAlgError:  # a law without a density: refused for itself, or seen by the search
                return []
            if known[0] ** 2 > THIN:
                return []
            least = max(least, known[0])
            lost.append((point, unknown))
        if least > LOST:
            if covers(part, problem.lanes) or (persons, rows) == STAGES[-1]:
                return [_thin(problem, least**2)]
            continue
        if problem.emission is not None and not covers(part, problem.lanes) and (persons, rows) != STAGES[-1]:
            continue  # no answers in steps can be drawn at random along a direction: the largest part decides
        flat = [unknown if problem.emission is not None else _flat(problem, point, unknown) for point, unknown in lost]
        if flat and all(f.shape[1] for f in flat):
            raise _refusal(problem, min(flat, key=lambda f: f.shape[1]))
    return []


def tells_apart(data: Panel | Moments, loop: Loop, choices: Choices) -> bool:
    """Whether the design can tell the numbers of a model apart: for fits beside the one that was asked for.

    Args:
        data: a panel, or summary statistics of one.
        loop: the declared model.
        choices: of the model in question.
    """
    try:
        trade_offs(problem_of(data, loop, choices))
    except NotIdentified:
        return False
    return True


def _points(problem: Problem) -> Iterator[Float[ndarray, " free"]]:
    """Two points like any other: start values, shaken until nothing is nil, and calm enough that the loop returns."""
    start = starting_points(problem.layout, problem.look, problem.scale, 1, 1)[0]
    random = np.random.default_rng(17)
    found = 0
    for _ in range(20):
        shaken = start + SHAKEN * random.normal(size=len(start))
        shaken[problem.layout.sections["link"]] *= 0.5
        try:
            systems = problem.systems(natural(problem.layout, problem.scale, shaken))
        except (ValueError, np.linalg.LinAlgError):  # no stationary law there
            continue
        if max(np.linalg.eigvals(s.drift).real.max() for s in systems) * problem.scale.clock < -1e-3:
            found += 1
            yield shaken
        if found == 2:
            return


def _directions(problem: Problem, point: Array, part: Part) -> tuple[Array, Array]:
    """Singular values of the scaled root, smallest first, and the directions (working units) that leave no trace in a part."""
    root = information_root(problem, point, part)
    size = np.linalg.norm(root, axis=0)
    size = np.where(size > LOST * size.max(initial=0.0), size, 0.0)
    scaled = np.where(size > 0, root, 0.0) / np.where(size > 0, size, 1.0)
    _, values, vectors = np.linalg.svd(scaled)
    lost = values < LOST
    unknown = vectors[lost].T / np.where(size > 0, size, size.max(initial=0.0) or 1.0)[:, None]
    return values[::-1], unknown / np.maximum(np.linalg.norm(unknown, axis=0), 1e-300)


def _flat(problem: Problem, point: Array, unknown: Array) -> Array:
    """Those of some directions along which the likelihood of the whole design does not move, for answers drawn at random."""
    random = np.random.default_rng(23)
    lanes, look = problem.packed or problem.lanes, problem.look
    held = "lanes" if problem.packed is None else "packed"
    slopes: list[Array] = []
    wide = np.maximum(lanes.scale, 1.0)[:, None]
    for _ in range(unknown.shape[1] + 2):
        made = wide * (look.mean + look.deviation * random.normal(size=lanes.values.shape))
        other = replace(lanes, values=np.where(lanes.answered, made, 0.0))
        slopes.append(replace(problem, **{held: other}).values([point])[0][1])
    slope = np.array(slopes)
    # Each number in units of its own slopes, so that what one of them does faintly is not drowned by what another does.
    size = np.abs(slope).max(axis=0)
    size = np.where(size > 1e-12 * size.max(), size, 0.0)
    own = np.where(size > 0, size, 1.0)
    basis = np.linalg.qr(own[:, None] * unknown)[0]
    _, values, vectors = np.linalg.svd(np.where(size > 0, slope / own, 0.0) @ basis, full_matrices=True)
    moves = np.zeros(unknown.shape[1], dtype=bool)
    moves[: len(values)] = values > FLAT
    return basis @ vectors[~moves].T / own[:, None]


def _sparse(directions: Array) -> list[Array]:
    """A basis of the same directions in which each touches as few numbers as may be: reduced rows, largest pivots."""
    rows = directions.T.copy()
    for k in range(len(rows)):
        rest = np.abs(rows[k:])
        i, j = np.unravel_index(int(rest.argmax()), rest.shape)
        rows[[k, k + int(i)]] = rows[[k + int(i), k]]
        rows[k] /= rows[k, j]
        for other in range(len(rows)):
            if other != k:
                rows[other] -= rows[other, j] * rows[k]
    return sorted(rows, key=lambda row: int((np.abs(row) > NAMED * np.abs(row).max()).sum()))


def _refusal(problem: Problem, directions: Array) -> NotIdentified:
    row = _sparse(directions)[0]
    size = np.abs(row)
    at = [int(k) for k in np.argsort(-size, kind="stable") if size[k] > NAMED * size.max()]
    names = [problem.layout.names[k] for k in sorted(at[:5])]
    remedy = remedy_for([problem.layout.names[k] for k in at])
    rest = len(at) - len(names)
    several = f"{', '.join(names[:-1])}{f', {names[-1]} and {rest} more' if rest else f' and {names[-1]}'}"
    if len(names) == 1:
        what = f"Nothing in these answers depends on {names[0]}."
    else:
        what = f"{several} trade off: what one of them does the others can undo, and the answers would be just as probable."
    return NotIdentified(what, why=remedy.why, fix=remedy.fix, code=remedy.code)


def remedy_for(names: list[str]) -> Remedy:
    """Code, reason and way out for a set of numbers that trade off.

    Args:
        names: contract names, those that take part most first.
    """
    kinds = {n.partition(":")[0] for n in names}
    traits = any("trait:" in n for n in names)
    given = next((n.partition(":")[2].partition("->")[0] for n in names if n.startswith(("input:", "fading:"))), "")
    if given:
        return _of_input(names, kinds, given)
    beside = next((BESIDE[kind] for kind in BESIDE if kind in kinds), None)
    if beside is not None:
        return beside
    if "loading" in kinds:
        name = next(n for n in names if n.startswith("loading:"))
        column = name.rpartition("=")[2]
        why = f"How '{column}' goes with its process shows only where it is answered often enough, beside or between the other indicators."
        return Remedy("loading-confounded", why, f"leave '{column}' out of the loop, or bring occasions that answer it as well.")
    if "error" in kinds:
        why = "Noise of answers and real change look the same at so few occasions with one indicator."
        return Remedy("error-confounded", why, "--no-error, or bring more occasions, or a second indicator.")
    if traits:
        why = "What stays and what returns slowly look the same at so few occasions."
        return Remedy("traits-confounded", why, "--no-traits, or bring more occasions a person.")
    if "mean" in kinds or "level" in kinds or "t0mean" in kinds:
        return Remedy("means-confounded", "The levels cannot be told from where people begin.", "--t0 stationary, or bring more occasions.")
    if any("," in n or n.startswith("link:") for n in names):
        why = "How two processes go together shows only in people who answer both."
        return Remedy("never-together", why, "bring people who answer both processes, or learn each process in a loop of its own.")
    return Remedy(
        "trade-off", "No number of people would change that; other occasions would.", "bring more occasions, or declare fewer links."
    )


def _of_input(names: list[str], kinds: set[str], given: str) -> Remedy:
    """The same where an input takes part."""
    others = {n.partition(":")[2].partition("->")[0] for n in names if n.startswith(("input:", "fading:"))} - {given}
    if len(names) == 1 or (kinds == {"input"} and not others):
        why = (
            f"No answer was given after '{given}' that could show what it did. (What is given before a person's first answer is part of "
            "the first state, unless --t0 stationary.)"
        )
        return Remedy("input-no-trace", why, f"leave '{given}' out of the loop, or bring answers from after it was given.")
    if others:
        why = f"'{given}' and '{sorted(others)[0]}' are given in such a way that one can stand for the other."
        return Remedy("inputs-confounded", why, f"keep one of them: leave '{given}' out of the loop.")
    if "t0mean" in kinds:
        why = f"'{given}' is given where everybody begins, so that what it does and where people begin are one and the same."
        return Remedy("input-at-start", why, "--t0 stationary or --t0 centred, or leave the input out of the loop.")
    if "mean" in kinds or "level" in kinds:
        flag = "--means constant" if "mean" in kinds else "leave the input out of the loop"
        why = f"Everybody gets '{given}' at the same time, so that what it does and the usual course of the means are one and the same."
        return Remedy("input-common", why, f"{flag}, or bring people who did not get it.")
    if "fading" in kinds:
        why = f"Too few answers follow '{given}' to show both how much it does and how fast that fades."
        return Remedy("fading-confounded", why, f"bring more answers from after it, or declare it as an impulse: {given} => ... (impulse).")
    why = f"What '{given}' does cannot be told from how the processes move by themselves."
    return Remedy("input-confounded", why, f"leave '{given}' out of the loop, or bring more occasions with and without it.")


def _thin(problem: Problem, smallest: float) -> Verdict:
    return Verdict(
        "thin-design", "caution",
        f"The design tells some of the {len(problem.layout.slots)} numbers apart in principle only "
        f"(smallest eigenvalue of the scaled expected information {smallest:.1g}).",
        "Expect wide intervals: bring more occasions, or declare fewer links.",
    )  # fmt: skip
