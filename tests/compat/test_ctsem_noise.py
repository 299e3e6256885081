"""Noise, error, covariates and kinds of answers: what is taken over, and what is said where it is not."""

from __future__ import annotations

import pytest

from unspiral.compat.ctsem import from_ctsem
from unspiral.compat.moved import Moved

pytestmark = pytest.mark.unit


def moved(arguments: str, more: str = "") -> Moved:
    return from_ctsem(f"m <- ctModel(type = 'ct', LAMBDA = diag(2), {arguments})\n{more}")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [("MANIFESTVAR = 0", False), ("silent = TRUE", True), ("MANIFESTVAR = 'diag'", True), ("MANIFESTVAR = diag(0.1, 2)", True),
     ("MANIFESTVAR = c('e1', 0, 0, 0)", True)],
)  # fmt: skip
def test_error(arguments: str, error: bool) -> None:
    assert moved(arguments).error is error


@pytest.mark.parametrize(
    ("arguments", "words", "became"),
    [
        ("MANIFESTVAR = diag(0.1, 2)", "MANIFESTVAR of Y1 and Y2 is fixed there", "changed"),
        ("MANIFESTVAR = c('e1', 0, 0, 0)", "MANIFESTVAR of Y2 is 0 there", "changed"),
        ("MANIFESTVAR = 'auto'", "errors of some columns go together", "changed"),
        ("DIFFUSION = 'diag'", "uncorrelated there", "changed"),
        ("DIFFUSION = c('a', 0, 'b', 1)", "DIFFUSION of 'eta2' is fixed at 1", "changed"),
        ("DIFFUSION = c('a', 'b', 'b', 'c')", "cells above its diagonal", "changed"),
        ("DIFFUSION = 'auto'", "covariance rate D = G G'", "taken"),
        ("manifesttype = c(0, 1)", "manifesttype: Y2 binary", "changed"),
        ("PARS = 'p'", "PARS: parameters for formulas", "left out"),
        ("TIpredNames = 'age', tipredDefault = FALSE", "'age' acts on nothing", "left out"),
        ("TIpredNames = 'age', tipredDefault = FALSE, T0MEANS = c('a||||age', 'b')", "'age' acts on T0MEANS only", "left out"),
        ("TIpredNames = 'age'", "'age' also acts on", "left out"),
        ("ncategories = c(3, 3)", "ncategories is learned from the answers", "left out"),
    ],
)
def test_what_becomes_of_it_is_said(arguments: str, words: str, became: str) -> None:
    notes = [note for note in moved(arguments).notes if words in note.text]
    assert [note.became for note in notes] == [became]


@pytest.mark.parametrize(
    ("arguments", "covariates"),
    [
        ("TIpredNames = c('age', 'sex')", {"age": "both", "sex": "both"}),
        ("TIpredNames = 'age', tipredDefault = FALSE, MANIFESTMEANS = c('m1||||age', 'm2')", {"age": "levels"}),
        ("TIpredNames = 'age', tipredDefault = FALSE, DRIFT = c('a', 'b||||age', 0, 'd')", {"age": "links"}),
        ("TIpredNames = 'age', tipredDefault = FALSE", {}),
    ],
)
def test_covariates(arguments: str, covariates: dict[str, str]) -> None:
    assert moved(arguments).covariates == covariates


def test_kinds_of_answers() -> None:
    found = moved("manifestNames = c('nrs', 'event'), manifesttype = c(0, 1)")
    assert found.families == {"event": "binary"}
    assert found.choices["families"] == {"event": "binary"}
    assert moved("silent = TRUE", "m$manifesttype <- c(2, 0)\n").families == {"Y1": "ordinal"}


def test_covariates_of_the_old_kind_move_levels() -> None:
    old = from_ctsem("m <- ctModel(Tpoints = 3, LAMBDA = diag(2), TIpredNames = 'age', startValues = c(a = 1), TDPREDVAR = 'auto')")
    assert old.covariates == {"age": "levels"}
    assert {"startValues: our search finds its own places to start from (--starts)."} <= {note.text for note in old.notes}
    assert any(note.text.startswith("TDPREDVAR: means and covariances") for note in old.notes)


def test_priors_are_named() -> None:
    found = moved("silent = TRUE", "f <- ctStanFit(d, m, optimize = FALSE, priors = TRUE)\n")
    assert any(note.text.startswith("Priors and sampling") for note in found.notes)
