"""``unspiral serve``: says where it is, stays, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from time import monotonic
from urllib.request import urlopen

import pytest

from unspiral.doors.cli.main import main
from unspiral.doors.web.serve import ends

pytestmark = pytest.mark.unit

Start = Callable[..., tuple[subprocess.Popen[str], dict[str, str]]]


@pytest.fixture
def start(tmp_path: Path) -> Generator[Start]:
    """Run the verb with more words, in a temporary folder of its own, until it is ready."""
    running: list[subprocess.Popen[str]] = []

    def run(*words: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
        called = [sys.executable, "-m", "unspiral.doors.cli.main", "serve", "--port", "0", "--json", *words]
        environment = {**os.environ, "TMPDIR": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
        # Its own process group: a Ctrl-C of the tests' terminal is not its business.
        before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # tests that run under nohup hand it down as ignored
        try:
            process = subprocess.Popen(
                called, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
            )
        finally:
            signal.signal(signal.SIGHUP, before)
        running.append(process)
        assert process.stdout is not None
        return process, json.loads(process.stdout.readline())

    yield run
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_says_where_it_is_and_goes_without_a_trace(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    process, said = start("--demo", "--seed-days", "3")
    assert list(said) == ["url", "token"]
    assert said["url"].endswith(f"/start#{said['token']}")
    with urlopen(said["url"].partition("/start")[0] + "/health") as answer:
        assert (answer.status, answer.read()) == (200, b"ok")
    (folder,) = tmp_path.glob("unspiral-demo-*")
    assert (folder / "demo.unspiral").exists()
    asked = monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert monotonic() - asked < 2
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err
    assert list(tmp_path.glob("unspiral-demo-*")) == []


def test_what_is_to_be_ignored_is_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert ends() == (signal.SIGINT, signal.SIGTERM)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        assert ends() == (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_without_demo_nothing_is_made_until_a_passphrase_is_chosen(start: Start, tmp_path: Path) -> None:
    process, _said = start()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    assert process.returncode == 0
    assert [file.suffix for file in tmp_path.rglob("*") if file.is_file()] == [".log"]


def test_a_port_that_is_taken_ends_with_a_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["serve", "--demo", "--port", str(port), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"unspiral serve --port {port + 1}" in told.err


@pytest.mark.parametrize("words", [["--seed-days", "3"], ["--demo", "--file", "x"], ["--demo", "--seed-days", "3651"], ["--port", "65536"]])
def test_words_that_do_not_belong_together_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert re.search(r"^SpecError: --\S+ .+\n  Fix: \S", told.err), told.err
