"""A pilot as truths to plan from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.design.made import LINK, true
from tests.act.made import made_fit, pair_fit

from unspiral.act.design.confirm import made
from unspiral.act.design.pilot import pilot_of
from unspiral.act.design.timetable import Timetable
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.records import Fit
from unspiral.records.design import Design

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def learned() -> Fit:
    """A small pilot in which people differ in a link."""
    panel = made(true(0.4, 0.1, {LINK: 0.3}), Design(15, 20, 3, 0.9, 900), Timetable(3, compliance=0.9), seed=1, number=0)
    assert panel is not None
    return fit_ml(panel, parse("pain <-> depression; vary depression -> pain"), error=True, t0="joint", ladder=False, starts=1)


def test_its_estimate_is_the_fit_s_own(learned: Fit) -> None:
    found = pilot_of(learned, LINK, None, draws=10, differ={}, traits={})
    value = {p.name: p.estimate for p in learned.parameters}
    np.testing.assert_allclose(found.estimate.drift, learned.drift)
    np.testing.assert_allclose(found.estimate.diffusion, learned.diffusion)
    assert found.estimate.trait[0, 0] == pytest.approx(value["trait:pain"])
    assert found.estimate.trait[0, 1] == pytest.approx(value["trait:pain,depression"])
    np.testing.assert_allclose(found.estimate.error, [value["error:pain"], value["error:depression"]])
    assert found.estimate.differ[LINK] == pytest.approx(value["sd:link:depression->pain"])


def test_its_draws_scatter_as_widely_as_it_is_unsure(learned: Fit) -> None:
    found = pilot_of(learned, LINK, None, draws=300, differ={}, traits={})
    links = np.array([one.drift[0, 1] for one in found.draws])
    se = next(p.se for p in learned.parameters if p.name == "link:depression->pain")
    assert se is not None
    assert links.std() == pytest.approx(se, rel=0.25)
    errors = np.array([one.error[0] for one in found.draws])
    se = next(p.se for p in learned.parameters if p.name == "error:pain")
    assert errors.std() == pytest.approx(se, rel=0.25)


def test_another_link_keeps_how_far_each_process_moves(learned: Fit) -> None:
    plain = pilot_of(learned, LINK, None, draws=5, differ={}, traits={})
    moved = pilot_of(learned, LINK, 0.2, draws=5, differ={LINK: 0.1}, traits={"pain": 2.0})
    assert all(one.drift[0, 1] == 0.2 for one in (moved.estimate, *moved.draws))
    np.testing.assert_allclose(np.diag(moved.estimate.spread), np.diag(plain.estimate.spread), rtol=1e-8)
    assert moved.estimate.differ == {LINK: 0.1}
    assert moved.estimate.trait[0, 0] == pytest.approx(4.0)
    assert moved.estimate.trait[1, 1] == pytest.approx(plain.estimate.trait[1, 1])
    assert pilot_of(learned, LINK, None, draws=5, differ={LINK: 0.0}, traits={}).estimate.differ == {}


def test_a_pilot_of_one_person_says_that_levels_are_filled_in() -> None:
    found = pilot_of(pair_fit(), LINK, None, draws=5, differ={}, traits={})
    assert [v.code for v in found.said] == ["pilot-levels"]
    np.testing.assert_allclose(np.diag(found.estimate.trait), np.diag(found.estimate.spread))


def test_what_a_plan_cannot_hold_is_set_aside_aloud() -> None:
    fit = made_fit(
        "pain <-> depression\nwalking => pain (sustained)", np.array([[-0.5, 0.3], [0.2, -0.5]]), inputs={"input:walking->pain": -0.4}
    )
    found = pilot_of(fit, LINK, None, draws=5, differ={}, traits={"pain": 1.0})
    assert "pilot-set-aside" in {v.code for v in found.said}
    assert not found.estimate.loop.inputs


def test_draws_that_run_away_are_left_out_and_counted() -> None:
    fit = made_fit("pain <-> depression", np.array([[-0.5, 0.4], [0.5, -0.5]]), spread=0.2)
    found = pilot_of(fit, LINK, None, draws=100, differ={}, traits={})
    assert found.lost > 0.05
    assert len(found.draws) == round(100 * (1.0 - found.lost))
    assert all(one.stable for one in found.draws)


def test_what_carries_no_plan_is_refused() -> None:
    with pytest.raises(NotIdentified, match="did not end"):
        pilot_of(replace(pair_fit(), converged=False), LINK, None, draws=5, differ={}, traits={})
    with pytest.raises(NotIdentified, match="runs away"):
        pilot_of(made_fit("pain <-> depression", np.array([[-0.2, 0.5], [0.4, -0.2]])), LINK, None, draws=5, differ={}, traits={})
    with pytest.raises(SpecError, match="no link sleep -> pain"):
        pilot_of(pair_fit(), ("sleep", "pain"), None, draws=5, differ={}, traits={})
    steps = replace(pair_fit(), choices=replace(pair_fit().choices, families={"pain": "ordinal", "depression": "gaussian"}))
    with pytest.raises(SpecError, match="plain numbers only"):
        pilot_of(steps, LINK, None, draws=5, differ={}, traits={})
