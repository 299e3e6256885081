"""What an answer depends on beside the state: who the person is, the day of the week, the hour, the night before, a trend."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.errors import DataError
from unspiral.learn.averages import averages
from unspiral.loop.model import Loop
from unspiral.records import Centres, Choices, Moments, Panel, Person
from unspiral.units import DAYS_PER

WEEKDAYS = 7
HOURS = 24.0


@dataclass(frozen=True, slots=True)
class Shift:
    """One column of the regressors: ``kind`` is covariate, weekday, daytime or trend; ``label`` the covariate, the weekday, sin or cos."""

    kind: str
    label: str

    def parameter(self, process: str) -> str:
        """Contract name of what this column does to the level of a process."""
        if self.kind == "covariate":
            return f"covariate:{self.label}->trait:{process}"
        return f"{self.kind}:{process}" + (f"[{self.label}]" if self.label else "")

    def unit(self, time: str) -> str:
        """Unit of that number."""
        if self.kind == "covariate":
            return f"points per unit of {self.label}"
        return f"points/{time}" if self.kind == "trend" else "points"


def shifts_of(choices: Choices) -> tuple[Shift, ...]:
    """The columns of the regressors, in order."""
    found = [Shift("covariate", name) for name, what in choices.covariates.items() if what in ("levels", "both")]
    if choices.weekday:
        found += [Shift("weekday", str(day)) for day in range(1, WEEKDAYS)]
    if choices.daytime:
        found += [Shift("daytime", "sin"), Shift("daytime", "cos")]
    if choices.trend:
        found.append(Shift("trend", ""))
    return tuple(found)


def tilts_of(choices: Choices) -> tuple[str, ...]:
    """The covariates that links depend on, in order."""
    return tuple(name for name, what in choices.covariates.items() if what in ("links", "both"))


def delays_of(loop: Loop, unit: str) -> dict[str, float]:
    """Inputs that begin to act later than their row, and how much later, in the unit of the panel."""
    return {i.name: i.after.amount * DAYS_PER[i.after.unit] / DAYS_PER[unit] for i in loop.inputs if i.after is not None}


@dataclass(frozen=True, slots=True, eq=False)
class Circumstances:
    """How to read them off a person.

    Args:
        shifts: columns of the regressors.
        tilts: covariates that links depend on.
        names, means: covariates of the panel, and where they are 0.
        night: whether a night pushes the state.
        delays: of inputs, in time units.
        unit: of the panel's times.
        middles: fingerprint of a person's name -> where their trend is 0, as in ``Centres``; None for the middle of the answers at hand.
    """

    shifts: tuple[Shift, ...] = ()
    tilts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    means: Float[ndarray, " covariates"] = field(default_factory=lambda: np.zeros(0))
    night: bool = False
    delays: dict[str, float] = field(default_factory=dict[str, float])
    unit: str = "day"
    middles: Mapping[str, float] | None = None

    def covariate(self, person: Person, name: str) -> float:
        """Distance of a person from the mean over persons."""
        at = self.names.index(name)
        return float(person.covariates[at] - self.means[at])

    def tilt(self, person: Person) -> Float[ndarray, " tilts"]:
        """The person's covariates that links depend on, centred."""
        return np.array([self.covariate(person, name) for name in self.tilts])

    def regressors(self, person: Person, answered: Bool[ndarray, " occasions"]) -> Float[ndarray, "occasions shifts"]:
        """What shifts the levels at each occasion; 0 where nothing was answered.

        Args:
            person: one human's occasions.
            answered: which of them hold an answer.
        """
        out = np.zeros((len(person.time), len(self.shifts)))
        if not self.shifts:
            return out
        days = local_days(person, self.unit)
        angle = 2.0 * np.pi * (days % 1.0)
        for k, shift in enumerate(self.shifts):
            if shift.kind == "covariate":
                out[:, k] = self.covariate(person, shift.label)
            elif shift.kind == "weekday":
                out[:, k] = np.floor(days) % WEEKDAYS == int(shift.label)
            elif shift.kind == "daytime":
                out[:, k] = np.sin(angle) if shift.label == "sin" else np.cos(angle)
            else:
                out[:, k] = person.time - self.middle(person, answered)
        out[~answered] = 0.0
        return out

    def averages(self, person: Person, answered: Bool[ndarray, " occasions"], span: float) -> Float[ndarray, "occasions shifts"]:
        """What shifts the levels on average over the stretch that ends at each occasion; 0 where nothing was answered.

        Args:
            person: one human's occasions.
            answered: which of them hold an answer.
            span: the stretch, in time units.
        """
        out = self.regressors(person, answered)
        days = local_days(person, self.unit)
        for k, shift in enumerate(self.shifts):
            if shift.kind in ("weekday", "daytime"):
                out[:, k] = averages(days, span * DAYS_PER[self.unit], shift.kind, shift.label)
            elif shift.kind == "trend":
                out[:, k] -= 0.5 * span
        out[~answered] = 0.0
        return out

    def middle(self, person: Person, answered: Bool[ndarray, " occasions"]) -> float:
        """Clock at which the person's trend is 0, in time units.

        Args:
            person: one human's occasions.
            answered: which of them hold an answer.
        """
        here = float(person.time[answered].mean())
        if self.middles is None:
            return here
        # Through the wall clock: the times of a table with dates begin at its first date, which may be another than the fit's.
        days = self.middles[fingerprint(person.name)] - float(local_days(person, self.unit)[answered].mean())
        return here + days / DAYS_PER[self.unit]

    def nights(self, person: Person, answered: Bool[ndarray, " occasions"]) -> Float[ndarray, " occasions"]:
        """1 at the first answered occasion of each local day but the person's first."""
        out = np.zeros(len(person.time))
        at = np.flatnonzero(answered)
        day = np.floor(local_days(person, self.unit))[at]
        out[at[1:]] = np.diff(day) != 0
        return out


NOTHING = Circumstances()


def circumstances_of(panel: Panel, loop: Loop, choices: Choices, centres: Centres | None = None) -> Circumstances:
    """What the choices ask to be read off a panel.

    Args:
        panel: the answers at hand.
        loop, choices: the model.
        centres: of a fit that is set on these answers; without them covariates are centred at the mean over persons with an answer, and
            trends in the middle of each person's answers.

    Raises:
        DataError: there is a trend, and a person whose place in it the fit does not know.
    """
    at = [panel.indicators.index(c) for c in loop.columns]
    people = [p for p in panel.persons if not np.isnan(p.values[:, at]).all()]
    rows = [p.covariates for p in people if len(p.covariates) == len(panel.covariates)]
    means = np.mean(rows, axis=0) if rows else np.zeros(len(panel.covariates))
    middles: Mapping[str, float] | None = None
    if centres is not None:
        means = np.array([centres.covariates.get(name, mean) for name, mean in zip(panel.covariates, means.tolist(), strict=True)])
        if choices.trend:
            middles = centres.trend
            if there := strangers(panel, loop, centres):
                raise _stranger(there[0])
    return Circumstances(
        shifts_of(choices), tilts_of(choices), panel.covariates, means, choices.overnight, delays_of(loop, panel.time_unit),
        panel.time_unit, middles,
    )  # fmt: skip


def centres_of(data: Panel | Moments, loop: Loop, choices: Choices) -> Centres | None:
    """Where covariates and trends of a model learned from these answers are 0; None where it has neither.

    Args:
        data: what is learned from.
        loop, choices: the model.
    """
    if isinstance(data, Moments) or not (choices.covariates or choices.trend):
        return None
    around = circumstances_of(data, loop, choices)
    means = dict(zip(around.names, around.means.tolist(), strict=True))
    middles = {fingerprint(p.name): float(local_days(p, data.time_unit)[seen].mean()) for p, seen in _answering(data, loop)}
    texts = {name: data.texts[name] for name in choices.covariates if name in data.texts}
    return Centres({name: means[name] for name in choices.covariates}, middles if choices.trend else {}, texts)


def strangers(panel: Panel, loop: Loop, centres: Centres) -> list[str]:
    """Persons who answered and whose middle the fit does not know.

    Args:
        panel: the answers at hand.
        loop: of the fit; centres: of its trend.
    """
    return [p.name for p, _ in _answering(panel, loop) if fingerprint(p.name) not in centres.trend]


def fingerprint(name: str) -> str:
    """Stands for a person's name in a fit, which is handed on without names."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _answering(panel: Panel, loop: Loop) -> list[tuple[Person, NDArray[np.bool_]]]:
    """Persons with an answer, and the rows that hold one."""
    at = [panel.indicators.index(c) for c in loop.columns]
    found = [(p, np.atleast_1d(~np.isnan(p.values[:, at]).all(axis=1))) for p in panel.persons]
    return [(person, seen) for person, seen in found if seen.any()]


def _stranger(name: str) -> DataError:
    return DataError(
        f"Person '{name}' is not among those that this fit with --trend was learned from.",
        why="A trend is counted from the middle of each person's answers; where that lies for someone new, the fit does not know.",
        fix="learn again with this person in the table: unspiral learn DATA --from FIT.json",
    )


def local_days(person: Person, unit: str) -> NDArray[np.float64]:
    """Wall clock in days: since a Monday's midnight where the table held dates, else since time 0."""
    return person.time * DAYS_PER[unit] if person.local is None else person.local


@dataclass(frozen=True, slots=True)
class Beside:
    """What was asked to be taken into account beside the loop; fields as in ``Choices``."""

    covariates: dict[str, str] = field(default_factory=dict[str, str])
    weekday: bool = False
    daytime: bool = False
    overnight: bool = False
    trend: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """As on the command line."""
        found = [f"--covariate {name}" for name in self.covariates]
        return (*found, *(f"--{name}" for name in ("weekday", "daytime", "overnight", "trend") if getattr(self, name)))
