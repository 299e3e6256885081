"""A design tried out: made-up studies, each learned from anew with every number free."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.design.precision import in_units
from unspiral.act.design.timetable import Timetable
from unspiral.act.design.truth import Truth
from unspiral.errors import UnspiralError
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.simulate import simulate
from unspiral.records import Arrow, Panel
from unspiral.records.design import Confirmed, Design
from unspiral.scale.local import map_blocks

BLOCK = 5  # studies a worker takes at once
STREAM = 63

Tick = Callable[[int, int], None]


class Study(NamedTuple):
    """What one made-up study found: estimate and interval of the link; nan where it found none, infinite where an end is missing."""

    estimate: float
    low: float
    high: float


NOTHING = Study(np.nan, np.nan, np.nan)


def confirm(
    truths: Sequence[Truth], link: Arrow, design: Design, timetable: Timetable, se: Sequence[float], *, studies: int, level: float,
    seed: int, workers: int = 1, tick: Tick | None = None,
) -> Confirmed:  # fmt: skip
    """Make up studies of one design and learn from each.

    Args:
        truths: what is true: one, or loops drawn from a pilot, which take turns, so that each has its share of the studies.
        link: what is to be seen.
        design, timetable: how large, and when people are asked.
        se: what the expected information says of it, by each truth.
        studies: how many.
        level: of the intervals.
        seed: each study has a stream of its own from it and from the design, each person one from that: workers do not matter.
        workers, tick: as in ``map_blocks``.

    Returns:
        Confirmed; a study without an answer counts as one that did not see the link.

    Source: tests/act/design/test_confirm.py.
    """
    numbers = [list(range(first, min(first + BLOCK, studies))) for first in range(0, studies, BLOCK)]
    work = partial(_block, tuple(truths), link, design, timetable, level, seed)
    found = np.array([study for block in map_blocks(work, numbers, workers=workers, tick=tick) for study in block])
    turn = np.arange(studies) % len(truths)
    value = np.array([truth.strength(link) for truth in truths])[turn]
    told = summed(found, value, design, float(np.sqrt(np.mean(np.asarray(se)[turn] ** 2))))
    return replace(told, truths=min(studies, len(truths)))


def summed(found: Float[ndarray, "studies 3"], value: float | Float[ndarray, " studies"], design: Design, se: float) -> Confirmed:
    """Studies to shares, with their Monte-Carlo errors.

    Args:
        found: estimate, low and high of each; nan where it gave none, infinite where an end of the interval is missing.
        value: the truth, or that of each study; estimates are then held against their own one.
        design: of the studies.
        se: analytic; of several truths the root of the mean square.
    """
    many = len(found)
    whole = np.isfinite(found[:, 0]) & ~np.isnan(found).any(axis=1)
    estimate, low, high = found[whole].T
    value = np.broadcast_to(value, many)[whole]
    seen = float(((low > 0) | (high < 0)).sum()) / many
    kept = len(estimate)
    off, closed = estimate - value, np.isfinite(high - low)
    sd = float(off.std(ddof=1)) if kept > 1 else float("nan")
    # Of a share that is 0 or 1 the plain error is nil; half a study to either side keeps it honest (Agresti and Coull).
    share = (seen * many + 2.0) / (many + 4.0)
    return Confirmed(
        design=design, studies=many, failed=many - kept, power=seen, power_error=float(np.sqrt(share * (1.0 - share) / (many + 4.0))),
        width=float((high - low)[closed].mean()) if closed.any() else float("nan"),
        mean=float(estimate.mean()) if kept else float("nan"), sd=sd,
        covered=float(((low <= value) & (value <= high)).mean()) if kept else float("nan"), gap=se / sd - 1.0 if kept > 1 else float("nan"),
        gap_error=se / sd * _error_of_sd(off) if kept > 3 else float("nan"),
    )  # fmt: skip


def _error_of_sd(estimate: Float[ndarray, " studies"]) -> float:
    """Standard error of a standard deviation as a share of it, whatever the tails: root((kurtosis - 1) / 4 n)."""
    off = estimate - estimate.mean()
    kurtosis = float((off**4).mean() / (off**2).mean() ** 2)
    return float(np.sqrt(max(kurtosis - 1.0, 0.0) / (4.0 * len(estimate))))


def _block(
    truths: tuple[Truth, ...], link: Arrow, design: Design, timetable: Timetable, level: float, seed: int, numbers: list[int]
) -> list[Study]:
    return [study(truths[k % len(truths)], link, design, timetable, level=level, seed=seed, number=k) for k in numbers]


def study(truth: Truth, link: Arrow, design: Design, timetable: Timetable, *, level: float, seed: int, number: int) -> Study:
    """One made-up study, learned from as ``unspiral learn`` would; what is refused there finds nothing here."""
    alone = design.people == 1
    choices = truth.choices(alone=alone, level=level)
    panel = made(truth, design, timetable, seed=seed, number=number)
    name = truth.number(link)
    if panel is None:
        return NOTHING
    loop = truth.loop if alone else truth.varying()
    try:
        fit = fit_ml(panel, loop, traits=choices.traits, error=choices.error, t0=choices.t0, level=level, starts=1, ladder=False)
    except (UnspiralError, np.linalg.LinAlgError):
        return NOTHING
    found = next(p for p in fit.parameters if p.name == name)
    if not fit.converged or (found.low is None and found.high is None):
        return NOTHING
    # An interval that is open to one side says what it says on the other.
    return Study(found.estimate, -np.inf if found.low is None else found.low, np.inf if found.high is None else found.high)


def made(truth: Truth, design: Design, timetable: Timetable, *, seed: int, number: int) -> Panel | None:
    """The answers of one made-up study; None where nobody answered.

    Args:
        truth, design, timetable: as for ``confirm``.
        seed, number: of the study.
    """
    times, day = timetable.times(design.days)
    times = in_units(times, truth.unit)
    key = (seed, number, design.people, design.days, design.beeps, round(design.compliance * 1e6))
    clocks: list[Float[ndarray, " rows"]] = []
    columns: list[Float[ndarray, "rows inputs"]] = []
    silent: list[Bool[ndarray, " rows"]] = []
    for person in range(design.people):
        answered = timetable.answered(len(times), (*key, person))
        if not answered.any():
            continue
        column = np.zeros((len(times), 0))
        kept = answered
        if timetable.given is not None:
            column = timetable.given.column(day, (*key, person), person, design.people)[:, None]
            # What is assigned changes at its prompt, answered or not; a person's clock starts at the first answer.
            changes = np.append(False, column[1:, 0] != column[:-1, 0])
            kept = answered | (changes & (np.cumsum(answered) > 0))
        clocks.append(times[kept] - times[kept][0])
        columns.append(column[kept])
        silent.append(~answered[kept])
    if not clocks:
        return None
    alone = design.people == 1
    loop = truth.loop if alone else truth.varying()
    stream = int(np.random.SeedSequence([*key, STREAM]).generate_state(1, np.uint64)[0])
    panel = simulate(
        loop, truth.named(alone=alone), clocks, seed=stream, choices=truth.choices(alone=alone, level=0.95), unit=truth.unit,
        inputs=None if timetable.given is None else columns,
    )  # fmt: skip
    if timetable.given is None:
        return panel
    people = (replace(p, values=np.where(s[:, None], np.nan, p.values)) for p, s in zip(panel.persons, silent, strict=True))
    return replace(panel, persons=tuple(people))
