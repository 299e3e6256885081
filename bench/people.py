"""How long a fit takes where people differ in links, how right its likelihood is, and how much memory it wants: one command, one table.

python bench/people.py
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.learn.people_made import LINKS, LOOP, by_chance, choices, made, numbers

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.parameters import by_name
from unspiral.learn.problem import problem_of

POINTS = 2**17  # of each person, evenly spread


def row(people: int, occasions: int) -> tuple[float, ...]:
    """Seconds of the fit and of what follows, error of its likelihood against chance, how far two such looks differ, peak memory in MB."""
    c = choices(LINKS)
    panel = made(people, occasions, c, numbers(c, dict.fromkeys(LINKS, 0.3)))
    began = perf_counter()
    fit = fit_ml(panel, LOOP, individual="links", t0="separate", starts=2, ladder=False)
    whole = perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    levels = problem_of(panel, LOOP, fit.choices).levels
    assert levels is not None
    population = levels.population_at(by_name(levels.layout, {p.name: p.estimate for p in fit.parameters}))
    found = fit.loglik
    assert found is not None
    exact, again = (by_chance(levels, population, POINTS, seed=seed).sum() for seed in (0, 1))
    off, unsure = found - 0.5 * float(exact + again), abs(float(exact - again))
    return fit.seconds["fit"], fit.seconds["errors"], whole, off, unsure, memory, float(np.sum(fit.converged))


if __name__ == "__main__":
    sys.stdout.write("people occasions   fit s  errors s  whole s   off by  +- chance  peak MB  converged\n")
    for people, occasions in ((50, 100), (100, 60)):
        sys.stdout.write(
            "{:6d} {:9d} {:7.2f} {:9.2f} {:8.2f} {:8.4f} {:10.4f} {:8.0f} {:10.0f}\n".format(people, occasions, *row(people, occasions))
        )
