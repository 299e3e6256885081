"""Columns that are questions of a known questionnaire, told by their names or by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from unspiral.errors import DataError
from unspiral.measure.imports.known_items import KnownItems, known_items
from unspiral.measure.names import words

_SIZES = {"phq": (9, 8, 4, 2), "gad": (7, 2), "cesd": (20, 10), "ces": (20,), "rm": (24,), "rmdq": (24,), "peg": (3,)}
_BETWEEN = frozenset(("q", "item", "i", "question", "no", "nr", "score"))
_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Recognised:
    """One column that is a question of a questionnaire.

    Args:
        column: its name.
        instrument, item: as the library calls them.
        by: "name" or "words".
    """

    column: str
    instrument: str
    item: str
    by: str


def recognised(
    names: Sequence[str], labels: dict[str, str] | None = None, instrument: str | None = None, known: KnownItems | None = None
) -> tuple[Recognised, ...]:
    """Which columns are questions of which questionnaire.

    Args:
        names: the header.
        labels: column -> its words, where a survey file holds them.
        instrument: the questionnaire that is meant, where the columns alone leave it open.
        known: questionnaires and their items; the library's when left out.

    Returns:
        Every column that was recognised, in the order of the header.

    Raises:
        DataError: the columns could belong to several questionnaires and nobody said which.

    Source: tests/measure/imports/test_recognise.py.
    """
    held = known or known_items()
    by_name = _by_name(names, held, instrument)
    by_words = _by_words([n for n in names if n and n not in {r.column for r in by_name}], labels or {}, held, instrument)
    found = {r.column: r for r in (*by_name, *by_words)}
    return tuple(found[name] for name in names if name in found)


def plain_words(text: str) -> str:
    """A question without capitals and signs, as far as a header or a label keeps it."""
    return _PLAIN.sub(" ", text.casefold()).strip()


def _by_name(names: Sequence[str], held: KnownItems, asked: str | None) -> list[Recognised]:
    parsed = [(name, *_parsed(name)) for name in names if name]
    sized = [(name, family, size, number) for name, family, size, number in parsed if family and number]
    found: list[Recognised] = []
    for family in dict.fromkeys(family for _, family, _, _ in sized):
        mine = [(name, size, number) for name, f, size, number in sized if f == family]
        for size in dict.fromkeys(size for _, size, _ in mine):
            numbers = {number: name for name, s, number in mine if s == size}
            chosen = _instrument(family, size, set(numbers), held, asked)
            if chosen is None:
                continue
            for number, name in numbers.items():
                item = held.numbered(chosen, family, number)
                if item:
                    found.append(Recognised(name, chosen, item, "name"))
    return found


def _parsed(name: str) -> tuple[str, int, int]:
    """``phq9_q3`` -> ("phq", 9, 3); ``phq3`` -> ("phq", 0, 3); a score or another name -> ("", 0, 0)."""
    parts = [part for part in words(name) if part not in _BETWEEN]
    if parts[:2] == ["ces", "d"]:
        parts = ["cesd", *parts[2:]]
    if len(parts) < 2 or parts[0] not in _SIZES or not all(part.isdigit() and len(part) < 4 for part in parts[1:]):
        return ("", 0, 0)
    numbers = [int(part) for part in parts[1:]]
    if len(numbers) == 2 and numbers[0] in _SIZES[parts[0]]:
        return (parts[0], numbers[0], numbers[1])
    return (parts[0], 0, numbers[0]) if len(numbers) == 1 else ("", 0, 0)


def _instrument(family: str, size: int, numbers: set[int], held: KnownItems, asked: str | None) -> str | None:
    """The questionnaire that a run of numbers belongs to; None where it is no run of questions."""
    if asked is not None and held.has_family(asked, family):
        return asked
    if size:
        return held.of_size(family, size)
    if len(numbers) < 2:  # phq9 alone is a score
        return None
    return next((held.of_size(family, s) for s in sorted(_SIZES[family]) if numbers == set(range(1, s + 1))), None) or _open(
        family, numbers, held
    )


def _open(family: str, numbers: set[int], held: KnownItems) -> str | None:
    fitting = [s for s in _SIZES[family] if max(numbers) <= s and held.of_size(family, s)]
    if len(fitting) == 1:
        return held.of_size(family, fitting[0])
    if not fitting:
        return None
    could = [str(held.of_size(family, s)) for s in sorted(fitting)]
    raise DataError(
        f"Columns such as {family}{min(numbers)} are questions of {' or '.join(could)}, and some of them are not there"
        f" ({len(numbers)} are).",
        why="Which questionnaire was filled in decides how it is scored.",
        fix=f"--instrument {could[0]}",
    )


def _by_words(names: Iterable[str], labels: dict[str, str], held: KnownItems, asked: str | None) -> list[Recognised]:
    hits = {name: spots for name in names if (spots := held.worded(plain_words(labels.get(name) or name)))}
    if not hits:
        return []
    items = [{item for _, item in spots} for spots in hits.values()]
    together = frozenset[str]().union(*items)
    could = {instrument for spots in hits.values() for instrument, _ in spots}
    if asked is not None and asked in could:
        chosen = [asked]
    else:
        # A questionnaire all of whose questions are there; the longest, as it holds the shorter ones.
        whole = [i for i in could if held.items(i) <= together]
        chosen = sorted(whole, key=lambda i: -len(held.items(i)))
        chosen = [i for place, i in enumerate(chosen) if not any(held.items(i) <= held.items(other) for other in chosen[:place])]
    found: list[Recognised] = []
    for name, spots in hits.items():
        mine = next((spot for i in chosen for spot in spots if spot[0] == i), None) or (spots[0] if len(spots) == 1 else None)
        if mine is None:
            options = sorted({instrument for instrument, _ in spots})
            raise DataError(
                f"Column '{name[:60]}' is a question of {' or '.join(options)}, and none of them is whole in the table.",
                why="Which questionnaire was filled in decides how it is scored.",
                fix=f"--instrument {options[0]}",
            )
        found.append(Recognised(name, mine[0], mine[1], "words"))
    return found
