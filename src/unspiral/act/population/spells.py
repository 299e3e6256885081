"""Episodes read off weekly scores, and what is counted of them: shares, beginnings, ends, and how long things take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.act.population.threshold_readings import Rule
from unspiral.learn.system import Array


def inside(scores: Float[ndarray, "persons weeks"], rule: Rule) -> Bool[ndarray, "persons weeks"]:
    """In which weeks each person is in an episode.

    It begins with the week in which the score has been reached in ``least`` of the last ``weeks`` weeks, and is over with the week that
    makes ``leave`` weeks in a row below it. Before the first week nobody is in one.

    Args:
        scores: mean of each week.
        rule: the threshold and the weeks.
    """
    above = scores >= rule.at
    reached: Array = np.cumsum(above.astype(np.int64), axis=1)
    recent = reached.copy()
    recent[:, rule.weeks :] -= reached[:, : -rule.weeks]
    out = np.zeros(scores.shape, dtype=bool)
    now, below = np.zeros(len(scores), dtype=bool), np.zeros(len(scores), dtype=np.int64)
    for week in range(scores.shape[1]):
        below = np.where(above[:, week], 0, below + 1)
        now = np.where(now, below < rule.leave, above[:, week] & (recent[:, week] >= rule.least))
        out[:, week] = now
    return out


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Stretches of weeks that begin in the weeks that count.

    Args:
        person: whose.
        weeks: how long they lasted; of one whose end was not seen, after how many weeks it was last seen to go on.
        ended: whether the end was seen.
    """

    person: Int[ndarray, " spells"]
    weeks: Int[ndarray, " spells"]
    ended: Bool[ndarray, " spells"]

    def within(self, weeks: int, persons: Bool[ndarray, " persons"] | None = None) -> float | None:
        """Share of the stretches that are over after some weeks, by the product-limit estimate; None where none began.

        Args:
            weeks: by when.
            persons: whose stretches count; None = everybody's.

        Source: Kaplan and Meier (1958), doi 10.1080/01621459.1958.10501452; tests/act/population/test_spells.py.
        """
        keep = np.ones(len(self.weeks), dtype=bool) if persons is None else persons[self.person]
        lasted, ended = self.weeks[keep], self.ended[keep]
        if not len(lasted):
            return None
        size = max(int(lasted.max()), weeks) + 2
        over = np.bincount(lasted[ended], minlength=size)
        at_risk = len(lasted) - np.cumsum(np.bincount(lasted, minlength=size)) + np.bincount(lasted, minlength=size)
        left = 1.0
        for k in range(1, weeks + 1):
            if at_risk[k] == 0:
                return None if left > 0.0 else 1.0  # nobody was followed for so long, or nobody is left
            left *= 1.0 - over[k] / at_risk[k]
        return float(1.0 - left)


def spells(there: Bool[ndarray, "persons weeks"], first: int) -> Spells:
    """Stretches inside that begin in week ``first`` or later.

    Args:
        there: who is inside when.
        first: week from which on beginnings count; at least 1.
    """
    begins = there[:, first:] & ~there[:, first - 1 : -1]
    person, week = np.nonzero(begins)
    week = week + first
    last = there.shape[1]
    after: Array = np.where(there, last, np.arange(last, dtype=np.int64))
    nearest: Array = np.minimum.accumulate(after[:, ::-1], axis=1)[:, ::-1]  # first week outside, from each week on
    end = nearest[person, week]
    ended = end < there.shape[1]
    return Spells(person, end - week - ~ended, ended)


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Beginnings (or ends) and the time in which they could happen, in person-weeks, by cell.

    Args:
        events, weeks: of each cell.
        cell: values of the covariates of each cell.
    """

    events: Float[ndarray, " cells"]
    weeks: Float[ndarray, " cells"]
    cell: Array


def moves(there: Bool[ndarray, "persons weeks"], into: bool, covariates: Sequence[Bool[ndarray, "persons weeks"]], first: int) -> Moves:
    """Count how often persons move in (or out), by what holds in the week before.

    Whoever moves is counted at risk for half of that week.

    Args:
        there: who is inside when.
        into: beginnings; else ends.
        covariates: of each person and week.
        first: week from which on moves count; at least 1.
    """
    before, after = there[:, first - 1 : -1], there[:, first:]
    at_risk = ~before if into else before
    moved = at_risk & (after != before)
    code = np.zeros(at_risk.shape, dtype=np.int64)
    for covariate in covariates:
        code = 2 * code + covariate[:, first - 1 : -1]
    many = 2 ** len(covariates)
    events = np.bincount(code[moved], minlength=many).astype(float)
    weeks = np.bincount(code[at_risk], minlength=many).astype(float) - 0.5 * events
    cell = np.array([[c >> (len(covariates) - 1 - k) & 1 for k in range(len(covariates))] for c in range(many)], dtype=float)
    return Moves(events, weeks, cell.reshape(many, len(covariates)))


def log_linear(found: Moves) -> tuple[Array, Array] | None:
    """Poisson regression of events on covariates with the log of the time at risk as offset: coefficients and their covariance.

    log rate = b0 + sum b x, by Newton's steps; None where a coefficient is not to be had (no events with, or none without, a covariate).

    Args:
        found: events and person-weeks by cell.

    Source: tests/act/population/test_spells.py holds one covariate against the closed form, a ratio of rates.
    """
    used = found.weeks > 0.0
    design = np.column_stack([np.ones(int(used.sum())), found.cell[used]])
    events, weeks = found.events[used], found.weeks[used]
    for column in design.T:
        if events[column == 1.0].sum() == 0.0 or (not np.all(column == 1.0) and events[column == 0.0].sum() == 0.0):
            return None
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    b = np.zeros(design.shape[1])
    b[0] = np.log(events.sum() / weeks.sum())
    for _ in range(100):
        expected = weeks * np.exp(design @ b)
        information = design.T @ (design * expected[:, None])
        move = np.linalg.solve(information, design.T @ (events - expected))
        b = b + np.clip(move, -2.0, 2.0)
        if np.abs(move).max() < 1e-12:
            return b, np.linalg.inv(information)
    return None
