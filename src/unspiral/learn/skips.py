"""Which prompts were skipped, and which of them count: read off a panel, and laid beside its answers as one more indicator."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.learn.skip_slots import SKIP
from unspiral.loop.model import Loop
from unspiral.records import Panel, Person


@dataclass(frozen=True, slots=True)
class Prompts:
    """What became of the prompts of a panel.

    Args:
        asked: prompts that count.
        skipped: of these, without an answer.
        people: persons with a prompt that counts.
        skippers: persons who skipped one or more of them.
        before: prompts left out because they lie before the person's first answer, or are that answer.
        after: skipped prompts left out because the person never answered again.
        never: persons who were asked and never answered.
    """

    asked: int
    skipped: int
    people: int
    skippers: int
    before: int
    after: int
    never: int


def skipped_of(person: Person, answered: NDArray[np.bool_], *, early: bool, late: bool = False) -> Float[ndarray, " occasions"]:
    """1 where a prompt was skipped, 0 where it was answered, nan where there was none or it does not count.

    A person's clock starts at their first answer: what was skipped before says nothing of a state that has no law yet, and that answer is
    there because it was looked for. Both are left out, unless the loop has one law for all times (``early``). After the last answer
    nobody knows whether a person still took part: skipped prompts there are left out unless the reader was told that they count.

    Args:
        person: one human's occasions; where ``skipped`` is None, every row counts as a prompt.
        answered: which rows hold an answer to the loop's columns.
        early: prompts up to the first answer count.
        late: skipped prompts after the last answer count, whatever ``person.skipped`` says.
    """
    out = np.where(answered, 0.0, 1.0) if person.skipped is None else person.skipped * 1.0
    if not answered.any():
        return np.full(len(out), np.nan)
    first, last = int(answered.argmax()), len(out) - 1 - int(answered[::-1].argmax())
    if not early:
        out[: first + 1] = np.nan
    if person.skipped is None and not late:
        out[last + 1 :] = np.nan
    return out


def prompts_of(panel: Panel, loop: Loop, *, early: bool) -> Prompts:
    """Count the prompts of a panel.

    Args:
        panel: with its rows without an answer.
        loop: whose columns are answers.
        early: as for ``skipped_of``.
    """
    asked = skipped = people = skippers = before = after = never = 0
    for person, answered in zip(panel.persons, _answered(panel, loop), strict=True):
        every = np.where(answered, 0.0, 1.0) if person.skipped is None else person.skipped
        if not answered.any():
            never += bool((every == 1.0).any())
            continue
        counted = skipped_of(person, answered, early=early)
        first, last = int(answered.argmax()), len(answered) - 1 - int(answered[::-1].argmax())
        here, missed = int((~np.isnan(counted)).sum()), int((counted == 1.0).sum())
        asked, skipped, people, skippers = asked + here, skipped + missed, people + (here > 0), skippers + (missed > 0)
        before += int((~np.isnan(every[: first + 1]) & np.isnan(counted[: first + 1])).sum())
        after += int((~answered[last + 1 :] & np.isnan(counted[last + 1 :])).sum())
    return Prompts(asked, skipped, people, skippers, before, after, never)


def with_skips(panel: Panel, loop: Loop, *, early: bool) -> Panel:
    """The panel with one more column, ``skip``: 1, 0 or nan at each row.

    Args:
        panel: with its rows without an answer.
        loop: whose columns are answers.
        early: as for ``skipped_of``.

    Source: tests/learn/test_skips.py.
    """
    people = tuple(
        replace(person, values=np.column_stack([person.values, skipped_of(person, answered, early=early)]), skipped=None)
        for person, answered in zip(panel.persons, _answered(panel, loop), strict=True)
    )
    return replace(panel, persons=people, indicators=(*panel.indicators, SKIP))


def _answered(panel: Panel, loop: Loop) -> list[NDArray[np.bool_]]:
    at = [panel.indicators.index(c) for c in loop.columns]
    return [np.atleast_1d(~np.isnan(p.values[:, at]).all(axis=1)) for p in panel.persons]
