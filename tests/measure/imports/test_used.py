from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest

from unspiral.doors.cli.measure_import import command
from unspiral.errors import SpecError
from unspiral.measure.imports.given import Given
from unspiral.measure.imports.used import OPTIONS, check_used
from unspiral.measure.imports.wanted import Wanted

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("kind", "guessing", "given", "said"),
    [
        ("redcap", True, {"recode": {"a": {"1": "0"}}}, "--recode"),
        ("redcap", True, {"reverse": {"a": (Decimal(0), Decimal(1))}}, "--reverse"),
        ("apple", True, {"missing": ("99",)}, "--missing"),
        ("tidy", True, {"person_is": "Ann"}, "--person-is"),
        ("openesm", True, {"at": "0"}, "--time-at"),
        ("table", False, {"instrument": "phq9"}, "--instrument"),
    ],
)
def test_an_option_that_would_be_passed_over_is_refused(kind, guessing, given, said):
    with pytest.raises(SpecError, match=said):
        check_used(kind, Wanted(("a",), given=Given(**given)), guessing=guessing)


@pytest.mark.parametrize(
    "beside",
    [
        {"since": "2024-01-01"},
        {"dictionary": "d.csv"},
        {"metadata": "m.json"},
        {"labels": True},
        {"labels": False},
        {"sources": ("Watch",)},
        {"raw": True},
        {"leave_out": True},
    ],
)
def test_options_of_other_kinds(beside):
    with pytest.raises(SpecError, match="has no use here"):
        check_used("table", Wanted(("a",), **beside), guessing=True)


def test_items_of_phones_have_no_columns():
    with pytest.raises(SpecError) as problem:
        check_used("fitbit", Wanted(("a",), given=Given(items={"steps": "resting_heart_rate"})), guessing=True)
    assert "--item steps=resting_heart_rate has no use here" in str(problem.value)
    assert problem.value.fix == "--item steps"
    check_used("fitbit", Wanted(("a",), given=Given(items={"steps": "steps"})), guessing=True)


def test_what_is_used_passes():
    check_used("table", Wanted(("a",), given=Given(instrument="phq9", kind="long")), guessing=True)
    check_used("redcap", Wanted(("a",), dictionary="d.csv", given=Given(missing=("-999",))), guessing=True)
    check_used("apple", Wanted(("a",), since="2024-01-01", given=Given(person_is="Ann")), guessing=True)
    check_used("apple", Wanted(("a",), sources=("Watch",), raw=True, leave_out=True), guessing=True)
    check_used("fitbit", Wanted(("a",), given=Given(zone="Europe/Berlin")), guessing=True)
    assert set(OPTIONS) == {field.name for field in fields(Given)}


def test_each_is_an_option_of_the_command():
    typed = {name for option in command.params for name in option.opts}
    assert {words.split()[0] for words in OPTIONS.values()} <= typed
