"""The MODEL of an Mplus input as terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from unspiral.compat.lavaan_text import merged
from unspiral.compat.path import Path, Sign
from unspiral.compat.place import fail

_TOKEN = re.compile(
    r"(?P<comment>![^\r\n]*)|(?P<blank>\s+|\ufeff)|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eEdD][+-]?[0-9]+)?(?![A-Za-z_]))"
    r"|(?P<name>[^\W\d]\w*)|(?P<sign>[@*()\[\]{};:,+=<>|%&^$#./?'\"-])"
)
_WORDS: dict[str, Sign] = {"BY": "=~", "ON": "~", "WITH": "~~", "PON": "~", "PWITH": "~~"}
HEADING = re.compile(
    r"^[ \t]*(TITLE|DATA|VARIABLE|DEFINE|ANALYSIS|MODEL(?:[ \t]+[A-Za-z0-9_]+)*|OUTPUT|SAVEDATA|PLOT|MONTECARLO)[ \t]*:", re.I | re.M
)
SERIES = re.compile(r"(.*?)([0-9]+)")
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign with its place."""

    kind: Literal["name", "number", "sign"]
    text: str
    at: int


@dataclass(slots=True)
class Item:
    """A name in a list, with what is said behind it."""

    name: str
    at: int
    fixed: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What an input says: terms, and lines that are no terms."""

    paths: tuple[Path, ...]
    others: tuple[tuple[str, int], ...]


def read_input(text: str) -> Written:
    """Terms of the MODEL of an input, or of a text that is nothing but a model.

    Raises:
        SpecError: the first statement that is not read, with its place.
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.paths: list[Path] = []
        self.others: list[tuple[str, int]] = []
        self.order = self._columns()  # for lists such as x1-y5
        self.factors: list[str] = []

    def fail(self, at: int, what: str, why: str = "", fix: str = "") -> NoReturn:
        fail(self.text, at, what, why=why, fix=fix)

    def read(self) -> Written:
        for start, end in self._models():
            line: list[Token] = []
            for token in self._tokens(start, end):
                if token.kind == "sign" and token.text == ";":
                    if line:
                        self.statement(line)
                    line = []
                else:
                    line.append(token)
            if line:
                self.fail(line[0].at, "This statement is not closed.", "Mplus ends every statement with a semicolon.", "put a ; behind it.")
        return Written(merged(self.paths), tuple(self.others))

    def _columns(self) -> list[str]:
        """Names of the columns in the order of the file, which lists such as x1-y5 follow."""
        found: list[str] = []
        for listing in re.finditer(r"\b(?:NAMES|USEVARIABLES|USEV\w*)\s*(?:=|ARE|IS)([^;]*);", self.text, re.I):
            words: list[str] = []
            for word in re.sub(r"\s*-\s*", "-", listing.group(1)).split():
                first, bar, last = word.partition("-")
                one, other = SERIES.fullmatch(first), SERIES.fullmatch(last) if bar else None
                if one and other and one[1].upper() == other[1].upper() and 0 <= int(other[2]) - int(one[2]) < 1000:
                    words += [f"{one[1]}{number}" for number in range(int(one[2]), int(other[2]) + 1)]
                else:
                    words.append(word)
            found = words or found  # USEVARIABLES stands behind NAMES and decides
        return found

    def _models(self) -> list[tuple[int, int]]:
        heads = list(HEADING.finditer(self.text))
        if not heads:
            return [(0, len(self.text))]
        found: list[tuple[int, int]] = []
        for place, head in enumerate(heads):
            end = heads[place + 1].start() if place + 1 < len(heads) else len(self.text)
            word = " ".join(head.group(1).upper().split())
            if word == "MODEL":
                found.append((head.end(), end))
            elif word == "MODEL CONSTRAINT":
                self.others.append(("MODEL CONSTRAINT", head.start()))
            elif word == "ANALYSIS" and re.search(
                r"\bTYPE\s*(?:=|IS)[^;]*\b(TWOLEVEL|CROSSCLASSIFIED|THREELEVEL)", self.text[head.end() : end], re.I
            ):
                self.fail(
                    head.start(),
                    "This is a model of several levels (TYPE = TWOLEVEL or the like), as dynamic models of Mplus are.",
                    "It is written for a long table; a loop for such a table is one line, and this program does not translate it"
                    " by itself.",
                    "see 'From Mplus DSEM' in docs/how-to/move-in.md.",
                )
            elif word.startswith("MODEL ") and word.split()[1] not in ("TEST", "PRIORS", "INDIRECT", "POPULATION", "COVERAGE"):
                self.fail(
                    head.start(), f"'{word}:' is the model of a group.", "A loop is learned from one group of people.", "leave it out."
                )
        if not found:
            self.fail(0, "This input has no MODEL.", fix="give the input that holds MODEL: ...")
        return found

    def _tokens(self, at: int, end: int) -> list[Token]:
        found: list[Token] = []
        while at < end:
            match = _TOKEN.match(self.text, at, end)
            if match is None:
                shown = repr(self.text[at]) if self.text[at].isprintable() else f"The invisible character U+{ord(self.text[at]):04X}"
                lavaan = self.text[at] == "~"
                self.fail(
                    at,
                    f"{shown} is not a sign of Mplus.",
                    "This looks like a model of lavaan." if lavaan else "",
                    "--from-lavaan (in Python: from_lavaan)" if lavaan else "remove it.",
                )
            if match.lastgroup in ("number", "name", "sign"):
                found.append(Token(match.lastgroup, match.group(), at))  # type: ignore[arg-type]
            at = match.end()
        return found

    def statement(self, line: list[Token]) -> None:
        words = [(i, t.text.upper()) for i, t in enumerate(line) if t.kind == "name" and t.text.upper() in _WORDS]
        said = " ".join(t.text for t in line)[:80]
        if any(t.text in ("%", "|", "&", "^", "#", "$") for t in line if t.kind == "sign"):
            self.fail(
                line[0].at,
                f"'{said}' is not read: thresholds, levels, lags with & and random slopes have no place here.",
                "Read are panel models in a wide table: BY, ON, WITH, variances and means.",
                "see docs/how-to/move-in.md.",
            )
        if not words:
            self._alone(line)
            return
        # "wx2 wy2 ON wx1 wy1" may go on with "WITH ..." only in statements of their own; Mplus reads one word a statement.
        if len(words) > 1:
            self.fail(
                line[words[1][0]].at,
                f"A second '{line[words[1][0]].text}' stands in this statement.",
                "A semicolon is missing before it.",
                "put a ; between them.",
            )
        place, word = words[0]
        left = self._items(line[:place])
        right = self._items(line[place + 1 :], left=left)
        if not left or not right:
            self.fail(line[place].at, f"Names are missing {'before' if not left else 'after'} {word}.", fix="write x2 ON x1 y1;")
        if word.startswith("P"):
            if len(left) != len(right):
                self.fail(
                    line[place].at,
                    f"{word} pairs {len(left)} names with {len(right)}.",
                    "It goes through both lists side by side.",
                    "make them equally long.",
                )
            pairs = list(zip(left, right))
        else:
            pairs = [(one, other) for one in left for other in right]
        if word == "BY":
            self.factors += [item.name for item in left]
            self.order = [name for name in self.order if name.upper() not in {factor.upper() for factor in self.factors}]
        for number, (one, other) in enumerate(pairs):
            fixed, label = other.fixed, other.label
            if word == "BY" and fixed is None and not label and number == 0 and not self._starred:
                fixed = 1.0  # Mplus fixes the first loading
            self._add(Path(one.name, _WORDS[word], other.name, fixed, label if fixed is None else "", other.at))

    def _alone(self, line: list[Token]) -> None:
        """``x1-x5@0``: variances; ``[x1-x5] (m)``: means."""
        inside = [i for i, t in enumerate(line) if t.kind == "sign" and t.text in "[]"]
        means = bool(inside)
        if means:
            if len(inside) != 2 or inside[0] != 0 or line[inside[1]].text != "]":
                self.fail(line[inside[0]].at, "Brackets of means do not match here.", fix="write [x1 x2 x3];")
            line = [*line[1 : inside[1]], *line[inside[1] + 1 :]]
        for item in self._items(line):
            path = Path(
                item.name,
                "~1" if means else "~~",
                "" if means else item.name,
                item.fixed,
                item.label if item.fixed is None else "",
                item.at,
            )
            self._add(path)

    def _add(self, path: Path) -> None:
        self.paths.append(path)
        if len(self.paths) > _MOST:
            self.fail(path.at, f"This model has more than {_MOST} terms.", fix="give the model of fewer waves.")

    def _items(self, tokens: list[Token], left: list[Item] | None = None) -> list[Item]:
        """A list of names, with ranges, ``@number``, ``*start`` and labels in parentheses."""
        found: list[Item] = []
        self._starred = False
        since = 0  # items since the last labels
        place = 0
        while place < len(tokens):
            token = tokens[place]
            after = tokens[place + 1] if place + 1 < len(tokens) else None
            if token.kind == "name":
                if after is not None and after.text == "-" and place + 2 < len(tokens) and tokens[place + 2].kind == "name":
                    found += [Item(name, token.at) for name in self._range(token, tokens[place + 2])]
                    place += 3
                    place = self._said(tokens, place, found, since)
                    continue
                found.append(Item(token.text, token.at))
                if token.text.upper() not in {name.upper() for name in (*self.order, *self.factors)}:
                    self.order.append(token.text)
                place = self._said(tokens, place + 1, found, len(found) - 1)
                continue
            if token.text == "(":
                place = self._labels(tokens, place, found, since, left)
                since = len(found)
                continue
            self.fail(
                token.at,
                f"'{token.text}' cannot stand here.",
                "Read are names, ranges such as x1-x5, @number and labels in parentheses.",
                "write x2 ON x1 y1;",
            )
        return found

    def _said(self, tokens: list[Token], place: int, found: list[Item], since: int) -> int:
        """``@1`` or ``*0.5`` behind a name or a range."""
        if place < len(tokens) and tokens[place].text in ("@", "*"):
            sign = tokens[place]
            place += 1
            minus = place < len(tokens) and tokens[place].text == "-"
            place += minus
            number = tokens[place] if place < len(tokens) and tokens[place].kind == "number" else None
            if sign.text == "@":
                if number is None:
                    self.fail(sign.at, "A number is missing behind '@'.", fix="write x1@1.")
                value = float(number.text.lower().replace("d", "e")) * (-1.0 if minus else 1.0)
                first = since if len(found) - since > 0 else len(found) - 1
                for item in found[first:]:
                    if item.at == found[-1].at or item is found[-1]:
                        item.fixed = value
            else:
                self._starred = True
            place += number is not None
        return place

    def _labels(self, tokens: list[Token], place: int, found: list[Item], since: int, left: list[Item] | None) -> int:
        opened = tokens[place]
        end = next((i for i in range(place, len(tokens)) if tokens[i].text == ")"), None)
        if end is None:
            self.fail(opened.at, "This parenthesis is not closed.", fix="write (a) behind the names.")
        inside = tokens[place + 1 : end]
        labels = [t.text for t in inside if t.kind in ("name", "number")]
        if len(inside) == 3 and inside[1].text == "-":
            labels = self._names_between(inside[0], inside[2])
        elif len(labels) != len(inside):
            self.fail(opened.at, "These labels are not read.", "Read are (a), (a b c) and (a1-a4).", "write (a).")
        many = left is not None and len(left) > 1 and len(labels) > 1
        mine = found[since:]
        if many or (len(labels) > 1 and len(labels) != len(mine)):
            self.fail(
                opened.at,
                f"{len(labels)} labels do not fit {len(mine)} names here.",
                "Which label belongs to which effect is not clear.",
                "write one statement for each affected variable: wx2 ON wx1 wy1 (a b);",
            )
        for number, item in enumerate(mine):
            if labels:
                item.label = labels[0] if len(labels) == 1 else labels[number]
        return end + 1

    def _range(self, first: Token, last: Token) -> list[str]:
        if (one := SERIES.fullmatch(first.text)) and (other := SERIES.fullmatch(last.text)) and one[1].upper() == other[1].upper():
            found = self._names_between(first, last)
            known = {name.upper() for name in (*self.order, *self.factors)}
            self.order += [name for name in found if name.upper() not in known]
            return found
        for names in (self.order, self.factors):
            upper = [name.upper() for name in names]
            if first.text.upper() in upper and last.text.upper() in upper:
                a, b = upper.index(first.text.upper()), upper.index(last.text.upper())
                if a <= b:
                    return names[a : b + 1]
        self.fail(
            first.at,
            f"Which names lie from {first.text} to {last.text} is not known.",
            "A range runs through numbers (x1-x5).",
            "write the names out.",
        )

    def _names_between(self, first: Token, last: Token) -> list[str]:
        one, other = SERIES.fullmatch(first.text), SERIES.fullmatch(last.text)
        if one is None or other is None or one[1].upper() != other[1].upper() or not 0 <= int(other[2]) - int(one[2]) < 1000:
            self.fail(first.at, f"Which names lie from {first.text} to {last.text} is not known.", fix="write the names out.")
        width = len(one[2]) if one[2].startswith("0") else 0
        return [f"{one[1]}{number:0{width}d}" for number in range(int(one[2]), int(other[2]) + 1)]
