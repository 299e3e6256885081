"""When a trial ends before its last day: harm, an early answer, or no hope of one. Fixed before it begins."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Int
from numpy import ndarray
from scipy.special import ndtr, ndtri

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.harm import OFF, RUN, shifts, worst_runs
from unspiral.act.trial.harm import harm_of as harm_of  # handed on
from unspiral.act.trial.person import Model
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.system import Array
from unspiral.loop.picture.words import spoken
from unspiral.records.trial import StopRule, TrialPlan

CHANCE = 0.05  # that a trial without any effect is ended by the rule about harm
SIMULATED = 2000
EARLY = 0.005  # spent at the early look, the rest of ALPHA at the end
ALPHA = 0.05
FUTILITY = 0.10
BLOCKS_FOR_LOOK = 6  # from which every drawn order has a look
LONGEST = 400  # days


def stop_rule(
    model: Model, outcome: int, on: Int[ndarray, " days"], block: int, seed: int, *, look: bool, better: str, level: float | None,
    missed: float = 0.0,
) -> StopRule:  # fmt: skip
    """The rule for stopping early of a plan.

    The harm threshold is the 95 % quantile, over made-up trials without effect and with as many missed days as planned, of the worst shift
    that ``RUN`` answered days in a row all reach. Where the usual level is not known it is the mean of the off-days answered so far, there
    and in the made-up trials. An early look spends ``EARLY`` of the 5 %, the end what is left: together never more than 5 % (Bonferroni).

    Args:
        model: of the person.
        outcome: indicator that decides.
        on: 1 for each on-day.
        block: days of a block.
        seed: of the simulation.
        look: whether one early look is wanted.
        better: "lower" or "higher".
        level: usual level of the outcome; None where it is not known.
        missed: share of days without an answer.

    Source: Peto et al. (1976, doi:10.1038/bjc.1976.220); tests/act/trial/test_stop.py simulates harm and both looks.
    """
    days, direction = len(on), 1 if better == "lower" else -1
    chance = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 55])))
    answers = made_up(model, days, SIMULATED, seed, 30)[:, :, outcome]
    answers[chance.random(answers.shape) < missed] = np.nan
    usual = None if level is None else float(model.system.level[0, outcome])
    worst = worst_runs(shifts(answers, on, usual), direction)
    harm = _rounded_up(_threshold(worst))
    share = float((worst >= harm).mean())
    at = look_day(on, block) if look else 0
    if look and not at:
        raise _no_look(block)
    early, final = (EARLY, ALPHA - EARLY) if at else (0.0, ALPHA)
    words = _words(spoken(model.layout.columns[outcome]), harm, level, direction, share, on, (at, early, final))
    return StopRule(harm * direction, level, direction, RUN, share, at, early, final, FUTILITY if at else 0.0, words)


def _words(
    name: str, harm: float, level: float | None, direction: int, share: float, on: Array, looks: tuple[int, float, float]
) -> tuple[str, ...]:  # fmt: skip
    at, early, final = looks
    way = "above" if direction > 0 else "below"
    if level is None:
        first = int(np.flatnonzero(np.cumsum(on == 0) >= OFF)[0]) + RUN + 1
        usual = (
            f"the mean of its answered off-days before that day (it can speak once {OFF} off-days were answered, so not before day "
            f"{first}; until then go by how you feel; with --level the usual level can be stated beforehand)"
        )
    else:
        usual = f"its usual level of {level:.3g}, so at {level + direction * harm:.3g} or {'more' if direction > 0 else 'less'}"
    words = [
        f"Harm: if {name} is {harm:.3g} points or more {way} {usual}, on {RUN} answered days in a row (missed days between them do not "
        "count, and do not break the row), the trial ends, and what happened is talked over with the person who treats you. Without any "
        f"effect of the treatment this happens in about {100 * share:.0f} of 100 such trials. If the scale ends before that, its last step "
        "counts.",
        "At any time, for any reason or none: stopping needs no reason.",
    ]
    if at:
        words += [
            f"Early answer: one look after day {at}, at the answers up to that day. If p is at or below {early:g} there, the trial ends "
            f"with that answer. At the end, after day {len(on)}, p must be at or below {final:g}: both together call nothing something in "
            "at most 5 of 100 trials.",
            f"No hope: if at that look the chance of still finding the stated effect is below {100 * FUTILITY:g} %, the trial may end "
            "without an answer. Ending it for this reason cannot make a false positive.",
        ]
    else:
        words.append(
            f"No early look: an answer is read once, after day {len(on)}. Looking again and again calls nothing something far too often."
        )
    return tuple(words)


def _no_look(block: int) -> SpecError:
    size = block if BLOCKS_FOR_LOOK * block <= LONGEST else LONGEST // BLOCKS_FOR_LOOK
    return SpecError(
        "With so few blocks there is no day for an early look.",
        why="It waits until each arm has had two blocks, and comes before the last block.",
        fix=f"--days {BLOCKS_FOR_LOOK * size} --block {size} --look, the shortest such plan with one; or leave out --look",
    )


def look_day(on: Int[ndarray, " days"], block: int) -> int:
    """The end of the first block, from half of the trial on, by which each arm had two blocks; 0 where that is the last one."""
    firsts = on[::block]
    for k in range(len(firsts) // 2, len(firsts)):
        if int(firsts[:k].sum()) >= 2 and k - int(firsts[:k].sum()) >= 2:
            return k * block
    return 0


def reading_of(plan: TrialPlan, reached: int) -> tuple[str, int]:
    """Which of the plan's readings a diary is ready for, and up to which day it is read.

    The end is read once the diary covers the last day. The early look always uses the answers up to its day and no later ones, so that it
    is the same whenever it is asked for: it can happen once only.

    Args:
        plan: with its rule.
        reached: days that the diary covers.

    Returns:
        ("final", days) or ("look", day of the look).

    Raises:
        NotIdentified: neither; the message says when.
    """
    if reached >= plan.days:
        return "final", plan.days
    look = plan.stop.look
    if look and reached >= look:
        return "look", look
    when = f"after day {look} (its one early look) and after day {plan.days}" if look else f"once, after day {plan.days}"
    raise NotIdentified(
        f"The diary covers {reached} of {plan.days} days, and this plan is read {when}: no effect is read at any other time.",
        why="Each further look is another chance to call nothing something.",
        fix=f"go on, and read it after day {look or plan.days}. If only the answer of day {plan.days} is missing, add a row for that day "
        "with an empty answer. If the trial was ended early, add --stopped: its numbers are then shown and no test is made",
        code="no-look",
    )  # fmt: skip


def conditional_power(statistic: float, share: float, shift: float, alpha: float) -> float:
    """Chance that the end still reaches its bound if the stated effect is true.

    With Z at information share t and expected end value n:  Phi((Z sqrt t + n (1 - t) - z) / sqrt(1 - t)), in the direction of n.

    Args:
        statistic: Z at the look.
        share: t, of the information that the end is expected to have, missed days allowed for.
        shift: n, expected statistic at the end.
        alpha: two-sided level at the end.

    Source: Lan and Wittes (1988, doi:10.2307/2531870).
    """
    z, way = float(ndtri(1.0 - alpha / 2.0)), 1.0 if shift >= 0 else -1.0
    if share >= 1.0:
        return float(way * statistic >= z)
    return float(ndtr((way * statistic * math.sqrt(share) + abs(shift) * (1.0 - share) - z) / math.sqrt(1.0 - share)))


def _threshold(worst: Array) -> float:
    """The 95 % quantile of the worst rows; where most trials have none, that of those that do: the rule is then met more rarely."""
    rows = worst[np.isfinite(worst)]
    if len(rows) < SIMULATED // 100:
        raise NotIdentified(
            f"Hardly any such trial has {RUN} answered days that the rule about harm could rest on.",
            why="A trial that cannot notice harm is not planned.", fix="--days 84 --block 7 --missed 0.3", code="few-answers",
        )  # fmt: skip
    bound = float(np.quantile(worst, 1.0 - CHANCE, method="higher"))
    return bound if math.isfinite(bound) else float(np.quantile(rows, 1.0 - CHANCE, method="higher"))


def _rounded_up(number: float) -> float:
    """The next number of two digits: one that a person can compare with."""
    number = max(number, 1e-6)
    step = 10.0 ** (math.floor(math.log10(number)) - 1)
    return round(math.ceil(number / step - 1e-9) * step, 12)
