"""The harness draws from the very prior whose posterior it samples, knows one person's own values, and ranks as it says."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
from tests.calibration.ranks import MOST, blank, figures_truth, made_up, people_made_up, prior_of, set_up
from tests.calibration.studies import PACE, STUDIES
from tests.calibration.study import Design, Study, clocks, possible, run
from tests.calibration.summary import summarise, table

from unspiral.learn.own_draws import own_draws
from unspiral.learn.parameters import assemble, by_name
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit
GAUSSIAN = next(s for s in STUDIES if s.name == "sbc-gaussian")
LINKS = next(s for s in STUDIES if s.name == "sbc-links")
needs_nutpie = pytest.mark.skipif(find_spec("nutpie") is None, reason="nutpie (the extra bayes) is not installed")


def test_the_prior_does_not_come_from_the_answers() -> None:
    random = np.random.default_rng(1)
    _, before = set_up(GAUSSIAN, blank(GAUSSIAN, np.random.default_rng(1)))
    problem, priors, truth, own = made_up(GAUSSIAN, before, 7, random)
    np.testing.assert_array_equal(before.centre, priors.centre)
    np.testing.assert_array_equal(before.deviation, priors.deviation)
    assert problem.scale.item.tolist() == [2.0, 2.0]
    assert truth.shape == (1, len(priors.centre)) and set(own) == {"trait:pain[1]", "trait:depression[1]"}


def test_one_persons_own_level_is_the_one_that_answers_were_made_from() -> None:
    """With nothing but levels that differ, a person's mean answer is the level of the indicator and their own."""
    layout, _, _ = prior_of(GAUSSIAN)
    values = dict.fromkeys(layout.names, 0.0) | {"self:pain": -1.0, "self:depression": -1.0}
    values |= {"diffusion:pain": 1e-12, "diffusion:depression": 1e-12, "trait:pain": 2.0, "trait:depression": 1.0, "level:pain": 5.0}
    panel = simulate(parse(GAUSSIAN.loop), values, clocks(GAUSSIAN.design, np.random.default_rng(1)), seed=11, choices=GAUSSIAN.choices,
                     unit="day")  # fmt: skip
    truth = by_name(layout, values)
    assert assemble(layout, truth).t0_cov.shape == (4, 4)
    own = figures_truth(panel, layout, truth, 11)
    assert own["trait:pain[1]"] == pytest.approx(float(panel.persons[0].values[0, 0]) - 5.0, abs=1e-4)


@needs_nutpie
def test_a_run_gives_a_rank_of_every_number() -> None:
    small = replace(GAUSSIAN, design=Design(5, 6), made={"traits": False, "error": False}, fitted={"draws": 100, "warmup": 100})
    found = run(small, 1)
    assert found["converged"], found
    assert "log-likelihood" in found["figures"] and "gain" in found["figures"] and "link:pain->depression" in found["figures"]
    assert all(0 <= rank <= most == MOST for rank, most in found["figures"].values())
    assert possible(small) == ""


def test_people_and_population_are_drawn_together() -> None:
    """Nearly without noise, the first person's answers say which link they were made with."""
    quiet = {"diffusion:pain": (0.0, 1e-3), "diffusion:depression": (0.0, 1e-3), "self:pain": (-0.7, 1e-3)}
    study = replace(LINKS, fitted={"priors": {**PACE, **quiet}})
    _, before = set_up(study, blank(study, np.random.default_rng(1)))
    problem, priors, truth, own = people_made_up(study, before, np.random.default_rng(3))
    np.testing.assert_array_equal(before.deviation, priors.deviation)
    assert set(own) == {"self:depression[1]", "link:pain->depression[1]"}
    assert problem.levels is not None and problem.lanes is problem.levels.lanes and len(problem.lanes.name) == 15
    theta = priors.coordinates.through(truth)[0][0]
    eps = problem.levels.modes(problem.levels.population(theta)).eps
    found = own_draws(problem.levels, priors, truth, eps[None]).natural()[0, 0]
    spread = np.abs(priors.natural(truth)[0][[problem.layout.names.index(f"sd:{v.name}") for v in problem.layout.varied]])
    assert found == pytest.approx(list(own.values()), abs=float(3.0 * spread.max()))


def test_of_answers_in_steps_the_prior_is_as_wide_as_what_lies_behind_them() -> None:
    study = next(s for s in STUDIES if s.name == "sbc-ordinal")
    _, before = set_up(study, blank(study, np.random.default_rng(1)))
    problem, priors, truth, own = made_up(study, before, 7, np.random.default_rng(1))
    np.testing.assert_array_equal(before.centre, priors.centre)
    assert problem.scale.item.tolist() == [2.0, 1.0] and own == {}
    assert set(np.unique(problem.lanes.values[..., 1])) <= {0.0, 1.0, 2.0, 3.0}
    assert {"threshold:depression[1]", "threshold:depression[3]"} <= set(priors.layout.names)
    rising = before.natural(truth)[0][[k for k, name in enumerate(before.layout.names) if name.startswith("threshold")]]
    assert (np.diff(rising) > 0.0).all()


@needs_nutpie
@pytest.mark.parametrize(
    ("study", "more"),
    [
        pytest.param("sbc-ordinal", "threshold:depression[2]", marks=pytest.mark.calibration),
        ("sbc-links", "link:pain->depression[1]"),
    ],
)
def test_a_run_of_steps_and_of_people_gives_ranks_as_well(study: str, more: str) -> None:
    small = next(s for s in STUDIES if s.name == study)
    few = {**small.fitted, "draws": 39, "warmup": 12}
    found = run(replace(small, design=Design(3, 5), fitted=few), 1)
    assert found["converged"], found
    assert {more, "log-likelihood", "link:pain->depression", "lagged:pain->depression"} <= set(found["figures"])
    assert "gain" not in found["figures"]  # one arrow is no circle
    assert all(0 <= rank <= most == 39 for rank, most in found["figures"].values())


def ranked(ranks: np.ndarray) -> list[dict[str, object]]:
    return [{"converged": True, "figures": {"gain": [int(r), MOST]}, "seconds": 1.0, "replicate": k} for k, r in enumerate(ranks)]


def test_uniform_ranks_pass_and_others_fail() -> None:
    random = np.random.default_rng(1)
    study = Study("made-up", 999, "ranks", Design(2, 2), {}, {}, {}, 500, (0.93, 0.97))
    fine = summarise(study, ranked(random.integers(0, MOST + 1, 500)))
    assert fine.verdict == "pass" and 0.92 < fine.rows[0].share < 0.98
    narrow = summarise(study, ranked(np.where(random.random(500) < 0.5, 0, MOST)))  # intervals far too narrow
    assert narrow.verdict == "fail" and narrow.rows[0].share == 0.0 and narrow.rows[0].ratio > 1.5
    assert "p, uniform" in table(narrow)
