"""What was answered: one person's occasions, and many persons together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One human's answered occasions, oldest first.

    Args:
        name: as it stands in the table.
        time: clock of each occasion, in the panel's time unit, strictly increasing.
        values: answers; row = occasion, column = indicator; nan = not answered. A row that is all nan is
            kept only for its input.
        inputs: known outside events; row = occasion, column = input; 0 = nothing happened.
        covariates: what is known about the person and does not change, in the order of ``Panel.covariates``.
        local: wall clock where the person was, in days since the midnight of ``units.FIRST_MONDAY``; None when the table held no dates.
        weight: how much each occasion counts, 1 on average; None when all count alike.
        skipped: what became of the prompt at each occasion: 1 = skipped, 0 = answered, nan = nobody asked, or it does not count; None when
            nobody said which rows are prompts.
    """

    name: str
    time: Float[ndarray, " occasions"]
    values: Float[ndarray, "occasions indicators"]
    inputs: Float[ndarray, "occasions inputs"]
    covariates: Float[ndarray, " covariates"] = field(default_factory=lambda: np.zeros(0))
    local: Float[ndarray, " occasions"] | None = None
    weight: Float[ndarray, " occasions"] | None = None
    skipped: Float[ndarray, " occasions"] | None = None

    def at(self, chosen: Int[ndarray, " chosen"] | Bool[ndarray, " occasions"]) -> Person:
        """The same person with some of the occasions only."""
        return replace(
            self, time=self.time[chosen], values=self.values[chosen], inputs=self.inputs[chosen],
            local=None if self.local is None else self.local[chosen], weight=None if self.weight is None else self.weight[chosen],
            skipped=None if self.skipped is None else self.skipped[chosen],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Where a panel came from, so that a number can be traced to its table.

    Args:
        name: file name without its folder, or "data frame".
        sha256: of the bytes of the file, or of the values when there is no file.
        rows: rows of the table, answered or not.
        said: what was guessed or changed while reading, one sentence each, to be said aloud.
    """

    name: str
    sha256: str
    rows: int
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Many persons over time.

    Args:
        persons: sorted by name as numbers where they are numbers, else as text.
        indicators: names of the columns of ``Person.values``.
        inputs: names of the columns of ``Person.inputs``.
        time_unit: "hour", "day", "week", "month" or "year".
        source: where it came from.
        covariates: names of the entries of ``Person.covariates``.
        weight: column that ``Person.weight`` came from, or None.
        texts: covariate that was text -> what was read as 0, as 1.
        turned: column whose scale was turned round -> its upper bound b (held is b - answer), or None (held is -answer).
    """

    persons: tuple[Person, ...]
    indicators: tuple[str, ...]
    inputs: tuple[str, ...]
    time_unit: str
    source: Source
    covariates: tuple[str, ...] = ()
    weight: str | None = None
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    turned: dict[str, float | None] = field(default_factory=dict[str, "float | None"])

    @property
    def occasions(self) -> int:
        """Rows over all persons: answered occasions, and moments of an input."""
        return sum(len(p.time) for p in self.persons)


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Summary statistics of a panel with planned waves, in place of its rows.

    The order of ``mean`` and of the rows of ``cov`` is columns within wave: (wave 1: column 1, column 2), (wave 2: ...).

    Args:
        waves: planned times, increasing.
        indicators: names of the columns.
        mean: saturated mean vector.
        cov: saturated covariance matrix (divisor n).
        n: persons.
        information: observed information of (mean, vech of cov: lower triangle, column by column) when
            answers are missing, so that standard errors are two-stage; None when every person answered everything.
        time_unit: unit of ``waves``.
        source: where it came from.
        occasions, answers: how many there were over all persons and columns, where some are missing; None when nobody missed any, or when
            the file does not say.
    """

    waves: Float[ndarray, " waves"]
    indicators: tuple[str, ...]
    mean: Float[ndarray, " cells"]
    cov: Float[ndarray, "cells cells"]
    n: int
    information: Float[ndarray, "free free"] | None
    time_unit: str
    source: Source = field(default_factory=lambda: Source("moments", "", 0))
    occasions: int | None = None
    answers: int | None = None
