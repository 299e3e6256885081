"""The form of a trial: what is refused, and what the other process is told."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from tests.doors.web.trial_made import FORM

from unspiral.doors.web.form import Form
from unspiral.doors.web.trial_form import MEDICINE, OUTCOMES, TrialForm, empty_trial, faults_of, question_of, read_trial, seed_of, size_of

pytestmark = pytest.mark.unit

TODAY = "2026-11-22"


def filled(**other: str) -> TrialForm:
    return read_trial(Form({name: [value] for name, value in {**FORM, "key": str(uuid4()), "start": TODAY, **other}.items()}), TODAY)


def test_a_whole_form_has_no_faults() -> None:
    assert faults_of(filled(), TODAY) == {}
    assert set(faults_of(empty_trial(TODAY), TODAY)) == {"name", "medicine"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "x" * 81), ("name", "a\nb"), ("name", "Pain"), ("medicine", ""), ("outcome", "money"), ("effect", "9"),
        ("kept", "2"), ("fading", "-1"), ("way", "magic"), ("weeks", "100"), ("start", "2026-11-21"), ("start", "2027-11-21"),
        ("start", "20261122"), ("start", "soon"),
    ],
)  # fmt: skip
def test_what_is_refused(field: str, value: str) -> None:
    assert list(faults_of(filled(**{field: value}), TODAY)) == [field]


@pytest.mark.parametrize("name", ["Ibuprofen", "less tramadol", "sertraline", "my tablets", "nsaid"])
def test_a_medicine_is_known_by_its_name_or_by_what_is_said(name: str) -> None:
    assert faults_of(filled(name=name), TODAY) == {"medicine": MEDICINE}
    assert faults_of(filled(medicine="yes"), TODAY) == {"medicine": MEDICINE}


def test_sizes() -> None:
    assert size_of(filled(size="42x7")) == (42, 7)
    for wrong in ("", "42", "x7", "42x", "-4x2", "9999999x1", "٤x٢"):
        assert size_of(replace(filled(), size=wrong)) is None


def test_the_question() -> None:
    asked = question_of(filled(outcome="mood", fading="unknown"), [1.0, None, 2.0, 3.0])
    assert (asked["better"], asked["missed"], asked["estimate_timing"], asked["fading"]) == ("higher", 0.25, True, 0.0)
    assert {way for _, way in OUTCOMES.values()} == {"lower", "higher"}


def test_the_same_form_draws_the_same_days() -> None:
    typed = filled()
    assert seed_of(typed.key) == seed_of(typed.key) != seed_of(str(uuid4()))
    assert read_trial(Form({"key": ["none of ours"]}), TODAY).key != "none of ours"
