"""Made-up answers from a declared loop: what a panel would look like if the loop with these numbers were true."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.errors import SpecError, did_you_mean
from unspiral.learn.chain import chain_of
from unspiral.learn.circumstances import Circumstances, circumstances_of
from unspiral.learn.differences import law_of, one_person
from unspiral.learn.discretise import discretise
from unspiral.learn.family import decoded, ends_of, settled_scales
from unspiral.learn.kalman import unflat
from unspiral.learn.made_answers import made_answers
from unspiral.learn.onset import delayed
from unspiral.learn.parameters import Layout, Scale, assemble, by_name, layout_for
from unspiral.learn.persons import averages, moved, own_of
from unspiral.learn.skip_slots import with_skip_scale
from unspiral.learn.stretches import stretched_answers
from unspiral.learn.system import Array, System
from unspiral.learn.windows import looks_back
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
    covariates: Sequence[Mapping[str, float]] | None = None,
    local: Sequence[Float[ndarray, " _"]] | None = None,
) -> Panel:
    """Make up a panel of answers by a loop whose numbers are known.

    eta(t + dt) = F eta(t) + G M_press u + noise,   y = Z (eta, traits) + tau + e,   F, G and cov(noise) exact for every interval.
    An answer that looks back over a stretch has the mean of eta over it in place of eta; the clock then begins with the first stretch.

    Args:
        loop: the declared model.
        parameters: contract name -> natural value (rates per time unit, variances): exactly those of the model.
        times: each person's clock, in ``unit``, strictly increasing.
        seed: the same seed gives the same answers; each person has a stream of their own, so that more persons, or more
            occasions behind, change nothing that was there before.
        choices: traits, error, t0, waves, and what else an answer depends on.
        unit: of the times.
        inputs: each person's outside events, row = occasion, column = input in the order of the loop; None where it has none.
        missing: chance that an answer is not given, each on its own, but never at the first occasion, where the clock starts;
            a row without any answer is left out unless an input is not 0 there or has just ended. Prompts that are skipped because of
            the state are made up where ``choices.skips`` is on (parameters ``level:skip``, ``skip:PROCESS``, ``trait:skip``), and kept.
        covariates: each person's, by name; those that the choices name, centred here at their mean over persons.
        local: each person's wall clock in days since a Monday's midnight; None leaves the panel without dates.

    Returns:
        Panel of persons "1", "2", ...

    Raises:
        SpecError: a parameter is missing, unknown or not possible; times or inputs do not fit together.

    Source: tests/learn/test_simulate.py holds means and covariances against dense moments.
    """
    settled_scales(choices, loop.columns)
    layout = layout_for(loop, choices, unit)
    _system(layout, parameters)
    _in_order(layout, parameters)
    given = _inputs(loop, times, inputs)
    blank = _blank(loop, times, given, unit, covariates, local)
    around = circumstances_of(blank, loop, choices)
    values_of = by_name(layout, parameters)
    if not 0.0 <= missing < 1.0:
        raise SpecError(f"A chance of {missing:g} that an answer is missing is not between 0 and 1.", fix="missing=0.2")
    steps: dict[bytes, tuple[System, Walk]] = {}
    people: list[Person] = []
    for i, (person, held) in enumerate(zip(blank.persons, given, strict=True)):
        if missing > 0.0:
            # Before anything else: a night pushes at the first answer of a day, and a trend is counted from the middle of the answers.
            lost = np.random.default_rng([seed, i, 1]).random(person.values.shape) < missing
            lost[0] = False
            person = replace(person, values=np.where(lost, np.nan, person.values))
        if looks_back(loop):
            own = assemble(layout, values_of, around.tilt(person))
            values = stretched_answers(person, blank, loop, layout, own, around, [seed, i])
            people.append(_kept(person, values, held))
            continue
        tilt = around.tilt(person)
        acting = delayed(person, blank.inputs, layout.presses, around.delays)
        key = tilt.tobytes()
        if layout.varied:
            key, steps = bytes([0]), {}  # a model of their own
            system = own_system(layout, values_of, tilt, np.random.default_rng([seed, i, 2]))
            steps[key] = system, _walk(system, replace(blank, persons=(person,)), loop, layout, around)
        elif key not in steps:
            system = assemble(layout, values_of, tilt)
            steps[key] = system, _walk(system, blank, loop, layout, around)
        how = _Reading(with_skip_scale(choices), values_of)
        values = _answers(*steps[key], layout, acting, person, around, loop, (seed, i), how)
        values, skipped = _skipped(values, layout)
        people.append(_kept(person, values, held, skipped))
    names = tuple(x.name for x in loop.inputs)
    rows = sum(len(t) for t in times)
    said = (f"Every number is made up: simulated from a declared loop with seed {seed}.",)
    return Panel(tuple(people), loop.columns, names, unit, Source("simulated", _fingerprint(people), rows, said), blank.covariates)


def _kept(person: Person, values: Array, held: Array, skipped: Array | None = None) -> Person:
    """The person's rows that say something: an answer, an input, or its end; all of them where every row is a prompt."""
    keep = ~np.isnan(values).all(axis=1) | (held != 0.0).any(axis=1)
    keep[1:] |= (held[1:] != held[:-1]).any(axis=1)
    keep |= skipped is not None
    return replace(person, values=values, skipped=skipped).at(keep)


def _blank(
    loop: Loop,
    times: Sequence[Array],
    given: list[Array],
    unit: str,
    covariates: Sequence[Mapping[str, float]] | None,
    local: Sequence[Array] | None,
) -> Panel:
    """The panel before anybody answered: a 0 in every cell."""
    names = tuple(covariates[0]) if covariates else ()
    for what, rows in (("covariates", covariates), ("local", local)):
        if rows is not None and len(rows) != len(times):
            raise SpecError(f"There are {len(times)} persons, and {what} of {len(rows)}.", fix=f"one entry of {what} a person")
    people: list[Person] = []
    for i, (time, held) in enumerate(zip(times, given, strict=True)):
        known = np.array([covariates[i][name] for name in names]) if covariates else np.zeros(0)
        clock = None if local is None else np.asarray(local[i], dtype=np.float64)
        zeros = np.zeros((len(time), len(loop.columns)))
        people.append(Person(str(i + 1), np.asarray(time, dtype=np.float64), zeros, held, known, clock))
    return Panel(tuple(people), loop.columns, tuple(x.name for x in loop.inputs), unit, Source("simulated", "", 0), names)


def own_system(layout: Layout, values: Float[ndarray, " free"], tilt: Float[ndarray, " tilts"], random: np.random.Generator) -> System:
    """The model of a person drawn from a population in which people differ.

    Args:
        layout: with what varies.
        values: natural.
        tilt: the person's centred covariates.
        random: where chance comes from.

    Raises:
        SpecError: twenty people in a row have no stationary law to start from.
    """
    law = law_of(layout, values)
    chain = chain_of(layout.average, Scale(1.0, np.ones(len(layout.processes)), np.ones(len(layout.columns))))
    own = own_of(layout, chain)
    average = averages(chain, one_person(layout, values, law), tilt[None])
    for _ in range(20):
        eps = random.standard_normal(len(layout.varied))
        model = moved(own, average, (law.root @ eps)[None], (law.lean @ eps)[None])[0]
        if np.isfinite(model).all():
            return unflat(model, chain.like)
    raise SpecError("People differ so much that most of their loops run away, and have no stationary law to start from.",
                    fix="smaller spreads, or t0='separate'.")  # fmt: skip


def _skipped(values: Array, layout: Layout) -> tuple[Array, Array | None]:
    """The answers without those of prompts that were skipped, and which these were; None where nobody skips.

    A prompt is skipped where level + slopes x state + the person's own level + N(0, 1) is above 0. A person's clock starts at an answer:
    the first prompt is skipped only where the loop has one law for all times.
    """
    if layout.skips is None:
        return values, None
    skipped = (values[:, -1] > 0.0) * 1.0
    if layout.t0 != "stationary":
        skipped[0] = 0.0
    return np.where(skipped[:, None] > 0.0, np.nan, values[:, :-1]), skipped


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """Exact steps of one model over every interval that somebody needs; ``noise`` holds roots of the covariances."""

    gaps: Float[ndarray, " gaps"]
    transition: Float[ndarray, "gaps p p"]
    held: Float[ndarray, "gaps p p"]
    noise: Float[ndarray, "gaps p p"]


def _walk(system: System, panel: Panel, loop: Loop, layout: Layout, around: Circumstances) -> Walk:
    times = [delayed(p, panel.inputs, layout.presses, around.delays).time for p in panel.persons]
    gaps = np.unique(np.round(np.concatenate([np.zeros(1), *(np.diff(t) for t in times)]), 10))
    steps = discretise(system.drift, system.diffusion, gaps)
    return Walk(gaps, steps.transition, steps.held, np.array([_root(q) for q in steps.noise]))


class _Reading(NamedTuple):
    """How answers are read off: the choices, and the natural vector."""

    choices: Choices
    values: Array


def _answers(
    system: System, walk: Walk, layout: Layout, acting: Person, person: Person, around: Circumstances, loop: Loop,
    stream: tuple[int, int], how: _Reading,
) -> Array:  # fmt: skip
    """One person's answers: the state walks from moment to moment and is read, with error, at each occasion.

    ``person`` holds 0 where an answer is given and nan where none is.
    """
    p, m = layout.moving, len(layout.columns)
    names = [x.name for x in loop.inputs]
    time = acting.time
    hit = acting.inputs[:, [names.index(n) for n in layout.impulses]]
    press = acting.inputs[:, [names.index(n) for n in layout.presses]]
    asked = np.atleast_1d(~np.isnan(acting.values).all(axis=1))
    if around.night:
        hit = np.column_stack([hit, around.nights(acting, asked)])
    shift = around.regressors(acting, asked) @ system.shift.T
    random = np.random.default_rng(stream)
    first = _root(system.t0_cov) @ random.standard_normal(len(system.t0_cov))
    shocks = random.standard_normal((len(time), p + m))
    state, trait = system.t0_mean + first[:p], first[p:]
    at = np.searchsorted(walk.gaps, np.round(np.diff(time), 10))
    waves = np.array(layout.waves)
    wave = np.abs(time[:, None] - waves).argmin(axis=1) if len(waves) else np.zeros(len(time), dtype=int)
    # What is missing is missing of answers only; whether a prompt is skipped is always known.
    given = person.values if layout.skips is None else np.column_stack([person.values, np.zeros(len(person.values))])
    error = np.array(
        [1.0 if f in ("ordinal", "binary") else e for f, e in zip(layout.families, np.sqrt(np.diag(system.error)), strict=True)]
    )
    out, noise = np.zeros((len(time), m)), np.zeros((len(time), m))
    for t in range(len(time)):
        if t:
            k = at[t - 1]
            push = system.intercept + system.press @ press[t - 1]
            state = walk.transition[k] @ state + walk.held[k] @ push + walk.noise[k] @ shocks[t, :p]
        state = state + system.impulse @ hit[t]
        out[t] = system.loading @ np.concatenate([state + shift[t], trait]) + system.level[wave[t]]
        noise[t] = error * shocks[t, p:]
    if layout.plain:
        out = out + noise
    else:
        thresholds = how.values[layout.sections["threshold"]]
        out = made_answers(out, noise, layout.families, thresholds, layout.steps, ends_of(how.choices, layout.columns), random)
        for i, (column, family) in enumerate(zip(layout.columns, layout.families, strict=True)):
            out[:, i] = decoded(out[:, i], family, how.choices.scales.get(column, ()))
    return out[np.searchsorted(time, person.time)] + given


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


def _in_order(layout: Layout, parameters: Mapping[str, float]) -> None:
    """Thresholds of one indicator rise."""
    names = layout.names[layout.sections["threshold"]]
    for one, other in pairwise(names):
        if one.partition("[")[0] == other.partition("[")[0] and not parameters[one] < parameters[other]:
            raise SpecError(f"'{other}' is not above '{one}'.", why="Thresholds lie between neighbouring steps, in their order.")


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
