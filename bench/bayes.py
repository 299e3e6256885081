#!/usr/bin/env python3
"""How many effective draws a second a Bayesian fit gives: 100 people, 60 uneven occasions, 3 processes with an indicator each, 30 numbers.

    .venv/bin/python bench/bayes.py            # two chains of 1000 draws after 300, three times
    .venv/bin/python bench/bayes.py --small    # 10 people: whether it runs

Needs the extra `bayes`. Time counts from the first draw of warming up to the last draw; loading nutpie (a few seconds, once) is apart.
"""

from __future__ import annotations

import argparse
import os
import sys
from time import perf_counter

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402

from unspiral.learn.convergence import convergence_of, worst  # noqa: E402
from unspiral.learn.kalman import threads  # noqa: E402
from unspiral.learn.nuts import sample, sampler  # noqa: E402
from unspiral.learn.parameters import layout_for  # noqa: E402
from unspiral.learn.posterior import Posterior, whitened  # noqa: E402
from unspiral.learn.priors import priors_of  # noqa: E402
from unspiral.learn.problem import problem_of  # noqa: E402
from unspiral.learn.search import maximise  # noqa: E402
from unspiral.learn.simulate import simulate  # noqa: E402
from unspiral.learn.start import bounds, starting_points  # noqa: E402
from unspiral.loop.language import parse  # noqa: E402
from unspiral.records import Choices, Panel  # noqa: E402

TARGET = 80.0  # effective draws a second, of the number that has fewest
LOOP = parse("pain <-> mood; mood <-> sleep; pain <-> sleep")
CHOICES = Choices(False, True, "separate", "constant", {})
VALUES = {"self": -0.7, "link": 0.12, "level": 5.0, "error": 0.3, "t0mean": 0.2, "diffusion": 1.0, "t0cov": 0.9}


def cohort(persons: int, occasions: int) -> Panel:
    """Made-up answers of a cohort whose numbers are known."""
    names = layout_for(LOOP, CHOICES, "day").names
    values = {name: 0.2 if "," in name else VALUES[name.partition(":")[0]] for name in names}
    random = np.random.default_rng(1)
    gaps = random.uniform(0.6, 1.4, (persons, occasions - 1)).round(2)
    times = [np.concatenate([[0.0], np.cumsum(row)]) for row in gaps]
    return simulate(LOOP, values, times, seed=1, choices=CHOICES, unit="day")


def main() -> int:
    """Time it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="10 people, short chains, once")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    panel = cohort(10, 20) if asked.small else cohort(100, 60)
    draws, warmup = (150, 100) if asked.small else (1000, 300)
    threads(1)
    problem = problem_of(panel, LOOP, CHOICES)
    priors = priors_of(problem.chain, problem.look, {})
    target = Posterior(problem, priors)
    start = starting_points(problem.layout, problem.look, problem.scale, 1, 1)
    mode = target.mode(maximise(problem.values, start, *bounds(problem.layout)).theta)
    sampler()
    best = 0.0
    for k in range(1 if asked.small else asked.rounds):
        began = perf_counter()
        drawn = sample(whitened(target, mode), chains=2, draws=draws, warmup=warmup, seed=k + 1)
        seconds = perf_counter() - began
        found = convergence_of(problem.layout.names, priors.natural(drawn.x.reshape(-1, drawn.x.shape[-1])).reshape(drawn.x.shape))
        (name, ess), (_, rhat) = worst(found.ess_bulk, least=True), worst(found.rhat)
        best = max(best, ess / seconds)
        print(
            f"{len(problem.layout.names)} numbers, 2 chains of {draws} + {warmup}: {seconds:.1f} s, least effective {ess:.0f} ({name}), "
            f"{ess / seconds:.0f} a second, R-hat {rhat:.4f}, {drawn.steps.mean():.1f} steps a draw, "
            f"{int(drawn.divergent.sum())} broke off"
        )
    missed = best < TARGET and not asked.small
    print(f"at best {best:.0f} effective draws a second; {TARGET:.0f} are wanted{': MISSED' if missed else ''}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
