from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy import ndarray
from tests.act.population.example import declared
from tests.act.population.pairs import of_one_age, simulated

from unspiral.act.population.effects import Classes, loadings
from unspiral.act.population.forward import cells, start_of
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.seen import STEP, Seen
from unspiral.act.population.twins import Ladder, ladder
from unspiral.evidence.population_file import packaged, scenarios
from unspiral.loop.episode_numbers import number, searched, with_searched
from unspiral.loop.episodes import Episodes

pytestmark = pytest.mark.identity
NODES = 7


def small() -> Episodes:
    """Two ages, two person effects, moderate."""
    found = declared()
    hazards = tuple(replace(h, effects=tuple(e for e in h.effects if e[0] != "mending")) for h in found.hazards)
    return replace(found, hazards=hazards, effects=("back", "mood"), people=replace(found.people, youngest=50, oldest=52))


@cache
def found() -> tuple[Seen, Ladder]:
    seen = Seen(small(), nodes=NODES)
    return seen, ladder(seen, seen.earlier("depression"), seen.earlier("pain"))


def by_brute_force(related: float) -> float:
    """Both twins' effects written out: what the pair shares, and what each has beside it."""
    episodes = small()
    joint, load = joint_of(episodes), loadings(episodes)
    node, weight = np.polynomial.hermite_e.hermegauss(NODES)
    weight = weight / weight.sum()
    pair = np.array(list(product(node, node)))
    each = np.array([a * b for a, b in product(weight, weight)])
    z = np.sqrt(related) * pair[:, None, :] + np.sqrt(1.0 - related) * pair[None, :, :]
    people = Classes(np.outer(each, each).ravel(), np.exp(z.reshape(-1, 2) @ load.T))
    begin = start_of(episodes, joint, rates_of(episodes, joint), people)
    low, pain = (joint.states[:, joint.names.index(f"earlier {course}")] > 0 for course in ("depression", "pain"))

    def of(there: ndarray) -> ndarray:  # [cell, what is shared], averaged over what is not
        return begin.state[..., there].sum(axis=-1).reshape(len(begin.age), len(each), len(each)) @ each

    weigh = begin.share[:, None] * each
    return float((weigh * of(low & pain) * of(~low & ~pain)).sum() / (weigh * of(low & ~pain) * of(~low & pain)).sum())


@pytest.mark.parametrize(("rung", "related"), [("people", 0.0), ("fraternal", 0.5), ("identical", 1.0)])
def test_hermite_coefficients_equal_sums_over_both_twins(rung: str, related: float) -> None:
    # Other nodes for the same integral: both are near it, and nearer to each other than to any other rung.
    assert getattr(found()[1], rung) == pytest.approx(by_brute_force(related), rel=2e-3)


def test_the_ladder_falls_and_ends_at_one_where_nothing_is_causal() -> None:
    episodes = replace(small(), hazards=tuple(replace(h, ratios=tuple(r for r in h.ratios if not r.link)) for h in small().hazards))
    seen = Seen(episodes, nodes=NODES)
    none = ladder(seen, seen.earlier("depression"), seen.earlier("pain"))
    assert none.people > none.fraternal > none.identical == pytest.approx(1.0, abs=1e-9)
    causal = found()[1]
    assert causal.people > causal.fraternal > causal.pairs > causal.identical > 1.02


def test_among_unrelated_people_it_is_the_mantel_haenszel_ratio() -> None:
    seen, rungs = found()
    low, pain = seen.earlier("depression"), seen.earlier("pain")
    weight = seen.classes.weight
    four = [(low & pain), (~low & ~pain), (low & ~pain), (~low & pain)]
    a, d, b, c = (one.value @ weight for one in seen.by_age([(there, there) for there in four], 0.0))
    share = cells(small().people)[2]
    assert rungs.people == pytest.approx(float((share * a * d).sum() / (share * b * c).sum()), rel=1e-12)


def test_those_who_take_part_and_what_comes_later() -> None:
    seen = found()[0]
    free = seen.among("depression", "none")
    now = ladder(seen, seen.among("pain", "chronic"), seen.among("depression", "episode"), free=free, days=1e-6)
    later = ladder(seen, seen.among("pain", "chronic"), seen.among("depression", "episode"), free=free, days=1000.0)
    assert now.people == pytest.approx(1.96, abs=0.6)  # at once: the hazards' own ratio, and what people differ in
    assert 1.0 < later.identical < later.people


def test_slopes_of_the_ladder_are_those_of_differences() -> None:
    name = ("correlation:back:mood",)
    at = np.array([searched(number(small(), name[0]), name[0])])

    def people(theta: ndarray, along: tuple[Episodes, ...] = ()) -> Any:
        seen = Seen(with_searched(small(), name, theta), nodes=3, along=along)
        return ladder(seen, seen.earlier("depression"), seen.earlier("pain")).people

    exact = people(at, (with_searched(small(), name, at + 1j * STEP),)).slope[0]
    assert exact == pytest.approx((people(at + 1e-5) - people(at - 1e-5)) / 2e-5, rel=1e-6)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_simulated_families_show_the_same_ladder(share: float) -> None:
    core: Any = pytest.importorskip("unspiral._core", reason="no compiled kernel on this machine")
    episodes = scenarios(packaged("back-pain-depression"), "packaged")[share]
    seen = Seen(of_one_age(episodes, 50), nodes=21)  # pairs draw normal effects; so many classes are near that law
    exact = ladder(seen, seen.earlier("depression"), seen.earlier("pain"))
    for rung, related in (("people", 0.0), ("fraternal", 0.5), ("identical", 1.0)):
        told, error = simulated(core, episodes, 50, related, ["depression"], ["pain"], 40_000, 7)
        assert abs(np.log(told / getattr(exact, rung))) < 4.0 * error
