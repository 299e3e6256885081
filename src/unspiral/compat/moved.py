"""What became of a model that was written for another program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from unspiral.loop.model import Loop

Program = Literal["ctsem", "lavaan", "Mplus"]
Became = Literal["taken", "changed", "left out"]
BECAME: tuple[Became, ...] = ("taken", "changed", "left out")


@dataclass(frozen=True, slots=True)
class Note:
    """What became of one thing that the text says, or leaves unsaid.

    Args:
        became: "taken" = it means the same here; "changed" = something near it is here, and the text says what differs; "left out" = it is
            not here.
        text: one or two sentences for people.
        line: where it stands in the text, from 1; 0 where it stands nowhere.
    """

    became: Became
    text: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Waves:
    """Which column of a wide table is which indicator at which wave.

    Args:
        names: of the waves, in order of time, as they stand in the columns' names ("1", "2").
        times: of the waves, in ``unit``.
        unit: hour, day, week, month or year.
        columns: indicator -> its column at each wave; "" where it has none.
        told: whether somebody said the times; else the waves are taken to be 1 apart.
        missing: indicator, or covariate -> codes that stand for no answer, as a mapping writes them.
    """

    names: tuple[str, ...]
    times: tuple[float, ...]
    unit: str
    columns: dict[str, tuple[str, ...]]
    told: bool = True
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


@dataclass(frozen=True, slots=True)
class Moved:
    """A model of another program as a loop, with the choices that go with it.

    Args:
        program: where the text comes from.
        loop: the declared model; what people differ in beside levels stands in its ``vary``.
        traits, error, t0, means: as for ``unspiral.learn.fit_ml``; None = left to the data.
        notes: one for every line that says something of the model, in order of lines, and for what the text leaves unsaid.
        families: column -> "binary" or "ordinal", where it is not Gaussian.
        covariates: column -> "levels", "links" or "both".
        person, time: columns of the table, or None where the text does not name them.
        waves: of a panel in a wide table, else None.

    Source: docs/how-to/move-in.md; tests/compat.
    """

    program: Program
    loop: Loop
    traits: bool | None
    error: bool | None
    t0: str | None
    means: str
    notes: tuple[Note, ...]
    families: dict[str, str] = field(default_factory=dict[str, str])
    covariates: dict[str, str] = field(default_factory=dict[str, str])
    person: str | None = None
    time: str | None = None
    waves: Waves | None = None

    @property
    def choices(self) -> dict[str, object]:
        """Arguments of ``unspiral.fit_ml`` beside the data and the loop: ``fit_ml(panel, moved.loop, **moved.choices)``."""
        found: dict[str, object] = {"traits": self.traits, "error": self.error, "t0": self.t0, "means": self.means}
        if self.covariates:
            found["covariates"] = dict(self.covariates)
        if self.families:
            found["families"] = dict(self.families)
        return found
