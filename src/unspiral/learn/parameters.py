"""Names, natural values, working values and matrices of a model, and how derivatives walk back through them.

Three scales, three steps: a working vector (what the search moves: unbounded and of order one), the natural vector (what is reported:
rates, variances), and the System (what the kernel takes).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.circumstances import Shift, shifts_of, tilts_of
from unspiral.learn.family import NOISY, PLAIN, families_of, product, steps_of, unit_of
from unspiral.learn.measured import effects, levels, loadings
from unspiral.learn.skip_slots import SKIP, Skips, skip_natural, skip_slots, skips_of
from unspiral.learn.stationary import lyapunov, stationary
from unspiral.learn.system import Array, System
from unspiral.learn.threshold import rising
from unspiral.learn.varied import Varied
from unspiral.learn.windows import NONE, Windows
from unspiral.loop.model import Loop
from unspiral.records import Choices
from unspiral.units import per

T0 = ("separate", "joint", "centred", "stationary", "point")
MEANS = ("constant", "wave")
NOBODY = -1  # owner of an indicator that no process owns
SLOW = 0.1  # pace per clock of a process that does not return at all


@dataclass(frozen=True, slots=True)
class Slot:
    """One free number: its contract name and unit, and the entries of the System that hold it.

    The field "tilt" is not one of the System's: its entries are (covariate, affected, cause), and what it holds times the covariate of a
    person is added to that entry of the person's drift.
    """

    name: str
    unit: str
    field: str
    entries: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The free numbers of a declared model, in order; section -> slice of the vector.

    Args:
        processes: names.
        columns: indicator columns.
        owner: process index of each indicator.
        traits: index of the processes whose level differs between people.
        fading: inputs that decay at their own rate, each an extra state behind the processes.
        impulses, presses: names of the inputs behind the columns of System.impulse and System.press.
        waves: planned times when each has its own mean, else empty.
        t0: one of T0.
        slots: the free numbers.
        sections: name of section -> slice.
        shifts: the regressors behind the columns of System.shift.
        tilts: covariates that links depend on; varied: what people differ in beside levels.
        night: whether a night pushes the state; it is then the last column of System.impulse.
        families: of the indicators' answers.
        steps: how many answers each ordinal indicator has; 0 for the others.
        skips: that skipped prompts are an indicator of their own, the last of ``columns``, which no process owns; None where they are not.
        windows: how answers look back: integral states behind the fading inputs, and which state each row of System.loading reads.
    """

    processes: tuple[str, ...]
    columns: tuple[str, ...]
    owner: tuple[int, ...]
    traits: tuple[int, ...]
    fading: tuple[str, ...]
    impulses: tuple[str, ...]
    presses: tuple[str, ...]
    waves: tuple[float, ...]
    t0: str
    slots: tuple[Slot, ...]
    sections: dict[str, slice]
    shifts: tuple[Shift, ...] = ()
    tilts: tuple[str, ...] = ()
    night: bool = False
    varied: tuple[Varied, ...] = ()
    families: tuple[str, ...] = ()
    steps: tuple[int, ...] = ()
    skips: Skips | None = None
    windows: Windows = NONE

    @property
    def constant(self) -> int:
        """Entries of the state that stay: levels of processes, then the person's own level of skipping."""
        return len(self.traits) + (self.skips is not None and self.skips.trait)

    @property
    def plain(self) -> bool:
        """Whether all answers are numbers with normal noise."""
        return all(family in PLAIN for family in self.families)

    def items(self, section: str) -> list[int]:
        """Which indicator each number of the section "level" or "error" belongs to."""
        return [s.entries[0][-1] for s in self.slots[self.sections[section]]]

    @property
    def names(self) -> tuple[str, ...]:
        """Contract names, in order."""
        return tuple(s.name for s in self.slots)

    @property
    def moving(self) -> int:
        """Entries of the state that move: processes, then fading inputs, then the integral states of windows."""
        return len(self.processes) + len(self.fading) + len(self.windows.integrals)

    @property
    def average(self) -> Layout:
        """The same without what people differ in beside levels: the numbers of one person's own model."""
        first = self.sections["spread"].start
        none = dict.fromkeys(("spread", "lean"), slice(first, first))
        return replace(self, slots=self.slots[:first], sections=self.sections | none, varied=())

    @property
    def links(self) -> tuple[tuple[int, int], ...]:
        """(affected, cause) of each link, in order."""
        found: list[tuple[int, int]] = []
        for s in self.slots[self.sections["link"]]:
            i, j = s.entries[0]
            found.append((i, j))
        return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """What makes working values of order one.

    Args:
        clock: a typical interval, in time units.
        spread: a typical deviation per process.
        item: a typical deviation per indicator.
        shift, tilt: a typical deviation of each regressor and of each covariate that links depend on; left out, 1.
    """

    clock: float
    spread: Float[ndarray, " processes"]
    item: Float[ndarray, " indicators"]
    shift: Float[ndarray, " shifts"] | None = None
    tilt: Float[ndarray, " tilts"] | None = None


def layout_for(loop: Loop, choices: Choices, unit: str, windows: Windows = NONE) -> Layout:
    """The free numbers of the model that the choices describe.

    Args:
        loop: the declared model.
        choices: how it is set up.
        unit: the panel's time unit.
        windows: how the answers of a panel look back; without them the layout is for what does not read answers.
    """
    c = choices
    return layout_of(
        loop, traits=c.traits, error=c.error, t0=c.t0, waves=c.waves, unit=unit, shifts=shifts_of(c), tilts=tilts_of(c), night=c.overnight,
        individual=c.individual, families=families_of(c, loop.columns), steps=steps_of(c, loop.columns), skips=skips_of(c),
        windows=windows,
    )  # fmt: skip


def layout_of(
    loop: Loop, *, traits: bool, error: bool, t0: str, waves: tuple[float, ...], unit: str, shifts: tuple[Shift, ...] = (),
    tilts: tuple[str, ...] = (), night: bool = False, families: tuple[str, ...] = (), steps: tuple[int, ...] = (),
    skips: Skips | None = None, individual: tuple[str, ...] = (), windows: Windows = NONE,
) -> Layout:  # fmt: skip
    """List the free numbers of a model.

    Args:
        loop: the declared model.
        traits: whether people differ in level (all processes, or those the loop names under ``vary``).
        error: whether indicators carry measurement error.
        t0: law of the state at the first occasion.
        waves: planned times when each has its own mean, else empty.
        unit: the panel's time unit.
        shifts: what shifts the levels.
        tilts: covariates that every link depends on.
        night: whether a night pushes the state; individual: contract names of what people differ in beside levels.
        families: of the indicators' answers; empty where all are numbers.
        steps: how many answers each ordinal indicator has.
        skips: how skipped prompts depend on the state; None where they are no indicator.
        windows: how answers look back.
    """
    names, columns = loop.names, loop.columns
    owner = tuple(i for i, p in enumerate(loop.processes) for _ in p.indicators)
    families, steps = families or ("gaussian",) * len(columns), steps or (0,) * len(columns)
    units = tuple(unit_of(families[owner.index(i)]) for i in range(len(names)))
    varying = tuple(names.index(n) for n in (loop.vary_levels or names)) if traits else ()
    fading = tuple(i.name for i in loop.inputs if i.kind == "fading")
    presses = tuple(i.name for i in loop.inputs if i.kind == "sustained")
    # A fading input jumps its own state at the row where it is given, so it is an impulse to the kernel.
    impulses = tuple(i.name for i in loop.inputs if i.kind != "sustained")
    moving = len(names) + len(fading) + len(windows.integrals)
    behind = len(names) + len(fading)
    rows, reads = windows.rows(len(columns)), windows.reads(owner, behind)
    found: dict[str, list[Slot]] = {
        "self": [Slot(f"self:{n}", per(unit), "drift", ((i, i),)) for i, n in enumerate(names)],
        "link": [
            Slot(f"link:{k.cause}->{k.affected}", per(unit), "drift", ((names.index(k.affected), names.index(k.cause)),))
            for k in loop.links
        ],
        "fading": [Slot(f"fading:{n}", per(unit), "drift", ((len(names) + i, len(names) + i),)) for i, n in enumerate(fading)],
        "diffusion": _covariances("diffusion", names, range(len(names)), "diffusion", units, f"/{unit}"),
        "loading": [Slot(*place) for place in loadings(names, columns, owner, varying, moving, rows, reads)],
        "level": [Slot(*place) for place in levels(columns, waves, families, rows)],
        "error": [
            Slot(f"error:{c}", "points^2", "error", tuple((k, k) for k in rows[i]))
            for i, c in enumerate(columns) if error and families[i] in NOISY
        ],
        "t0mean": [Slot(f"t0mean:{n}", units[i], "t0_mean", ((i,),)) for i, n in enumerate(names)]
        if t0 in ("separate", "joint", "point") and not waves  # means of their own leave nothing for it to say
        else [],
        **_starts(t0, names, varying, moving, units),
        "input": [Slot(*place) for place in effects(loop, fading, impulses, presses, unit, units)],
        "shift": [
            Slot(s.parameter(n), s.unit(unit).replace("points", units[i]), "shift", windows.shifted(i, k, len(shifts), behind))
            for k, s in enumerate(shifts) for i, n in enumerate(names)
        ],
        "overnight": [Slot(f"overnight:{n}", units[i], "impulse", ((i, len(impulses)),)) for i, n in enumerate(names) if night],
        "tilt": [
            Slot(f"covariate:{c}->link:{k.cause}->{k.affected}", f"{per(unit)} per unit of {c}", "tilt",
                 ((j, names.index(k.affected), names.index(k.cause)),))
            for j, c in enumerate(tilts) for k in loop.links
        ],
        "threshold": [
            Slot(f"threshold:{c}[{k + 1}]", "probits", "threshold", ((i, k),))
            for i, c in enumerate(columns) for k in range(max(steps[i] - 1, 0))
        ],
        "skip": skip_slots(skips, names, len(columns), max(len(waves), 1), len(names) + len(fading) + len(varying)),
    }  # fmt: skip
    sections: dict[str, slice] = {}
    slots: list[Slot] = []
    for key, group in (found | {"spread": [], "lean": []}).items():
        sections[key] = slice(len(slots), len(slots) + len(group))
        slots += group
    if skips is not None:
        columns, owner, families, steps = (*columns, SKIP), (*owner, NOBODY), (*families, "binary"), (*steps, 0)
    plain = Layout(
        names, columns, owner, varying, fading, impulses, presses, waves, t0, tuple(slots), sections, shifts, tilts, night,
        families=families, steps=steps, skips=skips, windows=windows,
    )  # fmt: skip
    from unspiral.learn.differences import differing  # it stands on this file

    return differing(plain, individual) if individual else plain


def _covariances(kind: str, names: tuple[str, ...], at: range | list[int], field: str, units: tuple[str, ...], per_time: str) -> list[Slot]:
    """Lower triangle of a covariance matrix, row by row."""
    slots: list[Slot] = []
    for i, a in enumerate(at):
        for j, b in enumerate(list(at)[: i + 1]):
            unit = product(units[j], units[i]) + per_time
            if a == b:
                slots.append(Slot(f"{kind}:{names[i]}", unit, field, ((a, a),)))
            else:
                slots.append(Slot(f"{kind}:{names[j]},{names[i]}", unit, field, ((a, b), (b, a))))
    return slots


def _starts(t0: str, names: tuple[str, ...], varying: tuple[int, ...], moving: int, units: tuple[str, ...]) -> dict[str, list[Slot]]:
    """T0 covariance and traits: apart, or as one matrix where the first state and the level go together."""
    trait_names = tuple(names[i] for i in varying)
    at = list(range(moving, moving + len(varying)))
    of_traits = tuple(units[i] for i in varying)
    if t0 == "joint" and varying:
        labels = (*names, *(f"trait:{n}" for n in trait_names))
        slots = _covariances("t0cov", labels, [*range(len(names)), *at], "t0_cov", (*units, *of_traits), "")
        within = {f"t0cov:trait:{a}" for a in trait_names} | {f"t0cov:trait:{a},trait:{b}" for a in trait_names for b in trait_names}
        return {
            "t0cov": [
                Slot(s.name.removeprefix("t0cov:").replace(",trait:", ",") if s.name in within else s.name, s.unit, s.field, s.entries)
                for s in slots
            ],
            "trait": [],
        }
    free = t0 in ("separate", "joint", "centred")
    return {
        "t0cov": _covariances("t0cov", names, range(len(names)), "t0_cov", units, "") if free else [],
        "trait": _covariances("trait", trait_names, at, "t0_cov", of_traits, ""),
    }


def natural(layout: Layout, scale: Scale, theta: Array) -> Array:
    """Working vector to natural vector.

    Takes many vectors at once (free numbers on the last axis), and complex numbers, so that its derivative is exact to the last digit.

    Self-rates are exp(theta) - 1 per clock: zero is then a place the search can reach, and fast rates are read on a log scale.
    Links and diffusion are measured against the pace of their processes, so that the ridge along which a process becomes too
    fast to see is straight; a process too slow to see has a pace all the same. Variances are squares of signed roots, so that
    zero is an ordinary point of the search.
    """
    out = np.zeros_like(theta)
    at = layout.sections
    spread = scale.spread
    part = {section: theta[..., place] for section, place in at.items()}

    rate = np.expm1(part["self"]) / scale.clock
    pace = np.sqrt(rate**2 + (SLOW / scale.clock) ** 2)
    out[..., at["self"]] = -rate
    for k, (i, j) in enumerate(layout.links, start=at["link"].start):
        out[..., k] = theta[..., k] * np.sqrt(pace[..., i] * pace[..., j]) * spread[i] / spread[j]
    out[..., at["fading"]] = -np.expm1(part["fading"]) / scale.clock
    out[..., at["diffusion"]] = _square(part["diffusion"], spread * np.sqrt(2.0 * pace))
    out[..., at["loading"]] = part["loading"]
    out[..., at["level"]] = part["level"] * scale.item[layout.items("level")]
    out[..., at["error"]] = (part["error"] * scale.item[layout.items("error")]) ** 2
    out[..., at["t0mean"]] = part["t0mean"] * spread[: part["t0mean"].shape[-1]]
    trait_spread = spread[list(layout.traits)]
    size = part["t0cov"].shape[-1]
    both = np.concatenate([spread, trait_spread]) if size > len(spread) * (len(spread) + 1) // 2 else spread
    out[..., at["t0cov"]] = _square(part["t0cov"], both)
    out[..., at["trait"]] = _square(part["trait"], trait_spread)
    for k, slot in enumerate(layout.slots[at["input"]], start=at["input"].start):
        out[..., k] = theta[..., k] * spread[slot.entries[0][0]] / (1.0 if slot.field == "impulse" else scale.clock)
    for k, slot in enumerate(layout.slots[at["shift"]], start=at["shift"].start):
        i, column = slot.entries[0]
        out[..., k] = theta[..., k] * spread[i] / (1.0 if scale.shift is None else scale.shift[column])
    out[..., at["overnight"]] = part["overnight"] * spread[: part["overnight"].shape[-1]]
    for k, slot in enumerate(layout.slots[at["tilt"]], start=at["tilt"].start):
        c, i, j = slot.entries[0]
        size = 1.0 if scale.tilt is None else scale.tilt[c]
        out[..., k] = theta[..., k] * np.sqrt(pace[..., i] * pace[..., j]) * spread[i] / spread[j] / size
    out[..., at["threshold"]] = rising(layout.steps, part["threshold"])
    if layout.skips is not None:
        out[..., at["skip"]] = skip_natural(layout.slots[at["skip"]], spread, part["skip"])
    if layout.varied:
        from unspiral.learn.differences import add_differences

        add_differences(layout, scale, theta, out)
    return out


@cache
def triangle(size: int) -> tuple[Array, Array]:
    """Rows and columns of a lower triangle, row by row."""
    return np.tril_indices(size)


def _square(packed: Array, spread: Array) -> Array:
    """Lower triangle of (S L)(S L)' from the packed lower triangle of L, row by row; S = diag(spread)."""
    if not packed.shape[-1]:
        return packed
    size = spread.shape[-1]
    rows, columns = triangle(size)
    root = np.zeros((*packed.shape[:-1], size, size), dtype=np.result_type(packed, spread))
    root[..., rows, columns] = packed
    root = spread[..., :, None] * root
    return (root @ root.swapaxes(-1, -2))[..., rows, columns]


def unsquare(cov: Array, spread: Array) -> Array:
    """Packed lower triangle of L with cov = (S L)(S L)'; a matrix that is not positive definite is first made so."""
    scaled = cov / np.outer(spread, spread)
    values, vectors = np.linalg.eigh(scaled)
    fixed = (vectors * np.maximum(values, 1e-4)) @ vectors.T
    return np.linalg.cholesky(fixed)[np.tril_indices(len(spread))]


def jacobian(layout: Layout, scale: Scale, theta: Float[ndarray, " free"]) -> Float[ndarray, "free free"]:
    """d natural / d working, exact (complex step: no subtraction, no rounding)."""
    step = 1e-30
    columns: Array = np.imag(natural(layout, scale, theta + 1j * step * np.eye(len(theta)))) / step
    return columns.T


def assemble(layout: Layout, values: Float[ndarray, " free"], tilt: Float[ndarray, " tilts"] | None = None) -> System:
    """Natural vector to the kernel's matrices.

    Args:
        layout: of the model.
        values: natural vector.
        tilt: centred covariates of the person, where links depend on them; left out, those of the average person.

    Raises:
        ValueError: t0 is "stationary" and the loop is unstable; the search catches it.
    """
    p, t = layout.moving, layout.constant
    rows = layout.windows.rows(len(layout.columns))
    reads = layout.windows.reads(layout.owner, p - len(layout.windows.integrals))
    m = len(reads)
    loading = np.zeros((m, p + t))
    for i, process in enumerate(layout.owner):
        if process == NOBODY:
            continue
        first = i == 0 or layout.owner[i - 1] != process
        for row in rows[i] if first else ():
            loading[row, reads[row]] = 1.0
            if process in layout.traits:
                loading[row, p + layout.traits.index(process)] = 1.0
    parts = {
        "loading": loading,
        "level": np.zeros((max(len(layout.waves), 1), m)),
        "error": np.zeros((m, m)),
        "t0_mean": np.zeros(p),
        "t0_cov": np.zeros((p + t, p + t)),
        "shift": np.zeros((p, len(layout.shifts) * (1 + len(layout.windows.lengths)))),
    }
    if layout.skips is not None:
        layout.skips.hold(layout.processes, loading, p + len(layout.traits))
    _fill(layout, values, parts)
    parts |= dynamics(layout, values)
    if tilt is not None:
        for k in range(layout.sections["tilt"].start, layout.sections["tilt"].stop):
            c, i, j = layout.slots[k].entries[0]
            parts["drift"][i, j] += values[k] * tilt[c]
    if layout.t0 == "stationary":
        d = len(layout.processes)
        parts["t0_cov"][:d, :d] = stationary(parts["drift"][:d, :d], parts["diffusion"][:d, :d])
    return System(intercept=np.zeros(p), **parts)


def dynamics(layout: Layout, values: Float[ndarray, "*many free"]) -> dict[str, Array]:
    """Drift, diffusion, impulse and press of one natural vector or of many; leading axes are kept."""
    p, lead = layout.moving, values.shape[:-1]
    impulse = np.zeros((*lead, p, len(layout.impulses) + layout.night))
    for k, name in enumerate(layout.fading):
        impulse[..., len(layout.processes) + k, layout.impulses.index(name)] = 1.0
    parts = {
        "drift": np.zeros((*lead, p, p)),
        "diffusion": np.zeros((*lead, p, p)),
        "impulse": impulse,
        "press": np.zeros((*lead, p, len(layout.presses))),
    }
    _fill(layout, values, parts)
    for k, (process, span) in enumerate(layout.windows.integrals, start=p - len(layout.windows.integrals)):
        parts["drift"][..., k, process] = 1.0 / span
    return parts


def _fill(layout: Layout, values: Array, parts: dict[str, Array]) -> None:
    for k, slot in enumerate(layout.slots):
        if slot.field in parts:
            for entry in slot.entries:
                parts[slot.field][(..., *entry)] = values[..., k]


def gather(layout: Layout, system: System, gradient: System, tilt: Float[ndarray, " tilts"] | None = None) -> Float[ndarray, " free"]:
    """Derivative with respect to the natural vector, from derivatives with respect to the matrices.

    Args:
        layout: of the model.
        system: where the derivatives were taken.
        gradient: derivatives with respect to its matrices.
        tilt: as for ``assemble``.
    """
    parts = {name: getattr(gradient, name) for name in ("drift", "diffusion", "loading", "level", "error", "t0_mean", "t0_cov")}
    parts |= {"impulse": gradient.impulse, "press": gradient.press, "shift": gradient.shift}
    if layout.t0 == "stationary":
        d = len(layout.processes)
        a = system.drift[:d, :d]
        x = lyapunov(a.T, gradient.t0_cov[:d, :d])
        parts["drift"], parts["diffusion"] = parts["drift"].copy(), parts["diffusion"].copy()
        parts["diffusion"][:d, :d] += x
        parts["drift"][:d, :d] += 2.0 * x @ system.t0_cov[:d, :d]
    parts["tilt"] = np.zeros(len(layout.tilts)) if tilt is None else tilt
    parts["tilt"] = parts["tilt"][:, None, None] * parts["drift"]
    return np.array([sum(parts[s.field][e] for e in s.entries) if s.field in parts else 0.0 for s in layout.slots])


def by_name(layout: Layout, values: Mapping[str, float]) -> Float[ndarray, " free"]:
    """Natural vector from values by contract name.

    Raises:
        KeyError: a name is missing; the message lists it.
    """
    missing = [n for n in layout.names if n not in values]
    if missing:
        raise KeyError(f"no value for {', '.join(missing)}")
    return np.array([float(values[n]) for n in layout.names])
