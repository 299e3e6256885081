"""Matrices as JSON and as CSV are the same models as in R code."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.compat.ctsem import from_ctsem, from_matrices
from unspiral.compat.matrices import read_matrices, script_of
from unspiral.errors import SpecError
from unspiral.loop.language import to_text

pytestmark = pytest.mark.unit

JSON = """{"latent": ["pain", "mood"], "manifest": ["nrs", "phq"], "DRIFT": [["auto", 0], ["auto|| TRUE", "auto"]],
 "MANIFESTVAR": 0, "inputs": ["walk"], "TDPREDEFFECT": [["auto"], [0]], "T0MEANS": [[0], [0]], "id": "who", "time": "week"}"""
CSV = """matrix,row,col,param,value,transform,indvarying
latent,,,pain,,,
latent,,,mood,,,
DRIFT,1,1,a,NA,param,FALSE
DRIFT,1,2,NA,0,NA,FALSE
DRIFT,2,1,b,NA,param,TRUE
DRIFT,2,2,d,NA,param,FALSE
"""


def test_json_is_the_same_as_code() -> None:
    found = from_matrices(read_matrices(JSON))
    code = from_ctsem(
        "m <- ctModel(type='ct', latentNames=c('pain','mood'), manifestNames=c('nrs','phq'), LAMBDA=diag(2), DRIFT=c('a',0,'b||TRUE','d'),"
        "MANIFESTVAR=0, TDpredNames='walk', TDPREDEFFECT=c('w',0), T0MEANS=0, id='who', time='week')"
    )
    assert found.loop == code.loop
    assert found.choices == code.choices
    assert (found.person, found.time) == ("who", "week")
    assert to_text(found.loop) == "pain -> mood\npain by nrs\nmood by phq\nwalk => pain (impulse)\nvary pain -> mood"


def test_a_table_of_parameters() -> None:
    assert to_text(from_matrices(read_matrices(CSV)).loop) == "pain -> mood\nvary pain -> mood"
    cells = "matrix,row,col,cell\nlatent,,,pain\nlatent,,,mood\nDRIFT,1,1,a\nDRIFT,1,2,0\nDRIFT,2,1,b\nDRIFT,2,2,d\n"
    assert to_text(from_matrices(read_matrices(cells)).loop) == "pain -> mood"


def test_each_auto_is_a_parameter_of_its_own() -> None:
    found = from_matrices({"latent": ["a", "b"], "DRIFT": [["auto", "auto"], ["auto", "auto"]]})
    assert not [note for note in found.notes if "is one parameter in" in note.text]
    assert script_of({"latent": ["a"]}).given["latentNames"] == script_of({"latentNames": ["a"]}).given["latentNames"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "This is no JSON: line 1, column 2"),
        ('{"DRIFT": [[0]]}', "do not name the latent processes"),
        ('{"latent": ["a"], "DRFT": 0}', "'DRFT' is no key of these matrices. Did you mean 'DRIFT'?"),
        ('{"latent": ["a"], "DRIFT": [[0, 1], [0]]}', "rows of DRIFT are not equally long"),
        ('{"latent": ["a"], "DRIFT": [[true]]}', "DRIFT[1, 1] is neither a number nor a text"),
        ('{"latent": ["a"], "DRIFT": []}', "rows of DRIFT are not equally long"),
        ('{"latent": [1]}', "'latent' holds something that is no text"),
        ('{"latent": ["a"], "manifest": ["b", "c"]}', "There is no LAMBDA"),
        ('{"latent": ["a"], "DRIFT": 1' + "0" * 400 + "}", "out of all bounds"),
        ("a,b\n1,2\n", "needs matrix, row and col"),
        ("", "no table of matrices"),
        ("matrix,row,col,cell\nDRIFT,1,1,a\nDRIFT,1,1,b\n", "DRIFT[1, 1] is there twice"),
        ("matrix,row,col,cell\nDRIFT,1,1,a\nDRIFT,2,2,b\n", "DRIFT[1, 2] is missing"),
        ("matrix,row,col,cell\nDRIFT,0,1,a\n", "needs matrix, row and col"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, said: str) -> None:
    with pytest.raises(SpecError) as problem:
        from_matrices(read_matrices(text))
    assert said in problem.value.what
    assert problem.value.fix


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["auto", "diag", "a||TRUE"]),
    lambda inner: st.lists(inner, max_size=3), max_leaves=6,
)  # fmt: skip


@pytest.mark.property
@given(
    st.dictionaries(
        st.sampled_from(["latent", "manifest", "DRIFT", "LAMBDA", "CINT", "T0VAR", "id", "type", "manifesttype", "x"]), VALUES, max_size=5
    )
)
def test_no_document_ends_in_a_traceback(document: dict[str, object]) -> None:
    try:
        found = from_matrices(read_matrices(json.dumps(document)))
    except SpecError as problem:
        assert problem.what
        assert problem.fix
        return
    assert found.loop.names
