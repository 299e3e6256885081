"""Effects, centralities and a press on ctnet's own examples (ctnet 0.1.0, recorded by effects.R)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy import ndarray

from unspiral.act.response import respond
from unspiral.learn.effects import Parts, centrality, taken_apart

pytestmark = pytest.mark.peer

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "effects.json").read_text(encoding="utf-8"))
LAGS = np.array(RECORDED["lags"])
CLOSE = 1e-8


def drift_of(name: str) -> ndarray:
    return np.array(RECORDED["matrices"][name]["drift"])


@pytest.mark.parametrize("name", ["chain", "four"])
def test_total_direct_indirect_and_through_each(name: str) -> None:
    drift, effects = drift_of(name), RECORDED["matrices"][name]["effects"]
    pairs = [(e["affected"] - 1, e["cause"] - 1) for e in effects]
    found = taken_apart(Parts(drift[None], LAGS), pairs, np.ones((1, len(drift))))
    for pair, theirs in zip(pairs, effects, strict=True):
        parts = found[pair]
        assert np.abs(parts.total[:, 0] - theirs["total"]).max() < CLOSE
        assert np.abs(parts.direct[:, 0] - theirs["direct"]).max() < CLOSE
        assert np.abs((parts.total - parts.direct)[:, 0] - theirs["indirect"]).max() < CLOSE
        assert sorted(parts.through) == [m - 1 for m in theirs["mediators"]]
        for m, lost in zip(theirs["mediators"], theirs["through"], strict=True):
            assert np.abs(parts.through[m - 1][:, 0] - lost).max() < CLOSE
    assert max(np.abs(e["indirect"]).max() for e in effects) > 0.05  # the mediators do matter here


@pytest.mark.parametrize("name", ["chain", "four"])
def test_centralities(name: str) -> None:
    drift = drift_of(name)[None]
    outward, passed = centrality(Parts(drift, LAGS), np.ones(drift.shape[:2]))
    theirs = RECORDED["matrices"][name]["centrality"]
    assert np.abs(outward[:, 0] - theirs["total"]).max() < CLOSE
    assert np.abs(passed[:, 0] - theirs["indirect"]).max() < CLOSE
    assert np.abs(theirs["indirect"]).max() > 0.1


def test_a_process_that_is_held_presses_the_others() -> None:
    """simPress holds one process at a value: the others then answer to a push that is held, its column of the drift."""
    press = RECORDED["press"]
    drift, k = drift_of(press["matrix"]), press["process"] - 1
    rest = [i for i in range(len(drift)) if i != k]
    push = press["value"] * drift[rest, k]
    for time, theirs in zip(press["times"], press["path"], strict=True):
        answer = respond(drift[np.ix_(rest, rest)][None], push[None], float(time), 1)
        assert np.abs(answer.path[0, 1] - np.array(theirs)[rest]).max() < CLOSE
    assert np.abs(answer.settled[0] - np.array(press["path"][-1])[rest]).max() < CLOSE  # after 100 units it has settled
