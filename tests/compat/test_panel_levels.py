"""Random intercepts, means, error and covariates of a panel model as our choices."""

from __future__ import annotations

import pytest
from tests.compat.texts import in_script, riclpm

from unspiral.compat.lavaan import from_lavaan
from unspiral.compat.moved import Moved

pytestmark = pytest.mark.unit


def moved(more: str = "", **options: object) -> Moved:
    return from_lavaan(riclpm(4, **options) + more)  # type: ignore[arg-type]


def choices(found: Moved) -> tuple[bool | None, str | None, str, bool | None]:
    return found.traits, found.t0, found.means, found.error


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (moved(), (True, "centred", "wave", False)),
        (moved(means="constant"), (True, "centred", "constant", False)),
        (moved(means=""), (True, "centred", "wave", False)),
        (moved(traits=False), (False, "centred", "wave", False)),
        (moved("RIx ~~ wx1\nRIx ~~ wy1\nRIy ~~ wx1\nRIy ~~ wy1\n"), (True, "joint", "wave", False)),
        (moved("RIx ~~ 0*wx1\n"), (True, "centred", "wave", False)),
        (moved("x1 ~~ 0*x1\n"), (True, "centred", "wave", False)),
        (moved("x1 ~~ e*x1\nx2 ~~ e*x2\nx3 ~~ e*x3\nx4 ~~ e*x4\n"), (True, "centred", "wave", True)),
        (moved("RIx ~ 1\nRIy ~ 1\nx1 + x2 + x3 + x4 + y1 + y2 + y3 + y4 ~ 0*1\n", means=""), (True, "centred", "constant", False)),
        (moved("x1 + x2 + x3 + x4 + y1 + y2 + y3 + y4 ~ 0*1\n", means=""), (True, "centred", "constant", False)),
        (moved("RIx ~~ 0*RIx\nRIy ~~ 0*RIy\n"), (False, "centred", "wave", False)),
        (from_lavaan("x2 ~ x1 + y1\ny2 ~ x1 + y1\nx3 ~ x2 + y2\ny3 ~ x2 + y2"), (False, "centred", "wave", False)),
        (from_lavaan("x2 ~ x1\ny2 ~ y1\nx3 ~ x2\ny3 ~ y2\nx1 + y1 ~ 1\nx2 + x3 ~ i*1\ny2 + y3 ~ j*1"),
         (False, "separate", "constant", False)),
        (from_lavaan("x2 ~ x1\ny2 ~ y1\nx3 ~ x2\ny3 ~ y2\nx1 + x2 + x3 ~ i*1\ny1 + y2 + y3 ~ j*1"), (False, "separate", "constant", False)),
        (from_lavaan("x2 ~ x1\ny2 ~ y1\nx3 ~ x2\ny3 ~ y2\nx1 + x2 + x3 + y1 + y2 + y3 ~ 1"), (False, "centred", "wave", False)),
    ],
)  # fmt: skip
def test_choices(found: Moved, expected: tuple[bool, str, str, bool]) -> None:
    assert choices(found) == expected


@pytest.mark.parametrize(
    ("call", "more", "expected"),
    [
        ("lavaan", ", meanstructure = TRUE, int.ov.free = TRUE", (True, "centred", "wave", False)),
        ("lavaan", ", meanstructure = TRUE", (True, "centred", "constant", False)),
        ("lavaan", "", (True, "centred", "wave", False)),
        ("sem", ", missing = 'fiml'", (True, "joint", "wave", True)),
        ("sem", ", auto.cov.lv.x = FALSE, auto.var = FALSE", (True, "centred", "wave", False)),
        ("growth", ", meanstructure = TRUE", (True, "joint", "constant", True)),
    ],
)
def test_what_the_call_adds_by_itself(call: str, more: str, expected: tuple[bool, str, str, bool]) -> None:
    assert choices(from_lavaan(in_script(riclpm(4, means=""), call, more))) == expected


def test_only_one_process_has_a_trait() -> None:
    text = riclpm(3).replace("RIx ~~ RIx", "RIx ~~ 0*RIx")
    found = from_lavaan(text)
    assert found.traits is True
    assert found.loop.vary_levels == ("y",)


def test_covariates_move_levels() -> None:
    found = moved("RIx + RIy ~ age\nwx2 ~ treat\nage ~~ age\nend ~ RIx\n")
    assert found.covariates == {"age": "levels"}
    said = {note.text.split(":")[0].split(";")[0]: note.became for note in found.notes}
    assert any(text.startswith("treat acts on wx2") and became == "left out" for text, became in said.items())
    assert any(text.startswith("end depends on the model") and became == "left out" for text, became in said.items())
    by_column = moved("x1 + x2 + x3 + x4 ~ s*age\n")
    assert by_column.covariates == {"age": "levels"}


@pytest.mark.parametrize(
    ("more", "words", "became"),
    [
        ("sx =~ 0*x1 + 1*x2 + 2*x3 + 3*x4\n", "sx loads differently on the waves", "left out"),
        ("RIx ~~ wx3\n", "goes together with a later wave", "left out"),
        ("x1 ~~ e1*x1\nx2 ~~ e2*x2\n", "error variance of x differs from wave to wave", "changed"),
        ("x1 ~~ e*x1\nx2 ~~ e*x2\ny1 ~~ 0*y1\n", "Some columns have no residual variance", "changed"),
        ("x1 ~~ y1\n", "Errors of columns go together", "left out"),
        ("wx1 ~ 1\n", "Means of factors within persons", "left out"),
        ("x1 + x2 ~ age\n", "Its effect differs from wave to wave", "changed"),
    ],
)
def test_what_is_not_the_same_is_said(more: str, words: str, became: str) -> None:
    notes = [note for note in moved(more).notes if words in note.text]
    assert [note.became for note in notes] == [became]


@pytest.mark.parametrize("fixed", ["0*1", "3*1"])
def test_means_that_are_fixed_there_and_estimated_here_are_said(fixed: str) -> None:
    regressions = "x2 ~ x1\ny2 ~ y1\nx3 ~ x2\ny3 ~ y2\ny1 + y2 + y3 ~ j*1\n"
    said = "Means or intercepts of x1, x2 and x3 are fixed there; here they are estimated."
    for found in (
        from_lavaan(f"{regressions}x1 + x2 + x3 ~ {fixed}\n"),
        moved(f"y1 + y2 + y3 + y4 ~ 1\nx1 + x2 + x3 ~ {fixed}\n", means=""),
    ):
        assert [note.became for note in found.notes if note.text == said] == ["changed"]
