"""Later lines of a script change a model as they do in ctsem, or are refused."""

from __future__ import annotations

import pytest

from unspiral.compat.ctsem_edits import edited
from unspiral.compat.ctsem_model import CtModel, model_of
from unspiral.compat.ctsem_script import read_script
from unspiral.compat.notebook import Notebook
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit

BASE = "m <- ctModel(type = 'ct', LAMBDA = diag(2), TIpredNames = c('age', 'sex'))\n"


def after(lines: str, base: str = BASE, name: str | None = None) -> CtModel:
    script = read_script(base + lines, name)
    return edited(model_of(script), Notebook(script.text))


def varying(model: CtModel) -> set[str]:
    return {name for name, matrix in model.matrices.items() for row in matrix for cell in row if cell.varying}


def test_what_people_differ_in_by_default() -> None:
    assert varying(after("")) == {"T0MEANS", "MANIFESTMEANS"}
    assert varying(after("", "m <- ctModel(Tpoints = 3, LAMBDA = diag(2))\n")) == set()


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("m$pars$indvarying <- FALSE", set()),
        ("m$pars$indvarying[m$pars$matrix %in% c('T0MEANS')] <- FALSE", {"MANIFESTMEANS"}),
        ("m$pars$indvarying[m$pars$matrix == 'DRIFT'] <- TRUE", {"T0MEANS", "MANIFESTMEANS", "DRIFT"}),
        ("m$pars$indvarying[!(m$pars$matrix %in% 'MANIFESTMEANS')] <- FALSE", {"MANIFESTMEANS"}),
        ("m$pars$indvarying[which(m$pars$matrix != 'T0MEANS')] <- FALSE", {"T0MEANS"}),
        ("m$pars[m$pars$matrix %in% 'DIFFUSION', 'indvarying'] <- TRUE", {"T0MEANS", "MANIFESTMEANS", "DIFFUSION"}),
        ("m$pars$indvarying[] <- FALSE", set()),
    ],
)
def test_individual_differences_by_conditions(line: str, left: set[str]) -> None:
    assert varying(after(line + "\n")) == left


def test_conditions_on_rows_columns_and_names() -> None:
    model = after("m$pars$indvarying[m$pars$matrix == 'DRIFT' & m$pars$row == 1 & m$pars$col == 2] <- TRUE\n")
    assert [[cell.varying for cell in row] for row in model.matrices["DRIFT"]] == [[False, True], [False, False]]
    named = after("m$pars$indvarying[m$pars$param %in% 'drift_eta2_eta1'] <- TRUE\n")
    assert [[cell.varying for cell in row] for row in named.matrices["DRIFT"]] == [[False, False], [True, False]]


def test_covariates_by_conditions() -> None:
    model = after("m$pars$age_effect <- FALSE\nm$pars[m$pars$matrix == 'MANIFESTMEANS', c('sex_effect')] <- FALSE\n")
    assert model.matrices["MANIFESTMEANS"][0][0].covariates == ()
    assert model.matrices["DRIFT"][0][0].covariates == ("sex",)


@pytest.mark.parametrize("path", ["m$DRIFT", "m$matrices$DRIFT"])
def test_cells_are_set(path: str) -> None:
    model = after(f"{path}[1, 2] <- 0\n{path}[2, ] <- c('b1', 'b2')\n")
    assert [[cell.said for cell in row] for row in model.matrices["DRIFT"]] == [["drift_eta1", "0"], ["b1", "b2"]]
    whole = after(f"{path} <- matrix(c('a', 0, 'c', 'd'), 2, 2)\n")
    assert [[cell.said for cell in row] for row in whole.matrices["DRIFT"]] == [["a", "c"], ["0", "d"]]


def test_conversion_of_the_old_kind_lets_people_differ() -> None:
    base = "old <- ctModel(Tpoints = 3, LAMBDA = diag(2))\nold$DRIFT[1, 2] <- 0\nm <- ctModelConvertOMX(old, type = 'ct')\n"
    model = after("m$pars$indvarying[m$pars$matrix %in% 'T0MEANS'] <- FALSE\n", base, "m")
    assert varying(model) == {"MANIFESTMEANS"}
    assert model.matrices["DRIFT"][0][1].nil


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("m$pars$indvarying[-c(19, 20)] <- FALSE", "Which parameters are meant here is not read"),
        ("m$pars$indvarying[1:4] <- FALSE", "Which parameters are meant here is not read"),
        ("m$pars$indvarying[m$pars$matrix == 'DRFT'] <- TRUE", "picks no parameter"),
        ("m$pars$value[m$pars$matrix == 'DRIFT'] <- 0", "changed in 'value'"),
        ("m$pars$indvarying <- c(TRUE, FALSE)", "neither TRUE nor FALSE"),
        ("m$DRIFT[upper.tri(m$DRIFT)] <- 0", "Which cells of DRIFT"),
        ("m$DRIFT[3, 3] <- 0", "Which cells of DRIFT"),
        ("m$DRIFT[1, 1] <- foo", "set to something that is not read"),
        ("m$manifesttype[2] <- 1", "manifesttype is set to something"),
    ],
)
def test_changes_that_are_not_followed_are_refused(line: str, said: str) -> None:
    with pytest.raises(SpecError) as problem:
        after(line + "\n")
    assert said in problem.value.what
    assert problem.value.what.startswith("Line 2, column ")


def test_settings_of_the_search_are_noted() -> None:
    script = read_script(BASE + "m$pars$transform[m$pars$matrix == 'DRIFT'] <- 'param'\nm$rawpopsdbase <- 'normal(0, 2)'\n")
    notebook = Notebook(script.text)
    edited(model_of(script), notebook)
    assert [note.line for note in notebook.notes()] == [2, 3]
    assert {note.became for note in notebook.notes()} == {"left out"}
