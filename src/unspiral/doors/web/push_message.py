"""One reminder for one browser: encrypted so that only this browser can read it, and signed by the server's key."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from unspiral.doors.web.push_browsers import Browser, letters, octets

TEXT = "Evening check-in"  # shown on lock screens: nothing about health
TOPIC = "evening"  # one that waits at the service is replaced by the next
HOURS = 12  # for which the signature holds; services take at most 24
# The standard asks for somebody to write to. Our own address would tell the service which program this is, and so something about the
# person's health; theirs is nobody's business. This one belongs to no one (RFC 2606).
CONTACT = "mailto:nobody@example.com"


def new_key() -> str:
    """A private key for the server, 32 bytes in base64url."""
    vapid = _vapid()()
    vapid.generate_keys()
    return letters(vapid.private_key.private_numbers().private_value.to_bytes(32, "big"))


def public_key(key: str) -> str:
    """The public half of a server's key, as a browser takes it: 65 bytes in base64url."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    made = _vapid().from_raw(key.encode()).public_key
    return letters(made.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def message(browser: Browser, key: str, now: float, seconds: int) -> tuple[dict[str, str], bytes]:
    """Headers and body of a reminder.

    Args:
        browser: whom it is for.
        key: the server's private key.
        now: seconds since 1970; the signature ends some hours later.
        seconds: how long the service may hold it for a browser that is not running.

    Source: RFC 8291 (encryption), RFC 8292 (signature), RFC 8030 (TTL, Topic, Urgency); tests/doors/web/test_push_message.py reads both
        back with the browser's keys and the public half of the server's.
    """
    import http_ece  # pyright: ignore[reportMissingTypeStubs]
    from cryptography.hazmat.primitives.asymmetric import ec

    once: Any = ec.generate_private_key(ec.SECP256R1())
    ece: Any = http_ece
    body: bytes = ece.encrypt(
        TEXT.encode(), private_key=once, dh=octets(browser.public), auth_secret=octets(browser.auth), version="aes128gcm"
    )
    service = urlsplit(browser.endpoint)
    claims = {"aud": f"https://{service.netloc}", "exp": int(now) + 3600 * HOURS, "sub": CONTACT}
    signed: dict[str, str] = _vapid().from_raw(key.encode()).sign(claims)
    sent = {
        "Authorization": signed["Authorization"],
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(seconds),
        "Topic": TOPIC,
        "Urgency": "normal",
    }
    return sent, body


def _vapid() -> Any:
    from py_vapid import Vapid02  # pyright: ignore[reportMissingTypeStubs]

    return Vapid02
