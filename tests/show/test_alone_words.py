"""One process by itself: level, spread and half-life, held against the simulation they come from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.records import Fit
from unspiral.show.alone_words import alone_section, alone_sentences


@pytest.fixture(scope="module")
def fit() -> Fit:
    drift = np.diag([-0.5, -0.4])
    return fit_ml(simulate_panel(occasions=150, drift=drift, seed=3), parse("pain by pain"), error=False)


def test_level_spread_and_half_life_with_their_intervals(fit: Fit) -> None:
    usual, strays, lasts = alone_sentences(fit)
    assert usual.startswith("Pain usually lies at ")
    assert strays.startswith("From day to day it strays from that level by a standard deviation of ")
    assert lasts.startswith("A bad spell lasts: half of a rise of pain is gone after ")
    assert all("95 % interval" in sentence for sentence in (usual, strays, lasts))
    sd = float(np.sqrt(fit.diffusion[0, 0] / (-2.0 * fit.drift[0, 0])))
    assert f"{sd:.1f} points" in strays or f"{sd:.2f} points" in strays
    half = np.log(2.0) / -fit.drift[0, 0]
    assert f"{half:.1f} days" in lasts or f"{24 * half:.0f} hours" in lasts


def test_none_where_there_are_links_or_the_fit_is_refused(fit: Fit) -> None:
    assert alone_sentences(replace(fit, links=(("pain", "mood"),))) == ()
    assert alone_section(replace(fit, converged=False)) is None
    assert alone_section(fit) is not None
