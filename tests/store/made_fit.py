"""A Fit made by hand, with every corner that a document must carry: nan, infinity, None, awkward floats, names with blanks and accents."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from unspiral.records import Centres, Choices, DataSummary, Direction, Effect, Fit, LinkAnswer, Parameter, Rung, Verdict, Working

ONE, OTHER = "pain", "low mood é"
THERE, BACK = (ONE, OTHER), (OTHER, ONE)


def made_fit(**changes: Any) -> Fit:
    rng = np.random.default_rng(7)
    lagged = {
        (ONE, ONE): Effect(0.1 + 0.2, 1 / 3, 2 / 3, 5e-324),
        THERE: Effect(-0.0, -1e-17, 1e300, 0.1),
        BACK: Effect(float(rng.normal()), None, None, None),
        (OTHER, OTHER): Effect(math.nan, None, None, None),
    }
    links = {
        THERE: LinkAnswer("drives", 0.9999999999999999, Effect(0.3, 0.1, 0.5), 0.12, 0.48, True),
        BACK: LinkAnswer("cannot tell", math.nan, Effect(math.nan, None, None), -math.inf, math.inf, False),
    }
    words = {THERE: "nil", BACK: "likely drives"}
    judged = {arrow: replace(links[arrow], word=word) for arrow, word in words.items()}
    rung = Rung("without traits", False, "constant", "separate", math.nan, 14, "cannot tell", lagged, words, judged)
    root = rng.normal(size=(3, 3))
    held: dict[str, Any] = {
        "version": "0.1.0",
        "loop_text": f'pain <-> "{OTHER}"\nwalking => pain (impulse)',
        "processes": (ONE, OTHER),
        "links": (THERE, BACK),
        "inputs": ("walking",),
        "data": DataSummary(3, 40, 80, 7, "day", "ab" * 32, "diary.csv", 1.0, 39.5, 13.0, ("Column 'é' was read as pain.",)),
        "choices": Choices(
            True,
            False,
            "joint",
            "wave",
            {ONE: "gaussian", OTHER: "gaussian"},
            0.9,
            2.5,
            7,
            3,
            (0.0, 6.0, 12.1),
            ci="bootstrap",
            replicates=60,
            bootstrap="case",
            standardize=True,
        ),
        "loglik": -123.45678901234567,
        "n_parameters": 3,
        "aic": 252.9,
        "bic": 260.1,
        "converged": True,
        "parameters": (
            Parameter(f"self:{ONE}", -0.1234567890123456789, 1e-9, -0.2, -0.05, "1/day"),
            Parameter("error:pain", 0.0, None, None, None, "points^2"),
        ),
        "drift": rng.normal(size=(2, 2)),
        "diffusion": np.eye(2) / 3.0,
        "working": Working(rng.normal(size=3), root @ root.T, math.pi, np.array([1.5, math.e]), rng.normal(size=(2, 3))),
        "verdicts": (Verdict("restarts", "ok", "5 of 5."), Verdict("boundary", "caution", "At its edge.", "--no-error")),
        "lagged": lagged,
        "spiral": Effect(0.2, None, 0.4),
        "direction": Direction("cannot tell", 1.0, links, 0.75, "People with more pain are more depressed."),
        "ladder": (rung,),
        "standardised": {THERE: Effect(0.25, 0.1, 0.4), BACK: Effect(0.1, None, None)},
        "seconds": {"read": 0.25, "fit": 1.5, "errors": 0.125},
        "centres": Centres({"age é": 0.1 + 0.2}, {"0f1e2d3c4b5a6978": 1 / 3}, {"sex": ("f", "m é")}),
    }
    return Fit(**(held | changes))


def same(a: object, b: object) -> bool:
    """Equal to the last bit, nan included."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()
    if isinstance(a, float) and isinstance(b, float):
        return float(a).hex() == float(b).hex()
    if is_dataclass(a) and type(a) is type(b):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return type(a) is type(b) and a == b
