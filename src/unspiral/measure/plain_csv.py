"""Text tables without surprises, read by the place of their separators. Whatever is not plain is left to the careful reader."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from io import BufferedIOBase
from itertools import chain, islice
from typing import Any

import numpy as np
from jaxtyping import Int, UInt8
from numpy import ndarray

from unspiral.measure.equal_cells import EqualCells, Words
from unspiral.measure.packed_column import PackedColumn, texts_of
from unspiral.measure.table import Cells
from unspiral.records.column import Column
from unspiral.scale.machine import cores

LONGEST = 1 << 17  # a line longer than this may hold a cell that the careful reader refuses
_BLOCK = 1 << 21
_AT_ONCE = 32  # blocks whose cells are held before they are numbered
_WIDEST = 128  # bytes of a cell that is worth packing into words
_BEFORE = bytes(8)  # so that a word that ends anywhere can be taken
_LINE, _QUOTE, _RETURN = b'\n"\r'


class _NotPlain(Exception):
    """Something that the careful reader must look at."""


def plain_cells(
    stream: BufferedIOBase, *, header_lines: int, header_row: int, mark: str, width: int, places: Mapping[str, int]
) -> Cells | None:
    """The cells of a table, exactly as the careful reader gives them, or None where that one must be asked.

    Left to the careful reader: rows of another width than the header (blank ones too), zero bytes, bytes that are not UTF-8, a
    carriage return alone, quotes anywhere but around a whole cell, very long lines, and tables of one column or without rows.

    Args:
        stream: bytes of the table, from its first one.
        header_lines: lines of text up to the header and with it.
        header_row: row of the header, counted as ``Cells.rows`` counts.
        mark: what parts the cells.
        width: names in the header.
        places: which column each wanted name is, counted from 0.

    Source: tests/measure/test_plain_csv.py, which holds both readers against each other.
    """
    try:
        _skip(stream, header_lines)
        rows, columns = _gathered(_blocks(stream), mark, width, places)
        if width < 2 or not rows:
            return None
    except (_NotPlain, OSError, EOFError, zlib.error):
        return None
    return Cells(columns, np.arange(header_row + 1, header_row + 1 + rows))


def _gathered(blocks: Iterator[bytes], mark: str, width: int, places: Mapping[str, int]) -> tuple[int, dict[str, Column]]:
    """Rows and columns. Several blocks are cut side by side, and then several columns of them are numbered side by side."""
    rows = 0
    cells = {name: EqualCells() for name in places}
    cut = partial(_cut, mark=mark, width=width, places=tuple(places.values()))
    first = list(islice(blocks, 1))
    with ExitStack() as stack:
        side: Callable[..., Iterable[Any]] = map
        if first and len(first[0]) > _BLOCK // 2:  # a small table is done before threads have started
            from concurrent.futures import ThreadPoolExecutor  # late: most tables are small

            side = stack.enter_context(ThreadPoolExecutor(cores())).map
        blocks = chain(first, blocks)
        while some := list(side(cut, islice(blocks, _AT_ONCE))):
            rows += sum(len(part[0][0]) for part in some)
            list(side(_add, cells.values(), zip(*some)))
        if not rows:
            return 0, {}
        built: Iterable[Column] = side(partial(_column, last=width - 1), places, places.values(), cells.values())
        return rows, dict(zip(places, built))


def _cut(block: bytes, mark: str, width: int, places: tuple[int, ...]) -> list[Words]:
    """The cells of each column that is wanted."""
    content, ends = _ends(block, mark, width)
    return [_words(content, ends, place) for place in places]


def _add(column: EqualCells, parts: Iterable[Words]) -> None:
    for words in parts:
        column.add(words)


def _skip(stream: BufferedIOBase, lines: int) -> None:
    for _ in range(lines):
        line = stream.readline(LONGEST)
        if not line.endswith(b"\n") or line.count(b"\r") != line.count(b"\r\n"):
            raise _NotPlain


def _blocks(stream: BufferedIOBase) -> Iterator[bytes]:
    """Whole rows, some megabytes at a time, each block ended by a line end, and with eight bytes before its first cell."""
    rest, over = b"", False
    while piece := stream.read(_BLOCK):
        cut = _last_line_end(rest, piece)
        if not cut or over:
            raise _NotPlain
        block = b"".join((_BEFORE, rest, memoryview(piece)[:cut]))
        rest = piece[cut:]
        if len(rest) > LONGEST:
            raise _NotPlain
        if (
            block.endswith((b"\n\n", b"\n\r\n")) or len(block) < len(_BEFORE) + 3
        ):  # lines without anything: harmless below the last row, rows above it
            told = block.rstrip(b"\r\n")
            ended = block[len(told) :]
            if ended.count(b"\r") not in (0, ended.count(b"\r\n")):
                raise _NotPlain
            block, over = told + b"\n", True
        if len(block) > len(_BEFORE) + 1:
            yield block
    if rest.strip(b"\r\n"):
        if over:
            raise _NotPlain
        yield _BEFORE + rest + b"\n"


def _last_line_end(rest: bytes, piece: bytes) -> int:
    """Where the last whole row of a piece ends: at a line end outside quotes."""
    cut = piece.rfind(b"\n") + 1
    while cut and (rest.count(b'"') + piece.count(b'"', 0, cut)) % 2:
        cut = piece.rfind(b"\n", 0, cut - 1) + 1
        if len(piece) - cut > LONGEST:
            return 0
    return cut


def _ends(block: bytes, mark: str, width: int) -> tuple[UInt8[ndarray, " bytes"], Int[ndarray, "rows width"]]:
    """Where each cell of each row ends."""
    if block.find(b"\0", len(_BEFORE)) >= 0 or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n")):
        raise _NotPlain
    if not block.isascii():
        try:
            block.decode("utf-8")
        except UnicodeDecodeError:
            raise _NotPlain from None
    content = np.frombuffer(block, dtype=np.uint8)
    text = content[len(_BEFORE) :]
    lines = text == _LINE
    parted = text == ord(mark)
    parted |= lines
    if b'"' in block:
        outside = _outside_quotes(text, parted)
        parted &= outside
        lines &= outside
    found = np.flatnonzero(parted)
    if len(found) % width or len(found) != width * int(np.count_nonzero(lines)):
        raise _NotPlain
    ends = found.reshape(-1, width)
    if not lines[ends[:, -1]].all() or int(np.diff(ends[:, -1], prepend=-1).max(initial=0)) > LONGEST:
        raise _NotPlain
    return content, ends


def _outside_quotes(text: UInt8[ndarray, " bytes"], parted: ndarray) -> ndarray:
    """Which bytes stand outside quotes, where every quote opens or closes a whole cell, or is one of two that stand for one."""
    quote = text == _QUOTE
    at = np.flatnonzero(quote)
    opens, closes = at[::2], at[1::2]
    if len(opens) != len(closes):
        raise _NotPlain
    follows = parted | quote
    before = np.concatenate(([True], follows[:-1]))
    follows |= text == _RETURN
    if not (before[opens].all() and follows[closes + 1].all()):
        raise _NotPlain
    return ~np.bitwise_xor.accumulate(quote)


def _words(content: UInt8[ndarray, " bytes"], ends: Int[ndarray, "rows width"], place: int) -> Words:
    """The cells of one column, eight bytes in a word, filled up with zero bytes."""
    end = np.ascontiguousarray(ends[:, place])
    if place:
        length = end - ends[:, place - 1]
    else:
        length = np.diff(ends[:, -1], prepend=-1)
        length += end - ends[:, -1]
    length -= 1
    longest = int(length.max())
    if longest > _WIDEST:
        raise _NotPlain
    # Word i holds the eight bytes before byte i of the block, whatever stands there; shifting leaves those of the cell.
    before = np.ndarray((len(content) - 7,), dtype="<u8", buffer=content, strides=(1,))
    if longest <= 8:
        length *= -8
        length += 64
        return [before[end] >> length.view(np.uint64)]
    words: Words = []
    start = end - length
    for first in range(0, longest, 8):
        to = np.minimum(length, first + 8)
        words.append(before[start + to] >> (64 - 8 * np.maximum(to - first, 0)).view(np.uint64))  # a shift by 64 leaves nothing
    return words


def _column(name: str, place: int, cells: EqualCells, *, last: int) -> Column:
    """The column, with texts kept once that were written in several ways."""
    words, codes = cells.finish()
    if codes is None:
        return PackedColumn(name, words, last=place == last)
    texts = texts_of(words, last=place == last)
    different = dict.fromkeys(texts)
    if len(different) < len(texts):
        number = {text: i for i, text in enumerate(different)}
        codes = np.array([number[text] for text in texts], dtype=np.int64)[codes]
    return Column(name, tuple(map(str.strip, different)), codes)
