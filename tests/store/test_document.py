from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from tests.store.made_fit import BACK, OTHER, THERE, made_fit

from unspiral.store.document import fit_document, seal

pytestmark = pytest.mark.unit

CONTRACT = [
    "schema", "version", "data", "loop", "model", "loglik", "n_parameters", "aic", "bic", "converged", "verdicts", "parameters", "lagged",
    "spiral", "direction", "seconds",
]  # fmt: skip


def test_the_keys_of_the_contract_come_first_and_in_order() -> None:
    document = fit_document(made_fit())
    assert list(document)[: len(CONTRACT)] == CONTRACT
    assert list(document)[len(CONTRACT) :] == ["ladder", "standardised", "state", "seal"]
    assert list(document["data"])[:6] == ["persons", "occasions", "cells", "missing", "time_unit", "sha256"]
    assert list(document["loop"]) == ["text", "processes", "links", "inputs"]
    assert list(document["model"]) == ["traits", "error", "t0", "means", "families"]
    assert list(document["spiral"]) == ["gain", "low", "high"]
    assert list(document["parameters"][0]) == ["name", "estimate", "se", "low", "high", "unit"]
    assert list(document["verdicts"][0]) == ["code", "level", "reason", "remedy"]
    assert list(document["lagged"]) == ["lag", "unit", "matrix"]
    assert list(document["lagged"]["matrix"]["->".join(THERE)])[:3] == ["estimate", "low", "high"]
    assert list(document["direction"])[:2] == ["answer", "links"]
    assert list(document["direction"]["links"]["->".join(THERE)])[:2] == ["word", "probability"]


def test_what_json_cannot_carry_is_null() -> None:
    document = fit_document(made_fit())
    text = json.dumps(document, allow_nan=False)
    assert json.loads(text) == document
    assert document["direction"]["links"]["->".join(BACK)]["low90"] is None
    assert document["lagged"]["matrix"][f"{OTHER}->{OTHER}"]["estimate"] is None
    assert document["ladder"][0]["loglik"] is None


def test_no_spiral_and_no_likelihood_are_null() -> None:
    document = fit_document(made_fit(spiral=None, loglik=None, aic=None, bic=None))
    assert document["spiral"] == {"gain": None, "low": None, "high": None}
    assert (document["loglik"], document["aic"], document["bic"]) == (None, None, None)


def test_the_seal_sees_every_number_but_the_seconds() -> None:
    fit = made_fit()
    sealed = fit_document(fit)["seal"]
    assert fit_document(replace(fit, seconds={"read": 9.0}))["seal"] == sealed
    assert fit_document(replace(fit, loglik=math.nextafter(-123.45678901234567, 0.0)))["seal"] != sealed


def test_the_seal_does_not_mind_how_a_document_is_laid_out() -> None:
    document = fit_document(made_fit())
    turned = json.loads(json.dumps(dict(reversed(document.items())), indent=3))
    turned["n_parameters"] = 3.0
    assert seal(turned) == document["seal"]
    turned["converged"] = 1
    assert seal(turned) != document["seal"]


def test_a_number_that_no_float_holds_has_a_seal_too() -> None:
    assert seal({"n": 10**400}) != seal({"n": 10**401})
