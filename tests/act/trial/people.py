"""A person with known numbers, and the dense covariance of their diary, by scipy's exponential and not ours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray
from scipy.linalg import expm, solve_continuous_lyapunov

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.exposure import response
from unspiral.act.trial.gls import answering
from unspiral.act.trial.person import model_of
from unspiral.act.trial.plan import plan_trial, push_of
from unspiral.records.trial import TrialPerson, TrialPlan

TEXT = "pain -> depression\ndepression -> pain"
NUMBERS = {
    "self:pain": -0.8, "self:depression": -0.35, "link:pain->depression": 0.15, "link:depression->pain": 0.3, "diffusion:pain": 1.2,
    "diffusion:pain,depression": 0.1, "diffusion:depression": 0.6, "level:pain": 5.0, "level:depression": 3.0, "error:pain": 0.4,
    "error:depression": 0.3,
}  # fmt: skip
PERSON = TrialPerson(TEXT, NUMBERS, True, 1.0, (1.0, 1.0), "fit")
DRIFT = np.array([[-0.8, 0.3], [0.15, -0.35]])
DIFFUSION = np.array([[1.2, 0.1], [0.1, 0.6]])
ERROR = np.array([0.4, 0.3])


def dense(days: int) -> ndarray:
    """Covariance of all answers, day by day, pain before depression."""
    law = solve_continuous_lyapunov(DRIFT, -DIFFUSION)
    out = np.zeros((days, 2, days, 2))
    for i in range(days):
        for j in range(i + 1):
            block = expm(DRIFT * (i - j)) @ law
            out[i, :, j], out[j, :, i] = block, block.T
        out[i, :, i] += np.diag(ERROR)
    return out.reshape(2 * days, 2 * days)


def planned(block: int = 7, **changed: Any) -> TrialPlan:
    """Their plan: twelve weeks of walking, on and off."""
    return plan_trial(
        PERSON, treatment="walking", acts_on=["depression"], outcomes=["depression", "pain"], effect=-2.0, days=84, block=block, seed=4,
        simulations=0, **changed,
    )  # fmt: skip


def diary(plan: TrialPlan, push: float, seed: int = 1) -> ndarray:
    """Their diary under that plan, with the treatment acting at once."""
    model = model_of(PERSON)
    loops = answering(model, model.theta[None], push_of(model, ["depression"]))
    return made_up(model, plan.days, 1, seed, 0)[0] + push * response(loops.kernel(plan.days), np.array(plan.on, dtype=float))[0]
