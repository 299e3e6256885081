"""Clients of the web app over plain sockets that stay open, so that little of what is measured is the client's own."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Thread
from urllib.parse import urlencode
from uuid import uuid4

FORM = "application/x-www-form-urlencoded"


@dataclass
class Timed:
    """Seconds of every answer, how long it all took, and how many answers were not what was hoped for."""

    seconds: list[float] = field(default_factory=list)
    whole: float = 0.0
    wrong: int = 0

    @property
    def count(self) -> int:
        """Answers."""
        return len(self.seconds)

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return (self.count - self.wrong) / self.whole

    def place(self, share: float) -> float:
        """The seconds that this share of the answers did not exceed."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Line:
    """One open connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.left = b""

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer."""
        self.socket.sendall(request)
        got = self.left
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        lower = head.lower()
        if b"content-length: " in lower:
            size = int(lower.split(b"content-length: ")[1].split(b"\r\n")[0])
            while len(body) < size:
                body += self._more()
        else:
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
            size = len(body)
        self.left = body[size:]
        return int(head[9:12]), head, body[:size]

    def _more(self) -> bytes:
        got = self.socket.recv(262_144)
        if not got:
            raise ConnectionError("the server closed the connection")
        return got


@dataclass
class Browser:
    """Somebody who is in."""

    port: int
    cookie: str

    @classmethod
    def come_in(cls, url: str, token: str) -> Browser:
        """Show the start code."""
        port = int(url.split("/")[2].rpartition(":")[2])
        head = Line(port).ask(cls(port, "").form("/start", {"code": token}))[1].decode()
        told = next(line for line in head.split("\r\n") if line.lower().startswith("set-cookie:"))
        return cls(port, told.split(":", 1)[1].split(";")[0].strip())

    def form(self, path: str, fields: dict[str, str]) -> bytes:
        """A form, as it goes over the line."""
        body = urlencode(fields).encode()
        head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\norigin: http://127.0.0.1:{self.port}\r\ncookie: {self.cookie}\r\n"
        return f"{head}content-type: {FORM}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body

    def page(self, path: str) -> bytes:
        """A question for a page, as it goes over the line."""
        return f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\ncookie: {self.cookie}\r\n\r\n".encode()

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a page."""
        status, _, body = Line(self.port).ask(self.page(path))
        return status, body


def posts(browser: Browser, clients: int, seconds: float) -> Timed:
    """Evenings as quickly as they are taken, each of a day drawn by chance from twenty-five years; of one drawn again, its correction."""
    shown: dict[date, str] = {}  # day -> key of what the page would have shown filled in

    def request(chance: random.Random) -> bytes:
        day, key = date.today() - timedelta(days=chance.randrange(1, 25 * 365)), str(uuid4())
        over, shown[day] = shown.get(day, ""), key
        answers = {name: str(chance.randint(0, 10)) for name in ("pain", "mood", "sleep", "activity", "stress")}
        return browser.form("/check-in", {"key": key, "day": day.isoformat(), "over": over, **answers, "note": ""})

    return _together(browser, clients, seconds, request, 303, None)


def steadily(browser: Browser, path: str, rate: float, clients: int, seconds: float) -> Timed:
    """A page at a steady rate. The time of an answer counts from the moment it was due, so that a queue shows."""
    return _together(browser, clients, seconds, lambda _chance: browser.page(path), 200, clients / rate)


def _together(
    browser: Browser, clients: int, seconds: float, request: Callable[[random.Random], bytes], good: int, pause: float | None
) -> Timed:
    timed = Timed()

    def client(number: int) -> None:
        line, chance = Line(browser.port), random.Random(number)
        due = time.perf_counter() + (0.0 if pause is None else pause * number / clients)
        until = due + seconds
        while due < until:
            asking = request(chance)
            if pause is not None:
                time.sleep(max(0.0, due - time.perf_counter()))
            began = time.perf_counter() if pause is None else due
            status = line.ask(asking)[0]
            now = time.perf_counter()
            timed.seconds.append(now - began)
            timed.wrong += status != good
            due = now if pause is None else due + pause

    began = time.perf_counter()
    threads = [Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    timed.whole = time.perf_counter() - began
    return timed
