"""The room as people use it from Python: every verb there, explained, loaded late, and never hidden by the file it lives in."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest
from tests.act.made import pair_fit

import unspiral
from unspiral import act
from unspiral.doors.cli.whatif_asked import VERBS

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", act.__all__)
def test_name_is_there_and_explained(name: str) -> None:
    thing = getattr(unspiral.act, name)
    assert callable(thing) and not inspect.ismodule(thing)
    said = inspect.getdoc(thing) or ""
    assert len(said.splitlines()[0]) > 20
    if inspect.isfunction(thing):
        assert "Args:" in said and "Source:" in said
        assert "Raises:" in said or "Returns:" in said


def test_every_what_if_of_the_command_line_is_there() -> None:
    assert set(VERBS) <= set(act.__all__)


def test_the_same_functions_as_at_the_front_door() -> None:
    assert (act.press, act.cut, act.spiral) == (unspiral.press, unspiral.cut, unspiral.spiral)


def test_it_answers() -> None:
    fit = pair_fit()
    found = unspiral.act.press(fit, {"pain": -0.1}, draws=20)
    assert found.long_run["pain"].estimate == pytest.approx(-0.1 / (0.5 * (1.0 - 0.24)))
    assert unspiral.act.spiral(fit, draws=20, travel=False).gain.estimate == pytest.approx(0.24)  # type: ignore[union-attr]
    assert unspiral.act.guidelines(unspiral.act.answers_of({"phq9": 13, "item9": 0, "pain_weeks": 60})).offered


@pytest.mark.parametrize(
    "first",
    [
        "import unspiral.act.spiral, unspiral.act.targets, unspiral.act.flare, unspiral.act.design.plan, unspiral.act.pathway.pathway",
        "import unspiral; unspiral.spiral; unspiral.press",
        "from unspiral.act.spiral import spiral; from unspiral.act.flare import flare; from unspiral.act.targets import targets",
        "pass",
    ],
)
def test_no_file_hides_its_function_whatever_was_imported_first(first: str) -> None:
    look = "for name in unspiral.act.__all__:\n    assert not isinstance(getattr(unspiral.act, name), types.ModuleType), name"
    code = f"{first}\nimport unspiral, types\n{look}"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr


def test_the_room_loads_no_numbers_before_it_is_used() -> None:
    code = "import sys, unspiral\ndir(unspiral.act)\nassert not {'numpy', 'scipy', 'unspiral.act.whatif'} & set(sys.modules)"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr


def test_an_unknown_name_is_an_attribute_error_with_a_hint() -> None:
    with pytest.raises(AttributeError, match=r"has no attribute 'pres'.*Did you mean 'press'"):
        unspiral.act.pres  # noqa: B018  # pyright: ignore[reportAttributeAccessIssue]
