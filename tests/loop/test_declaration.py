"""Statements that do not agree with each other."""

from __future__ import annotations

import pytest

from unspiral.errors import SpecError
from unspiral.loop.language import parse

# text, line, column, a word of the message, a word of the remedy
MISTAKES = [
    ("a -> b; w => a (impulse, after 3 days); w => b (impulse)", 1, 41, "at another time", "one delay"),
    ("pain -> pain", 1, 9, "linked to itself", "leave this link out"),
    ("a <-> a", 1, 7, "linked to itself", "leave"),
    ("a -> b\nb -> c; a -> b", 2, 14, "written twice; first on line 1", "leave"),
    ("a <-> b\nb -> a", 2, 6, "written twice", "leave"),
    ("pain by x; pain by y", 1, 12, "measured twice", "pain by x, y"),
    ("a by x; b by x", 1, 14, "measures both 'a' and 'b'", "a by ..."),
    ("a by b; a -> b", 1, 6, "also the column of the process 'b'", "b by ..."),
    ("a by x, x", 1, 9, "named twice", "leave"),
    ("a -> b; a => b (fading)", 1, 9, "is a process", "a -> b"),
    ("a -> b; b by x; x => a (fading)", 1, 17, "already measures 'b'", "column of its own"),
    ("pain -> activity; w => activty (fading)", 1, 24, "Did you mean 'activity'?", "correct"),
    ("a -> b; w => a + a (fading)", 1, 18, "acts on 'a' twice", "leave"),
    ("a -> b; w => a (fading); w => b (impulse)", 1, 26, "impulse here and fading on line 1", "one kind"),
    ("vary pian\npain -> b", 1, 6, "Did you mean 'pain'?", "correct"),
    ("a -> b; b by phq; vary phq", 1, 24, "Did you mean 'b', which this column measures?", "correct"),
    ("a -> b; vary b -> a", 1, 19, "the other way round", "add the line b -> a"),
    ("a -> b; vary a, a", 1, 17, "varies already", "leave"),
    ("a -> b; vary a -> b, a -> b", 1, 27, "varies already", "leave"),
    ("depression -> x; depresion by phq8", 1, 18, "Did you mean 'depression'?", "depression by depression"),
    ("Pain -> b; pain -> c", 1, 12, "Did you mean 'Pain'?", "same way"),
]


@pytest.mark.parametrize(("text", "line", "column", "said", "remedy"), MISTAKES)
def test_mistakes_are_told_with_their_place_and_a_remedy(text: str, line: int, column: int, said: str, remedy: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse(text)
    assert caught.value.what.startswith(f"Line {line}, column {column}: ")
    assert said in caught.value.what
    assert remedy in caught.value.fix


def test_names_that_are_alike_are_fine_when_both_are_measured() -> None:
    assert parse("pain_am -> b; pain_am by pain_am; pain_pm by pain_pm").names == ("pain_am", "b", "pain_pm")
    assert parse("pain -> b; pain_am by x").names == ("pain", "b", "pain_am")


def test_a_mistake_within_a_statement_is_told_before_one_between_statements() -> None:
    with pytest.raises(SpecError, match="Line 2, column 5"):
        parse("a -> a\nb ->")


def test_inputs_alone_are_no_loop() -> None:
    with pytest.raises(SpecError, match="'pain' is not a process"):
        parse("walking => pain (fading)")


def test_the_remedy_for_a_process_measured_twice_can_be_pasted() -> None:
    with pytest.raises(SpecError) as caught:
        parse('pain by x; pain by "y z"')
    assert parse(caught.value.fix.removeprefix("put all its columns in one statement: ").removesuffix(".")).columns == ("x", "y z")
