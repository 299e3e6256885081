"""A model in lavaan's text, alone or in a script."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compat.texts import in_script, riclpm

from unspiral.compat.lavaan import from_lavaan
from unspiral.errors import SpecError
from unspiral.loop.language import parse, to_text

pytestmark = pytest.mark.unit


def test_a_script_gives_the_same_as_the_text() -> None:
    alone, scripted = from_lavaan(riclpm()), from_lavaan(in_script(riclpm()))
    assert scripted.loop == alone.loop
    assert scripted.choices == alone.choices
    lines = {note.line for note in scripted.notes if note.line}
    assert min(lines) >= 4  # of the file, not of the model


def test_a_model_that_is_pasted_together() -> None:
    text = "later <- 'x2 ~ x1 + y1'\nmodel <- paste(later, 'y2 ~ y1', sep = '\\n')\n"
    assert to_text(from_lavaan(text, model="model").loop) == "x by x\ny by y\ny -> x"


def test_a_model_inside_the_call() -> None:
    assert from_lavaan(f"fit <- sem('{riclpm(3)}', data = d)").t0 == "joint"


def test_one_of_several_models_must_be_named() -> None:
    text = f"clpm <- '{riclpm(3, traits=False)}'\nri <- \"{riclpm(3)}\"\n"
    with pytest.raises(SpecError, match=r"2 models in this text: clpm \(line 1\), ri"):
        from_lavaan(text)
    assert from_lavaan(text, model="clpm").traits is False
    assert from_lavaan(text, model="ri").traits is True
    with pytest.raises(SpecError, match="no model 'riclpm'"):
        from_lavaan(text, model="riclpm")
    with pytest.raises(SpecError, match="leave out --model"):
        from_lavaan(riclpm(3), model="ri")


def test_places_are_those_of_the_file() -> None:
    with pytest.raises(SpecError, match="Line 5, column 1: This line says nothing"):
        from_lavaan(in_script("x2 ~ x1\nnothing\n"))


LINES = st.sampled_from([
    "x2 ~ x1", "wx1 =~ 1*x1", "wx2 =~ 1*x2", "wx2 ~ wx1", "RIx =~ 1*x1 + 1*x2", "x1 ~~ 0*x1", "x1 + x2 ~ m*1", "RIx ~~ wx1", "y2 ~ x1 + z",
    "model <- '", "'", "fit <- sem(model)", "a == b", "x1 ~", "~", "=~ x", "level: 1", "x3 ~ x1", "x1 ~ x2", "RIx ~ z", "z ~ RIx",
    "q := a*b", "", "y2 ~ y1", "f =~ x1 + y1", "wx2 ~ a*wx1 + b*f", "RIx ~~ 0*RIx", "x10 ~ x2", "x02 ~ x1",
])  # fmt: skip


@pytest.mark.property
@given(st.lists(LINES, max_size=12).map("\n".join) | st.text(max_size=60))
@settings(max_examples=300)
def test_no_text_ends_in_a_traceback(text: str) -> None:
    try:
        found = from_lavaan(text)
    except SpecError as problem:
        assert problem.what
        assert problem.fix
        return
    assert parse(to_text(found.loop)) == found.loop
    assert found.notes


def test_what_the_call_asks_for_beside_the_model_is_said() -> None:
    asked = from_lavaan(in_script(riclpm(4), "sem", ", group = 'sex', ordered = TRUE, cluster = 'school', sampling.weights = 'w'"))
    said = {note.text.split(":")[0]: note.became for note in asked.notes}
    assert {word: said[word] for word in ("group", "cluster", "sampling.weights", "ordered")} == {
        "group": "left out", "cluster": "left out", "sampling.weights": "left out", "ordered": "changed",
    }  # fmt: skip
    assert any("drops people" in note.text and note.became == "changed" for note in asked.notes)
    assert not any("drops people" in note.text for note in from_lavaan(in_script(riclpm(4))).notes)
