"""The key of a journal, wrapped twice: by the passphrase and by the printed recovery code.

The journal is encrypted by a key made by chance. Beside it lies a small file with that key, sealed once under the passphrase and once under
the recovery code, so that a forgotten passphrase is not the end, and a new passphrase needs no second copy of the journal.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, cast

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from unspiral.errors import StoreError
from unspiral.store.journal.place import PRIVATE_FILE, settle_folder
from unspiral.store.journal.trouble import told_by_system

SCHEMA = "unspiral.keys/1"
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 1  # argon2id; about a quarter of a second, more than OWASP's least (19 MiB, 2, 1)
MOST_KIB, MOST_PASSES, MOST_LANES = 1 << 20, 16, 16
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O, 1 I L: a code is copied by hand
GROUPS, LENGTH = 6, 5  # 30 letters of 31: 148 bits


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made, and the code to print.

    Args:
        key: 32 bytes that encrypt the journal.
        recovery: what opens the journal when the passphrase is forgotten, as it is printed: "ABCDE-...".
    """

    key: bytes
    recovery: str


def new_key() -> NewKey:
    """A key drawn by chance, and a recovery code for it."""
    return NewKey(secrets.token_bytes(32), new_recovery_code())


def make_key_file(path: str | PathLike[str], passphrase: str, made: NewKey | None = None) -> NewKey:
    """Write the file that holds a key under the passphrase and under its recovery code.

    Args:
        path: of the file.
        passphrase: that will open it.
        made: the key; None draws one.

    Raises:
        StoreError: "there": a key that is overwritten is a journal that is lost.
    """
    made = made or new_key()
    if Path(path).exists():
        raise StoreError(f"'{path}' is there already.", why="Without it a journal could never be opened again.", code="there")
    _write(Path(path), [_slot("passphrase", passphrase, made.key), _slot("recovery", plain_code(made.recovery), made.key)])
    return made


def open_key_file(path: str | PathLike[str], secret: str) -> bytes:
    """The key, by the passphrase or by the recovery code.

    Raises:
        StoreError: "wrong-key" when neither opens it, "damaged" when the file is not one of ours.
    """
    slots = _read(Path(path))
    for slot in slots:
        key = _opened(slot, plain_code(secret) if slot["kind"] == "recovery" else secret)
        if key is not None:
            return key
    raise StoreError(
        "That passphrase does not open this file.",
        why="Without it nobody can read what is in it, and that includes us.",
        fix="try again with care for capitals and spaces, or type the recovery code that was printed when the file was made.",
        code="wrong-key",
    )


def change_passphrase(path: str | PathLike[str], secret: str, passphrase: str) -> None:
    """Give the file another passphrase; ``secret`` is the present one, or the recovery code. The recovery code stays.

    Raises:
        StoreError: as ``open_key_file``; "full", "read-only" or "failed" when it cannot be written, and then the present ones hold.
    """
    key = open_key_file(path, secret)
    kept = [slot for slot in _read(Path(path)) if slot["kind"] == "recovery"]
    _replace(Path(path), [_slot("passphrase", passphrase, key), *kept])


def renew_recovery(path: str | PathLike[str], secret: str) -> str:
    """Give the file another recovery code, and return it for printing. The one printed before opens nothing from then on.

    Raises:
        StoreError: as ``change_passphrase``.
    """
    key, recovery = open_key_file(path, secret), new_recovery_code()
    kept = [slot for slot in _read(Path(path)) if slot["kind"] == "passphrase"]
    _replace(Path(path), [*kept, _slot("recovery", plain_code(recovery), key)])
    return recovery


def new_recovery_code() -> str:
    """Six groups of five letters and digits, drawn by the machine's own chance."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))


def plain_code(code: str) -> str:
    """A recovery code as it is sealed: capitals and digits alone, however it was typed."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _slot(kind: str, secret: str, key: bytes) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    cost = {"memory_kib": MEMORY_KIB, "passes": PASSES, "lanes": LANES}
    wrapped = AESGCM(_stretched(secret, salt, cost)).encrypt(nonce, key, kind.encode())
    texts = {name: base64.b64encode(value).decode() for name, value in (("salt", salt), ("nonce", nonce), ("wrapped", wrapped))}
    return {"kind": kind, "kdf": "argon2id", "cost": cost, **texts}


def _opened(slot: dict[str, Any], secret: str) -> bytes | None:
    try:
        salt, nonce, wrapped = (base64.b64decode(slot[name]) for name in ("salt", "nonce", "wrapped"))
        return AESGCM(_stretched(secret, salt, slot["cost"])).decrypt(nonce, wrapped, slot["kind"].encode())
    except InvalidTag:
        return None
    except (KeyError, TypeError, ValueError, OverflowError, HashingError) as error:
        raise _damaged("The file that holds the key") from error


def _stretched(secret: str, salt: bytes, cost: dict[str, int]) -> bytes:
    # The same letters typed on another system may be other bytes: NFKC makes them one.
    said = unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
    most = (("memory_kib", MOST_KIB), ("passes", MOST_PASSES), ("lanes", MOST_LANES))
    if not all(0 < cost[name] <= limit for name, limit in most):  # a file from elsewhere must not ask for all the memory and time there is
        raise ValueError
    return hash_secret_raw(said, salt, cost["passes"], cost["memory_kib"], cost["lanes"], 32, Type.ID)


def _replace(path: Path, slots: list[dict[str, Any]]) -> None:
    try:
        _write(path, slots)
    except OSError as error:
        raise told_by_system(error) from error


def _write(path: Path, slots: list[dict[str, Any]]) -> None:
    write_private(path, json.dumps({"schema": SCHEMA, "slots": slots}, indent=1) + "\n")


def write_private(path: Path, text: str) -> None:
    """Write a small file that only its owner can read, whole or not at all, so that it is there also after a power cut."""
    aside = path.with_name(f"{path.name}.part-{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        with open(handle, "wb") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise
    settle_folder(path.parent)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        slots = cast("list[dict[str, Any]]", document["slots"])
        complete = document["schema"] == SCHEMA and sorted(slot["kind"] for slot in slots) == ["passphrase", "recovery"]
    except (OSError, ValueError, KeyError, TypeError):
        complete, slots = False, []
    if not complete:
        raise _damaged(f"'{path.name}'")
    return slots


def _damaged(what: str) -> StoreError:
    return StoreError(
        f"{what} does not hold the key of a journal, or is damaged.",
        why="Without it the journal beside it cannot be opened.",
        fix="put back the file of this name from a backup.",
        code="damaged",
    )
