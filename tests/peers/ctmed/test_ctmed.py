"""Effects and centralities on cTMed's own example (cTMed 1.0.6, recorded by effects.R)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from unspiral.learn.effects import Parts, centrality, taken_apart

pytestmark = pytest.mark.peer

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "effects.json").read_text(encoding="utf-8"))
DRIFT, LAGS = np.array(RECORDED["drift"]), np.array(RECORDED["lags"], dtype=float)
CLOSE = 1e-8


def test_total_direct_and_indirect() -> None:
    i, j, m = RECORDED["to"] - 1, RECORDED["from"] - 1, RECORDED["med"] - 1
    parts = taken_apart(Parts(DRIFT[None], LAGS), [(i, j)], np.ones((1, 3)))[i, j]
    assert np.abs(parts.total[:, 0] - RECORDED["total"]).max() < CLOSE
    assert np.abs(parts.direct[:, 0] - RECORDED["direct"]).max() < CLOSE
    assert np.abs(parts.through[m][:, 0] - RECORDED["indirect"]).max() < CLOSE
    assert np.abs(RECORDED["indirect"]).min() > 0.1


def test_centralities() -> None:
    outward, passed = centrality(Parts(DRIFT[None], LAGS), np.ones((1, 3)))
    assert np.abs(outward[:, 0] - RECORDED["total_central"]).max() < CLOSE
    assert np.abs(passed[:, 0] - RECORDED["indirect_central"]).max() < CLOSE
