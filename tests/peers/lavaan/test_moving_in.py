"""lavaan's own texts of the HELP panel, read and learned: the log-likelihoods that lavaan 0.6-14 reports for them (help_panel.json)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.compat.texts import in_script, riclpm
from tests.peers.lavaan.test_help_panel import help_rows, recorded

from unspiral.compat import from_lavaan
from unspiral.learn.fit_ml import fit_ml
from unspiral.records import Panel

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module")
def panel(shared: Path) -> Panel:
    """The rows of the panel; its columns are called as in the models."""
    rows = help_rows(shared)
    return Panel(rows.persons, ("x", "y"), (), "month", rows.source)


@pytest.mark.parametrize(("traits", "means"), [(False, "constant"), (True, "constant"), (True, "wave")])
def test_the_model_as_lavaan_has_it_gives_lavaans_numbers(panel: Panel, traits: bool, means: str) -> None:
    moved = from_lavaan(in_script(riclpm(5, traits=traits, means=means)), times=[0, 6, 12, 18, 24], unit="month")
    peer = recorded(traits, means, "fiml")
    fit = fit_ml(panel, moved.loop, lag=6.0, starts=2, ladder=False, **moved.choices)  # type: ignore[arg-type]
    assert {note.became for note in moved.notes} == {"taken"}  # nothing had to be changed
    assert fit.loglik == pytest.approx(peer["loglik"], abs=1e-4)
    assert fit.n_parameters == peer["parameters"]
    found = [[fit.lagged[cause, affected].estimate for cause in ("x", "y")] for affected in ("x", "y")]
    assert found[0] == pytest.approx(peer["lag"][0], abs=5e-5)
    assert found[1] == pytest.approx(peer["lag"][1], abs=5e-5)


@pytest.mark.parametrize(("traits", "means", "loglik"), [(True, "constant", -5828.41003), (True, "wave", -5688.27026)])
def test_the_recorded_numbers_of_the_design(traits: bool, means: str, loglik: float) -> None:
    assert recorded(traits, means, "fiml")["loglik"] == pytest.approx(loglik, abs=1e-5)
