"""A plan of a study in words: what is to be seen, what was wanted, what made-up studies found, and the smallest that reach it."""

from __future__ import annotations

from unspiral.loop.picture.words import spoken
from unspiral.records.design import Assigned, Confirmed, Needed, StudyPlan
from unspiral.show.design_chart import design_words, nearest
from unspiral.show.numbers import amount, level
from unspiral.units import count


def answer_words(plan: StudyPlan) -> list[str]:
    """What was found, first: the chosen design, or the one that comes nearest, and what made-up studies say of it."""
    best = nearest(plan)
    if best is None:
        return ["No design can tell this link."]
    lines = [f"None of these designs reaches {wanted_words(plan)}. The nearest:"] if plan.chosen is None else []
    told = plan.confirmed
    found = design_words(best, plan)
    if told is not None and told.design == best.design:
        found = f"{found[:-1]} (confirmed by {told.studies} simulated studies: power {told.power:.2f} ± {told.power_error:.2f})."
    return [*lines, found, *([simulated_words(told, plan)] if told is not None else [])]


def simulated_words(told: Confirmed, plan: StudyPlan) -> str:
    """What made-up studies of a design found, each learned from anew."""
    failed = f" {told.failed} gave no answer: they count as not having seen it, and not for widths and coverage." if told.failed else ""
    turns = f" {told.truths} loops that the pilot leaves possible took turns in being true." if told.truths > 1 else ""
    return (
        f"In the simulated studies, each learned from with every number free, intervals were {amount(told.width)} wide and held the true "
        f"link in {100 * told.covered:.0f} % (meant: {level(plan.level)}); the expected standard error lies {_gap(told)} the spread of the "
        f"estimates.{failed}{turns} After ± stands one Monte-Carlo standard error."
    )


def _gap(told: Confirmed) -> str:
    if told.gap != told.gap:
        return "beside an unknown share of"
    return f"{abs(100 * told.gap):.0f} % (± {100 * told.gap_error:.0f}) {'below' if told.gap < 0 else 'above'}"


def wanted_words(plan: StudyPlan) -> str:
    """What was asked for: a power, a width, or both."""
    parts = [f"a power of {plan.wanted_power:g}"] if plan.wanted_power is not None else []
    parts += [f"an interval no wider than {plan.wanted_width:g}"] if plan.wanted_width is not None else []
    return " and ".join(parts)


def asked_words(plan: StudyPlan) -> str:
    """Which link is to be seen, how large it is taken to be, and what is wanted."""
    lag, effect = plan.standardised
    link = f"{spoken(plan.link[0])} → {spoken(plan.link[1])}"
    source = f" Power is the mean over {plan.draws} loops that the pilot leaves possible." if plan.draws else ""
    if plan.given is not None:
        source = f" {given_words(plan.given, plan)}"
        lasting = f"once it has been assigned for {count(lag, plan.unit)}"
        link = f"the effect of being assigned, {link}"
    else:
        lasting = f"after {count(lag, plan.unit)}"
    return (
        f"To be seen: {link}, {plan.value:.3g} per {plan.unit}, an effect of {amount(effect)} within-person standard deviations {lasting}. "
        f"Wanted: {wanted_words(plan)}.{source}"
    )


def given_words(one: Assigned, plan: StudyPlan) -> str:
    """What is assigned to whom, and how much of it is taken."""
    name = spoken(one.name)
    share = f"{100 * one.least:.3g} %"
    if one.block is None:
        assigned = f"half of the people have {name} from their first answer to the last, and half never"
    else:
        assigned = f"everybody has {name} in blocks of {count(one.block, 'day')}, on and off, the order drawn for each pair of blocks"
    ranged = ""
    if one.most > one.least:
        ranged = f" (up to {100 * one.most:.3g} % is possible: the power with it stands beside; the design is chosen for {share})"
    return (
        f"Assigned: {assigned}. Taken: {share} of it{ranged}. The study sees what being assigned does (intention to treat): "
        f"{one.taken:.3g} per {plan.unit} where it is taken, times the share that is taken, {plan.value:.3g}."
    )


def needed_words(plan: StudyPlan) -> list[str]:
    """The smallest studies along either direction, one line each."""
    return [*(_people(one) for one in plan.people), *(_days(one, plan) for one in plan.days)]


def _asking(one: Needed) -> str:
    return f"{one.beeps} {'beep' if one.beeps == 1 else 'beeps'} a day, {100 * one.compliance:.0f} % answered"


def _people(one: Needed) -> str:
    found = "more than 100,000 people" if one.people is None else f"{one.people} people"
    return f"{one.days} days, {_asking(one)}: {found}"


def _days(one: Needed, plan: StudyPlan) -> str:
    who = "1 person" if one.people == 1 else f"{one.people} people"
    if one.days is not None:
        return f"{who}, {_asking(one)}: {one.days} days"
    if (plan.wanted_power is not None and one.ceiling < plan.wanted_power) or (
        plan.wanted_width is not None and one.floor > plan.wanted_width
    ):
        limit = f"power never passes {one.ceiling:.2f}" if plan.wanted_power is not None else f"the interval stays {amount(one.floor)} wide"
        return f"{who}, {_asking(one)}: cannot reach it however long, because people differ in the link ({limit})"
    longest = max(row.design.days for row in plan.rows)
    return f"{who}, {_asking(one)}: not within {longest} days"
