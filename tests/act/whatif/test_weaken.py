"""Links that lose a part: rank-one update, the solved matrix, the ODE solver, and a cut as the whole of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from tests.act.made import full_loop, made_fit, pair_fit, random_drift

from unspiral.act import whatif
from unspiral.errors import NotIdentified, SpecError

pytestmark = pytest.mark.identity
weaken, cut = partial(whatif.weaken, draws=200), partial(whatif.cut, draws=200)
NAMES = ("pain", "depression", "sleep", "activity")


@pytest.mark.parametrize("part", [0.3, 1.0, -0.2])
@pytest.mark.parametrize("p", [2, 4])
def test_a_part_of_a_link_is_the_update_the_solved_matrix_and_the_solver(p: int, part: float) -> None:
    rng = np.random.default_rng([p, 51])
    drift, level = random_drift(rng, p), rng.uniform(2.0, 6.0, size=p)
    i, j, mu = p - 1, 0, level[0] - 1.0
    found = weaken(
        made_fit(full_loop(NAMES[:p]), drift, levels=tuple(level), spread=0.01), {(NAMES[j], NAMES[i]): part}, {NAMES[j]: 1.0}, 30.0
    )
    taken, inverse = part * drift[i, j], np.linalg.inv(drift)
    less = drift.copy()
    less[i, j] -= taken
    push = -taken * mu * np.eye(p)[i]
    shift = [effect.estimate for effect in found.long_run.values()]
    assert np.allclose(shift, taken * mu * inverse[:, i] / (1.0 - taken * inverse[j, i]), atol=1e-10)
    assert np.allclose(shift, np.linalg.solve(-less, push), atol=1e-10)
    truth = solve_ivp(lambda _, x: less @ x + push, (0.0, 30.0), np.zeros(p), t_eval=found.path.time, rtol=1e-11, atol=1e-13).y.T
    assert np.allclose(np.column_stack([found.path.bands[n].estimate for n in NAMES[:p]]), truth, atol=1e-8)


def test_the_whole_of_a_link_is_a_cut() -> None:
    whole, gone = weaken(pair_fit(), {("pain", "depression"): 1.0}), cut(pair_fit(), ("pain", "depression"))
    assert whole.long_run == gone.long_run
    assert whole.area == gone.area
    assert np.array_equal(whole.path.bands["pain"].low, gone.path.bands["pain"].low)
    assert (whole.verb, gone.verb) == ("weaken", "cut")
    assert whole.cut is None


def test_two_links_add_up_in_the_matrix() -> None:
    found = weaken(pair_fit(), {("pain", "depression"): 0.5, ("depression", "pain"): 0.25})
    less, push = np.array([[-0.5, 0.225], [0.1, -0.5]]), np.array([-0.075 * 4.0, -0.1 * 5.0])
    assert np.allclose([e.estimate for e in found.long_run.values()], np.linalg.solve(-less, push), atol=1e-10)


def test_what_cannot_be_weakened() -> None:
    with pytest.raises(SpecError, match=r"cannot lose 1\.5 of its strength") as caught:
        weaken(pair_fit(), {("pain", "depression"): 1.5})
    assert "--cut 'pain->depression'" in caught.value.fix
    with pytest.raises(SpecError, match="self-effect") as caught:
        weaken(pair_fit(), {("pain", "pain"): 0.5})
    assert '--weaken "pain->depression=0.5"' in caught.value.fix
    with pytest.raises(SpecError, match="No link to weaken"):
        weaken(pair_fit(), {})
    with pytest.raises(SpecError, match="not a finite number"):
        weaken(pair_fit(), {("pain", "depression"): np.nan})
    # Gain 0.24; a link five times as strong makes it 1.44.
    with pytest.raises(NotIdentified, match="With pain -> depression changed the estimated loop does not return") as refused:
        weaken(pair_fit(), {("pain", "depression"): -5.0})
    assert refused.value.code == "unstable"
    with pytest.raises(NotIdentified, match="did not end at a maximum"):
        weaken(replace(pair_fit(), converged=False), {("pain", "depression"): 0.5})


def test_the_part_is_said() -> None:
    assert any("loses 30 % of its strength" in said for said in weaken(pair_fit(), {("pain", "depression"): 0.3}).assumptions)
    assert any("gains 20 % of its strength" in said for said in weaken(pair_fit(), {("pain", "depression"): -0.2}).assumptions)
