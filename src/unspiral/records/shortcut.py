"""What a loop says when answers that are steps, counts or cut off at the ends are read as numbers with normal noise."""

from __future__ import annotations

from dataclasses import dataclass, field

from unspiral.records.effect import Effect


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The same loop on the same answers, all read as Gaussian; effects in within-person standard deviations, so that both compare.

    Args:
        answer: the headline of the shortcut.
        lag: of ``effects``, in the fit's time unit.
        effects: (cause, affected) -> standardised effect of the fit itself.
        shortcut: (cause, affected) -> standardised effect of the shortcut.
        words: (cause, affected) -> what the shortcut would have said.
        floor: column -> share of answers at the lowest step.
        ceiling: column -> share of answers at the highest step.
        note: what follows, in a sentence.
    """

    answer: str
    lag: float
    effects: dict[tuple[str, str], Effect] = field(default_factory=dict[tuple[str, str], Effect])
    shortcut: dict[tuple[str, str], Effect] = field(default_factory=dict[tuple[str, str], Effect])
    words: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    floor: dict[str, float] = field(default_factory=dict[str, float])
    ceiling: dict[str, float] = field(default_factory=dict[str, float])
    note: str = ""
