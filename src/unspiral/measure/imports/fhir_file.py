"""The resources of a FHIR file, one after the other, however long the file is: a bundle, one resource, one a line, or a zip of these."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, cast, runtime_checkable

from unspiral.errors import DataError
from unspiral.measure.exports.fhir_names import Json
from unspiral.measure.imports.fhir_harm import Harm
from unspiral.measure.source_file import broken, find, starts_with

MOST_AT_ONCE = 64 * 2**20
"""Bytes that one resource may have."""
MOST_UNZIPPED = 8 * 2**30
"""Bytes that a compressed file may hold, all in all."""
MOST_TIMES = 300
"""How many times longer than its compressed form a file may be; FHIR's JSON shrinks to about a thirtieth."""

Found = tuple[str, Json]
"""Where it stands ("entry 3 of 'x.json'"), and an entry of a bundle: {"fullUrl": ..., "resource": {...}}."""

_BUNDLES = ("collection", "searchset", "transaction", "batch", "document", "message", "transaction-response", "batch-response")
_FIX = "export it again, as a FHIR R4 bundle in JSON or as NDJSON."


def entries_of(path: str | os.PathLike[str]) -> Iterator[Found]:
    """Every entry of a file.

    Args:
        path: .json, .ndjson, the same with .gz, or a .zip of such files.

    Yields:
        Where the entry stands, and the entry; a resource outside a bundle comes as an entry too.

    Raises:
        DataError: the file is no FHIR in JSON, is damaged, or grows beyond all measure when unpacked.

    Source: tests/measure/imports/test_fhir_file.py
    """
    if os.path.isdir(path):
        raise DataError(f"'{os.fspath(path)}' is a folder, not a FHIR file.", fix="name a file in it: .json, .ndjson, or a .zip of these.")
    file = find(path)
    start = starts_with(file)
    if start.startswith(b"PK"):
        yield from _zipped(file)
    elif start.startswith(b"\x1f\x8b"):
        size = file.stat().st_size

        def unpacked() -> Counted:
            return Counted(gzip.open(file, "rb"), file.name, size)

        try:
            yield from _found(unpacked, file.name)
        except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
            raise broken(file, "a gzip file", problem) from None
    else:
        yield from _found(lambda: Counted(file.open("rb"), file.name), file.name)


def _zipped(file: Path) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and m.filename.lower().endswith((".json", ".ndjson"))]
            if not members:
                raise DataError(f"'{file.name}' holds no .json or .ndjson file.", fix=_FIX)
            if sum(m.file_size for m in members) > MOST_UNZIPPED:
                raise DataError(f"'{file.name}' unpacks to more than {MOST_UNZIPPED // 2**30} GB.", fix="unpack it, and read the parts.")
            for member in members:
                name = f"{member.filename[-80:]} in {file.name}"
                if member.flag_bits & 1:
                    raise DataError(f"'{name}' is locked with a password.", fix="unpack it yourself, and read the file that comes out.")
                yield from _found(lambda m=member, n=name: Counted(archive.open(m), n, m.compress_size or 1), name)
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError) as problem:
        raise broken(file, "a zip file", problem) from None


@runtime_checkable
class Bytes(Protocol):
    """What every opened file can do."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        ...

    def close(self) -> None:
        """No more of it."""


class Counted:
    """A stream that notices when a single resource, or what was packed, grows beyond all measure; it passes over a mark of byte order."""

    def __init__(self, stream: Bytes, name: str, packed: int = 0) -> None:
        self._stream = stream
        self._name = name
        self._packed = packed
        self._since = 0
        self._total = 0
        self._harm = Harm()

    def __enter__(self) -> Counted:
        return self

    def __exit__(self, *problem: object) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        """The next bytes; never all of them at once."""
        if size == 0:
            return b""
        data = self._stream.read(size if 0 < size < 1 << 20 else 1 << 16)
        self._since += len(data)
        if self._total == 0:
            data = data.removeprefix(b"\xef\xbb\xbf")
        self._total += len(data)
        harm = self._harm.found(data)
        if harm:
            raise DataError(
                f"'{self._name}' {harm} (within the first {self._total // 2**20 + 1} MB).",
                why="The file is damaged, or made to harm.",
                fix=_FIX,
            )
        if self._since > MOST_AT_ONCE:
            raise DataError(
                f"'{self._name}' holds a resource of more than {MOST_AT_ONCE // 2**20} MB (after {self._total // 2**20} MB).",
                why="No answer is that long: the file is damaged, or another kind of file.",
                fix=_FIX,
            )
        if self._packed and self._total > (1 << 24) and self._total > MOST_TIMES * self._packed:
            raise DataError(
                f"'{self._name}' is more than {MOST_TIMES} times longer than its packed form.",
                why="Real records never shrink that much; files made to fill a disk do.",
                fix="unpack it yourself, look at it, and read the file that comes out.",
            )
        return data

    def rest(self) -> None:
        """One resource is complete; the next may be as long again."""
        self._since = 0

    def lift(self) -> None:
        """Nothing is kept of what is passed over, so that it may be as long as it is."""
        self._since = -MOST_UNZIPPED


Opening = Callable[[], Counted]


def _found(opening: Opening, name: str) -> Iterator[Found]:
    with opening() as stream:
        head = b""
        while len(head) < 1 << 16 and (more := stream.read(1 << 16)):
            head += more
        ended = len(head) < 1 << 16
    _check_kind(head, name)
    first, newline, after = head.lstrip().partition(b"\n")
    lines = name.lower().split(" in ")[0].removesuffix(".gz").endswith(".ndjson")
    if lines or (newline and (after.strip() or not ended) and _is_line(first)):
        yield from _lines(opening, name)
    else:
        yield from _json(opening, name)


def _check_kind(head: bytes, name: str) -> None:
    start = head.lstrip()[:1]
    if not start:
        raise DataError(f"'{name}' is empty.", fix="check that it is the right file, or that the export had finished.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:64]:
        raise DataError(f"'{name}' is not UTF-8 text.", why="FHIR's JSON is always UTF-8.", fix=_FIX)
    if start == b"<":
        raise DataError(f"'{name}' is XML or a web page; only FHIR's JSON is read.", fix="export it as JSON.")
    if start == b"[":
        raise DataError(f"'{name}' is a list, not a FHIR bundle.", fix="export a bundle, or write one resource a line (.ndjson).")
    if start != b"{":
        raise DataError(f"'{name}' is no JSON: it does not begin with a brace.", fix=_FIX)


def _is_line(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(opening: Opening, name: str) -> Iterator[Found]:
    number, kept = 0, b""
    with opening() as stream:
        while True:
            data = stream.read(1 << 16)
            *lines, kept = (kept + data).split(b"\n") if data else [kept, b""]
            for line in lines:
                number += 1
                stream.rest()
                if line.strip():
                    yield from _unfolded(f"line {number} of '{name}'", _loaded(line, number, name))
            if not data:
                return


def _loaded(line: bytes, number: int, name: str) -> Json:
    try:
        found: Any = json.loads(line.decode("utf-8"), parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError, ArithmeticError):
        raise DataError(f"Line {number} of '{name}' is no complete JSON.", why="The line is damaged or breaks off.", fix=_FIX) from None
    if not isinstance(found, dict):
        raise DataError(f"Line {number} of '{name}' is no FHIR resource.", fix=_FIX)
    return cast(Json, found)


def _no_constant(text: str) -> None:
    raise ValueError(text)


def _unfolded(where: str, resource: Json) -> Iterator[Found]:
    if resource.get("resourceType") != "Bundle":
        _check_type(resource.get("resourceType"), where)
        yield where, {"resource": resource}
        return
    _check_bundle(resource.get("type"), where)
    inside = resource.get("entry", [])
    if not isinstance(inside, list) or not all(isinstance(part, dict) for part in cast(list[Any], inside)):
        raise DataError(f"{where}: Bundle.entry is not what FHIR R4 says.", fix=_FIX)
    for n, entry in enumerate(cast(list[Json], inside), 1):
        yield f"entry {n} of {where}", entry


def _json(opening: Opening, name: str) -> Iterator[Found]:
    """A bundle is read entry by entry, anything else as a whole."""
    import ijson  # pyright: ignore[reportMissingTypeStubs]

    number = 0
    try:
        kind, bundle, entries = _outside(opening, name)
        if not entries:
            with opening() as stream:
                whole: Any = next(iter(ijson.items(stream, "", use_float=False)))
            yield from _unfolded(f"'{name}'", cast(Json, whole))
            return
        _check_kinds(opening, name, kind, bundle)
        with opening() as stream:
            for entry in ijson.items(stream, "entry.item", use_float=False):
                number += 1
                stream.rest()
                if not isinstance(entry, dict):
                    raise DataError(f"Entry {number} of '{name}' is no entry of a FHIR bundle.", fix=_FIX)
                yield f"entry {number} of '{name}'", cast(Json, entry)
    except (ijson.JSONError, UnicodeError, ArithmeticError, ValueError, RecursionError, StopIteration):
        after = f"after entry {number}" if number else "before its first entry"
        raise DataError(
            f"'{name}' is no complete JSON: it is damaged or breaks off {after}.", why="What comes behind cannot be read.", fix=_FIX
        ) from None


def _outside(opening: Opening, name: str) -> tuple[Any, Any, bool]:
    """What stands before the entries: the kind of resource and of bundle, and whether there are entries."""
    import ijson  # pyright: ignore[reportMissingTypeStubs]

    kind = bundle = None
    with opening() as stream:
        events = ijson.parse(stream, use_float=False)
        for prefix, event, value in events:
            if prefix == "resourceType":
                kind = value
            elif prefix == "type":
                bundle = value
            elif prefix == "" and event == "map_key" and value == "entry":
                if next(events)[1] != "start_array":
                    raise DataError(f"'{name}': Bundle.entry is not what FHIR R4 says.", fix=_FIX)
                return kind, bundle, True
            if kind is not None and kind != "Bundle":
                break
    return kind, bundle, False


def _check_kinds(opening: Opening, name: str, kind: Any, bundle: Any) -> None:
    import ijson  # pyright: ignore[reportMissingTypeStubs]

    if kind is None:  # it may stand behind the entries
        with opening() as stream:
            kind = next(_passing(stream, ijson.items(stream, "resourceType")), None)
    if bundle is None:
        with opening() as stream:
            bundle = next(_passing(stream, ijson.items(stream, "type")), None)
    if kind != "Bundle":
        _check_type(kind, f"'{name}'")
        raise DataError(f"'{name}' is a {str(kind)[:40]} with entries, not a bundle.", fix=_FIX)
    _check_bundle(bundle, f"'{name}'")


def _passing(stream: Counted, found: Iterator[Any]) -> Iterator[Any]:
    stream.lift()
    yield from found


def _check_type(kind: Any, where: str) -> None:
    if not isinstance(kind, str) or not kind:
        raise DataError(f"{where} is JSON, but no FHIR: it has no resourceType.", fix=_FIX)


def _check_bundle(kind: Any, where: str) -> None:
    if kind == "history":
        raise DataError(
            f"{where} is a history.", why="It holds several versions of one resource.", fix="export a searchset or a collection."
        )
    if kind is not None and kind not in _BUNDLES:
        raise DataError(f"{where} is a bundle of a type that FHIR R4 does not know.", fix=f"type is one of {', '.join(_BUNDLES)}.")
