"""The model in a script is found among other code, with what is changed in it later."""

from __future__ import annotations

import pytest

from unspiral.compat.ctsem_script import read_script
from unspiral.compat.r_values import Vector
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit

SCRIPT = """
library(tidyverse); library(ctsem)
d <- read_csv("beeps.csv") %>% filter(!is.na(id)) %>% mutate(time = hours / 24)
ggplot(d, aes(time, sad)) + geom_line() + facet_wrap(~ id)
n <- 2
drift <- matrix(c('a11', 'a21', 'a12', 'a22'), n, n)
drift[1, 2] <- 0
m <- ctModel(type = 'ct', n.latent = n, n.manifest = 2, LAMBDA = diag(n), DRIFT = drift)
m$pars$indvarying <- FALSE
for (i in 1:3) { print(i) }
f <- ctFit(datalong = d, ctstanmodel = m, cores = 2, optimize = TRUE)
"""


def test_other_code_is_passed_over_and_variables_are_followed() -> None:
    script = read_script(SCRIPT)
    drift = script.given["DRIFT"]
    assert isinstance(drift, Vector)
    assert [cell if isinstance(cell, str) else f"{cell:g}" for cell in drift.atoms] == ["a11", "a21", "0", "a22"]
    assert [edit.path for edit in script.edits] == [("pars", "indvarying")]
    assert "optimize" in script.fit
    assert script.line(script.at) == 8


def test_one_of_several_models_must_be_named() -> None:
    two = "m1 <- ctModel(LAMBDA = diag(1))\nm2 <- ctModel(LAMBDA = diag(2))\n"
    with pytest.raises(SpecError, match=r"2 models in this text: m1 \(line 1\), m2 \(line 2\)"):
        read_script(two)
    assert read_script(two, "m1").name == "m1"
    with pytest.raises(SpecError, match="no model 'm3'"):
        read_script(two, "m3")


def test_a_copy_is_a_model_of_its_own() -> None:
    text = "a <- ctModel(LAMBDA = diag(2))\nb <- a\nb$DRIFT[1, 2] <- 0\n"
    assert len(read_script(text, "a").edits) == 0
    assert len(read_script(text, "b").edits) == 1


def test_a_variable_that_a_loop_may_change_is_not_believed() -> None:
    text = "x <- 0\nfor (i in 1:2) x <- x + 1\nm <- ctModel(LAMBDA = diag(1), DRIFT = matrix(x, 1, 1))\n"
    with pytest.raises(SpecError, match="'for' is not followed"):
        read_script(text)


def test_a_variable_that_is_changed_in_another_way_is_not_believed() -> None:
    with pytest.raises(SpecError):
        read_script("x <- diag(2)\nx[upper.tri(x)] <- 'a'\nm <- ctModel(LAMBDA = x)\n")


def test_a_loop_that_names_the_model_is_noted() -> None:
    script = read_script("m <- ctModel(LAMBDA = diag(1))\nfor (i in 1:2) m$DRIFT[1, 1] <- -i\n")
    assert [edit.path for edit in script.edits] == [("",)]


def test_a_model_inside_a_loop_is_refused() -> None:
    with pytest.raises(SpecError, match="A model is made inside 'for'"):
        read_script("for (i in 1:2) { m <- ctModel(LAMBDA = diag(i)) }")


def test_a_list_of_matrices_as_dput_writes_it() -> None:
    script = read_script(
        "m <- structure(list(LAMBDA = structure(c(1, 0, 0, 1), .Dim = c(2L, 2L)), latentNames = c('a', 'b')), class = 'ctsemInit')"
    )
    assert set(script.given) == {"LAMBDA", "latentNames"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x <- 1", "nothing in this text calls ctModel()"),
        ("m <- ctModel(LAMBDA = diag(2), LAMBDA = diag(2))", "given 'LAMBDA' twice"),
        ("m <- ctModel(LAMBDA = foo(2))", "'foo' is not read here"),
        ("m <- ctModel(LAMBDA = diag(2)", "not closed"),
        ("m <- ctModelConvertOMX(z)", "no model of this text"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, said: str) -> None:
    with pytest.raises(SpecError) as problem:
        read_script(text)
    assert said in problem.value.what
    assert problem.value.fix
