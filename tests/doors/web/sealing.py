"""Closes envelopes as static/queue.js does, for tests."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def close(to: Mapping[str, str], key: str, inside: bytes) -> dict[str, str]:
    """An envelope with anything in it."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64decode(to["key"]))
    pair = ec.generate_private_key(ec.SECP256R1())
    ours = pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    lock = HKDF(SHA256(), 32, salt=ours, info=b"unspiral sealed/1").derive(pair.exchange(ec.ECDH(), theirs))
    start = os.urandom(12)
    data = AESGCM(lock).encrypt(start, inside, key.encode())
    texts = {name: b64encode(value).decode() for name, value in (("ours", ours), ("start", start), ("data", data))}
    return {"key": key, "to": to["to"], **texts}


def sealed(to: Mapping[str, str], key: str, kind: str, said_at: str, fields: Mapping[str, object]) -> dict[str, str]:
    """An envelope with a form in it."""
    inside = {"v": 1, "kind": kind, "said_at": said_at, "form": urlencode({"key": key, **fields}, doseq=True)}
    return close(to, key, json.dumps(inside).encode())
