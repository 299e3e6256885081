"""Made-up panels with known truth: the same maximum, effects and standard errors as lavaan 0.6-14 (recorded by simulated.R)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm
from tests.peers.lavaan.simulated import DRIFT, SETS, panel_of

from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse

pytestmark = pytest.mark.peer

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "simulated.json").read_text(encoding="utf-8"))
LOOPS = {
    "panel": "x <-> y",
    "cohort": "one by x, u; other by y, v; one <-> other",
    "diary": "x <-> y",
}


@pytest.mark.parametrize("name", SETS)
def test_the_same_maximum_effects_and_errors_as_lavaan(name: str) -> None:
    peer = RECORDED[name]
    assert peer["converged"]
    _, _, traits, error, columns, _ = SETS[name]
    fit = fit_ml(panel_of(name), parse(LOOPS[name]), traits=traits, error=error > 0, t0="centred", lag=1.0, starts=2, ladder=False)
    assert fit.converged
    assert fit.n_parameters == peer["parameters"]
    assert fit.loglik == pytest.approx(peer["loglik"], abs=1e-3)
    assert fit.loglik is not None and fit.loglik >= peer["loglik"] - 1e-4
    found = np.array([[fit.lagged[cause, affected].estimate for cause in fit.processes] for affected in fit.processes])
    errors = np.array([[fit.lagged[cause, affected].se for cause in fit.processes] for affected in fit.processes], dtype=float)
    np.testing.assert_allclose(found, peer["lag"], atol=2e-4)
    np.testing.assert_allclose(errors, peer["se"], rtol=5e-3)
    loadings = [p.estimate for p in fit.parameters if p.name.startswith("loading:")]
    np.testing.assert_allclose(loadings, peer["loadings"], atol=2e-4)
    # and both are where the truth is, within four standard errors
    assert (np.abs(found - expm(DRIFT)) < 4.0 * errors).all()
    assert len(loadings) == sum(len(c) - 1 for c in columns)
