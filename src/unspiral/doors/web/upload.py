"""A form with a file: the file goes straight to a private place on the disk, piece by piece, and is gone when the block ends."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from unspiral.doors.web.form import LARGEST, MOST_FIELDS, Foreign, Form, TooLarge
from unspiral.errors import DataError
from unspiral.store.journal.shred import shred_all

MOST_BYTES = 512 * 1024 * 1024  # an export of a phone with years in it is this large, packed


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent.

    Args:
        form: the other fields.
        path: of the file; it goes with the block.
        name: as the browser calls the file, without folders; "" where no file was chosen.
        size: bytes.
    """

    form: Form
    path: Path
    name: str
    size: int


def tidy_uploads(file: Path) -> None:
    """Destroy what a server that was killed left of files that were brought. Nobody else has the journal open, so nobody needs them.

    Args:
        file: the journal, open here.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{_prefix(file)}*"):
        if folder.is_dir() and not folder.is_symlink() and _own(folder):
            with suppress(OSError):
                shred_all(path for path in folder.iterdir() if path.is_file() and not path.is_symlink())
            shutil.rmtree(folder, ignore_errors=True)


def _prefix(file: Path | None) -> str:
    """Of the folders of one journal: another one may be open in another server."""
    return "unspiral-" if file is None else f"unspiral-{hashlib.sha256(str(file.absolute()).encode()).hexdigest()[:16]}-"


def _own(folder: Path) -> bool:
    return os.name == "nt" or folder.stat().st_uid == os.getuid()


@asynccontextmanager
async def read_upload(request: Request, *, most: int = MOST_BYTES, journal: Path | None = None) -> AsyncGenerator[Upload]:
    """The file of a form (multipart/form-data) in a folder that only this user can read, and its other fields.

    Args:
        request: whose body is read once.
        most: bytes of the file.
        journal: that it is for; what is left when this program is killed goes when that is opened again (``tidy_uploads``).

    Raises:
        TooLarge: more than ``most`` bytes, or more fields than any form of ours.
        Foreign: another kind of content.
        DataError: what was sent cannot be read, or holds more than one file.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise Foreign("This page takes a form with a file, and got something else.", fix="go back, and send the form from the page")
    folder = Path(tempfile.mkdtemp(prefix=_prefix(journal)))  # 0700
    try:
        path = folder / "sent"
        with path.open("wb") as stream:
            path.chmod(0o600)
            taken = _Taken(stream, most)
            try:
                parser = MultipartParser(boundary, taken.callbacks())
                async for piece in request.stream():
                    parser.write(piece)
                parser.finalize()
            except MultipartParseError as error:
                raise DataError("What was sent cannot be read as a form.", fix="go back, and send the form from the page") from error
        if not taken.whole:
            raise DataError("What was sent broke off.", fix="send it again")
        yield Upload(Form(taken.fields), path, taken.name, taken.size)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class _Taken:
    """Takes the pieces of a form as the parser finds them."""

    stream: IO[bytes]
    most: int
    fields: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    name: str = ""
    size: int = 0
    whole: bool = False
    _files: int = 0
    _small: int = 0
    _header: tuple[bytearray, bytearray] = field(default_factory=lambda: (bytearray(), bytearray()))
    _options: dict[bytes, bytes] = field(default_factory=dict[bytes, bytes])
    _text: bytearray = field(default_factory=bytearray)

    def callbacks(self) -> Any:
        """What the parser calls, by its own names."""
        calls: dict[str, Callable[[bytes, int, int], None] | Callable[[], None]] = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._heads(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._heads(1, data[start:end]),
            "on_header_end": self._head,
            "on_part_data": lambda data, start, end: self._data(data[start:end]),
            "on_part_end": self._end,
            "on_end": self._finish,
        }
        return calls

    def _begin(self) -> None:
        self._options, self._text = {}, bytearray()

    def _heads(self, which: int, piece: bytes) -> None:
        self._header[which].extend(piece)
        if len(self._header[which]) > 4096:
            raise DataError("What was sent cannot be read as a form.", fix="go back, and send the form from the page")

    def _head(self) -> None:
        name, value = bytes(self._header[0]).lower(), bytes(self._header[1])
        self._header = (bytearray(), bytearray())
        if name == b"content-disposition":
            self._options = parse_options_header(value)[1]
            if b"filename" in self._options:
                self._files += 1
                if self._files > 1:
                    raise DataError("More than one file was sent.", fix="send one file at a time")
                self.name = Path(self._options[b"filename"].decode("utf-8", "replace").replace("\\", "/")).name[:200]

    def _data(self, piece: bytes) -> None:
        if b"filename" in self._options:
            self.size += len(piece)
            if self.size > self.most:
                raise TooLarge(f"The file is larger than {self.most // 1024 // 1024} MB.", fix="choose a smaller file")
            self.stream.write(piece)
            return
        self._small += len(piece)
        if self._small > LARGEST:
            raise TooLarge("More was sent than this form holds.", fix="go back, and send the form from the page")
        self._text.extend(piece)

    def _end(self) -> None:
        if b"filename" in self._options:
            return
        if sum(map(len, self.fields.values())) >= MOST_FIELDS:
            raise TooLarge("More was sent than this form holds.", fix="go back, and send the form from the page")
        try:
            name, value = self._options.get(b"name", b"").decode("utf-8"), self._text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DataError("What was sent is not a form that can be read.", fix="go back, and send the form from the page") from error
        if "\0" in name + value:
            raise DataError("What was sent holds a character that is no text.", fix="type it again")
        self.fields.setdefault(name, []).append(value)

    def _finish(self) -> None:
        self.whole = True
