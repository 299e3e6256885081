"""Records of single answers cannot be changed, and say in their shapes what belongs together."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from unspiral.records.outlook import Check, PersonForecast, Surprise

pytestmark = pytest.mark.unit


def test_they_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Check("trend", 1.0, 1, 0.3, 100).p = 0.0  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        Surprise("1", 3.0, "pain", 5.0).size = 1.0  # type: ignore[misc]


def test_bands_have_the_shape_of_their_mean() -> None:
    good = [np.zeros((3, 2))] * 8
    assert PersonForecast("1", 0.0, np.arange(3.0), *good).mean.shape == (3, 2)
    with pytest.raises(TypeError):
        PersonForecast("1", 0.0, np.arange(3.0), *good[:7], np.zeros((2, 2)))
