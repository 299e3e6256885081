"""A fitted loop set back on answers: the same matrices, the same lanes, and rows where nothing was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.errors import DataError, SpecError, did_you_mean
from unspiral.learn.circumstances import Circumstances, circumstances_of, strangers
from unspiral.learn.family import refuse_steps
from unspiral.learn.innovations import ROWS, Innovations, innovations_of
from unspiral.learn.kalman import Forward, filter_lanes
from unspiral.learn.levels import own_systems
from unspiral.learn.onset import delayed
from unspiral.learn.parameters import Layout, Scale, by_name, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.reference import abreast, read_by
from unspiral.learn.same_kind import check_same
from unspiral.learn.system import Array, Lanes, System
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.records import Choices, Fit, Panel, Person
from unspiral.units import DAYS_PER

SAME = 1e-9  # times closer than this are one occasion

Models = tuple[System, ...]  # one for each group of persons that shares its links


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A fit with the answers it is read on.

    Args:
        loop: as declared; choices: how it was set up.
        problem: it as a problem on these answers.
        panel: the answers.
        around: what an answer of theirs depends on beside the state.
        theta, values: the estimate, on the scale of the search and as reported.
        scale: of the working values.
        lanes: persons looked at; group: which of the models each lane has.
        models: the matrices at the estimate.
        clock: of every step of every lane; behind a lane's end it stands still.
    """

    loop: Loop
    choices: Choices
    problem: Problem
    panel: Panel
    around: Circumstances
    theta: Float[ndarray, " free"]
    values: Float[ndarray, " free"]
    scale: Scale
    lanes: Lanes
    group: Int[ndarray, " lanes"]
    models: Models
    clock: Float[ndarray, "steps lanes"]

    @property
    def layout(self) -> Layout:
        """The free numbers."""
        return self.problem.layout

    def at(self, thetas: Float[ndarray, "many free"]) -> list[Models]:
        """Matrices at working vectors; those at which the loop has no law of the first occasion are left out."""
        with np.errstate(all="ignore"):
            wanted = natural(self.layout, self.scale, thetas)
        found: list[Models] = []
        levels = self.problem.levels
        for k, values in enumerate(wanted):
            try:
                with np.errstate(all="ignore"):
                    if levels is not None:  # what is not known of a person goes in as well
                        systems = own_systems(levels, values, np.random.default_rng([self.choices.seed, 60, k]))
                    else:
                        systems = self.problem.systems(values)
                    found.append(tuple(systems))
            except (ValueError, np.linalg.LinAlgError):
                continue
        return found

    def some(self, which: Int[ndarray, " some"]) -> Fitted:
        """Some of the lanes, in increasing order of ``which``."""
        lanes = self.lanes.some(which)
        return replace(self, lanes=lanes, group=self.group[which], clock=self.clock[:, which])


def fitted(fit: Fit, panel: Panel, persons: Sequence[str] | None = None) -> Fitted:
    """Set a fit on a panel: the one it was learned from, or another with the same columns.

    Covariates and trends are counted from where the fit counts them.

    Args:
        fit: an estimated loop.
        panel: answers.
        persons: names of those to look at; everyone when left out.

    Raises:
        DataError: a column or an input of the loop is not in the panel, a covariate counts otherwise there, its times are in another unit,
            nobody answered, or somebody is not among those that a fit with a trend was learned from.
        SpecError: nobody has that name, or the fit has answers in steps.
    """
    loop = parse(fit.loop_text)
    refuse_steps(fit.choices, "A forecast, a smoothed course or a check of what was not foreseen")
    check_same(fit, loop, panel)
    _known(persons or (), [p.name for p in panel.persons])
    if fit.centres is None and (fit.choices.covariates or fit.choices.trend) and panel.source.sha256 != fit.data.sha256:
        raise DataError(
            "This fit was kept by an earlier version, without where its covariates and trends are counted from.",
            why="Only the table that it was learned from gives the same centres.",
            fix="learn again: unspiral learn DATA --from FIT.json -o FIT.json",
        )
    if fit.centres is not None and fit.choices.trend and persons is not None:
        aside = set(strangers(panel, loop, fit.centres)) - set(persons)  # they need no place in the trend: nobody looks at them
        panel = replace(panel, persons=tuple(p for p in panel.persons if p.name not in aside))
    around = circumstances_of(panel, loop, fit.choices, fit.centres)
    problem = problem_of(panel, loop, fit.choices)
    if fit.centres is not None:
        problem = _centred(problem, loop, fit.choices, panel, around)
    values = by_name(problem.layout, {p.name: p.estimate for p in fit.parameters})
    found = replace(fitted_on(problem, loop, fit.choices, panel, fit.working.theta, values), around=around)
    found = replace(found, scale=_own_scale(fit, problem, values))
    if persons is None:
        return found
    _known(persons, found.lanes.name)
    return found.some(np.flatnonzero(np.isin(found.lanes.name, list(persons))))


def _own_scale(fit: Fit, problem: Problem, values: Float[ndarray, " free"]) -> Scale:
    """The scale of a fit's working values, whatever answers it is set on.

    Its file holds the clock and the spread of the processes; what levels, errors, shifts and covariates were measured by follows from
    their estimates. That of the present answers would not do: one person's, or one day's, may have no spread at all.
    """
    layout, theta, here = problem.layout, fit.working.theta, problem.scale
    at, m = layout.sections, len(layout.columns)
    ones = [None if own is None else np.ones(len(own)) for own in (here.shift, here.tilt)]
    with np.errstate(all="ignore"):
        ratio = values / natural(layout, Scale(fit.working.clock, fit.working.spread, np.ones(m), *ones), theta)

    def known(slots: Sequence[tuple[int, int, float]], now: Array) -> Array:
        """Sizes by (place, which, power of the ratio): from the largest working value that has one, else as they are now."""
        out = np.where(now > 0.0, now, 1.0)
        for place, which, power in sorted(slots, key=lambda slot: abs(theta[slot[0]])):
            if np.isfinite(ratio[place]) and ratio[place] > 0.0:
                out[which] = ratio[place] ** power
        return out

    item = [(k, j, 1.0) for k, j in enumerate(layout.items("level"), start=at["level"].start)]
    item = [*((k, j, 0.5) for k, j in enumerate(layout.items("error"), start=at["error"].start)), *item]
    shift = [(k, layout.slots[k].entries[0][1], -1.0) for k in range(at["shift"].start, at["shift"].stop)]
    tilt = [(k, layout.slots[k].entries[0][0], -1.0) for k in range(at["tilt"].start, at["tilt"].stop)]
    return Scale(
        fit.working.clock, fit.working.spread, known(item, here.item), None if here.shift is None else known(shift, here.shift),
        None if here.tilt is None else known(tilt, here.tilt),
    )  # fmt: skip


def _known(asked: Sequence[str], names: Sequence[str]) -> None:
    for name in asked:
        if name not in names:
            raise SpecError(f"There is no person '{name}' with an answer.{did_you_mean(name, names)}", fix=f"--who {names[0]}")


def fitted_on(
    problem: Problem, loop: Loop, choices: Choices, panel: Panel, theta: Float[ndarray, " free"], values: Float[ndarray, " free"]
) -> Fitted:
    """An estimate on the problem it was found for."""
    lanes = problem.lanes
    group = problem.whose
    models = tuple(problem.systems(values))
    around, clock = circumstances_of(panel, loop, choices), clock_of(lanes, panel, loop.columns)
    return Fitted(loop, choices, problem, panel, around, theta, values, problem.scale, lanes, group, models, clock)


def _centred(problem: Problem, loop: Loop, choices: Choices, panel: Panel, around: Circumstances) -> Problem:
    """The same problem with covariates and trends counted from other centres than those of the panel."""
    own = circumstances_of(panel, loop, choices)
    lanes, persons = problem.lanes, {p.name: p for p in panel.persons}
    moved = np.zeros((len(lanes.name), len(around.shifts)))
    at = [panel.indicators.index(c) for c in loop.columns]
    for i, name in enumerate(lanes.name):
        seen = np.atleast_1d(~np.isnan(persons[name].values[:, at]).all(axis=1))
        apart = around.regressors(persons[name], seen) - own.regressors(persons[name], seen)
        moved[i] = apart[seen.argmax()]  # the same at every answer
    answered: Array = np.any(lanes.answered, axis=2)
    moved = np.tile(moved, 1 + len(problem.layout.windows.lengths))  # what moves is the same at a moment and on average
    regressors = lanes.regressors + moved * answered[..., None]
    tilted = [around.names.index(name) for name in around.tilts]
    groups = problem.groups + (own.means - around.means)[tilted]
    return replace(problem, lanes=replace(lanes, regressors=regressors), groups=groups, packed=None, packed_model=None)


def clock_of(lanes: Lanes, panel: Panel, columns: Sequence[str]) -> Float[ndarray, "steps lanes"]:
    """Clock of every step, counted from each person's first answer, which both lane and panel know.

    An answer has the very time that the panel gives it, so that fits with other rows in between (of inputs) agree on when it was.

    Args:
        lanes: of the panel; columns: that count as answers.
    """
    at = [panel.indicators.index(c) for c in columns]
    persons = {p.name: p for p in panel.persons}
    out: Array = np.cumsum(lanes.dt[lanes.step], axis=0)
    answered: Array = np.any(lanes.answered, axis=2)
    for i, name in enumerate(lanes.name):
        person, rows = persons[name], np.flatnonzero(answered[:, i])
        given = person.time[~np.isnan(person.values[:, at]).all(axis=1)]
        out[:, i] += given[0] - out[rows[0], i]
        out[rows, i] = given
    return out


def extended(found: Fitted, more: Mapping[str, Float[ndarray, " _"]], *, happens: bool) -> tuple[Fitted, dict[str, Array]]:
    """The same persons with more rows, at which nothing was answered; levels are shifted there as at any other time.

    A held input goes on as it was last given; an impulse is not given again; what was given and acts later still comes to act, at a row of
    its own where need be; a night pushes at the first occasion of a day.

    Args:
        found: a fit with its answers.
        more: person -> times of further rows; times at which there is a row already, or before the first one, add none.
        happens: whether such a row is an occasion like any other (a forecast), or only a look in between.

    Returns:
        The fit with longer lanes, longest first, and person -> which steps were there before.
    """
    lanes = found.lanes
    persons = {p.name: p for p in found.panel.persons}
    wanted = [np.unique(np.asarray(more.get(name, np.zeros(0)), dtype=np.float64)) for name in lanes.name]
    after = [_after(found, persons[name], time) for name, time in zip(lanes.name, wanted, strict=True)]
    merged = [_merged(found, i, np.concatenate([wanted[i], after[i].time[1:]])) for i in range(len(lanes.name))]
    order: Array = np.argsort([-len(rows.time) for rows in merged], kind="stable")
    places: list[int] = order.tolist()
    merged = [merged[i] for i in places]
    length = len(merged[0].time)
    parts: dict[str, Array] = {
        name: np.zeros((length, len(merged), *getattr(lanes, name).shape[2:]), dtype=getattr(lanes, name).dtype)
        for name in ("values", "answered", "wave", "impulses", "presses", "regressors", "reads")
        if getattr(lanes, name) is not None
    }
    resets = None if lanes.resets is None else np.zeros((length, len(merged), lanes.resets.shape[2]), dtype=bool)
    if lanes.reads is not None:
        parts["reads"][...] = [rows[-1] for rows in found.layout.windows.rows(lanes.values.shape[2])]  # about the moment
    clock, gap = np.zeros((length, len(merged))), np.zeros((length, len(merged)))
    around = found.around
    for i, rows in enumerate(merged):
        n, there = len(rows.time), np.flatnonzero(rows.own)
        clock[:n, i], clock[n:, i] = rows.time, rows.time[-1]
        gap[1:n, i] = np.diff(rows.time)
        for name, whole in parts.items():
            whole[there, i] = getattr(lanes, name)[rows.source[there], order[i]]
        if resets is not None and lanes.resets is not None:
            # What begins anew does so right behind the row before, also where further rows come in between.
            new = np.flatnonzero(lanes.resets[1 : len(there), order[i]].any(axis=1))
            resets[there[new] + 1, i] = lanes.resets[new + 1, order[i]]
        person = persons[lanes.name[order[i]]]
        parts["presses"][:n, i], acting = _given(found, after[places[i]], lanes.presses[:, order[i]], rows)
        parts["impulses"][:n, i, : acting.shape[1]] += acting
        seen: Array = np.any(parts["answered"][:n, i], axis=1)
        parts["regressors"][:n, i] = _shifts(around, person, rows.time, parts["regressors"][:n, i], seen)
        if happens and around.night:
            # Rows that are kept for an input are no occasions; nights up to the last answer are in the lane already.
            asked = np.flatnonzero(seen | _among(rows.time, wanted[places[i]]))
            new = np.diff(np.floor(_local(person, rows.time, around.unit))[asked]) != 0
            parts["impulses"][:n, i, -1] += np.isin(np.arange(n), asked[1:][new]) & (np.arange(n) > np.flatnonzero(seen)[-1])
        if found.layout.waves:
            parts["wave"][:n, i] = np.abs(rows.time[:, None] - np.array(found.layout.waves)).argmin(axis=1)
    dt, found_at = np.unique(np.round(gap, 10), return_inverse=True)
    step: Array = found_at.reshape(gap.shape)
    if dt[0] != 0.0:
        dt, step = np.concatenate([[0.0], dt]), step + 1
    running: Array = np.sum(np.arange(length)[:, None] < np.array([len(rows.time) for rows in merged]), axis=1)
    wide = replace(
        lanes, **parts, dt=dt, step=step, running=running, importance=np.ones_like(clock), resets=resets,
        scale=lanes.scale[order], weight=lanes.weight[order], name=tuple(lanes.name[i] for i in places),
    )  # fmt: skip
    own = {name: rows.own for name, rows in zip(wide.name, merged, strict=True)}
    return replace(found, lanes=wide, group=found.group[order], clock=clock), own


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Times of a lane with further ones; for each the old step at or before it, and whether it is that step itself."""

    time: Array
    source: Array
    own: Array


def _merged(found: Fitted, lane: int, new: Array) -> _Rows:
    time = found.clock[: int((found.lanes.running > lane).sum()), lane]
    new = np.unique(new[new > time[0]])
    new = new[np.abs(new[:, None] - time).min(axis=1) > SAME] if len(new) else new
    both = np.concatenate([time, new])
    order = np.argsort(both, kind="stable")
    own = order < len(time)
    return _Rows(both[order], np.cumsum(own) - 1, own)


def _among(time: Array, moments: Array) -> Array:
    """Which of the times are one of the moments, which are in order."""
    ends = np.searchsorted(moments, time + SAME, side="right")
    return ends > np.searchsorted(moments, time - SAME)


def _after(found: Fitted, person: Person, wanted: Array) -> Person:
    """The person's last row, and the times wanted behind it with the moments at which an input begins to act until then."""
    layout, names = found.layout, found.panel.inputs
    late = {n: d for n, d in found.around.delays.items() if n in layout.impulses + layout.presses}
    later = wanted[wanted > person.time[-1] + SAME]
    held = np.where(np.isin(names, layout.presses), person.inputs[-1], 0.0)
    whole = Person(
        person.name,
        np.concatenate([person.time, later]),
        np.full((len(person.time) + len(later), 0), np.nan),
        np.vstack([person.inputs, np.tile(held, (len(later), 1))]),
    )
    moved = delayed(whole, names, layout.presses, late)
    return moved.at(moved.time >= person.time[-1])


def _given(found: Fitted, after: Person, presses: Array, rows: _Rows) -> tuple[Array, Array]:
    """What is held since the row before, and impulses at rows behind the last one; before it, they are in the lane already."""
    names = found.panel.inputs
    held, hit = ([names.index(n) for n in some] for some in (found.layout.presses, found.layout.impulses))
    later = np.where(rows.own, rows.source, rows.source + 1)
    count = int(rows.source[-1]) + 1
    beyond = later >= count  # behind the lane's last row: held is what acts from the row before on
    at = np.searchsorted(after.time, rows.time + SAME, side="right") - 1
    since = after.inputs[np.maximum(np.concatenate([[0], at[:-1]]), 0)][:, held]
    here = (beyond & (rows.time > after.time[0] + SAME))[:, None]
    pressed = np.where(beyond[:, None], since, presses[np.minimum(later, count - 1)])
    return pressed, np.where(here, after.inputs[np.maximum(at, 0)][:, hit], 0.0)


def _shifts(around: Circumstances, person: Person, time: Array, known: Array, seen: Array) -> Array:
    """Regressors at every row: as they were where something was answered, worked out elsewhere."""
    if not around.shifts:
        return known
    blank = np.full((len(time), person.values.shape[1]), np.nan)
    given = np.zeros((len(time), person.inputs.shape[1]))
    local = None if person.local is None else _local(person, time, around.unit)
    there = replace(person, time=time, values=blank, inputs=given, local=local, weight=None, skipped=None)
    out = np.zeros((len(time), known.shape[1]))  # means over stretches are of answers alone
    out[:, : len(around.shifts)] = around.regressors(there, np.ones(len(time), dtype=bool))
    anchor = int(seen.argmax())
    for k, shift in enumerate(around.shifts):
        if shift.kind == "trend":  # it is counted from the middle of the answers, which further rows must not move
            out[:, k] = known[anchor, k] + time - time[anchor]
    out[seen] = known[seen]
    return out


def _local(person: Person, time: Array, unit: str) -> Array:
    """Wall clock in days at each time: that of the row before, and the time since."""
    if person.local is None:
        return time * DAYS_PER[unit]
    before = np.maximum(np.searchsorted(person.time, time + SAME, side="right") - 1, 0)
    return person.local[before] + (time - person.time[before]) * DAYS_PER[unit]


def silent(lanes: Lanes) -> Lanes:
    """The same design with nothing answered: its filter gives what the loop expects of itself."""
    return replace(lanes, values=np.zeros_like(lanes.values), answered=np.zeros_like(lanes.answered))


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Lanes filtered under several models abreast.

    Args:
        count: of models; lane = person x count + model.
        systems: their matrices, model after model, each with one for every group.
        lanes, forward: what was filtered, and what the filter left.
    """

    count: int
    systems: Sequence[System]
    lanes: Lanes
    forward: Forward


def forwards(models: Sequence[Models], lanes: Lanes, group: Int[ndarray, " lanes"]) -> Iterator[Batch]:
    """Filter the lanes under each of several models, as many abreast as memory has room for.

    Args:
        models: the matrices of each.
        lanes: the answers; group: which matrices of a model each lane has.
    """
    room = max(1, ROWS // lanes.step.size)
    for first in range(0, len(models), room):
        some = models[first : first + room]
        wide = abreast(lanes, len(some))
        systems = [system for model in some for system in model]
        which = (group[:, None] + len(some[0]) * np.arange(len(some))).ravel()
        with np.errstate(all="ignore"):
            yield Batch(len(some), systems, wide, filter_lanes(systems, wide, which))


def innovations(found: Fitted) -> Innovations:
    """What was not foreseen of all lanes' answers at the estimate."""
    with np.errstate(all="ignore"):
        return innovations_of(found.models, found.lanes, found.group)


def filtered(found: Fitted) -> Forward:
    """The filter over all lanes at the estimate."""
    with np.errstate(all="ignore"):
        return filter_lanes(found.models, found.lanes, found.group)


def expected_answers(
    systems: Sequence[System], lanes: Lanes, forward: Forward, state: Float[ndarray, "steps lanes state"]
) -> Float[ndarray, "steps lanes indicators"]:
    """Answers that a state would give without measurement error, at every step: tau[wave] + Z (state + shift)."""
    p = len(systems[0].drift)
    loading = read_by(systems, lanes, forward.model, "loading")
    level = read_by(systems, lanes, forward.model, "level") * lanes.scale[:, None]
    shown = state if forward.shown is None else state + np.concatenate([forward.shown, np.zeros_like(state[..., p:])], axis=-1)
    return level + np.matvec(loading, shown)


def expected_variance(
    systems: Sequence[System], lanes: Lanes, forward: Forward, cov: Float[ndarray, "steps lanes state state"]
) -> Float[ndarray, "steps lanes indicators"]:
    """Variance of those answers when the state has this covariance: the diagonal of Z P Z'."""
    loading = read_by(systems, lanes, forward.model, "loading")
    seen = "tlis" if loading.ndim == 4 else "lis"
    return np.maximum(np.einsum(f"{seen},tlsr,{seen.replace('s', 'r')}->tli", loading, cov, loading, optimize=True), 0.0)


def error_variance(systems: Sequence[System], model: Int[ndarray, " lanes"], columns: int) -> Float[ndarray, "lanes indicators"]:
    """Error variance of each indicator in each lane.

    Args:
        systems: models of the same shape.
        model: which of them each lane lives under.
        columns: indicators; further rows of a model are theirs as well, for states that take turns.
    """
    found: Array = np.array([np.diag(s.error) for s in systems])[model]
    return found[:, :columns]
