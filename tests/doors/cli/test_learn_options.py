from __future__ import annotations

from typing import Any

import click
import pytest
from click.testing import CliRunner

from unspiral.doors.cli.learn import command
from unspiral.doors.cli.learn_options import LearnCommand, Options
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit

BARE: dict[str, Any] = {
    "data": "diary.csv", "moments": None, "person": None, "time": None, "time_unit": None, "loop": None, "inputs": (), "reverse": (),
    "missing": (), "covariates": (), "weekday": False, "daytime": False, "overnight": False, "trend": False, "weight": None,
    "time_zone": None, "lag": 1.0, "traits": None, "error": None, "t0": None, "means": "constant", "individual": None, "family": (),
    "standardize": False, "ci": "wald", "replicates": None, "bootstrap": None, "level": 0.95, "starts": 5, "seed": 1,
    "workers": 1, "from_fit": None, "output": None, "report": None, "keep_overlap": False, "persons": None, "as_json": False,
    "skips": None, "answered": None, "after_last": False,
    "bayes": False, "prior": (), "draws": None, "chains": None, "warmup": None, "prior_only": False, "draws_file": None,
}  # fmt: skip


def options(**changes: Any) -> Options:
    return Options(**(BARE | changes))


def test_the_options_of_the_command_are_the_fields_of_the_record() -> None:
    exposed = {p.name for p in command.params if p.expose_value and not getattr(p, "is_eager", False)}
    assert exposed == set(BARE)
    options().check()


def test_inputs_are_columns_with_kinds() -> None:
    assert options(inputs=("walking:impulse", "pills")).kinds() == {"walking": "impulse", "pills": None}
    for text in (":impulse", "walking:", "walking:often"):
        with pytest.raises(SpecError, match="--input"):
            options(inputs=(text,)).kinds()


def test_covariates_are_columns_and_what_depends_on_them() -> None:
    found = options(covariates=("age", "sex:links", "a:b:both")).covaried()
    assert found == {"age": "levels", "sex": "links", "a:b": "both"}
    for given in (("age:level",), (":links",), ("age", "age:links")):
        with pytest.raises(SpecError, match="--covariate"):
            options(covariates=given).covaried()


def test_reversed_scales_have_a_top_or_none() -> None:
    assert options(reverse=("mood=10", "sleep", "a=b=2.5")).reversed_scales() == {"mood": 10.0, "sleep": None, "a=b": 2.5}
    for text in ("mood=nan", "mood=1e999", "="):
        with pytest.raises(SpecError, match="--reverse"):
            options(reverse=(text,)).reversed_scales()


def test_usage_errors_have_a_remedy() -> None:
    options = [
        click.Option(["--starts"], type=int, default=5),
        click.Option(["--secret"], hidden=True),
        click.Option(["--who"], metavar="COL"),
    ]
    made = LearnCommand("learn", params=[*options, click.Option(["--way"], type=click.Choice(["up", "down"]))])
    for words, said, fix in [
        (["--start", "2"], "no option '--start'. Did you mean '--starts'?", "unspiral learn --help"),
        (["--starts", "x"], "--starts: 'x' is no whole number", "--starts 5"),
        (["--way", "left"], "'left' is not one of", "--way up|down"),
        (["--who"], "requires an argument", "--who COL"),
        (["more.csv"], "unexpected extra argument", "single quotes"),
    ]:
        ran = CliRunner().invoke(made, words)
        assert isinstance(ran.exception, SpecError)
        assert said in ran.exception.what
        assert fix in ran.exception.fix
    hidden = CliRunner().invoke(made, ["--secre"])
    assert "Did you mean" not in str(hidden.exception)


def test_one_source_and_places_of_their_own(tmp_path: Any) -> None:
    for changes in ({"data": None}, {"moments": "m.json"}, {"output": str(tmp_path)}, {"report": f"{tmp_path}/no/r.html"}):
        with pytest.raises(SpecError) as caught:
            options(**changes).check()
        assert caught.value.fix
    options(output=str(tmp_path / "a"), report=str(tmp_path / "b")).check()
    with pytest.raises(SpecError, match="same file"):
        options(output=str(tmp_path / "a"), report=str(tmp_path / "." / "a")).check()
    with pytest.raises(SpecError, match="-o and --draws-file name the same file"):
        options(bayes=True, output=str(tmp_path / "a.nc"), draws_file=str(tmp_path / "a.nc")).check()
    with pytest.raises(SpecError, match="cannot be written"):
        options(output="a\0b").check()


@pytest.mark.parametrize(("level", "fix"), [(95.0, "--level 0.95"), (80.0, "--level 0.8"), (1.0, "--level 0.95"), (-1.0, "--level 0.95")])
def test_a_level_in_per_cent_is_turned_into_a_share(level: float, fix: str) -> None:
    with pytest.raises(SpecError) as caught:
        options(level=level).check()
    assert caught.value.fix == fix
