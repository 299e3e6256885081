"""Names, counts, and the three scales: working, natural, matrices; derivatives walk back exactly."""

from __future__ import annotations

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.learn.parameters import assemble, by_name, gather, jacobian, layout_of, natural, unsquare
from unspiral.learn.problem import problem_of
from unspiral.loop.language import parse
from unspiral.records import Choices

LOOP = parse("pain <-> depression")
RICH = parse(
    "pain <-> depression; depression by phq, low_mood; hit => pain (impulse); hold => depression (sustained); walk => pain (fading)"
)


def names(loop_text: str = "pain <-> depression", **choices: object) -> tuple[str, ...]:
    given = {"traits": False, "error": False, "t0": "separate", "waves": (), "unit": "day", **choices}
    return layout_of(parse(loop_text), **given).names  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("choices", "count"),
    [
        ({"t0": "separate"}, 14),
        ({"t0": "centred"}, 12),
        ({"t0": "centred", "traits": True}, 15),
        ({"t0": "centred", "traits": True, "waves": (0.0, 6.0, 12.0, 18.0, 24.0)}, 23),
        ({"t0": "joint", "traits": True}, 21),
        ({"t0": "point", "error": True}, 13),
        ({"t0": "stationary", "error": True}, 11),
    ],
)
def test_the_recorded_models_have_their_recorded_number_of_parameters(choices: dict[str, object], count: int) -> None:
    assert len(names(**choices)) == count


def test_names_follow_the_contract() -> None:
    assert names(traits=True, t0="joint") == (
        "self:pain", "self:depression", "link:pain->depression", "link:depression->pain",
        "diffusion:pain", "diffusion:pain,depression", "diffusion:depression", "level:pain", "level:depression",
        "t0mean:pain", "t0mean:depression", "t0cov:pain", "t0cov:pain,depression", "t0cov:depression",
        "t0cov:pain,trait:pain", "t0cov:depression,trait:pain", "trait:pain",
        "t0cov:pain,trait:depression", "t0cov:depression,trait:depression", "trait:pain,depression", "trait:depression",
    )  # fmt: skip
    rich = layout_of(RICH, traits=False, error=True, t0="stationary", waves=(), unit="day").names
    assert {
        "loading:depression=low_mood",
        "error:phq",
        "input:hit->pain",
        "input:hold->depression",
        "input:walk->pain",
        "fading:walk",
    } <= set(rich)
    assert "mean:pain[6]" in names(waves=(0.0, 6.0), t0="centred")


@pytest.mark.parametrize("t0", ["separate", "joint", "centred", "stationary"])
def test_derivative_of_the_likelihood_in_working_values_equals_differences(t0: str) -> None:
    panel = simulate_panel(persons=5, occasions=6, trait=1.0)
    choices = Choices(True, True, t0, "constant", {})
    problem = problem_of(panel, LOOP, choices)
    rng = np.random.default_rng(2)
    theta = rng.normal(size=len(problem.layout.slots)) * 0.3 + 0.5
    (_, slope), *_ = problem.values([theta])
    for i in range(len(theta)):
        unit = np.eye(len(theta))[i] * 1e-4
        e = [v for v, _ in problem.values([theta + 2 * unit, theta + unit, theta - unit, theta - 2 * unit])]
        assert (-e[0] + 8 * e[1] - 8 * e[2] + e[3]) / 12e-4 == pytest.approx(slope[i], rel=1e-6, abs=1e-6)


def test_derivative_holds_with_inputs_loadings_and_fading() -> None:
    from dataclasses import replace

    panel = simulate_panel(persons=3, occasions=8)
    rng = np.random.default_rng(4)
    people = tuple(
        replace(
            p,
            values=np.column_stack([p.values, p.values[:, 1] + 0.1 * rng.normal(size=8)]),
            inputs=rng.integers(0, 2, (8, 3)).astype(float),
        )
        for p in panel.persons
    )
    panel = replace(panel, persons=people, indicators=("pain", "phq", "low_mood"), inputs=("hit", "hold", "walk"))
    problem = problem_of(panel, RICH, Choices(True, True, "separate", "constant", {}))
    theta = rng.normal(size=len(problem.layout.slots)) * 0.3 + 0.4
    (_, slope), *_ = problem.values([theta])
    for i in range(len(theta)):
        unit = np.eye(len(theta))[i] * 1e-4
        e = [v for v, _ in problem.values([theta + 2 * unit, theta + unit, theta - unit, theta - 2 * unit])]
        assert (-e[0] + 8 * e[1] - 8 * e[2] + e[3]) / 12e-4 == pytest.approx(slope[i], rel=1e-6, abs=1e-6), problem.layout.names[i]


def test_jacobian_is_the_derivative_of_natural() -> None:
    problem = problem_of(simulate_panel(persons=3, occasions=5), LOOP, Choices(True, False, "joint", "constant", {}))
    theta = np.random.default_rng(0).normal(size=len(problem.layout.slots)) * 0.3 + 0.5
    exact = jacobian(problem.layout, problem.scale, theta)
    for i in range(len(theta)):
        unit = np.eye(len(theta))[i] * 1e-6
        difference = (natural(problem.layout, problem.scale, theta + unit) - natural(problem.layout, problem.scale, theta - unit)) / 2e-6
        assert np.allclose(exact[:, i], difference, rtol=1e-6, atol=1e-7)


def test_unsquare_undoes_square_and_mends_a_matrix_that_is_not_a_covariance() -> None:
    cov, spread = np.array([[2.0, 0.6], [0.6, 1.0]]), np.array([2.0, 0.5])
    root = np.zeros((2, 2))
    root[np.tril_indices(2)] = unsquare(cov, spread)
    assert np.allclose((spread[:, None] * root) @ (spread[:, None] * root).T, cov)
    assert np.isfinite(unsquare(np.array([[1.0, 2.0], [2.0, 1.0]]), np.ones(2))).all()


def test_assemble_and_by_name_put_each_number_in_its_place() -> None:
    layout = layout_of(LOOP, traits=True, error=True, t0="separate", waves=(), unit="day")
    values = {name: float(k + 1) for k, name in enumerate(layout.names)}
    system = assemble(layout, by_name(layout, values))
    assert system.drift[1, 0] == values["link:pain->depression"]  # row = affected, column = cause
    assert system.t0_cov[2, 3] == system.t0_cov[3, 2] == values["trait:pain,depression"]
    assert system.error[1, 1] == values["error:depression"]
    assert gather(layout, system, system)[layout.names.index("diffusion:pain,depression")] == 2 * values["diffusion:pain,depression"]
    with pytest.raises(KeyError, match="self:pain"):
        by_name(layout, {})
