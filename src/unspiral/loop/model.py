"""The loop: the declared model, read by every room."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

InputKind = Literal["impulse", "sustained", "fading"]


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch an answer looks back over: ``mean of 14 days``."""

    amount: float
    unit: str  # hour, day, week, month or year

    @property
    def words(self) -> str:
        """``mean of 14 days``."""
        return f"mean of {self.amount:g} {self.unit}{'' if self.amount == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after its row an input begins to act: ``after 3 days``."""

    amount: float
    unit: str  # hour, day, week, month or year

    @property
    def words(self) -> str:
        """``3 days``."""
        return f"{self.amount:g} {self.unit}{'' if self.amount == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An observed item or score of a process; ``column`` is its name in the table."""

    column: str
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Process:
    """A latent thing that moves: pain, depression, sleep_problem."""

    name: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow between two processes, a rate per unit of time."""

    cause: str
    affected: str


@dataclass(frozen=True, slots=True)
class Input:
    """A known outside event or treatment and the processes it acts on; ``after`` when it begins to act later than its row."""

    name: str
    targets: tuple[str, ...]
    kind: InputKind
    after: Delay | None = None

    @property
    def acting(self) -> str:
        """How it acts: ``sustained``, or ``sustained, after 3 days``."""
        return self.kind if self.after is None else f"{self.kind}, after {self.after.words}"


@dataclass(frozen=True, slots=True)
class Loop:
    """A declared model.

    Args:
        processes: in order of first mention.
        links: in order of first mention.
        inputs: in order of first mention.
        vary_levels: processes in whose level people differ (traits); empty leaves it to ``--traits``.
        vary_links: links in which people differ.
        vary_others: other parameters in which people differ, by contract name (``self:pain``, ``input:walking->activity``,
            ``diffusion:pain``).
        statements: the declaration as written, one statement each, spaces tidied and comments dropped; not part of equality.
    """

    processes: tuple[Process, ...]
    links: tuple[Link, ...]
    inputs: tuple[Input, ...] = ()
    vary_levels: tuple[str, ...] = ()
    vary_links: tuple[Link, ...] = ()
    vary_others: tuple[str, ...] = ()
    statements: tuple[str, ...] = field(default=(), compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Process names, in order."""
        return tuple(p.name for p in self.processes)

    @property
    def columns(self) -> tuple[str, ...]:
        """Indicator columns of all processes, in order of process, then of mention."""
        return tuple(i.column for p in self.processes for i in p.indicators)
