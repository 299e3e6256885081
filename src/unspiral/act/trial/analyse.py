"""Read the diary of a trial: did the treatment do anything, how much, and how sure is that?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.trial.blocks import alternatives, sampled
from unspiral.act.trial.chance import bootstrap, bootstrap_p, estimate, randomisation_p, t_test
from unspiral.act.trial.course import course_of
from unspiral.act.trial.exposure import exposure_matrix, settled
from unspiral.act.trial.gls import answering, effect
from unspiral.act.trial.guess import guess
from unspiral.act.trial.person import Model, model_of
from unspiral.act.trial.plan import check_order, outcome_columns, push_of
from unspiral.act.trial.power import Setting
from unspiral.act.trial.refit import climb, first_curvature
from unspiral.act.trial.stop import conditional_power, worst_runs
from unspiral.errors import DataError, NotIdentified
from unspiral.learn.draws import corrected
from unspiral.learn.system import Array
from unspiral.loop.picture.words import spoken
from unspiral.records import Effect, Verdict
from unspiral.records.trial import PlainTest, Trial, TrialEffect, TrialPlan

REPLICATES = 999
GRID = 41  # effects that are held against the diary for an interval
REACH = 6.0  # standard errors to each side
AS_PLANNED = "Days count as the plan has them, whether or not it was really taken: the effect is that of the plan as it was followed."
LEAST = 14  # answered days in each arm


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """A diary and how it is looked at."""

    model: Model
    values: Array  # (days, m), 0 where not answered
    answered: Array
    on: Array
    exposure: Array  # matrix
    push: Array
    inverse: Array
    test: str
    others: Array | None
    sampled: bool
    seed: int

    @property
    def acting(self) -> Array:
        return self.exposure @ self.on


def analyse_trial(
    plan: TrialPlan, values: Float[ndarray, "days m"], *, replicates: int = REPLICATES, level: float = 0.95
) -> Trial:  # fmt: skip
    """What the diary of a planned trial says.

    Args:
        plan: which days were on.
        values: answers, row = day of the trial from its first day on, column = indicator in the order of the plan's loop; nan = none.
        replicates: made-up diaries of a bootstrap.
        level: of the intervals.

    Returns:
        Trial: the words rest on p and on the interval of the first outcome, which agree.

    Raises:
        DataError: too few answers, or the days of the plan were changed.

    Source: tests/act/trial/test_analyse.py; docs/validation/act-trial.md counts false positives and how often intervals hold.
    """
    check_order(plan)
    model = model_of(plan.person)
    values = np.asarray(values, dtype=np.float64)[: plan.days]
    ended = int(np.flatnonzero(np.isfinite(values).any(axis=1))[-1]) + 1 if np.isfinite(values).any() else 0
    interim = ended <= plan.days - plan.block
    days = ended if interim else plan.days
    whole = np.full((days, values.shape[1]), np.nan)
    whole[: min(days, len(values))] = values[:days]
    on = np.array(plan.on)[:days]
    by_order = plan.test == "randomisation" and not interim
    others = alternatives(plan.days, plan.block, plan.design, plan.seed) if by_order else None
    case = _case(
        model, whole, on, plan.onset, plan.fading, push_of(model, plan.acts_on), "randomisation" if by_order else "bootstrap", others,
        by_order and sampled(plan.days, plan.block, plan.design), plan.seed,
    )  # fmt: skip
    look = interim and plan.stop.look > 0 and days >= plan.stop.look
    alpha = plan.stop.early if look else plan.stop.final
    found, statistic, information = _found(
        case, plan.treatment, plan.acts_on, outcome_columns(model, plan.outcomes), alpha, replicates, level
    )
    verdicts = [*found.verdicts, *_of_stop(plan, case, interim=interim, statistic=statistic, information=information)]
    if interim and not look:
        found = replace(found, word="cannot tell")
    return replace(found, interim=interim, verdicts=tuple(verdicts), assumptions=(*plan.assumptions[2:], AS_PLANNED, *found.assumptions))


def analyse_diary(
    values: Float[ndarray, "days m"], on: Float[ndarray, " days"], *, columns: Sequence[str], treatment: str, acts_on: Sequence[str],
    outcomes: Sequence[str], loop: str = "", onset: float = 0.0, fading: float = 0.0, seed: int = 1, replicates: int = REPLICATES,
    level: float = 0.95,
) -> Trial:  # fmt: skip
    """What a diary says in which somebody switched a treatment on and off, without a plan.

    Args:
        values: answers, row = day, column as in ``columns``; nan = none.
        on: 1 on days with the treatment, 0 on others.
        columns: names of the answers, each a process of its own unless ``loop`` says otherwise.
        treatment, acts_on, outcomes, onset, fading: as for ``plan_trial``.
        loop: declared loop without inputs; "" lets every process drive every other one.
        seed: of the made-up diaries.
        replicates, level: as for ``analyse_trial``.

    Raises:
        DataError: fewer than two stretches with or without it, or too few answers.
    """
    if not np.isin(on, (0.0, 1.0)).all():
        raise DataError(
            f"The column '{treatment}' holds other numbers than 0 and 1.", why="A trial compares days with days without.",
            fix="write 1 for a day with it and 0 for a day without.",
        )  # fmt: skip
    flips = np.flatnonzero(np.diff(on)) + 1
    runs = on[np.concatenate([[0], flips])]
    if (runs == 1).sum() < 2 or (runs == 0).sum() < 2:
        raise DataError(
            f"'{treatment}' has {_stretches(int((runs == 1).sum()))} with it and {_stretches(int((runs == 0).sum()))} without.",
            why="With one stretch in an arm, anything else that changed at the same time looks like the treatment.",
            fix="go on until there are at least two of each.",
        )  # fmt: skip
    model = model_of(guess(values, columns, loop))
    case = _case(model, values, on.astype(np.int64), onset, fading, push_of(model, acts_on), "bootstrap", None, False, seed)
    found, _, _ = _found(case, treatment, tuple(acts_on), outcome_columns(model, outcomes), 0.05, replicates, level)
    said = Verdict(
        "no-plan", "caution",
        f"Nobody knows why {spoken(treatment)} was on when it was on: if that hung on how the days were, the number given is not "
        "its effect.",
        "Plan the next one with 'unspiral trial plan': the order is then drawn.",
    )  # fmt: skip
    return replace(found, verdicts=(said, *found.verdicts))


def _stretches(many: int) -> str:
    return "1 stretch" if many == 1 else f"{many} stretches"


def _case(
    model: Model, values: Array, on: Array, onset: float, fading: float, push: Array, test: str, others: Array | None, is_sample: bool,
    seed: int,
) -> _Case:  # fmt: skip
    if values.ndim != 2 or values.shape[1] != len(model.layout.columns):
        raise DataError(
            f"The diary has {values.shape[-1]} columns of answers, the plan {len(model.layout.columns)}.",
            fix=f"keep {', '.join(model.layout.columns)}",
        )
    answered = np.isfinite(values)
    for k, name in enumerate(model.layout.columns):
        for arm, word in ((1, "on-days"), (0, "off-days")):
            have = int(answered[on == arm, k].sum())
            if have < min(LEAST, 0.5 * max(1, int((on == arm).sum()))) or have < 5:
                raise NotIdentified(
                    f"'{name}' was answered on {have} {word}; that is too few to say anything.",
                    why="Both arms are needed, and the loop is estimated from the same days.",
                    fix="go on with the diary to the end of the plan.", code="few-answers",
                )  # fmt: skip
    inverse = first_curvature(model, answered, seed)
    return _Case(
        model, np.where(answered, values, 0.0), answered, on, exposure_matrix(len(values), onset, fading), push, inverse, test, others,
        is_sample, seed,
    )  # fmt: skip


def _found(
    case: _Case, treatment: str, acts_on: Sequence[str], outcomes: Sequence[int], alpha: float, replicates: int, level: float
) -> tuple[Trial, float, float]:
    """Test, effects with intervals, course."""
    c, values = case, case.values[None]
    both = estimate(c.model, values, c.answered, c.acting, c.push, c.inverse, rounds=2)
    beta, information, _ = effect(c.model, both.first, c.push, values, c.answered, c.acting)
    statistic = float(beta[0] * np.sqrt(information[0]))
    null: Array = np.zeros(0)
    if c.test == "bootstrap":
        again = bootstrap(
            c.model, both.first[0], c.answered, c.acting, c.push, c.inverse, replicates=replicates, seed=c.seed, rounds=0, stream=40
        )
        null = again.statistic
        p = bootstrap_p(statistic, null)
    else:
        p = float(_order_p(c, both.first, values)[0])
    low, high = _inverted(
        c, float(both.beta[0]), float(both.information[0]), both.response[0], null, alpha if alpha < 0.05 else 1.0 - level
    )
    effects = _effects(c, both.theta[0], float(both.beta[0]), (low, high), both.response[0], outcomes, acts_on, replicates, level)
    first = effects[0].on_days
    off = first.low is not None and first.high is not None and not first.low <= 0.0 <= first.high
    word = "clear" if p <= alpha and off else "cannot tell"
    k = outcomes[0]
    difference, plain = t_test(values[:, :, k], c.answered[:, k], c.on)
    course = course_of(c.model, both.theta[0], (c.values, c.answered, c.on), float(both.beta[0]) * both.response[0], outcomes)
    found = Trial(
        treatment, tuple(acts_on), word, p, c.test, alpha, False, effects, PlainTest(float(difference[0]), float(plain[0])), len(c.on),
        int(c.answered.any(axis=1).sum()), int(c.on.sum()), level, course, _assumed(c.test), tuple(_judged(c, p, alpha, off=off)),
    )  # fmt: skip
    return found, statistic, float(information[0])


def _order_p(c: _Case, theta: Array, values: Array) -> Array:
    assert c.others is not None  # asked only of a randomisation test
    return randomisation_p(c.model, theta, c.push, values, c.answered, c.exposure, c.on, c.others, sampled=c.sampled)


def _inverted(c: _Case, beta: float, information: float, x: Array, null: Array, alpha: float) -> tuple[float, float]:
    """Pushes that the test does not rule out: each is taken out of the answers, and the rest is tested again.

    With a bootstrap, the bound found without an effect holds for all of them.
    """
    se = 1.0 / math.sqrt(information)
    for reach in (REACH, 3.0 * REACH):
        tried = beta + np.linspace(-reach, reach, GRID) * se
        left = c.values[None] - tried[:, None, None] * x
        theta = climb(c.model, left, c.answered, np.tile(c.model.theta, (GRID, 1)), c.inverse)
        if c.test == "bootstrap":
            found, about, _ = effect(c.model, theta, c.push, left, c.answered, c.acting)
            kept = np.abs(found * np.sqrt(about)) - float(np.quantile(np.abs(null), 1.0 - alpha))
        else:
            kept = alpha - _order_p(c, theta, left)
        inside = np.flatnonzero(kept < 0.0)
        if not len(inside):
            return beta, beta
        if inside[0] > 0 and inside[-1] < GRID - 1:
            return _crossed(tried, kept, int(inside[0]) - 1), _crossed(tried, kept, int(inside[-1]))
    return (-np.inf if inside[0] == 0 else _crossed(tried, kept, int(inside[0]) - 1)), (
        np.inf if inside[-1] == GRID - 1 else _crossed(tried, kept, int(inside[-1]))
    )


def _crossed(tried: Array, kept: Array, k: int) -> float:
    """Where a line between two tried values crosses nothing."""
    a, b = float(kept[k]), float(kept[k + 1])
    return float(tried[k] + (tried[k + 1] - tried[k]) * (a / (a - b) if a != b else 0.5))


def _effects(
    c: _Case, theta: Array, beta: float, ends: tuple[float, float], x: Array, outcomes: Sequence[int], acts_on: Sequence[str],
    replicates: int, level: float,
) -> tuple[TrialEffect, ...]:  # fmt: skip
    """Average over the on-days and long-run shift of each outcome.

    Where the treatment acts on the outcome's own process, the interval of the average is the one that the test leaves; all others come from
    diaries made up with the estimated effect, bias-corrected.
    """
    again = bootstrap(
        c.model, theta, c.answered, c.acting, c.push, c.inverse, replicates=replicates, seed=c.seed, added=beta * x, stream=41
    )
    on = c.on == 1
    far = settled(*_loops(c, theta[None]))[0]
    drawn = again.beta[:, None] * settled(*_loops(c, again.theta))
    seen = again.beta[:, None] * again.response[:, on].mean(axis=1)
    found: list[TrialEffect] = []
    for k in outcomes:
        name = c.model.layout.columns[k]
        average, weight = beta * float(x[on, k].mean()), float(x[on, k].mean())
        if c.model.layout.processes[c.model.layout.owner[k]] in acts_on and weight != 0.0:
            low, high = sorted(weight * end for end in ends)
            near = Effect(average, low if math.isfinite(low) else None, high if math.isfinite(high) else None)
        else:
            near = _percentile(average, seen[:, k], level)
        found.append(TrialEffect(name, near, _percentile(beta * float(far[k]), drawn[:, k], level)))
    return tuple(found)


def _loops(c: _Case, theta: Array) -> tuple[Array, Array, Array]:
    loops = answering(c.model, theta, c.push)
    return loops.drift, loops.push, loops.loading


def _percentile(estimate_: float, draws: Array, level: float) -> Effect:
    """An interval from made-up diaries, bias-corrected."""
    fine = draws[np.isfinite(draws)]
    if len(fine) < 0.95 * len(draws) or not math.isfinite(estimate_):
        return Effect(estimate_, None, None)
    low, high = np.quantile(corrected(estimate_, fine), [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return Effect(estimate_, float(low), float(high))


def _judged(c: _Case, p: float, alpha: float, *, off: bool) -> list[Verdict]:
    found: list[Verdict] = []
    if p <= alpha and not off:
        reason = "The treatment seems to act, but what that does to the first outcome these data cannot tell."
        found.append(Verdict("outcome-open", "caution", reason, "A longer trial, or an outcome that the treatment acts on."))
    if c.test == "bootstrap":
        reason = "The test makes up diaries without effect from the estimated loop, and rests on that loop."
        found.append(
            Verdict("order-coarse", "caution", reason, "More and shorter blocks in a drawn order carry a test by the order alone.")
        )
    return found


def _assumed(test: str) -> tuple[str, ...]:
    rests = (
        "The test rests on the order of the blocks having been drawn, and on nothing else."
        if test == "randomisation"
        else "The test rests on the loop: links, noise and recovery as estimated from this diary."
    )
    return (rests, "The size of the effect rests on the loop, on where the treatment acts, and on how soon it begins and fades, as stated.")


def _of_stop(plan: TrialPlan, c: _Case, *, interim: bool, statistic: float, information: float) -> list[Verdict]:
    """What the plan's rule says of this diary."""
    found: list[Verdict] = []
    k = c.model.layout.columns.index(plan.outcomes[0])
    have = c.answered[:, k]
    level = float(c.model.system.level[0, k]) if plan.person.source == "fit" else float(c.values[have & (c.on == 0), k].mean())
    if have.sum() >= plan.stop.run:
        worst = float(worst_runs((c.values[have, k] - level)[None], plan.stop.direction)[0])
        if worst >= abs(plan.stop.harm):
            found.append(Verdict("stop-harm", "caution", plan.stop.words[0], "Talk to the person who treats you before going on."))
    if not interim:
        return found
    if plan.stop.look == 0 or len(c.on) < plan.stop.look:
        reason = "The plan is not over, and this is not one of its looks: no answer is given, because early looks find too much."
        return [*found, Verdict("no-look", "caution", reason, "Go on to the end of the plan.")]
    whole = Setting(c.model, c.push, 0.0, np.array(plan.on), plan.onset, plan.fading, plan.adherence, plan.missed, plan.seed)
    model, theta = c.model, c.model.theta[None]
    full = effect(model, theta, c.push, np.zeros((1, plan.days, c.values.shape[1])), np.ones((plan.days, c.values.shape[1]), dtype=bool),
                  whole.exposure @ whole.on)[1][0]  # fmt: skip
    so_far = effect(model, theta, c.push, c.values[None], c.answered, c.acting)[1][0]
    loops = answering(model, theta, c.push)
    size = plan.effect / float(settled(loops.drift, loops.push, loops.loading)[0, k])
    left = conditional_power(statistic, min(1.0, float(so_far / full)), plan.adherence * size * math.sqrt(float(full)), plan.stop.final)
    said = f"The chance that the end of the plan would find the stated effect is {100 * left:.0f} %."
    if left < plan.stop.futility:
        found.append(Verdict("stop-futile", "caution", said, "The rule allows ending here without an answer."))
    else:
        found.append(Verdict("look", "ok", said))
    return found
