"""What people say of back pain and low mood, and what is known of it: the claims of the evidence tables in words for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from unspiral.evidence.finding import NO_SOURCE, Claim
from unspiral.evidence.search import search
from unspiral.evidence.tables import claims, sources
from unspiral.evidence.words import LEVELS, VERDICTS, certainty_words, doubt_words, figure_words, level_of, standing_words
from unspiral.measure.safety.medicines import TALK
from unspiral.show.pathway_words import start

# Topic of the tables -> its heading; the order is that of the page.
TOPICS: Mapping[str, str] = {
    "mechanism": "How one may lead to the other",
    "causal_claim": "What causes what",
    "epidemiology": "How common it is",
    "figure": "Numbers that are quoted",
    "treatment": "What is done about it",
    "care_advice": "Advice on care",
    "definition": "What words mean",
    "diagnosis": "Finding out what it is",
    "harm": "Harm",
    "other": "Other things",
}
AS_IT_STANDS = "It can be said as it stands."
KEEP = ("Keep", "Matches the paper")  # how the table says so
# Where the table speaks to whoever writes software and not to a reader: the part of its words that is for a reader, "" where none is.
FOR_READERS: Mapping[str, str] = {
    "000-05": "",
    "000-08": "Back pain alone does not indicate depression",
    "000-10": "stress-hormone findings in back pain are inconsistent (one study higher, one lower).",
    "000-21": "",
    "000-23": "",
    "001-05": "Common use is not evidence of benefit",
    "001-10": "Shared biology is plausible",
    "001-12": "Overlap is described mainly in animal and imaging reviews",
    "001-30": "Pain with both depression and anxiety had the highest severity in one cohort",
    "001-38": "Both direct and mediated paths are possible",
    "001-60": "most people have back pain at some time. Lifetime figures depend on recall",
    "002-20": "",
    "003-04": "deconditioning evidence is conflicting; reactivation itself seems to help.",
    "003-08": "Drugs acting on these systems have small effects on pain",
    "003-12": "large on mood for CBT, small on pain for drugs.",
    "004-01": "association",
    "004-04": "",
    "004-05": "Point prevalence about 4.4% worldwide",
}
NOTES_FOR_WRITERS = frozenset(("001-01", "001-14", "001-31", "003-07"))  # notes that say nothing to a reader
MEDICINES = ("drug", "medic", "opioid", "painkiller", "antidepress", "nsaid", "snri", "analges", "duloxetine", "pharmac", "anti-inflamm")
LEFT_OUT = "{} more claims are left out: nobody has yet seen a text about them."


@dataclass(frozen=True, slots=True)
class CitedBy:
    """A source of a reason.

    Args:
        words: the citation with its year.
        url: its address, "" where there is none.
    """

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A claim of an article with what is known of it, in words for a person.

    Args:
        id: of the row.
        topic: key of ``TOPICS``.
        claim: what is said, paraphrased.
        verdict: "Supported", "Holds in part", "Outdated", "Not supported".
        instead: what can be said in its place; "" where the table says nothing to a reader.
        certainty: in words.
        number: the number behind it with its interval, or "".
        about: what the interval leaves open, whom it is about, when, how many, which design and at which level; "" without a number.
        standing: how well it was seen.
        notes: what else a careful reader must know, or "".
        medicine: what is said wherever a medicine is named, or "".
        sources: in the order of the table.
    """

    id: str
    topic: str
    claim: str
    verdict: str
    instead: str
    certainty: str
    number: str
    about: str
    standing: str
    notes: str
    medicine: str
    sources: tuple[CitedBy, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """What was found for some words.

    Args:
        found: reasons, best first where words were looked for, else in the order of the table.
        left_out: claims on which nobody has seen a text; they are not shown.
        near: word that stands nowhere -> words like it.
    """

    found: tuple[Reason, ...]
    left_out: int
    near: Mapping[str, tuple[str, ...]]


def reasons(words: str = "", topic: str = "") -> Reasons:
    """Claims with their verdicts; those that rest on our judgement alone are left out and counted.

    Args:
        words: all must be met, as ``evidence.search`` has it; "" = every claim.
        topic: only this one; "" or an unknown one = all.

    Source: tables/claims.csv, each row with its own; tests/show/test_reasons.py.
    """
    rows: Sequence[Claim] = claims()
    near: Mapping[str, tuple[str, ...]] = {}
    if words.strip():
        hit = search(words.split(), kinds=("claims",))
        rows, near = hit.claims, hit.near
    rows = [row for row in rows if topic not in TOPICS or row.topic == topic]
    seen = tuple(reason(row) for row in rows if row.kind != "none")
    return Reasons(seen, len(rows) - len(seen), near)


def by_topic(found: Iterable[Reason]) -> list[tuple[str, str, tuple[Reason, ...]]]:
    """Key, heading and reasons of each topic that has one, in the order of ``TOPICS``."""
    held = tuple(found)
    groups = [(key, heading, tuple(each for each in held if each.topic == key)) for key, heading in TOPICS.items()]
    return [group for group in groups if group[2]]


def reason(row: Claim) -> Reason:
    """One claim in words for a person.

    Args:
        row: of the table.
    """
    number = figure_words(row.figure) if row.figure.estimate is not None else ""
    about = (doubt_words(row.figure), _level(row), row.figure.population, _people(row), row.figure.follow_up, row.figure.design)
    named = f"{row.text} {row.say}".casefold()
    return Reason(
        id=row.id,
        topic=row.topic if row.topic in TOPICS else "other",
        claim=row.text,
        verdict=start(VERDICTS[row.verdict]),
        instead=instead(row),
        certainty=start(certainty_words(row)),
        number=start(number),
        about=f"{start('; '.join(part.replace(' -> ', ' to ') for part in about if part))}." if number else "",
        standing=start(standing_words(row)) or "The number was seen in a text of its source",
        notes="" if row.id in NOTES_FOR_WRITERS else row.notes,
        medicine=TALK if any(part in named for part in MEDICINES) else "",
        sources=tuple(CitedBy(_cited(key), sources()[key].url) for key in row.source_ids if key not in NO_SOURCE),
    )


def instead(row: Claim) -> str:
    """What can be said in place of a claim, in the table's own words; "" where they are a note to writers.

    Args:
        row: of the table.
    """
    if row.id in FOR_READERS:
        part = FOR_READERS[row.id]
        return f"{start(part.removesuffix('.'))}." if part else ""
    if row.say.startswith(KEEP):
        return AS_IT_STANDS if row.verdict == "supported" else ""
    return row.say


def _level(row: Claim) -> str:
    level = level_of(row.figure)
    return LEVELS[level] if level is not None else ""


def _people(row: Claim) -> str:
    return f"n {row.figure.n}" if row.figure.n else ""


def _cited(key: str) -> str:
    found = sources()[key]
    year = str(found.year) if found.year and str(found.year) not in found.citation else ""
    return f"{found.citation} ({year})" if year else found.citation
