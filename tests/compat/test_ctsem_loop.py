"""LAMBDA, DRIFT and TDPREDEFFECT become processes, links and inputs; what a loop cannot say is refused or noted."""

from __future__ import annotations

import pytest

from unspiral.compat.ctsem import from_ctsem
from unspiral.compat.moved import Moved
from unspiral.errors import SpecError
from unspiral.loop.language import to_text

pytestmark = pytest.mark.unit


def moved(arguments: str, more: str = "") -> Moved:
    return from_ctsem(f"m <- ctModel(type = 'ct', {arguments})\n{more}")


def text(arguments: str, more: str = "") -> str:
    return to_text(moved(arguments, more).loop)


def became(found: Moved, words: str) -> str:
    (note,) = [note for note in found.notes if words in note.text]
    return note.became


NAMES = "latentNames = c('pain', 'mood'), manifestNames = c('pain', 'mood'), LAMBDA = diag(2)"


def test_rows_are_affected_and_columns_are_causes() -> None:
    assert text(f"{NAMES}, DRIFT = matrix(c('a11', 'a21', 0, 'a22'), 2, 2)") == "pain -> mood"
    assert text(f"{NAMES}, DRIFT = matrix(c('a11', 'a21', 0, 'a22'), 2, 2, byrow = TRUE)") == "pain by pain\nmood by mood\nmood -> pain"
    assert text(f"{NAMES}, DRIFT = c('a11', 0, 'a21', 'a22')") == "pain -> mood"
    assert text(f"{NAMES}, DRIFT = 'diag'") == "pain by pain\nmood by mood"
    assert text(NAMES) == "pain <-> mood"


def test_three_processes() -> None:
    drift = "matrix(c('a', 'b', 0,  0, 'c', 'd',  'e', 0, 'f'), 3, 3)"
    assert (
        text(f"LAMBDA = diag(3), latentNames = c('x', 'y', 'z'), manifestNames = c('x', 'y', 'z'), DRIFT = {drift}")
        == "x -> y\ny -> z\nz -> x"
    )


def test_several_columns_of_a_process_the_fixed_one_first() -> None:
    loading = "LAMBDA = matrix(c('l1', 1, 0, 0, 0, 1), 3, 2), manifestNames = c('low', 'phq', 'nrs'), latentNames = c('mood', 'pain')"
    found = moved(loading)
    assert to_text(found.loop) == "mood <-> pain\nmood by phq, low\npain by nrs"
    assert became(found, "'phq' sets its scale") == "taken"


def test_scales_and_equal_or_fixed_parameters_are_noted() -> None:
    found = moved(f"{NAMES.replace('diag(2)', 'diag(c(1, 2))')}, DRIFT = c('a', 'b', 'b', -0.5)")
    assert became(found, "loading of 'mood' is 2 there") == "changed"
    assert became(found, "'b' is one parameter in DRIFT[1, 2] and DRIFT[2, 1]") == "changed"
    assert became(found, "self-effect of 'mood' is fixed at -0.5") == "changed"
    fixed = moved(f"{NAMES}, DRIFT = c('a', 0.2, 0, 'd')")
    assert to_text(fixed.loop) == "pain by pain\nmood by mood\nmood -> pain"
    assert became(fixed, "fixed at 0.2 there") == "changed"
    loading = moved("LAMBDA = matrix(c(1, 1), 2, 1), latentNames = 'pain', manifestNames = c('a', 'b')")
    assert became(loading, "loading of 'b' is fixed at 1 there") == "changed"
    assert (
        became(moved("LAMBDA = matrix(c('l1', 'l2'), 2, 1), latentNames = 'pain', manifestNames = c('a', 'b')"), "No loading of 'pain'")
        == "changed"
    )


def test_people_who_differ_in_links() -> None:
    found = moved(f"{NAMES}, DRIFT = c('a', 'b||TRUE', 'c|param*2', 'd')")
    assert to_text(found.loop) == "pain <-> mood\nvary mood -> pain"
    assert became(found, "the transformation param*2") == "left out"


def test_inputs_push_at_their_row() -> None:
    found = moved(f"{NAMES}, TDpredNames = c('walk', 'nap'), TDPREDEFFECT = matrix(c('w', 0, 'n1', 'n2'), 2, 2)")
    assert to_text(found.loop) == "pain <-> mood\nwalk => pain (impulse)\nnap => pain + mood (impulse)"
    nothing = moved(f"{NAMES}, TDpredNames = 'walk', TDPREDEFFECT = c(0, 0)")
    assert nothing.loop.inputs == ()
    assert became(nothing, "'walk' acts on nothing") == "left out"
    fixed = moved(f"{NAMES}, TDpredNames = 'walk', TDPREDEFFECT = c(0, 1)")
    assert became(fixed, "effect of 'walk' on 'mood' is fixed at 1") == "changed"


CARRIED = (
    "latentNames = c('pain', 'mood', 'drug'), manifestNames = c('pain', 'mood'), LAMBDA = matrix(c(1, 0, 0, 1, 0, 0), 2, 3),"
    " DIFFUSION = c('d1', 0, 0, 'd2', 'd3', 0, 0, 0, 0), T0VAR = 'auto', TDpredNames = 'pill', TDPREDEFFECT = c(0, 0, 1)"
)


def test_a_latent_that_only_carries_an_input_is_a_fading_or_lasting_input() -> None:
    fading = moved(f"{CARRIED}, DRIFT = c('a', 'b', 'e',  'c', 'd', 0,  0, 0, 'rate')")
    assert to_text(fading.loop) == "pain <-> mood\npill => pain (fading)"
    lasting = moved(f"{CARRIED}, DRIFT = c('a', 'b', 'e',  'c', 'd', 'f',  0, 0, -1e-6)")
    assert to_text(lasting.loop) == "pain <-> mood\npill => pain + mood (sustained)"
    assert became(lasting, "keeps what 'pill' adds to it for ever") == "changed"
    rate = moved(f"{CARRIED}, DRIFT = c('a', 'b', 'e',  'c', 'd', 0,  0, 0, -0.5)")
    assert became(rate, "wears off at a rate that is fixed at -0.5") == "changed"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("LAMBDA = matrix(c(1, 0), 1, 2), latentNames = c('level', 'speed'), manifestNames = 'y'", "No column measures the latent 'speed'"),
        ("LAMBDA = matrix(c(1, 1, 0, 1), 2, 2)", "The column 'Y2' measures 'eta1' and 'eta2'"),
        ("LAMBDA = matrix(c(1, 0), 2, 1)", "The column 'Y2' measures no process"),
        ("LAMBDA = diag(2), DRIFT = c('a', 'b * c', 0, 'd')", "DRIFT holds a formula here: b * c"),
        ("LAMBDA = diag(2), DRIFT = c('a', 'eta1', 0, 'd')", "DRIFT holds a formula here: eta1"),
        ("LAMBDA = diag(2), latentNames = c('pain', 'Pain')", "names of this model cannot stand in a loop"),
        ("LAMBDA = diag(2), latentNames = c('a', 'b'), TDpredNames = 'a'", "names of this model cannot stand in a loop"),
    ],
)
def test_what_a_loop_cannot_say_is_refused(arguments: str, said: str) -> None:
    with pytest.raises(SpecError) as problem:
        moved(arguments)
    assert said in problem.value.what
    assert problem.value.fix
