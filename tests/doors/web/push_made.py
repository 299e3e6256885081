"""A browser's keys, and a push service on this machine that notes what it gets, for tests."""

from __future__ import annotations

import os
import ssl
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import http_ece
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from unspiral.doors.web.push_browsers import Browser, browser_of
from unspiral.doors.web.push_service import PushService


def coded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class BrowserKeys:
    """What a browser holds, and what it tells the page."""

    def __init__(self, endpoint: str = "https://fcm.googleapis.com/fcm/send/abc") -> None:
        self.endpoint = endpoint
        self._private, self._auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    @property
    def told(self) -> dict[str, str]:
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "public": coded(point), "auth": coded(self._auth)}

    @property
    def browser(self) -> Browser:
        return browser_of(**self.told, name="Firefox on Linux")

    def read(self, body: bytes) -> bytes:
        return http_ece.decrypt(body, private_key=self._private, auth_secret=self._auth, version="aes128gcm")


@dataclass
class Got:
    """What a service got, and what it answers."""

    port: int = 0
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 201
    rest: float = 0.0  # seconds before it answers
    headers: dict[str, str] = field(default_factory=dict)
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    @property
    def endpoint(self) -> str:
        return f"https://push.example:{self.port}/wpush/v2/abc"

    def service(self) -> PushService:
        """The way there: the only difference to the real one is which name is known, and where it lies."""
        return PushService(("push.example",), self.port, lambda _host, _port: ("127.0.0.1",), lambda: self.trusted)


@contextmanager
def push_service(folder: Path) -> Generator[Got]:
    """Runs until the block ends."""
    got = Got()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.seen.append((self.path, dict(self.headers), body))
            time.sleep(got.rest)
            if got.status == 0:  # hangs up without a word
                self.close_connection = True
                return
            self.send_response(got.status)
            for name, value in got.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            return

    key, certificate = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    got.port = server.server_address[1]
    got.trusted = ssl.create_default_context(cafile=str(certificate))
    runs = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    runs.start()
    try:
        yield got
    finally:
        server.shutdown()
        server.server_close()
        runs.join(5)


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "push.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("push.example"), x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, SHA256())
    )
    places = folder / "push.key", folder / "push.pem"
    places[0].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    places[1].write_bytes(made.public_bytes(Encoding.PEM))
    return places
