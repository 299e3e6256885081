"""A fortnightly mean beside a daily answer: the links that come back when the stretch is honoured, and when it is ignored."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

import numpy as np

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel

ARROWS = "pain <-> low_mood\npain by nrs\nlow_mood by phq8"
LOOPS = {"honoured": ARROWS + " (mean of 14 days)", "ignored": ARROWS}
PEOPLE, DAYS, EVERY = 150, 112, 14
TRUTH = {
    "self:pain": -0.30, "self:low_mood": -0.10, "link:pain->low_mood": 0.08, "link:low_mood->pain": 0.10, "diffusion:pain": 1.2,
    "diffusion:pain,low_mood": 0.1, "diffusion:low_mood": 0.4, "level:nrs": 5.0, "level:phq8": 8.0, "error:nrs": 0.6, "error:phq8": 0.15,
    "trait:pain": 1.0, "trait:pain,low_mood": 0.3, "trait:low_mood": 1.0,
}  # fmt: skip
TOLD = ("self:pain", "self:low_mood", "link:pain->low_mood", "link:low_mood->pain")


@dataclass(frozen=True)
class Found:
    """What many replicates say of one number: mean, its Monte-Carlo error, spread, and how often 95 % intervals held the truth."""

    truth: float
    mean: float
    error: float
    spread: float
    covered: float

    @property
    def gap(self) -> float:
        """Distance of the mean from the truth, in Monte-Carlo errors."""
        return (self.mean - self.truth) / self.error


def diary(seed: int) -> Panel:
    """Daily pain for 16 weeks, and at the end of each fortnight the mean of the mood over it."""
    loop = parse(LOOPS["honoured"])
    made = Choices(True, True, "stationary", "constant", dict.fromkeys(loop.columns, "gaussian"))
    panel = simulate(loop, TRUTH, [np.arange(float(DAYS))] * PEOPLE, seed=seed, choices=made, unit="day")
    seen = np.arange(DAYS) % EVERY == EVERY - 1
    people = [replace(p, values=np.column_stack([p.values[:, 0], np.where(seen, p.values[:, 1], np.nan)])) for p in panel.persons]
    return replace(panel, persons=tuple(people))


def run(replicates: int, first: int = 1) -> dict[str, dict[str, Found]]:
    """Both readings of the same answers, number by number.

    Args:
        replicates: how many panels; first: seed of the first of them.
    """
    ends: dict[str, list[list[tuple[float, bool]]]] = {name: [] for name in LOOPS}
    for seed in range(first, first + replicates):
        panel = diary(seed)
        for name, text in LOOPS.items():
            fit = fit_ml(panel, parse(text), t0="stationary", starts=1, ladder=False)
            by_name = {p.name: p for p in fit.parameters}
            row: list[tuple[float, bool]] = []
            for number in TOLD:
                p = by_name[number]
                assert p.low is not None and p.high is not None
                row.append((p.estimate, p.low <= TRUTH[number] <= p.high))
            ends[name].append(row)
    out: dict[str, dict[str, Found]] = {}
    for name, rows in ends.items():
        whole = np.array(rows, dtype=np.float64)
        out[name] = {
            number: Found(
                TRUTH[number], float(whole[:, k, 0].mean()), float(whole[:, k, 0].std(ddof=1) / np.sqrt(len(whole))),
                float(whole[:, k, 0].std(ddof=1)), float(whole[:, k, 1].mean()),
            )
            for k, number in enumerate(TOLD)
        }  # fmt: skip
    return out


if __name__ == "__main__":
    for reading, numbers in run(int(sys.argv[1])).items():
        for number, found in numbers.items():
            told = [f"{x:.4f}" for x in (found.truth, found.mean, found.error, found.spread, found.covered)]
            sys.stdout.write(" | ".join([reading, number, *told]) + "\n")
