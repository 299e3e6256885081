"""One cell of an item: which code stands for what, which for nothing, and which cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from unspiral.measure.cells import EMPTY_WORDS, NUMBER
from unspiral.measure.imports.mapping import ItemFrom

_RANGE = re.compile(r"(-?[0-9.]+)\.\.(-?[0-9.]+)")
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
MOST_KNOWN = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What became of a cell.

    Args:
        value: as the diary holds it; None = no answer at all.
        what: what was done to it, a word that ``Account`` counts; "" = nothing.
        detail: the code, where that is worth counting apart.
        problem: why it cannot be read, or "".
    """

    value: str | None
    what: str = ""
    detail: str = ""
    problem: str = ""


class Recode(dict[str, Read]):
    """The cells of one item, each different text understood once.

    Args:
        item: what the mapping says of it.
        words: code -> words, from the file itself or its dictionary; a recode may name either.
        missing: further codes that the file itself declares as missing.
        empty: what becomes of an empty cell: "unanswered" or "skip".
        comma: whether the comma is the decimal mark.
    """

    def __init__(
        self, item: ItemFrom, *, words: Mapping[str, str] | None = None, missing: Sequence[str] = (), empty: str = "unanswered",
        comma: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.item = item
        self._words = words or {}
        self._missing = Gone((*item.missing, *missing))
        self._not_asked = Gone(item.not_asked)
        self._codes = dict(item.recode)
        self._numbers = {float(code): value for code, value in item.recode.items() if NUMBER.fullmatch(code)}
        self._empty = Read("", "empty") if empty == "unanswered" else Read(None, "left out")
        self._comma = comma

    def __missing__(self, text: str) -> Read:
        if len(self) > MOST_KNOWN:
            self.clear()
        read = self._read(text)
        self[text] = read
        return read

    def _read(self, raw: str) -> Read:
        text = raw.strip()
        if not text:
            return self._empty
        # Under a decimal comma 99,0 is the code 99 as well; what was typed counts first.
        pointed = text.replace(",", ".") if self._comma and _COMMA.fullmatch(text) else text
        if self._not_asked.holds(text) or self._not_asked.holds(pointed):
            return Read(None, "not asked", text)
        if self._missing.holds(text) or self._missing.holds(pointed):
            return Read("", "missing", text)
        if self._codes:
            return self._recoded(text, pointed)
        if self.item.reverse or self.item.low is not None or self.item.high is not None:
            return self._scaled(raw, text)
        if self._comma and _COMMA.fullmatch(text):
            return Read(text.replace(",", "."), "comma")
        return Read(raw)

    def _recoded(self, text: str, pointed: str) -> Read:
        value = self._codes.get(text, self._codes.get(pointed))
        if value is None and NUMBER.fullmatch(pointed):
            value = self._numbers.get(float(pointed))
        if value is None and text in self._words:
            value = self._codes.get(self._words[text])
        if value is None and text.casefold() in EMPTY_WORDS:
            return self._empty
        if value is None:
            return Read(None, problem="is no code that the mapping knows")
        return Read(value, "recoded" if value != text else "", f"{text} -> {value}" if len(text) < 24 and value != text else "")

    def _scaled(self, raw: str, text: str) -> Read:
        comma = self._comma and bool(_COMMA.fullmatch(text))
        plain = text.replace(",", ".") if comma else text
        if plain.casefold() in EMPTY_WORDS:
            return self._empty
        number = _decimal(plain)
        low, high = self.item.low, self.item.high
        if number is None:
            return Read(None, problem="is not a number") if self.item.reverse else Read(raw)
        outside = (low is not None and number < low) or (high is not None and number > high)
        if self.item.reverse:
            assert low is not None and high is not None  # checked with the mapping
            if outside:
                return Read(None, problem=f"lies outside the scale from {low} to {high}, and cannot be turned round")
            return Read(f"{low + high - number:f}", "reversed")
        if outside:
            return Read(plain if comma else raw, "outside")
        return Read(plain, "comma") if comma else Read(raw)


class Gone:
    """Codes that stand for no answer: texts, numbers however they are written, and ranges.

    Args:
        codes: as they were typed: "-99", "NA", "-99..-90".
    """

    def __init__(self, codes: Sequence[str]) -> None:
        self.texts = frozenset(code.strip() for code in codes)
        self.numbers = frozenset(float(code) for code in self.texts if NUMBER.fullmatch(code))
        found = [m for code in self.texts if (m := _RANGE.fullmatch(code)) and NUMBER.fullmatch(m[1]) and NUMBER.fullmatch(m[2])]
        self.ranges = tuple((float(m[1]), float(m[2])) for m in found)

    def holds(self, text: str) -> bool:
        """Whether a cell is one of them."""
        if text in self.texts:
            return True
        if not (self.numbers or self.ranges) or not NUMBER.fullmatch(text):
            return False
        number = float(text)
        return number in self.numbers or any(low <= number <= high for low, high in self.ranges)


def _decimal(text: str) -> Decimal | None:
    if not NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return None
