"""What takes a JSON parser down or makes it lie, found before it does: endless nesting, endless numbers, halves of characters."""

from __future__ import annotations

import re
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, UInt8
from numpy import ndarray

from unspiral.errors import DataError

DEEPEST = 250
"""Brackets inside brackets; a real resource has some twenty."""
LONGEST = 1000
"""Digits of one number; the fast parser falls over those of more than 4300."""

_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_HALF = re.compile(rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL)
_WHOLE = re.compile(rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|.|\Z)", re.DOTALL)
_DIGITS = re.compile(rb"[0-9]{%d}" % LONGEST)
_STEP = np.zeros(256, dtype=np.int8)
_STEP[[ord("["), ord("{")]] = 1
_STEP[[ord("]"), ord("}")]] = -1


class Harm:
    """Follows a JSON text piece by piece.

    Source: tests/measure/imports/test_json_harm.py
    """

    def __init__(self) -> None:
        self._depth = 0
        self._in_text = False
        self._kept = b""
        self._number = b""

    def found(self, piece: bytes) -> str:
        """What is wrong with the text up to here, in words; "" where nothing is. An empty piece ends the text."""
        piece = self._kept + piece if piece else self._kept
        cut = _cut(piece) if piece is not self._kept else len(piece)
        self._kept, piece = piece[cut:], piece[:cut]
        if b"\\u" in piece and any(half[1] for half in _HALF.finditer(piece)):
            return "holds half a character (\\ud83d without its other half), which the fast reader would change without a word"
        plain = np.frombuffer(_ESCAPE.sub(b"__", piece) if b"\\" in piece else piece, dtype=np.uint8)
        if not len(plain):
            return ""
        within = (np.cumsum(plain == ord('"')) + self._in_text) % 2 == 1
        self._in_text = bool(within[-1])
        depth = np.cumsum(np.where(within, 0, _STEP[plain])) + self._depth
        self._depth = int(depth[-1])
        if int(depth.max()) > DEEPEST:
            return f"has more than {DEEPEST} brackets inside one another"
        return self._long_number(plain, within)

    def _long_number(self, plain: UInt8[ndarray, " signs"], within: Bool[ndarray, " signs"]) -> str:
        outside = self._number + np.where(within, ord('"'), plain).astype(np.uint8).tobytes()
        self._number = outside[len(outside.rstrip(b"0123456789")) :][-LONGEST:]
        return f"holds a number of more than {LONGEST} digits" if _DIGITS.search(outside) else ""


@runtime_checkable
class Bytes(Protocol):
    """What bytes can be read from."""

    def read(self, length: int = -1, /) -> bytes:
        """The next bytes; none at the end."""
        ...


class Harmless:
    """A stream of JSON for a parser, which ends with an error before the parser meets what would take it down.

    Args:
        stream: of the file's bytes.
        name: of the file, for the message.

    Source: tests/measure/imports/test_json_harm.py
    """

    def __init__(self, stream: Bytes, name: str) -> None:
        self._stream, self._name, self._harm = stream, name, Harm()

    def read(self, size: int = -1) -> bytes:
        """The next bytes; never all of them at once.

        Raises:
            DataError: the text nests without end, holds an endless number or half a character.
        """
        if size == 0:
            return b""
        data = self._stream.read(size if 0 < size < 1 << 20 else 1 << 16)
        harm = self._harm.found(data)
        if harm:
            raise DataError(
                f"'{self._name[:60]}' {harm}.", why="The file is damaged, or made to harm.", fix="copy or export the file again."
            )
        return data


def _cut(piece: bytes) -> int:
    """Where the piece can be cut so that no escaped sign, nor a pair of them, is torn."""
    if b"\\" not in piece[-12:]:
        return len(piece)
    return next((escape.start() for escape in _WHOLE.finditer(piece) if escape.start() >= len(piece) - 12), len(piece))
