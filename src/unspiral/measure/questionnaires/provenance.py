"""Where every number of a questionnaire comes from, and how well it was seen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from unspiral.measure.questionnaires.instrument import Change, Cutoff, Instrument, Support

SEEN = {
    "verified_2_sources": "seen in two or more sources",
    "verified_1_source": "seen in one source",
    "unverified": "UNVERIFIED: nobody has seen it in a source",
    "project_convention": "our own choice, not a published rule",
    "computed_here": "computed here",
}


_NEEDED = {"verified_2_sources": 2, "verified_1_source": 1}


def seen_words(support: Support) -> str:
    """How well something was seen, and whether the file notes as many sources as that takes.

    Args:
        support: of a number.

    Source: tests/measure/questionnaires/test_provenance.py.
    """
    said, noted = SEEN[support.evidence], len(support.sources)
    if noted >= _NEEDED.get(support.evidence, 0):
        return said
    return f"said to be {said}; sources not noted in the file" if not noted else f"said to be {said}; the file notes only {noted} of them"


@dataclass(frozen=True, slots=True)
class Origin:
    """One number, or a set of them, and who says so.

    Args:
        what: "band 'mild'", "cut-off", "missing-item rule".
        value: the number as it is shown.
        support: how well it was seen, and where.
    """

    what: str
    value: str
    support: Support


def origins(instrument: Instrument) -> tuple[Origin, ...]:
    """Every number that can be shown of a questionnaire, with its origin.

    Args:
        instrument: as its file says.

    Source: tests/measure/questionnaires/test_provenance.py.
    """
    return tuple(_all(instrument))


def _all(made: Instrument) -> Iterator[Origin]:
    yield Origin("wording", _wording(made), made.text_support)
    yield Origin("licence", made.licence.status, made.licence.support)
    yield Origin("scoring", scoring_words(made), made.scoring.support)
    for name, items in made.scoring.subscales.items():
        pair = made.scoring.subscale_ranges.get(name)
        reach = f", {pair[0]:g} to {pair[1]:g}" if pair else ""
        yield Origin(f"subscale {name}", f"items {', '.join(items)}{reach}", made.scoring.support)
    missing = made.scoring.missing
    yield Origin("missing-item rule", missing.words, missing.support)
    if missing.further_support is not None:
        yield Origin("missing-item rule, further", missing.further, missing.further_support)
    if made.bands_support is not None:
        for band in made.bands:
            yield Origin(f"band '{band.label}'", f"{band.low:g} to {band.high:g}", made.bands_support)
    for cutoff in made.cutoffs:
        yield Origin(cutoff_words(cutoff), f"{cutoff.value:g}{f'; {cutoff.accuracy}' if cutoff.accuracy else ''}", cutoff.support)
    for change in made.changes:
        yield Origin(f"change: {change.kind}", change_words(change), change.support)
    if made.reliability is not None and made.reliability_support is not None:
        low, high = made.reliability
        yield Origin("reliability", f"{low:g}" if low == high else f"{low:g} to {high:g}", made.reliability_support)
    yield from _codes(made)
    for aside in made.asides:
        yield Origin(f"not computed here: {aside.name}", aside.words, aside.support)


def _wording(made: Instrument) -> str:
    return f"{len(made.items)} items" if made.licence.decision == "ship_text" else "not part of unspiral"


def _codes(made: Instrument) -> Iterator[Origin]:
    named = {"panel": made.codes.panel, "total": made.codes.total, **made.codes.others}
    for name, code in named.items():
        if code:
            weaker = Support("unverified", made.codes.support.sources, made.codes.support.note)
            yield Origin(f"LOINC code, {name}", code, weaker if name in made.codes.unverified else made.codes.support)
    coded = [item for item in made.items if item.loinc]
    if coded:
        weaker = "items" in made.codes.unverified
        support = Support("unverified", made.codes.support.sources, made.codes.support.note) if weaker else made.codes.support
        yield Origin("LOINC codes, items", ", ".join(f"{item.id} {item.loinc}" for item in coded), support)


def scoring_words(made: Instrument) -> str:
    """How a score is made, in a line."""
    scoring = made.scoring
    how = {
        "sum": "sum of the items",
        "mean": "mean of the items",
        "single": "the one answer",
        "none": "no score",
        "percent": "percent of what the answered items could reach",
        "sum_times": f"sum of the items times {scoring.factor:g}",
        "groups": "sum of the items, and a group",
        "grade": "a grade",
        "subscales_only": "subscales, and no total",
        "sum_to_t": "sum of the items, and a T score by a table that you bring along",
    }[scoring.method]
    turned = [item.id for item in made.scored if item.reverse]
    parts = [
        how,
        f"{scoring.low:g} to {scoring.high:g}" if math.isfinite(scoring.low) else "",
        scoring.rule if turned or scoring.rule else "",
    ]
    return ", ".join(part for part in parts if part) + (f" (turned round: {', '.join(turned)})" if turned else "")


def cutoff_words(cutoff: Cutoff) -> str:
    """``cut-off at 10 or more``, with its subscale."""
    side = {"at_least": "or more", "above": "exceeded", "at_most": "or less"}[cutoff.direction]
    return f"cut-off{f' of {cutoff.subscale}' if cutoff.subscale else ''} ({side}): {cutoff.use}"


def change_words(change: Change) -> str:
    """``5 points or 30 %``."""
    parts = [
        f"{change.points:g} points" if change.points is not None else "",
        f"{100 * change.share:g} %" if change.share is not None else "",
    ]
    return " or ".join(part for part in parts if part)
