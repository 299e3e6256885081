"""Average controllability on netcontrol's own example (netcontrol 0.1, recorded by gramian.R)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy import ndarray

from unspiral.act.travel import controllability
from unspiral.learn.stationary import lyapunov

pytestmark = pytest.mark.peer

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "gramian.json").read_text(encoding="utf-8"))
CLOSE = 1e-8


def gramian_of_steps(transition: ndarray, noise: ndarray) -> ndarray:
    """W of F W F' - W + Q = 0 by our solver for continuous time.

    With A = (F - I)(F + I)^-1, A W + W A' + 2 (F + I)^-1 Q (F + I)^-T = 0 has the same W, exactly.
    """
    one = np.eye(len(transition))
    back = np.linalg.inv(transition + one)
    return lyapunov((transition - one) @ back, 2.0 * back @ noise @ back.T)


@pytest.mark.parametrize("name", ["help", "chain"])
def test_average_control_centrality(name: str) -> None:
    """Theirs, of the matrix divided by 1 + |largest eigenvalue|: what each process receives from all (README.md)."""
    theirs = RECORDED["matrices"][name]
    transition = np.array(theirs["matrix"]) / theirs["scaled_by"]
    found = np.diag(gramian_of_steps(transition, np.eye(3)))
    assert np.abs(found - theirs["ave_control_centrality"]).max() < CLOSE


def test_gramians_of_the_matrix_as_it_is() -> None:
    """Their control_gramian(F, B) solves F' W F - W + B B' = 0, so that it is the one of the loop read the other way round."""
    theirs = RECORDED["matrices"]["chain"]
    transition = np.array(theirs["matrix"])
    whole = gramian_of_steps(transition.T, np.eye(3))
    assert np.abs(whole - theirs["gramian"]).max() < CLOSE
    assert np.trace(whole) == pytest.approx(theirs["average_control"], abs=CLOSE)
    each = [np.trace(gramian_of_steps(transition.T, np.outer(e, e))) for e in np.eye(3)]
    assert np.abs(np.array(each) - theirs["each"]).max() < CLOSE


def test_ours_is_the_limit_of_small_steps_and_ranks_what_a_process_gives() -> None:
    """h times the trace of W of exp(A h), summed over small steps h, tends to tr W of the loop itself, driven at one process."""
    drift = np.array(RECORDED["matrices"]["chain"]["drift"])
    ours = controllability(drift[None])[0]
    errors = []
    for h in (0.1, 0.01):
        s, u = np.linalg.eig(drift)
        transition = (u * np.exp(s * h)) @ np.linalg.inv(u)
        each = [h * np.trace(gramian_of_steps(transition.real, np.outer(e, e))) for e in np.eye(3)]
        errors.append(np.abs(np.array(each) - ours).max())
    assert errors[1] < 0.15 * errors[0]
    assert errors[1] < 0.02
    assert ours.argmax() == 0  # x gives to both others, y gives to none
    assert ours.argmin() == 2
    assert np.argmin(RECORDED["matrices"]["chain"]["each"]) == 0  # theirs, read literally, ranks what a process receives
