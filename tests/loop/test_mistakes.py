"""Signs that the language does not have, and what was meant."""

from __future__ import annotations

import pytest

from unspiral.errors import SpecError
from unspiral.loop.language import parse
from unspiral.loop.mistakes import explain_odd
from unspiral.loop.tokens import tokens

# text, line, column, a word of the message, a word of the remedy
MISTAKES = [
    ("pain <- depression", 1, 6, "from cause to affected", "depression -> pain"),
    ("activity <= walking", 1, 10, "left of '=>'", "walking => activity"),
    ("a → b", 1, 3, "Did you mean '->'?", "->"),
    ("a --> b", 1, 3, "Did you mean '->'?", "->"),
    ("a =~ b", 1, 3, "'by'", "by phq8"),
    ("a ~ b", 1, 3, "not a sign", "->"),
    ("low-mood -> b", 1, 4, "not part", '"low-mood"'),
    ("sleep.q -> b", 1, 6, "not part", '"sleep.q"'),
    ("2pain -> b", 1, 1, "begin with a digit", '"2pain"'),
    ("'a' -> b", 1, 1, "double quotes", '"low mood"'),
    ('"a -> b', 1, 1, "not closed", '"'),
    ("a\x00 -> b", 1, 2, "U+0000", "remove"),
    ("a -> b \\n b -> c", 1, 8, "backslash", ";"),
    ("pain -", 1, 6, "middle of an arrow", "single quotes"),
    ("a -> b @ c", 1, 8, "'@' is not part", "remove"),
]


@pytest.mark.parametrize(("text", "line", "column", "said", "remedy"), MISTAKES)
def test_mistakes_are_told_with_their_place_and_a_remedy(text: str, line: int, column: int, said: str, remedy: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse(text)
    assert caught.value.what.startswith(f"Line {line}, column {column}: ")
    assert said in caught.value.what
    assert remedy in caught.value.fix


def test_a_turned_arrow_is_answered_with_the_right_way_round() -> None:
    with pytest.raises(SpecError) as caught:
        parse('pain <- "low mood"')
    assert caught.value.fix == 'turn it round: "low mood" -> pain.'


def explained(text: str) -> list[str]:
    """The signs of a text that are explained as mistakes."""
    found, odd = tokens(text), list[str]()
    for place, token in enumerate(found):
        try:
            explain_odd(text, found, place)
        except SpecError:
            odd.append(token.text)
    return odd


def test_a_known_token_is_no_mistake() -> None:
    assert explained("pain -> b; walking => pain (fading, after 3 days); b by phq8") == []
    assert explained("pain ~ b -> c") == ["~"]
