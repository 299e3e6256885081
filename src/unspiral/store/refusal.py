"""The document of a loop that could not be learned: what was read and why not, with nulls where numbers would be."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from unspiral.loop.language import to_text
from unspiral.loop.model import Loop
from unspiral.records import Moments, Panel, Verdict
from unspiral.store.document import verdict_entry
from unspiral.store.edition import SCHEMA


def refused_document(
    data: Panel | Moments, loop: Loop, verdict: Verdict, *, version: str, model: Mapping[str, object], lag: float
) -> dict[str, object]:
    """Say in the form of ``learn --json`` why nothing was learned.

    Args:
        data: what was read.
        loop: what was to be learned.
        verdict: why it cannot be; its level is "refuse".
        version: of unspiral.
        model: what was asked for of traits, error, t0, means; None = left open.
        lag: of ``lagged``.

    Returns:
        The keys of a fit's document in their order, with null numbers, ``converged`` false and the one verdict.
    """
    nothing: dict[str, object] = {"gain": None, "low": None, "high": None}
    return {
        "schema": SCHEMA,
        "version": version,
        "data": {**_counts(data, loop), "time_unit": data.time_unit, "sha256": data.source.sha256, "name": data.source.name},
        "loop": {
            "text": to_text(loop),
            "processes": list(loop.names),
            "links": [[link.cause, link.affected] for link in loop.links],
            "inputs": [given.name for given in loop.inputs],
        },
        "model": {**model, "families": dict.fromkeys(loop.columns, "gaussian")},
        "loglik": None,
        "n_parameters": None,
        "aic": None,
        "bic": None,
        "converged": False,
        "verdicts": [verdict_entry(verdict)],
        "parameters": [],
        "lagged": {"lag": lag, "unit": data.time_unit, "matrix": {}},
        "spiral": nothing,
        "direction": {"answer": "cannot tell", "links": {}},
        "seconds": {"read": None, "fit": None, "errors": None},
    }


def _counts(data: Panel | Moments, loop: Loop) -> dict[str, object]:
    """Of the columns that the loop speaks of; persons and occasions without any answer there do not count."""
    if isinstance(data, Moments):
        occasions = data.n * len(data.waves)
        return {"persons": data.n, "occasions": occasions, "cells": occasions * len(data.indicators), "missing": 0}
    at = [data.indicators.index(column) for column in loop.columns]
    answered = [~np.isnan(person.values[:, at]) for person in data.persons]
    occasions = sum(int(cells.any(axis=1).sum()) for cells in answered)
    cells = occasions * len(at)
    missing = cells - sum(int(held.sum()) for held in answered)
    return {"persons": sum(bool(held.any()) for held in answered), "occasions": occasions, "cells": cells, "missing": missing}
