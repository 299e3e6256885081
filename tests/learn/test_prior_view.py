from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.people_made import choices, made, numbers
from tests.learn.test_posterior import CHOICES, LOOP, panel

from unspiral.errors import SpecError
from unspiral.learn.prior_view import prior_view, prior_view_of
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit
LINK_BACK = "link:depression->pain"


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


def test_panels_of_people_who_differ_are_of_other_people() -> None:
    """Spread between people, and not where these people are: with nothing but levels and links that differ."""
    link = "link:pain->depression"
    c = choices((link,), "separate", traits=False, error=False)
    data = made(12, 8, c, numbers(c, {link: 0.4}))
    held = ("diffusion:pain", "diffusion:depression", "t0cov:depression", "t0mean:depression", LINK_BACK, link)
    tiny = dict.fromkeys(held, (0.0, 1e-6))
    rates = {"self:pain": (-1e-3, 1e-3), "self:depression": (-1.0, 1e-3), "level:depression": (4.0, 1e-6)}
    still = prior_view(data, parse("pain <-> depression"), c, tiny | rates | {f"sd:{link}": (0.0, 1e-6)}, panels=20)
    moved = prior_view(data, parse("pain <-> depression"), c, tiny | rates | {f"sd:{link}": (0.0, 1.0)}, panels=20)
    row = [(r.indicator, r.what) for r in still.rows].index(("depression", "answers"))
    np.testing.assert_allclose(still.rows[row].expected, 4.0, atol=1e-3)
    assert moved.rows[row].expected[0] < 3.8 and moved.rows[row].expected[4] > 4.2
    assert [p.law for p in moved.priors if p.name == f"sd:{link}"] == ["half-normal"]


def test_answers_in_steps_are_made_up_in_steps() -> None:
    loop, families = parse("pain <-> depression"), {"depression": "ordinal"}
    data = panel()
    steps = replace(data, persons=tuple(
        replace(p, values=np.column_stack([p.values[:, 0], np.clip(np.round(p.values[:, 1]), 1, 4)])) for p in data.persons))  # fmt: skip
    view = prior_view_of(steps, loop, families=families, t0="stationary")
    row = next(r for r in view.rows if (r.indicator, r.what) == ("depression", "answers"))
    assert set(row.expected) <= {0.0, 1.0, 2.0, 3.0} and (row.expected[0], row.expected[4]) == (0.0, 3.0)
    assert {p.name for p in view.priors} >= {"threshold:depression[1]", "threshold:depression[3]"}
