"""What a plan takes for granted, and what speaks against trusting it."""

from __future__ import annotations

import math

from unspiral.act.design.precision import MOST_PEOPLE
from unspiral.act.design.timetable import Timetable
from unspiral.act.design.truth import Truth
from unspiral.loop.picture.words import spoken
from unspiral.records import Verdict
from unspiral.records.design import Confirmed, Needed, StudyPlan
from unspiral.units import count

OFF = 0.10  # from which a gap between expected and simulated standard error is said aloud
APART = 0.05  # from which a gap between expected and simulated power is said aloud
SMALL_SHARE = 0.001  # of people whose own loop runs away, from which it is said
SMALL_STUDY = 50  # people up to whom, with one beep a day, the expected standard error was seen to be too small
FEW_PEOPLE = 20  # below it an interval for an average of people who differ is too narrow


def assumed(truth: Truth, timetable: Timetable, pilot: bool) -> tuple[str, ...]:
    """Plain sentences that must hold for the numbers to mean what they say.

    Args:
        truth: of the plan.
        timetable: of its designs, but for beeps and compliance.
        pilot: whether the truth comes from a pilot.
    """
    first, last = timetable.hours
    asked = f"every {'day' if timetable.every == 1 else count(timetable.every, 'day')}"
    when = f"People are asked {asked}, evenly from {first:g} to {last:g} o'clock (a single beep at {last:g}), and never at night"
    skipped = "each prompt is skipped or answered on its own"
    if timetable.burst is not None:
        skipped = f"prompts are skipped in runs of {timetable.burst:g} on average"
    said = [
        "the numbers come from the pilot, and the people of the study are like those of the pilot" if pilot else _numbers(truth),
        f"{when[0].lower()}{when[1:]}",
        f"{skipped}, whatever people feel{' or are given' if timetable.given is not None else ''}",
        "answers are numbers with normal noise, rates stay the same all through the study, and nothing unmeasured drives both processes",
        "every number of the loop is learned from the study itself, with levels of their own for people and with measurement error"
        if truth.error.any()
        else "every number of the loop is learned from the study itself, with levels of their own for people; answers carry no error",
    ]
    if timetable.given is not None:
        name = spoken(timetable.given.name)
        said += [
            f"{name} acts from the prompt at which it is assigned (at the earliest a person's first answer) to that at which it ends, and "
            "as strongly all the while",
            f"everybody takes the same share of the {name} that is assigned, and nobody has any that is not",
            f"links, and what {name} does, are the same for all people; where they differ, more people are needed",
        ]
    elif truth.differ:
        several = ", ".join(f"{spoken(a)} → {spoken(b)} by {sd:.3g}" for (a, b), sd in truth.differ.items())
        said.append(f"links differ between people (standard deviation: {several}), and 'the link' is their average")
    else:
        said.append("the links are the same for all people; where they differ, more people are needed (--vary)")
    return tuple(said)


def _numbers(truth: Truth) -> str:
    within, trait = truth.spread.diagonal() ** 0.5, truth.trait.diagonal() ** 0.5
    parts: list[str] = []
    place = 0
    for k, process in enumerate(truth.loop.processes):
        error, half = float(truth.error[place]) ** 0.5, math.log(2.0) / -float(truth.drift[k, k])
        place += len(process.indicators)
        parts.append(
            f"{spoken(process.name)}: half of a disturbance is gone after {count(half, truth.unit)} by itself, standard deviations "
            f"{within[k]:.2g} within a person, {trait[k]:.2g} between people, {error:.2g} of the error of a single answer"
        )
    links = [
        f"{spoken(one.cause)} → {spoken(one.affected)} {float(truth.drift[truth.place((one.cause, one.affected))]):.3g}"
        for one in truth.loop.links
    ]
    links += [f"{spoken(cause)} (assigned) → {spoken(affected)} {rate:.3g}" for (cause, affected), rate in truth.pushes.items()]
    return f"these numbers are true ({'; '.join(parts)}; links per {truth.unit}: {', '.join(links)})"


def verdicts_of(plan: StudyPlan, away: float) -> tuple[Verdict, ...]:
    """Judgements of a plan.

    Args:
        plan: whole, but for its verdicts.
        away: share of people whose own loop would run away.
    """
    said: list[Verdict] = []
    if not plan.draws:
        reason = (
            "The numbers were stated, not learned: no open diary of many people with back pain and depression was found to take them from. "
            "Power moves with each of them."
        )
        other = "" if plan.given is not None else "--fit PILOT.json, or "
        said.append(Verdict("stated-truth", "caution", reason, f"{other}try other --self and --error"))
    if plan.chosen is None:
        said.append(_out_of_reach(plan))
    if plan.value == 0.0:
        reason = "The stated link is 0: only the width says anything, and a power is how often chance alone looks like a link."
        said.append(Verdict("nothing-to-see", "caution", reason, f"--link '{plan.link[0]}->{plan.link[1]}=0.1'"))
    if away > SMALL_SHARE:
        reason = f"Of {away:.1%} of such people the own loop would run away; the expected information does not know them."
        said.append(Verdict("runaway-people", "caution", reason, "a smaller spread: --vary"))
    if any(row.design.people <= SMALL_STUDY and row.design.beeps == 1 and not row.why for row in plan.rows):
        reason = (
            f"With {SMALL_STUDY} people who are alike and one beep a day, the expected standard error is known to be 12 to 15 % too small: "
            "power is overstated there, and nobody has looked at fewer people."
        )
        said.append(Verdict("small-study", "caution", reason, f"more people or beeps, or --people {SMALL_STUDY} --beeps 1 --confirm 500"))
    few = sorted({row.design.people for row in plan.rows if row.design.people < FEW_PEOPLE and not row.why})
    if plan.differ and few:
        reason = f"With {few[0]} people who differ the usual interval may be too narrow, and power overstated."
        said.append(Verdict("few-people-differ", "caution", reason, f"--people {FEW_PEOPLE} or more, or --confirm 500"))
    said += _of_input(plan)
    told = plan.confirmed
    if told is not None and told.gap == told.gap and abs(told.gap) > OFF:
        way = "smaller" if told.gap < 0 else "larger"
        reason = (
            f"The expected standard error is {abs(told.gap):.0%} {way} than the spread of the estimates in {told.studies} made-up studies "
            f"(give or take {told.gap_error:.0%}): believe the made-up studies."
        )
        said.append(Verdict("analytic-off", "caution", reason, "a larger design, or more made-up studies: --confirm 1000"))
    planned = next((row.power for row in plan.rows if told is not None and row.design == told.design), None)
    if told is not None and planned is not None and _apart(told, planned):
        reason = (
            f"In {told.studies} made-up studies the link was seen in {told.power:.2f} (± {told.power_error:.2f}), where {planned:.2f} was "
            "expected: believe the made-up studies."
        )
        said.append(Verdict("power-off", "caution", reason, "more made-up studies: --confirm 1000"))
    if told is not None and told.failed:
        reason = (
            f"{told.failed} of {told.studies} made-up studies gave no answer; they count as not having seen the link, and are left out of "
            "widths, of the spread of the estimates and of the share of intervals that hold the link (intervals open to one side are kept)."
        )
        said.append(Verdict("studies-failed", "caution", reason, "more people, days or beeps"))
    return tuple(said)


def _of_input(plan: StudyPlan) -> list[Verdict]:
    """What speaks against trusting the plan of an input."""
    if plan.given is None:
        return []
    said: list[Verdict] = []
    if plan.given.least == 1.0:
        reason = f"Power is that of everybody taking all of {spoken(plan.given.name)} that is assigned, which people seldom do."
        said.append(Verdict("all-taken", "caution", reason, "--adherence 0.7, or a range: --adherence 0.5:0.8"))
    few = sorted({row.design.people for row in plan.rows if row.design.people < FEW_PEOPLE and not row.why})
    if plan.given.block is None and few:
        reason = f"With {few[0]} people, half of whom are without, the usual interval may be too narrow, and power overstated."
        said.append(Verdict("few-people-half", "caution", reason, f"--people {FEW_PEOPLE} or more, or --confirm 500"))
    return said


def _apart(told: Confirmed, planned: float) -> bool:
    """Whether made-up studies see a link more or less often than expected, beyond what chance does."""
    off = abs(told.power - planned)
    return off > APART and off > 2.0 * told.power_error


def _out_of_reach(plan: StudyPlan) -> Verdict:
    """Why none of the designs reaches what is wanted."""
    asked = [f"a power of {plan.wanted_power:g}"] if plan.wanted_power is not None else []
    asked += [f"an interval no wider than {plan.wanted_width:g}"] if plan.wanted_width is not None else []
    wanted = " and ".join(asked)
    capped = [n for n in plan.days if _capped(n, plan)]
    if capped and len(capped) == len(plan.days):
        most = max(capped, key=lambda n: n.people or 0)
        reason = (
            f"None of these designs reaches {wanted}, and no number of days would with {most.people} people or fewer: people differ in the "
            f"link, and the average over {most.people} of them is never known better than by an interval {most.floor:.2g} wide "
            f"(power {most.ceiling:.2f})."
        )
    else:
        reason = f"None of these designs reaches {wanted}."
    found = [n for n in plan.people if n.people is not None]
    if not found:
        return Verdict("out-of-reach", "caution", f"{reason} Nor would up to {MOST_PEOPLE:,} people.", "more days or beeps.")
    least = min(found, key=lambda n: (n.people or 0) * (n.days or 0) * n.beeps)
    fix = f"--people {least.people} --days {least.days} --beeps {least.beeps} --compliance {least.compliance:g}"
    return Verdict("out-of-reach", "caution", reason, fix)


def _capped(found: Needed, plan: StudyPlan) -> bool:
    """Whether no number of days is enough for so many people."""
    weak = plan.wanted_power is not None and found.ceiling < plan.wanted_power
    return weak or (plan.wanted_width is not None and found.floor > plan.wanted_width)
