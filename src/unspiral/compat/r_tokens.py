"""R code as words and signs with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from unspiral.loop.tokens import fail

Kind = Literal["number", "string", "name", "sign", "line", "end", "odd"]

_NUMBER = re.compile(r"0[xX][0-9a-fA-F]+L?|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?L?")
_NAME = re.compile(r"(?:[^\W\d]|\.(?![0-9]))[\w.]*")
_SIGN = re.compile(r"<<-|->>|\|>|<-|->|==|!=|<=|>=|&&|\|\||::|%[^%\n]*%|\[\[|[-+*/^~?:=<>!&|$@(){}\[\],;\\]")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", '"': '"', "'": "'", "`": "`", "\n": "\n"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of R: its kind, what it stands for (a string without its quotes), where it begins and ends."""

    kind: Kind
    text: str
    at: int
    end: int


def tokens(text: str) -> list[Token]:
    """Cut R code into tokens; comments and blanks go, line ends stay.

    A sign that R does not have comes back as "odd", so that it is complained of only where it stands in the way.

    Raises:
        SpecError: a quote that is not closed.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character == "#":
            at = _line_end(text, at)
        elif character in "\r\n":
            found.append(Token("line", "\n", at, at + 1))
            at += 1
        elif character.isspace() or character == "\ufeff":
            at += 1
        else:
            found.append(_token(text, at))
            at = found[-1].end
    return [*found, Token("line", "\n", len(text), len(text)), Token("end", "", len(text), len(text))]


def _token(text: str, at: int) -> Token:
    character = text[at]
    if character in "\"'`":
        return _quoted(text, at)
    if (number := _NUMBER.match(text, at)) and number.end() > at:
        return Token("number", number.group(), at, number.end())
    if name := _NAME.match(text, at):
        return Token("name", name.group(), at, name.end())
    if sign := _SIGN.match(text, at):
        return Token("sign", sign.group(), at, sign.end())
    return Token("odd", character, at, at + 1)


def _quoted(text: str, at: int) -> Token:
    quote = text[at]
    said: list[str] = []
    place = at + 1
    while place < len(text) and text[place] != quote:
        if text[place] == "\\" and place + 1 < len(text):
            said.append(_ESCAPES.get(text[place + 1], text[place + 1]))
            place += 2
        else:
            said.append(text[place])
            place += 1
    if place >= len(text):
        fail(text, at, f"This quote ({quote}) is not closed.", why="All that follows would be one text.", fix=f"put a {quote} behind it.")
    return Token("name" if quote == "`" else "string", "".join(said), at, place + 1)


def _line_end(text: str, at: int) -> int:
    ends = [place for place in (text.find("\n", at), text.find("\r", at)) if place >= 0]
    return min(ends, default=len(text))
