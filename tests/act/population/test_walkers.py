"""However the kernel walks (instruction set, arms together or alone, few clocks or many), every life is the same to the last bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.act.population.example import POLICY, TURN, declared, falling, markov, town

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import start_of
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.reference import lives
from unspiral.act.population.town import town_of
from unspiral.records.population import Policy

pytestmark = pytest.mark.identity
core: Any = pytest.importorskip("unspiral._core", reason="no compiled kernel on this machine")
WEEKS = 260


def every() -> list[dict[str, Any]]:
    return [
        town(markov(), WEEKS).given,
        town(declared(), WEEKS).given,
        town(declared(), WEEKS, normal=True, family=2, shared=0.6).given,
        town(falling(), WEEKS).given,
    ]


def later(given: dict[str, Any], by: int, clocks: int) -> dict[str, Any]:
    """The same town, its clocks numbered from a later one on and others between that nothing asks for."""
    out, old = dict(given), given["clocks"]
    out["clocks"], out["jumps"] = clocks, given["jumps"] + np.array([by, 0, 0], dtype=np.int32)

    def spread(values: np.ndarray, axis: int, fill: float) -> np.ndarray:
        shape = list(values.shape)
        shape[axis] = clocks
        wide = np.full(shape, fill, dtype=values.dtype)
        wide[(slice(None),) * axis + (slice(by, by + old),)] = values
        return wide

    bands = given["bands"]
    out["aged"] = spread(given["aged"].reshape(-1, old, bands * 2), 1, 1.0).ravel()
    out["effect"] = spread(given["effect"].reshape(-1, old), 1, 1.0).ravel()
    out["loading"] = spread(given["loading"].reshape(old, -1), 0, 0.0).ravel()
    out["per_event"] = spread(given["per_event"].reshape(-1, old), 1, 0.0).ravel()
    if len(given["since_course"]):
        out["since_course"] = spread(given["since_course"], 0, -1)
        count = np.diff(given["since_offset"])
        out["since_offset"] = np.concatenate([[0], np.cumsum(spread(count, 0, 0))]).astype(np.int32)
    return out


def told(given: dict[str, Any], isa: str, seed: int = 11, first: int = 5, count: int = 60) -> list[tuple[Any, ...]]:
    return list(zip(*(column.tolist() for column in core.Town(**given).events(seed, first, count, isa)), strict=True))


@pytest.mark.parametrize("isa", core.instruction_sets())
@pytest.mark.parametrize("kind", range(4))
def test_every_instruction_set_tells_the_lives_of_the_plain_twin(isa: str, kind: int) -> None:
    given = every()[kind]
    assert told(given, isa) == [(e.person, e.day, e.clock, e.state, e.arm, e.cell) for e in lives(given, 11, 5, 60)]


@pytest.mark.parametrize("kind", range(4))
def test_every_instruction_set_counts_the_same(kind: int) -> None:
    kernel = core.Town(**every()[kind])
    whole = kernel.simulate(2**63 + 5, 2**32 - 1000, 3000, 1, core.instruction_sets()[-1])
    for isa in core.instruction_sets()[:-1]:
        other = kernel.simulate(2**63 + 5, 2**32 - 1000, 3000, 2, isa)
        assert all(np.array_equal(a, b) for a, b in zip(whole, other, strict=True))
    with pytest.raises(ValueError, match="does not have the instruction set"):
        kernel.simulate(1, 0, 10, 1, "abacus")


@pytest.mark.parametrize(("by", "clocks"), [(5, 16), (9, 20), (21, 32), (37, 48)])
@pytest.mark.parametrize("kind", range(4))
def test_many_clocks_are_walked_like_few(by: int, clocks: int, kind: int) -> None:
    given = later(every()[kind], by, clocks)
    twin = [(e.person, e.day, e.clock, e.state, e.arm, e.cell) for e in lives(given, 3, 0, 12)]
    for isa in core.instruction_sets():
        assert told(given, isa, 3, 0, 12) == twin


POLICIES = (
    POLICY,
    Policy("later", week=100, scale=(("pain care begins", 2.0), ("death", 0.5))),
    Policy("nothing", week=0),
    Policy("from the start", week=0, scale=(("depression begins", 0.5),)),
    Policy("of the young", week=0, by_age=(("pain begins", 18.0, 45.0, 0.3),)),
)


def arms_of(policies: tuple[Policy, ...]) -> dict[str, Any]:
    episodes = declared()
    joint, people, begins = joint_of(episodes), classes(episodes, 3), (0.0, TURN)
    now = rates_of(episodes, joint, begins=begins)
    arms = {"now": now} | {p.name: rates_of(episodes, joint, p, begins=begins) for p in policies}
    return town_of(episodes, joint, arms, people, start_of(episodes, joint, now, people), WEEKS).given


def test_arms_that_walk_together_are_counted_as_if_each_walked_alone() -> None:
    persons = 3000
    together = core.Town(**arms_of(POLICIES)).simulate(9, 0, persons, 2)
    outcomes = arms_of(())["outcomes"]
    for place, policy in enumerate(POLICIES, 1):
        alone = core.Town(**arms_of((policy,))).simulate(9, 0, persons, 1)
        for k in (0, 1, 2, 4):
            size = len(alone[k]) // 2
            assert np.array_equal(together[k][place * size : (place + 1) * size], alone[k][size:])
            assert np.array_equal(together[k][:size], alone[k][:size])
        for k in (3, 5):
            assert together[k][place * outcomes : (place + 1) * outcomes] == alone[k][outcomes:]
    apart = together[4].reshape(len(POLICIES) + 1, -1)
    assert np.all(apart[3] == 0) and np.all(apart[[1, 2, 4, 5]].any(axis=1))


def test_amounts_and_squares_are_those_of_the_lives_that_were_told() -> None:
    given = arms_of(POLICIES)
    persons, arms, states = 200, len(POLICIES) + 1, given["states"]
    per_day = given["per_day"].reshape(-1, states)
    amount = np.zeros((persons, arms, len(per_day)))
    at: dict[tuple[int, int], tuple[float, int]] = {}
    for person, day, clock, state, arm, _ in told(given, "", 9, 0, persons):
        if clock >= 0:
            since, before = at[person, arm]
            amount[person, arm] += per_day[:, before] * (day - since)
        at[person, arm] = (day, state)
    for (person, arm), (since, before) in at.items():
        amount[person, arm] += per_day[:, before] * (7.0 * WEEKS - since)
    whole = [[[round(x * 2**20) for x in row] for row in rows] for rows in amount.tolist()]
    _, _, sums, squares, apart, apart_squares = core.Town(**given).simulate(9, 0, persons, 1)
    outcomes = len(per_day)
    for arm in range(arms):
        for o in range(outcomes):
            mine = [whole[p][arm][o] for p in range(persons)]
            less = [whole[p][arm][o] - whole[p][0][o] for p in range(persons)]
            k = arm * outcomes + o
            assert sums[k] == sum(mine) and apart[k] == sum(less)
            assert squares[k][0] * 2**64 + squares[k][1] == sum(x * x for x in mine)
            assert apart_squares[k][0] * 2**64 + apart_squares[k][1] == sum(x * x for x in less)
