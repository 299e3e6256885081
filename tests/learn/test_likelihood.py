"""The likelihood at named parameters, per person and in sum, against the dense multivariate normal."""

from __future__ import annotations

import numpy as np
import pytest
from tests.learn.loops import simulate_panel
from tests.learn.truth import dense_loglik

from unspiral.learn.likelihood import loglik, loglik_by_person
from unspiral.learn.parameters import assemble, by_name, layout_of
from unspiral.learn.system import lanes_of_panel
from unspiral.loop.language import parse
from unspiral.records import Choices

LOOP = parse("pain <-> depression")
NUMBERS = {
    "self:pain": -0.5, "self:depression": -0.4, "link:pain->depression": 0.2, "link:depression->pain": 0.1,
    "diffusion:pain": 0.9, "diffusion:pain,depression": 0.1, "diffusion:depression": 0.8, "level:pain": 4.0, "level:depression": 3.0,
    "error:pain": 0.2, "error:depression": 0.1, "trait:pain": 0.5, "trait:pain,depression": 0.2, "trait:depression": 0.6,
}  # fmt: skip


def test_shares_add_up_and_equal_the_dense_value() -> None:
    panel = simulate_panel(persons=4, occasions=6, uneven=True)
    choices = Choices(True, True, "stationary", "constant", {})
    names, shares = loglik_by_person(panel, LOOP, NUMBERS, choices)
    whole = loglik(panel, LOOP, NUMBERS, choices)
    layout = layout_of(LOOP, traits=True, error=True, t0="stationary", waves=(), unit="day")
    dense = dense_loglik(assemble(layout, by_name(layout, NUMBERS)), lanes_of_panel(panel, LOOP.columns, (), ()))
    assert sorted(names) == ["1", "2", "3", "4"]
    assert whole == pytest.approx(float(np.sum(shares)), rel=1e-12)
    assert whole == pytest.approx(dense, abs=1e-8)


def test_a_missing_number_is_named() -> None:
    with pytest.raises(KeyError, match="self:pain"):
        loglik(simulate_panel(occasions=5), LOOP, {}, Choices(False, True, "stationary", "constant", {}))
