"""Made-up panels: their law is that of the loop, refitting to first order, and what a wrong loop looks like among them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel
from tests.learn.people_made import choices, made, numbers
from tests.learn.whole import dense_law, people, people_fit

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fitted import fitted, forwards, silent
from unspiral.learn.replicate import _misfit, _refitted, made_up, replicates
from unspiral.loop.language import parse
from unspiral.show.outlook import surprise_section

pytestmark = pytest.mark.unit
LOOP = parse("pain <-> depression")


@pytest.mark.identity
def test_made_up_answers_have_the_dense_law() -> None:
    found = fitted(people_fit(), people()).some(np.array([0, 7]))
    random = np.random.default_rng(1)
    batches = list(forwards([found.models] * 4000, silent(found.lanes), found.group))
    values = np.concatenate([made_up(b, random).reshape(6, 2, b.count, 2) for b in batches], axis=2)
    _, big, z, shown = dense_law(found.models[0], found.lanes, 1, 6)
    wanted = z @ big @ z.T + np.kron(np.eye(6), found.models[0].error)
    drawn = values[:, 1].transpose(1, 0, 2).reshape(4000, 12)
    size = np.sqrt(np.diag(wanted))
    np.testing.assert_allclose((drawn.mean(axis=0) - shown) / size, 0.0, atol=4.0 / np.sqrt(4000))
    np.testing.assert_allclose(np.cov(drawn.T) / np.outer(size, size), wanted / np.outer(size, size), atol=0.08)


@pytest.mark.identity
def test_what_a_score_explains_is_taken_out() -> None:
    random = np.random.default_rng(3)
    scores = random.normal(size=(200, 4))
    noise = random.normal(size=(200, 2))
    panels = scores @ random.normal(size=(4, 2)) * 5.0 + noise
    left = _refitted(panels, scores)
    assert np.abs(left.std(axis=0) - 1.0).max() < 0.15
    assert np.abs(_refitted(scores[:, :2] * 3.0, scores)).max() < 1e-9


def test_the_misfit_has_the_right_size() -> None:
    random = np.random.default_rng(5)
    root = random.normal(size=(12, 12)) / 3.0 + np.eye(12)
    p = np.array([_misfit(root @ random.normal(size=12), random.normal(size=(120, 12)) @ root.T) for _ in range(500)])
    assert 0.025 < float((p < 0.05).mean()) < 0.085 and 0.4 < float((p < 0.5).mean()) < 0.6


def test_a_true_loop_lies_among_its_replicates() -> None:
    made = replicates(people_fit(), people(), count=60)
    assert made.count == 60 and made.persons == 60
    assert {s.name for s in made.statistics} == {"mean", "sd", "autocorrelation", "floor", "cross-correlation"}
    assert all(0.02 < s.share < 0.98 for s in made.statistics if s.name != "floor")
    assert made.covariance_p > 0.01 and [(v.code, v.level) for v in made.verdicts] == [("covariance", "ok")]
    own = next(c for c in made.covariance if c.affected == c.cause == "pain")
    assert own.lag.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0] and own.pairs.tolist() == [360, 300, 240, 180, 120, 60]
    deviations = np.array([p.values[:, 0] for p in people().persons])
    level = np.mean(deviations)
    np.testing.assert_allclose(own.observed[0], np.mean((deviations - level) ** 2), rtol=0.02)


def test_the_same_seed_makes_up_the_same_panels() -> None:
    a, b = (replicates(people_fit(), people(), count=20) for _ in range(2))
    assert a.covariance_p == b.covariance_p
    assert all((x.replicates == y.replicates).all() for x, y in zip(a.statistics, b.statistics, strict=True))


def test_traits_left_out_show_in_the_covariances() -> None:
    panel = simulate_panel(seed=21, persons=60, occasions=10, trait=1.5)
    fit = fit_ml(panel, LOOP, traits=False, error=False, starts=1, ladder=False)
    made = replicates(fit, panel, count=60)
    assert made.verdicts[0].level == "caution" and "days before" in made.verdicts[0].reason


def test_a_floor_shows_among_the_figures() -> None:
    panel = simulate_panel(seed=22, occasions=200)
    floored = np.maximum(np.round(panel.persons[0].values - 2.8), 0.0)
    panel = replace(panel, persons=(replace(panel.persons[0], values=floored),))
    fit = fit_ml(panel, LOOP, error=False, starts=1)
    made = replicates(fit, panel, count=40)
    # A third of the answers lie at the floor: a normal law puts as many below half a point only by stretching, and then its spread differs.
    floor = next(s for s in made.statistics if s.name == "floor" and s.indicator == "depression")
    assert floor.observed == pytest.approx(float((floored[:, 1] == 0).mean()))


def test_large_panels_are_stood_for_by_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspiral.learn.replicate.WORK", 20 * 6 * 25)
    assert replicates(people_fit(), people(), count=20).persons == 25


def test_missing_cells_are_missing_in_the_made_up_panels() -> None:
    fewer = tuple(replace(p, values=np.where(np.arange(12).reshape(6, 2) % 5 == 3, np.nan, p.values)) for p in people().persons)
    made = replicates(people_fit(), replace(people(), persons=fewer), count=20)
    own = next(c for c in made.covariance if c.affected == c.cause == "depression")
    assert own.pairs[0] < 360 and np.isfinite(own.expected).all()


def test_where_people_differ_in_links_panels_are_made_up_and_covariances_are_not_compared() -> None:
    c = choices(("link:pain->depression",))
    panel = made(12, 25, c, numbers(c, {"link:pain->depression": 0.4}))
    fit = fit_ml(panel, parse("pain <-> depression; vary pain -> depression"), t0="separate", starts=1, ladder=False)
    found = replicates(fit, panel, count=20)
    assert found.statistics and not found.covariance and not found.verdicts
    assert np.isnan(found.covariance_p)
    section = surprise_section(fit, panel, parse(fit.loop_text))
    assert any("not compared where people differ" in said for part in section.parts for said in part.lead)
