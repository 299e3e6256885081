"""What might be acted on, what that would be expected to change, and how sure it is that one does more than another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unspiral.records.beliefs import Beliefs
from unspiral.records.effect import Effect
from unspiral.records.fit import Verdict

Kind = Literal["treatment", "process"]


@dataclass(frozen=True, slots=True)
class Achievable:
    """What a treatment did to one process in trials, and what is counted of it.

    Args:
        process: of the loop.
        reported: benefit in standard deviations, as the source has it; None for a stated effect that no trial stands behind.
        low, high: its 95 % interval; None where the source shows none.
        counted: benefit in standard deviations that the ranking uses, after shrinkage.
        unsure: standard deviation of that.
        certainty: "high", "moderate", "low", "very_low", or "stated".
        comparator: what the treatment was compared with.
        time_point: when.
        row: key in the table of treatments; "" for a stated effect.
        citation: source.
        basis: how the benefit was worked out from another figure; "" where it stands in the source.
        notes: what else a careful reader must know.
    """

    process: str
    reported: float | None
    low: float | None
    high: float | None
    counted: float
    unsure: float
    certainty: str
    comparator: str = ""
    time_point: str = ""
    row: str = ""
    citation: str = ""
    basis: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be acted on.

    Args:
        name: of the treatment or of the process.
        kind: "treatment" (its effects come from trials) or "process" (whatever moves it by a stated effect).
        effects: on the processes that it acts on directly.
        harms: as the source says; "" where none is known.
        medical: a medicine or an operation, on which a doctor decides.
    """

    name: str
    kind: Kind
    effects: tuple[Achievable, ...]
    harms: str = ""
    medical: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate with what it would be expected to change.

    Args:
        candidate: what is acted on.
        score: weighted benefit over the horizon, in standard deviations; above 0 is better.
        changes: process -> mean change over the horizon, in points.
        best: probability that no other candidate of the list scores higher.
        helps: probability that the score is above 0.
        regret: how much lower its score is than the best one's, on average over what the data and trials leave possible and settles.
    """

    candidate: Candidate
    score: Effect
    changes: dict[str, Effect]
    best: float
    helps: float
    regret: float


@dataclass(frozen=True, slots=True)
class Targets:
    """An ordered list, never a bare winner.

    Args:
        ranked: highest expected score first.
        answer: name of the first where it is sure enough that it is best; None where these data cannot tell.
        threshold: probability from which it is.
        weights: process -> share of the score.
        better: process -> "lower" or "higher".
        spread: process -> standard deviation, in points, by which trials' effects become points and changes become comparable.
        horizon: over which changes are averaged, in ``unit``.
        treated: time after which trials measured, in ``unit``.
        unit: the fit's time unit.
        level: of every interval (0.95).
        left_out: candidates that are not in the list, each with its reason.
        assumptions: plain sentences, all of which must hold.
        verdicts: judgements, machine-readable.
        beliefs: what stands in place of data; None where the loop was learned from answers.
    """

    ranked: tuple[Ranked, ...]
    answer: str | None
    threshold: float
    weights: dict[str, float]
    better: dict[str, str]
    spread: dict[str, float]
    horizon: float
    treated: float
    unit: str
    level: float
    left_out: tuple[tuple[str, str], ...]
    assumptions: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    beliefs: Beliefs | None = None
