"""What every verb does the same way."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys

import click
import numpy as np
import pytest
from click.testing import CliRunner

from unspiral.doors.cli.console import (
    decide,
    decided,
    is_quiet,
    json_option,
    print_json,
    progress,
    quiet_option,
    say,
    seed_option,
    workers_option,
)
from unspiral.version import VERSION


@click.command()
@json_option
@quiet_option
@seed_option
@workers_option
def verb(as_json: bool, seed: int, workers: int) -> None:
    say("a message")
    click.echo(f"{as_json} {seed} {workers} {is_quiet()}")


def test_shared_options() -> None:
    plain = CliRunner().invoke(verb, [])
    assert (plain.stdout, plain.stderr) == ("False 1 1 False\n", "a message\n")
    given = CliRunner().invoke(verb, ["--json", "--quiet", "--seed", "7", "--workers", "3"])
    assert (given.stdout, given.stderr) == ("True 7 3 True\n", "")
    assert CliRunner().invoke(verb, ["--workers", "0"]).exit_code == 2
    assert not is_quiet()  # nothing stays behind


def test_json_is_one_line_and_has_no_nan(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(
        {
            "a": float("nan"),
            "b": [1, np.float64("inf"), np.float64(0.1), (True, None)],
            "c": {"d": np.array([[1.5, np.nan]]), "e": np.int64(3), "f": np.bool_(True)},
            "g": "Schmerz ü\ud800",
        }
    )
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == {
        "a": None,
        "b": [1, None, 0.1, [True, None]],
        "c": {"d": [[1.5, None]], "e": 3, "f": True},
        "g": "Schmerz ü\ud800",
    }


def test_json_refuses_what_it_cannot_say() -> None:
    with pytest.raises(TypeError, match="object"):
        print_json({"a": object()})


def test_progress_is_silent_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Fitting", 3) as advance:
        for _ in range(3):
            advance(1)
    assert capsys.readouterr() == ("", "")


def test_progress_shows_on_a_terminal_unless_quiet(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    @click.command()
    @quiet_option
    def work() -> None:
        with progress("Fitting", 2) as advance:
            advance(1)
            advance(1)

    work.main([], standalone_mode=False)
    assert "Fitting" in capsys.readouterr().err
    work.main(["--quiet"], standalone_mode=False)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("words", ["held back without the end of a line", "a line that went nowhere\\n"])
def test_what_stderr_still_holds_when_its_reader_has_left_is_no_fault(words: str) -> None:
    """Python flushes once more at exit, and would end with code 120; where it is told not to buffer, nothing is held."""
    code = f"""
import contextlib, sys
from unspiral.doors.cli.main import main
with contextlib.suppress(OSError):  # as a warning of a library is lost
    sys.stderr.write("{words}")
sys.exit(main(["--version"]))
"""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=writer, text=True, timeout=60)
    os.close(writer)
    assert (ran.returncode, ran.stdout) == (0, f"unspiral {VERSION}\n")


def test_a_record_is_not_silently_turned_into_json() -> None:
    @dataclasses.dataclass
    class Record:
        x: int

    with pytest.raises(TypeError, match="Record"):
        print_json({"a": Record(1)})


def test_how_a_run_ends_is_settled_before_it_writes() -> None:
    decide(3)
    assert decided() == 3
    decide(0)
    assert decided() == 0
