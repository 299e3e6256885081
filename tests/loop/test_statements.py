"""What one statement says, and how it can go wrong."""

from __future__ import annotations

import pytest

from unspiral.errors import SpecError
from unspiral.loop.language import parse
from unspiral.loop.model import Window
from unspiral.loop.statements import Arrows, Given, Measured, Varying, statements

# text, line, column, a word of the message, a word of the remedy
MISTAKES = [
    ("a -> b; w => a (impulse, later)", 1, 26, "'after' was expected", "after 3 days"),
    ("a -> b; w => a (impulse, after soon)", 1, 32, "length of the delay", "after 3 days"),
    ("a -> b; w => a (impulse, after 0 days)", 1, 32, "Acting after 0", "after 3 days"),
    ("a -> b; w => a (impulse, after 2 moons)", 1, 34, "unit of time", "after 2 days"),
    ("a -> b; w => b", 1, 15, "kind of the input 'w'", "w => b (fading)"),
    ("a -> b; w => b ()", 1, 17, "missing", "impulse, sustained, fading"),
    ("a -> b; w => b (impluse)", 1, 17, "Did you mean 'impulse'?", "one of"),
    ("a -> b; w => b (dissipating)", 1, 17, "Did you mean 'fading'?", "one of"),
    ("a -> b; w => b (fading", 1, 16, "not closed", "add )"),
    ("a -> b; w => b (fading c)", 1, 24, "closing parenthesis", ")"),
    ("a -> b; w => a, b (fading)", 1, 15, "joined by '+'", "pain + depression"),
    ("a -> b; v + w => b (fading)", 1, 11, "Only one input", "one statement"),
    ("a by a (mean of 0 days)", 1, 17, "mean of 0 is not possible", "14 days"),
    (f"a by a (mean of {'9' * 400} days)", 1, 17, "not possible", "14 days"),
    ("a by a (mean of 14 dyas)", 1, 20, "Did you mean 'days'?", "14 days"),
    ("a by a (mean of 14)", 1, 19, "unit of time", "(mean of 14 days)"),
    ("a by a (mean of 14days)", 1, 17, "space is missing", "14 days"),
    ("a by a (mean of two weeks)", 1, 17, "must be a number", "14 days"),
    ("a by a (sum of 14 days)", 1, 9, "'mean' was expected", "14 days"),
    ("a by a (mean of 14 days", 1, 8, "not closed", "add )"),
    ("pain", 1, 1, "alone says nothing", "pain by pain"),
    ("pain -> # nothing more", 1, 8, "process is missing after '->'", "name"),
    ("pain by", 1, 8, "column of your table is missing", "name"),
    ("a -> b; vary a,", 1, 16, "missing after ','", "name"),
    ("vary -> b", 1, 1, "word of the language", '"vary"'),
    ("by -> b", 1, 1, "word of the language", '"by"'),
    ("Vary pain; pain -> b", 1, 1, "Did you mean 'vary'?", "vary pain"),
    ("pain By phq8", 1, 6, "Did you mean 'by'?", "pain by phq8"),
    ("pain causes depression", 1, 6, "was expected", "pain -> depression"),
    ("pain, sleep -> depression", 1, 5, "list", "one statement"),
    ("a -> b, c", 1, 7, "Only links", "one chain"),
    ("a -> b (fading)", 1, 8, "do not belong to a link", "=>"),
    ("a -> b by x", 1, 8, "cannot follow", ";"),
    ('"" -> b', 1, 1, "no name", "name"),
    ('"a:b" -> c', 1, 1, "cannot hold ':'", "rename"),
    ('"a->b" -> c', 1, 1, "cannot hold '->'", "rename"),
    ('"a[1]" -> c', 1, 1, "cannot hold '['", "rename"),
    ('"a\u202eb" -> c', 1, 1, "U+202E", "rename"),
]


@pytest.mark.parametrize(("text", "line", "column", "said", "remedy"), MISTAKES)
def test_mistakes_are_told_with_their_place_and_a_remedy(text: str, line: int, column: int, said: str, remedy: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse(text)
    assert caught.value.what.startswith(f"Line {line}, column {column}: ")
    assert said in caught.value.what
    assert remedy in caught.value.fix


def test_statements_keep_what_was_written() -> None:
    first, second, third, fourth = statements('a <-> b -> c; a by x (mean of 2 weeks), "y"; w => a + c (sustained); vary a, a -> b')
    assert isinstance(first, Arrows)
    assert [(cause.name, affected.name) for cause, affected in first.pairs] == [("a", "b"), ("b", "a"), ("b", "c")]
    assert isinstance(second, Measured)
    assert [(column.name, window) for column, window in second.columns] == [("x", Window(2.0, "week")), ("y", None)]
    assert isinstance(third, Given)
    assert ([t.name for t in third.targets], third.kind) == (["a", "c"], "sustained")
    assert isinstance(fourth, Varying)
    assert ([t.name for t in fourth.levels], [(c.name, a.name) for c, a in fourth.pairs]) == (["a"], [("a", "b")])
    assert second.tidy == 'a by x (mean of 2 weeks), "y"'


def test_a_missing_kind_is_answered_with_the_three_statements_it_could_be() -> None:
    with pytest.raises(SpecError) as caught:
        statements('"a b" => pain + sleep')
    for choice in caught.value.fix.removeprefix("write one of: ").removesuffix(".").split("; "):
        assert len(statements(choice)) == 1
