"""Total, direct and indirect effects: identities, an ODE solver as judge, and the field's own example."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from unspiral.learn.draws import Draws, draw
from unspiral.learn.effects import Parts, centrality, curve_of, path_effects, responses, taken_apart
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.lags import lag_curves
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices, Fit
from unspiral.records.effects import PathEffects

LAGS = np.array([0.0, 0.3, 1.0, 2.5, 7.0])
# x -> m -> y with a direct arrow x -> y: the example of Deboeck and Preacher (2016) and of ctnet's help page for DE.
CHAIN = np.array([[-0.357, 0.0, 0.0], [0.771, -0.511, 0.0], [-0.450, 0.729, -0.693]])
# interval, total, direct, indirect of x on y, as printed by Med(phi, 1:5, "x", "y", "m") of cTMed (its reference page, 2026-11).
PRINTED = np.array(
    [
        [1, -0.1000, -0.2675, 0.1674],
        [2, 0.0799, -0.3209, 0.4008],
        [3, 0.2508, -0.2914, 0.5423],
        [4, 0.3449, -0.2374, 0.5823],
        [5, 0.3693, -0.1828, 0.5521],
    ]
)
THREE = "pain <-> depression; pain <-> sleep_problem; sleep_problem -> depression"
TRUE_THREE = {
    "self:pain": -0.6, "self:depression": -0.5, "self:sleep_problem": -0.8, "link:pain->depression": 0.15, "link:depression->pain": 0.1,
    "link:pain->sleep_problem": 0.4, "link:sleep_problem->pain": 0.1, "link:sleep_problem->depression": 0.4, "diffusion:pain": 0.7,
    "diffusion:pain,depression": 0.1, "diffusion:depression": 0.6, "diffusion:pain,sleep_problem": 0.1,
    "diffusion:depression,sleep_problem": 0.05, "diffusion:sleep_problem": 0.8, "level:pain": 4.0, "level:depression": 3.0,
    "level:sleep_problem": 5.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def three() -> Fit:
    loop = parse(THREE)
    choices = Choices(False, False, "stationary", "constant", {})
    panel = simulate(loop, TRUE_THREE, [np.arange(400.0)], seed=3, choices=choices, unit="day")
    return fit_ml(panel, loop, error=False, starts=1, t0="stationary")


@pytest.fixture(scope="module")
def parts(three: Fit) -> dict[tuple[str, str], PathEffects]:
    return path_effects(three, lags=LAGS)


def random_drifts(count: int, p: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, p, p)) * 0.6 - np.eye(p) * 1.2


def held_still(drift: np.ndarray, processes: list[int]) -> np.ndarray:
    """S A S: nothing reaches these processes, and nothing leaves them."""
    s = np.diag([0.0 if k in processes else 1.0 for k in range(drift.shape[-1])])
    return s @ drift @ s


def test_responses_are_the_exponential_and_its_integral() -> None:
    drift = random_drifts(20, 4)
    pulse, press = responses(drift, LAGS, press=False), responses(drift, LAGS, press=True)
    for k, lag in enumerate(LAGS):
        for d, a in enumerate(drift):
            assert np.allclose(pulse[k, d], expm(a * lag), atol=1e-12, rtol=1e-10)
            assert np.allclose(press[k, d], np.linalg.solve(a, expm(a * lag) - np.eye(4)), atol=1e-11, rtol=1e-9)


@pytest.mark.identity
@pytest.mark.parametrize("press", [False, True])
def test_an_ode_with_the_mediators_held_still_gives_the_direct_effect(press: bool) -> None:
    a = random_drifts(1, 4, seed=2)[0]
    cause, affected, still = 0, 2, [1, 3]

    def path(fixed: list[int]) -> np.ndarray:
        def speed(_t: float, x: np.ndarray) -> np.ndarray:
            dx = a @ np.where(np.isin(np.arange(4), fixed), 0.0, x)
            if press:
                dx[cause] += 1.0
            dx[fixed] = 0.0
            return dx

        start = np.zeros(4)
        start[cause] = 0.0 if press else 1.0
        return solve_ivp(speed, (0.0, LAGS[-1]), start, t_eval=LAGS, rtol=1e-10, atol=1e-12).y[affected]

    total = responses(a[None], LAGS, press=press)[:, 0, affected, cause]
    direct = responses(held_still(a[None], still), LAGS, press=press)[:, 0, affected, cause]
    assert np.abs(total - path([])).max() < 1e-6
    assert np.abs(direct - path(still)).max() < 1e-6
    assert np.abs(total - direct).max() > 0.01  # the mediators do matter here


@pytest.mark.peer
def test_the_example_of_the_field() -> None:
    lags = np.concatenate([[0.0], PRINTED[:, 0]])
    total = responses(CHAIN[None], lags, press=False)[1:, 0, 2, 0]
    direct = responses(held_still(CHAIN[None], [1]), lags, press=False)[1:, 0, 2, 0]
    assert np.abs(np.column_stack([total, direct, total - direct]) - PRINTED[:, 1:]).max() < 5.1e-5
    outward, passed = centrality(Parts(CHAIN[None], lags), np.ones((1, 3)))
    assert np.abs(passed[1:, 0] - np.column_stack([np.zeros(5), PRINTED[:, 3], np.zeros(5)])).max() < 5.1e-5
    assert outward[1, 0, 0] == pytest.approx(expm(CHAIN)[1, 0] + expm(CHAIN)[2, 0])


@pytest.mark.identity
def test_parts_add_up_in_every_loop(parts: dict[tuple[str, str], PathEffects]) -> None:
    assert len(parts) == 5
    for found in parts.values():
        assert np.abs(found.total.estimate - found.direct.estimate - found.indirect.estimate).max() < 1e-10
        assert len(found.through) == 1
        assert np.allclose(next(iter(found.through.values())).estimate, found.indirect.estimate, atol=1e-12)  # the only mediator
        for curve in (found.total, found.direct, found.indirect):
            assert (curve.low95[1:] <= curve.low50[1:]).all()
            assert (curve.low50[1:] <= curve.high50[1:]).all()
            assert (curve.high50[1:] <= curve.high95[1:]).all()


def test_total_is_the_lag_curve(three: Fit) -> None:
    lags = np.linspace(0.0, 8.0, 41)
    curves, parts = lag_curves(three), path_effects(three, lags=lags)
    for arrow, curve in curves.items():
        assert parts[arrow].standardised == curve.standardised
        assert np.allclose(parts[arrow].total.estimate, curve.estimate, atol=1e-10)
        assert np.allclose(parts[arrow].total.low95, curve.low95, atol=1e-9)


def test_the_truth_lies_in_the_bands_and_an_undeclared_arrow_is_all_indirect(three: Fit) -> None:
    found = path_effects(three, [("pain", "depression"), ("depression", "sleep_problem")], LAGS)
    undeclared = found["depression", "sleep_problem"]
    assert not undeclared.declared
    assert np.abs(undeclared.direct.estimate).max() < 1e-12
    assert np.abs(undeclared.indirect.estimate).max() > 0.001
    own = {n: three.processes.index(n) for n in three.processes}
    true = np.zeros((3, 3))
    for name, value in TRUE_THREE.items():
        kind, _, rest = name.partition(":")
        if kind in ("self", "link"):
            cause, _, affected = rest.partition("->")
            true[own[affected or cause], own[cause]] = value
    i, j = own["depression"], own["pain"]
    still = held_still(true[None], [own["sleep_problem"]])[0]
    raw = expm(true * 1.0)[i, j], expm(still * 1.0)[i, j]
    pain = found["pain", "depression"]
    ratio = pain.total.estimate[2] / expm(three.drift * 1.0)[i, j]  # what standardising multiplies by
    assert pain.total.low95[2] <= raw[0] * ratio <= pain.total.high95[2]
    assert pain.direct.low95[2] <= raw[1] * ratio <= pain.direct.high95[2]


def test_with_two_processes_all_is_direct(one_person: Fit) -> None:
    for press in (False, True):
        found = path_effects(one_person, press=press)
        for effects in found.values():
            assert effects.through == {}
            assert not effects.indirect.estimate.any()
            assert np.array_equal(effects.direct.estimate, effects.total.estimate)
            assert np.array_equal(effects.direct.high95, effects.total.high95)


def test_a_press_settles_where_the_loop_says(one_person: Fit) -> None:
    found = path_effects(one_person, lags=np.array([0.0, 200.0]), press=True, draws=draw(one_person, 50))
    i, j = 1, 0
    sd = found["pain", "depression"].total.estimate[1] / np.linalg.inv(-one_person.drift)[i, j]
    pulse = path_effects(one_person, lags=np.array([0.0, 1.0]), draws=draw(one_person, 50))
    assert sd == pytest.approx(pulse["pain", "depression"].total.estimate[1] / expm(one_person.drift)[i, j], rel=1e-9)


def test_bands_are_left_open_where_many_loops_run_away() -> None:
    paths = np.vstack([np.linspace(0.0, 1.0, 101), np.where(np.arange(101) % 10 == 5, np.inf, 1.0)])
    zero = np.zeros((101, 1, 1))
    curve = curve_of(Draws(zero, zero, zero, zero, np.ones(101, dtype=bool)), np.array([0.0, 1.0]), paths)
    assert np.isfinite(curve.low95[0])
    assert np.isnan(curve.low95[1])


@pytest.mark.identity
@pytest.mark.parametrize("press", [False, True])
def test_a_smaller_loop_is_the_loop_with_processes_held_still(press: bool) -> None:
    drift = random_drifts(5, 4, seed=4)
    sd = np.random.default_rng(5).uniform(0.5, 2.0, size=(5, 4))
    found = taken_apart(Parts(drift, LAGS, press), [(0, 2), (3, 1)], sd)
    for (i, j), parts in found.items():
        size = sd[:, j] / sd[:, i]
        others = [k for k in range(4) if k not in (i, j)]
        total = responses(drift, LAGS, press=press)[:, :, i, j] * size
        direct = responses(held_still(drift, others), LAGS, press=press)[:, :, i, j] * size
        assert np.abs(parts.total - total).max() < 1e-12
        assert np.abs(parts.direct - direct).max() < 1e-12
        assert sorted(parts.through) == others
        for m, lost in parts.through.items():
            alone = responses(held_still(drift, [m]), LAGS, press=press)[:, :, i, j] * size
            assert np.abs(lost - (total - alone)).max() < 1e-12


def test_what_is_on_no_way_passes_nothing_on_to_the_last_digit() -> None:
    drift = random_drifts(3, 4, seed=6)
    drift[:, 3, :3], drift[:, 0, 1], drift[:, 0, 2] = 0.0, 0.0, 0.0  # nothing leads to 3; only 3 leads to 0
    found = taken_apart(Parts(drift, LAGS), [(2, 1), (2, 0)], np.ones((3, 4)))
    assert not found[2, 1].through[3].any()
    assert not found[2, 1].through[0].any()
    assert np.array_equal(found[2, 1].direct, found[2, 1].total)
    assert found[2, 0].through[1].any()
    outward, passed = centrality(Parts(drift, LAGS), np.ones(drift.shape[:2]))
    assert not passed[..., 3].any()
    assert outward[1:, :, 3].all()
