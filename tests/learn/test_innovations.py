"""What was not foreseen: the same for all persons at once and for some at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.learn import innovations
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fitted import fitted
from unspiral.learn.innovations import innovations_of
from unspiral.learn.kalman import filter_lanes
from unspiral.loop.language import parse


def test_some_persons_at_a_time_are_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = simulate_panel(seed=5, persons=8, occasions=9)
    aged = [replace(p.at(np.arange(2 + i)), covariates=np.array([20.0 + 7.0 * i])) for i, p in enumerate(whole.persons)]
    panel = replace(whole, persons=tuple(aged), covariates=("age",))
    fit = fit_ml(
        panel, parse("pain <-> depression"), traits=False, error=False, starts=1, ladder=False, covariates={"age": "both"}, ci="sandwich"
    )
    found = fitted(fit, panel)
    assert len(found.models) == 8
    forward = filter_lanes(found.models, found.lanes, found.group)
    for at_once in (1, 3, 100):
        monkeypatch.setattr(innovations, "ROWS", at_once * len(found.lanes.step))
        new = innovations_of(found.models, found.lanes, found.group)
        for name in ("loglik", "innovation", "precision"):
            np.testing.assert_allclose(getattr(new, name), getattr(forward, name), rtol=1e-12, atol=1e-12)
