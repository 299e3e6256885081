"""The density of population and people together: dense normals for the answers, scipy for the priors, differences, brute force."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import pytest
from scipy import stats
from scipy.special import logsumexp
from tests.learn.people_made import LOOP, choices, made, numbers
from tests.learn.truth import dense_loglik

from unspiral.learn.differences import law_of, one_person
from unspiral.learn.joint import Joint, WhitenedJoint, rounded, whitened_joint
from unspiral.learn.nuts import Target, sample
from unspiral.learn.parameters import assemble
from unspiral.learn.posterior import Posterior, Whitened
from unspiral.learn.priors import priors_of
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.search import Optimum
from unspiral.learn.system import Array
from unspiral.records import Panel

pytestmark = pytest.mark.identity
VARIED = ("self:pain", "link:pain->depression")
LINK = "link:pain->depression"
needs_nutpie = pytest.mark.skipif(find_spec("nutpie") is None, reason="nutpie (the extra bayes) is not installed")


def panel(people: int = 5, occasions: int = 8, t0: str = "separate") -> Panel:
    c = choices(VARIED, t0)
    return made(people, occasions, c, numbers(c, dict.fromkeys(VARIED, 0.3)))


def joint_of(problem: Problem) -> Joint:
    assert problem.levels is not None
    return Joint(problem.levels, priors_of(problem.chain, problem.look, {}, problem.layout))


def there(t0: str = "separate", seed: int = 1) -> tuple[Joint, Array, Array]:
    """A point at which everybody's loop settles."""
    joint = joint_of(problem_of(panel(t0=t0), LOOP, choices(VARIED, t0)))
    random = np.random.default_rng(seed)
    while True:
        x, eps = joint.priors.draw(random, 1)[0], random.standard_normal((joint.levels.persons, 2))
        if np.isfinite(joint.value(x, eps)[0]):
            return joint, x, eps


@pytest.mark.parametrize("t0", ["separate", "joint", "stationary"])
def test_it_is_the_prior_times_everybodys_own_likelihood(t0: str) -> None:
    joint, x, eps = there(t0)
    priors, layout = joint.priors, joint.levels.layout
    signs = np.sign(x[[layout.names.index(f"sd:{name}") for name in VARIED]])
    values = priors.natural(x[None])[0]
    # Everybody's own model from the numbers that are reported, by hand: the law of people, and their deviations along its own root.
    named = dict(zip(layout.names, values.tolist(), strict=True))
    sd, r = np.array([named[f"sd:{name}"] for name in VARIED]), named["cor:self:pain,link:pain->depression"]
    root = sd[:, None] * np.array([[1.0, 0.0], [r, np.sqrt(1.0 - r**2)]])
    traits = [np.sqrt(named[f"trait:{process}"]) for process in ("pain", "depression")]
    with_u = np.array([[named[f"cor:trait:{p},{v}"] for v in VARIED] for p in ("pain", "depression")]) * np.outer(traits, sd)
    lean = np.linalg.solve(root, with_u.T).T
    average = one_person(layout, values, law_of(layout, values))
    expected = 0.0
    for person, own in enumerate(eps * signs):
        u, c, mine = root @ own, lean @ own, average.copy()
        plain = layout.average.names
        mine[plain.index("self:pain")] *= np.exp(u[0])
        mine[plain.index("link:pain->depression")] += u[1]
        mine[plain.index("level:pain")] += c[0]
        mine[plain.index("level:depression")] += c[1]
        expected += dense_loglik(assemble(layout.average, mine), joint.levels.lanes.some(np.array([person])))
    expected += float(priors.density(x[None])[0][0]) + float(stats.norm.logpdf(eps).sum())
    constant = -0.5 * eps.size * np.log(2.0 * np.pi)  # the density leaves it out
    assert joint.value(x, eps)[0] + constant == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("t0", ["separate", "joint", "stationary"])
def test_the_derivatives_are_those_of_the_density(t0: str) -> None:
    joint, x, eps = there(t0, 2)
    _, slope, own = joint.value(x, eps)
    step, size = 1e-5, float(np.abs(slope).max())
    for k in range(len(x)):
        e = step * np.eye(len(x))[k]
        difference = (joint.value(x + e, eps)[0] - joint.value(x - e, eps)[0]) / (2.0 * step)
        assert slope[k] == pytest.approx(difference, rel=1e-4, abs=1e-5 * size), joint.priors.records[k].name
    for i, j in ((0, 0), (3, 1), (4, 0)):
        e = np.zeros(eps.shape)
        e[i, j] = step
        difference = (joint.value(x, eps + e)[0] - joint.value(x, eps - e)[0]) / (2.0 * step)
        assert own[i, j] == pytest.approx(difference, rel=1e-4, abs=1e-5 * size)


def test_mirror_images_are_one_population_with_the_same_people() -> None:
    joint, x, eps = there("joint", 3)
    at = [joint.levels.layout.names.index(f"sd:{name}") for name in VARIED]
    x[at] = [-0.4, 0.3]
    folded = joint.priors.coordinates.folded(x)
    assert (folded[at] > 0.0).all() and not np.array_equal(folded, x)
    assert joint.value(folded, eps * np.sign(x[at]))[0] == pytest.approx(joint.value(x, eps)[0], rel=1e-10)


def test_a_loop_that_does_not_settle_has_no_density_where_it_must() -> None:
    joint, x, eps = there("stationary", 4)
    names = joint.levels.layout.names
    x[[names.index("link:pain->depression"), names.index("link:depression->pain")]] = 1.2  # the average runs away
    eps[:, 1] = -20.0  # nobody's own loop does
    x[names.index("sd:link:pain->depression")] = 0.5
    x[names.index("cor:self:pain,link:pain->depression")] = 0.0
    there_is = joint.levels.pairs(joint.levels.population(joint.priors.coordinates.through(x[None])[0][0]), np.arange(len(eps)), eps)[0]
    assert np.isfinite(there_is).all()
    assert np.isnan(joint.value(x, eps)[0])


def around(joint: Joint, problem: Problem) -> WhitenedJoint:
    x = joint.priors.coordinates.folded(0.3 * joint.priors.draw(np.random.default_rng(4), 1)[0] + 0.7 * joint.priors.centre)
    return whitened_joint(joint, Whitened(Posterior(problem, joint.priors), x, 0.1 * np.eye(len(x))))


def test_rounded_off_everybody_stands_at_their_mode_which_moves_along() -> None:
    problem = problem_of(panel(), LOOP, choices(VARIED))
    joint = joint_of(problem)
    found = around(joint, problem)
    free, size = found.free, len(found.middle)
    assert size == free + 2 * joint.levels.persons
    assert np.abs(found.value(np.zeros(size))[1][free:]).max() < 1e-3
    np.testing.assert_allclose(found.coordinates(np.zeros((3, size))), np.tile(found.middle, (3, 1)))
    w = np.zeros(size)
    average = np.array([slot.field not in ("spread", "lean") for slot in problem.layout.slots])
    w[:free] = 0.05 * np.random.default_rng(5).standard_normal(free) * average
    here = found.coordinates(w)
    population = joint.levels.population(joint.priors.coordinates.through(here[None, :free])[0][0])
    moved = joint.levels.modes(population).eps.ravel()
    stayed = np.abs(moved - found.middle[free:]).max()
    assert np.abs(moved - here[free:]).max() < 0.1 * stayed
    w = 0.2 * np.random.default_rng(6).standard_normal(size)
    e = 1e-6 * np.random.default_rng(7).standard_normal(size)
    difference = found.value(w + e)[0] - found.value(w - e)[0]
    assert found.alone().value(w)[1] @ (2.0 * e) == pytest.approx(difference, rel=1e-3)


def test_people_are_drawn_along_only_where_they_differ() -> None:
    c = choices(VARIED)
    problem = problem_of(panel(), LOOP, c)
    plain = problem_of(panel(), LOOP, choices(()))
    sizes: list[int] = []
    for of in (problem, plain):
        priors = priors_of(of.chain, of.look, {}, of.layout)
        free = len(priors.centre)
        mode = Optimum(priors.centre.copy(), 0.0, np.eye(free), np.ones(free, dtype=bool), 0.0, True)
        sizes.append(len(rounded(Posterior(of, priors), mode).middle) - free)
    assert sizes == [2 * 5, 0]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """One link's mean and spread, and everybody's deviations; all other numbers are held."""

    joint: Joint
    x: Array
    free: tuple[int, int]

    @property
    def middle(self) -> Array:
        return np.zeros(2 + self.joint.levels.persons)

    def value(self, w: Array) -> tuple[float, Array]:
        x = self.x.copy()
        x[list(self.free)] += w[:2]
        height, slope, own = self.joint.value(x, w[2:, None])
        return height, np.concatenate([slope[list(self.free)], own[:, 0]])

    def coordinates(self, w: Array) -> Array:
        return w

    def alone(self) -> Target:
        return self


def one_link(people: int, occasions: int) -> tuple[Problem, Joint]:
    """People who differ in one link and in nothing else."""
    c = choices((LINK,), "stationary", traits=False, error=False)
    problem = problem_of(made(people, occasions, c, numbers(c, {LINK: 0.5})), LOOP, c)
    return problem, joint_of(problem)


def test_summed_over_a_persons_deviation_it_is_the_integrated_likelihood() -> None:
    """On a grid over the link's mean and its spread, so that both ways lead to one posterior of the population."""
    problem, joint = one_link(1, 25)
    names, priors = problem.layout.names, joint.priors
    x = priors.coordinates.of_working(np.array([0.7, 0.7, 0.3, 0.1, 0.8, 0.0, 0.8, *problem.look.mean / problem.scale.item, 0.3]))
    eps = np.linspace(-7.0, 7.0, 141)
    for mean in (0.0, 0.4):
        for spread in (0.2, 0.8):
            x[names.index(LINK)], x[names.index(f"sd:{LINK}")] = mean, spread
            heights = np.array([joint.value(x, np.array([[e]]))[0] for e in eps])
            found = logsumexp(heights[np.isfinite(heights)]) + np.log(eps[1] - eps[0]) - 0.5 * np.log(2.0 * np.pi)
            theta = priors.coordinates.through(x[None])[0][0]
            wanted = problem.values([theta])[0][0] + priors.density(x[None])[0][0]
            assert found == pytest.approx(float(wanted), abs=1e-3)


@needs_nutpie
@pytest.mark.calibration
def test_draws_of_a_link_and_its_spread_are_those_of_the_integrated_likelihood() -> None:
    """The population's posterior by quadrature on a grid, and by drawing everybody's deviations along."""
    problem, joint = one_link(6, 25)
    names, priors = problem.layout.names, joint.priors
    at = names.index(LINK), names.index(f"sd:{LINK}")
    x = priors.coordinates.of_working(np.array([0.7, 0.7, 0.3, 0.1, 0.8, 0.0, 0.8, *problem.look.mean / problem.scale.item, 0.3]))
    drawn = sample(Held(joint, x, at), chains=1, draws=1000, warmup=200, seed=1, workers=1).x[0]
    mean, spread = x[at[0]] + drawn[:, 0], np.abs(x[at[1]] + drawn[:, 1])
    one, other = np.linspace(mean.min() - 0.3, mean.max() + 0.3, 25), np.linspace(0.0, spread.max() + 0.3, 16)
    points = np.tile(x, (len(one) * len(other), 1))
    points[:, at[0]], points[:, at[1]] = (g.ravel() for g in np.meshgrid(one, other, indexing="ij"))
    likelihood = np.array([value for value, _ in problem.values(list(priors.coordinates.working(points)))])
    height = likelihood + priors.density(points)[0]
    weight = np.where(np.isfinite(height), np.exp(height - np.nanmax(height)), 0.0)
    weight = weight.reshape(len(one), -1) * np.where(other == 0.0, 0.5, 1.0)
    weight /= weight.sum()
    for got, grid, share in ((mean, one, weight.sum(axis=1)), (spread, other, weight.sum(axis=0))):
        middle = float(grid @ share)
        width = float(np.sqrt((grid - middle) ** 2 @ share))
        assert abs(got.mean() - middle) < 0.15 * width
        assert got.std() == pytest.approx(width, rel=0.1)
