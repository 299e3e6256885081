"""Made-up answers from a declared loop: what a panel would look like if the loop with these numbers were true."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.errors import SpecError, did_you_mean
from unspiral.learn.discretise import discretise
from unspiral.learn.parameters import Layout, assemble, by_name, layout_of
from unspiral.learn.system import Array, System
from unspiral.loop.model import Loop
from unspiral.records import Choices, Panel, Person, Source


def simulate(
    loop: Loop,
    parameters: Mapping[str, float],
    times: Sequence[Float[ndarray, " _"]],
    *,
    seed: int,
    choices: Choices,
    unit: str,
    inputs: Sequence[Float[ndarray, "_ inputs"]] | None = None,
    missing: float = 0.0,
) -> Panel:
    """Make up a panel of answers by a loop whose numbers are known.

    eta(t + dt) = F eta(t) + G M_press u + noise,   y = Z (eta, traits) + tau + e,   F, G and cov(noise) exact for every interval.

    Args:
        loop: the declared model.
        parameters: contract name -> natural value (rates per time unit, variances): exactly those of the model.
        times: each person's clock, in ``unit``, strictly increasing.
        seed: the same seed gives the same answers; each person has a stream of their own, so that more persons, or more
            occasions behind, change nothing that was there before.
        choices: traits, error, t0, waves.
        unit: of the times.
        inputs: each person's outside events, row = occasion, column = input in the order of the loop; None where it has none.
        missing: chance that an answer is not given, each on its own, but never at the first occasion, where the clock starts;
            a row without any answer is left out unless an input is not 0 there or has just ended.

    Returns:
        Panel of persons "1", "2", ...

    Raises:
        SpecError: a parameter is missing, unknown or not possible; times or inputs do not fit together.

    Source: tests/learn/test_simulate.py holds means and covariances against dense moments.
    """
    layout = layout_of(loop, traits=choices.traits, error=choices.error, t0=choices.t0, waves=choices.waves, unit=unit)
    system = _system(layout, parameters)
    given = _inputs(loop, times, inputs)
    if not 0.0 <= missing < 1.0:
        raise SpecError(f"A chance of {missing:g} that an answer is missing is not between 0 and 1.", fix="missing=0.2")
    gaps = np.unique(np.round(np.concatenate([np.zeros(1), *(np.diff(t) for t in times)]), 10))
    steps = discretise(system.drift, system.diffusion, gaps)
    noise = np.array([_root(q) for q in steps.noise])
    people: list[Person] = []
    for i, (time, held) in enumerate(zip(times, given, strict=True)):
        values = _answers(system, layout, (gaps, steps.transition, steps.held, noise), time, held, loop, (seed, i))
        if missing > 0.0:
            lost = np.random.default_rng([seed, i, 1]).random(values.shape) < missing
            lost[0] = False
            values[lost] = np.nan
        keep = ~np.isnan(values).all(axis=1) | (held != 0.0).any(axis=1)
        keep[1:] |= (held[1:] != held[:-1]).any(axis=1)
        people.append(Person(str(i + 1), np.asarray(time, dtype=np.float64)[keep], values[keep], held[keep]))
    names = tuple(x.name for x in loop.inputs)
    rows = sum(len(t) for t in times)
    said = (f"Every number is made up: simulated from a declared loop with seed {seed}.",)
    return Panel(tuple(people), loop.columns, names, unit, Source("simulated", _fingerprint(people), rows, said))


def _answers(
    system: System, layout: Layout, steps: tuple[Array, Array, Array, Array], time: Array, given: Array, loop: Loop, stream: tuple[int, int]
) -> Array:
    """One person's answers: the state walks from occasion to occasion and is read, with error, at each."""
    gaps, transition, held, noise = steps
    p, m = layout.moving, len(layout.columns)
    names = [x.name for x in loop.inputs]
    hit, press = given[:, [names.index(n) for n in layout.impulses]], given[:, [names.index(n) for n in layout.presses]]
    random = np.random.default_rng(stream)
    first = _root(system.t0_cov) @ random.standard_normal(len(system.t0_cov))
    shocks = random.standard_normal((len(time), p + m))
    state, trait = system.t0_mean + first[:p], first[p:]
    at = np.searchsorted(gaps, np.round(np.diff(time), 10))
    waves = np.array(layout.waves)
    wave = np.abs(time[:, None] - waves).argmin(axis=1) if len(waves) else np.zeros(len(time), dtype=int)
    error = np.sqrt(np.diag(system.error))
    out = np.zeros((len(time), m))
    for t in range(len(time)):
        if t:
            k = at[t - 1]
            push = system.intercept + system.press @ press[t - 1]
            state = transition[k] @ state + held[k] @ push + noise[k] @ shocks[t, :p]
        state = state + system.impulse @ hit[t]
        out[t] = system.loading @ np.concatenate([state, trait]) + system.level[wave[t]] + error * shocks[t, p:]
    return out


def _system(layout: Layout, parameters: Mapping[str, float]) -> System:
    """The matrices, once every name is there and every number is possible."""
    for name in parameters:
        if name not in layout.names:
            raise SpecError(
                f"'{name}' is not a parameter of this loop.{did_you_mean(name, layout.names)}",
                fix=f"give exactly these: {', '.join(layout.names)}",
            )
    missing = [name for name in layout.names if name not in parameters]
    if missing:
        raise SpecError(f"The parameter '{missing[0]}' has no value.", fix=f"give it one; needed are {', '.join(layout.names)}")
    broken = [name for name in layout.names if not np.isfinite(parameters[name])]
    if broken:
        raise SpecError(f"The parameter '{broken[0]}' is {parameters[broken[0]]:g}.", fix="give it a finite number")
    try:
        system = assemble(layout, by_name(layout, parameters))
    except ValueError:
        raise SpecError(
            "A loop that runs away has no stationary law to start from.", fix="make the self-effects stronger, or choose another t0."
        ) from None
    for what, matrix in (("diffusion", system.diffusion), ("T0 and trait", system.t0_cov), ("measurement error", system.error)):
        if len(matrix) and np.linalg.eigvalsh(matrix)[0] < -1e-10 * max(1.0, np.abs(matrix).max()):
            raise SpecError(f"The {what} covariances are not those of any noise: a variance below 0, or a covariance too large for them.")
    return system


def _inputs(loop: Loop, times: Sequence[Array], inputs: Sequence[Array] | None) -> list[Array]:
    """One table of inputs a person, as long as their clock."""
    for i, time in enumerate(times):
        if len(time) == 0 or not np.isfinite(time).all() or not (np.diff(time) > 0).all():
            raise SpecError(f"The times of person {i + 1} are not finite and strictly increasing.", fix="np.array([0.0, 1.0, 2.5])")
    if inputs is None:
        if loop.inputs:
            raise SpecError(
                f"The loop has the input '{loop.inputs[0].name}', and no inputs were given.", fix="inputs=[...], a table a person"
            )
        return [np.zeros((len(t), 0)) for t in times]
    if len(inputs) != len(times) or any(u.shape != (len(t), len(loop.inputs)) for u, t in zip(inputs, times)):
        raise SpecError(
            "The inputs do not fit the times.",
            fix=f"one table a person, a row an occasion, {len(loop.inputs)} columns in the order of the loop",
        )
    return [np.asarray(u, dtype=np.float64) for u in inputs]


def _root(cov: Array) -> NDArray[np.float64]:
    """The symmetric root of a covariance matrix: the only one, so that no library's choice of signs changes an answer."""
    if not len(cov):
        return np.zeros((0, 0))
    values, vectors = np.linalg.eigh(cov)
    return (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T


def _fingerprint(people: list[Person]) -> str:
    """SHA-256 of the values."""
    digest = hashlib.sha256()
    for person in people:
        for part in (person.time, person.values, person.inputs):
            digest.update(np.ascontiguousarray(part, dtype="<f8").tobytes())
    return digest.hexdigest()
