"""Nights out of stretches of sleep: how long, when, and how often awake, on the day of waking.

Stretches less than two hours apart are one sleep. A sleep belongs to the day on which it ends, by the clock that was valid there. A
sleep of less than three hours that began between 10:00 and 20:00 is a nap and is counted by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from unspiral.measure.imports.device_clock import DAY
from unspiral.measure.imports.stretches import ASLEEP, AWAKE, IN_BED, STAGED, Stretch

NAP = 3 * 3600
NAP_FROM, NAP_UNTIL = 10 * 3600, 20 * 3600


@dataclass(frozen=True, slots=True)
class Night:
    """All sleep that ended on one day.

    Args:
        day: of waking, counted from 1970.
        asleep: seconds asleep, naps aside; None where only a nap, or no sleep, was recorded.
        nap: seconds asleep in naps; None where there was none.
        in_bed: seconds recorded as in bed; None where no device recorded it.
        awakenings: times awake between falling asleep and waking up; None where no device tells waking from sleep.
        start, end: first moment asleep and last one, with minutes ahead of UTC; None without a night.
        sources: whose records of sleep count.
        bed_sources: whose records of being in bed count.
    """

    day: int
    asleep: int | None
    nap: int | None
    in_bed: int | None
    awakenings: int | None
    start: tuple[int, int | None] | None
    end: tuple[int, int | None] | None
    sources: tuple[str, ...]
    bed_sources: tuple[str, ...]


def nights_of(sleeps: Iterable[list[Stretch]], order: Sequence[str]) -> Iterator[Night]:
    """Nights, in order of days.

    Args:
        sleeps: the stretches of one sleep after another, as ``StretchBuilder.sleeps`` hands them over.
        order: devices, the most trusted first: where several recorded the same moment, the first of them decides.

    Source: tests/measure/imports/test_nights.py.
    """
    day: int | None = None
    held: list[list[Stretch]] = []
    for given in sleeps:
        sleep = [s for s in given if s.end > s.start]
        if not sleep:
            continue
        last = max(sleep, key=lambda s: s.end)
        woke = _local(last.end, last.end_ahead) // DAY
        if day is not None and woke > day:
            yield _night(day, held)
            held = []
        # On a journey to the west a later sleep can end on an earlier date: it stays with the day before it.
        day = woke if day is None else max(woke, day)
        held.append([*_decide([s for s in sleep if s.kind != IN_BED], order), *(s for s in sleep if s.kind == IN_BED)])
    if day is not None:
        yield _night(day, held)


def _decide(stretches: list[Stretch], order: Sequence[str]) -> list[Stretch]:
    """Every moment from one device only; within one device waking is believed first, then stages, then plain sleep: the finer record."""
    kept: list[Stretch] = []
    closed: list[tuple[int, int]] = []
    groups: dict[tuple[str, int], list[Stretch]] = {}
    for s in stretches:
        groups.setdefault((s.source, s.kind), []).append(s)
    present = {s.source for s in stretches}
    for source in (name for name in order if name in present):
        for kind in (AWAKE, STAGED, ASLEEP):
            own = groups.get((source, kind))
            if own:
                kept += _outside(own, closed)
                closed = merged([*closed, *((s.start, s.end) for s in own)])
    return kept


def _outside(stretches: list[Stretch], closed: list[tuple[int, int]]) -> list[Stretch]:
    """The parts of stretches, sorted by start, that lie outside of the closed times and of each other."""
    parts: list[Stretch] = []
    place, reached = 0, stretches[0].start
    for s in stretches:
        low = max(s.start, reached)
        while place < len(closed) and closed[place][1] <= low:
            place += 1
        here = place
        while low < s.end:
            shut = closed[here] if here < len(closed) and closed[here][0] < s.end else (s.end, s.end)
            if low < shut[0]:
                ahead = s.ahead if low == s.start else s.end_ahead
                parts.append(Stretch(low, shut[0], s.kind, ahead, s.end_ahead if shut[0] == s.end else s.ahead, s.source))
            low = max(low, shut[1])
            here += 1
        reached = max(reached, s.end)
    return parts


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, those that touch or overlap as one.

    >>> merged([(5, 9), (0, 3), (3, 4)])
    [(0, 4), (5, 9)]
    """
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def is_nap(asleep: int, began: int) -> bool:
    """Whether a sleep is a nap.

    Args:
        asleep: seconds asleep.
        began: seconds of the local clock at its start, since 1970.
    """
    return 0 < asleep < NAP and NAP_FROM <= began % DAY < NAP_UNTIL


def _night(day: int, sleeps: list[list[Stretch]]) -> Night:
    kinds = [(sleep, _asleep(sleep)) for sleep in sleeps]
    naps = [asleep for sleep, asleep in kinds if _nap(sleep, asleep)]
    long = [sleep for sleep, asleep in kinds if not _nap(sleep, asleep)]
    slept = sorted((s for sleep in long for s in sleep if s.kind in (ASLEEP, STAGED)), key=lambda s: (s.start, s.end))
    beds = [s for sleep in long for s in sleep if s.kind == IN_BED]
    last = max(slept, key=lambda s: s.end) if slept else None
    return Night(
        day,
        asleep=sum(asleep for sleep, asleep in kinds if not _nap(sleep, asleep)) if slept else None,
        nap=sum(naps) if naps else None,
        in_bed=sum(end - start for start, end in merged((s.start, s.end) for s in beds)) if beds else None,
        awakenings=_awakenings(long),
        start=(slept[0].start, slept[0].ahead) if slept else None,
        end=(last.end, last.end_ahead) if last else None,
        sources=tuple(sorted({s.source for sleep in sleeps for s in sleep if s.kind != IN_BED})),
        bed_sources=tuple(sorted({s.source for s in beds})),
    )


def _asleep(sleep: list[Stretch]) -> int:
    return sum(end - start for start, end in merged((s.start, s.end) for s in sleep if s.kind in (ASLEEP, STAGED)))


def _nap(sleep: list[Stretch], asleep: int) -> bool:
    first = min(sleep, key=lambda s: s.start)
    return is_nap(asleep, _local(first.start, first.ahead))


def _awakenings(sleeps: list[list[Stretch]]) -> int | None:
    """Times awake within each sleep, and one more between two sleeps that ended on the same day."""
    known, times, with_sleep = False, 0, 0
    for sleep in sleeps:
        slept = [(s.start, s.end) for s in sleep if s.kind in (ASLEEP, STAGED)]
        if not slept:
            continue
        with_sleep += 1
        known = known or any(s.kind in (STAGED, AWAKE) for s in sleep)
        first, last = min(slept)[0], max(end for _, end in slept)
        times += len(merged((s.start, s.end) for s in sleep if s.kind == AWAKE and first < s.end and s.start < last))
    return times + max(with_sleep - 1, 0) if known else None


def _local(seconds: int, ahead: int | None) -> int:
    return seconds + 60 * (ahead or 0)
