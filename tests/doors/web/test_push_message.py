"""What leaves: read by the browser's keys alone, signed by the server's, and silent about health."""

from __future__ import annotations

import json

import http_ece
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from tests.doors.web.push_made import BrowserKeys, decoded

from unspiral.doors.web.push_message import message, new_key, public_key

pytestmark = pytest.mark.unit
NOW = 1_795_374_900.0


def claims_of(authorization: str, public: str) -> dict[str, object]:
    """The claims of a header, after its signature was checked against a public key, without the library that made it."""
    scheme, _, parts = authorization.partition(" ")
    assert scheme == "vapid"
    fields = dict(part.strip().split("=", 1) for part in parts.split(","))
    assert fields["k"].rstrip("=") == public
    signed, _, signature = fields["t"].rpartition(".")
    raw = decoded(signature)
    assert len(raw) == 64
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(public))
    key.verify(pair, signed.encode(), ec.ECDSA(SHA256()))
    head, _, claims = signed.partition(".")
    assert json.loads(decoded(head))["alg"] == "ES256"
    return json.loads(decoded(claims))


def test_the_browser_reads_it_and_nobody_else_does() -> None:
    keys, key = BrowserKeys(), new_key()
    headers, body = message(keys.browser, key, NOW, 3600)
    assert keys.read(body) == b"Evening check-in"
    assert b"check-in" not in body
    with pytest.raises(http_ece.ECEException):
        BrowserKeys().read(body)
    assert headers["Content-Encoding"] == "aes128gcm"
    assert (headers["TTL"], headers["Topic"]) == ("3600", "evening")
    assert message(keys.browser, key, NOW, 3600)[1] != body  # a salt and a key of its own each time


def test_the_signature_holds_and_tells_nothing_of_us() -> None:
    keys, key = BrowserKeys("https://web.push.apple.com/abc?d=1"), new_key()
    headers, _ = message(keys.browser, key, NOW, 60)
    claims = claims_of(headers["Authorization"], public_key(key))
    assert claims["aud"] == "https://web.push.apple.com"
    assert NOW < float(str(claims["exp"])) <= NOW + 24 * 3600
    assert "unspiral" not in json.dumps(claims) + json.dumps(headers)
    with pytest.raises((InvalidSignature, AssertionError)):
        claims_of(headers["Authorization"], public_key(new_key()))


def test_keys_are_made_anew_and_fit_a_browser() -> None:
    first, second = new_key(), new_key()
    assert first != second
    assert len(decoded(public_key(first))) == 65
    assert public_key(first) == public_key(first)
