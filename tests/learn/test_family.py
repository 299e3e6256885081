"""Families: as typed, held against the answers, and refused in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.errors import DataError, NotIdentified, SpecError
from unspiral.learn.family import (
    coded,
    decoded,
    held_families,
    in_steps,
    read_family,
    refuse_steps,
    settle_families,
    settled_scales,
    unit_of_process,
)
from unspiral.loop.language import parse
from unspiral.records import Choices, Fit, Moments, Panel, Source

pytestmark = pytest.mark.unit

LOOP = parse("pain <-> depression")


def answered(*columns: list[float]) -> Panel:
    """One person's answers to pain and depression."""
    panel = simulate_panel(occasions=len(columns[0]))
    return replace(panel, persons=(replace(panel.persons[0], values=np.column_stack(columns).astype(float)),))


STEPS = answered([1, 2, 3, 4, 5, 6, 7, 8, 9, 10] * 3, [0, 1, 2, 3, 0, 0, 1, 0, 2, 3] * 3)


@pytest.mark.parametrize(("text", "family", "ends"), [
    ("ordinal", "ordinal", None), (" Count ", "count", None), ("bounded", "bounded", None), ("bounded(0,10)", "bounded", (0.0, 10.0)),
    ("bounded( -1.5 , 2e1 )", "bounded", (-1.5, 20.0)),
])  # fmt: skip
def test_a_family_is_read_as_typed(text: str, family: str, ends: tuple[float, float] | None) -> None:
    assert read_family(text, "pain") == (family, ends)


@pytest.mark.parametrize(("text", "said"), [
    ("ordnal", "Did you mean 'ordinal'"), ("bounded(10,0)", "lowest and the highest"), ("bounded(a,b)", "lowest and the highest"),
    ("bounded(nan,1)", "lowest and the highest"), ("ordinal(0,3)", "has no ends"), ("", "not a family"), ("bounded(0,10", "not a family"),
])  # fmt: skip
def test_a_slip_is_named_with_a_remedy(text: str, said: str) -> None:
    with pytest.raises(SpecError, match=said) as caught:
        read_family(text, "pain")
    assert "--family" in caught.value.fix


def test_steps_are_the_answers_there_are_in_their_order() -> None:
    families, scales, said = settle_families(STEPS, LOOP, {"depression": "ordinal", "pain": "bounded(0,10)"})
    assert families == {"pain": "bounded", "depression": "ordinal"}
    assert scales == {"depression": (0.0, 1.0, 2.0, 3.0), "pain": (0.0, 10.0)}
    assert [v.code for v in said if v.level == "caution"] == []


def test_unused_and_rare_steps_are_said() -> None:
    gaps = answered([1, 2, 3, 4, 5, 6] * 5, [0, 1, 3, 0, 1, 0] * 4 + [0, 1, 0, 0, 1, 5])
    _, scales, said = settle_families(gaps, LOOP, {"depression": "ordinal"})
    assert scales["depression"] == (0.0, 1.0, 3.0, 5.0)
    by = {v.code: v.reason for v in said}
    assert "2 or 4" in by["unused-step"]
    assert "5 (1 time)" in by["rare-step"]


@pytest.mark.parametrize(("asked", "error", "said"), [
    ({"depression": "binary"}, SpecError, "4 different answers"), ({"pian": "ordinal"}, SpecError, "Did you mean 'pain'"),
    ({"pain": "bounded(2,10)"}, DataError, "beyond its ends"), ({"depression": "bounded(0,3)"}, NotIdentified, "Nearly all"),
])  # fmt: skip
def test_what_does_not_go_with_the_answers_is_refused(asked: dict[str, str], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        settle_families(STEPS, LOOP, asked)


def test_two_steps_are_yes_or_no_and_many_are_a_number() -> None:
    two = answered([1, 2, 3, 4, 5, 6] * 5, [0, 1, 0, 0, 1, 0] * 5)
    with pytest.raises(SpecError, match="yes or no"):
        settle_families(two, LOOP, {"depression": "ordinal"})
    assert settle_families(two, LOOP, {"depression": "binary"})[1]["depression"] == (0.0, 1.0)
    many = answered([1.0] * 20, [k / 2 for k in range(20)])
    with pytest.raises(SpecError, match="learned up to 12"):
        settle_families(many, LOOP, {"depression": "ordinal"})
    with pytest.raises(DataError, match="no count"):
        settle_families(many, LOOP, {"depression": "count"})


def test_summary_statistics_have_no_steps() -> None:
    moments = Moments(np.array([0.0, 6.0]), ("pain", "depression"), np.zeros(4), np.eye(4), 100, None, "month", Source("m.json", "", 0))
    with pytest.raises(SpecError, match="means and covariances"):
        settle_families(moments, LOOP, {"depression": "ordinal"})


def test_answers_are_coded_and_come_back() -> None:
    values = np.array([3.0, np.nan, 0.0, 1.0])
    assert coded(values, "ordinal", (0.0, 1.0, 3.0), "phq") == pytest.approx([2.0, np.nan, 0.0, 1.0], nan_ok=True)
    assert decoded(np.array([2.0, np.nan, 0.0]), "ordinal", (0.0, 1.0, 3.0)) == pytest.approx([3.0, np.nan, 0.0], nan_ok=True)
    with pytest.raises(DataError, match="none of its steps"):
        coded(np.array([2.0]), "ordinal", (0.0, 1.0, 3.0), "phq")
    with pytest.raises(DataError, match="beyond its ends"):
        coded(np.array([11.0]), "bounded", (0.0, 10.0), "pain")


def test_choices_without_the_scale_of_a_family_are_refused() -> None:
    choices = Choices(False, False, "stationary", "constant", {"depression": "ordinal"})
    with pytest.raises(SpecError, match="no scale"):
        settled_scales(choices, ("depression",))
    settled_scales(replace(choices, scales={"depression": (0.0, 1.0, 2.0)}), ("depression",))
    assert in_steps(choices) == ("depression",)


def test_what_is_not_worked_out_is_refused_in_words() -> None:
    choices = Choices(False, False, "stationary", "constant", {"pain": "gaussian", "phq": "ordinal"})
    with pytest.raises(SpecError, match="A forecast is not made") as caught:
        refuse_steps(choices, "A forecast")
    assert "--family phq=gaussian" in caught.value.fix
    refuse_steps(replace(choices, families={"pain": "gaussian"}), "A forecast")


def test_a_fit_goes_on_with_the_families_it_had(one_person: Fit) -> None:
    fit = one_person
    assert held_families(fit, {}) == {"pain": "gaussian", "depression": "gaussian"}
    with pytest.raises(SpecError, match="contradicts the fit"):
        held_families(fit, {"pain": "ordinal"})
    assert unit_of_process(fit, "pain") == "points"
    stepped = replace(fit, choices=replace(fit.choices, families={"pain": "bounded"}, scales={"pain": (0.0, 10.0)}))
    assert held_families(stepped, {"pain": "bounded"}) == {"pain": "bounded(0,10)"}
