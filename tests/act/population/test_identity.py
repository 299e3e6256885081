from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.population.example import POLICY, declared

from unspiral.act.population.identity import declaration_hash, identity, manifest_of
from unspiral.scale.counting import Way

pytestmark = pytest.mark.unit


def test_every_word_and_number_of_a_declaration_is_in_its_hash() -> None:
    episodes = declared()
    one = declaration_hash(episodes)
    assert len(one) == 64 and one == declaration_hash(declared())
    first, *others = episodes.hazards
    for other in (
        replace(episodes, about="else"),
        replace(episodes, hazards=(replace(first, per_year=float(np.real(first.per_year)) * (1.0 + 1e-15)), *others)),
        replace(episodes, hazards=(replace(first, basis=replace(first.basis, why="else")), *others)),
    ):
        assert declaration_hash(other) != one
    # A number that NumPy made is the same number.
    same = replace(episodes, hazards=(replace(first, per_year=float(np.float64(first.per_year))), *others))
    assert declaration_hash(same) == one


def test_how_the_work_is_spread_is_no_part_of_a_run_but_for_its_log() -> None:
    def of(way: Way, logged: bool = False, **more: object) -> dict[str, str]:
        manifest = manifest_of(declared(), 10, 52, int(str(more.get("seed", 1))), [POLICY], way, 3) | {"tables": "t", "log": ""}
        return identity(manifest, logged=logged)

    assert of(Way(1, 100)) == of(Way(7, 33, "tcp://x"))
    assert of(Way(1, 100), logged=True) != of(Way(1, 33), logged=True)
    assert of(Way(), seed=2) != of(Way())
