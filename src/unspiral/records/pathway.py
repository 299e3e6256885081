"""What guidelines offer for some answers: options with every position, the rules that named them, and what comes before all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["person", "clinician", "researcher"]
MODES: tuple[Mode, ...] = ("person", "clinician", "researcher")

FOR = frozenset(("strong_for", "for", "conditional_for"))
AGAINST = frozenset(("against", "conditional_against"))


@dataclass(frozen=True, slots=True)
class Answers:
    """What was told; None is "not told", which is never taken as no, as zero or as low.

    Args:
        suicide_trigger: whether item 9 of the PHQ-9 was answered with 1 or more, or help was asked for.
        item9: that answer itself, 0 to 3.
        red_flag: "none", "routine_soon", "urgent_days", "same_day" or "emergency_now": what the warning signs came to.
        phq9: 0 to 27.
        phq8: 0 to 24; has the same bands and stands in for phq9.
        gad7: 0 to 21.
        pain_weeks: how long the present pain problem has lasted.
        start_risk: "low", "medium", "high" of the STarT Back tool, or "unknown".
        rmdq: 0 to 24.
        peg: 0 to 10.
        worry_pain_14d: 0 to 10.
        fear: "low", "high" or "unknown".
        sleep: "good", "poor" or "unknown".
        leg_pain: whether there is any.
        tried: options already tried for an adequate time.
        considering: what the person asks about: "surgery", "opioid" ...
        not_wanted, out_of_reach: options, or kinds of them, that the person does not want or cannot get.
        mode: who reads it.
        acknowledged: whether the help that comes first was read.
    """

    suicide_trigger: bool | None = None
    item9: int | None = None
    red_flag: str | None = None
    phq9: int | None = None
    phq8: int | None = None
    gad7: int | None = None
    pain_weeks: float | None = None
    start_risk: str | None = None
    rmdq: int | None = None
    peg: float | None = None
    worry_pain_14d: float | None = None
    fear: str | None = None
    sleep: str | None = None
    leg_pain: bool | None = None
    tried: tuple[str, ...] = ()
    considering: tuple[str, ...] = ()
    not_wanted: tuple[str, ...] = ()
    out_of_reach: tuple[str, ...] = ()
    mode: Mode = "person"
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """What one source says of one option.

    Args:
        source: its key in the file.
        name: how it is called: "NICE NG59".
        year: as the source has it: "2016, updated 2020"; "" where it has none.
        kind: "guideline", "study" or "articles".
        strength: "strong_for", "for", "conditional_for", "against", "conditional_against" or "silent".
        population: whom it is about.
        detail: what else is said, or "".
        evidence: how well it was seen: "verified_2_sources", "verified_1_source", "unverified", "project_convention", "article".
    """

    source: str
    name: str
    year: str
    kind: str
    strength: str
    population: str
    detail: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be done, with every position on it.

    Args:
        id: its name in rules and options of commands.
        title: in words.
        kind: "self", "physical", "psychological", "programme", "referral", "medicine", "test" or "procedure".
        net: how the file sums the positions up; "conflict" where guidelines disagree.
        positions: every line, in the order of the file.
        note: of the file, or "".
        browse_only: whether no rule ever names it, so that it stands on the full list alone.
    """

    id: str
    title: str
    kind: str
    net: str
    positions: tuple[Position, ...]
    note: str
    browse_only: bool

    @property
    def disagree(self) -> bool:
        """Whether the file says that guidelines disagree."""
        return self.net == "conflict"

    @property
    def mixed(self) -> bool:
        """Whether some lines are for and some against, be it for different people."""
        strengths = {position.strength for position in self.positions}
        return bool(strengths & FOR) and bool(strengths & AGAINST)

    @property
    def backed(self) -> bool:
        """Whether at least one guideline's line is for it."""
        return any(position.kind == "guideline" and position.strength in FOR for position in self.positions)


@dataclass(frozen=True, slots=True)
class AddedNumber:
    """What studies found on an option, for clinicians and researchers: never a rank, and never without harm, certainty and source.

    Args:
        id: of the row in the table of treatments.
        said: the effect with its interval, as a sentence.
        about: compared with what, when, in whom, how many, which design.
        certainty, harms: in words.
        source, url: where it stands.
    """

    id: str
    said: str
    about: str
    certainty: str
    harms: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class Offered:
    """An option that rules named.

    Args:
        option: with all its positions.
        rules: ids of the rules that named it.
        last: why it stands last: "tried", "not wanted", "out of reach"; empty where it does not.
        numbers: what studies found; empty in person mode.
    """

    option: Option
    rules: tuple[str, ...]
    last: tuple[str, ...] = ()
    numbers: tuple[AddedNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule whose condition holds.

    Args:
        id: of the rule.
        step: 0 safety, 1 to 4, or "guard" for what the person asked about.
        because: its condition in words.
        sources: keys of the sources behind it.
        evidence: "" or how far the rule is this project's own choice.
        message: what is said to the person, or "".
        urgency: how soon somebody should be seen, or "".
    """

    id: str
    step: str
    because: str
    sources: tuple[str, ...]
    evidence: str
    message: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the support level.

    Args:
        said: the comparison in words.
        met: whether it holds; None where its input was not told.
    """

    said: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class SupportLevel:
    """How much support is thought of: a stand-in with its parts in view, and no result of the STarT Back tool.

    Args:
        level: "low", "medium", "high", or "unknown" where what was not told could change it.
        measured: True where a result of the STarT Back tool was given, so that nothing stands in.
        parts: what was looked at; empty where it was measured.
        status: what the file says of it.
        evidence: how well it was seen.
    """

    level: str
    measured: bool
    parts: tuple[Part, ...]
    status: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Prior:
    """A number from reviews that models may start from, for researchers."""

    parameter: str
    value: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What guidelines offer for these answers; no choice of a treatment.

    Args:
        answers: as they were told.
        fired: rules whose condition holds, step by step.
        offered: options in their fixed order.
        not_recommended: options that the person asked about and that guidelines speak against, or that none supports.
        routes: what is shown before anything else: "safety.suicide_item", "safety.red_flags".
        held: True until the help that comes first was acknowledged; nothing is offered meanwhile.
        stopped: True where a warning sign calls for a doctor today or now; nothing is offered.
        messages: what the rules say, in the order of their steps.
        urgency: how soon somebody should be seen, or "".
        support: the support level.
        not_told: inputs whose absence kept a rule from being decided.
        said: what must be known beside it.
        priors: for researchers.
        sources: key -> source, of all that is named.
        compiled: date of the clinical content.
    """

    answers: Answers
    fired: tuple[Fired, ...]
    offered: tuple[Offered, ...]
    not_recommended: tuple[Offered, ...]
    routes: tuple[str, ...]
    held: bool
    stopped: bool
    messages: tuple[str, ...]
    urgency: str
    support: SupportLevel
    not_told: tuple[str, ...]
    said: tuple[str, ...]
    priors: tuple[Prior, ...]
    sources: dict[str, str]
    compiled: str
