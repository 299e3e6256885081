"""Two programs take turns on one case, so that a busy moment of the machine hits both."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import made
import numpy as np

from unspiral.learn import kalman
from unspiral.learn.parameters import natural
from unspiral.learn.problem import Problem
from unspiral.learn.start import starting_points
from unspiral.learn.system import Lanes

PEERS = Path(__file__).resolve().parents[1] / "build" / "peers" / "bin" / "python"
TURN = 0.05  # seconds that a turn of ours takes at least: a short call is made many times


def seconds_of(call: Callable[[], object], least: float = TURN) -> float:
    """Seconds of one call, from as many as fill a turn."""
    began = time.perf_counter()
    call()
    once = time.perf_counter() - began
    times = max(1, int(least / max(once, 1e-6)))
    began = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - began) / times


@dataclass
class Answer:
    """What a program said of a case before any timing."""

    loglik: float
    gradient: np.ndarray
    compiled: float = 0.0


def search(problem: Problem) -> tuple[Callable[[], object], Answer, made.Free, Lanes]:
    """What a search asks for: free numbers in, log-likelihood and its derivative by them out, at a first guess a little off.

    Returns:
        The call; its log-likelihood, and the derivative by the numbers that peers take; these numbers; the answers.
    """
    theta = starting_points(problem.layout, problem.look, problem.scale, 1, 0)[0]
    theta = theta + 0.05 * np.random.default_rng(7).standard_normal(len(theta))
    (system,) = problem.systems(natural(problem.layout, problem.scale, theta))
    free, lanes, points = made.Free.of(system), problem.lanes if problem.packed is None else problem.packed, [theta]
    loglik = problem.values(points)[0][0]
    truth = ours(free, lanes)[1]
    assert abs(loglik - truth.loglik) < 1e-8 * abs(truth.loglik), "two ways into the kernel differ"
    return lambda: problem.values(points), Answer(loglik, truth.gradient), free, lanes


def ours(free: made.Free, lanes: Lanes) -> tuple[Callable[[], object], Answer]:
    """One evaluation by the derivative of every matrix, and the way from there to the free numbers in plain NumPy."""

    def call() -> tuple[float, np.ndarray]:
        value, gradient = kalman.evaluate(free.system(), lanes)
        return value, free.chain(gradient)

    return call, Answer(*call())


class Peer:
    """Another program, warm and waiting in a process of its own."""

    def __init__(self, form: str, free: made.Free, lanes: Lanes, folder: Path) -> None:
        """Start it, and wait until it has compiled."""
        size = np.abs(free.drift).sum(axis=1).max() * lanes.dt
        doublings = np.maximum(0, np.ceil(np.log2(np.maximum(size, 1e-300) / 0.25))).astype(np.int64)
        case, answer = folder / "case.npz", folder / f"{form}.npz"
        np.savez(
            case, values=lanes.values, seen=lanes.answered.astype(float), step=lanes.step, dt=lanes.dt, doublings=doublings,
            processes=len(free.drift), every=free.every, theta=free.vector(),
        )  # fmt: skip
        command = [PEERS, Path(__file__).with_name("peer.py"), form, case, answer]
        self.process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        said = self._line().split()
        self.answer = Answer(float(said[0]), np.load(answer)["gradient"], float(said[1]))

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the peer ended: {self.process.wait()}")
        return line

    def turn(self, times: int) -> float:
        """Seconds of one evaluation, from several."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{times}\n")
        self.process.stdin.flush()
        return float(self._line())

    def close(self) -> None:
        """End it."""
        self.process.communicate()


def agree(mine: Answer, theirs: Answer, what: str) -> tuple[float, float]:
    """Differences of the log-likelihoods (relative) and of the derivatives (relative to the largest); stops where they are not equal."""
    value = abs(mine.loglik - theirs.loglik) / abs(mine.loglik)
    slope = float(np.abs(mine.gradient - theirs.gradient).max() / np.abs(mine.gradient).max())
    assert value < 1e-8, f"{what}: log-likelihood {theirs.loglik!r} against {mine.loglik!r}"
    assert slope < 1e-5, f"{what}: derivatives differ by {slope:.1e} of the largest"
    return value, slope


def race(call: Callable[[], object], peer: Peer, rounds: int) -> tuple[float, float, float]:
    """Medians of ours and theirs in seconds, and of the ratios of each pair of turns."""
    once = peer.turn(1)
    times = max(1, int(TURN / max(once, 1e-6)))
    pairs = [(seconds_of(call), peer.turn(times)) for _ in range(rounds)]
    mine, theirs = zip(*pairs, strict=True)
    return statistics.median(mine), statistics.median(theirs), statistics.median(b / a for a, b in pairs)
