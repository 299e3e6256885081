"""R code as expressions; read, never run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NoReturn

from unspiral.compat.r_tokens import Token, tokens
from unspiral.errors import SpecError
from unspiral.loop.tokens import fail

_DEEPEST = 50

# Left and right binding power of each operator; R's own table, loosest first.
_BINDING = {
    "?": (1, 2), "=": (4, 3), "<-": (6, 5), "<<-": (6, 5), "->": (7, 8), "->>": (7, 8), "~": (9, 10), "||": (11, 12), "|": (11, 12),
    "&&": (13, 14), "&": (13, 14), "==": (17, 18), "!=": (17, 18), "<": (17, 18), ">": (17, 18), "<=": (17, 18), ">=": (17, 18),
    "+": (19, 20), "-": (19, 20), "*": (21, 22), "/": (21, 22), "|>": (23, 24), ":": (25, 26), "^": (30, 29), "::": (40, 41),
}  # fmt: skip
_PREFIX = {"-": 27, "+": 27, "!": 15, "~": 10, "?": 2}
_SPECIAL = (23, 24)  # %in% and its like
_POSTFIX = 35
_ARGUMENT = 5  # above "=", which names an argument
_ASSIGN = {"<-": False, "<<-": False, "=": False, "->": True, "->>": True}
_OPAQUE = frozenset({"function", "if", "for", "while", "repeat"})


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, or TRUE, FALSE, NA, NULL (as names of their own in ``Name``)."""

    value: float | str
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or a constant."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """``function(a, b = 1)``, an index ``x[1, ]`` (function ``[``), ``x$y`` (function ``$``) or an operator."""

    function: str
    arguments: tuple[tuple[str | None, Expression | None], ...]
    at: int
    of: Expression | None = None  # what is called, where it is no plain name


@dataclass(frozen=True, slots=True)
class Assign:
    """``target <- value``."""

    target: Expression
    value: Expression
    at: int


@dataclass(frozen=True, slots=True)
class Opaque:
    """Code that is not followed (loops, conditions, functions, blocks), with the names that it may set."""

    word: str
    sets: frozenset[str]
    at: int


Expression = Literal | Name | Call | Assign | Opaque


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a script: its expression, or why it cannot be read; ``words`` are the names in it."""

    expression: Expression | None
    problem: SpecError | None
    words: frozenset[str]
    at: int


def statements(text: str) -> tuple[Statement, ...]:
    """Every statement of a script; what cannot be read keeps its error instead of ending the reading.

    Raises:
        SpecError: a quote that is not closed.
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.place = 0
        self.inside: list[Token] = []  # brackets that are open: in them line ends mean nothing
        self.depth = 0

    @property
    def here(self) -> Token:
        while self.inside and self.tokens[self.place].kind == "line":
            self.place += 1
        return self.tokens[self.place]

    def read(self) -> tuple[Statement, ...]:
        found: list[Statement] = []
        while self.tokens[self.place].kind != "end":
            token = self.tokens[self.place]
            if token.kind == "line" or token.text == ";":
                self.place += 1
                continue
            found.append(self._statement())
        return tuple(found)

    def _statement(self) -> Statement:
        start = self.place
        at = self.tokens[start].at
        try:
            expression = self.expression(0)
            if not self._at_end():
                self._unexpected()
            return Statement(expression, None, self._words(start), at)
        except SpecError as problem:
            self.inside, self.depth = [], 0
            self.place = max(self.place, start + 1)
            self._skip(start)
            return Statement(None, problem, self._words(start), at)

    def _at_end(self) -> bool:
        token = self.tokens[self.place]
        return token.kind in ("line", "end") or token.text == ";"

    def _words(self, start: int) -> frozenset[str]:
        return frozenset(token.text for token in self.tokens[start : self.place] if token.kind == "name")

    def _skip(self, start: int) -> None:
        """To the end of a statement that cannot be read: the first line end outside of all brackets."""
        open_now = 0
        place = start
        while self.tokens[place].kind != "end":
            token = self.tokens[place]
            if token.kind == "sign" and token.text in "([{[[":
                open_now += len(token.text)
            elif token.kind == "sign" and token.text in ")]}":
                open_now = max(open_now - 1, 0)
            elif token.kind == "line" and open_now == 0 and place >= self.place:
                break
            place += 1
        self.place = place

    def expression(self, least: int) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            fail(self.text, self.here.at, f"More than {_DEEPEST} brackets stand in each other here.", fix="write it in several steps.")
        left = self._first()
        while True:
            token = self.here
            if token.kind != "sign":
                break
            if token.text in ("(", "[", "[[", "$", "@") and least <= _POSTFIX:
                left = self._postfix(left)
                continue
            binding = _SPECIAL if token.text.startswith("%") else _BINDING.get(token.text)
            if binding is None or binding[0] < least:
                break
            left = self._binary(left, binding[1])
        self.depth -= 1
        return left

    def _binary(self, left: Expression, least: int) -> Expression:
        sign = self.here
        self.place += 1
        self._past_lines()
        right = self.expression(least)
        if sign.text in _ASSIGN:
            target, value = (right, left) if _ASSIGN[sign.text] else (left, right)
            return Assign(Name(str(target.value), target.at) if isinstance(target, Literal) else target, value, sign.at)
        if sign.text == "::":
            return right
        return Call(sign.text, ((None, left), (None, right)), sign.at)

    def _past_lines(self) -> None:
        while self.tokens[self.place].kind == "line":
            self.place += 1

    def _first(self) -> Expression:
        token = self.here
        if token.kind == "number":
            self.place += 1
            return Literal(_number(token.text), token.at)
        if token.kind == "string":
            self.place += 1
            return Literal(token.text, token.at)
        if token.kind == "name":
            if token.text in _OPAQUE and self.text[token.at] != "`":
                return self._opaque()
            self.place += 1
            return Name(token.text, token.at)
        if token.text == "(":
            self.place += 1
            self.inside.append(token)
            found = self.expression(0)
            self._close(")")
            return found
        if token.text in ("{", "\\"):
            return self._opaque()
        if token.kind == "sign" and token.text in _PREFIX:
            self.place += 1
            self._past_lines()
            return Call(token.text, ((None, self.expression(_PREFIX[token.text])),), token.at)
        self._unexpected()

    def _postfix(self, left: Expression) -> Expression:
        sign = self.here
        self.place += 1
        if sign.text in ("$", "@"):
            name = self.here
            if name.kind not in ("name", "string"):
                self._unexpected()
            self.place += 1
            return Call("$", ((None, left), (None, Literal(name.text, name.at))), sign.at)
        self.inside.append(sign)
        arguments = self._arguments({"(": ")", "[": "]", "[[": "]"}[sign.text])
        if sign.text == "[[":
            if self.here.text != "]":
                self._unexpected()
            self.place += 1
        self._close({"(": ")", "[": "]", "[[": "]"}[sign.text])
        if sign.text != "(":
            return Call("[", ((None, left), *arguments), sign.at)
        if isinstance(left, Name):
            return Call(left.name, arguments, left.at)
        return Call("", arguments, sign.at, left)

    def _arguments(self, end: str) -> tuple[tuple[str | None, Expression | None], ...]:
        found: list[tuple[str | None, Expression | None]] = []
        while not self._sees(end):
            if self._sees(","):
                found.append((None, None))
                self.place += 1
                continue
            name: str | None = None
            token = self.here
            if token.kind in ("name", "string") and self._is_named():
                name = token.text
                self.place += 1
                self.place += self.here.text == "="
            empty = self._sees(",", end)
            found.append((name, None if empty else self.expression(_ARGUMENT)))
            if self._sees(","):
                self.place += 1
                if end == "]" and self._sees(end):
                    found.append((None, None))
            elif not self._sees(end):
                self._unexpected()
        return tuple(found)

    def _sees(self, *signs: str) -> bool:
        return self.here.kind == "sign" and self.here.text in signs

    def _is_named(self) -> bool:
        place = self.place + 1
        while self.tokens[place].kind == "line":
            place += 1
        return self.tokens[place].kind == "sign" and self.tokens[place].text == "="

    def _close(self, sign: str) -> None:
        if self.here.kind == "sign" and self.here.text == sign:
            self.inside.pop()
            self.place += 1
            return
        self._unexpected()

    def _opaque(self) -> Opaque:
        """A loop, a condition, a function or a block: passed over, with the names that it may set."""
        first = self.tokens[self.place]
        sets: set[str] = set()
        open_now = 0
        start = self.place
        while True:
            token = self.tokens[self.place]
            if token.kind == "end":
                break
            if token.kind == "sign" and token.text in ("(", "[", "{", "[["):
                open_now += len(token.text) if token.text == "[[" else 1
            elif token.kind == "sign" and token.text in (")", "]", "}"):
                if open_now == 0:
                    break
                open_now -= 1
            elif open_now == 0 and (token.kind == "line" or token.text in (";", ",")):
                if token.kind != "line" or not self._goes_on(start):
                    break
            elif token.kind == "name":
                sets.add(token.text)
            self.place += 1
        return Opaque(first.text, frozenset(sets), first.at)

    def _goes_on(self, start: int) -> bool:
        """Whether a line end stands in the middle of ``if (..) ... else ...`` or before the body of a loop or function."""
        last, then = self.place - 1, self.place + 1
        while last > start and self.tokens[last].kind == "line":
            last -= 1
        while self.tokens[then].kind == "line":
            then += 1
        before, after = self.tokens[last], self.tokens[then]
        if after.kind == "name" and after.text == "else":
            return True
        if before.kind == "name" and before.text in ("else", "repeat"):
            return True
        head = self.tokens[start].text in ("for", "while", "if", "function", "\\")
        closed = before.text == ")" and self._head_only(start, last)
        return (head and closed) or (before.kind == "sign" and before.text in _BINDING)

    def _head_only(self, start: int, last: int) -> bool:
        """Whether nothing stands behind the parentheses of a head: ``for (i in 1:3)``."""
        depth = 0
        for place in range(start, last + 1):
            if self.tokens[place].kind == "sign":
                depth += (self.tokens[place].text == "(") - (self.tokens[place].text == ")")
                if depth == 0 and self.tokens[place].text == ")":
                    return place == last
        return False

    def _unexpected(self) -> NoReturn:
        token = self.here
        if token.kind == "end" and self.inside:
            opened = self.inside[-1]
            closing = {"(": ")", "[": "]", "[[": "]]"}[opened.text]
            fail(self.text, opened.at, f"This '{opened.text}' is not closed.", fix=f"put a '{closing}' behind its last word.")
        if token.kind in ("end", "line"):
            fail(self.text, min(token.at, max(len(self.text) - 1, 0)), "The code ends in the middle of an expression.", fix="finish it.")
        if token.kind == "odd":
            shown = f"'{token.text}'" if token.text.isprintable() else f"The invisible character U+{ord(token.text):04X}"
            turned = token.text in "“”‘’«»„"
            fail(
                self.text, token.at, f"{shown} is not a sign of R.", why="A word processor turned the quotes." if turned else "",
                fix="write straight quotes: \"...\"." if turned else "remove it, or put it in quotes.",
            )  # fmt: skip
        fail(
            self.text, token.at, f"'{token.text[:40]}' cannot stand here.", why="R would not read this either.",
            fix="look for a missing comma, operator or bracket before it.",
        )  # fmt: skip


def _number(text: str) -> float:
    bare = text.removesuffix("L")
    if bare[:2] not in ("0x", "0X"):
        return float(bare)
    whole = int(bare, 16)
    return float(whole) if whole.bit_length() < 1000 else math.inf
