"""Towns broken at random and handed to the kernel: ``python -m tests.act.population.broken_towns SEED COUNT`` says what became of each.

Run in a process of its own, so that a crash is seen as one. Every broken town must be refused in words, or be a town after all: then its
counts must add up.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import numpy as np
from tests.act.population.example import POLICY, declared, falling, markov, town

NUMBERS = (np.nan, -1.0, np.inf, -np.inf, 1e300, -1e-300, 0.0, 1e13, 5e11, -0.0)
WHOLES = (-1, 0, 1, 2, 47, 48, 49, 63, 64, 2**15, 2**31 - 1, -(2**31))
PERSONS = 40


def towns() -> list[dict[str, Any]]:
    """What is broken: small towns of every kind."""
    return [
        town(markov(), 6).given,
        town(declared(), 5, policy=None).given,
        town(declared(), 4, normal=True, family=2, shared=0.5).given,
        town(falling(), 30, policy=POLICY).given,
    ]


def broken(given: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """A copy with one to three things wrong."""
    out = dict(given)
    for name in rng.choice(list(out), size=rng.integers(1, 4), replace=False):
        value = out[name]
        if not isinstance(value, np.ndarray):
            out[name] = [*WHOLES, "x", None, 1.5, np.nan][rng.integers(len(WHOLES) + 4)]
            continue
        way = rng.integers(6)
        if way <= 2 and value.size:
            value = value.copy()
            some = rng.integers(value.size, size=rng.integers(1, 4))
            pool = np.array(NUMBERS) if value.dtype.kind == "f" else np.array(WHOLES, dtype=np.int64)
            with np.errstate(all="ignore"):
                value.ravel()[some] = rng.choice(pool, size=len(some)).astype(value.dtype)
        elif way == 3:
            value = value[: rng.integers(len(value) + 1)] if rng.random() < 0.5 else np.concatenate([value, value[:1]])
        elif way == 4:
            value = value.astype(rng.choice(["f4", "i8", "u2", "f8", "c16"])) if rng.random() < 0.5 else value[..., None]
        else:
            value = rng.permutation(value.ravel()).reshape(value.shape)
        out[name] = value
    return out


def fate(core: Any, given: dict[str, Any], rng: np.random.Generator) -> str:
    """What becomes of a town."""
    try:
        made = core.Town(**given)
        there, events, *_ = made.simulate(
            int(rng.integers(2**63)), int(rng.choice([0, 2**32 - 7, 2**63])), PERSONS, int(rng.integers(-3, 9))
        )
        made.events(3, 0, 2)
    except (ValueError, TypeError) as error:
        return f"refused: {type(error).__name__}"
    there = there.reshape(given["arms"], given["states"], given["weeks"] + 1)
    if not np.all(there.sum(axis=1) == PERSONS) or there.min() < 0 or events.min() < 0:
        return "WRONG: counts do not add up"
    return "a town after all"


def main() -> int:
    """Break, ask, count; 1 where anything but a refusal or a town came back."""
    from unspiral import _core as core

    seed, count = int(sys.argv[1]), int(sys.argv[2])
    rng, whole, found = np.random.default_rng(seed), towns(), Counter[str]()
    for _ in range(count):
        found[fate(core, broken(whole[rng.integers(len(whole))], rng), rng)] += 1
    print("; ".join(f"{name}: {times}" for name, times in sorted(found.items())))
    return 1 if any(name.startswith("WRONG") for name in found) else 0


if __name__ == "__main__":
    sys.exit(main())
