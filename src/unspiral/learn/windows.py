"""Answers about a stretch of time: the mean of the state over the stretch, carried exactly by states that add it up.

A questionnaire that asks about the last 14 days is answered by the mean of the state over 14 days. For a process eta and a stretch w, an
integral state z with dz = eta dt / w begins at 0 when the stretch begins; when it ends, z is the mean. Stretches that overlap take turns
among as many such states as overlap at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from unspiral.errors import SpecError
from unspiral.learn.system import Array, Lanes
from unspiral.loop.model import Loop
from unspiral.records import Choices
from unspiral.units import DAYS_PER, count

DUST = 1e-6  # a stretch that begins this close to a row begins at that row: clocks are added up from rounded steps
MOST_STATES = 20  # as in core/layout.hpp; more would be slow everywhere


@dataclass(frozen=True, slots=True)
class Windows:
    """How the answers of a panel look back.

    Args:
        spans: stretch of each indicator, in time units; 0 = it is about the moment.
        integrals: (process, stretch) of each integral state, in order.
        items: (indicator, integral state) behind each row of System.loading, -1 for none: first one of each indicator, in order, then
            those for the further states that take turns, then one of each that looks back for what it would be at a moment.
    """

    spans: tuple[float, ...] = ()
    integrals: tuple[tuple[int, float], ...] = ()
    items: tuple[tuple[int, int], ...] = ()

    @property
    def lengths(self) -> tuple[float, ...]:
        """The different stretches, shortest first."""
        return tuple(sorted({s for s in self.spans if s}))

    def rows(self, columns: int) -> list[list[int]]:
        """Rows of System.loading that are one indicator's: more than one where states take turns."""
        return [[i, *(k for k, (c, _) in enumerate(self.items) if c == i and k != i)] for i in range(columns)]

    def reads(self, owner: tuple[int, ...], behind: int) -> tuple[int, ...]:
        """State that each row of System.loading reads: the process, or the integral state that adds it up.

        Args:
            owner: process of each indicator.
            behind: states before the integral ones.
        """
        return tuple(owner[c] if z < 0 else behind + z for c, z in self.items) or owner

    def shifted(self, process: int, column: int, columns: int, behind: int) -> tuple[tuple[int, ...], ...]:
        """Entries of System.shift where a regressor shifts a process, and, by its mean over the stretch, the states that add it up.

        Args:
            process, column: which process, which regressor; columns: how many regressors there are.
            behind: states before the integral ones.
        """
        lengths = self.lengths
        means = [(behind + z, columns * (1 + lengths.index(s)) + column) for z, (i, s) in enumerate(self.integrals) if i == process]
        return ((process, column), *means)


NONE = Windows()


def spans_of(loop: Loop, unit: str) -> tuple[float, ...]:
    """Stretch that each indicator's answers look back over, in time units; 0 = they are about the moment.

    Args:
        loop: the declared model.
        unit: of time.
    """
    windows = [i.window for p in loop.processes for i in p.indicators]
    return tuple(0.0 if w is None else w.amount * DAYS_PER[w.unit] / DAYS_PER[unit] for w in windows)


def looks_back(loop: Loop) -> bool:
    """Whether any indicator has a window."""
    return any(i.window is not None for p in loop.processes for i in p.indicators)


def refuse_beside(loop: Loop, choices: Choices) -> None:
    """Stop where answers look back and the model is of a kind that reads answers as of the moment.

    Args:
        loop: the declared model.
        choices: how it is set up.

    Raises:
        SpecError: a window beside answers in steps, differences between people beyond their levels, or skipped prompts.
    """
    if not looks_back(loop):
        return
    stepped = sorted({family for family in choices.families.values() if family != "gaussian"})
    beside = [
        *(["answers read as " + " or ".join(stepped)] if stepped else []),
        *(["people who differ in more than their levels"] if choices.individual else []),
        *(["skipped prompts"] if choices.skips else []),
    ]
    if beside:
        column = next(i for p in loop.processes for i in p.indicators if i.window is not None)
        assert column.window is not None
        raise SpecError(
            f"'{column.column} ({column.window.words})' looks back over a stretch, and that does not go together with {beside[0]}.",
            why="A mean over a stretch is carried by a state of its own, which these models do not know.",
            fix=f"declare it without its window (by {column.column}), or leave the other out; compare both.",
        )


def open_windows(lanes: Lanes, loop: Loop, unit: str, others: int, *, early: bool) -> tuple[Lanes, Windows]:
    """The same lanes with a row wherever a window begins, and which integral state each answer reads.

    A person's clock begins at the first answer or where the first window begins, whichever is earlier: the law of the first state holds
    then.

    Args:
        lanes: the answers; rows before the first answer may be there, for inputs that act inside a window.
        loop: the declared model, with a window.
        unit: of time.
        others: states of the model beside the integral ones.
        early: the law of the first state holds at any time, so earlier rows stay.

    Raises:
        SpecError: so many windows overlap that the model has more states than can be carried.

    Source: tests/learn/test_windows.py holds the likelihood against one dense normal of moments and means.
    """
    spans = np.array(spans_of(loop, unit))
    owner = np.array([i for i, p in enumerate(loop.processes) for _ in p.indicators])
    opened, ends = with_rows(lanes, spans, early=early)
    turn, groups, turns = _turns(ends, owner, spans)
    _refuse_many(loop, unit, groups, turns, others)
    first = np.concatenate([[0], np.cumsum(turns)]).astype(int)
    integrals = tuple(group for group, many in zip(groups, turns, strict=True) for _ in range(many))
    of_column = [groups.index((int(owner[c]), float(spans[c]))) if spans[c] else -1 for c in range(len(spans))]
    items = [(c, -1 if g < 0 else int(first[g])) for c, g in enumerate(of_column)]
    at = {item: k for k, item in enumerate(items)}
    for c, g in enumerate(of_column):
        for k in range(int(first[g]), int(first[g + 1])) if g >= 0 else ():
            if (c, k) not in at:
                at[c, k] = len(items)
                items.append((c, k))
    at_moment = [(c, -1) for c, g in enumerate(of_column) if g >= 0]
    process_states = len(loop.processes) + sum(i.kind == "fading" for i in loop.inputs)
    reads = np.broadcast_to(np.arange(len(spans)), opened.values.shape).copy()
    for k, (column, _) in enumerate(at_moment, start=len(items)):
        reads[..., column] = k  # where nothing was answered there is no stretch: then it is about the moment
    resets = np.zeros((*opened.step.shape, process_states + len(integrals)), dtype=bool)
    length = opened.running.shape[0]
    for lane, begin, end, column, taken in zip(ends.lane, ends.begin, ends.end, ends.column, turn, strict=True):
        state = int(first[of_column[column]]) + int(taken)
        reads[end, lane, column] = at[int(column), state]
        if begin + 1 < length:
            resets[begin + 1, lane, process_states + state] = True
    return replace(opened, resets=resets, reads=reads), Windows(tuple(spans.tolist()), integrals, (*items, *at_moment))


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Every answer with a window.

    Args:
        lane: of the answer.
        begin, end: rows where its stretch begins and ends.
        start, stop: clock of both.
        column: its indicator.
    """

    lane: Array
    begin: Array
    end: Array
    start: Array
    stop: Array
    column: Array


def with_rows(lanes: Lanes, spans: Array, *, early: bool) -> tuple[Lanes, Ends]:
    """Lanes with a row where each window begins, longest first, and the windows.

    Args:
        lanes: the answers.
        spans: stretch of each indicator, 0 for none.
        early: whether rows before the clock begins stay.
    """
    count = len(lanes.name)
    inside: Array = np.arange(count) < np.asarray(lanes.running)[:, None]
    time: Array = np.cumsum(lanes.dt[lanes.step], axis=0)
    back = np.argwhere(lanes.answered & (spans > 0.0))
    who, stop = back[:, 1], time[back[:, 0], back[:, 1]]
    start = stop - spans[back[:, 2]]
    rows, lane_of_row = np.nonzero(inside)
    lane = np.concatenate([lane_of_row, who])
    when = np.concatenate([time[rows, lane_of_row], start])
    source = np.concatenate([rows, np.full(len(who), -1)])
    order = np.lexsort((source < 0, when, lane))
    cluster = _clusters(lane[order], when[order], source[order] >= 0)
    own = np.empty(len(order), dtype=np.int64)
    own[order] = cluster
    many = int(cluster[-1]) + 1
    at_lane, at_time, at_source = np.zeros(many, dtype=np.int64), np.full(many, np.inf), np.full(many, -1)
    at_lane[own] = lane
    np.minimum.at(at_time, own, when)
    known = source >= 0
    at_source[own[known]], at_time[own[known]] = source[known], when[known]
    # Nothing is known of a state before the clock begins: at the first answer, or where the first window begins.
    begins = np.full(count, np.inf)
    seen_rows, seen_lanes = np.nonzero(lanes.answered.any(axis=2))
    np.minimum.at(begins, seen_lanes, time[seen_rows, seen_lanes])
    np.minimum.at(begins, who, start)
    keep = np.ones(many, dtype=bool) if early else at_time >= begins[at_lane] - DUST
    place = np.cumsum(keep) - 1
    own = place[own]
    at_lane, at_time, at_source = at_lane[keep], at_time[keep], at_source[keep]
    lengths = np.bincount(at_lane, minlength=count)
    row = np.arange(len(at_lane)) - (np.cumsum(lengths) - lengths)[at_lane]
    turned: Array = np.argsort(-lengths, kind="stable")
    new_lane = np.empty(count, dtype=np.int64)
    new_lane[turned] = np.arange(count)
    to = new_lane[at_lane]
    laid = _laid(lanes, turned, lengths, row, to, at_lane, at_time, at_source)
    begin, end = row[own[len(rows) :]], row[own[: len(rows)]]
    end_of = np.zeros(lanes.step.shape, dtype=np.int64)
    end_of[rows, lane_of_row] = end
    return laid, Ends(new_lane[who], begin, end_of[back[:, 0], who], start, stop, back[:, 2])


def _clusters(lane: Array, when: Array, known: Array) -> Array:
    """Which moments are one: closer than dust, in one lane, and at most one of them a row that was there before."""
    first = np.concatenate([[True], (np.diff(lane) != 0) | (np.diff(when) > DUST)])
    so_far = np.cumsum(known)
    cluster = np.cumsum(first) - 1
    before = (so_far - known)[first][cluster]
    second = known & (so_far - before > 1)
    return np.cumsum(first | second) - 1


def _laid(lanes: Lanes, turned: Array, lengths: Array, row: Array, to: Array, lane: Array, time: Array, source: Array) -> Lanes:
    """The lanes with their new rows: nothing is answered there, and a held input goes on."""
    steps, many = int(lengths.max()), len(turned)
    # The old row at or behind each new one: what is held up to it is held up to the new row as well.
    behind = np.where(source >= 0, source, np.iinfo(np.int64).max)
    following = np.empty_like(behind)
    last: dict[int, int] = {}
    for k in range(len(behind) - 1, -1, -1):
        if source[k] >= 0:
            last[int(lane[k])] = int(source[k])
        following[k] = last[int(lane[k])]
    gap = np.zeros((steps, many))
    later = row > 0
    gap[row[later], to[later]] = np.diff(time, prepend=time[0])[later]
    dt, found = np.unique(np.round(gap, 10), return_inverse=True)
    step: Array = found.reshape(gap.shape)
    if dt[0] != 0.0:
        dt, step = np.concatenate([[0.0], dt]), step + 1
    there = source >= 0
    parts: dict[str, Array] = {}
    for name in ("values", "answered", "impulses", "regressors"):
        old: Array = getattr(lanes, name)
        parts[name] = np.zeros((steps, many, old.shape[2]), dtype=old.dtype)
        parts[name][row[there], to[there]] = old[source[there], lane[there]]
    parts["wave"] = np.zeros((steps, many), dtype=np.int64)
    parts["wave"][row, to] = lanes.wave[following, lane]
    parts["importance"] = np.ones((steps, many))
    parts["importance"][row[there], to[there]] = lanes.importance[source[there], lane[there]]
    parts["presses"] = np.zeros((steps, many, lanes.presses.shape[2]))
    parts["presses"][row[later], to[later]] = lanes.presses[following[later], lane[later]]
    running: Array = np.sum(np.arange(steps)[:, None] < lengths[turned], axis=1)
    places: list[int] = turned.tolist()
    return replace(
        lanes, **parts, dt=dt, step=step, running=running, scale=lanes.scale[turned], weight=lanes.weight[turned],
        name=tuple(lanes.name[i] for i in places), resets=None, reads=None,
    )  # fmt: skip


def _turns(ends: Ends, owner: Array, spans: Array) -> tuple[Array, list[tuple[int, float]], list[int]]:
    """Which of its group's states each window has, the groups (process, stretch), and how many states each needs."""
    groups = sorted({(int(owner[c]), float(spans[c])) for c in range(len(spans)) if spans[c]})
    group = np.array([groups.index((int(owner[c]), float(spans[c]))) if spans[c] else -1 for c in range(len(spans))])
    turn, needed = np.zeros(len(ends.lane), dtype=np.int64), [1] * len(groups)
    busy: dict[tuple[int, int], list[float]] = {}
    taken: dict[tuple[int, int, int], int] = {}
    order: list[int] = np.lexsort((ends.end, ends.lane)).tolist()
    for k in order:
        lane, g = int(ends.lane[k]), int(group[ends.column[k]])
        window = (lane, g, int(ends.end[k]))
        if window not in taken:  # two questionnaires of one process about the same stretch share a state
            until = busy.setdefault((lane, g), [])
            free = next((i for i, stop in enumerate(until) if stop <= ends.start[k] + DUST), len(until))
            if free == len(until):
                until.append(0.0)
            until[free] = float(ends.stop[k])
            taken[window] = free
            needed[g] = max(needed[g], free + 1)
        turn[k] = taken[window]
    return turn, groups, needed


def _refuse_many(loop: Loop, unit: str, groups: list[tuple[int, float]], turns: list[int], others: int) -> None:
    if others + sum(turns) <= MOST_STATES:
        return
    worst = int(np.argmax(turns))
    process, span = groups[worst]
    column = next(i.column for i in loop.processes[process].indicators if i.window is not None)
    raise SpecError(
        f"At some time {turns[worst]} answers to '{column}' look back over the same moment, each over {count(span, unit)}; the model would"
        f" have {others + sum(turns)} states, and can carry {MOST_STATES}.",
        why="Every answer whose stretch is still open needs a state of its own that adds up the way since it began.",
        fix=f"keep fewer answers to '{column}', say one in {max(2, -(-sum(turns) // max(MOST_STATES - others, 1)))}, or declare it without"
        f" its window: by {column}.",
    )
