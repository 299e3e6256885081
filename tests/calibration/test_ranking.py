"""Rankings of made-up people: probabilities of being best hold, and other rules cost more. Takes some minutes."""

from __future__ import annotations

import numpy as np
import pytest
from tests.calibration.ranking import NAMES, RULES, controllability, person, summary, told


@pytest.mark.unit
def test_made_up_people_settle_and_their_scores_are_finite() -> None:
    people = [person(seed) for seed in range(20)]
    assert all(np.linalg.eigvals(p.drift).real.max() < 0 for p in people)
    assert all(np.isfinite(p.scores()).all() for p in people)
    assert len({int(p.scores().argmax()) for p in people}) > 2  # no process is best in everybody


@pytest.mark.unit
def test_controllability_is_the_trace_of_its_sum() -> None:
    a = np.array([[0.5, 0.2], [0.1, 0.4]])
    scaled = a / (1.0 + np.abs(np.linalg.eigvals(a)).max())
    for k, found in enumerate(controllability(a)):
        b = np.eye(2)[:, [k]]
        whole = sum(np.linalg.matrix_power(scaled, n) @ b @ b.T @ np.linalg.matrix_power(scaled, n).T for n in range(60))
        assert found == pytest.approx(np.trace(whole), abs=1e-12)


@pytest.mark.unit
def test_the_summary_counts_what_was_claimed() -> None:
    lost = [dict.fromkeys(RULES, 0.1 * k) for k in range(10)]
    rows = [{"seed": k, "best": [0.9, 0.1, 0.0, 0.0], "truth": 0 if k < 9 else 1, "answer": True, "regret": lost[k]} for k in range(10)]
    out = summary([*rows, {"seed": 11, "refused": "no"}])
    assert out[0] == "people 10, refused 1"
    assert any("said 0.900, true 0.900" in line for line in out)
    assert any(line.startswith("regret, ours: 0.4500") for line in out)


@pytest.mark.calibration
def test_probabilities_hold_and_other_rules_cost_more() -> None:
    found = [row for row in (told(seed) for seed in range(1, 81)) if "best" in row]
    claimed, truth = np.array([f["best"] for f in found]), np.array([f["truth"] for f in found])
    right = truth == claimed.argmax(axis=1)
    assert abs(float(claimed.max(axis=1).mean() - right.mean())) < 0.12
    lost = {rule: float(np.mean([f["regret"][rule] for f in found])) for rule in ("ours", "controllability", "centrality")}
    assert lost["ours"] < 0.5 * min(lost["controllability"], lost["centrality"])
    assert len(NAMES) == 4
