"""What ``unspiral measure score`` prints: help first where it is called for, then the score and what must be known beside it."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from unspiral.measure.saying import counted

if TYPE_CHECKING:
    from unspiral.measure.questionnaires.change import Changed, Judged
    from unspiral.measure.questionnaires.instrument import Instrument
    from unspiral.measure.questionnaires.score_table import ScoredTable
    from unspiral.records.help import SafetyNotice
    from unspiral.records.score import Score

WIDTH = 88
# Source: the rules of the clinical tables for scores of low mood.
MOOD = "Grief, medicines and other illness can raise such a score."


def notice_text(notice: SafetyNotice, rows: int = 0, how: str = "") -> str:
    """Help, before anything else; for a table, who reads it is not who answered.

    Args:
        notice: what is shown.
        rows: filled-in forms of a table that call for help; 0 for one person.
        how: how the country of the lines was found, where it was not named.
    """
    place = notice.help.name if notice.help.country != "*" else "anywhere"
    checked = f"Lines for {place}, checked on {notice.help.checked_on.isoformat()}. {how}".strip()
    parts = [notice.title, *notice.message, notice.follow_on, checked]
    if rows:
        forms = counted(rows, "filled-in form in this table tells", "filled-in forms in this table tell")
        parts.insert(0, f"{forms} of thoughts of death or self-harm.")
        parts[0] += " Somebody should get in touch with whoever answered. This is what they would be shown:"
    return "\n\n".join("\n".join(textwrap.wrap(part, WIDTH)) for part in parts if part)


def score_text(found: Instrument, scored: Score, changed: Changed | None, how: str = "") -> str:
    """The score in a few lines for somebody tired."""
    parts: list[str] = []
    if scored.safety is not None:
        parts.append(notice_text(scored.safety, how=how))
    parts.append(f"{found.name}: {headline(scored)}")
    about = f"About {found.measures}; looks back on: {found.recall}."
    if scored.value is not None:
        mood = found.measures.startswith(("depress", "anxi"))
        about += f" A {'symptom ' if mood else ''}score, not a diagnosis."
        if scored.band and found.measures.startswith("depress"):
            about += f" {MOOD}"
    parts.append("\n".join(textwrap.wrap(about, WIDTH)))
    lines = [f"{name}: {'no score' if value is None else f'{value:g}'}" for name, value in scored.subscales.items()]
    lines += [line for sentence in scored.said for line in textwrap.wrap(sentence, WIDTH)]
    if scored.value is None and scored.answered < len(found.scored):
        lines.append(f"Answered: {scored.answered} of {len(found.scored)} items.")
    unseen = [name for name in scored.unverified if name != "missing"]  # that one is said among the sentences
    if unseen:
        lines.append(f"Unverified, nobody has seen it in a source: {' and '.join(SAID[name] for name in unseen)}.")
    if lines:
        parts.append("\n".join(lines))
    if changed is not None:
        parts.append(change_text(found, changed))
    return "\n\n".join(parts)


SAID = {"scoring": "the way of scoring", "bands": "the bands", "t_table": "the table from sums to T scores"}


def headline(scored: Score) -> str:
    """``7 of 27, mild``; ``T 62.1 (standard error 1.8)``; or why there is no score."""
    if scored.value is None:
        return f"no score. {scored.why_none}"
    value = f"{scored.value:g}"
    if scored.unit == "T":
        value = f"T {scored.value:.1f}" + (f" (standard error {scored.se:.1f})" if scored.se is not None else "")
    elif scored.unit == "percent":
        value += " %"
    elif math.isfinite(scored.high):
        value += f" of {scored.high:g}" if scored.low == 0 else f" (the scale goes from {scored.low:g} to {scored.high:g})"
    return f"{value}{f', {scored.band}' if scored.band else ''}"


def change_text(found: Instrument, changed: Changed) -> str:
    """How much changed, and beside which figures."""
    if changed.points == 0:
        words = f"The score is the same as before: {changed.after:g}."
    else:
        share = "" if changed.percent is None else f", {abs(changed.percent):.0f} % of the score before"
        way = "fell" if changed.points > 0 else "rose"
        words = f"The score {way} by {abs(changed.points):g} points (from {changed.before:g} to {changed.after:g}{share})."
    lines = textwrap.wrap(words, WIDTH)
    for judged in changed.judged:
        lines += textwrap.wrap(judged_text(found, judged), WIDTH, initial_indent="  ", subsequent_indent="    ")
    for sentence in changed.said:
        lines += textwrap.wrap(sentence, WIDTH)
    return "\n".join(lines)


def judged_text(found: Instrument, judged: Judged) -> str:
    """One published figure beside the change."""
    from unspiral.measure.questionnaires.provenance import seen_words

    unit = "points" if judged.by == "points" else "%"
    word = {True: "at least as large", False: "smaller", None: "cannot be told"}[judged.reached]
    cited = "; ".join(found.sources[key] for key in judged.support.sources)
    return f"{judged.kind}, {judged.figure:g} {unit}: {word} ({seen_words(judged.support)}{f': {cited}' if cited else ''})."


def table_text(found: Instrument, scored: ScoredTable, output: str | None) -> str:
    """The counts of a scored table."""
    rows = len(scored.scores.value)
    lines = [
        f"{found.name}: {counted(rows, 'row', 'rows')}",
        f"  scored        {scored.scored}" + (f" ({scored.imputed} with items filled in)" if scored.imputed else ""),
        f"  no score      {scored.not_scorable}",
    ]
    lines += [f"    {count}: {reason}" for reason, count in scored.why.items()]
    if found.safety_item is not None or scored.safety:
        held = ", scores kept back until --acknowledged" if scored.held_back else ""
        lines.append(f"  help first    {scored.safety}{held}")
    if output is not None:
        lines.append(f"The table with its scores is in {output}.")
    return "\n".join(lines)
