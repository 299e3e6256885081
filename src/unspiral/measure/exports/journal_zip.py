"""A whole journal as one zip archive, made while it is sent: nothing readable touches the disk, and its length costs no memory."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.exports.cells_out import cell
from unspiral.measure.exports.check_in_items import NAME, check_in
from unspiral.measure.exports.codebook import as_csv
from unspiral.measure.exports.fhir_bundle import Entries, head
from unspiral.measure.exports.fhir_json import fhir_json
from unspiral.measure.exports.formula import escaped
from unspiral.measure.exports.item_counts import ItemCounts, known_as
from unspiral.measure.exports.journal_json import journal_lines
from unspiral.measure.exports.journal_rows import Row, rows_of
from unspiral.measure.exports.manifest import NAME as MANIFEST
from unspiral.measure.exports.manifest import SCHEMA
from unspiral.records.diary import COLUMNS
from unspiral.records.entry import Entry, Plain, Receipt
from unspiral.version import VERSION

FORMS = ("csv", "json", "fhir")
AT_ONCE = 20_000  # rows of a bundle in memory together
_FOR_FHIR = ("check-in", "questionnaire", "device")
_READ_ME = """This archive holds what was written down in unspiral.

answers.csv      one row for each answer, as it stands now: person, time, end, instrument, form, item, value, unit, source.
                 An apostrophe before = + - or @ keeps a spreadsheet from running the cell. Rows stand in the order in which they were kept.
codebook.csv     what each item is: its question, its options, how often it was answered.
receipts.csv     when each version of each entry was kept.
journal.json     everything, raw, with all earlier versions and with what was taken back; unspiral reads it again to the letter.
bundle.fhir.json check-ins, questionnaires with their scores, and device counts as FHIR R4, for programs of clinics.
manifest.json    rows, bytes and fingerprint (SHA-256) of each file, by which a damaged copy is noticed.

Nothing in here is encrypted any more: whoever has this archive can read it.
LOINC codes in the codebook are copyright Regenstrief Institute, Inc.; their terms of use are at loinc.org.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a journal is read from.

    Args:
        read: all versions, or with ``newest`` the present ones, up to a number, as ``Journal.everything``.
        settings: those that go out.
    """

    read: Callable[[bool, int | None], Generator[tuple[Entry, Receipt]]]
    settings: Mapping[str, Plain]


@dataclass(slots=True)
class _File:
    name: str
    rows: int = 0
    bytes: int = 0
    sha: Any = field(default_factory=hashlib.sha256)


def journal_zip(source: Source, forms: Sequence[str] = FORMS) -> Iterator[bytes]:
    """The archive, piece by piece; the same journal gives the same bytes.

    Args:
        source: the journal.
        forms: which of ``FORMS``.

    Source: tests/measure/exports/test_journal_zip.py.
    """
    last = max((receipt.number for _, receipt in source.read(False, None)), default=0)
    held = _Held(source, last)
    files: list[_File] = []
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for name, pieces in held.parts(forms):
            files.append(_File(name))
            yield from _packed(archive, sink, files[-1], pieces, held)
        yield from _packed(archive, sink, _File(MANIFEST), [_manifest(files, held.instruments)], held)
    yield sink.taken()


class _Held:
    """The files of an archive, each as pieces of bytes, and how many rows the last one had."""

    def __init__(self, source: Source, last: int) -> None:
        self._source, self._last = source, last
        self._counts = ItemCounts()
        self.instruments: dict[str, str] = {}
        self.rows = 0

    def parts(self, forms: Sequence[str]) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Name and pieces of each file; a file must be taken whole before the next one is asked for."""
        yield "README.txt", [_READ_ME.encode()]
        if "csv" in forms:
            yield "answers.csv", self._csv(self._counts.watch(self._answers()), COLUMNS)
            yield "codebook.csv", self._codebook()
            yield "receipts.csv", self._csv(self._receipts(), ("key", "number", "kept_at"))
        if "json" in forms:
            yield "journal.json", self._json()
        if "fhir" in forms:
            yield "bundle.fhir.json", self._fhir()

    def _answers(self) -> Iterator[Row]:
        for entry, _ in self._source.read(True, self._last):
            yield from rows_of(entry)

    def _receipts(self) -> Iterator[tuple[str, ...]]:
        for entry, receipt in self._source.read(False, self._last):
            yield entry.key, str(receipt.number), receipt.kept_at

    def _csv(self, rows: Iterable[tuple[str, ...]], names: Sequence[str]) -> Iterator[bytes]:
        yield (",".join(names) + "\n").encode()
        for row in rows:
            self.rows += 1
            # What no text table can hold is shown as a box here; journal.json keeps it.
            yield (",".join(cell(escaped(text.replace("\0", "\ufffd"))) for text in row) + "\n").encode("utf-8", "replace")

    def _codebook(self) -> Iterator[bytes]:
        entries = self._counts.entries()
        self.instruments = {e.instrument: made.version for e in entries if (made := known_as(e.instrument)) is not None}
        self.rows = len(entries)
        yield as_csv(entries).encode()

    def _json(self) -> Iterator[bytes]:
        def counted() -> Iterator[Entry]:
            for entry, _ in self._source.read(False, self._last):
                self.rows += 1
                yield entry

        yield from journal_lines(counted(), self._source.settings)

    def _fhir(self) -> Iterator[bytes]:
        once, parting = set[str](), ',"entry":[\n'
        yield fhir_json(head("collection"))[:-1].encode()
        for portion in _portions(list(rows_of(entry)) for entry, _ in self._source.read(True, self._last) if entry.kind in _FOR_FHIR):
            built = DiaryBuilder()
            built.add_rows(portion)
            for entry in Entries(built.build(), "collection", {NAME: check_in()}, acknowledged=True):
                kind = entry["resource"]["resourceType"]
                if kind in ("Patient", "Questionnaire"):
                    if entry["fullUrl"] in once:
                        continue
                    once.add(entry["fullUrl"])
                self.rows += 1
                yield (parting + fhir_json(entry)).encode()
                parting = ",\n"
        yield b"}\n" if parting != ",\n" else b"\n]}\n"


def _portions(rows: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """Rows in portions; those of one entry are never parted, since a filled-in form is one resource."""
    portion: list[Row] = []
    for some in rows:
        portion += some
        if len(portion) >= AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion


class _Sink(io.RawIOBase):
    """What the archive writes to; it cannot go back, so nothing but what was not sent yet is kept."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object, /) -> int:
        data = bytes(piece)  # pyright: ignore[reportArgumentType]
        self._pieces.append(data)
        return len(data)

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        pieces, self._pieces = b"".join(self._pieces), []
        return pieces


def _packed(archive: ZipFile, sink: _Sink, file: _File, pieces: Iterable[bytes], held: _Held) -> Iterator[bytes]:
    entry = ZipInfo(file.name)  # of 1980, as its maker says: the same journal gives the same bytes
    entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o600 << 16
    held.rows = 0
    waiting: list[bytes] = []
    size = 0
    with archive.open(entry, "w", force_zip64=True) as place:
        for piece in pieces:
            waiting.append(piece)
            size += len(piece)
            if size > 1 << 16:
                _put(place.write, file, waiting)
                waiting, size = [], 0
                if sent := sink.taken():
                    yield sent
        _put(place.write, file, waiting)
    file.rows = held.rows
    if sent := sink.taken():
        yield sent


def _put(write: Callable[[bytes], int], file: _File, pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    file.sha.update(data)
    file.bytes += len(data)
    write(data)


def _manifest(files: Sequence[_File], instruments: Mapping[str, str]) -> bytes:
    listed = [{"name": file.name, "rows": file.rows, "bytes": file.bytes, "sha256": file.sha.hexdigest()} for file in files]
    document = {"schema": SCHEMA, "software": f"unspiral {VERSION}", "files": listed, "instruments": dict(instruments), "said": []}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
