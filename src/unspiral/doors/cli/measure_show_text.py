"""What ``unspiral measure show`` prints."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from unspiral.measure.questionnaires.answer import allowed
from unspiral.measure.questionnaires.loinc import NOTICE
from unspiral.measure.questionnaires.provenance import change_words, cutoff_words, origins, scoring_words, seen_words

if TYPE_CHECKING:
    from unspiral.measure.questionnaires.instrument import Instrument, Support

WIDTH = 100


def overview_text(found: Instrument) -> str:
    """The questionnaire on one screen; what nobody has seen is marked where it stands."""
    lines = [found.name, f"about {found.measures}; looks back on: {found.recall}", ""]
    lines += _named("Scoring", scoring_words(found) + mark(found.scoring.support))
    for name, ids in found.scoring.subscales.items():
        lines += _named("Subscale", f"{name}: items {', '.join(ids)}")
    missing = found.scoring.missing
    lines += _named("Not answered", missing.words + mark(missing.support))
    if missing.further_support is not None:
        lines += _named("", missing.further + mark(missing.further_support))
    if found.bands and found.bands_support is not None:
        shown = "; ".join(f"{band.low:g}-{band.high:g} {band.label}" for band in found.bands)
        hidden = "" if found.bands_shown else " (names not fit for the eyes of the person: never shown beside a score)"
        lines += _named("Bands", shown + hidden + mark(found.bands_support))
        lines += _named("", "A band names a symptom score. It is not a diagnosis.")
    for cutoff in found.cutoffs:
        words = f"{cutoff.value:g}: {cutoff_words(cutoff)}{f' ({cutoff.accuracy})' if cutoff.accuracy else ''}"
        lines += _named("Cut-off", words + mark(cutoff.support))
    for change in found.changes:
        lines += _named("Change", f"{change.kind}: {change_words(change)}" + mark(change.support))
    if not found.changes:
        lines += _named("Change", "no published figure in the file")
    if found.safety_item is not None:
        item, least = found.safety_item
        lines += _named("Help first", f"an answer of {least:g} or more to item {item} brings help before any score; 0 says nothing")
    codes = {"panel": found.codes.panel, "total": found.codes.total, **found.codes.others}
    if any(codes.values()):
        shown = ", ".join(
            f"{name} {code}{' [unverified]' if name in found.codes.unverified else ''}" for name, code in codes.items() if code
        )
        lines += _named("LOINC", shown + mark(found.codes.support))
        lines += _named("", NOTICE)
    lines += _named("Licence", found.licence.status + mark(found.licence.support))
    if found.licence.notice:
        lines += _named("", found.licence.notice)
    for note in found.notes:
        lines += _named("Note", note)
    return "\n".join(lines)


def items_text(found: Instrument) -> str:
    """The items, their texts and answers."""
    if not found.items:
        return "The items of this form are not in its file; answers are given by number: 1, 2, 3 ..."
    lines = ["Items"]
    if found.stem:
        lines += [f"  {line}" for line in _wrapped(found.stem, WIDTH - 2)]
    for item in found.items:
        beside = [] if item.scored else ["not part of the score"]
        beside += ["turned round for the score"] if item.reverse else []
        text = item.text or "(text not part of unspiral)"
        head = f"{item.id}: {text}" + (f" [{', '.join(beside)}]" if beside else "")
        lines += _wrapped(head, WIDTH, initial_indent="  ", subsequent_indent="      ")
        answers = "; ".join(f"{option.score:g} {option.text}" for option in item.options) or allowed(item)
        if item.anchor_low or item.anchor_high:
            answers += f" (from '{item.anchor_low}' to '{item.anchor_high}')"
        lines += _wrapped(answers, WIDTH, initial_indent="      ", subsequent_indent="      ")
    return "\n".join(lines)


def sources_text(found: Instrument) -> str:
    """Every number with its evidence and citations."""
    lines = ["Where every number comes from"]
    for origin in origins(found):
        lines += _wrapped(f"{origin.what}: {origin.value}", WIDTH, initial_indent="  ", subsequent_indent="    ")
        said = [seen_words(origin.support), *([origin.support.note] if origin.support.note else [])]
        lines += _wrapped(". ".join(part.rstrip(".") for part in said) + ".", WIDTH, initial_indent="      ", subsequent_indent="      ")
        for key in origin.support.sources:
            lines += _wrapped(f"[{key}] {found.sources[key]}", WIDTH, initial_indent="      ", subsequent_indent="        ")
    return "\n".join(lines)


def mark(support: Support) -> str:
    """`` [unverified]`` where nobody has seen it, `` [our own choice]`` where it is ours."""
    return {"unverified": " [unverified]", "project_convention": " [our own choice]"}.get(support.evidence, "")


def _named(name: str, text: str) -> list[str]:
    return _wrapped(text, WIDTH, initial_indent=f"{name:14}", subsequent_indent=" " * 14) or [name]


def _wrapped(text: str, width: int, initial_indent: str = "", subsequent_indent: str = "") -> list[str]:
    # A code such as 44249-1 must not be torn apart.
    return textwrap.wrap(
        text, width, initial_indent=initial_indent, subsequent_indent=subsequent_indent, break_on_hyphens=False, break_long_words=False
    )
