"""The score of one filled-in questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from unspiral.records.help import SafetyNotice


@dataclass(frozen=True, slots=True)
class Score:
    """One score, or the reason why there is none.

    Args:
        instrument: its id.
        value: the score; None where the answers do not carry one, or where a safety notice comes first.
        unit: "points", "percent", "T"; what ``value`` counts.
        low, high: range of the score.
        band: name of the band, "" where there is none (or where its name is not fit to be shown).
        answered: items answered.
        imputed: items filled in by the instrument's missing-item rule.
        subscales: by name; None where not scorable.
        se: standard error of a T score, None elsewhere.
        safety: what must be shown first; None where nothing triggers.
        why_none: one sentence where ``value`` is None, else "".
        said: what the reader must know beside the number: imputed items, unverified rules, single items that are no scale.
        sources: keys of the sources behind score, band and rule, in the order of the instrument's file.
        unverified: which of the shown things nobody has seen in a source ("bands", "missing", ...).
    """

    instrument: str
    value: float | None
    unit: str
    low: float
    high: float
    band: str
    answered: int
    imputed: int
    subscales: Mapping[str, float | None] = field(default_factory=dict[str, float | None])
    se: float | None = None
    safety: SafetyNotice | None = None
    why_none: str = ""
    said: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
