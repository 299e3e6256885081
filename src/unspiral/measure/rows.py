"""Everything understood, row by row: who, when, answers, inputs. And which rows tell something."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.measure.places import Places
from unspiral.measure.saying import counted

CHUNK = 1 << 14  # rows that a processor holds in its cache while it goes over their columns


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of a table in some order.

    Args:
        places: who stands in each row, and its number in the file.
        time: in the panel's unit.
        values: nan = not answered.
        inputs: nan = empty, only on rows that are left out later.
        covariates: what does not change within a person; None when nobody asked for any.
        weight: how much a row counts; None when all count alike.
        local: wall clock, as in ``Person.local``.
        skipped: what became of the prompt of the row, as in ``Person.skipped``; None when nobody asked about prompts.
    """

    places: Places
    time: Float[ndarray, " rows"]
    values: Float[ndarray, "rows indicators"]
    inputs: Float[ndarray, "rows inputs"]
    covariates: Float[ndarray, "rows covariates"] | None = None
    weight: Float[ndarray, " rows"] | None = None
    local: Float[ndarray, " rows"] | None = None
    skipped: Float[ndarray, " rows"] | None = None

    def at(self, chosen: Int[ndarray, " chosen"] | Bool[ndarray, " rows"]) -> Rows:
        """Some of the rows, or all in another order."""
        places = Places(self.places.rows[chosen], self.places.people, self.places.who[chosen], self.places.column)
        more = [None if part is None else part[chosen] for part in (self.covariates, self.weight, self.local, self.skipped)]
        return Rows(places, self.time[chosen], self.values[chosen], self.inputs[chosen], *more)


def answered(values: Float[ndarray, "rows indicators"]) -> Bool[ndarray, " rows"]:
    """Which rows hold any answer."""
    some = np.zeros(len(values), dtype=np.bool_)
    for start in range(0, len(values), CHUNK):
        part, found = values[start : start + CHUNK], some[start : start + CHUNK]
        for column in part.T:  # by columns: along a row of a few numbers NumPy is slow
            found |= ~np.isnan(column)
    return some


def telling(rows: Rows, said: list[str]) -> Bool[ndarray, " rows"]:
    """Which rows are kept: not those that tell nothing, nor those of persons who answered nothing.

    Args:
        rows: sorted by person, then time.
        said: gets the counts.
    """
    told = answered(rows.values)
    asked = np.zeros_like(told) if rows.skipped is None else ~np.isnan(rows.skipped)
    if told.all():
        return told
    acted = np.zeros_like(told)
    ended = np.zeros_like(told)
    if rows.inputs.shape[1]:
        acted = (np.nan_to_num(rows.inputs) != 0.0).any(axis=1)
        # A held input ends where it is back at 0, also on a row that nobody answered.
        ended[1:] = acted[:-1] & (np.diff(rows.places.who) == 0) & ~np.isnan(rows.inputs[1:]).any(axis=1)
    someone = np.zeros(len(rows.places.people), dtype=np.bool_)
    someone[rows.places.who[told]] = True
    keep = (told | acted | ended | asked) & someone[rows.places.who]
    silent = int(np.count_nonzero(~someone))
    dropped = int(np.count_nonzero(~keep & someone[rows.places.who]))
    kept = int(np.count_nonzero(keep & ~told & ~asked))
    if silent:
        said.append(f"{counted(silent, 'person without any answer was', 'persons without any answer were')} left out.")
    if dropped:
        said.append(f"{counted(dropped, 'row without any answer was', 'rows without any answer were')} left out.")
    if kept:
        said.append(
            f"{counted(kept, 'row without any answer was', 'rows without any answer were')} kept for the input that stands or ends there."
        )
    return keep
