"""What is said about a plan: what it cannot tell, what could be done about it, and what it takes for granted."""

from __future__ import annotations

import math

from scipy.special import ndtri

from unspiral.act.trial.blocks import FINE, orders, smallest_p
from unspiral.act.trial.length import MOST_DAYS, WANTED
from unspiral.act.trial.medicine import TALK
from unspiral.act.trial.person import level_unknown, model_of
from unspiral.act.trial.stop import ALPHA
from unspiral.loop.picture.words import spoken
from unspiral.records import Fit, Verdict
from unspiral.records.trial import TrialPlan
from unspiral.units import count


def judged(plan: TrialPlan, *, assumed: bool) -> list[Verdict]:
    """Cautions of a plan, each with a remedy that can be pasted where there is one.

    Args:
        plan: without its verdicts.
        assumed: whether which way is better was only taken from the sign of the effect.
    """
    found: list[Verdict] = []
    if plan.test == "bootstrap":
        found.append(_coarse(plan))
    longest = max(w for w in plan.washout if math.isfinite(w))
    if longest > plan.block:
        found.append(_short(plan, longest))
    power = plan.power.known if plan.power.estimated is None else plan.power.estimated
    if power < WANTED:
        lost = f"about {100 * (1 - power):.0f} of 100 such trials end with 'cannot tell'"
        reason = f"The power is {100 * power:.0f} %: if the treatment does what is stated, {lost}."
        found.append(Verdict("power-low", "caution", reason, _longer(plan, power)))
    if through_loop(plan):
        first, acting = spoken(plan.outcomes[0]), " and ".join(map(spoken, plan.acts_on))
        reason = (
            f"{spoken(plan.treatment).capitalize()} is said to act on {acting}, and {first} is reached only through the loop. A test can "
            f"find that it acts at all; how much of that reaches {first} the diary cannot tell: this trial never ends with 'clear'."
        )
        found.append(Verdict("outcome-through-loop", "caution", reason, _acted_on(plan)))
    if plan.person.source == "stated":
        reason = "The person's scatter and recovery were stated, not learned from a diary: the power is as good as these numbers."
        first = "Keep a diary for four weeks first, and plan from its fit: unspiral learn diary.csv -o fit.json"
        found.append(Verdict("stated-numbers", "caution", reason, first))
    if assumed:
        first = spoken(plan.outcomes[0])
        reason = (
            f"{plan.better.capitalize()} {first} was taken to be better, because the stated effect is {plan.effect:+g} points. The rule "
            "about harm rests on that."
        )
        other = "higher" if plan.better == "lower" else "lower"
        found.append(Verdict("direction-assumed", "caution", reason, f"--better {plan.better}; --better {other} if it is the other way"))
    if plan.timing == "given" and (plan.onset > 0.0 or plan.fading > 0.0):
        reason = (
            "Onset and fading are taken as stated. If they are wrong, the test keeps its false positives, but finds less, and the size of "
            "the effect is off."
        )
        found.append(Verdict("timing-given", "caution", reason, "--estimate-timing"))
    if plan.medicine:
        found.append(Verdict("medicine", "caution", f"{spoken(plan.treatment)} is a medicine, and this plan switches it on and off.", TALK))
    return found


def through_loop(plan: TrialPlan) -> bool:
    """Whether the treatment reaches the first outcome only through other processes; its effect there gets no interval.

    Args:
        plan: of a trial.
    """
    layout = model_of(plan.person).layout
    return layout.processes[layout.owner[layout.columns.index(plan.outcomes[0])]] not in plan.acts_on


def _acted_on(plan: TrialPlan) -> str:
    """The same trial, judged first by what the treatment acts on."""
    layout = model_of(plan.person).layout
    own = layout.columns[layout.owner.index(layout.processes.index(plan.acts_on[0]))]
    rest = [name for name in plan.outcomes if name != own]
    return f"--outcome {','.join([own, *rest])}, with --effect for {spoken(own)}"


def _coarse(plan: TrialPlan) -> Verdict:
    least = smallest_p(plan.days, plan.block, plan.design)
    can = (
        f"cannot give a p at or below {ALPHA:g} at all (the smallest is {least:.2g})"
        if least > ALPHA
        else f"gives p in steps of {least:.2g} only, and calls next to nothing clear"
    )
    reason = (
        f"This design has {count_orders(plan.assignments)}: a test by the order alone {can}. So the test makes up diaries without "
        "effect from the estimated loop instead, and rests on that loop."
    )
    blocks = next(n for n in range(4, 40, 2) if orders(n, "randomised") >= FINE)
    size = max(1, min(plan.block, max(plan.days, 84) // blocks))
    remedy = f"--design randomised --block {size} --days {size * max(blocks, plan.days // size)}"
    return Verdict("order-coarse", "caution", reason, remedy)


def _short(plan: TrialPlan, longest: float) -> Verdict:
    reason = (
        f"{count(longest, 'day')} pass after the treatment has ended until 5 % of what it did is left, more than a block lasts "
        f"({count(plan.block, 'day')}). Carry-over is part of the analysis, but part of the effect is spread over both arms."
    )
    size = math.ceil(longest)
    days = size * max(4, round(plan.days / size))
    if days > MOST_DAYS:
        return Verdict(
            "block-short", "caution", reason, "No trial of at most 400 days has blocks so long: watch for longer before and after a change."
        )
    return Verdict("block-short", "caution", reason, f"--block {size} --days {days}")


def _longer(plan: TrialPlan, power: float) -> str:
    """Days at which the power would be enough, if the statistic grows with the root of the days."""
    bound = float(ndtri(1.0 - plan.alpha / 2.0))
    now = float(ndtri(min(max(power, plan.alpha / 2.0 + 1e-3), 1.0 - 1e-6))) + bound
    wanted = float(ndtri(WANTED)) + bound
    pairs = math.ceil(plan.days * (wanted / max(now, 1e-3)) ** 2 / (2 * plan.block))
    days = 2 * plan.block * pairs
    if days > MOST_DAYS:
        return f"About {days} days would be needed, more than a trial is planned for ({MOST_DAYS}): do not expect this trial to tell."
    return f"--days {days} --block {plan.block} (about: the power is then worked out anew)"


def count_orders(many: int) -> str:
    """``one order of blocks``, ``20 orders of blocks``."""
    return "one order of blocks" if many == 1 else f"{many} orders of blocks"


def carried_over(fit: Fit, *, level_stated: bool) -> list[Verdict]:
    """What the fit behind a plan means for it: several people, a level that is nobody's usual one, parts that no trial has.

    Args:
        fit: that the plan was made from.
        level_stated: whether the usual level was stated beside it.
    """
    found: list[Verdict] = []
    if fit.data.persons > 1:
        reason = f"The loop was learned from {fit.data.persons} people: the plan is for their average, and one person may be otherwise."
        found.append(Verdict("average-person", "caution", reason, "Learn from this person's own diary."))
    why = level_unknown(fit)
    if why and not level_stated:
        reason = (
            f"The fit's level is not this person's usual level: {why}. So the rule about harm compares with the off-days answered so far, "
            "and says nothing before there are enough of them."
        )
        found.append(Verdict("level-open", "caution", reason, "--level X, if the usual level of the first outcome is known"))
    parts = _parts(fit)
    if parts:
        reason = (
            f"The fit has {parts}; the analysis of a trial has none of it, and neither has the planned power. What moves that way is noise "
            "there, so the planned power is too high."
        )
        found.append(Verdict("fit-simplified", "caution", reason, "Learn again without it, and plan from that fit."))
    return found


def granted_by_fit(fit: Fit) -> tuple[str, ...]:
    """What planning from this fit takes for granted beside all else.

    Args:
        fit: that the plan was made from.
    """
    parts = _parts(fit)
    return (f"While the trial lasts there is none of what the fit has besides the loop: {parts}.",) if parts else ()


def _parts(fit: Fit) -> str:
    c = fit.choices
    named = (
        (c.weekday, "a level for each day of the week"), (c.trend, "a trend"), (c.daytime, "a daily wave"),
        (c.overnight, "a push overnight"),
    )  # fmt: skip
    return " and ".join(words for there, words in named if there)


def granted(plan: TrialPlan, *, seed_named: bool) -> tuple[str, ...]:
    """What a plan takes for granted, as plain sentences.

    Args:
        plan: without its assumptions.
        seed_named: whether the seed was named and not drawn.
    """
    found = [
        f"Taken each day it would be expected to shift {spoken(plan.outcomes[0])} by {plan.effect:g} points in the long run: this number "
        "was stated, not learned.",
        *granted_by_diary(plan),
    ]
    if seed_named:
        found.append("The seed of the draw was named. Trying seeds until the days please undoes the draw: the test then rests on nothing.")
    return tuple(found)


def granted_by_diary(plan: TrialPlan) -> tuple[str, ...]:
    """What the analysis of its diary takes for granted, too.

    Args:
        plan: of the trial.
    """
    acting = " and ".join(map(spoken, plan.acts_on))
    found = [
        f"{spoken(plan.treatment)} acts on {acting} alone; all else moves only through the links of the loop.",
        "An answer is given at the end of each day, once that day's treatment has acted.",
        "The loop stays the same while the trial lasts, and the treatment does as much late as early.",
    ]
    if len(plan.acts_on) > 1:
        found.append(f"It pushes {acting} each by the same part of its own standard deviation.")
    low, high = plan.adherence
    if low < 1.0:
        share = f"{100 * low:g}" if low == high else f"{100 * low:g} to {100 * high:g}"
        found.append(
            f"On {share} of 100 on-days it is really taken, by chance; the plan counts all of them as on"
            + ("." if low == high else ", and its power is for the lowest.")
        )
    if plan.missed > 0.0:
        found.append(f"{100 * plan.missed:g} of 100 days have no answer, for reasons that have nothing to do with how the day was.")
    found.append(timed(plan.timing, plan.onset, plan.fading))
    return tuple(found)


def timed(how: str, onset: float, fading: float) -> str:
    """How onset and fading were come by, in a sentence.

    Args:
        how: "given" or "estimated".
        onset, fading: as stated.
    """
    if how == "estimated":
        return (
            "Onset and fading are looked for in the diary, on a grid of 0 to 4 days and of half-lives of 0 to 6 days; the test allows for "
            "the search."
        )
    begin = "at once" if onset == 0.0 else f"{count(onset, 'day')} after it is taken"
    fade = "ends with it" if fading == 0.0 else f"builds up and fades with a half-life of {count(fading, 'day')}"
    return (
        f"It begins to act {begin}, and its action {fade}: both were given, not estimated. What the loop itself carries over is estimated."
    )
