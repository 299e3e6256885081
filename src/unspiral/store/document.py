"""A Fit -> the document of ``learn --json``: plain dictionaries, lists, texts and finite numbers."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from unspiral.records import Arrow, Centres, DataSummary, Direction, Effect, Fit, LinkAnswer, Parameter, Rung, Verdict
from unspiral.records.beliefs import needs_answers
from unspiral.store.edition import EDITION, PEOPLE, SCHEMA
from unspiral.store.plain import to_plain

# What may differ between two runs that say the same.
_UNSEALED = ("seconds", "seal")

T = TypeVar("T")


def fit_document(fit: Fit) -> dict[str, object]:
    """A fit as one JSON document: the keys of ``learn --json``, then what is needed to open it again.

    Args:
        fit: an estimated loop.

    Returns:
        Plain dictionaries, lists, texts and finite numbers. ``state`` holds what draws are made from; ``seal`` is the fingerprint of
        everything but ``seconds``, by which ``read_fit`` knows a file that was changed.

    Raises:
        SpecError: nothing was learned; priors in place of data are never written as a fit.

    Source: docs/reference/cli.md; tests/store/test_fit_json.py.
    """
    needs_answers(fit.beliefs, "A file of a fit")
    c, unit = fit.choices, fit.data.time_unit
    spiral = fit.spiral or Effect(math.nan, None, None)
    document: dict[str, object] = {
        "schema": SCHEMA,
        "version": fit.version,
        "data": _data(fit.data),
        "loop": {
            "text": fit.loop_text,
            "processes": list(fit.processes),
            "links": [list(arrow) for arrow in fit.links],
            "inputs": list(fit.inputs),
        },
        "model": {"traits": c.traits, "error": c.error, "t0": c.t0, "means": c.means, "families": dict(c.families)},
        "loglik": _finite(fit.loglik),
        "n_parameters": fit.n_parameters,
        "aic": _finite(fit.aic),
        "bic": _finite(fit.bic),
        "converged": fit.converged,
        "verdicts": [verdict_entry(v) for v in fit.verdicts],
        "parameters": [_parameter(p) for p in fit.parameters],
        "lagged": {"lag": c.lag, "unit": unit, "matrix": _keyed(fit.lagged, _effect)},
        "spiral": {"gain": _finite(spiral.estimate), "low": _finite(spiral.low), "high": _finite(spiral.high)},
        "direction": _direction(fit.direction),
        "seconds": {name: _finite(value) for name, value in fit.seconds.items()},
        "ladder": [_rung(rung) for rung in fit.ladder],
        "standardised": {"lag": c.lag, "unit": unit, "matrix": _keyed(fit.standardised, _effect)} if fit.standardised else None,
        "state": {
            "edition": EDITION,
            "drift": fit.drift.tolist(),
            "diffusion": fit.diffusion.tolist(),
            "working": {
                "theta": fit.working.theta.tolist(),
                "covariance": fit.working.covariance.tolist(),
                "clock": fit.working.clock,
                "spread": fit.working.spread.tolist(),
                "replicates": None if fit.working.replicates is None else fit.working.replicates.tolist(),
            },
            "choices": {
                "level": c.level,
                "starts": c.starts,
                "seed": c.seed,
                "waves": list(c.waves),
                "ci": c.ci,
                "replicates": c.replicates,
                "bootstrap": c.bootstrap,
                "standardize": c.standardize,
                "covariates": dict(c.covariates),
                "weekday": c.weekday,
                "daytime": c.daytime,
                "overnight": c.overnight,
                "trend": c.trend,
                "weight": c.weight,
                "scales": {column: list(scale) for column, scale in c.scales.items()},
                "individual": list(c.individual),
                "skips": c.skips,
                "skip_slope": dict(c.skip_slope),
                "method": c.method,
                "draws": c.draws,
                "chains": c.chains,
                "priors": {name: list(law) for name, law in c.priors.items()},
            },
            "centres": None if fit.centres is None else _centres(fit.centres),
        },
    }
    # What only some fits have is there only in these.
    document |= {name: to_plain(held) for name in PEOPLE if (held := getattr(fit, name)) is not None}
    document["seal"] = seal(document)
    return document


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _keyed(held: Mapping[Arrow, T], write: Callable[[T], dict[str, object]]) -> dict[str, object]:
    # No name can hold "->": the loop language reserves it, so that these keys can be taken apart again.
    return {f"{cause}->{affected}": write(value) for (cause, affected), value in held.items()}


def _data(d: DataSummary) -> dict[str, object]:
    return {
        "persons": d.persons,
        "occasions": d.occasions,
        "cells": d.cells,
        "missing": d.missing,
        "time_unit": d.time_unit,
        "sha256": d.sha256,
        "name": d.name,
        "interval": _finite(d.interval),
        "span": _finite(d.span),
        "occasions_per_person": _finite(d.occasions_per_person),
        "said": list(d.said),
    }


def _centres(c: Centres) -> dict[str, object]:
    return {"covariates": dict(c.covariates), "trend": dict(c.trend), "texts": {name: list(texts) for name, texts in c.texts.items()}}


def verdict_entry(v: Verdict) -> dict[str, object]:
    """A verdict as it stands in a document."""
    return {"code": v.code, "level": v.level, "reason": v.reason, "remedy": v.remedy}


def _parameter(p: Parameter) -> dict[str, object]:
    bounds = {"se": _finite(p.se), "low": _finite(p.low), "high": _finite(p.high)}
    return {"name": p.name, "estimate": _finite(p.estimate), **bounds, "unit": p.unit}


def _effect(e: Effect) -> dict[str, object]:
    return {"estimate": _finite(e.estimate), "low": _finite(e.low), "high": _finite(e.high), "se": _finite(e.se)}


def _direction(d: Direction) -> dict[str, object]:
    links = _keyed(d.links, _link)
    return {"answer": d.answer, "links": links, "lag": _finite(d.lag), "stronger": _finite(d.stronger), "note": d.note}


def _link(a: LinkAnswer) -> dict[str, object]:
    return {
        "word": a.word,
        "probability": _finite(a.probability),
        "effect": _effect(a.effect),
        "low90": _finite(a.low90),
        "high90": _finite(a.high90),
        "standardised": a.standardised,
    }


def _rung(r: Rung) -> dict[str, object]:
    return {
        "label": r.label,
        "traits": r.traits,
        "means": r.means,
        "t0": r.t0,
        "loglik": _finite(r.loglik),
        "n_parameters": r.n_parameters,
        "answer": r.answer,
        "lagged": _keyed(r.lagged, _effect),
        "words": {f"{cause}->{affected}": word for (cause, affected), word in r.words.items()},
        "links": _keyed(r.links, _link),
    }


def seal(document: Mapping[str, object]) -> str:
    """SHA-256 of what is said, whatever the order of keys, the spaces, and whether 1 is written 1 or 1.0."""
    sealed = {key: _even(value) for key, value in document.items() if key not in _UNSEALED}
    return hashlib.sha256(json.dumps(sealed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _even(value: object) -> object:
    if isinstance(value, dict):
        return {key: _even(inner) for key, inner in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_even(inner) for inner in cast("list[object]", value)]
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:  # nothing that unspiral wrote: it stays as it is, and the seal will not fit
            return value
    return value
