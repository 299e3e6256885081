"""A ranking in words: what is first, how sure that is, and never a winner alone."""

from __future__ import annotations

from unspiral.evidence.words import spoken as treatment_name
from unspiral.loop.picture.words import spoken
from unspiral.records.targets import Achievable, Ranked, Targets
from unspiral.show.numbers import beside, interval, probability
from unspiral.show.words import start
from unspiral.units import count

FOR_WHOM = (
    "For clinicians and researchers, not for choosing a treatment of one's own. A ranking by a model is not a guideline and not advice; "
    "about medicines talk to your prescriber. What guidelines offer: unspiral pathway."
)


def called(entry: Ranked) -> str:
    """Name of a candidate in words."""
    return treatment_name(entry.candidate.name) if entry.candidate.kind == "treatment" else spoken(entry.candidate.name)


def finding(found: Targets) -> str:
    """The finding, one sentence.

    Args:
        found: the ranking.
    """
    over, first = f"over {count(found.horizon, found.unit)}", found.ranked[0]
    if found.answer is None:
        return f"Cannot tell which does most {over}{'' if found.beliefs is None else ' from assumptions alone'}."
    sure = f"best of {len(found.ranked)} with a probability of {probability(first.best)}"
    return f"{start(called(first))} would be expected to do most {over}: {sure}."


def weighed(found: Targets) -> str:
    """What matters, in words: ``"pain 67 % and depression 33 %"``."""
    return " and ".join(f"{spoken(name)} {100.0 * share:.0f} %" for name, share in found.weights.items() if share > 0.0)


def score_unit() -> str:
    """What the score is counted in."""
    return "weighted benefit, standard deviations"


def answer_words(found: Targets) -> list[str]:
    """The finding, what was weighed, and how sure the first of the list is; where one is named, what is lost if that is wrong."""
    first, many = found.ranked[0], len(found.ranked)
    said = [finding(found), f"Weights: {weighed(found)}."]
    if found.answer is None:
        how = "best with a probability of" if found.beliefs is None else "best in this share of the assumed loops:"
        top = f"First in the list is {called(first)}, {how} {probability(first.best)}."
        return [*said, top] if many > 1 else said
    return [*said, f"If that is wrong, {beside(first.regret, 2)} standard deviations are lost on average."]


def acts_words(entry: Ranked) -> str:
    """What a candidate acts on, with the source of every number, its harms, and who decides on a medicine."""
    acts = "; ".join(_effect(e) for e in entry.candidate.effects)
    harm = f" Harms: {entry.candidate.harms}." if entry.candidate.harms else ""
    who = " Talk to your prescriber." if entry.candidate.medical else ""
    return f"{start(called(entry))}: {acts}.{harm}{who}"


def left_out_words(found: Targets) -> str:
    """What is not in the list, each with its reason; "" where nothing is left out."""
    reasons = "; ".join(f"{treatment_name(name)} ({reason})" for name, reason in found.left_out)
    return f"Not in the list: {reasons}." if reasons else ""


def _effect(e: Achievable) -> str:
    if e.reported is None:
        return f"moves {spoken(e.process)} by {beside(e.counted, 2)} standard deviations, as stated"
    ends = "" if e.low is None or e.high is None else f" ({interval(e.low, e.high, 2, sign=False)})"
    when = f", {e.time_point}" if e.time_point else ""
    basis = f", {e.basis}" if e.basis else ""
    notes = f"; {e.notes.rstrip('.')}" if e.notes else ""
    seen = f"{when}{basis}, certainty {e.certainty.replace('_', ' ')}, counted as {beside(e.counted, 2)}"
    return f"{spoken(e.process)} {beside(e.reported, 2)}{ends} against {e.comparator}{seen} ({e.row}: {e.citation}{notes})"
