"""The model syntax of lavaan as terms."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, NoReturn

from unspiral.compat.path import Path, Sign
from unspiral.compat.r_values import as_number
from unspiral.loop.tokens import fail

Kind = Literal["name", "number", "text", "sign", "line", "end"]

_TOKEN = re.compile(
    r"(?P<comment>[#!][^\r\n]*)|(?P<line>[\r\n;])|(?P<blank>[^\S\r\n]+|\ufeff)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[^\W\d][\w.]*|\.[^\W\d][\w.]*)"
    r"|(?P<text>\"[^\"\r\n]*\"|'[^'\r\n]*'|`[^`\r\n]*`)|(?P<sign>=~|~\*~|~~|:=|==|<~|<=|>=|[~*+\-?|(),<>:^/%])"
)
_RELATIONS = ("=~", "~~", "~", "~*~", "<~", ":=", "==", "<", ">", "<=", ">=", "|", ":")
_GOES_ON = frozenset({"=~", "~~", "~", "~*~", "<~", ":=", "==", "+", "*", "-", "?", ",", "/", "^"})
_MOST = 20_000  # terms


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign with its place."""

    kind: Kind
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a text says: terms, equal labels, and lines that are no terms."""

    paths: tuple[Path, ...]
    equal: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, int], ...]


def read_syntax(text: str, start: int = 0, end: int | None = None) -> Written:
    """Terms of a model.

    Args:
        text: the whole text; the model stands from ``start`` to ``end``.

    Raises:
        SpecError: the first line that lavaan could not read either, or that belongs to a model of several levels or groups.
    """
    return _Reader(text, start, len(text) if end is None else end).read()


def merged(paths: list[Path]) -> tuple[Path, ...]:
    """Terms that are written twice (``x ~~ y`` is ``y ~~ x``) as one, with everything that is said of it."""
    found: dict[tuple[str, str, str], Path] = {}
    for path in paths:
        ends = sorted((path.left, path.right)) if path.sign == "~~" else [path.left, path.right]
        key = (ends[0], path.sign, ends[1])
        old = found.get(key, path)
        fixed = old.fixed if old.fixed is not None else path.fixed
        found[key] = replace(old, fixed=fixed, label=old.label or path.label, groups=path.groups or old.groups)
    return tuple(found.values())


class _Reader:
    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.tokens = self._tokens(start, end)
        self.paths: list[Path] = []
        self.equal: list[tuple[str, str]] = []
        self.others: list[tuple[str, int]] = []

    def fail(self, at: int, what: str, why: str = "", fix: str = "") -> NoReturn:
        fail(self.text, at, what, why=why, fix=fix)

    def _tokens(self, at: int, end: int) -> list[Token]:
        found: list[Token] = []
        while at < end:
            match = _TOKEN.match(self.text, at, end)
            if match is None:
                shown = repr(self.text[at]) if self.text[at].isprintable() else f"The invisible character U+{ord(self.text[at]):04X}"
                self.fail(at, f"{shown} is not a sign of lavaan's model syntax.", fix="remove it.")
            kind = match.lastgroup
            if kind == "name":
                found.append(Token("name", match.group(), at))
            elif kind == "number":
                found.append(Token("number", match.group(), at))
            elif kind == "text":
                found.append(Token("name" if match.group()[0] == "`" else "text", match.group()[1:-1], at))
            elif kind == "sign":
                found.append(Token("sign", match.group(), at))
            elif kind == "line" and (not found or found[-1].kind != "line" or match.group() == ";" or found[-1].text == ";"):
                found.append(Token("line", match.group(), at))  # empty lines count once
            at = match.end()
        return found

    def read(self) -> Written:
        line: list[Token] = []
        depth = 0
        for place, token in enumerate(self.tokens):
            if token.kind != "line":
                depth += (token.text == "(") - (token.text == ")") if token.kind == "sign" else 0
                line.append(token)
                continue
            after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
            goes_on = line and line[-1].kind == "sign" and line[-1].text in _GOES_ON
            comes_on = after is not None and after.kind == "sign" and after.text in ("+", "*")
            if token.text != ";" and line and (depth > 0 or goes_on or comes_on):
                continue
            if line:
                self.statement(line)
            line, depth = [], 0
        if line:
            self.statement(line)
        return Written(merged(self.paths), tuple(self.equal), tuple(self.others))

    def statement(self, line: list[Token]) -> None:
        at = line[0].at
        place = next((i for i, t in enumerate(line) if t.kind == "sign" and t.text in _RELATIONS and not self._inside(line, i)), None)
        if place is None:
            self.fail(
                at,
                "This line says nothing that lavaan could read: it has no =~, ~ or ~~.",
                fix="write x2 ~ x1, or begin it with # if it is a comment.",
            )
        sign = line[place].text
        left, right = line[:place], line[place + 1 :]
        said = " ".join(t.text for t in line)[:80]
        if sign == ":":
            self.fail(
                at,
                f"'{said}' begins a part of a model with several levels or groups.",
                "A loop is learned from one group of people, and levels are its traits.",
                "give the model of one group without this line.",
            )
        if sign in (":=", "==", "<", ">", "<=", ">="):
            if sign == "==" and len(left) == len(right) == 1 and left[0].kind == right[0].kind == "name":
                self.equal.append((left[0].text, right[0].text))
            else:
                self.others.append((said, at))
            return
        if sign in ("~*~", "<~", "|"):
            self.fail(
                line[place].at,
                f"'{sign}' (thresholds, scales or formative factors) is not read here.",
                "A loop has processes that are measured by numbers.",
                "leave the line out; for answers in steps see --family in docs/how-to/learn-from-a-table.md.",
            )
        if not left or not right:
            self.fail(line[place].at, f"Something is missing {'before' if not left else 'after'} '{sign}'.", fix="write x2 ~ x1.")
        names = [self.name(part) for part in self.parts(left)]
        for part in self.parts(right):
            for name in names:
                self.paths.append(self.term(name, sign, part))
            if len(self.paths) > _MOST:
                self.fail(at, f"This model has more than {_MOST} terms.", fix="give the model of fewer waves.")

    def _inside(self, line: list[Token], place: int) -> bool:
        signs = [t.text for t in line[:place] if t.kind == "sign"]
        return signs.count("(") > signs.count(")")

    def parts(self, tokens: list[Token]) -> list[list[Token]]:
        """What stands between plus signs."""
        found: list[list[Token]] = [[]]
        depth = 0
        for token in tokens:
            if token.kind == "sign":
                depth += (token.text == "(") - (token.text == ")")
                if token.text == "+" and depth == 0:
                    found.append([])
                    continue
            found[-1].append(token)
        if any(not part for part in found):
            self.fail(tokens[0].at, "A name is missing beside a '+' of this line.", fix="write x1 + y1.")
        return found

    def name(self, part: list[Token]) -> str:
        if len(part) != 1 or part[0].kind != "name":
            self.fail(
                part[0].at,
                "Left of the sign there must be a plain name.",
                fix="write x2 ~ a*x1, with what is fixed or labelled on the right.",
            )
        return part[0].text

    def term(self, left: str, sign: str, part: list[Token]) -> Path:
        factors = self.factors(part)
        last = factors[-1]
        kind: Sign = "~~" if sign == "~~" else "=~" if sign == "=~" else "~"
        fixed: float | None = None
        right = last[0].text
        if len(last) != 1 or last[0].kind not in ("name", "number"):
            self.fail(
                last[0].at, "A name was expected here.", "A term is a name, with what is fixed or labelled before a '*'.", "write a*x1."
            )
        if last[0].kind == "number":
            if kind != "~" or as_number(right) not in (0.0, 1.0):
                self.fail(last[0].at, f"'{right}' is no name.", fix="write x1 ~ 1 for an intercept, 0*x1 to fix a term.")
            kind, fixed, right = "~1", 0.0 if as_number(right) == 0.0 else None, ""
        label, groups = "", False
        for factor in factors[:-1]:
            value, word, several = self.modifier(factor)
            groups = groups or several
            if word:
                label = word
            elif value is not None:
                fixed = value
        return Path(left, kind, right, fixed, label, part[0].at, groups)

    def factors(self, part: list[Token]) -> list[list[Token]]:
        found: list[list[Token]] = [[]]
        depth = 0
        for token in part:
            if token.kind == "sign":
                depth += (token.text == "(") - (token.text == ")")
                if token.text in ("*", "?") and depth == 0:
                    # x1 ? 0.5 holds a start value only
                    found.append([])
                    continue
            found[-1].append(token)
        if any(not factor for factor in found):
            self.fail(part[0].at, "Something is missing beside a '*'.", fix="write a*x1.")
        return found

    def modifier(self, factor: list[Token]) -> tuple[float | None, str, bool]:
        """What stands before a '*': the number it fixes, the label it gives, and whether groups differ in it."""
        first = factor[0]
        if len(factor) == 1:
            if first.kind == "number":
                return float(first.text), "", False
            return (None, "", False) if first.text == "NA" else (None, first.text, False)
        if first.kind == "sign" and first.text in "+-" and len(factor) == 2 and factor[1].kind == "number":
            return float(first.text + factor[1].text), "", False
        if first.kind == "name" and factor[1].text == "(" and factor[-1].text == ")":
            inside = [t for t in factor[2:-1] if not (t.kind == "sign" and t.text == ",")]
            if first.text in ("start", "lower", "upper", "prior", "efa"):
                return None, "", False
            if first.text in ("label", "equal", "c") and inside:
                said = {"".join(t.text for t in run) for run in self._commas(factor[2:-1])}
                several = first.text == "c" and len(said) > 1
                word = inside[0]
                if word.kind == "number" or (word.kind == "sign" and len(inside) > 1):
                    number = as_number("".join(t.text for t in self._commas(factor[2:-1])[0]))
                    return number, "", several
                return (None, "", several) if word.text == "NA" else (None, word.text, several)
        self.fail(
            first.at,
            "What stands before '*' here is not read.",
            "Read are a number, a label, NA, start(), label(), equal() and c().",
            "write a*x1.",
        )

    def _commas(self, tokens: list[Token]) -> list[list[Token]]:
        runs: list[list[Token]] = [[]]
        for token in tokens:
            if token.kind == "sign" and token.text == ",":
                runs.append([])
            else:
                runs[-1].append(token)
        return runs
