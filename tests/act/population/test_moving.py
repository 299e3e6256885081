from __future__ import annotations

import numpy as np
import pytest

from unspiral.act.population.moving import Moving

pytestmark = pytest.mark.identity
X, Y, DX, DY = 1.7, 0.4, 0.3, -1.1


@pytest.mark.parametrize(
    "formula",
    [
        lambda x, y: x + y - 2.0 * x,
        lambda x, y: 3.0 - x * y,
        lambda x, y: x / y + 1.0 / y,
        lambda x, y: (x / (x + y)) / 2.0 - y * 5.0 + (-x),
        lambda x, y: x.log() * y if isinstance(x, Moving) else np.log(x) * y,
    ],
)
def test_slopes_are_those_of_differences(formula) -> None:
    found = formula(Moving(np.array([X, DX])), Moving(np.array([Y, DY])))
    h = 1e-6
    ahead, behind = formula(X + h * DX, Y + h * DY), formula(X - h * DX, Y - h * DY)
    assert float(found) == pytest.approx(formula(X, Y)) and found.slope[0] == pytest.approx((ahead - behind) / (2.0 * h), rel=1e-8)


def test_arrays_beside_and_parts() -> None:
    moving = Moving(np.array([[1.0, 2.0], [0.5, -0.5]]))
    mixed = np.array([2.0, 3.0]) * moving
    assert mixed.value.tolist() == [2.0, 6.0] and mixed.slope.tolist() == [[1.0, -1.5]]
    assert float(mixed.sum()) == 8.0 and mixed[1].slope.tolist() == [-1.5]
    assert (moving + np.ones(2)).slope.tolist() == moving.slope.tolist()
