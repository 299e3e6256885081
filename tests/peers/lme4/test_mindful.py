"""Sad and cheerful in 129 people: a multilevel vector autoregression by lme4 1.1-31 (recorded by mindful.R)."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.records import Panel, Person, Source

pytestmark = pytest.mark.peer

HERE = Path(__file__).parent
RECORDED: dict[str, Any] = json.loads((HERE / "mindful.json").read_text(encoding="utf-8"))
FIGURES = ("estimate", "se", "sd", "population_below", "loglik")
COUNTS = ("people_below", "sure_below", "sure_above")


def effect(document: dict[str, Any], cause: str, affected: str) -> dict[str, Any]:
    (found,) = [e for e in document["effects"] if (e["cause"], e["affected"]) == (cause, affected)]
    return found


@pytest.mark.calibration
def test_the_script_gives_the_recorded_figures(shared: Path) -> None:
    program = shutil.which("Rscript")
    if program is None or subprocess.run([program, "-e", "library(lme4)"], capture_output=True, check=False).returncode:
        pytest.skip("needs R and lme4: apt-get install r-base-core r-cran-lme4")
    table = shared / "data" / "bringmann2013_mbct_ema" / "beeps.csv.gz"
    ran = subprocess.run([program, str(HERE / "mindful.R"), str(table)], capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout)
    assert (found["persons"], found["pairs"]) == (RECORDED["persons"], RECORDED["pairs"])
    for ours, theirs in zip(found["effects"], RECORDED["effects"], strict=True):
        assert [ours[name] for name in FIGURES] == pytest.approx([theirs[name] for name in FIGURES], rel=1e-3)
        assert [ours[name] for name in COUNTS] == pytest.approx([theirs[name] for name in COUNTS], abs=1)


def test_the_average_person_is_the_same_in_direction_and_size(shared: Path) -> None:
    """Links alike, every beep and every interval: after 1.5 hours within one and a half of lme4's standard errors after one beep."""
    with gzip.open(shared / "data" / "bringmann2013_mbct_ema" / "beeps.csv.gz", "rt") as stream:
        beeps = [r for r in csv.DictReader(stream) if r["beep"] and r["day"]]
    last = {r["id"]: 0.0 for r in beeps}
    for r in beeps:
        last[r["id"]] = max(last[r["id"]], float(r["day"])) if r["period"] == "0" else last[r["id"]]
    people: dict[str, dict[float, list[float]]] = {}
    for r in beeps:
        day = float(r["day"]) + (last[r["id"]] + 56.0 if r["period"] == "1" else 0.0)
        answers = [float(r[name]) if r[name] else np.nan for name in ("sad", "cheerful")]
        if not np.isnan(answers).all():
            people.setdefault(r["id"], {})[24.0 * day + (float(r["beep"]) - 1.0) / 10.0 * 15.0] = answers
    persons = tuple(
        Person(name, np.array(sorted(rows)), np.array([rows[t] for t in sorted(rows)]), np.zeros((len(rows), 0)))
        for name, rows in people.items()
    )
    panel = Panel(persons, ("sad", "cheerful"), (), "hour", Source("mindful", "", 0))
    fit = fit_ml(panel, parse("sad <-> cheerful"), traits=True, error=False, lag=1.5, starts=1, ladder=False)
    for arrow in (("sad", "cheerful"), ("cheerful", "sad")):
        peer = effect(RECORDED, *arrow)
        assert fit.lagged[arrow].estimate == pytest.approx(peer["estimate"], abs=1.5 * peer["se"])
        assert fit.direction.links[arrow].word == "drives"


def test_the_recorded_pairs_are_those_of_the_data_folder() -> None:
    """9,032 neighbouring beeps of one day, as the data's own README counts them; both arrows point down, and differ between people."""
    assert (RECORDED["persons"], RECORDED["pairs"]) == (129, 9032)
    for cause, affected in (("sad", "cheerful"), ("cheerful", "sad")):
        found = effect(RECORDED, cause, affected)
        assert found["estimate"] + 4.0 * found["se"] < 0.0
        assert not found["singular"]
        assert 0.5 < found["population_below"] < 1.0
