"""Sad and cheerful in 129 people: a multilevel vector autoregression by lme4 1.1-31 (recorded by mindful.R)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

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


def test_the_recorded_pairs_are_those_of_the_data_folder() -> None:
    """9,032 neighbouring beeps of one day, as the data's own README counts them; both arrows point down, and differ between people."""
    assert (RECORDED["persons"], RECORDED["pairs"]) == (129, 9032)
    for cause, affected in (("sad", "cheerful"), ("cheerful", "sad")):
        found = effect(RECORDED, cause, affected)
        assert found["estimate"] + 4.0 * found["se"] < 0.0
        assert not found["singular"]
        assert 0.5 < found["population_below"] < 1.0
