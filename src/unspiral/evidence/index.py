"""The tables as they are searched: which words stand where, and how much a word counts there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from unspiral.evidence.finding import Cited, Claim, Figure, Finding, Link, Target, Treatment
from unspiral.evidence.stem import EMPTY, spelled_out, stem, tokens
from unspiral.evidence.tables import claims, epidemiology, links, sources, treatments, variables

Kind = Literal["claims", "links", "treatments", "epidemiology", "sources"]
KINDS: tuple[Kind, ...] = ("claims", "links", "treatments", "epidemiology", "sources")

_CERTAINTY = {"high": 3, "moderate": 2, "low": 1, "very_low": 0}
_STATUS = {"verified": 3, "derived": 2, "unverified": 1, "no number": 0}
# Words of definitions that mean too many things to stand for their variable.
_WEAK = frozenset({
    "poor", "last", "night", "daily", "life", "days", "with", "long", "class", "shared", "physical", "factor", "derived", "claim", "other",
    "lost", "years", "despite",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it is searched: stem -> weight of the best place it stands in, stems of synonyms, and how good the row is."""

    finding: Finding
    stems: Mapping[str, float]
    synonyms: frozenset[str]
    rank: tuple[int, int]
    cites: frozenset[str]


@cache
def vocabulary() -> tuple[str, ...]:
    """Every word of four letters or more that stands in a place that counts, for "did you mean"."""
    texts = [text for finding in _everything() for weight, text in _places(finding) if weight >= 2.0]
    return tuple(sorted({word for text in texts for word in tokens(text) if len(word) >= 4 and not word.isdigit()} - EMPTY))


def _everything() -> tuple[Finding, ...]:
    return (*claims(), *links(), *treatments(), *epidemiology(), *sources().values())


@cache
def index() -> Mapping[Kind, tuple[Entry, ...]]:
    """All rows of all tables that are searched, made once."""
    return {
        "claims": tuple(map(_entry, claims())),
        "links": tuple(map(_entry, links())),
        "treatments": tuple(map(_entry, treatments())),
        "epidemiology": tuple(map(_entry, epidemiology())),
        "sources": tuple(map(_entry, sources().values())),
    }


def _entry(finding: Finding) -> Entry:
    stems: dict[str, float] = {}
    for weight, text in _places(finding):
        for root in map(stem, spelled_out(tokens(text))):
            stems[root] = max(stems.get(root, 0.0), weight)
    synonyms = frozenset[str]().union(*(_synonyms().get(name, frozenset()) for name in _variables(finding)))
    if isinstance(finding, Cited):
        return Entry(finding, stems, synonyms, (0, 0), frozenset({finding.id}))
    cites = {finding.source_id, *finding.source_ids} if isinstance(finding, Claim) else {finding.source_id}
    rank = (_STATUS[finding.figure.status], _CERTAINTY[finding.certainty])
    return Entry(finding, stems, synonyms, rank, frozenset(cites))


def _places(finding: Finding) -> list[tuple[float, str]]:
    """The texts of a row with how much a word in each of them counts."""
    return _PLACES[type(finding)](finding)


def _of_claim(row: Claim) -> list[tuple[float, str]]:
    return [
        (6.0, " ".join(row.variables)), (4.0, row.text), (3.0, row.say), (2.0, f"{row.topic} {row.verdict}"),
        (1.0, f"{row.id} {row.citations} {row.notes} {' '.join(row.source_ids)}"), *_of_figure(row.figure),
    ]  # fmt: skip


def _of_link(row: Link) -> list[tuple[float, str]]:
    return [
        (6.0, f"{row.source_var} {row.target_var}"), (4.0, row.mechanism), (2.0, f"{row.level} {row.tier} {row.time_scale}"),
        (1.0, f"{row.id} {row.citation} {row.notes} {row.source_id}"), *_of_figure(row.figure),
    ]  # fmt: skip


def _of_treatment(row: Treatment) -> list[tuple[float, str]]:
    return [
        (6.0, f"{row.treatment} {row.outcome}"), (2.0, f"{row.comparator} {row.time_point} {row.metric} {row.harms}"),
        (1.0, f"{row.id} {row.citation} {row.notes} {row.source_id}"), *_of_figure(row.figure),
    ]  # fmt: skip


def _of_target(row: Target) -> list[tuple[float, str]]:
    return [
        (6.0, row.quantity), (5.0, row.group), (1.0, f"{row.id} {row.citation} {row.notes} {row.source_id}"), *_of_figure(row.figure),
    ]  # fmt: skip


def _of_cited(row: Cited) -> list[tuple[float, str]]:
    return [(6.0, row.id), (4.0, row.citation), (2.0, f"{row.design} {row.year or ''}")]


def _of_figure(figure: Figure) -> list[tuple[float, str]]:
    return [(3.0, figure.population), (2.0, figure.measure), (1.0, f"{figure.design} {figure.follow_up} {figure.year or ''}")]


_PLACES: Mapping[type[Finding], Callable[..., list[tuple[float, str]]]] = {
    Claim: _of_claim,
    Link: _of_link,
    Treatment: _of_treatment,
    Target: _of_target,
    Cited: _of_cited,
}


def _variables(finding: Finding) -> tuple[str, ...]:
    if isinstance(finding, Claim):
        return finding.variables
    if isinstance(finding, Link):
        return (finding.source_var, *finding.target_var.split(";"))
    return (finding.treatment, finding.outcome) if isinstance(finding, Treatment) else ()


@cache
def _synonyms() -> Mapping[str, frozenset[str]]:
    """Variable -> stems of what its definition calls it; words that name a variable stand for that one alone."""
    named = {stem(word) for name in variables() for word in tokens(name)}
    found: dict[str, frozenset[str]] = {}
    for name, variable in variables().items():
        words = tokens(re.sub(r"\([^)]*\)", "", variable.definition))
        found[name] = frozenset(stem(w) for w in words if len(w) >= 3 and w not in _WEAK and w not in EMPTY and stem(w) not in named)
    return found
