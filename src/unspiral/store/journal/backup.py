"""One file that holds a whole journal: its wrapped key, and a copy of the database. Nothing in it can be read without the passphrase.

A line that says what it is; a line of JSON with the wrapped key and a seal; then the database as it is on the disk. The seal is encrypted
by the journal's own key and holds what must be found again: the rows of each table, and the SHA-256 of the copy.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from unspiral.aside import file_aside
from unspiral.errors import SpecError, StoreError
from unspiral.store.journal.key_file import SCHEMA, open_key_file, write_private
from unspiral.store.journal.place import Place
from unspiral.store.journal.replica import contents, copy_database
from unspiral.store.journal.shred import shred_all
from unspiral.store.journal.trouble import told, told_by_system

MAGIC = b"unspiral backup 1\n"
HEADER_MOST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup taken apart beside the place it shall take: database and key in two files of their own.

    Args:
        file, key_file: the two.
        key: the journal's key.
        promised: rows that must be there, by table.
    """

    file: Path
    key_file: Path
    key: bytes
    promised: dict[str, int]


def back_up(place: Place, engine: Engine, key: bytes, path: str | PathLike[str]) -> None:
    """Write a backup; others go on writing meanwhile, and it holds what was there at one moment.

    Args:
        place, engine, key: of the journal.
        path: of the backup; nothing may be there.

    Raises:
        StoreError: "there"; "full"; "failed" when the place cannot be written or the journal has no key file.
    """
    if Path(path).exists():
        raise StoreError(f"'{path}' is there already.", why="Nothing is overwritten.", fix="choose another name.", code="there")
    keys = place.key.read_text(encoding="utf-8") if place.key.exists() else ""
    if not keys:
        raise StoreError("The file that holds the key is missing.", why="A backup without it could never be opened.", fix="put it back.")
    copy = place.aside("part")
    try:
        copy_database(engine, copy)
        found = contents(copy, key)
        digest, size = _digest(copy)
        sealed = _seal(key, {"rows": found.rows, "sha256": digest, "version": found.version})
        header = {"schema": "unspiral.backup/1", "keys": json.loads(keys), "bytes": size, "seal": sealed}
        with file_aside(path) as stream, copy.open("rb") as source:
            if os.name != "nt":
                os.fchmod(stream.fileno(), 0o600)
            stream.write(MAGIC + json.dumps(header).encode() + b"\n")
            shutil.copyfileobj(source, stream, 1 << 20)
    except (DBAPIError, MemoryError) as error:
        raise told(error, place.file) from error
    except SpecError as error:
        raise StoreError(error.what, why=error.why, fix=error.fix) from error
    except OSError as error:
        raise told_by_system(error) from error
    finally:
        remove(copy)


def unpack(backup: str | PathLike[str], place: Place, secret: str) -> Unpacked:
    """Take a backup apart into two new files beside a place, and prove that they are what was put in.

    Args:
        backup: the file.
        place: of the journal to be.
        secret: the passphrase at the time of the backup, or the recovery code.

    Raises:
        StoreError: "wrong-key"; "damaged" when it is no backup, or not whole; "newer"; "full".
    """
    file = place.aside("part")
    key_file = file.with_name(file.name + ".key")
    try:
        with _opened(backup) as stream:
            header = _header(stream)
            write_private(key_file, json.dumps(header["keys"], indent=1) + "\n")
            key = open_key_file(key_file, secret)
            promise = _unseal(key, header["seal"])
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(handle, "wb") as target:
                shutil.copyfileobj(stream, target, 1 << 20)
                target.flush()
                os.fsync(target.fileno())
        if _digest(file) != (promise["sha256"], header["bytes"]):
            raise not_whole()
        return Unpacked(file, key_file, key, promise["rows"])
    except BaseException as error:
        remove(file, key_file)
        if isinstance(error, OSError):
            raise told_by_system(error) from error
        raise


def remove(*files: Path) -> None:
    """Take away what was only needed on the way, with what SQLite put beside it."""
    with suppress(OSError):
        shred_all(path for file in files for path in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")))


def not_whole() -> StoreError:
    """The error of a backup that cannot be used."""
    return StoreError(
        "This backup cannot be used.",
        why="It is not a backup of unspiral, or it was cut off or changed after it was made. What you have now was not touched.",
        fix="copy it again from where it came, or take another one.",
        code="damaged",
    )


def _opened(path: str | PathLike[str]) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise StoreError(f"There is no backup '{path}' that can be read.", why=str(error.strerror), fix="choose the file again.") from error


def _header(stream: BinaryIO) -> dict[str, Any]:
    if stream.read(len(MAGIC)) != MAGIC:
        raise not_whole()
    try:
        header = cast("dict[str, Any]", json.loads(stream.readline(HEADER_MOST)))
        fine = header["keys"]["schema"] == SCHEMA and isinstance(header["bytes"], int) and isinstance(header["seal"], str)
    except (ValueError, KeyError, TypeError):
        fine, header = False, {}
    if not fine:
        raise not_whole()
    return header


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
        return digest.hexdigest(), stream.tell()


def _sealer(key: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"unspiral backup seal").derive(key))


def _seal(key: bytes, promise: dict[str, object]) -> str:
    nonce = secrets.token_bytes(12)
    return base64.b64encode(nonce + _sealer(key).encrypt(nonce, json.dumps(promise).encode(), MAGIC)).decode()


def _unseal(key: bytes, seal: str) -> dict[str, Any]:
    try:
        held = base64.b64decode(seal, validate=True)
        return cast("dict[str, Any]", json.loads(_sealer(key).decrypt(held[:12], held[12:], MAGIC)))
    except (InvalidTag, ValueError) as error:
        raise not_whole() from error
