from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.test_posterior import CHOICES, LOOP, panel

from unspiral.errors import SpecError
from unspiral.learn.prior_view import prior_view, prior_view_of

pytestmark = pytest.mark.unit


def test_panels_are_made_up_at_the_datas_own_times_and_cells() -> None:
    data = panel()
    view = prior_view(data, LOOP, CHOICES, {}, panels=60)
    assert [(r.indicator, r.what) for r in view.rows] == [
        ("pain", "answers"), ("pain", "changes"), ("depression", "answers"), ("depression", "changes"),
    ]  # fmt: skip
    values = np.concatenate([p.values[:, 0] for p in data.persons])
    held = values[~np.isnan(values)]
    row = view.rows[0]
    np.testing.assert_allclose(row.observed, np.quantile(held, [0.025, 0.25, 0.5, 0.75, 0.975]))
    assert row.expected[0] < row.observed[0] and row.observed[4] < row.expected[4]
    assert view.panels == 60 and len(view.priors) == 14


def test_a_prior_that_is_known_gives_the_answers_that_it_must() -> None:
    """A level held at 7 with next to no moves: every answer is 7."""
    tiny = {"diffusion:pain": (0.0, 1e-6), "trait:pain": (0.0, 1e-6), "error:pain": (0.0, 1e-6), "level:pain": (7.0, 1e-6)}
    view = prior_view(panel(), LOOP, CHOICES, tiny | {"link:depression->pain": (0.0, 1e-9)}, panels=20)
    np.testing.assert_allclose(view.rows[0].expected, 7.0, atol=1e-3)
    np.testing.assert_allclose(view.rows[1].expected, 0.0, atol=1e-3)


def test_before_anything_is_fitted_options_are_decided_as_a_fit_would() -> None:
    view = prior_view_of(panel(), LOOP, error=True, t0="stationary", priors={"link:pain->depression": "normal(0, 0.2)"})
    assert {p.name: p.spread for p in view.priors}["link:pain->depression"] == 0.2
    data = panel()
    weighted = replace(data, persons=tuple(replace(p, weight=np.ones(len(p.time))) for p in data.persons))
    with pytest.raises(SpecError, match="weight"):
        prior_view_of(weighted, LOOP)
