"""The loop's text as words and signs with their places, and the error that points at one of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, NoReturn

from unspiral.errors import SpecError

TokenKind = Literal["name", "quoted", "number", "sign", "odd", "end", "done"]

KEYWORDS = frozenset({"vary", "by"})
SIGNS = frozenset({"->", "<->", "=>", "+", ",", "(", ")"})

# Parameter names are built with these (``link:pain->depression``, ``threshold:pain[3]``), so no name may hold one.
RESERVED = ("->", ":", ",", "=", "[", "]", '"')

_OPERATOR = re.compile(r"[-<>=~|→←↔⇒]+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SHOWN = 100  # columns of a line that an error repeats


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of the text.

    Args:
        kind: "end" closes a statement, "done" the text; "odd" is anything that the language does not have.
        text: as written, quotes included.
        at: index of its first character in the text.
    """

    kind: TokenKind
    text: str
    at: int

    @property
    def name(self) -> str:
        """What a name stands for: its text without quotes."""
        return self.text[1:-1] if self.kind == "quoted" else self.text

    @property
    def is_name(self) -> bool:
        """Whether it can name a process, a column or an input; a bare keyword cannot."""
        return self.kind == "quoted" or (self.kind == "name" and self.text not in KEYWORDS)


def tokens(text: str) -> list[Token]:
    """Cut a text into tokens; never fails, what is not understood comes back as "odd"."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character == "#":
            end = _LINE_END.search(text, at)
            at = end.start() if end else len(text)
        elif character in "\r\n;":
            found.append(Token("end", character, at))
            at += 1
        elif character.isspace() or character == "\ufeff":  # a byte order mark that a reader left in
            at += 1
        else:
            found.append(_token(text, at))
            at += len(found[-1].text)
    return [*found, Token("end", "", len(text)), Token("done", "", len(text))]


def _token(text: str, at: int) -> Token:
    character = text[at]
    if character == '"':
        return _quoted(text, at)
    if character.isidentifier():
        return Token("name", text[at : _word_end(text, at)], at)
    if number := _NUMBER.match(text, at):
        end = number.end()
        continued = end < len(text) and _continues_name(text[end])
        return Token("odd", text[at : _word_end(text, end)], at) if continued else Token("number", number.group(), at)
    if operator := _OPERATOR.match(text, at):
        return Token("sign" if operator.group() in SIGNS else "odd", operator.group(), at)
    return Token("sign" if character in SIGNS else "odd", character, at)


def _quoted(text: str, at: int) -> Token:
    line_end = _LINE_END.search(text, at)
    close = text.find('"', at + 1, line_end.start() if line_end else len(text))
    if close < 0:
        return Token("odd", '"', at)
    return Token("quoted", text[at : close + 1], at)


def _word_end(text: str, at: int) -> int:
    while at < len(text) and _continues_name(text[at]):
        at += 1
    return at


def _continues_name(character: str) -> bool:
    # Python's own rule for identifiers: letters of every script with their marks, digits, underscore.
    return ("a" + character).isidentifier()


def is_bare_name(name: str) -> bool:
    """Whether a name can be written without quotes."""
    return bool(name) and name not in KEYWORDS and name[0].isidentifier() and _word_end(name, 0) == len(name)


def forbidden_in(name: str) -> str | None:
    """The first thing in a name that no name may hold, or None.

    Reserved signs would make parameter names ambiguous; control characters cannot be seen.
    """
    for sign in RESERVED:
        if sign in name:
            return sign
    # The joiners are letters' glue in Persian and in Indian scripts; every other invisible character is refused.
    hidden = (c for c in name if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c not in "\u200c\u200d")
    return next(hidden, None)


def quoted(name: str) -> str:
    """A name as it must be written in a loop: bare where that is possible, else in double quotes."""
    return name if is_bare_name(name) else f'"{name}"'


def fail(text: str, at: int, what: str, *, why: str = "", fix: str = "") -> NoReturn:
    """Raise the error that points at a place of the text.

    Args:
        text: the whole text.
        at: index of the place.
        what: what is wrong there, as a full sentence.
        why: why it matters.
        fix: one remedy.
    """
    line, column, shown, caret = _pointed(text, at)
    raise SpecError(f"Line {line}, column {column}: {what}\n    {shown}\n    {caret}", why=why, fix=fix)


def line_of(text: str, at: int) -> int:
    """Number of the line, from 1, on which a place lies."""
    return len(_LINE_END.findall(text, 0, at)) + 1


def _pointed(text: str, at: int) -> tuple[int, int, str, str]:
    start = max((end.end() for end in _LINE_END.finditer(text, 0, at)), default=0)
    end = _LINE_END.search(text, start)
    line = text[start : end.start() if end else len(text)]
    column = min(at - start, len(line))
    left = max(0, column - _SHOWN // 2)
    shown = line[left : left + _SHOWN]
    head = "..." if left else ""
    tail = "..." if left + _SHOWN < len(line) else ""
    before = "".join(_blank(c) for c in line[left:column])
    return line_of(text, at), column + 1, head + "".join(map(_visible, shown)) + tail, " " * len(head) + before + "^"


def _visible(character: str) -> str:
    return character if character == "\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else "\ufffd"


def _blank(character: str) -> str:
    """White space as wide on a terminal as the character, so that the caret stands under its place."""
    if character == "\t":
        return "\t"
    if unicodedata.combining(character):
        return ""
    return "  " if unicodedata.east_asian_width(character) in "WF" else " "
