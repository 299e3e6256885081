"""A trial that a person makes on themselves, in words for that person: what it can tell before it begins, what it told at its end."""

from __future__ import annotations

from collections.abc import Mapping

from unspiral.records.before_after import BeforeAfter
from unspiral.records.trial import ALWAYS, Trial, TrialPlan
from unspiral.show.day_words import day_words
from unspiral.show.model import Part, Section, Table
from unspiral.show.numbers import amount, beside, effect, interval, together
from unspiral.show.trial_chart import plan_picture, trial_picture
from unspiral.show.trial_words import answer, percent, runs
from unspiral.units import count

NEVER = "This trial never ends with “clear”: what is tried reaches what is asked about only by a detour."
HARDLY = "As it stands this trial will most likely end with “cannot tell”, also where it does help."
BETWEEN = "It may well end with “cannot tell”, also where it does help."
FAR = {"pain": "pain", "mood": "mood", "sleep": "sleep", "activity": "what you manage to do", "stress": "stress"}
NO_CAUSE = (
    "A before and after cannot show a cause. Other things changed in the same weeks: the weather, work, other treatments, recovery by "
    "itself."
)
REGRESSION = (
    "Most people begin something when days are bad, and after bad days come better ones, whatever is done. Part of a change for the better "
    "is often just that."
)
DRAWN_CAN = "A trial in which days with and without are drawn by chance can tell more."


def chance_of(plan: TrialPlan) -> float:
    """The chance that a trial finds the stated change, by simulation where there was one."""
    return plan.power.known if plan.power.estimated is None else plan.power.estimated


def chance_words(plan: TrialPlan) -> str:
    """What a plan can tell: "about 64 of 100 such trials would show it, and 36 would end with 'cannot tell'"."""
    found = round(100 * chance_of(plan))
    return f"about {found} of 100 such trials would show it, and {100 - found} would end with “cannot tell”"


def verdict_words(plan: TrialPlan) -> str:
    """The plain word before a plan that will tell little; "" where its chance is good."""
    if any(verdict.code == "outcome-through-loop" for verdict in plan.verdicts):
        return NEVER
    chance = chance_of(plan)
    return HARDLY if chance < 0.5 else BETWEEN if chance < 0.8 else ""


def length_words(plan: TrialPlan) -> str:
    """How long it takes: "84 days in 12 blocks of 7"."""
    return f"{count(plan.days, 'day')} in {plan.days // plan.block} blocks of {plan.block}"


def plan_said(plan: TrialPlan, name: str, outcome: str, learned_from: int) -> tuple[str, ...]:
    """What a person must know before they begin.

    Args:
        plan: of the trial.
        name: what is tried, as the person calls it.
        outcome: what is asked about: a key of ``FAR``.
        learned_from: check-ins from which the person's own ups and downs were learned.
    """
    size = amount(abs(plan.effect))
    said = [
        f"{length_words(plan)}. In about half of the blocks you do “{name}”, in the others you do not. Which blocks is drawn by chance, "
        "not by how you feel: only so can it be told apart from good and bad days.",
        f"If “{name}” changes {FAR[outcome]} by {size} points, {chance_words(plan)}.",
        f"That chance comes from your own ups and downs, as {count(learned_from, 'check-in')} showed them. It is as good as these days.",
        verdict_words(plan),
    ]
    longest = max((wash for wash in plan.washout if wash == wash), default=0.0)  # nan is not equal to itself
    if longest > plan.block:
        said.append(
            f"What is done on one day takes about {count(longest, 'day')} to fade, longer than a block. That is allowed for, and it costs "
            "part of the chance."
        )
    else:
        said.append(f"What is done on one day takes about {count(longest, 'day')} to fade (wash-out). No day is thrown away.")
    said += [
        "Asked is nothing new: the evening check-in, and one question whether the day went as planned.",
        *plan.stop.words,
        ALWAYS,
    ]
    return tuple(words for words in said if words)


def schedule_section(plan: TrialPlan, name: str) -> Section:
    """The days of a trial as a picture with its table.

    Args:
        plan: whose order was drawn.
        name: what is tried.
    """
    first, last = day_words(plan.start), runs(plan)
    lead = f"It begins on {first}. {sum(plan.on)} days are with “{name}”, {plan.days - sum(plan.on)} without, in {len(last)} stretches."
    return Section("days", "The days", (lead,), (Part(pictures=(plan_picture(plan),)),))


def result_section(found: Trial, kept: Mapping[str, Mapping[str, int]]) -> Section:
    """What a drawn trial found: the answer, how sure, the numbers.

    Args:
        found: what the diary said.
        kept: "with" and "without" -> "yes", "partly", "no" -> days.
    """
    first = found.effects[0]
    on_days = effect(first.on_days, percent(first.level_on), unit="points")
    said = [f"On the {found.on_days} days with it: {on_days}, compared with what would be expected on those days without it."]
    if found.p is not None:
        chance = f"about {100 * found.p:.2g} in 100" if found.p >= 0.001 else "fewer than 1 in 1000"
        said.append(
            f"If it did nothing, a result this far from nothing would come up in {chance} such trials; "
            f"{100 * found.alpha:.2g} in 100 or fewer counts as clear."
        )
    said += [
        f"{found.answered} of {found.days} days were answered.",
        *kept_words(kept),
        *(verdict.reason for verdict in found.verdicts),
        "It was read once, at its end, and the answer stays as it was read." if found.reading == "final" else "",
    ]
    parts = (Part(pictures=(trial_picture(found),)), Part("How sure, and how much", bullets=tuple(words for words in said if words)))
    return Section("result", answer(found), (ALWAYS,), parts)


def kept_words(kept: Mapping[str, Mapping[str, int]]) -> list[str]:
    """How the days went by the check-ins' own question; nothing where it was never answered."""
    said: list[str] = []
    for kind, counts in kept.items():
        told = sum(counts.values())
        if told:
            partly = f", {counts['partly']} partly" if counts["partly"] else ""
            said.append(f"Days {kind} it, as you told: {counts['yes']} of {told} as planned{partly}, {counts['no']} not.")
    if said:
        said.append("All days count as they were planned, whether they were kept or not: leaving out bad days would bend the answer.")
    return said


def compared_section(found: BeforeAfter, name: str, outcome: str) -> Section:
    """Before and after as a description, with everything that it cannot tell.

    Args:
        found: the two stretches.
        name: what was done.
        outcome: what was asked about: a key of ``FAR``.
    """
    gap = found.difference
    sure = (gap.low is not None and gap.low > 0.0) or (gap.high is not None and gap.high < 0.0)
    way = "higher" if gap.estimate > 0 else "lower"
    heading = (
        f"With “{name}”, {FAR[outcome]} was {way} than before. Why, this cannot tell"
        if sure
        else f"Cannot tell whether {FAR[outcome]} was different with “{name}” than before"
    )
    said = (
        f"{effect(gap, found.level, unit='points')} from before to after. The interval allows for days being like the day before.",
        NO_CAUSE,
        REGRESSION,
        DRAWN_CAN,
        ALWAYS,
    )
    rows = tuple(
        (words, f"{side.mean:.1f}", f"{side.answered} of {side.days}") for words, side in (("before", found.before), ("after", found.after))
    )
    places = together(gap.estimate, gap.low, gap.high)  # as in the sentence above
    rows = (*rows, ("difference", beside(gap.estimate, places, sign=True), interval(gap.low, gap.high, places)))
    table = Table(f"{FAR[outcome][:1].upper()}{FAR[outcome][1:]}, 0 to 10", ("", "mean", "answered days, or interval"), rows, stack=True)
    return Section("result", heading, (), (Part(bullets=said, tables=(table,)),))
