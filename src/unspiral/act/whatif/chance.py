"""Random numbers that belong to a person, a moment and a process, whoever asks for them, in whatever order and however many at once."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.random import Philox
from scipy.special import ndtri

BITS = 2.0**-53


def shocks(seed: int, persons: range, cells: int, processes: int) -> Float[ndarray, "persons cells processes"]:
    """Standard normal numbers, keyed: entry (person, cell, process) is the same in every call that holds it.

    Philox 4x64 is counted, not run: person and seed are its key, the process is the high word of its counter and the cell the low one.
    Every number is the normal quantile of one word, so that none depends on how many came before it.

    Args:
        seed: of the whole.
        persons: whose numbers.
        cells: moments, from 0 on; asking for more leaves the first ones as they are.
        processes: of the loop.

    Source: Salmon, Moraes, Dror and Shaw (2011, doi:10.1145/2063384.2063405); tests/act/whatif/test_chance.py.
    """
    words = np.empty((len(persons), processes, cells), dtype=np.uint64)
    for row, person in enumerate(persons):
        for process in range(processes):
            stream = Philox(key=np.array([seed, person], dtype=np.uint64), counter=np.array([0, 0, 0, process], dtype=np.uint64))
            words[row, process] = stream.random_raw(cells)
    # The middle of one of 2^53 equal parts of the unit interval: never 0 and never 1.
    return ndtri(((words >> np.uint64(11)).astype(np.float64) + 0.5) * BITS).swapaxes(1, 2)
