"""A cross-lagged panel model as a loop, with the choices that go with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from unspiral.compat.ctsem_loop import Structure
from unspiral.compat.moved import Moved, Waves
from unspiral.compat.notebook import Notebook, listed
from unspiral.compat.panel_layout import Layout, layout_of
from unspiral.compat.panel_levels import Levels
from unspiral.compat.panel_terms import Terms
from unspiral.compat.path import Equations, Path
from unspiral.errors import SpecError, did_you_mean
from unspiral.loop.language import parse
from unspiral.units import TIME_UNITS


def panel_of(equations: Equations, times: Sequence[float] | None = None, unit: str | None = None) -> Moved:
    """Read the terms of a panel model.

    Args:
        equations: the terms.
        times: of the waves; None = 0, 1, 2 ...
        unit: of ``times``.

    Raises:
        SpecError: it is no cross-lagged panel model, or the times do not fit its waves.
    """
    layout = layout_of(equations)
    notebook = Notebook(equations.text)
    waves = _waves(layout, times, unit, notebook)
    terms = Terms(equations)
    _parts(layout, terms, notebook)
    structure = Structure(list(layout.processes), {name: [name] for name in layout.processes})
    structure.links = _links(layout, terms, notebook)
    _noise(layout, terms, notebook, equations)
    levels = Levels(equations, layout, terms, notebook)
    traits, t0, means, some = levels.choices()
    error = levels.error()
    covariates = levels.covariates()
    _rest(equations, terms, notebook)
    return Moved(
        equations.program, parse(structure.text(some)), traits, error, t0, means, notebook.notes(), {}, covariates, waves=waves,
    )  # fmt: skip


def _waves(layout: Layout, times: Sequence[float] | None, unit: str | None, notebook: Notebook) -> Waves:
    count = len(layout.waves)
    columns = {name: tuple(layout.column.get((name, place), "") for place in range(count)) for name in layout.processes}
    if unit is not None and unit not in TIME_UNITS:
        raise SpecError(
            f"'{unit}' is no unit of time.{did_you_mean(unit, TIME_UNITS)}",
            why=f"The units are {', '.join(TIME_UNITS)}.",
            fix="--unit month",
        )
    example = ",".join(str(6 * place) for place in range(count))
    if times is None:
        notebook.changed(
            f"The text knows waves and no time. They are taken to be 1 {unit or 'day'} apart: name their times, and unequal steps"
            f" are handled as they are"
            f" (--waves {example} --unit month).",
        )
        return Waves(layout.waves, tuple(float(i) for i in range(count)), unit or "day", columns, told=False)
    found = tuple(float(t) for t in times)
    if len(found) != count or not all(math.isfinite(t) for t in found) or any(b <= a for a, b in pairwise(found)):
        raise SpecError(
            f"The model has {count} waves ({', '.join(layout.waves)}), and the times {', '.join(f'{t:g}' for t in found[:20])} do"
            f" not fit them.",
            why="Each wave needs its time, from the first to the last.",
            fix=f"--waves {example}",
        )
    steps = [b - a for a, b in pairwise(found)]
    if max(steps) - min(steps) > 1e-9 * max(steps):
        notebook.changed(
            f"The steps between waves are {', '.join(f'{s:g}' for s in steps)} {unit or 'day'}s. There each step has its own"
            f" lags, or one set for unequal"
            " steps; here one rate gives the effect of every step: exp(A dt).",
        )
    return Waves(layout.waves, found, unit or "day", columns)


def _parts(layout: Layout, terms: Terms, notebook: Notebook) -> None:
    """Say who is who."""
    for name in layout.processes:
        columns = [layout.column[name, place] for place in range(len(layout.waves)) if (name, place) in layout.column]
        absent = [layout.waves[place] for place in range(len(layout.waves)) if (name, place) not in layout.column]
        lines = terms.take(p for p in terms.all if p.sign == "=~" and p.left in layout.state and layout.state[p.left][0] == name)
        what = " (factors of one column each: what is within persons)" if layout.within else ""
        notebook.taken(
            f"{', '.join(columns)}: the process {name} at {len(columns)} waves{what}{terms.where(lines)}.", lines[0].at if lines else None
        )
        scaled = [p for p in lines if p.fixed not in (None, 1.0)]
        if scaled:
            notebook.changed(
                f"Loadings other than 1 change the scale of {name} from wave to wave there; here it is that of the column.", scaled[0].at
            )
        if absent:
            notebook.taken(f"{name} was not asked at wave {', '.join(absent)}: nothing is missing there but the answer.")


def _links(layout: Layout, terms: Terms, notebook: Notebook) -> list[tuple[str, str]]:
    """Arrows from lagged regressions."""
    steps: dict[tuple[str, str], dict[int, Path]] = {}
    for path in terms.of("~"):
        if path.left not in layout.state or path.right not in layout.state:
            continue
        (affected, later), (cause, earlier) = layout.state[path.left], layout.state[path.right]
        terms.take([path])
        if later < earlier:
            terms.fail(
                path.at,
                f"'{path.left}' (wave {layout.waves[later]}) depends on '{path.right}' (wave {layout.waves[earlier]}), which is later.",
                "Nothing depends on what comes after it.",
                f"turn it round: {path.right} ~ {path.left}.",
            )
        if later == earlier:
            notebook.left(
                f"{path.left} ~ {path.right} is an effect within one wave; here what happens at once stands in the noise (diffusion).",
                path.at,
            )
        elif later - earlier > 1:
            if path.fixed != 0.0:
                notebook.left(
                    f"{path.left} ~ {path.right} skips a wave; here an effect passes through the time between, and no other is there.",
                    path.at,
                )
        else:
            steps.setdefault((cause, affected), {})[later] = path
    pairs: list[tuple[str, str]] = []
    for cause in layout.processes:
        for affected in layout.processes:
            found = steps.get((cause, affected), {})
            there = [path for path in found.values() if path.fixed != 0.0]
            if cause == affected:
                _self_effect(cause, there, terms, notebook)
            elif there:
                pairs.append((cause, affected))
                _link(cause, affected, there, layout, terms, notebook)
            else:
                at = next(iter(found.values())).at if found else None
                notebook.taken(f"{cause} does not drive {affected}: {'its lags are fixed at 0' if found else 'no lag says so'}.", at)
    return pairs


def _self_effect(name: str, there: list[Path], terms: Terms, notebook: Notebook) -> None:
    if not there:
        notebook.changed(f"{name} is not regressed on itself there; here every process has a self-effect.")
        return
    same, how = _equal(there, terms)
    (notebook.taken if same else notebook.changed)(
        f"{name} on itself a wave before: the self-effect self:{name}{terms.where(there)}. {how}", there[0].at
    )
    _fixed(there, f"self:{name}", notebook)


def _link(cause: str, affected: str, there: list[Path], layout: Layout, terms: Terms, notebook: Notebook) -> None:
    same, how = _equal(there, terms)
    said = f"{affected} on {cause} a wave before: the link {cause} -> {affected}{terms.where(there)}. {how}"
    (notebook.taken if same else notebook.changed)(said, there[0].at)
    possible = sum((affected, k) in layout.column and (cause, k - 1) in layout.column for k in range(1, len(layout.waves)))
    if len(there) < possible:
        notebook.changed(f"{cause} -> {affected} acts in {len(there)} of {possible} steps there; here it acts all the time.", there[0].at)
    _fixed(there, f"link:{cause}->{affected}", notebook)


def _fixed(there: list[Path], name: str, notebook: Notebook) -> None:
    if any(path.fixed is not None for path in there):
        notebook.changed(f"A lag is fixed at a number there; here {name} is estimated.", next(p.at for p in there if p.fixed is not None))


def _equal(there: list[Path], terms: Terms) -> tuple[bool, str]:
    """Whether a lag is the same in all steps, and what that means here."""
    if len(there) == 1:
        return True, "There it belongs to its step between waves, here it is a rate."
    if terms.all_equal(there):
        return True, "There it is equal in all steps, here one rate says the same for equal steps."
    return (
        False,
        f"There each of {len(there)} steps has its own, here one rate holds for all: fewer parameters, to be compared by likelihood.",
    )


def _noise(layout: Layout, terms: Terms, notebook: Notebook, equations: Equations) -> None:
    """Variances and covariances of the states."""
    first: list[Path] = []
    later: dict[tuple[str, str], list[Path]] = {}
    for path in terms.of("~~"):
        if path.left not in layout.state or path.right not in layout.state:
            continue
        (one, k), (other, l) = layout.state[path.left], layout.state[path.right]
        terms.take([path])
        if k != l:
            if path.fixed != 0.0:
                notebook.left(f"{path.left} ~~ {path.right} ties two waves beside the lags; here only the rates do.", path.at)
        elif k == 0:
            first.append(path)
        else:
            later.setdefault((min(one, other), max(one, other)), []).append(path)
    what = "variances and covariances"
    if first:
        notebook.taken(f"The first wave's {what} are free: T0 covariance{terms.where(first)}.", first[0].at)
        if any(p.fixed is not None for p in first):
            notebook.changed("One of them is fixed there; here all are free.", next(p.at for p in first if p.fixed is not None))
    paths = [path for found in later.values() for path in found]
    if paths:
        equal = all(terms.all_equal(found) for found in later.values())
        said = (
            "equal in all steps, which is one diffusion"
            if equal
            else "free in each step; here one diffusion holds for all the time, so there are fewer parameters"
        )
        (notebook.taken if equal else notebook.changed)(
            f"{what.capitalize()} of what is new at later waves: {said}{terms.where(paths)}.", paths[0].at
        )
    pairs = [(a, b) for i, a in enumerate(layout.processes) for b in layout.processes[i + 1 :]]
    apart = [pair for pair in pairs if all(p.fixed == 0.0 for p in later.get((min(pair), max(pair)), []))]
    if apart and equations.call in ("", "lavaan()"):
        names = listed([f"{a} with {b}" for a, b in apart])
        notebook.changed(f"What is new in {names} goes together nowhere there; here the noise of all processes may go together.")


def _rest(equations: Equations, terms: Terms, notebook: Notebook) -> None:
    """Whatever no other part took."""
    for path in terms.left():
        said = f"{path.left} ~ 1" if path.sign == "~1" else f"{path.left} {path.sign} {path.right}"
        if path.fixed == 0.0:
            notebook.taken(f"{said} is fixed at 0, and is not here either.", path.at)
        else:
            notebook.left(f"{said} has no place in a loop of these processes.", path.at)
    for said, at in equations.others:
        notebook.left(
            f"'{said}' is not read: it is no term of the model. Derived numbers are in learn's answer; other constraints do not hold here.",
            at,
        )
    if any(path.groups for path in equations.paths):
        at = next(path.at for path in equations.paths if path.groups)
        notebook.left("c(...) says other things for other groups; here one group of people is learned from.", at)
