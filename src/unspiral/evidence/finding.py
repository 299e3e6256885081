"""What is known, as frozen records: claims, links, treatments, populations, and the sources behind them.

Numbers keep the text they have in the tables, so that what is shown is what was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["verified", "derived", "unverified", "no number"]
NO_SOURCE = ("none", "unseen")  # keys of the source list that stand for "no adequate source found" and "not retrieved"


@dataclass(frozen=True, slots=True)
class Number:
    """A number exactly as a table has it.

    Args:
        value: as a number.
        text: as it was written.
    """

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """An effect or a size, with where it comes from and how well that was seen.

    Args:
        measure: "OR", "RR", "HR", "PR", "beta", "SMD", "prevalence" ...; "" where there is no number.
        estimate: the number, None where there is none.
        low, high: ends of its 95 % interval, None where the source shows none.
        n: how many, in the source's words.
        population: whom it is about.
        follow_up: over what time.
        design: of the study or the review.
        year: of publication, None where not known.
        verified: whether the number was seen in a text that was retrieved.
        derivation: how it was worked out from other numbers; "" for one that was read.
    """

    measure: str
    estimate: Number | None
    low: Number | None
    high: Number | None
    n: str
    population: str
    follow_up: str
    design: str
    year: int | None
    verified: bool
    derivation: str

    @property
    def status(self) -> Status:
        """How far the number can be relied on: seen in its source, worked out here from such numbers, neither, or not there at all."""
        if self.estimate is None:
            return "no number"
        if self.verified:
            return "verified"
        return "derived" if self.derivation else "unverified"


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that claims, links and the model share.

    Args:
        name: as in loops.
        role: "state_core", "input", "covariate" ... "rejected".
        definition: what it means.
        measure: how it is usually asked.
        orientation: "higher=worse" and the like.
    """

    name: str
    role: str
    definition: str
    measure: str
    orientation: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A source.

    Args:
        id: its key.
        citation: in full.
        year, design, n: as in ``Figure``.
        url: its address.
        seen_at: where its text, mostly the abstract, was read.
    """

    id: str
    citation: str
    year: int | None
    design: str
    n: str
    url: str
    seen_at: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that articles say, with what holds of it.

    Args:
        id: its key.
        topic: "mechanism", "treatment", "figure" ...
        text: the claim, paraphrased; not a sentence of ours.
        variables: what it is about.
        verdict: "supported", "partly", "outdated", "unsupported".
        certainty: "high", "moderate", "low", "very_low".
        kind: "number" (a number was seen), "text" (a passage was seen), "none" (our judgement).
        figure: the number behind the verdict, where there is one.
        source_id: of that number, "" where there is none.
        source_ids: of all that the verdict rests on.
        citations: the same, written out.
        say: what may be said in its place.
        url: of the first source.
        notes: what else a careful reader must know.
        article: the text the claim was found in.
    """

    id: str
    topic: str
    text: str
    variables: tuple[str, ...]
    verdict: str
    certainty: str
    kind: str
    figure: Figure
    source_id: str
    source_ids: tuple[str, ...]
    citations: str
    say: str
    url: str
    notes: str
    article: str


@dataclass(frozen=True, slots=True)
class Link:
    """What was found between two things, one as it comes first.

    Args:
        id: its key.
        source_var, target_var: from what to what; several targets with ";" between them.
        sign: "+", "-", "0" (none seen), "?" (not known).
        mechanism: what is thought to lie between.
        time_scale: over what time.
        level: "within_person", "between_person", "genetic_or_twin", "laboratory", "expert_or_definition"; never to be mixed.
        tier: "core", "extended", "confounder", "rejected".
        figure: the number.
        certainty: as in ``Claim``.
        source_id, citation, url: its source.
        claim_ids: claims it speaks to.
        notes: what else a careful reader must know.
    """

    id: str
    source_var: str
    target_var: str
    sign: str
    mechanism: str
    time_scale: str
    level: str
    tier: str
    figure: Figure
    certainty: str
    source_id: str
    citation: str
    url: str
    claim_ids: tuple[str, ...]
    notes: str


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a treatment did to one outcome, beside what it was compared with.

    Args:
        id: its key.
        treatment, outcome: what on what.
        figure: the number, with the sign of its source.
        metric: the scale of that number.
        benefit_direction: "lower_is_better" or "higher_is_better".
        benefit, benefit_low, benefit_high: in standard deviations, above 0 = better; None where it cannot be had.
        benefit_basis: "as reported", or how it was worked out approximately; "" without ``benefit``.
        comparator: against what.
        time_point: measured when.
        certainty, certainty_basis: how certain, and who says so.
        harms: what was reported of harm, in words that stand by themselves.
        source_id, citation, url: its source.
        notes: what else a careful reader must know.
    """

    id: str
    treatment: str
    outcome: str
    figure: Figure
    metric: str
    benefit_direction: str
    benefit: Number | None
    benefit_low: Number | None
    benefit_high: Number | None
    benefit_basis: str
    comparator: str
    time_point: str
    certainty: str
    certainty_basis: str
    harms: str
    source_id: str
    citation: str
    url: str
    notes: str

    @property
    def benefit_status(self) -> Literal["as reported", "derived", "no number"]:
        """Whether the benefit is what the source reports, was worked out here from another number, or is not there."""
        if self.benefit is None:
            return "no number"
        return "as reported" if self.benefit_basis == "as reported" else "derived"


@dataclass(frozen=True, slots=True)
class Target:
    """A number about a population: how common, how long, how often.

    Args:
        id: its key.
        group: "prevalence", "course_pain", "bidirectional" ...
        quantity: its name.
        figure: the number.
        target_type: "hard" where a simulation must meet it, "soft" where it gives a range.
        certainty: as in ``Claim``.
        source_id, citation, url: its source.
        notes: what else a careful reader must know.
    """

    id: str
    group: str
    quantity: str
    figure: Figure
    target_type: str
    certainty: str
    source_id: str
    citation: str
    url: str
    notes: str


Finding = Claim | Link | Treatment | Target | Cited
