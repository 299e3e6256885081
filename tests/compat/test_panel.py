"""A panel model as a loop: links, times of the waves, and a word on every term."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compat.texts import riclpm

from unspiral.compat.lavaan import from_lavaan
from unspiral.compat.lavaan_text import read_syntax
from unspiral.compat.moved import Moved
from unspiral.errors import SpecError
from unspiral.loop.language import parse, to_text

pytestmark = pytest.mark.unit


def notes(found: Moved, words: str) -> list[str]:
    return [note.became for note in found.notes if words in note.text]


def test_the_usual_model() -> None:
    found = from_lavaan(riclpm(5, names=("pain", "mood")), times=[0, 6, 12, 18, 24], unit="month")
    assert to_text(found.loop) == "pain <-> mood"
    assert found.choices == {"traits": True, "error": False, "t0": "centred", "means": "wave"}
    assert found.waves is not None
    assert found.waves.columns == {"pain": tuple(f"pain{k}" for k in range(1, 6)), "mood": tuple(f"mood{k}" for k in range(1, 6))}
    assert (found.waves.times, found.waves.unit, found.waves.told) == ((0.0, 6.0, 12.0, 18.0, 24.0), "month", True)
    assert notes(found, "equal in all steps") == ["taken"] * 5
    assert {note.became for note in found.notes} == {"taken"}


def test_lags_that_differ_and_steps_that_differ_are_said() -> None:
    found = from_lavaan(riclpm(4, equal=False), times=[0, 1, 3, 12], unit="month")
    assert notes(found, "each of 3 steps has its own") == ["changed"] * 4
    assert notes(found, "The steps between waves are 1, 2, 9 months") == ["changed"]
    assert notes(found, "free in each step") == ["changed"]


def test_times_that_nobody_said_are_taken_as_1_apart() -> None:
    found = from_lavaan(riclpm(3))
    assert found.waves is not None
    assert (found.waves.times, found.waves.told) == ((0.0, 1.0, 2.0), False)
    assert notes(found, "taken to be 1 day apart") == ["changed"]


def test_one_direction() -> None:
    found = from_lavaan("x2 ~ x1 + 0*y1\ny2 ~ x1 + y1\nx3 ~ x2\ny3 ~ x2 + y2")
    assert to_text(found.loop) == "x -> y"
    assert notes(found, "y does not drive x: its lags are fixed at 0") == ["taken"]


def test_three_processes_in_a_chain() -> None:
    found = from_lavaan("a2 ~ a1\nb2 ~ b1 + a1\nc2 ~ c1 + b1\na3 ~ a2\nb3 ~ b2 + a2\nc3 ~ c2 + b2")
    assert to_text(found.loop) == "a -> b\nb -> c"


@pytest.mark.parametrize(
    ("more", "words", "became"),
    [
        ("wx3 ~ wx1\n", "wx3 ~ wx1 skips a wave", "left out"),
        ("wx2 ~ wy2\n", "wx2 ~ wy2 is an effect within one wave", "left out"),
        ("wx1 ~~ wx3\n", "wx1 ~~ wx3 ties two waves", "left out"),
        ("ind := b*c\n", "'ind := b * c' is not read", "left out"),
        ("g =~ z1 + z2 + z3\n", "g =~ z1 has no place", "left out"),
        ("wx1 ~~ c(v1, v2)*wx1\n", "c(...) says other things for other groups", "left out"),
        ("u1 ~~ 0*u2\n", "u1 ~~ u2 is fixed at 0, and is not here either", "taken"),
    ],
)
def test_what_has_no_place_is_said(more: str, words: str, became: str) -> None:
    assert notes(from_lavaan(riclpm(4) + more), words) == [became]


def test_what_is_held_there_and_free_here() -> None:
    fixed = from_lavaan("x2 ~ 0.5*x1 + 0.2*y1\ny2 ~ y1\nx3 ~ 0.5*x2\ny3 ~ y2")
    assert notes(fixed, "fixed at a number there; here link:y->x is estimated") == ["changed"]
    assert notes(fixed, "y -> x acts in 1 of 2 steps") == ["changed"]
    assert notes(from_lavaan("x2 ~ x1\ny2 ~ x1\nx3 ~ x2\ny3 ~ x2"), "y is not regressed on itself") == ["changed"]
    first = from_lavaan(riclpm(3) + "wx1 ~~ 1*wx1\n")
    assert notes(first, "One of them is fixed there") == ["changed"]
    scaled = from_lavaan(riclpm(3).replace("wx2 =~ 1*x2", "wx2 =~ 2*x2"))
    assert notes(scaled, "Loadings other than 1") == ["changed"]


def test_effects_of_what_comes_later_are_refused() -> None:
    with pytest.raises(SpecError, match=r"Line 2, column 6: 'x1' \(wave 1\) depends on 'x2' \(wave 2\), which is later"):
        from_lavaan("x2 ~ x1\nx1 ~ x2")


@pytest.mark.parametrize(
    ("times", "unit", "said"),
    [
        ([0, 6], None, "has 3 waves"),
        ([0, 6, 6], None, "do not fit"),
        ([0, float("nan"), 2], None, "do not fit"),
        (None, "fortnight", "no unit of time"),
    ],
)
def test_times_must_fit(times: list[float] | None, unit: str | None, said: str) -> None:
    with pytest.raises(SpecError) as problem:
        from_lavaan(riclpm(3), times=times, unit=unit)
    assert said in problem.value.what
    assert problem.value.fix.startswith("--")


@pytest.mark.property
@given(
    st.integers(2, 6), st.booleans(), st.sampled_from(["", "wave", "constant"]), st.booleans(),
    st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True).filter(lambda n: n not in ("vary", "by")), min_size=2, max_size=2, unique=True),
)  # fmt: skip
@settings(max_examples=40)
def test_any_panel_keeps_its_arrows_and_every_line_is_spoken_for(
    waves: int, equal: bool, means: str, traits: bool, names: list[str]
) -> None:
    if any(name[0] == "w" or name.startswith("ri") for name in names):
        names = [f"q{name}" for name in names]
    text = riclpm(waves, equal=equal, means=means, traits=traits, names=(names[0], names[1]))
    found = from_lavaan(text)
    assert {(link.cause, link.affected) for link in found.loop.links} == {tuple(names), tuple(reversed(names))}
    assert parse(to_text(found.loop)) == found.loop
    assert (found.traits, found.t0, found.error) == (traits, "centred", False)
    assert found.means == ("constant" if means == "constant" else "wave")
    assert not notes(found, "has no place in a loop")
    assert len(read_syntax(text).paths) > len(found.notes)
