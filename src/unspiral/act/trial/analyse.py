"""Read the diary of a trial: did the treatment do anything, how much, and how sure is that?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.trial.blocks import alternatives, sampled
from unspiral.act.trial.case import Case, Null, case_of, p_of
from unspiral.act.trial.chance import Estimates, estimate, nulls, t_test
from unspiral.act.trial.course import course_of
from unspiral.act.trial.exposure import settled, timings
from unspiral.act.trial.gls import answering, effect
from unspiral.act.trial.guess import guess
from unspiral.act.trial.interval import effects_of
from unspiral.act.trial.person import model_of
from unspiral.act.trial.plan import check_order, outcome_columns, push_of
from unspiral.act.trial.plan_verdicts import granted_by_diary, timed
from unspiral.act.trial.power import Setting, information_at_end
from unspiral.act.trial.stop import ALPHA, conditional_power, harm_of, reading_of
from unspiral.errors import DataError, NotIdentified, SpecError
from unspiral.learn.system import Array
from unspiral.loop.picture.words import spoken
from unspiral.records import Verdict
from unspiral.records.trial import PlainTest, Trial, TrialPlan
from unspiral.scale.local import Tick

REPLICATES = 999
AT_LOOK = 1999  # at least so many at an early look, whose bound lies far out
LEVEL = 0.95  # of intervals where nothing is tested
AS_PLANNED = "Days count as the plan has them, whether or not it was really taken: the effect is that of the plan as it was followed."


def analyse_trial(
    plan: TrialPlan, values: Float[ndarray, "days m"], *, stopped: bool = False, replicates: int = REPLICATES,
    progress: Tick | None = None,
) -> Trial:  # fmt: skip
    """What the diary of a planned trial says, at one of the plan's own readings.

    Args:
        plan: which days were on.
        values: answers, row = day of the trial from its first day on, column = indicator in the order of the plan's loop; nan = none. It
            reaches as far as the diary does: days that were missed at its end are rows of nan.
        stopped: the trial was ended early; numbers are shown and nothing is tested.
        replicates: made-up diaries of a bootstrap.
        progress: called with (done, most that is to be done).

    Returns:
        Trial: the words rest on p and on the interval of the first outcome, which agree.

    Raises:
        NotIdentified: this is none of the plan's readings, or there are too few answers.
        DataError: the days of the plan were changed.

    Source: tests/act/trial/test_analyse.py; docs/validation/act-trial.md counts false positives and how often intervals hold.
    """
    check_order(plan)
    model = model_of(plan.person)
    values = np.asarray(values, dtype=np.float64)[: plan.days]
    stopped = stopped and len(values) < plan.days
    reading, days = ("stopped", len(values)) if stopped else reading_of(plan, len(values))
    values, on = values[:days], np.array(plan.on)[:days]
    by_order = plan.test == "randomisation" and reading == "final"
    test = "none" if stopped else "randomisation" if by_order else "bootstrap"
    others = alternatives(plan.days, plan.block, plan.design, plan.seed) if by_order else None
    pairs = timings(plan.onset, plan.fading, estimated=plan.timing == "estimated")
    case = case_of(
        model, values, on, pairs, push_of(model, plan.acts_on), test, plan.seed, others=others,
        sampled=by_order and sampled(plan.days, plan.block, plan.design),
    )  # fmt: skip
    alpha = plan.stop.early if reading == "look" else plan.stop.final
    many = max(replicates, AT_LOOK) if reading == "look" else replicates
    at = outcome_columns(model, plan.outcomes)
    found, both = _found(case, plan.treatment, plan.acts_on, at, alpha, many, plan.adherence, progress)
    said = [*found.verdicts, *harm_of(plan, values[:, at[0]]), *_ended_early(plan, days, stopped=stopped)]
    if reading == "look":
        said += _hope(plan, case, both, at[0])
    granted = (*granted_by_diary(plan), AS_PLANNED, *found.assumptions)
    return replace(found, reading=reading, planned=plan.days, verdicts=tuple(said), assumptions=granted)


def analyse_diary(
    values: Float[ndarray, "days m"], on: Float[ndarray, " days"], *, columns: Sequence[str], treatment: str, acts_on: Sequence[str],
    outcomes: Sequence[str], loop: str = "", onset: float = 0.0, fading: float = 0.0, estimate_timing: bool = False,
    adherence: float | tuple[float, float] = 1.0, seed: int = 1, replicates: int = REPLICATES, progress: Tick | None = None,
) -> Trial:  # fmt: skip
    """What a diary says in which somebody switched a treatment on and off, without a plan.

    Args:
        values: answers, row = day, column as in ``columns``; nan = none.
        on: 1 on days with the treatment, 0 on others.
        columns: names of the answers, each a process of its own unless ``loop`` says otherwise.
        treatment, acts_on, outcomes, onset, fading, estimate_timing, adherence: as for ``plan_trial``.
        loop: declared loop without inputs; "" lets every process drive every other one.
        seed: of the made-up diaries.
        replicates: made-up diaries.
        progress: called with (done, most that is to be done).

    Returns:
        Trial: as ``analyse_trial`` has it, with the caution that nobody drew the order.

    Raises:
        DataError: on-days that are neither 0 nor 1.
        NotIdentified: fewer than two stretches with or without it, or too few answers.
        SpecError: onset, fading or adherence that cannot be.

    Source: as ``analyse_trial``; tests/act/trial/test_analyse.py.
    """
    if not np.isin(on, (0.0, 1.0)).all():
        raise DataError(
            f"The column '{treatment}' holds other numbers than 0 and 1.", why="A trial compares days with days without.",
            fix="write 1 for a day with it and 0 for a day without.",
        )  # fmt: skip
    taken = (float(adherence), float(adherence)) if isinstance(adherence, (int, float)) else adherence
    _check_given(onset, fading, taken)
    flips = np.flatnonzero(np.diff(on)) + 1
    runs = on[np.concatenate([[0], flips])]
    if (runs == 1).sum() < 2 or (runs == 0).sum() < 2:
        raise NotIdentified(
            f"'{treatment}' has {_stretches(int((runs == 1).sum()))} with it and {_stretches(int((runs == 0).sum()))} without.",
            why="With one stretch in an arm, anything else that changed at the same time looks like the treatment.",
            fix="go on until there are at least two of each.", code="one-block",
        )  # fmt: skip
    model = model_of(guess(values, columns, loop))
    pairs = timings(onset, fading, estimated=estimate_timing)
    case = case_of(model, values, on.astype(np.int64), pairs, push_of(model, acts_on), "bootstrap", seed)
    found, _ = _found(case, treatment, tuple(acts_on), outcome_columns(model, outcomes), ALPHA, replicates, taken, progress)
    said = Verdict(
        "no-plan", "caution",
        f"Nobody knows why {spoken(treatment)} was on when it was on, or who decided when to read this: if that hung on how the days were, "
        "the number given is not its effect, and false positives are more than stated.",
        "Plan the next one with 'unspiral trial plan': the order is then drawn, and the day of reading fixed.",
    )  # fmt: skip
    timing = timed("estimated" if estimate_timing else "given", onset, fading)
    return replace(found, verdicts=(said, *found.verdicts), assumptions=(timing, *found.assumptions))


def _check_given(onset: float, fading: float, adherence: tuple[float, float]) -> None:
    for name, value in (("onset", onset), ("fading", fading)):
        if not (math.isfinite(value) and 0.0 <= value <= 60.0):
            raise SpecError(f"--{name} {value:g} is not between 0 and 60 days.", fix=f"--{name} 2")
    if not 0.0 < adherence[0] <= adherence[1] <= 1.0:
        raise SpecError("An adherence is above 0 and at most 1, the lower end first.", fix="--adherence 0.7, or --adherence 0.6:0.9")


def _stretches(many: int) -> str:
    return "1 stretch" if many == 1 else f"{many} stretches"


def _found(
    c: Case, treatment: str, acts_on: Sequence[str], outcomes: Sequence[int], alpha: float, replicates: int,
    adherence: tuple[float, float], tick: Tick | None,
) -> tuple[Trial, Estimates]:  # fmt: skip
    """Test, effects with intervals, course."""
    values = c.values[None]
    both = estimate(c.model, values, c.answered, c.acting, c.push, c.inverse)
    p = None
    if c.test != "none":
        first = second = np.zeros(0)
        if c.test == "bootstrap":
            first, second = (
                x[0]
                for x in nulls(c.model, both.first, c.answered, c.acting, c.push, c.inverse, replicates=replicates, seed=c.seed, stream=40)
            )
        p = float(p_of(c, values, both.first, Null(first, second))[0])
    effects, timing = effects_of(c, both, outcomes, acts_on, p, replicates, alpha if p is not None else 1.0 - LEVEL, adherence, tick)
    near = effects[0].on_days
    off = (near.low is not None and near.low >= 0.0) or (near.high is not None and near.high <= 0.0)
    word = "clear" if p is not None and p <= alpha and off else "cannot tell"
    k = outcomes[0]
    difference, plain = t_test(values[:, :, k], c.answered[:, k], c.on)
    course = course_of(c.model, both.theta[0], (c.values, c.answered, c.on), float(both.beta[0]) * both.response[0], outcomes)
    found = Trial(
        treatment, tuple(acts_on), word, p, c.test, alpha, "no plan", effects, PlainTest(float(difference[0]), float(plain[0])), timing,
        len(c.on), int(c.answered.any(axis=1).sum()), int(c.on.sum()), 0, course, _assumed(c.test), tuple(_judged(c, p, alpha, off=off)),
    )  # fmt: skip
    return found, both


def _judged(c: Case, p: float | None, alpha: float, *, off: bool) -> list[Verdict]:
    found: list[Verdict] = []
    if p is not None and p <= alpha and not off:
        reason = "The treatment seems to act, but what that does to the first outcome these data cannot tell."
        found.append(Verdict("outcome-open", "caution", reason, "A longer trial, or an outcome that the treatment acts on."))
    if c.test == "bootstrap":
        reason = "The test makes up diaries without effect from the estimated loop, and rests on that loop."
        found.append(
            Verdict("order-coarse", "caution", reason, "More and shorter blocks in a drawn order carry a test by the order alone.")
        )
    return found


def _assumed(test: str) -> tuple[str, ...]:
    rests = {
        "randomisation": "The test rests on the order of the blocks having been drawn, and on nothing else.",
        "bootstrap": "The test rests on the loop: links, noise and recovery as estimated from this diary.",
        "none": "Nothing is tested: the day on which the trial ended was not fixed beforehand.",
    }
    return (
        rests[test],
        "The size of the effect and its interval rest on the loop, on where the treatment acts, and on how soon it begins and fades.",
        "An interval holds the sizes that are not ruled out by diaries made up with them. An outcome that the treatment reaches only "
        "through another process has none: how wide it would have to be cannot be told.",
    )


def _ended_early(plan: TrialPlan, days: int, *, stopped: bool) -> list[Verdict]:
    if not stopped:
        return []
    reason = (
        f"The trial ended on day {days} of {plan.days}. This is no test: what is shown is a description, and intervals hold only "
        "as if that day had been fixed as the end beforehand."
    )
    return [Verdict("not-a-test", "caution", reason, "Plan another trial if the question is still open.")]


def _hope(plan: TrialPlan, c: Case, both: Estimates, outcome: int) -> list[Verdict]:
    """What is left to be hoped for at the early look: conditional power, missed days of the rest as planned."""
    model, theta = c.model, c.model.theta[None]
    whole = Setting(model, c.push, 0.0, np.array(plan.on), plan.onset, plan.fading, plan.adherence[1], plan.missed, plan.seed)
    acting: Array = c.acting[0]
    full = information_at_end(whole, c.answered)
    so_far = float(effect(model, theta, c.push, c.values[None], c.answered, acting)[1][0])
    beta, information, _ = effect(model, both.first, c.push, c.values[None], c.answered, acting)
    loops = answering(model, theta, c.push)
    size = plan.effect / float(settled(loops.drift, loops.push, loops.loading)[0, outcome])
    shift = plan.adherence[1] * size * math.sqrt(full)
    left = conditional_power(float(beta[0]) * math.sqrt(float(information[0])), min(1.0, so_far / full), shift, plan.stop.final)
    said = (
        f"The chance that the end of the plan would find the stated effect is about {100 * left:.0f} %, with "
        f"{100 * plan.missed:g} of 100 of the days to come missed and {100 * plan.adherence[1]:g} of 100 on-days kept."
    )
    if left < plan.stop.futility:
        return [Verdict("stop-futile", "caution", said, "The rule allows ending here without an answer.")]
    return [Verdict("look", "ok", said)]
