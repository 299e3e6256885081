from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from tests.act.made import full_loop, made_fit, pair_fit, random_drift
from tests.act.solver import NAMES, line, shift, solved

from unspiral.act import whatif
from unspiral.errors import NotIdentified, SpecError
from unspiral.records import Effect, Fit

pytestmark = pytest.mark.unit
cut = partial(whatif.cut, draws=200)


@pytest.mark.identity
@pytest.mark.parametrize("p", [2, 3, 4, 5])
def test_a_cut_is_what_the_solver_says(p: int) -> None:
    """The whole loop rests at mu by its own pull; the solver then runs the loop without the link, from mu."""
    rng = np.random.default_rng([p, 2])
    drift = random_drift(rng, p)
    level, reference = rng.uniform(2.0, 6.0, size=p), 1.5
    fit = made_fit(full_loop(NAMES[:p]), drift, levels=tuple(level), spread=0.01)
    j, i = 1, 0
    without = drift.copy()
    without[i, j] = 0.0
    if np.linalg.eigvals(without).real.max() >= 0:
        pytest.fail("this loop should settle without the link; choose another seed")
    found = cut(fit, (NAMES[j], NAMES[i]), {NAMES[j]: reference}, 30.0)
    mu = np.zeros(p)
    mu[j] = level[j] - reference  # only the cause's level counts: the others may be measured from anywhere
    for k in set(range(p)) - {j}:
        mu[k] = rng.normal()
    pull = -drift @ mu
    path = solved(without, pull, mu, found.path.time) - mu
    assert np.allclose(np.column_stack([line(found, n) for n in NAMES[:p]]), path, atol=1e-8)
    settled = np.linalg.solve(-without, pull) - mu
    assert shift(found) == pytest.approx(list(settled), abs=1e-9)
    inverse, c = np.linalg.inv(drift), drift[i, j]
    assert shift(found) == pytest.approx(list(c * mu[j] * inverse[:, i] / (1.0 - c * inverse[j, i])), abs=1e-9)


@pytest.mark.identity
def test_the_sign_of_a_cut_by_hand() -> None:
    """Pain at 5 feeds depression at 0.2 a day; without that, depression falls by 0.2 x 5 / 0.5 and pain follows by 0.3 / 0.5 of it."""
    found = cut(pair_fit(), ("pain", "depression"))
    assert shift(found) == pytest.approx([-1.2, -2.0])
    assert found.half_time["depression"].estimate == pytest.approx(np.log(2.0) / 0.5, rel=1e-6)


def test_a_level_at_its_reference_gives_nothing_to_cut() -> None:
    fit = pair_fit(level_spread=0.2)
    found = cut(fit, ("pain", "depression"), {"pain": 5.0})
    assert shift(found) == pytest.approx([0.0, 0.0], abs=1e-12)
    effect = found.long_run["depression"]
    assert effect.low is not None
    assert effect.low < -0.1  # the level itself is not known to the last digit


def test_what_is_not_known_of_the_level_widens_the_interval() -> None:
    def width(fit: Fit) -> float:
        effect = whatif.cut(fit, ("pain", "depression"), draws=1000).long_run["depression"]
        assert effect.low is not None
        assert effect.high is not None
        return effect.high - effect.low

    narrow, wide = width(pair_fit(spread=0.001, level_spread=0.001)), width(pair_fit(spread=0.001, level_spread=0.5))
    # 0.4 points of shift a point of level, whose standard error is 0.5 x 1.7.
    assert wide == pytest.approx(2 * 1.96 * 0.4 * 0.85, rel=0.1)
    assert narrow < wide / 5


def test_only_a_declared_link_can_be_cut() -> None:
    fit = made_fit("pain -> depression", np.array([[-0.5, 0.0], [0.2, -0.5]]))
    with pytest.raises(SpecError, match=r"no link depression -> pain\. Its links: pain -> depression"):
        cut(fit, ("depression", "pain"))
    with pytest.raises(SpecError, match="self-effect"):
        cut(fit, ("pain", "pain"))


def test_a_link_that_holds_the_loop_cannot_be_cut() -> None:
    """Pain and depression feed each other beyond bounds; only sleep, which both rob and which hurts neither, keeps them in."""
    drift = np.array([[-0.5, 0.6, -0.8], [0.6, -0.5, 0.0], [0.8, 0.0, -0.5]])
    assert np.linalg.eigvals(drift).real.max() < 0
    with pytest.raises(NotIdentified, match="Without sleep -> pain the estimated loop does not return"):
        cut(made_fit(full_loop(NAMES[:3]).replace("\n\n", "\n"), drift, spread=0.01), ("sleep", "pain"))


def test_what_a_cut_does_not_reach_stays_even_then() -> None:
    drift = np.array([[-0.5, 0.4, 0.0], [0.42, -0.5, 0.0], [0.3, 0.0, -0.6]])
    fit = made_fit("pain <-> depression; pain -> sleep", drift, spread=0.25)
    found = cut(fit, ("pain", "sleep"))
    assert found.long_run["pain"] == Effect(0.0, 0.0, 0.0)
    assert (found.long_run["sleep"].low, found.long_run["sleep"].high) == (None, None)


def test_the_reference_of_a_cut_is_said() -> None:
    fit = pair_fit()
    plain = cut(fit, ("pain", "depression"))
    assert any(said.startswith("pain is measured from 0, the zero of its scale: it stands at 5.00 (") for said in plain.assumptions)
    assert plain.reference == {"pain": 0.0}
    asked = cut(fit, ("pain", "depression"), {"pain": 1.0, "depression": 2.0})
    assert any("measured from 1, as asked" in said for said in asked.assumptions)
    assert any("reference of depression changes nothing" in said for said in asked.assumptions)
    assert shift(asked) == pytest.approx([0.8 * x for x in shift(plain)])
    waves = made_fit("pain <-> depression", np.array([[-0.5, 0.3], [0.2, -0.5]]), waves=(0.0, 6.0), levels=(5.0, 4.0, 3.0, 2.0), persons=9)
    assert any("the last wave (6)" in said for said in cut(waves, ("pain", "depression")).assumptions)
    assert shift(cut(waves, ("pain", "depression"))) == pytest.approx([0.6 * x for x in shift(plain)])


@pytest.mark.identity
@pytest.mark.parametrize("p", [2, 3, 4, 5])
def test_a_cut_is_the_rank_one_update_and_the_solved_cut_matrix(p: int) -> None:
    rng = np.random.default_rng([p, 12])
    drift, level = random_drift(rng, p), rng.uniform(2.0, 6.0, size=p)
    i, j = p - 1, 0
    without = drift.copy()
    without[i, j] = 0.0
    if np.linalg.eigvals(without).real.max() >= 0:
        pytest.fail("this loop should settle without the link; choose another seed")
    found = shift(cut(made_fit(full_loop(NAMES[:p]), drift, levels=tuple(level), spread=0.01), (NAMES[j], NAMES[i])))
    c, inverse = drift[i, j], np.linalg.inv(drift)
    updated = c * level[j] * inverse[:, i] / (1.0 - c * inverse[j, i])
    direct = np.linalg.solve(without, c * level[j] * np.eye(p)[i])
    assert np.allclose(found, updated, atol=1e-10, rtol=1e-10)
    assert np.allclose(found, direct, atol=1e-10, rtol=1e-10)


@pytest.mark.identity
def test_two_cuts_are_the_loop_without_both() -> None:
    drift = random_drift(np.random.default_rng(6), 3)
    drift[np.eye(3) == 0] *= 0.5
    fit = made_fit(full_loop(NAMES[:3]), drift, levels=(5.0, 4.0, 3.0), spread=0.01)
    both = cut(fit, [("pain", "depression"), ("sleep", "pain")], {"pain": 1.0})
    without, mu = drift.copy(), np.array([4.0, 4.0, 3.0])
    without[1, 0], without[0, 2] = 0.0, 0.0
    push = np.array([-drift[0, 2] * mu[2], -drift[1, 0] * mu[0], 0.0])
    assert np.allclose(shift(both), np.linalg.solve(-without, push), atol=1e-10)
    path = solved(without, push, np.zeros(3), both.path.time)
    assert np.allclose(np.column_stack([line(both, n) for n in NAMES[:3]]), path, atol=1e-8)
    assert both.links == {("pain", "depression"): 1.0, ("sleep", "pain"): 1.0}
    assert both.cut == ("pain", "depression")
    assert both.reference == {"pain": 1.0, "sleep": 0.0}
    assert sum("is measured from" in said for said in both.assumptions) == 2


@pytest.mark.parametrize(("links", "said"), [([], "No link to cut"), ([("pain", "depression")] * 2, "given twice")])
def test_links_are_given_once(links: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        cut(pair_fit(), links)
