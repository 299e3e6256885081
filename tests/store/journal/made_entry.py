"""Entries for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from unspiral.records.entry import Entry, Plain

SOON = 10  # seconds that nothing here takes
PASSPHRASE = "four words that rhyme not"
PAGE, NONCE_AT, SALT = 4096, 4096 - 80, 16  # an SQLCipher 4 page ends with 16 bytes of nonce and 64 of seal


def check_in(day: str = "2026-11-22", **also: Any) -> Entry:
    """The entry of one evening."""
    body: dict[str, Plain] = {"form": "check-in/1", "answers": {"pain": 6, "mood": 4}, "sites": ["lower_back"], "note": "", "flare": False}
    given = {"key": str(uuid4()), "kind": "check-in", "day": day, "said_at": f"{day}T20:15:00+01:00", "body": body}
    return Entry(**{**given, **also})


def readable(path: Path, key: bytes) -> bytes:
    """An encrypted file, or its write-ahead log, as bytes in the clear: used pages, free ones, and what is between rows."""
    data = path.read_bytes()
    is_log = path.name.endswith("-wal")
    pages = (
        [data[at + 24 : at + 24 + PAGE] for at in range(32, len(data), 24 + PAGE)]
        if is_log
        else [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
    )
    texts: list[bytes] = []
    for number, page in enumerate(pages):
        if len(page) == PAGE:
            starts = SALT if number == 0 and not is_log else 0
            nonce = page[NONCE_AT : NONCE_AT + 16]
            unlocked = Cipher(algorithms.AES(key), modes.CBC(nonce)).decryptor()
            texts.append(unlocked.update(page[starts:NONCE_AT]) + unlocked.finalize())
    return b"".join(texts)
