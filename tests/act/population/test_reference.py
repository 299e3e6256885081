from __future__ import annotations

from typing import Any

import pytest
from tests.act.population.example import declared, falling, markov, town

from unspiral.act.population.reference import lives

pytestmark = pytest.mark.identity
core: Any = pytest.importorskip("unspiral._core", reason="no compiled kernel on this machine")
PERSONS, WEEKS = 120, 520


@pytest.mark.parametrize(
    "given",
    [
        town(markov(), WEEKS).given,
        town(declared(), WEEKS).given,
        town(declared(), WEEKS, normal=True, family=2, shared=0.6).given,
        town(falling(), WEEKS).given,
    ],
    ids=["markov", "classes", "families", "time in a state"],
)
def test_kernel_and_plain_python_tell_the_same_lives_to_the_last_bit(given: dict[str, Any]) -> None:
    mine = [(e.person, e.day, e.clock, e.state, e.arm, e.cell) for e in lives(given, 11, 5, PERSONS)]
    theirs = list(zip(*(column.tolist() for column in core.Town(**given).events(11, 5, PERSONS)), strict=True))
    assert theirs == mine
    assert len(mine) > 4 * PERSONS


def test_arms_share_their_luck_until_they_differ() -> None:
    given = town(declared(), WEEKS).given
    told: dict[tuple[int, int], list[tuple[float, int]]] = {}
    for event in lives(given, 3, 0, 60):
        told.setdefault((event.person, event.arm), []).append((event.day, event.clock))
    for person in range(60):
        now, then = told[person, 0], told[person, 1]
        assert [e for e in now if e[0] < 700.0] == [e for e in then if e[0] < 700.0]
    assert any(told[p, 0] != told[p, 1] for p in range(60))
    assert any(told[p, 0] == told[p, 1] for p in range(60))


def test_families_share_their_effects() -> None:
    given = town(declared(), 1, normal=True, family=2, shared=1.0).given
    from unspiral.act.population.reference import Plain

    plain = Plain(given)
    assert plain.effects(7, 10, 0) == plain.effects(7, 11, 0) != plain.effects(7, 12, 0)
    apart = Plain({**given, "shared": 0.0})
    assert apart.effects(7, 10, 0) != apart.effects(7, 11, 0)
