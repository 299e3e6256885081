"""What the answers themselves rule out, or speak against, before any fitting: columns that carry too little, or the same thing twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.errors import NotIdentified
from unspiral.learn.family import MOST_STEPS
from unspiral.learn.system import Array
from unspiral.loop.model import Loop
from unspiral.records import Panel, Verdict
from unspiral.units import DAYS_PER, PANEL_DAYS

FEWEST = 4  # answers of a column: a level, a spread and an error need more than that many
TOGETHER = 3  # moments at which two processes were both answered, at once or one after the other
SAME = 1e-8  # share of the spread that may be left over between columns that say the same thing
FEW_VALUES = 4  # different answers up to which a column is hardly a number
CROWDED = 0.2  # share of the answers at one end of the scale from which a bell curve reads them wrongly


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """All answers of the columns that a loop speaks of, one person below the other."""

    values: Float[ndarray, "rows columns"]
    who: Int[ndarray, " rows"]
    persons: int

    @property
    def seen(self) -> Bool[ndarray, "rows columns"]:
        """Which were answered."""
        return ~np.isnan(self.values)


def stacked(data: Panel, columns: tuple[str, ...]) -> Stack:
    """Persons below one another."""
    at = [data.indicators.index(c) for c in columns]
    lengths = [len(p.time) for p in data.persons]
    return Stack(np.vstack([p.values[:, at] for p in data.persons]), np.repeat(np.arange(len(lengths)), lengths), len(lengths))


def refuse_columns(data: Panel, loop: Loop) -> None:
    """Stop where the answers cannot carry the loop, however many there are.

    Args:
        data: a panel.
        loop: the declared model; its columns are among the data's, each has an answer and more than one value.

    Raises:
        NotIdentified: a column is hardly answered, answered once by everybody, never moves within anybody, is a sum of others, or belongs
            to a process that is never answered near the one it is linked to.
    """
    stack = stacked(data, loop.columns)
    for i, column in enumerate(loop.columns):
        _refuse_still(column, stack.values[:, i], stack)
    answered = _answered(loop, stack)
    if np.bincount(stack.who[stack.seen.any(axis=1)]).max() < 2:
        return  # one occasion of everything is refused for itself
    _refuse_once(loop, answered, stack)
    _refuse_sums(loop.columns, stack)
    _refuse_strangers(loop, answered, stack)


def _refuse_still(column: str, values: Array, stack: Stack) -> None:
    """A column has answers enough, and moves within somebody."""
    seen = ~np.isnan(values)
    if seen.sum() < FEWEST:
        raise NotIdentified(
            f"Column '{column}' has only {int(seen.sum())} answers.", why="A level, a spread and a movement need more than that.",
            fix="leave it out of the loop, or bring more answers.", code="column-too-few",
        )  # fmt: skip
    answers = np.bincount(stack.who[seen], minlength=stack.persons)
    if stack.persons == 1 or answers.max() < 2:
        return
    low, high = np.full(stack.persons, np.inf), np.full(stack.persons, -np.inf)
    np.minimum.at(low, stack.who[seen], values[seen])
    np.maximum.at(high, stack.who[seen], values[seen])
    if (high[answers > 0] == low[answers > 0]).all():
        raise NotIdentified(
            f"Column '{column}' never moves within anybody: each person always gives the same answer.",
            why="A process is something that moves; what stays the same is a fact about a person.",
            fix=f"leave it out of the loop, or read it as a covariate: --covariate '{column}'", code="never-moves",
        )  # fmt: skip


def _refuse_once(loop: Loop, answered: dict[str, Array], stack: Stack) -> None:
    """Somebody answered each process twice."""
    for process in loop.processes:
        rows = answered[process.name]
        if stack.persons > 1 and np.bincount(stack.who[rows], minlength=stack.persons).max() < 2:
            columns = " and ".join(f"'{i.column}'" for i in process.indicators)
            raise NotIdentified(
                f"'{process.name}' ({columns}) was answered once by everybody.", why="What was seen once cannot be seen to move.",
                fix="leave it out of the loop, or bring a second answer.", code="answered-once",
            )  # fmt: skip


def _refuse_sums(columns: tuple[str, ...], stack: Stack) -> None:
    """No column is, within every person, a fixed sum of others."""
    whole = stack.seen.all(axis=1)
    values, who = stack.values[whole], stack.who[whole]
    counts = np.bincount(who, minlength=stack.persons)
    m = len(columns)
    if m < 2 or len(values) - int((counts > 0).sum()) <= m + 1:
        return
    mean = np.column_stack([np.bincount(who, weights=values[:, i], minlength=stack.persons) for i in range(m)])
    within = values - (mean / np.maximum(counts, 1)[:, None])[who]
    size = np.sqrt((within**2).sum(axis=0))
    if (size <= SAME * np.abs(values).max()).any():
        return
    _, spread, vectors = np.linalg.svd(np.linalg.qr(within / size, mode="r"))
    if spread[-1] > SAME:
        return
    at = np.flatnonzero(np.abs(vectors[-1]) > 1e-6)
    named = [f"'{columns[i]}'" for i in at]
    one = columns[int(at[-1])]
    raise NotIdentified(
        f"Columns {', '.join(named[:-1])} and {named[-1]} say the same thing: within each person, one is an exact sum of the other"
        f"{'s' if len(at) > 2 else ''}.",
        why="A score and its own parts cannot drive one another.",
        fix=f"leave one of them out of the loop, for example '{one}'.",
        code="columns-sum",
    )


def _answered(loop: Loop, stack: Stack) -> dict[str, Array]:
    """Rows that answer each process, by any indicator."""
    found: dict[str, Array] = {}
    first = 0
    for process in loop.processes:
        found[process.name] = np.atleast_1d(stack.seen[:, first : first + len(process.indicators)].any(axis=1))
        first += len(process.indicators)
    return found


def _refuse_strangers(loop: Loop, answered: dict[str, Array], stack: Stack) -> None:
    """Two linked processes are answered at the same occasion, or one right after the other, at least a few times."""
    any_row = stack.seen.any(axis=1)
    who = stack.who[any_row]
    same = who[1:] == who[:-1]
    for link in loop.links:
        a, b = answered[link.cause][any_row], answered[link.affected][any_row]
        near = int((a & b).sum() + (same & ((a[1:] & b[:-1]) | (b[1:] & a[:-1])) & ~(a & b)[1:]).sum())
        if near < TOGETHER:
            raise NotIdentified(
                f"'{link.cause}' and '{link.affected}' are never answered together: {near} time{'' if near == 1 else 's'} by the same "
                "person at the same occasion or at the next.",
                why="How two processes go together shows only where both are answered.",
                fix="bring occasions that answer both, or learn each process in a loop of its own.",
                code="never-together",
            )


def column_verdicts(data: Panel, loop: Loop, in_steps: tuple[str, ...] = ()) -> list[Verdict]:
    """Cautions about how the answers of a column are spread, which a bell curve would read wrongly.

    Args:
        data: a panel.
        loop: the declared model.
        in_steps: columns that are not read as a bell curve anyway.
    """
    stack = stacked(data, loop.columns)
    found: list[Verdict] = []
    for i, column in enumerate(loop.columns):
        if column in in_steps:
            continue
        values = stack.values[stack.seen[:, i], i]
        levels = np.unique(values)
        if len(levels) == 2:
            found.append(
                Verdict("binary", "caution",
                        f"'{column}' holds only the answers {levels[0]:g} and {levels[1]:g}, read as if it were a number on a scale.",
                        f"--family {column}=binary reads it as yes or no; a question with more steps would tell more.")
            )  # fmt: skip
        elif len(levels) <= FEW_VALUES:
            found.append(
                Verdict("few-values", "caution",
                        f"'{column}' holds only {len(levels)} different answers, and is read as if it were a number on a fine scale.",
                        f"--family {column}=ordinal reads them as steps; as numbers, effects of so coarse a scale come out too small.")
            )  # fmt: skip
        else:
            found += _ends(column, values, levels)
    return found


def _ends(column: str, values: Array, levels: Array) -> list[Verdict]:
    """Many answers at the lowest or highest point of the scale."""

    def reason(end: float, where: str) -> str:
        return (
            f"{float((values == end).mean()):.0%} of the answers to '{column}' are the {where} one there is ({end:g}). The model reads "
            "them as a bell curve, which such answers are not: effects come out too small, and intervals may be too narrow or too wide."
        )

    family = "ordinal" if len(levels) <= MOST_STEPS else "bounded"
    remedy = f"--family {column}={family} takes the end of the scale into account; a scale that goes further there would tell more."
    found: list[Verdict] = []
    if (values == levels[0]).mean() >= CROWDED:
        found.append(Verdict("floor", "caution", reason(float(levels[0]), "lowest"), remedy))
    if (values == levels[-1]).mean() >= CROWDED:
        found.append(Verdict("ceiling", "caution", reason(float(levels[-1]), "highest"), remedy))
    return found


def late_entry_verdict(data: Panel, loop: Loop, t0: str) -> list[Verdict]:
    """People of a panel whose first occasion is a later wave than that of the others.

    Args:
        data: a panel.
        loop: the declared model.
        t0: law of the first occasion; under the stationary one every occasion is like the first.
    """
    at = [data.indicators.index(c) for c in loop.columns]
    times = [p.time[keep] for p in data.persons if (keep := ~np.isnan(p.values[:, at]).all(axis=1)).any()]
    gaps = np.concatenate([np.diff(t) for t in times])
    if t0 == "stationary" or len(times) < 2 or not len(gaps) or np.median(gaps) * DAYS_PER[data.time_unit] < PANEL_DAYS:
        return []
    first = np.array([t[0] for t in times])
    late = int((first > first.min() + 0.5 * np.median(gaps)).sum())
    if not late:
        return []
    return [
        Verdict("late-entry", "caution",
                f"{late} of {len(times)} people were first asked later than the others. Each clock starts at the own first occasion, "
                "so late first answers are taken to be spread like the first answers of all.",
                "Compare --t0 stationary, or a fit without the people who came late.")
    ]  # fmt: skip
