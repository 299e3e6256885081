"""The server on the loopback: alone there, quiet, and closed by Ctrl-C."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import sleep
from urllib.parse import urlencode

import pytest
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web.serve import _listen, serve
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def test_only_the_loopback_listens() -> None:
    with _listen(0) as held:
        assert held.getsockname()[0] == "127.0.0.1"


def test_a_real_server(tmp_path: Path) -> None:
    path = tmp_path / "own" / "journal.unspiral"
    command = [sys.executable, "-W", "error", "-m", "unspiral.doors.cli.main", "serve", "--file", str(path), "--port", "0", "--json"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ})
    try:
        assert running.stdout is not None
        told = json.loads(running.stdout.readline())
        address = told["url"].removeprefix("http://").partition("/")[0]
        assert "?" not in told["url"]
        assert told["url"].endswith(f"/start#{told['token']}")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        client = http.client.HTTPConnection(address, timeout=30)
        client.request("POST", "/start", urlencode({"code": told["token"]}), form)
        answer = client.getresponse()
        answer.read()
        assert answer.status == 303
        assert "server" not in {name.casefold() for name in dict(answer.headers)}
        cookie = {"Cookie": str(answer.headers["set-cookie"]).partition(";")[0]}
        client.request("POST", "/set-up", urlencode({"passphrase": PASSPHRASE, "again": PASSPHRASE}), {**form, **cookie})
        answer = client.getresponse()
        assert (answer.status, b"recovery" in answer.read().lower()) == (200, True)
        client.close()
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as rude:
            rude.sendall(b"\x16\x03\x01 senseless canary-8812\r\n\r\n")
            assert rude.recv(100).startswith(b"HTTP/1.1 400")
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    finally:
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert "canary" not in out + err
    assert "Traceback" not in out + err
    log = path.with_name(path.name + ".log")
    events = [json.loads(line)["event"] for line in log.read_text().splitlines()]
    assert events == ["started", "start", "make", "lock", "stopped"]
    assert PASSPHRASE not in log.read_text()


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SpecError, match=f"Port {port} is taken") as caught:
            serve(tmp_path / "demo.unspiral", port=port, demo=True, ready=lambda _url, _token: None)
    assert caught.value.fix == f"unspiral serve --port {port + 1}"
    assert list(tmp_path.iterdir()) == []


def test_a_connection_that_never_says_what_it_wants_is_closed(tmp_path: Path) -> None:
    program = "import sys; from unspiral.doors.web import serve as s; s.QUIET_SECONDS = 1; from unspiral.doors.cli.main import main; main()"
    command = [sys.executable, "-c", program, "serve", "--file", str(tmp_path / "journal.unspiral"), "--port", "0", "--json"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ})
    try:
        assert running.stdout is not None
        port = int(json.loads(running.stdout.readline())["url"].removeprefix("http://127.0.0.1:").partition("/")[0])
        head = f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n".encode()
        with socket.create_connection(("127.0.0.1", port), 20) as silent, socket.create_connection(("127.0.0.1", port), 20) as slow:
            slow.sendall(head + b"\r\n")
            assert slow.recv(1000).startswith(b"HTTP/1.1 200")
            slow.sendall(head + b"X-Letters: ")
            assert silent.recv(10) == b""
            with suppress(OSError):
                for _ in range(100):  # each letter would begin the wait anew
                    slow.sendall(b"a")
                    sleep(0.1)
                pytest.fail("a head that never ends was waited for")
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
