from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.test_posterior import CHOICES, LOOP, VALUES

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.priors import priors_of
from unspiral.learn.problem import problem_of
from unspiral.learn.simulate import simulate
from unspiral.records import Fit, Panel
from unspiral.records.posterior import Posterior
from unspiral.show.bayes_chapter import bayes_section
from unspiral.show.provenance import command_of
from unspiral.show.words import answer, interval_kind

pytestmark = pytest.mark.unit


def panel() -> Panel:
    """Enough answers for a fit that lies at no edge: its profiles would take most of a minute."""
    return simulate(LOOP, VALUES, [np.arange(40.0)] * 20, seed=3, choices=CHOICES, unit="day", missing=0.1)


@pytest.fixture(scope="module")
def drawn() -> Fit:
    """A fit as sampling leaves it, with made-up draws."""
    fit = fit_ml(panel(), LOOP, error=True, t0="stationary", starts=1, ladder=False)
    problem = problem_of(panel(), LOOP, CHOICES)
    records = priors_of(problem.chain, problem.look, {"link:pain->depression": (0.0, 0.2)}).records
    figures = dict.fromkeys(problem.layout.names, 1.001)
    many = dict.fromkeys(problem.layout.names, 800.0)
    thetas = fit.working.theta + 0.05 * np.random.default_rng(1).standard_normal((300, len(fit.working.theta)))
    choices = replace(fit.choices, method="bayes", draws=150, chains=2, priors={"link:pain->depression": (0.0, 0.2)})
    posterior = Posterior(2, 150, 100, figures, many, many, 3, 1.0, records)
    return replace(fit, choices=choices, posterior=posterior, working=replace(fit.working, replicates=thetas), converged=True)


def test_priors_their_pictures_and_the_draws_are_all_there(drawn: Fit) -> None:
    section = bayes_section(drawn, panel())
    assert section is not None
    parts = {part.heading: part for part in section.parts}
    assert len(parts["Each arrow, before the answers and after them"].pictures) == 2
    assert len(parts["What the assumptions expect"].pictures) == 2
    rows = parts["What was assumed"].tables[0].rows
    assert [row[0] for row in rows] == [p.name for p in drawn.parameters]
    assert all(row[2] for row in rows)
    said = " ".join(parts["The draws"].lead)
    assert "2 chains of 150 draws" in said and "1.001" in said and "3 paths" in said


def test_without_answers_and_without_draws_there_is_less(drawn: Fit) -> None:
    section = bayes_section(drawn, None)
    assert section is not None
    assert "What the assumptions expect" not in {part.heading for part in section.parts}
    assert bayes_section(replace(drawn, posterior=None), None) is None


def test_words_are_those_of_draws(drawn: Fit) -> None:
    assert interval_kind(drawn) == "credible"
    command = command_of(drawn)
    assert "--bayes --draws 150 --chains 2 --warmup 100 --prior 'link:pain->depression=normal(0, 0.2)'" in command
    assert "chains of the sampler did not agree" in answer(replace(drawn, converged=False))
