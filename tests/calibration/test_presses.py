from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from tests.act.made import made_fit
from tests.calibration.presses import press_figures, press_truths
from tests.calibration.studies import STUDIES
from tests.calibration.study import truths

pytestmark = pytest.mark.identity


def test_the_truth_of_a_press_is_what_the_solver_says_and_what_a_fit_of_it_gives() -> None:
    study = next(s for s in STUDIES if s.kind == "presses")
    known = press_truths(study)
    assert known.items() <= truths(study).items()
    names = ("pain", "depression")
    t = study.truth
    drift = np.array([[t["self:pain"], t["link:depression->pain"]], [t["link:pain->depression"], t["self:depression"]]])
    found = press_figures(made_fit(study.loop, drift, spread=0.01))
    assert set(found) == set(known)
    for j, cause in enumerate(names):
        push = np.eye(2)[j]
        path = solve_ivp(lambda _, x, push=push: drift @ x + push, (0.0, 28.0), np.zeros(2), t_eval=[7.0, 28.0], rtol=1e-11, atol=1e-13).y
        for i, name in enumerate(names):
            for k, at in enumerate(("7", "28")):
                assert known[f"press:{cause}->{name}[{at}]"] == pytest.approx(path[i, k], abs=1e-8)
            label = f"press:{cause}->{name}[long run]"
            assert known[label] == pytest.approx(np.linalg.solve(-drift, np.eye(2)[j])[i], abs=1e-10)
            assert found[label].estimate == pytest.approx(known[label], abs=1e-9)
