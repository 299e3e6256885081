from __future__ import annotations

import csv
import shutil
import subprocess

import numpy as np
import pytest
from tests.measure.exports.panels import NAN, panel

from unspiral.errors import DataError
from unspiral.measure.exports.write_lavaan import uneven_steps, write_lavaan

pytestmark = pytest.mark.unit


def test_a_row_a_person_and_a_column_a_wave(tmp_path):
    held = panel(("Ann", [0, 6], [[4, 2], [5, NAN]]), ("Bo", [6], [[1, 1]]), unit="month")
    write_lavaan(held, tmp_path / "out")
    rows = list(csv.reader((tmp_path / "out" / "data.csv").read_text().splitlines()))
    assert rows == [["id", "pain_1", "pain_2", "low_mood_1", "low_mood_2"], ["1", "4", "5", "2", "NA"], ["2", "NA", "1", "NA", "1"]]
    assert "pain_2,pain,6\n" in (tmp_path / "out" / "columns.csv").read_text()
    model = (tmp_path / "out" / "model.lav").read_text()
    assert "trait_" not in model
    assert "w_pain_2 ~ w_pain_1 + w_low_mood_1" in model


def test_a_diary_of_many_times_is_refused(tmp_path):
    days = list(range(61))
    with pytest.raises(DataError, match="61 different times"):
        write_lavaan(panel(("Ann", days, [[1, 1]] * 61)), tmp_path / "out")


def test_calendar_times_are_no_waves(tmp_path):
    visits = panel(("Ann", [0, 31], [[4, 2], [5, 1]]), ("Bo", [64, 94], [[4, 2], [5, 1]]))
    with pytest.raises(DataError, match="not asked at the same times") as problem:
        write_lavaan(visits, tmp_path / "out")
    assert "--layout ctsem" in problem.value.fix
    late = [(f"P{i}", [0, 30 + (i == 3)], [[4, 2], [5, 1]]) for i in range(8)]
    with pytest.raises(DataError, match="nobody was asked both at 30 and at 31"):
        write_lavaan(panel(*late), tmp_path / "out")
    extra = [(f"P{i}", [0, 10, 30] if i == 3 else [0, 30], [[4, 2]] * (3 if i == 3 else 2)) for i in range(8)]
    with pytest.raises(DataError, match="1 of 8 persons were asked at 10 "):
        write_lavaan(panel(*extra), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_who_left_the_study_is_not_missed(tmp_path):
    people = [(f"P{i}", [0, 1, 2][: 3 if i < 2 else 1], [[4, 2], [5, 1], [i, 2]][: 3 if i < 2 else 1]) for i in range(8)]
    write_lavaan(panel(*people), tmp_path / "out")
    assert (tmp_path / "out" / "data.csv").read_text().splitlines()[3] == "3,4,NA,NA,2,NA,NA"


def test_steps_that_are_not_equal_are_said(tmp_path):
    uneven = panel(("Ann", [0, 1, 6], [[4, 2], [5, 1], [3, 3]]), unit="month")
    write_lavaan(uneven, tmp_path / "out")
    assert "steps between waves are not equal (1, 5 months)" in (tmp_path / "out" / "README.txt").read_text()
    assert "1, 5 months" in uneven_steps(uneven)[0]
    assert uneven_steps(panel(("Ann", [0, 6, 12], [[4, 2], [5, 1], [3, 3]]))) == ()


def test_lavaan_runs_what_is_written(tmp_path):
    """The syntax is whole: lavaan finds as many free numbers as a model of four waves with traits has, and ends at an optimum."""
    if shutil.which("Rscript") is None or subprocess.run(["Rscript", "-e", "library(lavaan)"], capture_output=True).returncode:
        pytest.skip("needs R with lavaan, which is no part of unspiral (Debian: r-base-core, r-cran-lavaan)")
    draw = np.random.default_rng(1)
    trait = draw.normal(size=(400, 2))
    state = draw.normal(size=(400, 2))
    waves = []
    for _ in range(4):
        waves.append(trait + state)
        state = state @ np.array([[0.4, 0.1], [0.2, 0.4]]) + draw.normal(size=(400, 2)) * 0.8
    people = [(f"P{i:03}", [0.0, 1.0, 2.0, 3.0], [wave[i].tolist() for wave in waves]) for i in range(400)]
    write_lavaan(panel(*people), tmp_path / "out")
    asked = 'source("load.R"); cat("\\n", lavInspect(fit, "converged"), fitMeasures(fit, "npar"), fitMeasures(fit, "df"))'
    ran = subprocess.run(["Rscript", "-e", asked], cwd=tmp_path / "out", capture_output=True, text=True, timeout=120)
    # 8 means, 3 of traits, 3 of the first wave, 3 x (4 lags + 3 of what is new)
    assert ran.stdout.split()[-3:] == ["TRUE", "35", "9"], ran.stdout[-500:] + ran.stderr[-500:]
