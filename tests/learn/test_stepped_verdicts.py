"""What a fit with answers in steps finds, and what it says of its likelihood."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.learn.stepped_fit import LOOP, NAMES, stepped_fit, stepped_panel

from unspiral.errors import SpecError
from unspiral.learn import stepped_verdicts as module
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.guard import Guard
from unspiral.learn.likelihood import loglik
from unspiral.learn.parameters import natural
from unspiral.learn.problem import problem_of
from unspiral.learn.stepped_verdicts import stepped_verdicts

pytestmark = pytest.mark.identity


def test_the_numbers_behind_the_answers_are_found_again() -> None:
    fit = stepped_fit()
    assert fit.converged
    for p in fit.parameters:
        assert p.se is not None
        assert abs(p.estimate - NAMES[p.name]) < 4.0 * p.se, p.name
    steps = [p.estimate for p in fit.parameters if p.name.startswith("threshold:")]
    assert steps == sorted(steps)
    assert not any(p.name in ("level:phq_2", "error:phq_2") for p in fit.parameters)
    assert {p.name: p.unit for p in fit.parameters}["diffusion:pain,depression"] == "points*probits/day"


def test_the_reported_log_likelihood_holds_the_correction_and_is_said() -> None:
    fit = stepped_fit()
    problem = problem_of(stepped_panel(), LOOP, fit.choices)
    value = problem.values([fit.working.theta])[0][0]
    assert fit.loglik is not None
    assert fit.loglik != pytest.approx(value, abs=1e-4)
    assert fit.loglik == pytest.approx(loglik(stepped_panel(), LOOP, {p.name: p.estimate for p in fit.parameters}, fit.choices), abs=1e-5)
    assert fit.aic == pytest.approx(2 * fit.n_parameters - 2 * fit.loglik)
    by = {v.code: v for v in fit.verdicts}
    assert by["emission"].level == "ok"
    assert by["guard"].level == "ok"
    assert "probit" in by["scale"].reason
    assert "innovations" not in by


def test_a_guard_that_disagrees_is_a_caution(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = stepped_fit()
    problem = problem_of(stepped_panel(), LOOP, fit.choices)
    import numpy as np

    values = natural(problem.layout, problem.scale, fit.working.theta)
    monkeypatch.setattr(module, "guard", lambda *_: Guard(np.arange(3), 2.0, 0.1, 0.5, 400.0))
    found = {v.code: v for v in stepped_verdicts(problem, values, fit.choices)}
    assert found["guard"].level == "caution"
    assert "does not agree" in found["guard"].reason
    monkeypatch.setattr(module, "guard", lambda *_: None)
    assert "No random draws" in {v.code: v.reason for v in stepped_verdicts(problem, values, fit.choices)}["guard"]


def test_numbers_alone_say_nothing_of_it(one_person) -> None:  # type: ignore[no-untyped-def]
    assert not {"emission", "guard", "scale"} & {v.code for v in one_person.verdicts}


def test_it_goes_on_from_a_kept_fit_and_knows_its_answers_again() -> None:
    fit = stepped_fit()
    again = fit_ml(stepped_panel(), LOOP, warm=fit, families={"phq_2": "ordinal"}, ladder=False)
    assert again.converged
    assert again.loglik == pytest.approx(fit.loglik, abs=1e-4)
    with pytest.raises(SpecError, match="contradicts"):
        fit_ml(stepped_panel(), LOOP, warm=fit, families={"phq_2": "binary"})


def test_weights_do_not_go_with_steps() -> None:
    panel = stepped_panel()
    import numpy as np

    weighted = replace(panel, weight="w", persons=tuple(replace(p, weight=np.full(len(p.time), 2.0)) for p in panel.persons))
    with pytest.raises(SpecError, match="--weight 'w' does not go with --family phq_2=ordinal"):
        fit_ml(weighted, LOOP, families={"phq_2": "ordinal"})
