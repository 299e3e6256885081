"""What a model leaves out is filled in as ctsem does, and sizes must agree."""

from __future__ import annotations

import pytest

from unspiral.compat.ctsem_model import CtModel, model_of
from unspiral.compat.ctsem_script import read_script
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def model(arguments: str) -> CtModel:
    return model_of(read_script(f"m <- ctModel({arguments})"))


def said(of: CtModel, name: str) -> list[list[str]]:
    return [[cell.said for cell in row] for row in of.matrices[name]]


def test_defaults() -> None:
    found = model("type = 'ct', LAMBDA = diag(2), latentNames = c('pain', 'mood'), manifestNames = c('nrs', 'phq')")
    assert said(found, "DRIFT") == [["drift_pain", "drift_pain_mood"], ["drift_mood_pain", "drift_mood"]]
    assert said(found, "DIFFUSION") == [["diff_pain", "0"], ["diff_mood_pain", "diff_mood"]]
    assert said(found, "MANIFESTVAR") == [["mvarnrs", "0"], ["0", "mvarphq"]]
    assert said(found, "MANIFESTMEANS") == [["mm_nrs"], ["mm_phq"]]
    assert said(found, "CINT") == [["0"], ["0"]]
    assert (found.person, found.time, found.kind) == ("id", "time", "ct")


def test_vectors_fill_row_by_row_and_matrices_column_by_column() -> None:
    vector = model("LAMBDA = diag(2), DRIFT = c('a', 'b', 'c', 'd')")
    matrix = model("LAMBDA = diag(2), DRIFT = matrix(c('a', 'b', 'c', 'd'), 2, 2)")
    assert said(vector, "DRIFT") == [["a", "b"], ["c", "d"]]
    assert said(matrix, "DRIFT") == [["a", "c"], ["b", "d"]]


def test_one_value_fills_all_and_words_stand_for_patterns() -> None:
    assert said(model("LAMBDA = diag(2), DRIFT = 'diag', MANIFESTVAR = 0"), "DRIFT") == [["drift_eta1", "0"], ["0", "drift_eta2"]]
    assert said(model("LAMBDA = diag(2), MANIFESTVAR = 0"), "MANIFESTVAR") == [["0", "0"], ["0", "0"]]
    assert said(model("LAMBDA = diag(2), MANIFESTVAR = 'free'"), "MANIFESTVAR") == [["mvarY1", "0"], ["mvarY2_Y1", "mvarY2"]]
    assert said(model("LAMBDA = 1"), "LAMBDA") == [["1"]]


def test_the_old_kind_is_known_by_its_arguments() -> None:
    assert model("Tpoints = 5, LAMBDA = diag(2)").kind == "omx"
    assert model("LAMBDA = diag(2), TRAITVAR = 'auto'").kind == "omx"
    assert model("LAMBDA = diag(2), TRAITVAR = NULL").kind == "ct"
    assert model("Tpoints = 5, type = 'stanct', LAMBDA = diag(2)").kind == "ct"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("type = 'dt', LAMBDA = diag(2)", "discrete time"),
        ("type = 'standt', LAMBDA = diag(2)", "discrete time"),
        ("type = 'cs', LAMBDA = diag(2)", "no type 'cs'"),
        ("type = 1, LAMBDA = diag(2)", "type is not one text"),
        ("LAMBDA = diag(2), DRFT = 0", "no argument 'DRFT'. Did you mean 'DRIFT'?"),
        ("LAMBDA = diag(2), n.latent = 3", "latent processes is said to be 2 and 3"),
        ("LAMBDA = diag(2), manifestNames = c('a')", "manifest variables is said to be 1 and 2"),
        ("LAMBDA = diag(2), latentNames = c('a', 'a')", "names 'a' twice"),
        ("LAMBDA = diag(2), DRIFT = diag(3)", "DRIFT has 3 rows and 3 columns; this model needs 2 and 2"),
        ("LAMBDA = diag(2), DRIFT = c('a', 'b')", "DRIFT has 2 cells; this model needs 4"),
        ("LAMBDA = diag(2), DRIFT = list(1)", "DRIFT is a list"),
        ("LAMBDA = diag(2), CINT = c(NA, 0)", "In CINT, NA is neither"),
        ("n.latent = 2, n.manifest = 2", "no LAMBDA"),
        ("DRIFT = 'auto'", "is not said"),
        ("LAMBDA = 'auto', n.latent = 1, n.manifest = 2", "frees every loading"),
        ("LAMBDA = diag(2), manifesttype = c(0, 5)", "manifesttype needs 2 numbers"),
        ("LAMBDA = diag(2), tipredDefault = 'no'", "neither TRUE nor FALSE"),
        ("LAMBDA = diag(2), n.latent = 2.5", "n.latent is not a whole number"),
        ("LAMBDA = diag(2), latentNames = c('a', NA)", "not a list of names"),
    ],
)
def test_what_does_not_agree_is_told_with_its_place(arguments: str, said: str) -> None:
    with pytest.raises(SpecError) as problem:
        model(arguments)
    assert said in problem.value.what
    assert problem.value.what.startswith("Line 1, column ")
