"""Draws from a posterior by the No-U-Turn sampler (nutpie), in rounded-off coordinates."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from time import sleep
from typing import Any, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.errors import SpecError

Tick = Callable[[int, int], None]

ACCEPT = 0.85  # share of steps aimed at: short steps see narrow places, long ones are quick
ASKED = 0.05  # seconds between looks at how far the chains are
JITTER = 0.5  # standard deviations of the posterior by which chains start apart


def missing(package: str) -> SpecError:
    """What to say where a package of the extra ``bayes`` is not installed."""
    return SpecError(
        f"A Bayesian fit needs the package {package}, which is not installed.",
        why="It draws from the posterior, and judges the draws; without it there is maximum likelihood.",
        fix='pip install "unspiral[bayes]", or leave out --bayes',
    )


@runtime_checkable
class Target(Protocol):
    """A rounded-off posterior: ``posterior.Whitened``, or ``joint.WhitenedJoint`` where people differ."""

    @property
    def middle(self) -> ndarray:
        """Where w is 0, in coordinates."""
        ...

    def value(self, w: ndarray) -> tuple[float, ndarray]:
        """Log density and derivative at one point; nan where there is no likelihood."""
        ...

    def coordinates(self, w: ndarray) -> ndarray:
        """Coordinates of many points."""
        ...

    def alone(self) -> Target:
        """The same for a chain of its own."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Draws of several chains.

    Args:
        x: coordinates, in the order in which they were drawn.
        divergent: draws whose path broke off, because the steps were too coarse for the posterior there.
        outside: draws whose path ended where there is no likelihood (a loop that must settle and does not): such loops are not possible.
        height: logarithm of the posterior density at each draw, up to a constant.
        energy, steps, depth, accept, step: of the sampler, for each draw.
    """

    x: Float[ndarray, "chains draws free"]
    divergent: Bool[ndarray, "chains draws"]
    outside: Bool[ndarray, "chains draws"]
    height: Float[ndarray, "chains draws"]
    energy: Float[ndarray, "chains draws"]
    steps: Float[ndarray, "chains draws"]
    depth: Float[ndarray, "chains draws"]
    accept: Float[ndarray, "chains draws"]
    step: Float[ndarray, "chains draws"]


def sampler() -> Any:
    """The package that samples.

    Raises:
        SpecError: it is not installed; with the command that installs it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it brings along announces its own next version
            return import_module("nutpie")
    except ImportError:
        raise missing("nutpie") from None


def sample(
    target: Target, *, chains: int, draws: int, warmup: int, seed: int, workers: int = 2, accept: float = ACCEPT, tick: Tick | None = None
) -> Sample:
    """Draw from a posterior.

    A point without a likelihood (an unstable loop where there must be a stationary law) has density 0: a path that gets there ends, and
    is counted.

    Args:
        target: rounded-off posterior.
        chains, draws, warmup: how many; ``draws`` are those of each chain, after warming up.
        seed: the same one gives the same draws, for any number of workers.
        workers: chains at once, each in a thread of its own.
        accept: share of steps that is aimed at.
        tick: called with (draws done, draws).

    Returns:
        Sample.

    Raises:
        SpecError: nutpie is not installed.
        KeyboardInterrupt: Ctrl-C; the threads are stopped first.

    Source: Hoffman and Gelman (2014, Journal of Machine Learning Research 15, 1593-1623); tests/learn/test_nuts.py.
    """
    nutpie = sampler()
    size = len(target.middle)
    target.value(np.zeros(size))  # the answers are laid out before threads share them

    def density() -> Callable[[ndarray], tuple[float, ndarray]]:
        mine = target.alone()

        def value(w: ndarray) -> tuple[float, ndarray]:
            height, slope = mine.value(w)
            if not (np.isfinite(height) and np.isfinite(slope).all()):
                return -np.inf, np.zeros(size)
            return height, slope

        return value

    done = list[int]()  # grows in several threads: a list may, a number may not

    def keep(*_of: object) -> Callable[[ndarray], dict[str, ndarray]]:
        def kept(w: ndarray) -> dict[str, ndarray]:
            done.append(1)
            return {"w": np.array(w)}

        return kept

    def begin(number: int) -> ndarray:
        random = np.random.default_rng([seed, 51, number % 2**32])
        for share in (1.0, 0.5, 0.25, 0.1, 0.0):
            start = JITTER * share * random.standard_normal(size)
            if np.isfinite(target.value(start)[0]):
                return start
        return np.zeros(size)

    compiled = import_module("nutpie.compiled_pyfunc").from_pyfunc(
        size, density, keep, [np.dtype(np.float64)], [(size,)], ["w"], make_initial_point_fn=begin
    )
    running = nutpie.sample(
        compiled, draws=draws, tune=warmup, chains=chains, cores=max(1, min(workers, chains)), seed=seed, progress_bar=False,
        save_warmup=False, target_accept=accept, store_divergences=True, blocking=False,
    )  # fmt: skip
    found = _waited(running, tick, done, chains * (draws + warmup))
    stats = found.sample_stats

    def of(name: str) -> ndarray:
        return np.asarray(stats[name].values, dtype=np.float64)

    broken = np.asarray(stats["diverging"].values, dtype=bool)
    # A path that ended where there is no likelihood has no end; one that lost its energy has.
    outside = broken & np.isnan(of("divergence_end")).any(axis=-1)
    x = target.coordinates(np.asarray(found.posterior["w"].values, dtype=np.float64))
    told = [of(name) for name in ("logp", "energy", "n_steps", "depth", "mean_tree_accept", "step_size")]
    return Sample(x, broken & ~outside, outside, *told)


def _waited(running: Any, tick: Tick | None, done: list[int], whole: int) -> Any:
    """Wait for the chains, and stop them where nobody wants to wait any longer."""
    try:
        while not _finished(running):
            if tick:
                tick(min(len(done), whole), whole)
            sleep(ASKED)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return running.wait()
    except BaseException:
        running.cancel()
        raise


def _finished(running: Any) -> bool:
    try:
        return bool(running.is_finished)
    except TimeoutError:  # so it says that it was too busy to answer
        return False
