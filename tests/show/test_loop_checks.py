"""Checks of a fit as sentences for a person: every warning that the fit of a diary can give has one, and none names a parameter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.house.test_never_say import offences
from tests.learn.diaries import own_diary

from unspiral.learn.columns import column_verdicts
from unspiral.learn.own_loop import fit_own, own_loop
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel, Verdict
from unspiral.show.loop_checks import SAID, loop_checks

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def fit() -> Fit:
    panel = own_diary(30, 2)
    return fit_own(panel, own_loop(panel))


def crowded(panel: Panel, top: float, column: int) -> tuple[Verdict, ...]:
    """The verdicts of a diary whose answers end at ``top``."""
    person = panel.persons[0]
    values = person.values.round().clip(0.0, 10.0)
    values[:, column] = values[:, column].clip(max=top)
    values[::3, column] = top
    return tuple(column_verdicts(replace(panel, persons=(replace(person, values=values),)), parse("pain <-> low_mood")))


def test_each_warning_once_and_no_name_of_a_parameter(fit: Fit) -> None:
    told = [Verdict(code, "caution", "self:pain and low_mood") for code in SAID]
    said = loop_checks(replace(fit, verdicts=(*told, *told, Verdict("weekday", "ok", "error:pain"))))
    assert len(said) == len({*SAID.values()} - {""})
    assert offences(" ".join(said)) == []
    for sentence in said:
        assert not set("_'") & set(sentence)
        assert "self:" not in sentence


def test_an_unknown_warning_is_not_lost(fit: Fit) -> None:
    assert loop_checks(replace(fit, verdicts=(Verdict("new", "caution", "Something new."),))) == ("Something new.",)


def test_the_highest_answer_that_was_given_is_no_end_of_the_scale(fit: Fit) -> None:
    told = crowded(own_diary(60), 7.0, 1)
    assert [v.code for v in told] == ["ceiling"]
    assert loop_checks(replace(fit, verdicts=told)) == ()


def test_the_end_of_the_scale_is_named_as_it_was_answered(fit: Fit) -> None:
    (low_mood,) = loop_checks(replace(fit, verdicts=crowded(own_diary(60), 10.0, 1)))
    assert "of the answers about mood are 0, the end of the scale" in low_mood
    (pain,) = loop_checks(replace(fit, verdicts=crowded(own_diary(60), 10.0, 0)))
    assert "of the answers about pain are 10, the end of the scale" in pain
