"""A single push: against the ODE solver, and against the press of the same size."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from tests.act.made import full_loop, made_fit, pair_fit, random_drift

from unspiral.act import whatif
from unspiral.errors import NotIdentified, SpecError

pytestmark = pytest.mark.identity
pulse, press = partial(whatif.pulse, draws=200), partial(whatif.press, draws=200)
NAMES = ("pain", "depression", "sleep", "activity")
PAIR = np.array([[-0.5, 0.3], [0.2, -0.5]])
WITH_INPUTS = "pain <-> depression; walking => pain (fading); drug => depression (sustained); flare => pain + depression (impulse)"
INPUTS = {
    "input:walking->pain": -0.4, "fading:walking": 0.7, "input:drug->depression": -0.3, "input:flare->pain": 1.0,
    "input:flare->depression": 0.5,
}  # fmt: skip


@pytest.mark.parametrize("p", [2, 3, 4])
def test_a_pulse_is_what_the_solver_says_and_its_area_is_the_press(p: int) -> None:
    rng = np.random.default_rng([p, 31])
    drift = random_drift(rng, p)
    fit = made_fit(full_loop(NAMES[:p]), drift, spread=0.01)
    given = dict(zip(NAMES[:2], rng.normal(size=2), strict=True))
    found, held = pulse(fit, given, 30.0), press(fit, given, 30.0)
    start = np.array([*given.values(), *[0.0] * (p - 2)])
    truth = solve_ivp(lambda _, x: drift @ x, (0.0, 30.0), start, t_eval=found.path.time, rtol=1e-11, atol=1e-13).y.T
    assert np.allclose(np.column_stack([found.path.bands[n].estimate for n in NAMES[:p]]), truth, atol=1e-8)
    for name in NAMES[:p]:
        assert found.whole_area[name].estimate == pytest.approx(held.long_run[name].estimate, abs=1e-10)
        assert found.whole_area[name].low == pytest.approx(held.long_run[name].low, abs=1e-10)
        assert found.long_run[name].estimate == found.long_run[name].low == 0.0
        assert found.half_time[name].estimate == pytest.approx(held.half_time[name].estimate, rel=1e-9)
    assert held.whole_area == {}
    assert found.monte_carlo.runs == 0
    assert set(found.monte_carlo.long_run.values()) == {0.0}
    assert not any(path.any() for path in found.monte_carlo.path.values())


def test_inputs_that_happen_and_inputs_that_fade() -> None:
    fit = made_fit(WITH_INPUTS, PAIR, inputs=INPUTS)
    flare = pulse(fit, {"flare": 2.0}, 30.0)
    truth = solve_ivp(lambda _, x: PAIR @ x, (0.0, 30.0), [2.0, 1.0], t_eval=flare.path.time, rtol=1e-11, atol=1e-13).y.T
    assert np.allclose(flare.path.bands["depression"].estimate, truth[:, 1], atol=1e-8)
    whole = np.array([[-0.5, 0.3, -0.4], [0.2, -0.5, 0.0], [0.0, 0.0, -0.7]])
    walk = pulse(fit, {"walking": 1.5}, 30.0)
    truth = solve_ivp(lambda _, x: whole @ x, (0.0, 30.0), [0.0, 0.0, 1.5], t_eval=walk.path.time, rtol=1e-11, atol=1e-13).y.T
    assert np.allclose(np.column_stack([walk.path.bands[n].estimate for n in ("pain", "depression")]), truth[:, :2], atol=1e-8)
    # Held at 1.5 it gives 1.5 all the time; one occasion gives 1.5 / 0.7 in all.
    held = press(fit, {"walking": 1.5})
    assert walk.whole_area["pain"].estimate == pytest.approx(held.long_run["pain"].estimate / 0.7, abs=1e-10)


def test_a_share_of_a_pulse_is_that_share_of_its_answer() -> None:
    whole, part = pulse(pair_fit(), {"pain": 2.0}), pulse(pair_fit(), {"pain": 2.0}, adherence=0.25)
    for name in ("pain", "depression"):
        assert np.allclose(0.25 * whole.path.bands[name].high, part.path.bands[name].high, rtol=1e-12)
        assert part.whole_area[name].estimate == pytest.approx(0.25 * whole.whole_area[name].estimate, rel=1e-12)
    assert any("25 % of the push is really taken" in said for said in part.assumptions)


def test_what_cannot_be_pulsed() -> None:
    fit = made_fit(WITH_INPUTS, PAIR, inputs=INPUTS)
    with pytest.raises(SpecError, match="a moment of it is nothing") as caught:
        pulse(fit, {"drug": 1.0})
    assert "--schedule 'drug=1 from 0 to 1'" in caught.value.fix
    with pytest.raises(SpecError, match="Nothing is pulsed"):
        pulse(fit, {})
    with pytest.raises(NotIdentified, match="does not return to a level"):
        pulse(made_fit("pain <-> depression", np.array([[-0.2, 0.5], [0.4, -0.2]])), {"pain": 1.0})
