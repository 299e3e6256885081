"""What a questionnaire is: its items, how it is scored, and who says so. Each number carries its sources and how well they were seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Evidence = Literal["verified_2_sources", "verified_1_source", "unverified", "project_convention", "computed_here"]
Method = Literal["sum", "mean", "single", "none", "percent", "sum_times", "groups", "subscales_only", "grade", "sum_to_t"]
Kind = Literal["choice", "integer", "number", "list"]


@dataclass(frozen=True, slots=True)
class Support:
    """Who says so, and how well it was seen.

    Args:
        evidence: how many sources were seen; "unverified" is shown to the reader as such.
        sources: keys of ``Instrument.sources``.
        note: what a careful reader must know, or "".
    """

    evidence: Evidence
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    score: float
    text: str
    loinc: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    Args:
        id: unique within the instrument.
        text: exactly as published; "" where it may not be shipped (answers then come by item number).
        loinc: code of the question, or "".
        reverse: scored the other way round.
        kind: "choice" among ``options``; "integer" or "number" from ``low`` to ``high``; "list" of words.
        options: the instrument's own ones unless the item has its own.
        low, high, step: bounds of a number; nan where there are none.
        anchor_low, anchor_high: words at the two ends.
        construct: what a diary item stands for ("pain").
        scored: False for an item beside the score.
        variants: other wordings seen.
    """

    id: str
    text: str
    kind: Kind
    loinc: str = ""
    reverse: bool = False
    options: tuple[Option, ...] = ()
    low: float = float("nan")
    high: float = float("nan")
    step: float = float("nan")
    anchor_low: str = ""
    anchor_high: str = ""
    construct: str = ""
    scored: bool = True
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Licence:
    """Whether the words may travel with unspiral, and why."""

    decision: Literal["ship_text", "engine_only"]
    status: str
    notice: str
    support: Support


@dataclass(frozen=True, slots=True)
class MissingRule:
    """What happens when items are not answered.

    Args:
        words: the rule as people read it.
        way: "all" = every item is needed; "prorate" = round(mean of answered x number of items), up to ``most`` missing;
            "zero" = a blank counts 0; "denominator" = blanks leave the denominator, at least ``least`` answered;
            "pattern" = every item is needed for a table, and with item parameters the answered ones suffice; "stay" = stays missing.
        most: how many may be missing ("prorate").
        least: how many must be answered ("denominator").
        never: items that are never filled in.
        support: who says so.
        unless: a condition (as in ``Scoring.rule``) under which the answers suffice although some are missing, or "".
        further: what somebody else than ``support`` says about missing items, or "".
        further_support: who says that.
    """

    words: str
    way: Literal["all", "prorate", "zero", "denominator", "pattern", "stay"]
    support: Support
    most: int = 0
    least: int = 0
    never: tuple[str, ...] = ()
    unless: str = ""
    further: str = ""
    further_support: Support | None = None


@dataclass(frozen=True, slots=True)
class Scoring:
    """How answers become a score.

    Args:
        method: the rule's kind.
        low, high: range of the score; nan where there is none.
        decimals: how many are kept.
        factor: by which a sum is multiplied ("sum_times").
        subscales: name -> item ids.
        subscale_ranges: name -> (low, high).
        table: raw sum -> (T, standard error or nan) for "sum_to_t"; empty where the user brings it.
        rule: how answers become a group or a grade, in the small language of ``unspiral.measure.questionnaires.rule``; for other methods a
            remark, or "".
        missing: the missing-item rule.
        support: who says so.
    """

    method: Method
    missing: MissingRule
    support: Support
    low: float = float("nan")
    high: float = float("nan")
    decimals: int = 0
    factor: float = 1.0
    subscales: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    subscale_ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])
    table: Mapping[int, tuple[float, float]] = field(default_factory=dict[int, tuple[float, float]])
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """A named stretch of the score, both ends included."""

    low: float
    high: float
    label: str


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A score at which something is asked further. ``above`` is True where the value itself does not count."""

    value: float
    use: str
    support: Support
    accuracy: str = ""
    subscale: str = ""
    direction: Literal["at_least", "above", "at_most"] = "at_least"


@dataclass(frozen=True, slots=True)
class Change:
    """How much of a change means something: in points, as a share of the score before, or either."""

    kind: str
    support: Support
    points: float | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Codes:
    """LOINC codes of the whole: panel, total and others by name; "" where none was found.

    ``unverified`` names those that nobody has seen although the others were ("panel").
    """

    panel: str
    total: str
    support: Support
    others: Mapping[str, str] = field(default_factory=dict[str, str])
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aside:
    """Something known about an instrument that is not computed here, and who says so."""

    name: str
    words: str
    support: Support


@dataclass(frozen=True, slots=True)
class Instrument:
    """One questionnaire, as its file says.

    Args:
        id: short name, "phq9".
        version: of the file; a change of items or scoring makes a new one.
        name: in full.
        measures: what it is about.
        recall: the time the questions look back on.
        recall_days: the same in days; nan where there is none ("today" is 1).
        stem: words before the items, or "".
        items: in order; those beside the score too.
        scoring: how answers become a score.
        bands: may be empty; never invented.
        bands_support: who says so.
        bands_shown: False where the bands' names are not fit for the person's eyes.
        cutoffs, changes: what the literature gives.
        reliability: Cronbach's alpha as (low, high), or None.
        reliability_support: who says so.
        licence: whether its words travel with unspiral.
        text_support: how well the wording was checked.
        codes: LOINC.
        safety_item: (item, smallest score) that calls for help before any score; None for most.
        sources: key -> citation; every key used above is here.
        examples: answers and what must come out; the loader runs them.
        asides: what is known and not computed here.
        notes: what a reader must know.
    """

    id: str
    version: str
    name: str
    measures: str
    recall: str
    recall_days: float
    stem: str
    items: tuple[Item, ...]
    scoring: Scoring
    licence: Licence
    text_support: Support
    codes: Codes
    sources: Mapping[str, str]
    bands: tuple[ScoreBand, ...] = ()
    bands_support: Support | None = None
    bands_shown: bool = True
    cutoffs: tuple[Cutoff, ...] = ()
    changes: tuple[Change, ...] = ()
    reliability: tuple[float, float] | None = None
    reliability_support: Support | None = None
    safety_item: tuple[str, float] | None = None
    examples: tuple[Mapping[str, object], ...] = ()
    asides: tuple[Aside, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def scored(self) -> tuple[Item, ...]:
        """The items that count."""
        return tuple(item for item in self.items if item.scored)
