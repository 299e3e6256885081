from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.act.population.example import POLICY, markov

from unspiral.act.population.run import run_population
from unspiral.doors.cli.population_run_document import NORMAL, document

pytestmark = pytest.mark.unit


def test_the_document_is_that_of_the_contract() -> None:
    run = run_population(markov(), 300, 12, 1, [replace(POLICY, week=0)])
    held = json.loads(json.dumps(document(run, markov(), {None: run})))
    assert held["schema"] == "unspiral.population/1" and held["seconds"].keys() == {"simulate", "exact"}
    for line in (held["prevalence"], held["exact"], held["policies"][0]["prevalence"], held["policies"][0]["exact"]):
        assert line["week"] == list(range(13)) and list(line["state"]) == list(run.states)
        assert all(len(shares) == 13 and all(0.0 <= share <= 1.0 for share in shares) for shares in line["state"].values())
    assert {"pain:chronic", "depression:episode", "life:dead", "pain:chronic+depression:episode"} <= set(held["prevalence"]["state"])
    difference = held["policies"][0]["differences"]["weeks in depression"]
    assert difference["estimate"] == pytest.approx(run.apart[1, 1])
    assert difference["high"] - difference["low"] == pytest.approx(2.0 * NORMAL * run.apart_se[1, 1])
    assert held["manifest"]["seed"] == "1" and held["verdicts"][0].keys() == {"code", "level", "reason", "remedy"}
    assert held["rests_on"]["numbers"] == held["rests_on"]["sourced"] + held["rests_on"]["assumed"]


def test_no_exact_line_is_null() -> None:
    run = run_population(markov(), 3, 2, 1, exact=False)
    held = document(run, markov(), {None: run})
    assert held["exact"] is None and held["shares"] == []


def test_every_causal_share_has_its_policies() -> None:
    runs = {share: run_population(markov(), 50, 4, 1, [replace(POLICY, week=0)], share=share) for share in (0.5, 1.0)}
    held = json.loads(json.dumps(document(runs[1.0], markov(), dict(runs))))
    assert [(each["share"], each["manifest"]["share"]) for each in held["shares"]] == [(0.5, "0.5"), (1.0, "1")]
    assert held["shares"][1]["policies"] == held["policies"] and "one-share" not in {v["code"] for v in held["verdicts"]}
    alone = document(runs[0.5], markov(), {0.5: runs[0.5]})
    assert "one-share" in {v["code"] for v in json.loads(json.dumps(alone))["verdicts"]}
