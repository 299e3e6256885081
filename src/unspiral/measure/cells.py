"""Numbers out of raw cells: what is missing, what is a number, and what must not be guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.packed_column import PackedColumn
from unspiral.measure.paste import option
from unspiral.measure.places import Places, first, more
from unspiral.measure.saying import PLAIN_NUMBER
from unspiral.records.column import Column

EMPTY_WORDS = frozenset(("", "na", "nan", "."))
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_UNSEEN = "[\ufeff\u200b-\u200f\u202a-\u202e\u2060]"
UNSEEN = re.compile(_UNSEEN)
INVISIBLE = re.compile(f"(?s:.*?){_UNSEEN}(?s:.*)")
OTHER_DIGITS = re.compile("[+\u2212-]?(?=.*[^\\x00-\\x7f])(?=.*\\d)[\\d\u066b\u066c\uff0e.,/: \uff0d-]+")

_COMMA_NUMBER = re.compile(r"[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?")
_COMMA_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_INFINITE = frozenset(("inf", "infinity"))
_TRUTH = {"true": 1.0, "false": 0.0}
_MISSING_LOOKALIKES = frozenset(
    ("null", "none", "n/a", "#n/a", "nil", "missing", "-", "--", "?", "<na>", "n.a.", "#null!", "na.", "..", "refused")
)
_MANY = 1000  # texts from which it pays to read them together
_EMPTY_SPELLINGS = frozenset(("", ".", "NA", "na", "Na", "nA", "NaN", "nan", "NAN", "Nan"))
_NUMERIC = {ord(sign): None for sign in "0123456789.+-eE"}
_ONE_NUMBER = "write one number there, or leave the cell empty."
# What a cell that is no number looks like, the word for it, and what helps.
_KINDS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (INVISIBLE, "text with a sign that cannot be seen (a byte order mark, say)", "type the cell anew, or copy it as plain text."),
    (OTHER_DIGITS, "a number in other digits than 0 to 9", "write it with the digits 0 to 9."),
    (re.compile(r"[+-]?0[xX][0-9a-fA-F]+"), "a hexadecimal number", "write it as a decimal number: 31, not 0x1F."),
    (re.compile(r"[+-]?\d[\d.]*,[\d,.]*"), "a number with a comma", PLAIN_NUMBER),
    (re.compile("[+-]?\\d{1,3}(?:[ _'\u00a0\u2009\u202f\u2019]\\d{3})+(?:[.,]\\d*)?"), "a number with thousands separators", PLAIN_NUMBER),
    (re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*"), "a date", "name the column that holds the answers; this one holds dates."),
    (re.compile(r"[+-]?\d[\d.]*\.[\d.]*"), "a number with several points", PLAIN_NUMBER),
    (re.compile(r".*\d\s*%"), "a percentage", "write the number without the sign."),
    (re.compile(r"[<>≤≥~≈]\s*\d.*"), "a comparison", _ONE_NUMBER),
    (re.compile(r"\d+\s*/\s*\d+"), "a fraction", "write one number there: 3, not 3/10."),
    (re.compile(r"\d[\d.]*\s*(?:-|–|to)\s*\d[\d.]*"), "a range", _ONE_NUMBER),
    (re.compile(r"[−–]\s*\d.*"), "a number with a typographic minus", "write the minus as a hyphen: -3."),
    (re.compile(r"[+-]?\d[\d.]*\s*\D+"), "a number with words or a unit", "write the number alone, the unit into the column's name."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes that stand for a missing answer, as texts and as numbers: -99 is also "-99.0"."""

    texts: frozenset[str]
    numbers: frozenset[float]

    @classmethod
    def of(cls, codes: Iterable[str]) -> Codes:
        """Codes as they were typed."""
        texts = [code.strip() for code in codes]
        return cls(frozenset(texts), frozenset(float(t) for t in texts if NUMBER.fullmatch(t)))

    def hold(self, text: str, number: float | None) -> bool:
        """Whether a cell is such a code."""
        return text in self.texts or (number is not None and number in self.numbers)


NO_CODES = Codes(frozenset(), frozenset())


def comma_is_decimal(columns: Sequence[Column], places: Places, possible: bool) -> bool:
    """Whether these columns write 3,5 for three and a half.

    Args:
        columns: columns of numbers.
        places: rows and persons, for messages.
        possible: False when the comma is the table's delimiter; a comma in a number is then an error, met later.

    Raises:
        DataError: every comma could just as well part the thousands, or points are used as well.
    """
    if not possible:
        return False
    with_comma = [(c, i, text) for c in columns for i, text in enumerate(c.levels) if "," in text and _COMMA_NUMBER.fullmatch(text)]
    if not with_comma:
        return False
    if all(_COMMA_THOUSANDS.fullmatch(text) for _, _, text in with_comma):
        column, level, text = with_comma[0]
        raise DataError(
            f"{places.at(first(column.codes == level), column.name)}: '{text}' could be a decimal number or one with thousands.",
            why="Read the wrong way it would be off by a factor of 1000.",
            fix=PLAIN_NUMBER,
        )
    for column in columns:
        for level, text in enumerate(column.levels):
            if "." in text and NUMBER.fullmatch(text):
                raise DataError(
                    f"{places.at(first(column.codes == level), column.name)}: '{text}' has a point; other cells have a decimal comma.",
                    why="The point could be a decimal mark or part the thousands.",
                    fix="use the point for decimals in the whole table, and nothing between thousands.",
                )
    return True


def numbers(
    column: Column, places: Places, *, comma: bool, codes: Codes = NO_CODES, truth: bool = False
) -> tuple[Float[ndarray, " rows"], Bool[ndarray, " rows"]]:
    """The numbers of a column; nan = missing.

    Args:
        column: raw cells.
        places: rows and persons, for messages.
        comma: the decimal mark is a comma.
        codes: that stand for missing.
        truth: read true and false as 1 and 0.

    Returns:
        The numbers, and which of them were missing by a code.

    Raises:
        DataError: text, or an infinite value.
    """
    values, coded = level_numbers(column, places, comma=comma, codes=codes, truth=truth)
    by_code = coded[column.codes] if coded.any() else np.zeros(len(column.codes), dtype=np.bool_)
    return values[column.codes], by_code


def level_numbers(
    column: Column, places: Places, *, comma: bool, codes: Codes = NO_CODES, truth: bool = False
) -> tuple[Float[ndarray, " levels"], Bool[ndarray, " levels"]]:
    """The numbers of a column's different cells, each once; all as in ``numbers``."""
    plain = None
    if not codes.texts:
        plain = packed_numbers(column) if isinstance(column, PackedColumn) and not comma else plain_numbers(column.levels)
    if plain is not None and not np.isinf(plain).any():
        return plain, np.zeros(len(plain), dtype=np.bool_)
    values = np.full(len(column.levels), np.nan)
    coded, wrong, infinite = (np.zeros(len(column.levels), dtype=np.bool_) for _ in range(3))
    for i, text in enumerate(column.levels):
        number = _number(text, comma)
        if codes.hold(text, number):
            coded[i] = True
        elif number is not None:
            values[i] = number
            infinite[i] = abs(number) == np.inf
        elif truth and text.casefold() in _TRUTH:
            values[i] = _TRUTH[text.casefold()]
        elif text.casefold() not in EMPTY_WORDS:
            infinite[i] = text.lstrip("+-").casefold() in _INFINITE
            wrong[i] = not infinite[i]
    if wrong.any():
        raise _not_a_number(column, places, wrong[column.codes], truth=truth)
    if infinite.any():
        raise _not_finite(column, places, infinite[column.codes])
    return values, coded


def plain_numbers(levels: Sequence[str], least: int = _MANY) -> Float[ndarray, " levels"] | None:
    """The numbers of many texts at once, nan for empty ones; None where any of them may be something else, or where they are few."""
    if len(levels) < least:
        return None
    full = [text for text in levels if text not in _EMPTY_SPELLINGS]
    if "".join(full).translate(_NUMERIC):
        return None
    try:
        # Of texts of these signs alone, float() takes those that NUMBER matches, and no others.
        read = np.fromiter(map(float, full), dtype=np.float64, count=len(full))
    except ValueError:
        return None
    if len(full) == len(levels):
        return read
    values = np.full(len(levels), np.nan)
    values[np.array([text not in _EMPTY_SPELLINGS for text in levels], dtype=np.bool_)] = read
    return values


def packed_numbers(column: PackedColumn) -> Float[ndarray, " rows"] | None:
    """The numbers of a packed column, nan for empty cells; None where some cell may be something else."""
    found = column.numbers()
    if found is None:
        return plain_numbers(column.levels)
    values, others, texts = found
    if len(others):
        more = plain_numbers(texts, least=1)
        if more is None:
            return None
        values[others] = more
    return values


def has_truth(column: Column) -> bool:
    """Whether true or false stands in this column."""
    return any(text.casefold() in _TRUTH for text in column.levels)


def _number(text: str, comma: bool) -> float | None:
    if NUMBER.fullmatch(text):
        return float(text)
    if comma and _COMMA_NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    return None


def _not_a_number(column: Column, places: Places, wrong: Bool[ndarray, " rows"], *, truth: bool) -> DataError:
    index = first(wrong)
    text = column.text(index)
    kind, fix = kind_of(text)
    if truth and fix.startswith("write one number"):
        fix = "write one number, or 1 where it happened and 0 where it did not; true and false are read, too."
    return DataError(f"{places.at(index, column.name)}: {kind} in a column of numbers{more(wrong)}.", fix=fix)


def _not_finite(column: Column, places: Places, wrong: Bool[ndarray, " rows"]) -> DataError:
    text = column.text(first(wrong))
    if NUMBER.fullmatch(text):
        return DataError(
            f"{places.at(first(wrong), column.name)}: {text[:20]} is too large a number, and would be infinite{more(wrong)}.",
            why="No answer is beyond 1e308.",
            fix="write the number that was meant, or leave the cell empty.",
        )
    return DataError(
        f"{places.at(first(wrong), column.name)}: an infinite value{more(wrong)}.",
        why="No answer is infinite; a calculation before this table went wrong, often a division by 0.",
        fix="write the number that was meant, or leave the cell empty.",
    )


def kind_of(text: str) -> tuple[str, str]:
    """What a cell that is no number seems to be, and what to do about it. Words that a person wrote are never repeated."""
    if text.casefold() in _MISSING_LOOKALIKES:
        return f"'{text}' stands", f"if it means that there is no answer: {option('--missing', text)}"
    if text.casefold() in _TRUTH:
        return "true or false stands", "write 1 for true and 0 for false."
    for pattern, kind, fix in _KINDS:
        if pattern.fullmatch(text):
            shown = len(text) <= 20 and pattern is not INVISIBLE and not re.search(r"[^\W\d_]{3}", text)
            return f"'{text}', {kind}, stands" if shown else f"{kind} stands", fix
    return f"text ({len(text)} characters) stands", _ONE_NUMBER
