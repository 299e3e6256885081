from __future__ import annotations

import json

import numpy as np
import pytest
from tests.store.made_fit import made_fit

from unspiral.loop.language import parse
from unspiral.records import Moments, Panel, Person, Source, Verdict
from unspiral.store.document import fit_document
from unspiral.store.refusal import refused_document

pytestmark = pytest.mark.unit

LOOP = parse("pain <-> depression")
VERDICT = Verdict("one-occasion", "refuse", "Nobody has two.", "bring three.")
MODEL = {"traits": None, "error": False, "t0": None, "means": "constant"}


def refused(data: Panel | Moments) -> dict:
    document = refused_document(data, LOOP, VERDICT, version="0.1.0", model=MODEL, lag=1.0)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    return document


def panel() -> Panel:
    nan = np.nan
    people = (
        Person("1", np.array([0.0, 1.0]), np.array([[9.0, 1.0, nan], [9.0, nan, nan]]), np.zeros((2, 0))),
        Person("2", np.array([0.0]), np.array([[9.0, 2.0, 3.0]]), np.zeros((1, 0))),
        Person("3", np.array([0.0]), np.array([[9.0, nan, nan]]), np.zeros((1, 0))),
    )
    return Panel(people, ("sleep", "pain", "depression"), (), "week", Source("d.csv", "ff", 4))


def test_it_has_the_keys_of_a_fit_and_null_numbers() -> None:
    document = refused(panel())
    learned = fit_document(made_fit())
    assert list(document) == list(learned)[: len(document)]
    assert [document[name] for name in ("loglik", "n_parameters", "aic", "bic")] == [None] * 4
    assert document["converged"] is False
    assert document["verdicts"] == [{"code": "one-occasion", "level": "refuse", "reason": "Nobody has two.", "remedy": "bring three."}]
    assert document["direction"] == {"answer": "cannot tell", "links": {}}
    assert list(document["model"]) == ["traits", "error", "t0", "means", "families"]
    assert set(document["loop"]) == set(learned["loop"])


def test_only_answers_of_the_loop_count() -> None:
    counts = refused(panel())["data"]
    assert {k: counts[k] for k in ("persons", "occasions", "cells", "missing")} == {"persons": 2, "occasions": 2, "cells": 4, "missing": 1}
    assert (counts["time_unit"], counts["sha256"]) == ("week", "ff")


def test_summary_statistics_too() -> None:
    moments = Moments(np.array([0.0, 6.0]), ("pain", "depression"), np.zeros(4), np.eye(4), 30, None, "month")
    counts = refused(moments)["data"]
    assert (counts["persons"], counts["occasions"], counts["cells"], counts["missing"]) == (30, 60, 120, 0)
