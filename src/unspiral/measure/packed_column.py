"""A column in which nearly every cell is another one: its cells stay packed, and become texts only when somebody asks for one."""

from __future__ import annotations

import sys

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.measure.equal_cells import Words
from unspiral.records.column import Column
from unspiral.scale.machine import cores

_CHUNK = 1 << 15
_MOST_WORDS = 3
_MOST_DIGITS = 19  # of a whole number below 2 ** 64
# A division of whole numbers below 2 ** 64 by a power of ten is exact in this form to its last bit but one rounding.
_LONG = sys.byteorder == "little" and np.finfo(np.longdouble).nmant == 63
_TENS = np.array([10**k for k in range(_MOST_DIGITS + 1)], dtype=np.uint64).astype(np.longdouble)
_ZERO, _POINT, _PLUS, _MINUS, _RETURN = b"0.+-\r"


class PackedColumn(Column):
    """A column whose every row has a level of its own; equal cells may stand in several levels.

    Args:
        name: from the header.
        words: the cells' bytes, as ``EqualCells`` takes them.
        last: it is the last column of a text table, and its cells may end with a carriage return.

    Source: tests/measure/test_packed_column.py.
    """

    __slots__ = ("_last", "_texts", "_words")
    _last: bool
    _texts: tuple[str, ...] | None
    _words: Words

    def __init__(self, name: str, words: Words, *, last: bool) -> None:
        for attribute, value in (("name", name), ("codes", np.arange(len(words[0]))), ("_words", words), ("_last", last), ("_texts", None)):
            object.__setattr__(self, attribute, value)

    @property
    def levels(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The cells as text, one for each row."""
        held: tuple[str, ...] | None = self._texts
        if held is None:
            held = tuple(map(str.strip, texts_of(self._words, last=self._last)))
            object.__setattr__(self, "_texts", held)
        return held

    def numbers(self) -> tuple[Float[ndarray, " rows"], Int[ndarray, " odd"], tuple[str, ...]] | None:
        """The numbers of cells that are whole or decimal numbers of up to 19 digits, nan for empty ones, and rows and texts of all others.

        value = digits / 10 ^ decimals, divided with 64 bits and rounded to 53: right unless the 64 bits lie in the middle between two
        numbers of 53, and those rows are among the others.

        Returns:
            The numbers; the rows that hold something else, or need more care; their texts. None where that would be many of them, or
            where this machine has no such numbers.
        """
        if not _LONG or len(self._words) > _MOST_WORDS:
            return None
        rows = len(self._words[0])
        values = np.empty(rows)
        odd = np.empty(rows, dtype=np.bool_)

        def read(start: int) -> None:
            part = slice(start, start + _CHUNK)
            values[part], odd[part] = _numbers([word[part] for word in self._words], last=self._last)

        from concurrent.futures import ThreadPoolExecutor  # late: most tables are small

        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(read, range(0, rows, _CHUNK)))
        others = np.flatnonzero(odd)
        if 4 * len(others) > rows:
            return None
        texts = texts_of([word[others] for word in self._words], last=self._last) if len(others) else []
        return values, others, tuple(map(str.strip, texts))


def texts_of(words: Words, *, last: bool) -> list[str]:
    """Cells as text, as the csv module has them: without quotes around them and spaces before them."""
    packed = np.stack(words, axis=1).astype("<u8", copy=False)
    cells: list[bytes] = packed.view(f"S{8 * len(words)}")[:, 0].tolist()
    joined = b"\n".join(cells).decode("utf-8")
    texts = joined.split("\n")
    if len(texts) != len(cells):  # line ends within quotes
        texts = [cell.decode("utf-8") for cell in cells]
    if last and "\r" in joined:
        texts = [text.removesuffix("\r") for text in texts]
    if " " in joined or '"' in joined:
        texts = [text[1:-1].replace('""', '"') if text.startswith('"') else text.lstrip(" ") for text in texts]
    return texts


def _numbers(words: Words, *, last: bool) -> tuple[Float[ndarray, " rows"], Bool[ndarray, " rows"]]:
    """Numbers of some rows, sign by sign of all of them at once, and which rows hold something else."""
    signs = np.ascontiguousarray(np.stack(words, axis=1).astype("<u8", copy=False).view(np.uint8).T)
    rows = signs.shape[1]
    held = np.zeros(rows, dtype=np.uint64)
    digits, decimals = np.zeros(rows, dtype=np.uint8), np.zeros(rows, dtype=np.uint8)
    pointed, ended = np.zeros(rows, dtype=np.bool_), np.zeros(rows, dtype=np.bool_)
    negative = signs[0] == _MINUS
    odd = np.zeros(rows, dtype=np.bool_)
    for k, sign in enumerate(signs):
        value = sign - np.uint8(_ZERO)  # what lies below 0 comes out as a large number
        digit = value < 10
        point = sign == _POINT
        end = (sign == 0) | (sign == _RETURN) if last else sign == 0
        known = digit | point | end
        if k == 0:
            known |= negative | (sign == _PLUS)
        odd |= ~known | (point & pointed) | (ended & ~end)
        held *= np.where(digit, np.uint64(10), np.uint64(1))
        held += value * digit
        digits += digit
        decimals += digit & pointed
        pointed |= point
        ended |= end
    empty = (signs[0] == 0) | (signs[0] == _RETURN) if last else signs[0] == 0
    odd |= (digits > _MOST_DIGITS) | ((digits == 0) & ~empty)
    decimals[odd] = 0
    exact = held.astype(np.longdouble) / _TENS[decimals]
    # The last 11 of 64 bits are rounded off; where they are a one and ten zeros, what was rounded before decides.
    odd |= (exact.view(np.uint64)[::2] & np.uint64(0x7FF)) == 0x400
    values = exact.astype(np.float64)
    np.negative(values, out=values, where=negative)
    values[empty] = np.nan
    return values, odd
