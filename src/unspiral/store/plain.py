"""Records of plain things (texts, numbers, records of the same kind) as JSON, and back, by their annotations."""

from __future__ import annotations

import math
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from unspiral.errors import DataError
from unspiral.store.entry import Entry

T = TypeVar("T")


def to_plain(thing: object) -> object:
    """A record as JSON has it; pairs of names become ``first->second``, and a number that is not finite becomes null.

    Args:
        thing: a frozen record, or what it holds.
    """
    if is_dataclass(thing):
        return {f.name: to_plain(getattr(thing, f.name)) for f in fields(thing)}
    if isinstance(thing, dict):
        held = cast("dict[Any, object]", thing)
        return {key if isinstance(key, str) else "->".join(key): to_plain(value) for key, value in held.items()}
    if isinstance(thing, (tuple, list)):
        return [to_plain(one) for one in cast("tuple[object, ...]", thing)]
    if isinstance(thing, float):
        return thing if math.isfinite(thing) else None
    return thing


def from_plain(kind: type[T], entry: Entry) -> T:
    """The record that ``to_plain`` wrote; what it did not know yet has its default.

    Args:
        kind: class of the record.
        entry: its place in the document.

    Raises:
        DataError: something there is of another kind, or lacks.
    """
    hints = get_type_hints(kind)
    given: dict[str, Any] = {}
    for f in fields(cast("Any", kind)):
        held = entry.maybe(f.name)
        if held is not None:
            given[f.name] = _read(hints[f.name], held)
        elif f.default is MISSING and f.default_factory is MISSING:
            given[f.name] = _read(hints[f.name], entry[f.name])
        elif NoneType in get_args(hints[f.name]):
            given[f.name] = None
        elif hints[f.name] is float:
            given[f.name] = math.nan
    return kind(**given)


def _read(hint: Any, entry: Entry) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if NoneType in inner:
        return None if entry.value is None else _read(next(one for one in inner if one is not NoneType), entry)
    if is_dataclass(hint):
        return from_plain(cast("type[Any]", hint), entry)
    if origin is tuple:
        if inner[-1] is Ellipsis:
            return tuple(_read(inner[0], one) for one in entry.entries())
        return tuple(_read(one, held) for one, held in zip(inner, entry.entries(), strict=True))
    if origin is dict:
        return {_key(inner[0], key, entry): _read(inner[1], value) for key, value in entry.items()}
    if hint is float:
        return entry.number_or(math.nan)  # wherever it stands: a number that is not finite was written as null
    return {str: entry.text, int: entry.whole, bool: entry.flag}[hint]()


def _key(hint: Any, key: str, entry: Entry) -> Any:
    if hint is str:
        return key
    parts = tuple(key.split("->"))
    if len(parts) != len(get_args(hint)):
        raise DataError(f"'{key[:40]}' under '{entry.path}' in '{entry.file}' is not a pair of names.", fix="learn it again.")
    return parts
