"""One place in a JSON document: what must stand there, and the error that names the place when something else does."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, cast

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import DataError

AGAIN = "learn it again: unspiral learn DATA --loop ... -o FIT.json"
_KINDS: dict[str, str] = {
    "NoneType": "nothing", "bool": "true or false", "str": "text", "int": "a number", "float": "a number", "list": "a list",
    "dict": "an object in braces",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A value and where it stands.

    Args:
        file: name of the file, for messages.
        path: keys from the top, joined by points; "" at the top.
        value: as JSON gave it.
    """

    file: str
    path: str
    value: object

    def __getitem__(self, key: str) -> Entry:
        """The entry under a key that must be there."""
        held = self._object()
        if key not in held:
            place = f"in '{self.path}'" if self.path else "at the top"
            raise DataError(f"'{self.file}' is incomplete: '{key}' is missing {place}.", fix=AGAIN)
        return self._below(key, held[key])

    def maybe(self, key: str) -> Entry | None:
        """The entry under a key that older documents do not have; None where it is not there, or null."""
        held = self._object().get(key)
        return None if held is None else self._below(key, held)

    def items(self) -> Iterator[tuple[str, Entry]]:
        """Keys of an object and what stands under them."""
        for key, value in self._object().items():
            yield key, self._below(key, value)

    def entries(self) -> tuple[Entry, ...]:
        """Entries of a list."""
        if not isinstance(self.value, list):
            self._wrong("a list")
        return tuple(self._below(str(i + 1), value) for i, value in enumerate(cast("list[object]", self.value)))

    def text(self, *allowed: str) -> str:
        """A text; one of ``allowed`` where any are given."""
        if not isinstance(self.value, str):
            self._wrong("text")
        if allowed and self.value not in allowed:
            raise DataError(f"'{self.path}' in '{self.file}' is '{self.value[:40]}'; it can be {', '.join(allowed)}.", fix=AGAIN)
        return self.value

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(entry.text() for entry in self.entries())

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self._wrong("true or false")
        return self.value

    def whole(self) -> int:
        """A whole number, 0 or more."""
        found = self.number()
        if found != int(found) or found < 0:
            raise DataError(f"'{self.path}' in '{self.file}' is not a whole number, 0 or more.", fix=AGAIN)
        return int(found)

    def number(self) -> float:
        """A finite number."""
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            self._wrong("a number")
        try:
            found = float(self.value)
        except OverflowError:
            found = math.inf
        if not math.isfinite(found):
            raise DataError(f"'{self.path}' in '{self.file}' is no finite number.", fix=AGAIN)
        return found

    def number_or(self, absent: float) -> float:
        """A finite number, or ``absent`` where JSON, which has no nan and no infinity, holds null."""
        return absent if self.value is None else self.number()

    def number_or_none(self) -> float | None:
        """A finite number or null."""
        return None if self.value is None else self.number()

    def vector(self, length: int | None = None) -> Float[ndarray, " numbers"]:
        """A list of numbers."""
        found = np.array([entry.number() for entry in self.entries()], dtype=np.float64)
        if length is not None and len(found) != length:
            raise DataError(f"'{self.path}' in '{self.file}' has {len(found)} numbers and needs {length}.", fix=AGAIN)
        return found

    def rows(self, length: int) -> Float[ndarray, "rows length"]:
        """A list of rows of numbers, all equally long."""
        return np.array([row.vector(length) for row in self.entries()], dtype=np.float64).reshape(-1, length)

    def square(self, size: int) -> Float[ndarray, "size size"]:
        """A list of as many rows as each row has numbers."""
        rows = self.entries()
        if len(rows) != size:
            raise DataError(f"'{self.path}' in '{self.file}' has {len(rows)} rows and needs {size}.", fix=AGAIN)
        return np.array([row.vector(size) for row in rows], dtype=np.float64).reshape(size, size)

    def _object(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            self._wrong("an object in braces")
        return cast("dict[str, object]", self.value)

    def _below(self, key: str, value: object) -> Entry:
        return Entry(self.file, f"{self.path}.{key}" if self.path else key, value)

    def _wrong(self, wanted: str) -> NoReturn:
        found = _KINDS.get(type(self.value).__name__, "something else")
        place = f"'{self.path}' in '{self.file}'" if self.path else f"'{self.file}'"
        raise DataError(f"{place} holds {found} where {wanted} must stand.", fix=AGAIN)
