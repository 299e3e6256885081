"""What skipped prompts say, beside the answer that ignores them."""

from __future__ import annotations

from dataclasses import dataclass, field

from unspiral.records.effect import Effect


@dataclass(frozen=True, slots=True)
class Assumed:
    """The answer under one assumption on how strongly the state drives skipping.

    Args:
        slope: process -> probits of skipping per within-person standard deviation of the process.
        lagged: (cause, affected) -> total effect at the fit's lag.
        words: (cause, affected) -> what may be said.
        answer: the headline.
        loglik: of the joint model under that assumption; None where it is not comparable.
    """

    slope: dict[str, float]
    lagged: dict[tuple[str, str], Effect] = field(default_factory=dict[tuple[str, str], Effect])
    words: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    answer: str = ""
    loglik: float | None = None


@dataclass(frozen=True, slots=True)
class Skipping:
    """Skipped prompts as an indicator of their own: P(skip) = Phi(level + sum of slope x state).

    Args:
        prompts, skipped: how many.
        slopes: process -> probits of skipping per point of the process, as learned; empty where they were assumed.
        random: the answer when skips are ignored (missing at random).
        slider: the answer under a row of assumptions, from none to strong, in order.
        note: how far the answer depends on it, in a sentence.
    """

    prompts: int
    skipped: int
    slopes: dict[str, Effect] = field(default_factory=dict[str, Effect])
    random: Assumed | None = None
    slider: tuple[Assumed, ...] = ()
    note: str = ""
