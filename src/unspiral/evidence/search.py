"""What is known about some words: every word must be met, near relatives count, and the best comes first."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from unspiral.errors import SpecError, did_you_mean
from unspiral.evidence.finding import Cited, Claim, Link, Target, Treatment
from unspiral.evidence.index import KINDS, Entry, Kind, index, vocabulary
from unspiral.evidence.stem import EMPTY, stem, tokens
from unspiral.evidence.tables import sources

F = TypeVar("F", Claim, Link, Treatment, Target, Cited)

_SYNONYM = 1.0  # weight of a word that only the definition of a row's variable has


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the best first in each group.

    Args:
        words: that were looked for.
        left_out: words of the question that no table is searched for ("does", "the").
        claims, links, treatments, epidemiology, sources: rows that meet every word.
        alone: for each word, how many rows it meets by itself.
        near: for a word that meets nothing, the nearest ones that do.
    """

    words: tuple[str, ...]
    left_out: tuple[str, ...]
    claims: tuple[Claim, ...]
    links: tuple[Link, ...]
    treatments: tuple[Treatment, ...]
    epidemiology: tuple[Target, ...]
    sources: tuple[Cited, ...]
    alone: Mapping[str, int]
    near: Mapping[str, tuple[str, ...]]

    @property
    def total(self) -> int:
        """How many rows in all groups."""
        return sum(len(group) for group in (self.claims, self.links, self.treatments, self.epidemiology, self.sources))


def search(words: Iterable[str] = (), *, kinds: Sequence[Kind] = KINDS, verified_only: bool = False, source: str | None = None) -> Found:
    """What is known about some words.

    Args:
        words: all must be met; endings and capital letters make no difference, and definitions of variables count as synonyms. Where words
            are given and nothing is left of them ("does the"), nothing is found.
        kinds: which tables are searched.
        verified_only: only rows whose number was seen in its source.
        source: only what rests on this source.

    Raises:
        SpecError: no source has this key.

    Source: tests/evidence/test_search.py.
    """
    if source is not None and source not in sources():
        near = did_you_mean(source, sources())
        raise SpecError(f"No source has the key '{source[:60]}'.{near}", fix="unspiral evidence --kind sources lists all keys.")
    asked = [word for word in words if word.strip()]
    given = list(dict.fromkeys(token for word in asked for token in tokens(word)))
    wanted = [word for word in given if word not in EMPTY]
    if asked and not wanted:  # words were given, and none of them can be looked for: that is not the same as no words
        kinds = ()
    entries = {kind: [entry for entry in index()[kind] if _fits(entry, verified_only, source)] for kind in KINDS if kind in kinds}
    all_entries = [entry for group in entries.values() for entry in group]
    alone = {word: sum(_weight(entry, word) > 0.0 for entry in all_entries) for word in wanted}
    return Found(
        words=tuple(wanted),
        left_out=tuple(word for word in given if word in EMPTY),
        claims=_best(entries.get("claims", []), wanted, Claim),
        links=_best(entries.get("links", []), wanted, Link),
        treatments=_best(entries.get("treatments", []), wanted, Treatment),
        epidemiology=_best(entries.get("epidemiology", []), wanted, Target),
        sources=_best(entries.get("sources", []), wanted, Cited),
        alone=alone,
        near={word: _near(word) for word, count in alone.items() if count == 0},
    )


def _best(entries: Iterable[Entry], wanted: Sequence[str], kind: type[F]) -> tuple[F, ...]:
    scored: list[tuple[float, tuple[int, int], F]] = []
    for entry in entries:
        weights = [_weight(entry, word) for word in wanted]
        if all(weights) and isinstance(entry.finding, kind):
            scored.append((sum(weights), entry.rank, entry.finding))
    # Sorting is stable: rows that are as good as each other stay in the order of their table.
    return tuple(finding for _, _, finding in sorted(scored, key=lambda each: (-each[0], -each[1][0], -each[1][1])))


def _weight(entry: Entry, word: str) -> float:
    """How well a row meets a word: by the word itself, by a longer one that begins with it, by a synonym, or not at all."""
    root = stem(word)
    best = entry.stems.get(root, 0.0)
    if len(root) >= 4:
        best = max([best, *(0.8 * weight for known, weight in entry.stems.items() if known.startswith(root) and known != root)])
    return best or (_SYNONYM if root in entry.synonyms else 0.0)


def _fits(entry: Entry, verified_only: bool, source: str | None) -> bool:
    finding = entry.finding
    seen = isinstance(finding, Cited) or not verified_only or finding.figure.verified
    return seen and (source is None or source in entry.cites)


def _near(word: str) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(word, vocabulary(), n=3, cutoff=0.7))
