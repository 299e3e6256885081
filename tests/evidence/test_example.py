"""The packaged examples: there, made up where they say so, without a row of a person, and learned from as the README tells."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from unspiral.evidence.example import example_diary_path, example_moments_path
from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.measure.read import read
from unspiral.measure.read_moments import read_moments

README = example_diary_path().with_name("README.md")


@pytest.mark.unit
def test_the_files_lie_in_the_package(root: Path) -> None:
    folder = root / "src" / "unspiral" / "evidence" / "examples"
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "diary.csv", "help_moments.json"]
    for path in (example_diary_path(), example_moments_path()):
        assert path.parent == folder
        assert path.is_file()
    assert sum(path.stat().st_size for path in folder.iterdir()) < 100_000


@pytest.mark.unit
def test_the_diary_is_a_plain_table_of_whole_numbers() -> None:
    with example_diary_path().open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["date", "pain", "depression", "sleep_problem", "company"]
    assert 120 <= len(rows) <= 180
    for row in rows:
        assert re.fullmatch(r"2024-\d\d-\d\d", row["date"])
        assert all(row[name] == "" or row[name] in {str(k) for k in range(11)} for name in ("pain", "depression", "sleep_problem"))
        assert row["company"] in ("0", "1")


@pytest.mark.unit
def test_the_readme_says_that_every_number_is_made_up() -> None:
    text = README.read_text(encoding="utf-8")
    assert "**every number in it is made up**" in text
    assert "168 of 196 evenings" in text
    assert len(example_diary_path().read_text(encoding="utf-8").splitlines()) == 169
    assert "no row of a person" in text


@pytest.mark.unit
def test_the_diary_answers_as_the_readme_says() -> None:
    loop = parse("pain <-> depression\ncompany => depression (sustained)")
    panel = read(example_diary_path(), columns=loop.columns, inputs=("company",))
    gaps = np.diff(panel.persons[0].time)
    assert panel.time_unit == "day"
    assert set(gaps) >= {1.0, 2.0, 11.0}
    fit = fit_ml(panel, loop)
    assert fit.direction.answer == "both"
    assert [v.code for v in fit.verdicts if v.level != "ok"] == []
    # The truth; rounding to whole numbers adds 1/12 to the error of an answer.
    truth = {
        "self:pain": -0.6,
        "self:depression": -0.4,
        "link:pain->depression": 0.4,
        "link:depression->pain": 0.3,
        "diffusion:pain": 1.5,
        "diffusion:pain,depression": 0.0,
        "diffusion:depression": 0.5,
        "error:pain": 0.15 + 1 / 12,
        "error:depression": 0.15 + 1 / 12,
        "input:company->depression": -0.8,
    }
    for parameter in fit.parameters:
        if parameter.name in truth:
            assert parameter.se is not None
            assert abs(parameter.estimate - truth[parameter.name]) < 2.5 * parameter.se, parameter.name
    assert fit.spiral is not None
    assert fit.spiral.low is not None and fit.spiral.high is not None
    assert 0.0 < fit.spiral.low < 0.5 < fit.spiral.high


@pytest.mark.unit
def test_the_figures_are_read_as_they_stand() -> None:
    moments = read_moments(example_moments_path())
    written = json.loads(example_moments_path().read_text(encoding="utf-8"))
    assert (moments.n, moments.time_unit, moments.indicators) == (470, "month", ("pain", "depression"))
    np.testing.assert_array_equal(moments.waves, [0.0, 6.0, 12.0, 18.0, 24.0])
    np.testing.assert_array_equal(moments.mean, written["mean"])
    assert moments.information is not None
    assert moments.information.shape == (65, 65)


@pytest.mark.unit
def test_rounding_the_figures_changes_nothing_that_is_shown() -> None:
    """Two digits fewer move no estimate and no standard error in its sixth digit."""
    from dataclasses import replace

    moments = read_moments(example_moments_path())
    assert moments.information is not None

    def shorter(x: np.ndarray) -> np.ndarray:
        return np.vectorize(lambda number: float(f"{number:.10g}"))(x)

    coarse = replace(moments, mean=shorter(moments.mean), cov=shorter(moments.cov), information=shorter(moments.information))
    loop = parse("pain <-> depression")
    one, other = (fit_ml(m, loop, traits=True, error=False, t0="centred", starts=1, ladder=False, lag=6.0) for m in (moments, coarse))
    for arrow, effect in one.lagged.items():
        assert other.lagged[arrow].estimate == pytest.approx(effect.estimate, abs=1e-6)
        assert other.lagged[arrow].se == pytest.approx(effect.se, rel=1e-6)
