"""Signs that the loop language does not have, and what was probably meant by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn

from unspiral.loop.tokens import KEYWORDS, SIGNS, Token, fail, forbidden_in

_NEARLY = {
    "→": "->",
    "-->": "->",
    "--": "->",
    ">": "->",
    "↔": "<->",
    "<-->": "<->",
    "<=>": "<->",
    "<>": "<->",
    "⇒": "=>",
    "==>": "=>",
    "=": "=>",
}

_FIXED = {
    "=~": ("'=~' is lavaan's word; here it is 'by'.", "write depression by phq8, low_mood."),
    "~": ("'~' is not a sign of the loop language.", "write cause -> affected: pain -> depression."),
    '"': ("This quote is not closed on its line.", 'put a " behind the name.'),
    "\\": ("A backslash means nothing here.", "write ; between two statements, or begin a new line."),
}

_UNQUOTED_WORD = re.compile(r"""[^\s;#"'`“”+,()]+""")


def explain_odd(text: str, found: Sequence[Token], place: int) -> None:
    """Raise for a token that the language does not have; do nothing for any other.

    Args:
        text: the whole text.
        found: its tokens.
        place: which of them to look at.

    Raises:
        SpecError: what was probably meant, with its line and column.
    """
    token = found[place]
    if token.kind != "odd":
        return
    sign, at = token.text, token.at
    left, right = _neighbours(found, place)
    if sign in {"<-", "<--", "←"}:
        fail(text, at, f"Links are written from cause to affected, so there is no '{sign}'.", fix=f"turn it round: {right} -> {left}.")
    if sign in {"<=", "<==", "⇐"}:
        fail(text, at, "An input stands on the left of '=>'.", fix=f"turn it round: {right} => {left} (impulse).")
    if sign == "-" and not text[at + 1 :].strip():
        what = "The text ends in the middle of an arrow."
        fail(text, at, what, why="A shell takes > for itself when the loop is not quoted.", fix="put the loop in single quotes.")
    if sign in _NEARLY:
        meant = _NEARLY[sign]
        fail(text, at, f"'{sign}' is not a sign of the loop language. Did you mean '{meant}'?", fix=f"write {meant}.")
    if sign in _FIXED:
        what, fix = _FIXED[sign]
        fail(text, at, what, fix=fix)
    if sign in "'`“”‘’„«»":
        fail(text, at, f"Names are quoted with double quotes, not with {sign}.", fix='write "low mood".')
    _explain_word(text, token)


def _explain_word(text: str, token: Token) -> NoReturn:
    word = next((m.group() for m in _UNQUOTED_WORD.finditer(text) if m.start() <= token.at < m.end()), "")
    said = f"'{token.text}' is not part of the loop language."
    if token.text[0].isdigit():
        said = "A name cannot begin with a digit."
    elif not token.text.isprintable():
        said = f"The invisible character U+{ord(token.text):04X} is not part of the loop language."
    if any(c.isalnum() for c in word) and forbidden_in(word) is None:
        fail(text, token.at, said, fix=f'if this is one name, put it in double quotes: "{word}".')
    signs = ", ".join(sorted(SIGNS - {"(", ")", ","}))
    fail(
        text,
        token.at,
        said,
        why=f"The signs are {signs}, comma and parentheses; the words are {' and '.join(sorted(KEYWORDS))}.",
        fix="remove it, or put the name in double quotes.",
    )


def _neighbours(found: Sequence[Token], place: int) -> tuple[str, str]:
    left = found[place - 1] if place else found[place]
    right = found[place + 1]  # the last token is never odd
    return left.text if left.is_name else "pain", right.text if right.is_name else "depression"
