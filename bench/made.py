"""Made-up models and answers for the benchmarks: the same for every program, from a seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unspiral.learn.simulate import simulate
from unspiral.learn.system import Lanes, System
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel

Array = NDArray[np.float64]
MINUTES = 1440


@dataclass(frozen=True)
class Free:
    """Free numbers of a model: A, b, root of Q, Lambda, tau, log R, m0, root of P0; b and Lambda only where every matrix is free."""

    drift: Array
    intercept: Array
    noise_root: Array
    loading: Array
    level: Array
    log_error: Array
    t0_mean: Array
    t0_root: Array
    every: bool = True

    @classmethod
    def of(cls, system: System) -> Free:
        """Those of a model as a search has it: one indicator a process with loading 1, no intercept."""
        root = np.linalg.cholesky
        return cls(
            system.drift, system.intercept, root(system.diffusion), system.loading, system.level[0], np.log(np.diag(system.error)),
            system.t0_mean, root(system.t0_cov), every=False,
        )  # fmt: skip

    def vector(self) -> Array:
        """All free numbers, roots by their lower triangle."""
        low = np.tril_indices(len(self.drift))
        b, loading = (self.intercept, self.loading.ravel()) if self.every else (np.zeros(0), np.zeros(0))
        parts = [self.drift.ravel(), b, self.noise_root[low], loading, self.level, self.log_error, self.t0_mean, self.t0_root[low]]
        return np.concatenate(parts)

    def system(self) -> System:
        """The kernel's matrices."""
        p = len(self.drift)
        nothing = np.zeros((p, 0))
        return System(
            drift=self.drift, intercept=self.intercept, diffusion=self.noise_root @ self.noise_root.T, loading=self.loading,
            level=self.level[None], error=np.diag(np.exp(self.log_error)), t0_mean=self.t0_mean, t0_cov=self.t0_root @ self.t0_root.T,
            impulse=nothing, press=nothing, shift=nothing,
        )  # fmt: skip

    def chain(self, g: System) -> Array:
        """Derivative of the log-likelihood by the free numbers, from that by the matrices, in the order of ``vector``."""
        low = np.tril_indices(len(self.drift))
        noise = ((g.diffusion + g.diffusion.T) @ self.noise_root)[low]
        first = ((g.t0_cov + g.t0_cov.T) @ self.t0_root)[low]
        error = np.diag(g.error) * np.exp(self.log_error)
        b, loading = (g.intercept, g.loading.ravel()) if self.every else (np.zeros(0), np.zeros(0))
        return np.concatenate([g.drift.ravel(), b, noise, loading, g.level[0], error, g.t0_mean, first])


def free_of(processes: int, indicators: int, seed: int) -> Free:
    """A stable model in which everything drives everything, a little."""
    random = np.random.default_rng(seed)

    def root(size: float) -> Array:
        return np.tril(0.15 * random.standard_normal((processes, processes)), -1) + size * np.eye(processes)

    drift = 0.25 * random.standard_normal((processes, processes)) - 1.2 * np.eye(processes)
    loading = np.eye(indicators, processes) + 0.1 * random.standard_normal((indicators, processes))
    return Free(
        drift, 0.1 * random.standard_normal(processes), root(1.0), loading, 0.3 * random.standard_normal(indicators),
        np.log(random.uniform(0.2, 0.4, indicators)), 0.2 * random.standard_normal(processes), root(0.8),
    )  # fmt: skip


def diary_times(random: np.random.Generator, occasions: int) -> Array:
    """Five prompts a day at random minutes, 15 % of them lost; in minutes, from the first one on."""
    days = int(np.ceil(occasions / 3.5)) + 3
    hours = np.sort(random.integers(0, 168, (days, 5)) + 168 * np.arange(5), axis=1)  # one in each fifth of 8:00 to 22:00
    minutes = (np.arange(days)[:, None] * MINUTES + 480 + hours).ravel()
    kept = minutes[random.random(len(minutes)) > 0.15]
    if len(kept) < occasions:
        raise ValueError("too few days")
    return kept[:occasions] - kept[0]


def diary_lanes(free: Free, persons: int, occasions: int, seed: int, *, missing: float = 0.1) -> Lanes:
    """Answers of a diary on a clock of minutes, with cells missing."""
    random = np.random.default_rng(seed)
    minutes = np.array([diary_times(random, occasions) for _ in range(persons)]).T
    gaps = np.zeros(minutes.shape, dtype=np.int64)
    gaps[1:] = np.diff(minutes, axis=0)
    lengths, step = np.unique(gaps, return_inverse=True)
    return _lanes(free, random, step.reshape(gaps.shape), lengths / MINUTES, missing)


def panel_lanes(free: Free, persons: int, waves: int, seed: int, *, lost: float = 0.1) -> Lanes:
    """Four schedules of planned waves, some waves lost whole."""
    random = np.random.default_rng(seed)
    gaps = np.array([[0.0, 1.0, 1.0, 1.0], [0.0, 0.5, 1.0, 1.5], [0.0, 1.5, 1.0, 0.5], [0.0, 1.0, 0.5, 1.5]])[:, :waves]
    lengths, index = np.unique(gaps, return_inverse=True)
    step = index.reshape(gaps.shape)[random.integers(0, 4, persons)].T
    lanes = _lanes(free, random, step, lengths, 0.0)
    answered = lanes.answered & (random.random((waves, persons, 1)) >= lost)
    answered[0] = True
    return _with(lanes, answered)


def _lanes(free: Free, random: np.random.Generator, step: NDArray[np.int64], lengths: Array, missing: float) -> Lanes:
    m = len(free.level)
    occasions, persons = step.shape
    values = free.level + random.standard_normal((occasions, persons, m)) * 1.1
    none = np.zeros((occasions, persons, 0))
    lanes = Lanes(
        values, np.ones(values.shape, dtype=bool), step, lengths, np.zeros_like(step), none, none, np.ones(persons), np.ones(persons),
        np.full(occasions, persons), tuple(str(i) for i in range(persons)), none, np.ones((occasions, persons)),
    )  # fmt: skip
    answered = random.random(values.shape) >= missing
    answered[0] = True
    return _with(lanes, answered)


def _with(lanes: Lanes, answered: NDArray[np.bool_]) -> Lanes:
    return Lanes(
        np.where(answered, lanes.values, 0.0), answered, lanes.step, lanes.dt, lanes.wave, lanes.impulses, lanes.presses, lanes.scale,
        lanes.weight, lanes.running, lanes.name, lanes.regressors, lanes.importance,
    )  # fmt: skip


NAMES = "abcde"
MODEL = Choices(traits=False, error=True, t0="separate", means="constant", families={})


def loop_text(processes: int) -> str:
    """A loop in which everything drives everything."""
    return "; ".join(f"{a} <-> {b}" for j, b in enumerate(NAMES[:processes]) for a in NAMES[:j])


FOUR = loop_text(4)


def cohort(processes: int, persons: int, occasions: int, seed: int, *, daily: bool) -> Panel:
    """A cohort (or one person, asked daily) in which everything drives everything, each process read with error."""
    random = np.random.default_rng(seed)
    parameters: dict[str, float] = {}
    for i, cause in enumerate(NAMES[:processes]):
        parameters |= {f"self:{cause}": -1.0 - 0.2 * i, f"level:{cause}": 5.0, f"error:{cause}": 0.4, f"t0mean:{cause}": 0.0}
        for j, affected in enumerate(NAMES[:processes]):
            if i != j:
                parameters[f"link:{cause}->{affected}"] = float(0.15 * random.standard_normal())
            if j <= i:
                pair = cause if i == j else f"{affected},{cause}"
                parameters |= {f"diffusion:{pair}": 1.5 if i == j else 0.2, f"t0cov:{pair}": 0.8 if i == j else 0.1}
    times = [np.arange(occasions, dtype=float) if daily else diary_times(random, occasions) / MINUTES for _ in range(persons)]
    return simulate(parse(loop_text(processes)), parameters, times, seed=seed, choices=MODEL, unit="day", missing=0.1)


def two_processes(persons: int, waves: int, seed: int) -> Panel:
    """A panel with traits, planned waves and no measurement error: what a cross-lagged model with random intercepts takes."""
    parameters = {
        "self:x": -0.8, "self:y": -1.0, "link:x->y": 0.25, "link:y->x": 0.1, "diffusion:x": 1.2, "diffusion:x,y": 0.2, "diffusion:y": 1.0,
        "level:x": 5.0, "level:y": 4.0, "t0cov:x": 0.9, "t0cov:x,y": 0.15, "t0cov:y": 0.7, "trait:x": 0.6, "trait:x,y": 0.2, "trait:y": 0.5,
    }  # fmt: skip
    times = [np.arange(waves, dtype=float) for _ in range(persons)]
    choices = Choices(traits=True, error=False, t0="centred", means="constant", families={})
    return simulate(parse("x <-> y"), parameters, times, seed=seed, choices=choices, unit="year")
