"""When a trial ends before its last day: harm, an early answer, or no hope of one. Fixed before it begins."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray
from scipy.special import ndtr, ndtri

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.person import Model
from unspiral.loop.picture.words import spoken
from unspiral.records.trial import StopRule

RUN = 3  # days in a row
CHANCE = 0.05  # that a trial without any effect is ended by the rule about harm
SIMULATED = 2000
EARLY = 0.005  # spent at the early look, the rest of ALPHA at the end
ALPHA = 0.05
FUTILITY = 0.10


def stop_rule(model: Model, outcome: int, effect: float, on: Int[ndarray, " days"], block: int, seed: int, *, look: bool) -> StopRule:
    """The rule for stopping early of a plan.

    The harm threshold is the 95 % quantile, over made-up trials without effect, of the worst level that ``RUN`` days in a row all reach.
    An early look spends ``EARLY`` of the 5 %, the end what is left: together never more than 5 % (Bonferroni, Haybittle and Peto).

    Args:
        model: of the person.
        outcome: indicator that decides.
        effect: stated shift, whose sign says which way is better.
        on: 1 for each on-day.
        block: days of a block.
        seed: of the simulation.
        look: whether one early look is wanted.

    Source: Peto et al. (1976, doi:10.1038/bjc.1976.220); tests/act/trial/test_stop.py simulates harm and both looks.
    """
    days, name = len(on), spoken(model.layout.columns[outcome])
    direction = -1 if effect > 0 else 1
    level = float(model.system.level[0, outcome])
    worst = worst_runs(made_up(model, days, SIMULATED, seed, 30)[:, :, outcome] - level, direction)
    harm = float(np.quantile(worst, 1.0 - CHANCE))
    harm = math.ceil(harm * 10.0) / 10.0
    chance = float((worst >= harm).mean())
    at = look_day(on, block) if look else 0
    early, final = (EARLY, ALPHA - EARLY) if at else (0.0, ALPHA)
    words = [
        f"Harm: if {name} is {harm:g} points or more {'above' if direction > 0 else 'below'} its usual level on {RUN} answered days in a "
        "row, the trial ends, and what happened is talked over with the person who treats you. Without any effect of the treatment this "
        f"happens in about {100 * chance:.0f} of 100 such trials.",
        "At any time, for any reason or none: stopping needs no reason.",
    ]
    if at:
        words += [
            f"Early answer: one look after day {at}. If p is at or below {early:g} there, the trial ends with that answer. At the end p "
            f"must then be at or below {final:g}: both together call nothing something in at most 5 of 100 trials.",
            f"No hope: if at that look the chance of still finding the stated effect is below {100 * FUTILITY:g} %, the trial may end "
            "without an answer. Ending it for this reason cannot make a false positive.",
        ]
    else:
        words.append("No early look: an answer is read once, at the end. Looking again and again calls nothing something far too often.")
    return StopRule(harm * direction, direction, RUN, chance, at, early, final, FUTILITY if at else 0.0, tuple(words))


def worst_runs(shift: Float[ndarray, "many days"], direction: int) -> Float[ndarray, " many"]:
    """The worst level that ``RUN`` neighbouring answers all reach, measured in the direction of harm."""
    bad = direction * shift
    runs = np.stack([bad[:, k : bad.shape[1] - RUN + 1 + k] for k in range(RUN)])
    return runs.min(axis=0).max(axis=1)


def look_day(on: Int[ndarray, " days"], block: int) -> int:
    """The end of the first block, from half of the trial on, by which each arm had two blocks; 0 where that is the last one."""
    firsts = on[::block]
    for k in range(len(firsts) // 2, len(firsts)):
        if int(firsts[:k].sum()) >= 2 and k - int(firsts[:k].sum()) >= 2:
            return k * block
    return 0


def conditional_power(statistic: float, share: float, shift: float, alpha: float) -> float:
    """Chance that the end still reaches its bound if the stated effect is true.

    With Z at information share t and expected end value n:  Phi((Z sqrt t + n (1 - t) - z) / sqrt(1 - t)), in the direction of n.

    Args:
        statistic: Z at the look.
        share: t, of the information at the end.
        shift: n, expected statistic at the end.
        alpha: two-sided level at the end.

    Source: Lan and Wittes (1988, doi:10.2307/2531870).
    """
    z, way = float(ndtri(1.0 - alpha / 2.0)), 1.0 if shift >= 0 else -1.0
    if share >= 1.0:
        return float(way * statistic >= z)
    return float(ndtr((way * statistic * math.sqrt(share) + abs(shift) * (1.0 - share) - z) / math.sqrt(1.0 - share)))
