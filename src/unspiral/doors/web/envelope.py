"""Sealing: whoever has the public key can close an envelope, only the journal's private key opens it.

ECDH on P-256 with a key made for one envelope, HKDF with SHA-256, AES-256 in GCM; the name of the entry is bound to its envelope.
static/queue.js closes them in the browser, ``open_envelope`` opens them here.
"""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from unspiral.errors import DataError
from unspiral.records.entry import Plain
from unspiral.store.journal.journal import Journal

SETTING = "sealing"
INFO = b"unspiral sealed/1"
LARGEST = 96 * 1024  # of one envelope, in letters


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a browser holds of something it sealed.

    Args:
        key: name of the entry inside.
        to: name of the public key that it was sealed to.
        ours: the public half of the key that was made for it, 65 bytes.
        start: the 12 bytes that encryption began with.
        data: what was encrypted.
    """

    key: str
    to: str
    ours: bytes
    start: bytes
    data: bytes


def envelope_of(held: object) -> Envelope:
    """Read an envelope as it is sent.

    Raises:
        DataError: it is none.
    """
    fields = fields_of(held)
    texts = {name: fields.get(name) for name in ("key", "to", "ours", "start", "data")}
    if any(not isinstance(text, str) or len(text) > LARGEST for text in texts.values()):
        raise DataError("That is no sealed entry.")
    try:
        ours, start, data = (b64decode(str(texts[name]), validate=True) for name in ("ours", "start", "data"))
    except ValueError as error:
        raise DataError("That is no sealed entry.") from error
    if len(ours) != 65 or len(start) != 12 or len(data) < 16:
        raise DataError("That is no sealed entry.")
    return Envelope(str(texts["key"]), str(texts["to"]), ours, start, data)


def fields_of(held: object) -> Mapping[str, object]:
    """What JSON holds by name; nothing where it is no object."""
    return cast("Mapping[str, object]", held) if isinstance(held, dict) else {}


async def public_key(journal: Journal) -> tuple[str, str]:
    """Name and public half of the journal's key, in base64; made on the first call."""
    private = _private(journal)
    if private is None:
        from cryptography.hazmat.primitives.asymmetric import ec

        made = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        await asyncio.wrap_future(journal.settle(SETTING, {"curve": "P-256", "private": f"{made:064x}"}))
        private = made
    public = _public(private)
    return _name(public), b64encode(public).decode()


def open_envelope(journal: Journal, envelope: Envelope) -> bytes:
    """What was sealed.

    Raises:
        DataError: it was sealed to another key, or has been changed since.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    private = _private(journal)
    if private is None or _name(_public(private)) != envelope.to:
        raise DataError("It was sealed for another file, and cannot be opened by this one.")
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), envelope.ours)
        shared = ec.derive_private_key(private, ec.SECP256R1()).exchange(ec.ECDH(), theirs)
        key = HKDF(SHA256(), 32, salt=envelope.ours, info=INFO).derive(shared)
        return AESGCM(key).decrypt(envelope.start, envelope.data, envelope.key.encode())
    except (ValueError, InvalidTag) as error:
        raise DataError("It cannot be opened: it is damaged, or was changed.") from error


def _private(journal: Journal) -> int | None:
    held = journal.setting(SETTING)
    private: Plain = held.get("private") if isinstance(held, dict) else None
    return int(private, 16) if isinstance(private, str) else None


def _public(private: int) -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return ec.derive_private_key(private, ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _name(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]
