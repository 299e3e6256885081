"""Plan a trial with one person: which days are on, how long it takes, and what it can tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.trial.blocks import alternatives, count_blocks, drawn, orders, sampled, smallest_p, which_test
from unspiral.act.trial.exposure import response, settled
from unspiral.act.trial.gls import answering
from unspiral.act.trial.medicine import TALK, is_medicine, refuse_unagreed
from unspiral.act.trial.person import Model, model_of, person_of
from unspiral.act.trial.power import Setting, analytic_power, simulated_power, standard_error
from unspiral.act.trial.stop import ALPHA, stop_rule
from unspiral.act.trial.washout import recovery, washout
from unspiral.errors import DataError, NotIdentified, SpecError, did_you_mean
from unspiral.learn.system import Array
from unspiral.loop.picture.words import spoken
from unspiral.records import Fit, Verdict
from unspiral.records.trial import Power, StopRule, TrialPerson, TrialPlan
from unspiral.units import count

SIMULATIONS = 1000
WANTED = 0.8  # power that a length is chosen for
TARGETS = (0.8, 0.88, 0.93, 0.97)  # by formula, one after another, until the simulated power is WANTED
BLOCKS = (3, 7, 14, 21)
LONGEST = 182  # days that a plan is stretched to
MOST_DAYS = 400
NOTHING = 1e-6  # of the pushed process's own shift: what reaches an outcome by rounding alone


def plan_trial(
    source: Fit | TrialPerson, *, treatment: str, acts_on: Sequence[str], outcomes: Sequence[str], effect: float, days: int | None = None,
    block: int | None = None, design: str = "randomised", start: str = "", seed: int = 1, adherence: float = 1.0, missed: float = 0.0,
    onset: float = 0.0, fading: float = 0.0, look: bool = False, medicine: bool = False, agreed_with_prescriber: bool = False,
    simulations: int = SIMULATIONS,
) -> TrialPlan:  # fmt: skip
    """Plan which days a treatment is on and which it is off, and say what such a trial can tell.

    The treatment pushes its processes, each by the same part of its own standard deviation, so that the first outcome would shift by
    ``effect`` in the long run:  beta = effect / (-Z A^-1 b);   power by ``analytic_power`` and ``simulated_power``.

    Args:
        source: a fit of the person's diary, or stated numbers (``stated_person``).
        treatment: name of what is switched on and off.
        acts_on: processes that it pushes.
        outcomes: processes or indicators that are judged; the first one decides.
        effect: expected long-run shift of the first outcome if it were taken each day, in points.
        days, block: length of the trial and of its blocks; what is None is chosen for a power of 80 %.
        design: "ab", "alternating" or "randomised".
        start: first day as year-month-day; "" leaves it open.
        seed: the same seed gives the same plan.
        adherence: share of on-days on which it is really taken.
        missed: share of days without an answer.
        onset, fading: days until it begins to act; half-life in days with which its action builds up and fades.
        look: allow one early look.
        medicine: it is a prescription medicine, whatever its name says.
        agreed_with_prescriber: the days were talked over with your prescriber.
        simulations: made-up trials on each side for the power; 0 leaves the power to the formula.

    Returns:
        TrialPlan.

    Raises:
        SpecError: numbers or names that make no trial; one block per arm; a medicine without agreement.
        NotIdentified: the fit carries nothing, or nothing of the push reaches the outcome.

    Source: tests/act/trial/test_plan.py; Schmid and Duan (2014), design of N-of-1 trials in the AHRQ user's guide, for blocks and wash-out.
    """
    if not treatment.strip():
        raise SpecError("The treatment has no name.", fix="--on walking")
    drug = medicine or is_medicine(treatment)
    refuse_unagreed(treatment, drug, agreed_with_prescriber)
    _check_numbers(effect, adherence, missed, onset, fading, start, simulations)
    person = person_of(source) if isinstance(source, Fit) else source
    model = model_of(person)
    at = outcome_columns(model, outcomes)
    push = push_of(model, acts_on)
    size = effect / _reach(model, push, at[0], acts_on, outcomes)
    free = Setting(model, push, size, np.zeros(0, dtype=np.int64), onset, fading, adherence, missed, seed)
    days, block, chosen, rule, power = _settled(free, days, block, design, at[0], effect, simulations, look=look)
    on = drawn(days, block, design, seed)
    wash = washout(model.system.drift, fading, onset)
    plan = TrialPlan(
        treatment, tuple(acts_on), tuple(model.layout.columns[k] for k in at), effect, days, block, design, tuple(int(x) for x in on),
        start, seed, adherence, missed, onset, fading, wash, recovery(model.system.drift), which_test(days, block, design),
        orders(count_blocks(days, block, design), design), rule.final, power, rule, drug, person,
    )  # fmt: skip
    verdicts = (*chosen, *_verdicts(plan), *_carried(source))
    return replace(plan, assumptions=_assumed(plan), verdicts=verdicts)


def outcome_columns(model: Model, outcomes: Sequence[str]) -> list[int]:
    """Which indicator each outcome is: one of them by name, or the first one of a process.

    Raises:
        SpecError: there is no such outcome, or one is named twice.
    """
    layout, found = model.layout, list[int]()
    if not outcomes:
        raise SpecError("No outcome is named.", fix=f"--outcome {layout.processes[0]}")
    for name in outcomes:
        if name in layout.columns:
            found.append(layout.columns.index(name))
        elif name in layout.processes:
            found.append(layout.owner.index(layout.processes.index(name)))
        else:
            known = list(dict.fromkeys((*layout.processes, *layout.columns)))
            raise SpecError(
                f"'{name}' is no process and no answer of this loop.{did_you_mean(name, known)} It has: {', '.join(known)}.",
                fix=f"--outcome {layout.processes[0]}",
            )
    if len(set(found)) < len(found):
        raise SpecError("An outcome is named twice.", fix=f"--outcome {layout.columns[found[0]]}")
    return found


def push_of(model: Model, acts_on: Sequence[str]) -> Float[ndarray, " p"]:
    """A push of 1: each process by its own standard deviation per day.

    Raises:
        SpecError: there is no such process, or none is named.
    """
    names = model.layout.processes
    if not acts_on:
        raise SpecError("No process is named that the treatment acts on.", fix=f"--acts-on {names[0]}")
    for name in acts_on:
        if name not in names:
            raise SpecError(
                f"'{name}' is no process of this loop.{did_you_mean(name, names)} It has: {', '.join(names)}.", fix=f"--acts-on {names[0]}"
            )
    spread: Array = np.sqrt(np.diag(model.system.t0_cov)[: len(names)])
    return np.array([spread[k] if name in acts_on else 0.0 for k, name in enumerate(names)])


def _check_numbers(effect: float, adherence: float, missed: float, onset: float, fading: float, start: str, simulations: int) -> None:
    if not math.isfinite(effect) or effect == 0.0:
        raise SpecError(f"An expected effect of {effect:g} is none to plan for.", fix="--effect -1")
    if not 0.0 < adherence <= 1.0:
        raise SpecError(f"An adherence of {adherence:g} is not above 0 and at most 1.", fix="--adherence 0.8")
    if not 0.0 <= missed <= 0.8:
        raise SpecError(
            f"A share of {missed:g} missed days is not between 0 and 0.8.",
            why="With fewer answers than that the loop cannot be estimated.",
            fix="--missed 0.15",
        )
    for name, value in (("onset", onset), ("fading", fading)):
        if not (math.isfinite(value) and 0.0 <= value <= 60.0):
            raise SpecError(f"--{name} {value:g} is not between 0 and 60 days.", fix=f"--{name} 2")
    if simulations < 0 or 0 < simulations < 100:
        raise SpecError(f"{simulations} simulations say nothing about power.", fix="--simulations 1000, or 0 for the formula alone")
    if start:
        day_of(start)


def day_of(text: str) -> date:
    """A date as year-month-day.

    Raises:
        SpecError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SpecError(f"'{text}' is no date.", fix="--start 2026-12-01") from None


def _reach(model: Model, push: Array, outcome: int, acts_on: Sequence[str], outcomes: Sequence[str]) -> float:
    found = answering(model, model.theta[None], push)
    shift = settled(found.drift, found.push, found.loading)[0]
    own = float(np.abs(shift).max())
    if not abs(float(shift[outcome])) > NOTHING * own:
        raise NotIdentified(
            f"In this loop nothing of a push on {' and '.join(map(spoken, acts_on))} reaches {spoken(outcomes[0])}.",
            why="No such trial could find an effect there.", fix=f"--acts-on {model.layout.processes[model.layout.owner[outcome]]}",
            code="no-way",
        )  # fmt: skip
    return float(shift[outcome])


def _width(setting: Setting, outcome: int) -> float:
    s = setting
    x = response(answering(s.model, s.model.theta[None], s.push).kernel(len(s.on)), s.exposure @ s.on)[0, :, outcome]
    return 2.0 * 1.96 * standard_error(s) * abs(float(x[s.on == 1].mean()))


def _settled(
    free: Setting, days: int | None, block: int | None, design: str, outcome: int, effect: float, simulations: int, *, look: bool
) -> tuple[int, int, tuple[Verdict, ...], StopRule, Power]:  # fmt: skip
    """Length, block, rule and power; a length that is chosen by formula is stretched until simulation agrees that it is enough."""
    found: tuple[int, int, tuple[Verdict, ...], StopRule, Power] | None = None
    for wanted in TARGETS:
        length, size, chosen = _length(free, days, block, design, wanted)
        if found is not None and found[:2] == (length, size):
            continue
        by_order = which_test(length, size, design) == "randomisation"
        setting = replace(
            free, on=drawn(length, size, design, free.seed), sampled=by_order and sampled(length, size, design),
            others=alternatives(length, size, design, free.seed) if by_order else None,
        )  # fmt: skip
        rule = stop_rule(free.model, outcome, effect, setting.on, size, free.seed, look=look)
        known = analytic_power(setting, rule.final)
        estimated, error = simulated_power(setting, rule.final, simulations) if simulations else (None, 0.0)
        found = length, size, chosen, rule, Power(known, estimated, error, simulations, _width(setting, outcome))
        if estimated is None or estimated >= WANTED or (days is not None and block is not None) or chosen[0].level == "caution":
            break
    assert found is not None  # TARGETS is not empty
    return found


def _length(setting: Setting, days: int | None, block: int | None, design: str, wanted: float) -> tuple[int, int, tuple[Verdict, ...]]:
    """Days and block as given, or the shortest trial with enough power; blocks no shorter than what fades within them, where that goes."""
    if days is not None and days > MOST_DAYS:
        raise SpecError(f"{days} days are more than a trial with one person is planned for here ({MOST_DAYS}).", fix="--days 84")
    if days is not None and block is not None:
        count_blocks(days, block, design)
        return days, block, ()
    tried: list[tuple[int, int, float]] = []
    for size in (block,) if block is not None else BLOCKS:
        if size < 1:
            count_blocks(84, size, design)
        for length in (days,) if days is not None else range(4 * size, max(LONGEST, 4 * size) + 1, 2 * size):
            if length % size or length // size < 4:
                continue
            power = analytic_power(replace(setting, on=drawn(length, size, design, setting.seed)), ALPHA)
            tried.append((length, size, power))
            if power >= wanted:
                break
    if not tried:
        assert days is not None  # without days every block has a length
        count_blocks(days, BLOCKS[0] if block is None else block, design)
        raise SpecError(f"{days} days are not whole blocks of {', '.join(map(str, BLOCKS))} days.", fix="--days 84 --block 7")
    enough = [t for t in tried if t[2] >= wanted]
    best = min(enough) if enough else max(tried, key=lambda t: (t[2], -t[0]))
    said = f"{best[0]} days in blocks of {best[1]} were chosen: by formula the power is {100 * best[2]:.0f} %."
    if enough:
        return best[0], best[1], (Verdict("length-chosen", "ok", said),)
    reason = f"No length up to {max(t[0] for t in tried)} days gives a power of {100 * wanted:g} % by formula. {said}"
    return (
        best[0],
        best[1],
        (Verdict("length-chosen", "caution", reason, "Name a larger effect only if it is expected; else a trial here tells little."),),
    )


def _verdicts(plan: TrialPlan) -> list[Verdict]:
    found: list[Verdict] = []
    least = smallest_p(plan.days, plan.block, plan.design)
    if plan.test == "bootstrap":
        can = (
            f"cannot give a p at or below {ALPHA:g} at all (the smallest is {least:.2g})"
            if least > ALPHA
            else f"gives p in steps of {least:.2g} only"
        )
        reason = (
            f"This design has {count_orders(plan.assignments)}: a test by the order alone {can}. So the test makes up diaries without "
            "effect from the estimated loop instead, and rests on that loop."
        )
        found.append(Verdict("order-coarse", "caution", reason, "Shorter blocks, or --design randomised with more of them."))
    if plan.washout > plan.block:
        reason = (
            f"{count(plan.washout, 'day')} pass until 5 % of what a block leaves behind remains, more than a block lasts "
            f"({count(plan.block, 'day')}). Carry-over is part of the analysis, but part of the effect is spread over both arms."
        )
        found.append(Verdict("block-short", "caution", reason, f"--block {math.ceil(plan.washout)}"))
    power = plan.power.known if plan.power.estimated is None else plan.power.estimated
    if power < WANTED:
        missed = f"about {100 * (1 - power):.0f} of 100 such trials end with 'cannot tell'"
        reason = f"The power is {100 * power:.0f} %: if the treatment does what is stated, {missed}."
        found.append(Verdict("power-low", "caution", reason, "More days."))
    if plan.person.source == "stated":
        reason = "The person's scatter and recovery were stated, not learned from a diary: the power is as good as these numbers."
        found.append(Verdict("stated-numbers", "caution", reason, "Keep a diary for four weeks first, and plan from its fit."))
    if plan.medicine:
        found.append(Verdict("medicine", "caution", f"{spoken(plan.treatment)} is a medicine, and this plan switches it on and off.", TALK))
    return found


def count_orders(many: int) -> str:
    """``one order of blocks``, ``20 orders of blocks``."""
    return "one order of blocks" if many == 1 else f"{many} orders of blocks"


def _carried(source: Fit | TrialPerson) -> list[Verdict]:
    if not isinstance(source, Fit):
        return []
    found: list[Verdict] = []
    if source.data.persons > 1:
        reason = f"The loop was learned from {source.data.persons} people: the plan is for their average, and one person may be otherwise."
        found.append(Verdict("average-person", "caution", reason, "Learn from this person's own diary."))
    return found


def _assumed(plan: TrialPlan) -> tuple[str, ...]:
    acting = " and ".join(map(spoken, plan.acts_on))
    found = [
        f"{spoken(plan.treatment)} acts on {acting} alone; all else moves only through the links of the loop.",
        f"Taken each day it would be expected to shift {spoken(plan.outcomes[0])} by {plan.effect:g} points in the long run: this number "
        "was stated, not learned.",
        "An answer is given at the end of each day, once that day's treatment has acted.",
        "The loop stays the same while the trial lasts, and the treatment does as much late as early.",
    ]
    if len(plan.acts_on) > 1:
        found.append(f"It pushes {acting} each by the same part of its own standard deviation.")
    if plan.adherence < 1.0:
        found.append(f"On {100 * plan.adherence:g} of 100 on-days it is really taken, by chance; the plan counts all of them as on.")
    if plan.missed > 0.0:
        found.append(f"{100 * plan.missed:g} of 100 days have no answer, for reasons that have nothing to do with how the day was.")
    if plan.onset > 0.0:
        found.append(f"It begins to act {count(plan.onset, 'day')} after it is taken.")
    if plan.fading > 0.0:
        found.append(f"Its action builds up and fades with a half-life of {count(plan.fading, 'day')}.")
    return tuple(found)


def check_order(plan: TrialPlan) -> None:
    """Stop where a plan's days are not those that its seed draws: its test would rest on a draw that never was.

    Raises:
        DataError: the days were changed.
    """
    if tuple(int(x) for x in drawn(plan.days, plan.block, plan.design, plan.seed)) != plan.on:
        raise DataError(
            "The on-days of this plan are not those that its seed draws.",
            why="The test holds the diary against the orders that could have been drawn; days chosen by hand are none of them.",
            fix="make the plan again with 'unspiral trial plan'.",
        )  # fmt: skip
