"""Places and natural values of the numbers that say how people differ."""

from __future__ import annotations

import numpy as np
import pytest
from tests.learn.people_made import LINKS, LOOP, choices

from unspiral.learn.differences import deviation_size, law_of, one_person
from unspiral.learn.parameters import Scale, jacobian, layout_for, natural
from unspiral.learn.varied import lower

pytestmark = pytest.mark.identity

SCALE = Scale(0.5, np.array([2.0, 3.0]), np.array([2.0, 3.0]))


@pytest.mark.parametrize("t0", ["separate", "joint"])
def test_levels_are_reported_with_what_they_lean(t0: str) -> None:
    layout = layout_for(LOOP, choices([*LINKS, "error:pain"], t0), "day")
    theta = 0.4 * np.random.default_rng(0).normal(size=len(layout.slots))
    values, first = natural(layout, SCALE, theta), layout.sections["spread"].start
    law = law_of(layout, values)
    alike = natural(layout.average, SCALE, theta[:first])
    root = deviation_size(layout, SCALE)[:, None] * lower(theta[layout.sections["spread"]])
    lean = SCALE.spread[:, None] * theta[layout.sections["lean"]].reshape(2, 5)
    assert np.abs(law.root @ law.root.T - root @ root.T).max() < 1e-9
    assert np.abs(one_person(layout, values, law) - alike).max() < 1e-9
    k = layout.names.index("trait:pain")
    assert values[k] == pytest.approx(alike[k] + lean[0] @ lean[0])


def test_slopes_are_those_of_differences_and_finite_at_nil() -> None:
    layout = layout_for(LOOP, choices(LINKS), "day")
    theta = 0.4 * np.random.default_rng(0).normal(size=len(layout.slots))
    slope, step = jacobian(layout, SCALE, theta), 1e-6
    for k in range(len(theta)):
        move = step * np.eye(len(theta))[k]
        differences = (natural(layout, SCALE, theta + move) - natural(layout, SCALE, theta - move)) / (2.0 * step)
        assert np.abs(slope[:, k] - differences).max() < 1e-6
    theta[layout.sections["spread"].start :] = 0.0
    assert np.isfinite(jacobian(layout, SCALE, theta)).all()
    assert np.abs(natural(layout, SCALE, theta)[layout.sections["spread"]]).max() < 1e-100
