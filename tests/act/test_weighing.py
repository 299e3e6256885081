from __future__ import annotations

import math

import numpy as np
import pytest

from unspiral.act.weighing import weigh
from unspiral.records import Effect

pytestmark = pytest.mark.unit


def around(middle: float, sd: float) -> np.ndarray:
    """The estimate and a thousand draws that lie as a normal law does."""
    from scipy.special import ndtri

    return np.concatenate([[middle], middle + sd * ndtri((np.arange(1000) + 0.5) / 1000)])


@pytest.mark.parametrize(
    ("middle", "sd", "word", "probability"),
    [
        (0.30, 0.05, "clear", 1.0),
        (-0.30, 0.05, "clear", 1.0),
        (0.21, 0.06, "likely", 0.966),
        (0.15, 0.06, "cannot tell", 0.798),
        (0.00, 0.09, "cannot tell", 0.133),
        (0.01, 0.058, "likely not", 0.061),
        (0.01, 0.04, "nil", 0.012),
    ],
)
def test_words(middle: float, sd: float, word: str, probability: float) -> None:
    found = weigh(around(middle, sd), 0.1, 0.95)
    assert found.word == word
    assert found.probability == pytest.approx(probability, abs=0.002)
    assert found.threshold == (0.1 if middle >= 0 else -0.1)
    assert found.effect.estimate == middle
    assert found.effect.low == pytest.approx(middle - 1.96 * sd, abs=0.01 * sd)


def test_without_a_threshold_only_the_side_is_asked_about() -> None:
    assert weigh(around(0.001, 0.0001), 0.0, 0.95).word == "clear"
    assert weigh(around(-0.001, 0.0007), 0.0, 0.95).word == "likely"
    assert weigh(around(0.0, 1e-6), 0.0, 0.95).word == "cannot tell"


def test_what_is_zero_for_certain_has_no_word() -> None:
    found = weigh(np.zeros(50), 0.1, 0.95)
    assert (found.word, found.effect) == ("none", Effect(0.0, 0.0, 0.0))
    assert math.isnan(found.probability)
    assert weigh(np.array([0.0, 0.0, np.nan, 0.0]), 0.1, 0.95).word == "none"
    assert weigh(np.array([np.nan, 0.0, 0.0]), 0.1, 0.95).word == "cannot tell"


def test_loops_that_run_away_stay_beyond() -> None:
    values = around(0.3, 0.05)
    values[1:101] = np.inf  # one in ten of the draws
    found = weigh(values, 0.1, 0.95)
    assert found.effect.high is None
    assert found.probability == pytest.approx(1.0, abs=0.001)
    small = around(0.0, 0.01)
    small[1:151] = np.inf
    assert weigh(small, 0.1, 0.95).word == "cannot tell"


def test_draws_without_a_value_never_make_it_sure() -> None:
    values = around(0.3, 0.01)
    values[1:51] = np.nan
    found = weigh(values, 0.1, 0.95)
    assert found.probability == pytest.approx(0.95)
    assert found.word == "likely"
    assert weigh(np.append(np.nan, values[1:]), 0.1, 0.95).word == "cannot tell"


def test_an_estimate_outside_its_own_draws_is_not_called() -> None:
    values = around(0.3, 0.01)
    values[0] = 0.5
    assert weigh(values, 0.1, 0.95).word == "cannot tell"


def test_small_at_one_lag_is_not_small() -> None:
    now, later = around(0.0, 0.01), around(0.3, 0.01)
    assert weigh(now, 0.1, 0.95, elsewhere=np.stack([now, now])).word == "nil"
    assert weigh(now, 0.1, 0.95, elsewhere=np.stack([now, later])).word == "likely not"


def test_an_interval_that_learning_printed_has_a_say() -> None:
    values = around(0.3, 0.05)
    assert weigh(values, 0.1, 0.95, held=Effect(0.3, 0.05, 0.4)).word == "likely"
    assert weigh(values, 0.1, 0.95, held=Effect(0.3, None, 0.4)).word == "likely"
    assert weigh(values, 0.1, 0.95, held=Effect(0.3, 0.15, None)).word == "clear"
    assert weigh(around(0.0, 0.01), 0.1, 0.95, held=Effect(0.0, -0.2, 0.05)).word == "likely not"
