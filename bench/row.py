"""One line of a table of benchmarks, and how large its cases are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """How many rounds, whether the cases are only large enough to see that everything runs, and whether peers are left out."""

    rounds: int
    small: bool
    alone: bool = False

    def persons(self, full: int) -> int:
        """Persons of a case."""
        return max(1, full // 50) if self.small else full

    def occasions(self, full: int) -> int:
        """Occasions a person of a case."""
        return max(10, full // 10) if self.small else full


@dataclass(frozen=True)
class Row:
    """What was measured.

    Args:
        what, how: the case, and what was measured of it.
        measured: a number, or None where it could not be.
        unit: of it.
        target: at most this, or at least where ``more``; None where there is none.
        note: anything else worth a line.
        more: whether larger is better.
    """

    what: str
    how: str
    measured: float | None
    unit: str
    target: float | None
    note: str = ""
    more: bool = False

    @property
    def missed(self) -> bool:
        """Whether a target was set, measured and not met."""
        if self.measured is None or self.target is None:
            return False
        return self.measured < self.target if self.more else self.measured > self.target

    def text(self, *, judged: bool) -> str:
        """The line."""
        shown = "-" if self.measured is None else f"{self.measured:.3g} {self.unit}"
        aim = "" if self.target is None else f"{'>=' if self.more else '<='} {self.target:g} {self.unit}"
        verdict = "" if not judged or self.target is None or self.measured is None else "  MISSED" if self.missed else "  met"
        return f"{self.what:28} {self.how:26} {shown:>12} {aim:>12}{verdict}{'  ' + self.note if self.note else ''}"
