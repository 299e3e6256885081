"""The harness draws from the very prior whose posterior it samples, knows one person's own values, and ranks as it says."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
from tests.calibration.ranks import MOST, blank, figures_truth, made_up, prior_of, set_up
from tests.calibration.studies import STUDIES
from tests.calibration.study import Design, Study, clocks, possible, run
from tests.calibration.summary import summarise, table

from unspiral.learn.parameters import assemble, by_name
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit
GAUSSIAN = next(s for s in STUDIES if s.name == "sbc-gaussian")
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
