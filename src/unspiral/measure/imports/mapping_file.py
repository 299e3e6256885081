"""Mappings as files: TOML in and out, checked key by key, so that the next import is the same as this one."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping as Dict
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from unspiral.errors import SpecError, did_you_mean
from unspiral.measure.imports.mapping import About, ItemFrom, LongColumns, Mapping, When, Where
from unspiral.measure.source_file import find

SCHEMA = "unspiral.mapping/1"
MOST_BYTES = 5_000_000

_TOP = (
    "schema", "name", "kind", "person", "person_also", "person_is", "person_from", "end", "source", "skip", "duplicates", "empty",
    "decimal", "merge", "time", "long", "where", "item", "about",
)  # fmt: skip
_ITEM = (
    "column", "item", "instrument", "unit", "recode", "missing", "not_asked", "low", "high", "reverse", "higher_means", "contains",
    "name_is", "note", "ask",
)  # fmt: skip
_ITEM_FIELDS = {"column": "columns", "higher_means": "higher", "name_is": "seen"}
_LISTS = {"columns", "missing", "not_asked", "skip", "merge", "person_also", "detail_for", "source", "holds", "lacks", "notes", "header"}
_TABLES = {"recode", "codes", "beside", "files"}


def read_mapping(path: str | os.PathLike[str]) -> Mapping:
    """Read a mapping from a TOML file.

    Args:
        path: of the file, ``unspiral.mapping/1``.

    Returns:
        The mapping, checked by itself.

    Raises:
        DataError: the file is not there.
        SpecError: it is no mapping, or says something that no table could make right.

    Source: docs/how-to/bring-your-data.md; tests/measure/imports/test_mapping_file.py.
    """
    file = find(path)
    if file.stat().st_size > MOST_BYTES:
        raise SpecError(f"'{file.name}' is far larger than any mapping.", fix="name the mapping file here, and the data before it.")
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SpecError(f"'{file.name}' is not a text in UTF-8.", fix="save it as UTF-8.") from None
    return mapping_of_text(text, file.name)


def mapping_of_text(text: str, name: str) -> Mapping:
    """A mapping from the text of a TOML file; ``name`` is for messages.

    Raises:
        SpecError: it is no mapping.
    """
    try:
        document = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
        reason = str(problem).splitlines()[0][:120] if str(problem) else "nested too deeply"
        raise SpecError(f"'{name}' cannot be read as TOML: {reason}.", fix="mend the line that it names.") from None
    if document.get("schema") != SCHEMA:
        raise SpecError(
            f"'{name}' is not a mapping of this version.", why=f'A mapping begins with: schema = "{SCHEMA}"', fix=f'schema = "{SCHEMA}"'
        )
    return _mapping(document, name)


def mapping_text(mapping: Mapping) -> str:
    """A mapping as the text of a TOML file; reading it gives the same mapping."""
    lines = [f"schema = {_text(SCHEMA)}"]
    lines += _lines(
        mapping, ("name", "kind", "person", "person_also", "person_is", "person_from", "end", "source", "skip", "duplicates", "empty")
    )
    lines += _lines(mapping, ("decimal", "merge"))
    lines += ["", "[time]", *_lines(mapping.when, tuple(f.name for f in fields(When)))]
    if mapping.kind == "long":
        lines += ["", "[long]", *_lines(mapping.long, tuple(f.name for f in fields(LongColumns)))]
    if mapping.about is not None:
        lines += ["", "[about]", *_lines(mapping.about, tuple(f.name for f in fields(About)))]
    for where in mapping.where:
        lines += ["", "[[where]]", *_lines(where, ("column", "holds", "lacks"))]
    for item in mapping.items:
        lines += ["", "[[item]]", *_lines(item, tuple(f.name for f in fields(ItemFrom)))]
    return "\n".join(lines) + "\n"


def _mapping(document: Dict[str, Any], name: str) -> Mapping:
    _known(document, _TOP, name, "")
    when = _record(When, _table(document, "time", name), name, "[time]")
    long = _record(LongColumns, _table(document, "long", name), name, "[long]")
    about = _record(About, _table(document, "about", name), name, "[about]") if "about" in document else None
    items = tuple(_item(part, name, place) for place, part in enumerate(_tables(document, "item", name), 1))
    where = tuple(_record(Where, part, name, "[[where]]") for part in _tables(document, "where", name))
    plain = {key: value for key, value in document.items() if key not in ("schema", "time", "long", "about", "item", "where")}
    given = _values(plain, name, "")
    if "kind" not in given:
        raise SpecError(f"'{name}' does not say what kind of table it is for.", fix='kind = "wide"   (a column for each item; else "long")')
    return Mapping(when=when, long=long, about=about, items=items, where=where, **given)


def _item(part: Dict[str, Any], name: str, place: int) -> ItemFrom:
    where = f"[[item]] number {place}"
    _known(part, _ITEM, name, where)
    renamed = {_ITEM_FIELDS.get(key, key): value for key, value in part.items()}
    if isinstance(renamed.get("columns"), str):
        renamed["columns"] = [renamed["columns"]]
    ends = {key: _number(renamed.pop(key), name, f"{where}, {key}") for key in ("low", "high") if key in renamed}
    reverse = renamed.pop("reverse", False)
    if not isinstance(reverse, bool):
        raise SpecError(f"{where} of '{name}': reverse is true or false.", fix="reverse = true")
    given = _values(renamed, name, where)
    given.setdefault("columns", ())
    if given.get("seen", "") not in ("", "seen", "from memory"):
        raise SpecError(f"{where} of '{name}': name_is is 'seen' or 'from memory'.", fix='name_is = "from memory"')
    if "item" not in given:
        given["item"] = given["columns"][0] if given["columns"] else ""
    return ItemFrom(reverse=reverse, **ends, **given)


def _record(kind: Any, part: Dict[str, Any], name: str, where: str) -> Any:
    _known(part, tuple(f.name for f in fields(kind)), name, where)
    given = dict(part)
    for key in ("columns", "source"):
        if key in _LISTS and isinstance(given.get(key), str) and kind is not Mapping:
            given[key] = [given[key]]
    values = _values(given, name, where)
    if kind is When and "beeps" in part:
        values["beeps"] = _whole(part["beeps"], name, where)
    try:
        return kind(**values)
    except TypeError:
        needed = ", ".join(f.name for f in fields(kind))
        raise SpecError(
            f"{where} of '{name}' is incomplete.", why=f"It takes: {needed}.", fix='title = "..."\n  evidence = "unverified"'
        ) from None


def _values(part: Dict[str, Any], name: str, where: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in part.items():
        if key == "beeps":
            continue
        if key in _TABLES:
            values[key] = _texts_by_text(value, name, f"{where} {key}".strip())
        elif (key in _LISTS and where) or key in ("skip", "merge", "person_also"):
            values[key] = _texts(value, name, f"{where} {key}".strip())
        else:
            values[key] = _one_text(value, name, f"{where} {key}".strip())
    return values


def _known(part: Dict[str, Any], keys: tuple[str, ...], name: str, where: str) -> None:
    for key in part:
        if key not in keys:
            place = f" in {where}" if where else ""
            raise SpecError(
                f"'{name}' says '{key[:60]}'{place}, which a mapping does not know.{did_you_mean(key, keys)}",
                why=f"Known are: {', '.join(keys)}.",
                fix="take the line out, or mend its name.",
            )


def _table(document: Dict[str, Any], key: str, name: str) -> Dict[str, Any]:
    part = document.get(key, {})
    if not isinstance(part, dict):
        raise SpecError(f"'{key}' of '{name}' is a table of its own.", fix=f"[{key}]")
    return cast("Dict[str, Any]", part)


def _tables(document: Dict[str, Any], key: str, name: str) -> list[Dict[str, Any]]:
    parts = document.get(key, [])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in cast("list[Any]", parts)):
        raise SpecError(f"Each '{key}' of '{name}' is a table of its own.", fix=f"[[{key}]]")
    return cast("list[Dict[str, Any]]", parts)


def _one_text(value: object, name: str, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise SpecError(f"{where} of '{name}' takes a text.", fix=f'{where.split()[-1]} = "..."')
    return value if isinstance(value, str) else _written(value)


def _texts(value: object, name: str, where: str) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list):
        raise SpecError(f"{where} of '{name}' takes a list.", fix=f'{where.split()[-1]} = ["..."]')
    return tuple(_one_text(part, name, where) for part in cast("list[object]", value))


def _texts_by_text(value: object, name: str, where: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise SpecError(f"{where} of '{name}' takes a table.", fix=f'{where.split()[-1]} = {{ "1" = "0", "2" = "1" }}')
    return {key: _one_text(part, name, where) for key, part in cast("dict[str, object]", value).items()}


def _written(value: float) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value)


def _whole(value: object, name: str, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10_000:
        raise SpecError(f"{where} beeps of '{name}' is a whole number.", fix="beeps = 5")
    return value


def _number(value: object, name: str, where: str) -> Decimal:
    try:
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise InvalidOperation
        number = Decimal(str(value))
        if not number.is_finite() or abs(number.adjusted()) > 30:
            raise InvalidOperation
        return number
    except InvalidOperation:
        raise SpecError(f"{where} of '{name}' is a number.", fix="low = 0") from None


def _lines(record: object, names: tuple[str, ...]) -> list[str]:
    lines: list[str] = []
    back = {field_name: key for key, field_name in _ITEM_FIELDS.items()} if isinstance(record, ItemFrom) else {}
    for field_name in names:
        value = getattr(record, field_name)
        if value is None or value == () or value == {} or value == "" or value is False or (field_name == "beeps" and value == 0):
            continue
        lines.append(f"{back.get(field_name, field_name)} = {_toml(value)}")
    return lines


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return _text(str(value))
    if isinstance(value, tuple):
        return f"[{', '.join(_text(str(part)) for part in cast('tuple[object, ...]', value))}]"
    if isinstance(value, Dict):
        pairs = [f"{_text(key)} = {_text(part)}" for key, part in cast("Dict[str, str]", value).items()]
        return f"{{ {', '.join(pairs)} }}"
    return _text(str(value))


def _text(text: str) -> str:
    # A JSON text is a TOML text, save for one character that TOML wants escaped and halves of characters that neither can hold.
    return json.dumps(text.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False).replace("\x7f", "\\u007f")
