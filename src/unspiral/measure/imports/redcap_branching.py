"""REDCap's branching logic, as far as one row of an export can answer it: shown, not shown, or cannot tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from unspiral.measure.cells import NUMBER

_TOKEN = re.compile(
    r"\s*(?:(?P<field>\[[^\[\]]{1,200}\](?:\[[^\[\]]{1,200}\])*)|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<sign><>|!=|<=|>=|=|<|>|\(|\))|(?P<word>[A-Za-z_]+))"
)
_FIELD = re.compile(r"\[([a-z][a-z0-9_]*)(?:\(([^()]*)\))?\]", re.IGNORECASE)
MOST_DEPTH = 50

Truth = bool | None  # None = cannot tell
Test = Callable[[Mapping[str, str]], Truth]


class _Unknown(Exception):
    """The logic uses something that one row cannot answer."""


@dataclass(frozen=True, slots=True)
class Branching:
    """When a field is shown.

    Args:
        test: of one row: True, False, or None where it cannot tell.
        fields: whose cells it looks at; a box of a checkbox is ``field___code``.
    """

    test: Test
    fields: tuple[str, ...]


def branching_of(logic: str) -> Branching | None:
    """Understand one branching logic.

    Args:
        logic: as the data dictionary has it: ``[pain] > 0 and [site(2)] = '1'``.

    Returns:
        What it asks of a row; None where it uses other events, functions or anything else that one row cannot answer.

    Source: tests/measure/imports/test_redcap_branching.py.
    """
    try:
        tokens = _tokens(logic)
        parser = _Parser(tokens)
        test = parser.either(0)
        if parser.place != len(tokens):
            return None
        return Branching(test, tuple(dict.fromkeys(parser.fields)))
    except _Unknown:
        return None


def _tokens(logic: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    place = 0
    text = logic.strip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise _Unknown
        tokens.append((found.lastgroup, found[found.lastgroup]))
        place = found.end()
        while place < len(text) and text[place].isspace():
            place += 1
    if not tokens or len(tokens) > 2000:
        raise _Unknown
    return tokens


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.place = 0
        self.fields: list[str] = []

    def either(self, depth: int) -> Test:
        """Parts joined by "or"."""
        parts = [self.both(depth)]
        while self._word("or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else lambda row: _or([part(row) for part in parts])

    def both(self, depth: int) -> Test:
        """Parts joined by "and"."""
        parts = [self.one(depth)]
        while self._word("and"):
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else lambda row: _and([part(row) for part in parts])

    def one(self, depth: int) -> Test:
        """A comparison, or something in brackets."""
        if depth > MOST_DEPTH:
            raise _Unknown
        if self._word("not"):
            inside = self.one(depth + 1)
            return lambda row: _not(inside(row))
        if self._peek() == ("sign", "("):
            self.place += 1
            inner = self.either(depth + 1)
            self._take("sign", ")")
            return inner
        left = self._value()
        kind, sign = self._next()
        if kind != "sign" or sign in "()":
            raise _Unknown
        right = self._value()
        return lambda row: _compared(left(row), sign, right(row))

    def _value(self) -> Callable[[Mapping[str, str]], str]:
        kind, text = self._next()
        if kind == "number":
            return lambda row: text
        if kind == "text":
            return lambda row: text[1:-1]
        if kind != "field":
            raise _Unknown
        found = _FIELD.fullmatch(text)
        if found is None:  # of another event, or a smart variable
            raise _Unknown
        name = found[1].lower() if found[2] is None else f"{found[1].lower()}___{re.sub('[^a-z0-9_]', '_', found[2].strip().lower())}"
        self.fields.append(name)
        return lambda row: row.get(name, "").strip()

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("", "")

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        if not token[0]:
            raise _Unknown
        self.place += 1
        return token

    def _take(self, kind: str, text: str) -> None:
        if self._next() != (kind, text):
            raise _Unknown

    def _word(self, word: str) -> bool:
        kind, text = self._peek()
        if kind == "word" and text.lower() == word:
            self.place += 1
            return True
        if kind == "word" and text.lower() not in ("and", "or", "not"):
            raise _Unknown  # a function
        return False


def _compared(left: str, sign: str, right: str) -> Truth:
    if NUMBER.fullmatch(left) and NUMBER.fullmatch(right):
        one, other = float(left), float(right)
        return {"=": one == other, "<>": one != other, "!=": one != other, "<": one < other, ">": one > other, "<=": one <= other}.get(
            sign, one >= other
        )
    if sign == "=":
        return left == right
    if sign in ("<>", "!="):
        return left != right
    return None  # larger or smaller than nothing, or than a word


def _or(parts: list[Truth]) -> Truth:
    return True if True in parts else None if None in parts else False


def _and(parts: list[Truth]) -> Truth:
    return False if False in parts else None if None in parts else True


def _not(part: Truth) -> Truth:
    return None if part is None else not part
