"""What was asked and what was answered, counted by person, day, item, weekday, hour, kind or rule."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from unspiral.errors import SpecError, did_you_mean
from unspiral.measure.prompts.log import status
from unspiral.records.compliance import Compliance, Count, Gap
from unspiral.records.prompt import ANSWERED, EARLY, EXPIRED, LATE, NOT_OFFERED, PAUSED, PENDING, Prompt

BY = ("person", "day", "item", "weekday", "hour", "kind", "rule")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BLANK, BY_DESIGN = "left blank", "left out by design"
_SUBMITTED = frozenset({ANSWERED, LATE, EARLY})
_Z95 = 1.959963984540054
_RATE = "The rate is what was answered in time, of all that is over and was not paused; late answers are kept and counted apart."
_WILSON = "Its 95 % interval (Wilson) takes prompts as independent; one person's prompts are alike, so it is rather too narrow."
_NO_ITEMS = "The log does not say which items were answered, so answers cannot be counted by item."


class Seen(NamedTuple):
    """A prompt, or one item of it, with what became of it."""

    prompt: Prompt
    status: str


def compliance(prompts: Sequence[Prompt], now: datetime, by: str = "person") -> Compliance:
    """Count what was asked and what was answered.

    rate = answered in time / (answered + late + early + expired + not offered), with items also + left blank.

    Args:
        prompts: the log.
        now: at which it is decided whose time is over, with its offset.
        by: "person", "day", "item", "weekday", "hour", "kind" or "rule"; day, weekday and hour are those of the person's clock.

    Returns:
        A row for each group, the total, and each person's longest gap. What was planned to be missing does not count as missing.

    Raises:
        SpecError: there is no such way to count, or the log does not say what it needs.

    Source: tests/measure/prompts/test_compliance.py.
    """
    if by not in BY:
        raise SpecError(f"Prompts cannot be counted by '{by[:40]}'.{did_you_mean(by, BY)}", fix=f"--by {'|'.join(BY)}")
    seen = [Seen(one, status(one, now)) for one in prompts]
    said = any(one.prompt.answered for one in seen)
    notes = (_RATE, _WILSON)
    if by == "item":
        answers = any(one.status in _SUBMITTED for one in seen)
        if answers and not said and any(one.prompt.items for one in seen):
            raise SpecError(
                _NO_ITEMS, why="An item nobody answered would look the same as one that was.", fix="fill the column 'answered'."
            )
        if not any(one.prompt.items for one in seen):
            raise SpecError("The log does not say which items were asked.", fix="fill the column 'items', or count --by person.")
        groups = _by_item(seen)
    else:
        groups = _grouped(seen, _KEYS[by])
    if not said and any(one.status in _SUBMITTED for one in seen):
        notes += ("Which items were answered is not in the log, so prompts answered in part cannot be told.",)
    rows = tuple(_count(key, groups[key], said) for key in _in_order(groups, by))
    return Compliance(by, now, rows, _count("all", seen, said), _gaps(seen), notes)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share after Wilson.

    (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)

    Args:
        successes: how many.
        trials: of how many; above 0.

    Source: Wilson (1927), doi:10.1080/01621459.1927.10502953; tests/measure/prompts/test_compliance.py holds it against statsmodels.
    """
    p, z2n = successes / trials, _Z95**2 / trials
    half = _Z95 * math.sqrt(p * (1 - p) / trials + z2n / (4 * trials))
    low, high = (p + z2n / 2 - half) / (1 + z2n), (p + z2n / 2 + half) / (1 + z2n)
    # At the ends the formula gives 0 and 1 exactly, which rounding may miss by a hair.
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)


_KEYS: dict[str, Callable[[Prompt], str]] = {
    "person": lambda one: one.person,
    "day": lambda one: one.day.isoformat(),
    "weekday": lambda one: WEEKDAYS[one.day.weekday()],
    "hour": lambda one: f"{one.due.hour:02d}",
    "kind": lambda one: one.kind or "not said",
    "rule": lambda one: one.rule or "not said",
}


def _grouped(seen: Iterable[Seen], key: Callable[[Prompt], str]) -> dict[str, list[Seen]]:
    groups: dict[str, list[Seen]] = {}
    for one in seen:
        groups.setdefault(key(one.prompt), []).append(one)
    return groups


def _by_item(seen: Iterable[Seen]) -> dict[str, list[Seen]]:
    groups: dict[str, list[Seen]] = {}
    for one in seen:
        for item in one.prompt.items:
            blank = one.status in _SUBMITTED and item not in one.prompt.answered
            groups.setdefault(item, []).append(Seen(one.prompt, BLANK if blank else one.status))
        for item in one.prompt.left_out:
            groups.setdefault(item, []).append(Seen(one.prompt, BY_DESIGN))
    return groups


def _in_order(groups: dict[str, list[Seen]], by: str) -> list[str]:
    if by == "weekday":
        return [name for name in WEEKDAYS if name in groups]
    return list(groups) if by == "item" else sorted(groups)


def _count(key: str, seen: Sequence[Seen], said: bool) -> Count:
    of = Counter(one.status for one in seen)
    over = sum(of[name] for name in (ANSWERED, LATE, EARLY, EXPIRED, NOT_OFFERED, BLANK))
    low, high = wilson(of[ANSWERED], over) if over else (None, None)
    partly = sum(one.status in _SUBMITTED and len(one.prompt.answered) < len(one.prompt.items) for one in seen) if said else 0
    reasons = Counter(reason for one in seen if (reason := _reason(one)))
    return Count(
        key, of[ANSWERED], of[LATE], of[EARLY], of[EXPIRED], of[NOT_OFFERED], of[PAUSED], of[PENDING], of[BLANK], of[BY_DESIGN], partly,
        of[ANSWERED] / over if over else None, low, high, tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
    )  # fmt: skip


def _reason(one: Seen) -> str:
    """Why there is no answer: as somebody noted it, else how far the prompt got."""
    if one.status == PAUSED:
        return f"paused: {one.prompt.reason or 'pause'}"
    if one.status in (EXPIRED, NOT_OFFERED) and one.prompt.reason:
        return one.prompt.reason
    if one.status == EXPIRED:
        return "offered, never opened" if one.prompt.opened is None else "opened, never finished"
    return {NOT_OFFERED: "never offered", BLANK: BLANK, BY_DESIGN: BY_DESIGN}.get(one.status, "")


def _gaps(seen: Sequence[Seen]) -> tuple[Gap, ...]:
    groups = _grouped(seen, _KEYS["person"])
    found = [_gap(person, groups[person]) for person in sorted(groups)]
    return tuple(gap for gap in found if gap is not None)


def _gap(person: str, seen: Sequence[Seen]) -> Gap | None:
    asked = [one for one in seen if one.status not in (PAUSED, PENDING)]
    if not asked:
        return None
    answers = sorted(one.prompt.submitted for one in asked if one.prompt.submitted is not None)
    missed = [one.prompt for one in asked if one.prompt.submitted is None]
    first, last = min(one.prompt.due for one in asked), max(one.prompt.expires for one in asked)
    ends = [first, *answers]
    if missed and (not answers or last > answers[-1]):
        ends.append(last)
    stretches = [(after - before, before, after) for before, after in pairwise(sorted(ends)) if after > before]
    if not stretches:
        return None
    length, start, end = max(stretches, key=lambda stretch: stretch[0])
    paused = sum(one.status == PAUSED and start <= one.prompt.due < end for one in seen)
    return Gap(person, length.total_seconds() / 86_400, start, end, sum(start <= one.due < end for one in missed), paused)
