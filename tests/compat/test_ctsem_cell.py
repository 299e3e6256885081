"""A cell of a matrix is fixed, free, or a formula; slots behind bars say more."""

from __future__ import annotations

import pytest

from unspiral.compat.ctsem_cell import Cell, cell_of

pytestmark = pytest.mark.unit

STATES = ("pain", "mood")


def read(atom: str | float | bool | None) -> Cell:
    return cell_of(atom, 7, STATES, ("age",))


def test_numbers_are_fixed_also_in_quotes() -> None:
    assert [read(atom).value for atom in (0.0, "0", "-0.5", " 1 ")] == [0.0, 0.0, -0.5, 1.0]
    assert read("0").nil and not read("0").free


def test_names_are_free_and_slots_say_more() -> None:
    cell = read("a21 | -log1p_exp(-param * 2) | TRUE | 0.5 | age")
    assert (cell.label, cell.transform, cell.varying, cell.covariates) == ("a21", "-log1p_exp(-param*2)", True, ("age",))
    assert (read("a21||FALSE").varying, read("a21").varying, read("a21|param").transform) == (False, None, "")
    assert (read("a21||||").covariates, read("a21|||").covariates) == ((), None)


def test_formulas_and_states_are_no_parameters() -> None:
    assert [bool(read(atom).expression) for atom in ("a + b", "pain", "a * mood", "-log(a)", "a.b", "a_b")] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("atom", [None, "", "  ", True, float("nan"), float("inf"), "a||maybe", "a|b|c|d|e|f", "a||||height"])
def test_what_is_wrong_is_said(atom: str | float | bool | None) -> None:
    assert read(atom).wrong
