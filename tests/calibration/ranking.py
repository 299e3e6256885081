"""Made-up people whose loops are known: how often the first of a ranking is best, and what choosing by other rules would cost them.

    python -m tests.calibration.ranking 500

Results go to build/calibrate/ranking.jsonl, a line a person; run it again and it goes on where it stopped.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy import ndarray

from unspiral.act.targets import held, held_mean, processes_as_targets, targets
from unspiral.errors import UnspiralError
from unspiral.learn.discretise import exponentials
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.simulate import simulate
from unspiral.learn.stationary import stationary
from unspiral.loop.language import parse
from unspiral.records import Choices

NAMES = ("pain", "depression", "sleep_problem", "fatigue")
LOOP = "\n".join(f"{a} -> {b}" for a in NAMES for b in NAMES if a != b)
DAYS, HORIZON, EFFECT = 150, 56.0, 0.5
WEIGHTS = {"pain": 0.5, "depression": 0.5}
FILE = Path(__file__).resolve().parents[2] / "build" / "calibrate" / "ranking.jsonl"
RULES = ("ours", "controllability", "centrality", "by chance")
SLOWEST = -0.08  # of a made-up person's loop: a part that takes longer than twelve days could not be seen in five months


@dataclass(frozen=True)
class Person:
    """Rates of a made-up person."""

    drift: ndarray
    diffusion: ndarray

    @property
    def sd(self) -> ndarray:
        """Within-person standard deviation of every process."""
        return np.sqrt(np.diag(stationary(self.drift, self.diffusion)))

    def scores(self) -> ndarray:
        """True weighted benefit of moving each process by ``EFFECT`` standard deviations of itself."""
        late, mean, sd = held(self.drift[None], HORIZON)[0], held_mean(self.drift[None], HORIZON)[0], self.sd
        share = np.array([WEIGHTS.get(n, 0.0) for n in NAMES])
        return np.array([share @ (mean[:, k] / sd) * EFFECT * sd[k] / late[k, k] for k in range(len(NAMES))])


def person(seed: int) -> Person:
    """Rates from a wide law: an e-th part left after 1 to 4 days, links of either sign, three in four of them feeding burden."""
    rng = np.random.default_rng([seed, 7])
    p = len(NAMES)
    while True:
        drift = np.abs(rng.normal(0.0, 0.18, size=(p, p))) * np.where(rng.random((p, p)) < 0.75, 1.0, -1.0)
        np.fill_diagonal(drift, -rng.uniform(0.25, 1.0, size=p))
        if np.linalg.eigvals(drift).real.max() < SLOWEST:
            break
    sd = rng.uniform(0.6, 1.4, size=p)
    shared = np.full((p, p), 0.2) + 0.8 * np.eye(p)
    return Person(drift, shared * np.outer(sd, sd))


def told(seed: int) -> dict[str, Any]:
    """One made-up person: their diary is fitted, processes are ranked, and the truth is asked what each choice would have been worth."""
    truth, loop = person(seed), parse(LOOP)
    numbers = {f"self:{n}": truth.drift[i, i] for i, n in enumerate(NAMES)} | dict.fromkeys((f"level:{n}" for n in NAMES), 5.0)
    numbers |= {f"link:{a}->{b}": truth.drift[j, i] for i, a in enumerate(NAMES) for j, b in enumerate(NAMES) if i != j}
    for i, a in enumerate(NAMES):
        numbers |= {f"diffusion:{b},{a}" if b != a else f"diffusion:{a}": truth.diffusion[i, j] for j, b in enumerate(NAMES[: i + 1])}
    made = Choices(False, False, "stationary", "constant", dict.fromkeys(NAMES, "gaussian"))
    panel = simulate(loop, numbers, [np.arange(float(DAYS))], seed=seed, choices=made, unit="day")
    scores = truth.scores()
    try:
        fit = fit_ml(panel, loop, error=False, t0="stationary", starts=1, ladder=False)
        spread = dict(zip(NAMES, (float(s) for s in truth.sd), strict=True))
        found = targets(fit, WEIGHTS, HORIZON, candidates=processes_as_targets(fit, EFFECT), spread=spread, treated=HORIZON)
    except UnspiralError as refusal:
        return {"seed": seed, "refused": str(refusal)[:80]}
    best = {r.candidate.name: r.best for r in found.ranked}
    drift = np.asarray(fit.drift)
    sd = np.sqrt(np.diag(stationary(drift, np.asarray(fit.diffusion))))
    lagged = exponentials(drift[None], 1.0)[0] * sd / sd[:, None]
    chosen = {
        "ours": NAMES.index(found.ranked[0].candidate.name), "controllability": int(controllability(lagged).argmax()),
        "centrality": int((lagged - np.diag(np.diag(lagged))).sum(axis=0).argmax()),
    }  # fmt: skip
    regret = {rule: float(scores.max() - scores[k]) for rule, k in chosen.items()} | {"by chance": float(scores.max() - scores.mean())}
    return {
        "seed": seed,
        "best": [best[n] for n in NAMES],
        "truth": int(scores.argmax()),
        "regret": regret,
        "answer": found.answer is not None,
    }


def controllability(lagged: ndarray) -> ndarray:
    """Average controllability of each process: trace of W = sum over k of A^k b b' A'^k, A scaled by 1 / (1 + its largest eigenvalue).

    Source: the definition of Gu and others (2015, doi:10.1038/ncomms9414), with the scaling of R's netcontrol.
    """
    a = lagged / (1.0 + np.abs(np.linalg.eigvals(lagged)).max())
    out = np.zeros(len(a))
    power = np.eye(len(a))
    for _ in range(200):
        out += (power**2).sum(axis=0)
        power = a @ power
    return out


def lines(path: Path = FILE) -> Iterator[dict[str, Any]]:
    """What was found so far."""
    if path.exists():
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def summary(found: list[dict[str, Any]]) -> list[str]:
    """Reliability of P(best), and the mean regret of every rule with its Monte-Carlo error."""
    kept = [f for f in found if "best" in f]
    claimed = np.array([f["best"] for f in kept])
    was = np.zeros(claimed.shape)
    was[np.arange(len(kept)), [f["truth"] for f in kept]] = 1.0
    out = [f"people {len(kept)}, refused {len(found) - len(kept)}"]
    edges, gap = [0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0], 0.0
    for low, high in pairwise(edges):
        inside = (claimed >= low) & ((claimed < high) | (high == 1.0))
        if inside.any():
            said, held_true, n = claimed[inside].mean(), was[inside].mean(), int(inside.sum())
            gap += abs(said - held_true) * n / claimed.size
            error = np.sqrt(max(held_true * (1 - held_true), 1e-9) / n)
            out.append(f"P(best) {low:.2f}-{high:.2f}: said {said:.3f}, true {held_true:.3f} (error {error:.3f}), {n} claims")
    first = claimed.max(axis=1)
    right = was[np.arange(len(kept)), claimed.argmax(axis=1)]
    out.append(f"expected calibration gap {gap:.3f}; of the first: said {first.mean():.3f}, true {right.mean():.3f}")
    sure = np.array([f["answer"] for f in kept])
    if sure.any():
        out.append(f"named {sure.mean():.3f} of people; right in {right[sure].mean():.3f} of these")
    for rule in RULES:
        lost = np.array([f["regret"][rule] for f in kept])
        out.append(f"regret, {rule}: {lost.mean():.4f} (error {lost.std() / np.sqrt(len(lost)):.4f})")
    return out


if __name__ == "__main__":
    done = {f["seed"] for f in lines()}
    FILE.parent.mkdir(parents=True, exist_ok=True)
    with FILE.open("a", encoding="utf-8") as stream:
        for seed in range(1, 1 + int(sys.argv[1])):
            if seed not in done:
                stream.write(json.dumps(told(seed)) + "\n")
                stream.flush()
    sys.stdout.write("\n".join(summary(list(lines()))) + "\n")
