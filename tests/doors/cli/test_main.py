"""Which verbs there are, how they are found, and how a run ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import click
import pytest
from click.testing import CliRunner

from unspiral import errors
from unspiral.doors.cli import main as door
from unspiral.doors.cli.main import VERBS, cli, main

START = [sys.executable, "-m", "unspiral.doors.cli.main"]


def run(*words: str, code: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code] if code else [*START, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_verbs_are_these() -> None:
    assert list(VERBS) == [
        "demo", "loop", "learn", "whatif", "targets", "spiral", "design", "trial", "forecast", "compare", "pathway", "flare", "report",
        "population", "measure", "evidence", "serve",
    ]  # fmt: skip


def test_help_shows_every_verb_and_loads_none() -> None:
    code = (
        "import sys; from unspiral.doors.cli.main import main; code = main(['--help']);"
        "heavy = {'numpy', 'scipy', 'narwhals', 'jinja2', 'unspiral.doors.cli.loop', 'unspiral.loop.language'} & set(sys.modules);"
        "print('LOADED', sorted(heavy)); sys.exit(code)"
    )
    shown = run(code=code)
    assert shown.returncode == 0
    assert "LOADED []" in shown.stdout
    assert all(f"  {verb} " in shown.stdout and text in shown.stdout for verb, text in VERBS.items())


def test_help_is_quick() -> None:
    best = min(_seconds("--help") for _ in range(3))
    assert best <= 0.5


def _seconds(word: str) -> float:
    start = time.perf_counter()
    assert run(word).returncode == 0
    return time.perf_counter() - start


def test_the_short_text_of_a_loaded_verb_is_the_one_in_the_table() -> None:
    context = click.Context(cli)
    verb = cli.get_command(context, "loop")
    assert verb is not None
    assert verb.short_help == VERBS["loop"]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("unspiral 0.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lop"], "'lop' is not a verb. Did you mean 'loop'?"),
        (["xyzzy"], f"The verbs are: {', '.join(VERBS)}."),
        (["loop", "--jsonn", "a -> b"], "Did you mean '--json'?"),
        (["loop"], "No loop was given."),
        (["loop", "--unit", "dya", "a -> b"], "'day'"),
        (["--verson"], "--version"),
    ],
)
def test_bad_usage_ends_with_2_and_a_hint(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err


class Ending(Exception):
    """Something that no verb expects."""


def _verb_that_raises(problem: BaseException) -> click.Group:
    @click.group()
    def group() -> None:
        pass

    @group.command()
    def verb() -> None:
        raise problem

    return group


@pytest.mark.parametrize(
    ("problem", "code", "said"),
    [
        (
            errors.DataError("Row 3 is empty.", why="It says nothing.", fix="remove it."),
            2,
            "DataError: Row 3 is empty.\n  It says nothing.\n  Fix: remove it.\n",
        ),
        (errors.SpecError("No."), 2, "SpecError: No.\n"),
        (errors.NotIdentified("Too little data."), 3, "NotIdentified: Too little data.\n"),
        (errors.SafetyStop("Call."), 3, "SafetyStop: Call.\n"),
        (errors.NotConverged("Lost."), 4, "NotConverged: Lost.\n"),
        (KeyboardInterrupt(), 130, "Stopped. Nothing half-written was left behind.\n"),
        (FileNotFoundError(2, "No such file or directory", "diary.csv"), 2, "'diary.csv' cannot be used: no such file or directory."),
        (Ending("the answer of Jane Doe was 7"), 1, "unspiral met a fault of its own: Ending in test_main.py, line "),
    ],
)
def test_every_ending_has_its_code_and_its_words(
    problem: BaseException, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(door, "cli", _verb_that_raises(problem))
    monkeypatch.delenv("UNSPIRAL_DEBUG", raising=False)
    assert main(["verb"]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err
    assert "Traceback" not in shown.err
    assert "Jane Doe" not in shown.err  # people paste this into public reports


def test_debugging_shows_the_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(door, "cli", _verb_that_raises(Ending("inside")))
    monkeypatch.setenv("UNSPIRAL_DEBUG", "1")
    assert main(["verb"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("code", [0, 3, 4])
def test_a_verb_may_give_back_its_code(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.group()
    def group() -> None:
        pass

    @group.command()
    def verb() -> int:
        return code

    monkeypatch.setattr(door, "cli", group)
    assert main(["verb"]) == code


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    ended = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$@" | true', "bash", *START, "loop", "pain <-> depression", "--quiet"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stderr == ""


@pytest.mark.parametrize("words", [["--yes", "ces_saddle"], ["--yes", "ces_saddle", "--json"], ["--yes", "ces_saddle", "--country", "XX"]])
def test_a_reader_that_leaves_early_changes_no_stop(words: list[str]) -> None:
    script = 'set -o pipefail; "$@" | true'
    ended = subprocess.run(["bash", "-c", script, "bash", *START, "measure", "flags", *words], capture_output=True, timeout=60, check=False)
    assert ended.returncode == 3
    assert b"Traceback" not in ended.stderr


def test_ctrl_c_ends_with_130() -> None:
    code = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # as from a terminal
        "import click; import unspiral.doors.cli.main as door\n"
        "@door.cli.command()\ndef wait(): os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.exit(door.main(['wait']))"
    )
    ended = run(code=code)
    assert ended.returncode == 130
    assert ended.stderr.strip() == "Stopped. Nothing half-written was left behind."


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    shown = CliRunner().invoke(cli, ["completion", shell], prog_name="unspiral")
    assert shown.exit_code == 0
    assert "_UNSPIRAL_COMPLETE" in shown.output


def test_a_verb_is_completed_without_loading_one() -> None:
    environment = {**os.environ, "_UNSPIRAL_COMPLETE": "zsh_complete", "COMP_WORDS": "unspiral l", "COMP_CWORD": "1"}
    code = (
        "import sys, atexit; from unspiral.doors.cli.main import main;"
        "atexit.register(lambda: print('LOADED' if 'unspiral.doors.cli.loop' in sys.modules else 'LIGHT')); sys.exit(main([]))"
    )
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert {"loop", "learn", "LIGHT"} <= set(ended.stdout.split("\n"))
    assert "report" not in ended.stdout.split("\n")


def test_names_that_the_terminal_cannot_show_do_not_end_the_run() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    shown = subprocess.run([*START, "loop", "痛み -> b", "--json"], env=environment, capture_output=True, timeout=60, check=False)
    assert shown.returncode == 0
    assert json.loads(shown.stdout)["processes"] == ["痛み", "b"]
    shown = subprocess.run([*START, "loop", "痛み -> b"], env=environment, capture_output=True, timeout=60, check=False)
    assert shown.returncode == 0
