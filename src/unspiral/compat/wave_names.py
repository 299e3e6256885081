"""Which column of a wide table is which process at which wave, by the columns' names."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = re.compile(r"[0-9]+")
_TAIL = re.compile(r"(?<=[^\W_])[._]+(?:t|w|wave|time|visit|occ)?[._]*$", re.IGNORECASE)
_HEAD = re.compile(r"^(?:t|w|wave|time|visit|occ)?[._]+(?=[^\W_])", re.IGNORECASE)
_WORDS = frozenset({"t", "w", "wave", "time", "visit", "occ"})

Spot = tuple[str, str]  # name of the process, wave as written


def waves_of(columns: Sequence[str]) -> dict[str, Spot]:
    """Column -> process and wave, for the columns that differ from others by one number only.

    Args:
        columns: names such as x1, x2, y1, y2; pain_t1, pain_t2; T1_pain, T2_pain.

    Returns:
        Only columns of a series of at least two; the wave's text is the number as written.
    """
    series: dict[tuple[str, str], set[str]] = {}
    for column in columns:
        for run in _DIGITS.finditer(column):
            series.setdefault((column[: run.start()], column[run.end() :]), set()).add(column)
    chosen: dict[str, tuple[tuple[str, str], str]] = {}
    for column in columns:
        runs = [((column[: run.start()], column[run.end() :]), run.group()) for run in _DIGITS.finditer(column)]
        runs = [run for run in runs if len(series[run[0]]) > 1]
        if runs:  # of several numbers the one that runs the longest, then the last one
            chosen[column] = max(enumerate(runs), key=lambda entry: (len(series[entry[1][0]]), entry[0]))[1]
    names = _named(list(dict.fromkeys(key for key, _ in chosen.values())))
    return {column: (names[key], wave) for column, (key, wave) in chosen.items()}


def _named(series: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A short name for each series: what its columns share, without marks of the wave; all of it where short names would be the same."""
    short = {key: _short(*key) for key in series}
    if len(set(short.values())) == len(short) and all(short.values()):
        return short
    names: dict[tuple[str, str], str] = {}
    for key in series:
        name = "".join(key) or "x"
        while name in names.values():
            name += "_"
        names[key] = name
    return names


def _short(before: str, after: str) -> str:
    if after and before.strip("._").lower() in _WORDS | {""}:
        return _HEAD.sub("", after) if after[0] in "._" else after
    return _TAIL.sub("", before) + after if not after or after.strip("._") else _TAIL.sub("", before)
