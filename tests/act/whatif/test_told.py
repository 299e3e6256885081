from __future__ import annotations

import numpy as np
import pytest
from tests.act.conftest import TRUE
from tests.act.made import pair_fit

from unspiral.act.response import Response, respond
from unspiral.act.whatif import cut, hold, policy, press, pulse, schedule, weaken
from unspiral.act.whatif.ground import ground_of
from unspiral.act.whatif.told import FROM_A_LEVEL, exact, told
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices
from unspiral.records.whatif import MonteCarlo, Piece, Rule

pytestmark = pytest.mark.unit


def answered(push: float) -> tuple[object, Response]:
    ground = ground_of(pair_fit(), 30.0, 100)
    return ground, respond(ground.drift, np.full(ground.drift.shape[:2], push), ground.step, ground.steps)


def test_levels_with_and_without_are_the_level_and_what_is_added() -> None:
    ground, answer = answered(0.1)
    found = told(ground, "press", answer, ground.stable, asked={"press": {"pain": 0.1}}, assumptions=["So."])  # type: ignore[arg-type]
    for name in ("pain", "depression"):
        with_it, without, shift = found.with_change.bands[name], found.without.bands[name], found.path.bands[name]
        assert np.allclose(with_it.estimate - without.estimate, shift.estimate)
        assert np.unique(without.estimate).tolist() == [found.baseline[name].estimate]
        assert np.unique(without.low).tolist() == [found.baseline[name].low]
        assert (with_it.low <= with_it.estimate).all()
        assert with_it.high[-1] - with_it.low[-1] > shift.high[-1] - shift.low[-1]  # the level itself is not known either
    assert found.assumptions == ("So.",)
    assert (found.links, found.reference, found.press) == ({}, {}, {"pain": 0.1})


def test_a_closed_form_has_no_monte_carlo_error_at_all() -> None:
    found = exact(("pain",), 3)
    assert (found.runs, found.long_run, found.area) == (0, {"pain": 0.0}, {"pain": 0.0})
    assert found.path["pain"].tolist() == [0.0, 0.0, 0.0]


def test_the_largest_shift_is_held_against_what_was_seen_also_where_it_passes() -> None:
    ground, answer = answered(0.0)
    answer.path[0, 3, 0] = 40.0
    error = MonteCarlo(10, {}, {}, {})
    found = told(ground, "pulse", answer, ground.stable, asked={}, assumptions=[], monte_carlo=error)  # type: ignore[arg-type]
    said = [v.reason for v in found.verdicts if v.code == "beyond-range"]
    assert len(said) == 1
    assert "A shift of pain by 40" in said[0]
    assert found.monte_carlo is error


def test_what_is_measured_from_a_level_says_so_where_there_is_a_trend() -> None:
    """Verbs that need no level say nothing of it."""
    plain, loop = pair_fit(), parse("pain <-> depression")
    choices = Choices(False, False, "stationary", "constant", dict.fromkeys(loop.columns, "gaussian"))
    made = simulate(loop, {k: v for k, v in TRUE.items() if "walking" not in k}, [np.arange(150.0)], seed=3, choices=choices, unit="day")
    fit = fit_ml(made, loop, error=False, t0="stationary", starts=1, ladder=False, trend=True)
    asked = {
        "hold": lambda fit: hold(fit, {"pain": 4.0}, draws=20), "cut": lambda fit: cut(fit, ("pain", "depression"), draws=20),
        "weaken": lambda fit: weaken(fit, {("pain", "depression"): 0.5}, draws=20),
        "policy": lambda fit: policy(fit, Rule("pain", True, 6.0, 5.0), {"pain": -0.5}, 14.0, draws=5),
        "press": lambda fit: press(fit, {"pain": 1.0}, draws=20), "pulse": lambda fit: pulse(fit, {"pain": 1.0}, draws=20),
        "schedule": lambda fit: schedule(fit, [Piece("pain", 1.0, 0.0, 7.0)], draws=20),
    }  # fmt: skip
    for verb, ask in asked.items():
        assert any("The trend goes on" in said for said in ask(fit).assumptions), verb
        assert ("trend-level" in {v.code for v in ask(fit).verdicts}) == (verb in FROM_A_LEVEL), verb
        assert "trend-level" not in {v.code for v in ask(plain).verdicts}
    assert set(FROM_A_LEVEL) == {"hold", "cut", "weaken", "policy"}
