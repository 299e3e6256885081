"""How a loop comes to rest: closed forms of a swinging loop, and verdicts that fire and stay silent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm

from unspiral.learn.swings import modes, swing_verdicts
from unspiral.records import Fit

pytestmark = pytest.mark.unit


def turning(fade: float, period: float) -> np.ndarray:
    return np.array([[-fade, 2.0 * np.pi / period], [-2.0 * np.pi / period, -fade]])


def test_after_one_period_a_swing_is_back_and_smaller() -> None:
    period, left, condition = modes(turning(0.1, 8.0))
    np.testing.assert_allclose(period, [8.0])
    np.testing.assert_allclose(expm(turning(0.1, 8.0) * period[0]), left[0] * np.eye(2), atol=1e-12)
    assert condition == pytest.approx(1.0)
    assert len(modes(np.array([[-0.5, 0.3], [0.25, -0.6]]))[0]) == 0
    assert modes(np.array([[-0.5, 0.3], [1e-9, -0.5]]))[2] > 1e3


def test_swings_are_said_and_those_too_quick_to_be_seen_are_a_caution(one_person: Fit) -> None:
    def judged(drift: np.ndarray) -> tuple[str, str]:
        (found,) = swing_verdicts(replace(one_person, drift=drift, diffusion=np.eye(2)))
        assert found.code == "swings"
        return found.level, found.reason

    assert judged(np.array([[-0.5, 0.3], [0.25, -0.6]])) == ("ok", "The loop comes to rest without swings that could be seen.")
    level, reason = judged(turning(0.1, 8.0))
    assert (level, "8 days" in reason, "45%" in reason) == ("ok", True, True)
    assert "without swings" in judged(turning(2.0, 8.0))[1]  # gone before it has come round
    assert judged(turning(0.1, 1.5))[0] == "caution"  # answers come once a day
    level, reason = judged(np.array([[-0.5, 0.3], [1e-9, -0.5]]))
    assert (level, "nearly the same" in reason) == ("caution", True)


def test_units_of_the_questionnaires_have_no_say(one_person: Fit) -> None:
    size = np.array([1000.0, 0.01])
    drift = np.array([[-0.5, 0.3], [0.25, -0.6]])
    scaled = replace(one_person, drift=drift * size[:, None] / size, diffusion=np.diag(size**2))
    assert [v.level for v in swing_verdicts(scaled)] == ["ok"]
