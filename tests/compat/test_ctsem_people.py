"""Levels and first occasions of ctsem as traits and laws of the first occasion."""

from __future__ import annotations

import pytest

from unspiral.compat.ctsem import from_ctsem
from unspiral.compat.moved import Moved

pytestmark = pytest.mark.unit

NEW = "type = 'ct', LAMBDA = diag(2)"
OLD = "type = 'omx', Tpoints = 4, LAMBDA = diag(2)"


def moved(arguments: str, more: str = "") -> Moved:
    return from_ctsem(f"m <- ctModel({arguments})\n{more}")


@pytest.mark.parametrize(
    ("arguments", "traits", "t0"),
    [
        (NEW, True, "joint"),
        (f"{NEW}, T0MEANS = c('t1||FALSE', 't2||FALSE')", True, "separate"),
        (f"{NEW}, T0MEANS = 0", True, "centred"),
        (f"{NEW}, MANIFESTMEANS = c('m1||FALSE', 'm2||FALSE')", False, "separate"),
        (f"{NEW}, MANIFESTMEANS = c('m1||FALSE', 'm2||FALSE'), T0MEANS = c('a||FALSE', 'b||FALSE'), T0VAR = 0", False, "point"),
        (f"{NEW}, MANIFESTMEANS = c('m1||FALSE', 'm2||FALSE'), T0MEANS = c('a||F', 'b||F'), T0VAR = diag(0.001, 2)", False, "point"),
        (f"{NEW}, MANIFESTMEANS = 0, CINT = 'auto'", True, "joint"),
        (f"{NEW}, MANIFESTMEANS = 0, CINT = c('b1||FALSE', 'b2||FALSE')", False, "separate"),
        (f"{NEW}, MANIFESTMEANS = 0, CINT = 'auto', T0MEANS = 0", True, "separate"),
        (f"{NEW}, MANIFESTMEANS = 0, CINT = 'auto', T0MEANS = c('a||FALSE', 'b||FALSE')", True, "joint"),
        (OLD, False, "separate"),
        (f"{OLD}, TRAITVAR = 'auto'", True, "separate"),
        (f"{OLD}, MANIFESTTRAITVAR = 'auto'", True, "separate"),
        (f"{OLD}, TRAITVAR = 'auto', T0TRAITEFFECT = 'auto'", True, "joint"),
    ],
)  # fmt: skip
def test_choices(arguments: str, traits: bool, t0: str) -> None:
    found = moved(arguments)
    assert (found.traits, found.t0, found.means) == (traits, t0, "constant")


def test_stationary_is_read_from_the_call_that_fits_it() -> None:
    assert moved(OLD, "f <- ctFit(dat, m, stationary = c('T0VAR', 'T0MEANS'))\n").t0 == "stationary"
    assert moved(f"{OLD}, TRAITVAR = 'auto'", "f <- ctFit(dat, m, stationary = NULL)\n").t0 == "joint"


def test_only_some_levels_vary() -> None:
    found = moved(f"{NEW}, MANIFESTMEANS = c('m1', 'm2||FALSE')")
    assert found.traits is True
    assert found.loop.vary_levels == ("eta1",)


@pytest.mark.parametrize(
    ("arguments", "words", "became"),
    [
        (f"{NEW}, MANIFESTMEANS = 0, CINT = 'auto'", "the level that it leads to", "changed"),
        (f"{NEW}, MANIFESTMEANS = 0", "every level is estimated", "changed"),
        (f"{NEW}, CINT = 'auto'", "both CINT and MANIFESTMEANS free", "changed"),
        (f"{NEW}, MANIFESTMEANS = 0, CINT = c('a', 'b||FALSE')", "Only some CINT vary", "changed"),
        (f"{NEW}, CINT = c(0, 0.5)", "CINT of 'eta2' is fixed at 0.5", "changed"),
        (f"{NEW}, T0MEANS = c(0, 'b')", "T0MEANS of eta1 is fixed", "changed"),
        (f"{NEW}, T0MEANS = c(1, 2)", "T0MEANS is fixed (1, 2)", "changed"),
        (f"{NEW}, T0VAR = c('a', 0, 0, 'b')", "covariances are fixed there", "changed"),
        (f"{NEW}, T0VAR = c('a', 0, 0, 0)", "some variances are fixed there", "changed"),
        (f"{NEW}, T0MEANS = c('a||FALSE', 'b||FALSE'), T0VAR = diag(3, 2)", "T0VAR is fixed at numbers", "changed"),
        (NEW, "holds one person, ctsem drops all of this", "taken"),
        ("type = 'ct', LAMBDA = matrix(c(1, 'l'), 2, 1)", "Each indicator of 'eta1' has a level of its own", "changed"),
    ],
)
def test_what_is_not_the_same_is_said(arguments: str, words: str, became: str) -> None:
    notes = [note for note in moved(arguments).notes if words in note.text]
    assert notes
    assert {note.became for note in notes} == {became}
