from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.population.example import declared, markov

from unspiral.act.population.effects import classes, loadings
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def test_classes_have_the_means_and_covariances_of_the_normal_law() -> None:
    episodes = declared()
    found = classes(episodes, 9)
    logs = np.log(found.multiplier)
    load = loadings(episodes)
    assert found.weight.sum() == pytest.approx(1.0, abs=1e-14)
    assert found.weight @ logs == pytest.approx(np.zeros(logs.shape[1]), abs=1e-13)
    assert (logs * found.weight[:, None]).T @ logs == pytest.approx(load @ load.T, abs=1e-12)
    # E exp(s z) = exp(s^2 / 2), to what nine nodes hold
    assert found.weight @ found.multiplier == pytest.approx(np.exp(0.5 * (load**2).sum(axis=1)), rel=1e-6)


def test_correlations_are_those_declared() -> None:
    load = loadings(declared())
    names = [h.name for h in declared().hazards]
    a, b = load[names.index("pain begins")], load[names.index("depression begins")]
    assert a @ b / np.sqrt((a @ a) * (b @ b)) == pytest.approx(0.3)


def test_nobody_differs_without_effects() -> None:
    found = classes(markov())
    assert len(found.weight) == 1 and (found.multiplier == 1.0).all()


def test_correlations_that_contradict_each_other() -> None:
    episodes = replace(declared(), correlations=(("back", "mood", 0.9), ("back", "mending", 0.9), ("mood", "mending", -0.9)))
    with pytest.raises(SpecError, match="contradict each other"):
        loadings(episodes)
