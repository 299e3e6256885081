"""Plan a trial with one person: which days are on, how long it takes, and what it can tell."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.trial.blocks import count_blocks, drawn, orders, which_test
from unspiral.act.trial.exposure import settled
from unspiral.act.trial.gls import answering
from unspiral.act.trial.length import SIMULATIONS, Wanted, settled_on
from unspiral.act.trial.medicine import is_medicine, refuse_unagreed
from unspiral.act.trial.person import Model, model_of, person_of, with_level
from unspiral.act.trial.plan_numbers import check_numbers, check_size
from unspiral.act.trial.plan_verdicts import carried_over, granted, granted_by_fit, judged
from unspiral.act.trial.power import Setting
from unspiral.act.trial.washout import slowest_part, washout
from unspiral.errors import DataError, NotIdentified, SpecError, did_you_mean
from unspiral.learn.system import Array
from unspiral.loop.picture.words import spoken
from unspiral.records import Fit
from unspiral.records.trial import TrialPerson, TrialPlan

NOTHING = 1e-6  # of the pushed process's own shift: what reaches an outcome by rounding alone
SEEDS = 2**31


def plan_trial(
    source: Fit | TrialPerson, *, treatment: str, acts_on: Sequence[str], outcomes: Sequence[str], effect: float, days: int | None = None,
    block: int | None = None, design: str = "randomised", start: str = "", seed: int | None = None,
    adherence: float | tuple[float, float] = 1.0, missed: float = 0.0, onset: float = 0.0, fading: float = 0.0,
    estimate_timing: bool = False, better: str = "", look: bool = False, medicine: bool = False, agreed_with_prescriber: bool = False,
    simulations: int = SIMULATIONS, level: float | None = None,
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
        seed: the same seed gives the same plan; None draws one that nobody could foresee.
        adherence: share of on-days on which it is really taken, or the lowest and the highest that is expected.
        missed: share of days without an answer.
        onset, fading: days until it begins to act; half-life in days with which its action builds up and fades.
        estimate_timing: let the analysis look for onset and fading on a grid, in place of taking them as given.
        better: "lower" or "higher" answers of the first outcome; "" takes it from the sign of ``effect``, and says so.
        look: make one early look.
        medicine: it is a prescription medicine, whatever its name says.
        agreed_with_prescriber: the days were talked over with your prescriber.
        simulations: made-up trials on each side for the power; 0 leaves the power to the formula.
        level: usual level of the first outcome, for the rule about harm; None takes that of the source, where it has one.

    Returns:
        TrialPlan.

    Raises:
        SpecError: numbers or names that make no trial.
        NotIdentified: refused: the fit carries nothing, nothing of the push reaches the outcome, one block per arm, or a medicine without
            agreement.

    Source: tests/act/trial/test_plan.py; Schmid and Duan (2014), design of N-of-1 trials in the AHRQ user's guide, for blocks and wash-out.
    """
    if not treatment.strip():
        raise SpecError("The treatment has no name.", fix="--on walking")
    own = next((name for name in (*outcomes, *acts_on) if name.strip().casefold() == treatment.strip().casefold()), None)
    if own is not None:
        raise SpecError(f"'{own}' is both what is switched and what is judged or pushed.", fix="--on walking")
    drug = medicine or is_medicine(treatment)
    refuse_unagreed(treatment, drug, agreed_with_prescriber)
    taken = (adherence, adherence) if isinstance(adherence, (int, float)) else adherence
    check_numbers(effect, taken, missed, onset, fading, start, simulations, better)
    person = person_of(source) if isinstance(source, Fit) else source
    model = model_of(person)
    at = outcome_columns(model, outcomes)
    if level is not None:
        person = with_level(person, model.layout.columns[at[0]], level)
        model = model_of(person)
    check_size(model, at[0], effect)
    push = push_of(model, acts_on)
    size = effect / _reach(model, push, at[0], acts_on, outcomes)
    named, seed = seed is not None, secrets.randbelow(SEEDS) if seed is None else seed
    way = better or ("lower" if effect < 0.0 else "higher")
    free = Setting(
        model, push, size, np.zeros(0, dtype=np.int64), onset, fading, float(taken[0]), missed, seed, estimated=estimate_timing
    )  # fmt: skip
    wanted = Wanted(days, block, design, simulations, at[0], look, way, person.level_known, float(taken[1]))
    days, block, chosen, rule, power = settled_on(free, wanted)
    loops = answering(model, model.theta[None], push)
    wash = washout(loops.drift[0], push, loops.loading[0][at], fading, onset)
    slow, what = slowest_part(loops.drift[0], model.layout.processes, fading)
    plan = TrialPlan(
        treatment, tuple(acts_on), tuple(model.layout.columns[k] for k in at), effect, days, block, design,
        tuple(int(x) for x in drawn(days, block, design, seed)), start, seed, (float(taken[0]), float(taken[1])), missed, onset, fading,
        "estimated" if estimate_timing else "given", way, tuple(float(w) for w in wash), slow, what, which_test(days, block, design),
        orders(count_blocks(days, block, design), design), rule.final, power, rule, drug, person,
    )  # fmt: skip
    carried = carried_over(source, level_stated=level is not None) if isinstance(source, Fit) else []
    left = granted_by_fit(source) if isinstance(source, Fit) else ()
    verdicts = (*chosen, *judged(plan, assumed=not better), *carried)
    return replace(plan, assumptions=(*granted(plan, seed_named=named), *left), verdicts=verdicts)


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
