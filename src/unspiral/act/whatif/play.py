"""How often a rule presses: persons simulated in every loop that the data leave possible, on the same random numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.act.whatif.chance import shocks
from unspiral.learn.system import Array
from unspiral.records.whatif import Rule


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is simulated. From look to look everything is exact: the law of the loop over one step, and a push that is constant in it.

    Args:
        transition: of processes and fading inputs over one step; (draws, q, q).
        pushed: what the push adds over one step while it is on; (draws, q).
        jump: what it adds at once when it begins; (draws, q).
        noise: root of what one step of noise amounts to; (draws, p, p).
        first: root of the stationary law, from which everybody starts; (draws, p, p).
        level: of the process that is looked at, in each draw.
        process: which one that is.
        rule: when the push is on.
        looks: how many, the first one at 0.
        seed: of the random numbers.
    """

    transition: Float[ndarray, "draws q q"]
    pushed: Float[ndarray, "draws q"]
    jump: Float[ndarray, "draws q"]
    noise: Float[ndarray, "draws p p"]
    first: Float[ndarray, "draws p p"]
    level: Float[ndarray, " draws"]
    process: int
    rule: Rule
    looks: int
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """What came out, as whole numbers wherever it is added up, so that no order of adding can change it.

    Args:
        persons: who was simulated, in order.
        on: persons in whom the push is on after each look, in every draw.
        begun: of these, persons in whom it began at this look.
        shift: in the estimated loop alone: every person's shift at each look, and at the end of the last step.
        mine: in the estimated loop alone: whether it was on.
    """

    persons: tuple[int, ...]
    on: Int[ndarray, "draws looks"]
    begun: Int[ndarray, "draws looks"]
    shift: Float[ndarray, "persons times q"]
    mine: ndarray


def play(scene: Scene, persons: range) -> Played:
    """Simulate some persons, each in every draw, with and without the push.

    Both arms of a person and all draws see the same random numbers. The noise is the same with and without the push and cancels out of
    the difference, which is carried by itself: what is left to chance is only when the rule presses.

    Args:
        scene: what is simulated.
        persons: who; the answer for each is the same in whatever company.
    """
    n, q, p, many = len(scene.level), scene.transition.shape[1], scene.first.shape[1], len(persons)
    random = shocks(scene.seed, persons, scene.looks + 1, p).transpose(1, 2, 0)  # cell, process, person
    state = _apply(scene.first, np.broadcast_to(random[0][:, None], (p, n, many)))
    shift = np.zeros((q, n, many))
    active = np.zeros((n, many), dtype=bool)
    on, begun = np.zeros((2, n, scene.looks), dtype=np.int64)
    path, mine = np.zeros((many, scene.looks + 1, q)), np.zeros((many, scene.looks), dtype=bool)
    rule, j = scene.rule, scene.process
    own = np.ascontiguousarray(scene.transition[:, :p, :p])
    for k in range(scene.looks):
        seen = scene.level[:, None] + state[j] + shift[j]
        path[:, k] = shift[:, 0].T
        if rule.above:
            pressed = (seen >= rule.at) | (active & (seen >= rule.until))
        else:
            pressed = (seen <= rule.at) | (active & (seen <= rule.until))
        started = pressed & ~active
        on[:, k], begun[:, k], mine[:, k] = pressed.sum(axis=1), started.sum(axis=1), pressed[0]
        if scene.jump.any():
            shift = shift + scene.jump.T[:, :, None] * started
        shift = _apply(scene.transition, shift) + scene.pushed.T[:, :, None] * pressed
        state = _apply(own, state) + _apply(scene.noise, np.broadcast_to(random[k + 1][:, None], (p, n, many)))
        active = pressed
    path[:, scene.looks] = shift[:, 0].T
    return Played(tuple(persons), on, begun, path, mine)


def together(parts: Iterable[Played]) -> Played:
    """Several plays of one scene as one, whichever came first."""
    ordered = sorted(parts, key=lambda part: part.persons[0])
    return Played(
        tuple(person for part in ordered for person in part.persons),
        np.sum([part.on for part in ordered], axis=0),
        np.sum([part.begun for part in ordered], axis=0),
        np.concatenate([part.shift for part in ordered]),
        np.concatenate([part.mine for part in ordered]),
    )


def mean_path(scene: Scene, played: Played) -> Float[ndarray, "draws times q"]:
    """The expected shift in every draw: the loop is linear, so it follows from how many are pressed at each look."""
    many, out = float(len(played.persons)), np.zeros((len(scene.level), scene.looks + 1, scene.pushed.shape[1]))
    now = out[:, 0]
    for k in range(scene.looks):
        share, started = played.on[:, k, None] / many, played.begun[:, k, None] / many
        out[:, k] = now
        now = np.einsum("nij,nj->ni", scene.transition, now + scene.jump * started) + scene.pushed * share
    out[:, scene.looks] = now
    return out


def _apply(matrix: Array, states: Array) -> Array:
    """A matrix a draw on every person's state, term by term: a library's product may add in another order for another number of persons."""
    out = np.empty((matrix.shape[1], *states.shape[1:]))
    for i in range(matrix.shape[1]):
        row = matrix[:, i, 0, None] * states[0]
        for j in range(1, len(states)):
            row += matrix[:, i, j, None] * states[j]
        out[i] = row
    return out
