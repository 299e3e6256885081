"""A trial with one person in words: first the answer, then how sure, then the number."""

from __future__ import annotations

import math

from unspiral.loop.picture.words import spoken
from unspiral.records.trial import Trial, TrialPlan
from unspiral.show.numbers import amount, effect, signed
from unspiral.show.words import start
from unspiral.units import count


def answer(found: Trial) -> str:
    """The finding of a trial, one sentence, and which reading it is of where it is not the last one."""
    first = found.effects[0]
    name, treatment = spoken(first.outcome), spoken(found.treatment)
    if found.reading == "stopped":
        ended = f"the trial was ended on day {found.days} of {found.planned}, and nothing is tested"
        return f"Cannot tell whether {treatment} changes {name}: {ended}."
    head = f"At the one early look, after day {found.days} of {found.planned}. " if found.reading == "look" else ""
    if found.word != "clear":
        return f"{head}Cannot tell yet whether {treatment} changes {name}."
    way = "lower" if first.on_days.estimate < 0 else "higher"
    return f"{head}Clear: {name} was {way} on days with {treatment} than it would be expected to be without."


def sentences(found: Trial) -> list[str]:
    """How sure, and the numbers, each interval with its own level."""
    said: list[str] = []
    for e in found.effects:
        on_days = effect(e.on_days, percent(e.level_on), unit="points")
        far = effect(e.long_run, percent(e.level_far), unit="points")
        said.append(
            f"{start(spoken(e.outcome))}: {on_days} on average over the {found.on_days} "
            f"on-days; if it went on each day, {far} would be expected in the long run."
        )
        if e.taken is not None:
            kept = f"Had it been taken on each on-day, {effect(e.taken, percent(e.level_on), unit='points')} would be expected"
            said.append(f"{kept} of {spoken(e.outcome)}, if it was taken as often as stated.")
    if found.p is not None:
        chance = f"about {100 * found.p:.2g} in 100" if found.p >= 0.001 else "fewer than 1 in 1000"
        by = "the order of the blocks" if found.test == "randomisation" else "made-up diaries without effect"
        said.append(
            f"If {spoken(found.treatment)} did nothing, a result this far from nothing would come up in {chance} such trials "
            f"({p_said(found.p)}, by {by}); at or below {found.alpha:.2g} counts as clear."
        )
    said.append(timing(found))
    said.append(
        f"{found.answered} of {found.days} days were answered. Beside it, never to be used: a t-test, which takes days for unrelated, "
        f"gives {signed(found.plain.difference)} points and {p_said(found.plain.p)}."
    )
    return said


def p_said(p: float) -> str:
    """A p as it is written: ``p = 0.03``, ``p below 0.001``, or that there is none."""
    if not math.isfinite(p):
        return "no p"
    return f"p = {p:.2g}" if p >= 0.001 else "p below 0.001"


def percent(level: float) -> float:
    """A level of 0.9502 as 0.95: two digits beside a share of a hundred are enough, and never more than there is."""
    return math.floor(level * 1000.0 + 1e-9) / 1000.0


def timing(found: Trial) -> str:
    """Onset and fading, and how they were come by."""
    t = found.timing
    if t.onset_ends is None or t.fading_ends is None:
        begin = "at once" if t.onset == 0.0 else f"after {count(t.onset, 'day')}"
        fade = "ends with it" if t.fading == 0.0 else f"builds up and fades with a half-life of {count(t.fading, 'day')}"
        return f"Onset and fading were given, not estimated: it acts {begin}, and its action {fade}."
    return (
        f"Onset and fading were estimated on a grid: onset {t.onset:g} days (90 % of made-up diaries: {t.onset_ends[0]:g} to "
        f"{t.onset_ends[1]:g}), half-life {t.fading:g} days ({t.fading_ends[0]:g} to {t.fading_ends[1]:g}). The test allows for the search."
    )


def plan_answer(plan: TrialPlan) -> str:
    """What a plan can tell, one sentence."""
    power = plan.power.known if plan.power.estimated is None else plan.power.estimated
    found = "that it acts at all" if any(v.code == "outcome-through-loop" for v in plan.verdicts) else "it"
    return (
        f"{count(plan.days, 'day')} in blocks of {plan.block}: if {spoken(plan.treatment)} shifts {spoken(plan.outcomes[0])} by "
        f"{signed(plan.effect)} points in the long run, about {100 * power:.0f} of 100 such trials would be expected to find {found}."
    )


def plan_sentences(plan: TrialPlan) -> list[str]:
    """How the power came about, what fades when, and which test is used."""
    p = plan.power
    said: list[str] = []
    if p.estimated is None:
        said.append(
            f"Power {100 * p.known:.0f} % by formula, as if the loop were known. It is lower in truth: the loop is estimated from the "
            "same days."
        )
    else:
        said.append(
            f"Power {100 * p.estimated:.0f} % (Monte-Carlo error {100 * p.error:.1f} points, {p.simulations} made-up trials with the "
            f"effect, everything estimated); {100 * p.known:.0f} % by formula if the loop were known."
        )
    if plan.adherence[0] < plan.adherence[1]:
        low, high = (f"{100 * share:g} of 100" for share in plan.adherence)
        said.append(f"That is for {low} on-days kept; at {high} the formula gives {100 * p.most:.0f} %.")
    said.append(
        f"If the loop were known, the average over the on-days would be known to about ±{amount(p.width / 2)} points; the interval that "
        f"comes with the result is wider. Compared are {sum(plan.on)} on-days with {plan.days - sum(plan.on)} off-days."
    )
    gone = " and ".join(
        f"{count(w, 'day')} for {spoken(name)}" for name, w in zip(plan.outcomes, plan.washout, strict=True) if math.isfinite(w)
    )
    slow = "the fading of the treatment itself" if plan.slowest == "fading" else f"the loop's, mostly {spoken(plan.slowest)}"
    said.append(
        f"Wash-out, once the treatment has ended, until 5 % of what it did is left: {gone}. The slowest part of all is {slow}: "
        f"{count(plan.recovery, 'day')} to shrink to 37 %. No day is thrown away: carry-over is part of the analysis."
    )
    orders = "one order of blocks is" if plan.assignments == 1 else f"{plan.assignments} orders of blocks are"
    how = (
        "the order that was drawn is held against the others"
        if plan.test == "randomisation"
        else "diaries without effect are made up from the estimated loop"
    )
    said.append(f"Test: {orders} possible; {how}. {_false(plan)}")
    return said


def _false(plan: TrialPlan) -> str:
    if not plan.stop.look:
        return f"False positives: {100 * plan.alpha:g} of 100."
    both = f"{100 * (plan.stop.early + plan.stop.final):g} of 100 in all, the look and the end together"
    return f"False positives: {both} ({100 * plan.stop.early:g} at the look, {100 * plan.stop.final:g} at the end)."


def runs(plan: TrialPlan) -> list[tuple[int, int, bool]]:
    """First and last day of each stretch, counted from 1, and whether it is on."""
    found: list[tuple[int, int, bool]] = []
    for k, on in enumerate(plan.on):
        if found and found[-1][2] == bool(on):
            found[-1] = (found[-1][0], k + 1, bool(on))
        else:
            found.append((k + 1, k + 1, bool(on)))
    return found
