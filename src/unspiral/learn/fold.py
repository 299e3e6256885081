"""A fold: the same problem with some answers left out, and the loop learned again from the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.errors import DataError, SpecError
from unspiral.learn.compress import compress
from unspiral.learn.family import refuse_steps
from unspiral.learn.kalman import evaluate_flat
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.search import Optimum, maximise
from unspiral.learn.start import bounds, starting_points
from unspiral.learn.system import Array
from unspiral.loop.language import parse
from unspiral.records import Fit, Moments, Panel

ROOM = 400_000  # steps of all lanes that are evaluated at once; memory, not speed, sets it


def problem_again(data: Panel | Moments, fit: Fit) -> Problem:
    """The problem that a fit solved, from the same data.

    Raises:
        DataError: the data are not those of the fit, or are summary statistics, which hold no persons to leave out.
        SpecError: the fit weighs its rows.
    """
    if isinstance(data, Moments):
        raise DataError("Summary statistics hold no persons and no occasions to leave out.", fix="give the table of rows with --data.")
    if fit.choices.weight is not None:
        raise SpecError(
            "This fit weighs its rows; what a left-out row would have scored has then no agreed meaning.",
            fix="compare fits without --weight.",
        )
    if fit.choices.individual:
        raise SpecError(
            "In this fit people differ in more than their level; leaving answers out and learning again is not done for such fits.",
            why="Each of thousands of loops would need everybody's deviations integrated out again.",
            fix="compare by likelihood: unspiral compare without --folds, or fits made with --individual levels.",
        )
    refuse_steps(fit.choices, "A comparison by answers left out")
    if data.source.sha256 != fit.data.sha256:
        raise DataError(
            f"'{data.source.name}' is not the file that the fit was learned from ('{fit.data.name}').",
            why=f"Their fingerprints differ: {data.source.sha256[:12]} and {fit.data.sha256[:12]}.",
            fix="give the same file, unchanged.",
        )
    problem = problem_of(data, parse(fit.loop_text), fit.choices)
    cells = int(problem.lanes.answered.sum())
    wanted = fit.data.cells - fit.data.missing
    if cells != wanted or len(problem.lanes.name) != fit.data.persons or len(problem.layout.slots) != fit.n_parameters:
        raise DataError(
            f"'{data.source.name}' was read otherwise for the fit: {wanted} answers of {fit.data.persons} people then, "
            f"{cells} of {len(problem.lanes.name)} now.",
            fix="read it with the same --person, --time, --missing and --reverse as 'unspiral learn'.",
        )
    return problem


def pick(problem: Problem, which: Iterable[int]) -> Problem:
    """The same problem for some of its lanes, each as often as it is named, in the order of the lanes."""
    order = np.array(sorted(which), dtype=np.int64)
    lanes = problem.lanes.some(order)
    steps = int((lanes.running > 0).sum())
    model = np.zeros(len(order), dtype=np.int64) if problem.model is None else problem.model[order]
    if steps < len(lanes.step):
        lanes = replace(
            lanes, values=lanes.values[:steps], answered=lanes.answered[:steps], step=lanes.step[:steps], wave=lanes.wave[:steps],
            impulses=lanes.impulses[:steps], presses=lanes.presses[:steps], running=lanes.running[:steps],
            regressors=lanes.regressors[:steps], importance=lanes.importance[:steps],
            resets=None if lanes.resets is None else lanes.resets[:steps], reads=None if lanes.reads is None else lanes.reads[:steps],
        )  # fmt: skip
    return replace(problem, lanes=lanes, model=model, packed=None, packed_model=None)


def masked(problem: Problem, answered: Bool[ndarray, "steps lanes indicators"]) -> Problem:
    """The same problem with only these answers given."""
    lanes = replace(problem.lanes, answered=answered, values=np.where(answered, problem.lanes.values, 0.0))
    return replace(problem, lanes=lanes, packed=None, packed_model=None)


def models_at(problem: Problem, thetas: Float[ndarray, "draws free"]) -> Float[ndarray, "draws groups entries"]:
    """The flat models of all groups at each working vector; nan throughout where one has no stationary law to start from."""
    with np.errstate(all="ignore"):
        return problem.chain.models(thetas, problem.groups)


def logliks(problem: Problem, models: Float[ndarray, "draws groups entries"]) -> Float[ndarray, "draws lanes"]:
    """Log-likelihood of every lane under every draw's models; minus infinity where a draw has none."""
    lanes, groups = problem.lanes, models.shape[1]
    count = len(lanes.name)
    group: Array = np.zeros(count, dtype=np.int64) if problem.model is None else problem.model
    out = np.full((len(models), count), -np.inf)
    there = np.flatnonzero(np.isfinite(models).all(axis=(1, 2)))
    room = max(1, ROOM // lanes.step.size)
    for first in range(0, len(there), room):
        some = there[first : first + room]
        model = (np.arange(len(some))[:, None] * groups + group).ravel()
        person = np.tile(np.arange(count), len(some))
        rows = np.ascontiguousarray(models[some].reshape(-1, models.shape[2]))
        with np.errstate(all="ignore"):
            found, _ = evaluate_flat(lanes, problem.chain.like, rows, loadings=False, intercept=False, person=person, model=model)
        out[some] = found.reshape(len(some), count)
    return np.where(np.isnan(out), -np.inf, out)


def learn_again(problem: Problem, fit: Fit) -> tuple[Optimum, Array]:
    """The maximum of a problem with fewer answers, begun where the whole fit ended; with the covariance of its working values.

    The scale of the working values stays that of the whole problem, so that the vectors may be compared.

    Raises:
        KeyboardInterrupt: stopped by Ctrl-C.
    """
    model: Array = np.zeros(len(problem.lanes.name), dtype=np.int64) if problem.model is None else problem.model
    packed, packed_model = compress(problem.lanes, model)
    fewer = problem if packed is problem.lanes else replace(problem, packed=packed, packed_model=packed_model)
    lower, upper = bounds(problem.layout)
    theta = fit.working.theta
    optimum = maximise(fewer.values, [np.clip(theta, lower, upper)], lower, upper, known=_curvature(fit))
    if not (optimum.converged or optimum.interrupted):  # what was left out may have held the whole fit at an edge
        optimum = maximise(fewer.values, starting_points(problem.layout, problem.look, problem.scale, 2, 1), lower, upper)
    if optimum.interrupted:  # half a fold is worth nothing
        raise KeyboardInterrupt
    free = optimum.free
    covariance = np.zeros_like(optimum.information)
    values, vectors = np.linalg.eigh(optimum.information[np.ix_(free, free)])
    covariance[np.ix_(free, free)] = (vectors / np.maximum(values, 1e-4)) @ vectors.T  # unknown directions are wide, as in the whole fit
    return optimum, covariance


def _curvature(fit: Fit) -> Array | None:
    """Of the whole fit, from the covariance of its working values; None where a value stood at its bound or nothing is known."""
    values, vectors = np.linalg.eigh(fit.working.covariance)
    if values.min() <= 1e-12 * values.max() or fit.choices.ci not in ("wald", "profile"):
        return None
    return (vectors / values) @ vectors.T
