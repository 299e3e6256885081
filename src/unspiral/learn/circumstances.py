"""What an answer depends on beside the state: who the person is, the day of the week, the hour, the night before, a trend."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.loop.model import Loop
from unspiral.records import Choices, Panel, Person
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
        names, means: covariates of the panel, and their means over its persons.
        night: whether a night pushes the state.
        delays: of inputs, in time units.
        unit: of the panel's times.
    """

    shifts: tuple[Shift, ...] = ()
    tilts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    means: Float[ndarray, " covariates"] = field(default_factory=lambda: np.zeros(0))
    night: bool = False
    delays: dict[str, float] = field(default_factory=dict[str, float])
    unit: str = "day"

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
                out[:, k] = person.time - person.time[answered].mean()
        out[~answered] = 0.0
        return out

    def nights(self, person: Person, answered: Bool[ndarray, " occasions"]) -> Float[ndarray, " occasions"]:
        """1 at the first answered occasion of each local day but the person's first."""
        out = np.zeros(len(person.time))
        at = np.flatnonzero(answered)
        day = np.floor(local_days(person, self.unit))[at]
        out[at[1:]] = np.diff(day) != 0
        return out


NOTHING = Circumstances()


def circumstances_of(panel: Panel, loop: Loop, choices: Choices) -> Circumstances:
    """What the choices ask to be read off a panel; covariates are centred at the mean over persons with an answer."""
    at = [panel.indicators.index(c) for c in loop.columns]
    people = [p for p in panel.persons if not np.isnan(p.values[:, at]).all()]
    rows = [p.covariates for p in people if len(p.covariates) == len(panel.covariates)]
    means = np.mean(rows, axis=0) if rows else np.zeros(len(panel.covariates))
    return Circumstances(
        shifts_of(choices), tilts_of(choices), panel.covariates, means, choices.overnight, delays_of(loop, panel.time_unit), panel.time_unit
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
