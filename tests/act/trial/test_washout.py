from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm
from tests.act.trial.people import DRIFT

from unspiral.act.trial.washout import recovery, washout
from unspiral.errors import NotIdentified

pytestmark = pytest.mark.unit


def test_one_process_leaves_five_percent() -> None:
    drift = np.array([[-0.25]])
    assert recovery(drift) == pytest.approx(4.0)
    assert np.exp(-0.25 * washout(drift)) == pytest.approx(0.05)
    assert washout(drift, onset=2.0) == pytest.approx(washout(drift) + 2.0)


def test_the_slowest_mode_decides() -> None:
    slow = np.linalg.eig(DRIFT)
    mode = np.real(slow.eigenvectors[:, np.argmax(slow.eigenvalues.real)])
    left = expm(DRIFT * washout(DRIFT)) @ mode
    assert left == pytest.approx(0.05 * mode)
    assert washout(DRIFT, fading=20.0) == pytest.approx(20.0 * np.log(20.0) / np.log(2.0))


def test_a_loop_that_runs_away_is_refused() -> None:
    with pytest.raises(NotIdentified, match="runs away"):
        recovery(np.array([[0.1]]))
