from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from tests.doors.cli.test_learn_options import options

from unspiral.doors.cli.learn import command
from unspiral.errors import SpecError
from unspiral.evidence.example import example_diary_path
from unspiral.store.fit_json import read_fit

pytestmark = pytest.mark.unit
needs_nutpie = pytest.mark.skipif(find_spec("nutpie") is None, reason="nutpie (the extra bayes) is not installed")
LOOP = ("--loop", "pain <-> depression")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"draws": 500}, "--draws is about a Bayesian fit"),
        ({"prior": ("a=normal(0,1)",)}, "--prior is about a Bayesian fit"),
        ({"bayes": True, "ci": "profile"}, "--ci profile is about maximum likelihood"),
        ({"bayes": True, "from_fit": "fit.json"}, "does not go on from a saved fit"),
        ({"bayes": True, "weight": "w"}, "cannot be had with --weight"),
        ({"bayes": True, "draws_file": "draws.csv"}, "does not end in .nc"),
        ({"bayes": True, "prior": ("nonsense",)}, "is no prior"),
        ({"bayes": True, "prior_only": True, "output": "fit.json"}, "--prior-only fits nothing"),
        ({"bayes": True, "prior_only": True, "persons": "persons.csv"}, "--prior-only fits nothing"),
        ({"bayes": True, "prior_only": True, "data": None, "moments": "m.json"}, "--moments has none"),
    ],
)
def test_what_does_not_go_together_is_refused_with_a_remedy(given: dict[str, Any], said: str) -> None:
    with pytest.raises(SpecError) as refused:
        options(**given).check()
    assert said in refused.value.text()
    assert refused.value.fix


def test_priors_are_shown_before_anything_is_fitted() -> None:
    ran = CliRunner().invoke(command, [str(example_diary_path()), *LOOP, "--bayes", "--prior-only", "--quiet"])
    assert ran.exit_code == 0, ran.output
    assert "link:pain->depression: normal, SD 0.50 of the pull" in ran.output
    assert "symmetric around zero" in " ".join(ran.output.split())
    assert "pain, answers: 95 % expected" in ran.output
    ran = CliRunner().invoke(
        command, [str(example_diary_path()), *LOOP, "--bayes", "--prior-only", "--json", "--prior", "level:pain=normal(4, 1)"]
    )
    found = json.loads(ran.stdout)
    assert found["schema"] == "unspiral.prior/1"
    assert {p["name"]: (p["centre"], p["spread"]) for p in found["priors"]}["level:pain"] == (4.0, 1.0)
    assert len(found["expected"]) == 4


@pytest.fixture
def items(tmp_path: Path) -> list[str]:
    """Priors of a table in which phq9_3 asks about sleep."""
    numbers = np.random.default_rng(1).integers(0, 4, size=(30, 3))
    table = tmp_path / "items.csv"
    table.write_text("day,sleep_problem,phq9_1,phq9_3\n" + "".join(f"{k},{a},{b},{c}\n" for k, (a, b, c) in enumerate(numbers)))
    return [str(table), "--loop", "sleep_problem <-> depression; depression by phq9_1, phq9_3", "--bayes", "--prior-only", "--json"]


def test_priors_are_shown_of_the_loop_that_would_be_learned(items: list[str]) -> None:
    shown = {row["indicator"] for row in json.loads(CliRunner().invoke(command, [*items, "--error"]).stdout)["expected"]}
    assert shown == {"sleep_problem", "phq9_1"}
    kept = {row["indicator"] for row in json.loads(CliRunner().invoke(command, [*items, "--error", "--keep-overlap"]).stdout)["expected"]}
    assert kept == {"sleep_problem", "phq9_1", "phq9_3"}


def test_what_is_said_of_a_column_that_is_left_out_is_left_out_with_it(items: list[str]) -> None:
    def shown(*more: str) -> tuple[set[str], set[str]]:
        ran = CliRunner().invoke(command, [*items, "--family", "phq9_1=ordinal", "--family", "phq9_3=ordinal", *more])
        assert ran.exit_code == 0, ran.exception
        found = json.loads(ran.stdout)
        return {row["indicator"] for row in found["expected"]}, {p["name"] for p in found["priors"] if p["name"].startswith("threshold")}

    assert shown() == ({"sleep_problem", "phq9_1"}, {f"threshold:phq9_1[{k}]" for k in (1, 2, 3)})
    assert shown("--keep-overlap")[1] == {f"threshold:{column}[{k}]" for column in ("phq9_1", "phq9_3") for k in (1, 2, 3)}


def test_a_column_that_nobody_declared_is_not_passed_over(items: list[str]) -> None:
    ran = CliRunner().invoke(command, [*items, "--family", "phq9_2=ordinal"])
    assert isinstance(ran.exception, SpecError)
    assert "phq9_2" in ran.exception.text()


def test_an_unknown_name_in_a_prior_is_asked_back() -> None:
    ran = CliRunner().invoke(command, [str(example_diary_path()), *LOOP, "--bayes", "--prior-only", "--prior", "level:pian=normal(4, 1)"])
    assert isinstance(ran.exception, SpecError)
    assert "Did you mean" in ran.exception.text()


@needs_nutpie
def test_a_fit_is_drawn_kept_and_opened_again(tmp_path: Path) -> None:
    place, draws = tmp_path / "fit.json", tmp_path / "draws.nc"
    words = [str(example_diary_path()), "--loop", "pain -> depression", "--no-error", "--starts", "1", "--bayes", "--draws", "100",
             "--warmup", "100", "-o", str(place), "--draws-file", str(draws), "--prior",
             "link:pain->depression=normal(0, 0.2)"]  # fmt: skip
    ran = CliRunner().invoke(command, words)
    assert ran.exit_code in (0, 3, 4), ran.output
    assert "intervals (credible)" in ran.output
    assert "Drawn from the posterior: 2 chains of 100 draws" in " ".join(ran.output.split())
    fit = read_fit(place)
    assert fit.choices.method == "bayes" and fit.posterior is not None
    assert fit.working.replicates is not None and len(fit.working.replicates) == 200
    assert fit.choices.priors == {"link:pain->depression": (0.0, 0.2)}
    assert draws.read_bytes()[1:4] == b"HDF"
