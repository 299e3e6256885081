"""The makers' services that carry a reminder to a browser: which ones are known, and one request to one of them.

The address comes from a browser, and whoever can send a form could name any. A list is therefore kept of the services that browsers
really use; nothing else is ever asked. A browser with another service is told so, and has the calendar. Beside the list: https on its
own port alone, no name or password in the address, every address that the name leads to must be a public one, looked up once and
connected to as it was looked at, no redirect followed, little read.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Network, ip_address
from socket import IPPROTO_TCP, SHUT_RDWR, create_connection, getaddrinfo, socket
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from unspiral.errors import DataError

# Chrome and what is built on it; Firefox; Edge on Windows; Safari. A dot in front: every name that ends so.
HOSTS = ("fcm.googleapis.com", "updates.push.services.mozilla.com", ".notify.windows.com", ".push.apple.com")
THROUGH = IPv6Network("64:ff9b::/96")  # old addresses behind new ones, in networks that know only the new
LONGEST = 1024
PATIENCE = 10.0  # seconds for each step
IN_ALL = 25.0  # seconds for the whole request
READ = 1024  # bytes of an answer; nobody is shown them


class NotReached(Exception):
    """No connection: nothing was sent, so that it may be sent again."""


class NoAnswer(Exception):
    """Everything was sent, and no answer came: it may have arrived."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said.

    Args:
        status: of its answer.
        wait: seconds that it asks to be left alone; 0 = it says nothing.
    """

    status: int
    wait: int = 0


def public_addresses(host: str, port: int) -> tuple[str, ...]:
    """Addresses of a name.

    Raises:
        NotReached: there are none, or one of them lies on this machine or in a network at home.
    """
    try:
        found = tuple(dict.fromkeys(str(place[4][0]) for place in getaddrinfo(host, port, proto=IPPROTO_TCP)))
    except (OSError, UnicodeError) as error:
        raise NotReached("the name was not found") from error
    if not found or not all(is_public(address) for address in found):
        raise NotReached("the name leads into a private network")
    return found


def is_public(address: str) -> bool:
    """Whether an address lies in the open network: not on this machine, not at home, in no range with a special use."""
    try:
        place = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(place, "ipv4_mapped", None) or getattr(place, "sixtofour", None)
    if place in THROUGH:
        inner = IPv4Address(int(place) & 0xFFFF_FFFF)
    return place.is_global and not place.is_multicast and (inner is None or is_public(str(inner)))


@dataclass(frozen=True, slots=True)
class PushService:
    """How reminders leave.

    Args:
        hosts: names of the services; with a dot in front every name that ends so.
        port: the only one.
        addresses: looks up a name; tests put another one here.
        context: whose certificates are trusted.
    """

    hosts: tuple[str, ...] = HOSTS
    port: int = 443
    addresses: Callable[[str, int], tuple[str, ...]] = public_addresses
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def check(self, endpoint: str) -> SplitResult:
        """The parts of an address to which may be sent.

        Raises:
            DataError: it is none.
        """
        refused = DataError(
            "The service that this browser uses for such messages is not one that is known here.",
            fix="use the calendar file, which works anywhere",
        )
        if len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable() or any(bad in endpoint for bad in " \\#@"):
            raise refused
        try:
            parts = urlsplit(endpoint)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise refused from error
        known = any(host.endswith(name) if name.startswith(".") else host == name for name in self.hosts)
        if parts.scheme != "https" or not known or (port or 443) != self.port or not parts.path.startswith("/"):
            raise refused
        return parts

    def post(self, endpoint: str, headers: dict[str, str], body: bytes) -> Answer:
        """Send one reminder, and wait for the answer; takes ``IN_ALL`` seconds at most. Redirects are answers like others.

        Raises:
            DataError: as ``check``.
            NotReached: nothing was sent.
            NoAnswer: all may have been sent.
        """
        parts = self.check(endpoint)
        host = parts.hostname or ""
        line = _connected(host, self.port, self.addresses(host, self.port), self.context())
        clock = Timer(IN_ALL, _cut, [line])
        clock.daemon = True
        clock.start()
        connection = HTTPSConnection(host, self.port, timeout=PATIENCE)
        connection.sock = line
        try:
            connection.request("POST", parts.path + (f"?{parts.query}" if parts.query else ""), body, headers)
            answer = connection.getresponse()
            answer.read(READ)
            return Answer(answer.status, _seconds(answer.getheader("Retry-After")))
        except (OSError, HTTPException) as error:
            raise NoAnswer from error
        finally:
            clock.cancel()
            connection.close()


def _connected(host: str, port: int, addresses: tuple[str, ...], context: ssl.SSLContext) -> ssl.SSLSocket:
    for address in addresses[:4]:
        try:
            plain = create_connection((address, port), PATIENCE)
        except OSError:
            continue
        try:
            return context.wrap_socket(plain, server_hostname=host)
        except OSError:  # also a certificate that does not hold
            plain.close()
    raise NotReached("no connection")


def _cut(line: socket) -> None:
    try:
        line.shutdown(SHUT_RDWR)
    except OSError:
        return


def _seconds(text: str | None) -> int:
    said = (text or "").strip()
    return min(int(said), 86_400) if said.isascii() and said.isdigit() and len(said) < 10 else 0
