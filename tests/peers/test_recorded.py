"""The numbers recorded from ctsem 3.11.1 and lavaan 0.6-14 on the HELP panel and on one person's pain diary.

Our maximum may lie higher than a peer's, never lower by more than 1e-3. Sources of the numbers: own runs of the peers on the same
rows; pain = (100 - sf36_bp) / 10, depression = cesd / 10.
"""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel, Person, Source

pytestmark = pytest.mark.peer
LOOP = parse("pain <-> depression")


def cell(text: str) -> float:
    return float(text) if text else np.nan


def panel(rows: list[tuple[str, float, float, float]], unit: str) -> Panel:
    people: dict[str, list[tuple[float, float, float]]] = {}
    for name, *row in rows:
        if not (np.isnan(row[1]) and np.isnan(row[2])):
            people.setdefault(name, []).append((row[0], row[1], row[2]))
    made = []
    for name, of_person in people.items():
        table = np.array(of_person)
        made.append(Person(name, table[:, 0], table[:, 1:], np.zeros((len(table), 0))))
    return Panel(tuple(made), ("pain", "depression"), (), unit, Source("recorded", "", len(rows)))


@pytest.fixture(scope="module")
def help_rows(shared: Path) -> list[dict[str, str]]:
    with gzip.open(shared / "data" / "help_panel_lbp_cesd" / "waves.csv.gz", "rt") as file:
        return list(csv.DictReader(file))


def help_panel(rows: list[dict[str, str]], time: str) -> Panel:
    return panel([(r["id"], cell(r[time]), (100 - cell(r["sf36_bp"])) / 10, cell(r["cesd"]) / 10) for r in rows], "month")


@pytest.mark.parametrize(
    ("time", "options", "count", "recorded", "exact"),
    [
        ("month", {"traits": False, "t0": "separate"}, 14, -5749.72366, True),
        ("wave_month", {"traits": False, "t0": "centred"}, 12, -5856.78769, True),
        ("wave_month", {"traits": True, "t0": "centred"}, 15, -5828.41003, True),
        ("wave_month", {"traits": True, "t0": "centred", "means": "wave"}, 23, -5688.27026, True),
        ("month", {"traits": True, "t0": "centred"}, 15, -5825.75421, False),
        ("month", {"traits": True, "t0": "joint"}, 21, -5667.50973, False),
    ],
)
def test_help_log_likelihoods(
    help_rows: list[dict[str, str]], time: str, options: dict[str, object], count: int, recorded: float, exact: bool
) -> None:
    fit = fit_ml(help_panel(help_rows, time), LOOP, error=False, ladder=False, **options)  # type: ignore[arg-type]
    assert fit.converged
    assert fit.n_parameters == count
    assert fit.loglik is not None
    assert fit.loglik >= recorded - 1e-3
    if exact:
        assert fit.loglik == pytest.approx(recorded, abs=1e-3)


def lagged(fit: Fit) -> tuple[list[float], list[float | None]]:
    """Rows pain, depression; columns pain, depression; estimates and standard errors."""
    order = [("pain", "pain"), ("depression", "pain"), ("pain", "depression"), ("depression", "depression")]
    return [fit.lagged[a].estimate for a in order], [fit.lagged[a].se for a in order]


@pytest.mark.parametrize(
    ("options", "matrix", "errors"),
    [
        ({"traits": True, "t0": "centred"}, [0.060, -0.094, -0.010, 0.188], [0.052, 0.096, 0.026, 0.068]),
        ({"traits": True, "t0": "centred", "means": "wave"}, [0.083, 0.124, 0.024, 0.409], [0.056, 0.122, 0.028, 0.076]),
    ],
)
def test_help_lag_matrices_and_standard_errors_of_lavaan(
    help_rows: list[dict[str, str]], options: dict[str, object], matrix: list[float], errors: list[float]
) -> None:
    fit = fit_ml(help_panel(help_rows, "wave_month"), LOOP, error=False, ladder=False, lag=6.0, **options)  # type: ignore[arg-type]
    found, spread = lagged(fit)
    assert found == pytest.approx(matrix, abs=6e-4)  # recorded to three digits
    assert spread == pytest.approx(errors, abs=6e-4)


def test_help_cross_lagged_effects_of_lavaan_without_traits(help_rows: list[dict[str, str]]) -> None:
    fit = fit_ml(help_panel(help_rows, "wave_month"), LOOP, error=False, ladder=False, lag=6.0, traits=False, t0="centred")
    assert fit.lagged["depression", "pain"].estimate == pytest.approx(0.185, abs=6e-4)
    assert fit.lagged["pain", "depression"].estimate == pytest.approx(0.050, abs=6e-4)
    assert fit.direction.answer == "both"


def test_help_headline_is_cannot_tell_within_a_person(help_rows: list[dict[str, str]]) -> None:
    fit = fit_ml(help_panel(help_rows, "wave_month"), LOOP, error=False, t0="centred", starts=5)
    assert fit.direction.answer == "cannot tell"
    assert fit.direction.note.startswith("People with more pain are more depressed.")
    assert next(v for v in fit.verdicts if v.code == "means").level == "caution"
    assert [r.answer for r in fit.ladder] == ["both", "cannot tell", "cannot tell"]


def test_person_8_reaches_beyond_ctsem_and_says_that_it_lies_at_an_edge(shared: Path) -> None:
    with (shared / "data" / "myaiguide_pain_diary" / "daily.csv").open() as file:
        rows = [r for r in csv.DictReader(file) if r["id"] == "8"]
    diary = panel([("8", cell(r["t"]), cell(r["pain_max"]), cell(r["happiness"])) for r in rows], "day")
    fit = fit_ml(diary, LOOP, error=True, t0="point")
    assert fit.n_parameters == 13
    assert fit.loglik is not None
    assert fit.loglik >= -1003.09886 - 1e-3
    assert any(v.code == "boundary" and v.level == "caution" for v in fit.verdicts)
    assert fit.direction.answer == "cannot tell"
