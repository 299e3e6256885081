from __future__ import annotations

import sys

import pytest

from unspiral.doors.cli.stages import Stages, stages


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_short_work_shows_no_times_and_long_work_says_how_long_it_still_takes() -> None:
    clock = Clock()
    bar = Stages(clock)
    bar.part = "starts"
    assert bar.line(1, 4, 0.5) == "Searching from several starts  [######------------------]  1/4"
    assert bar.line(1, 4, 65.0).endswith("1/4  1:05 so far  about 3:15 left")
    assert bar.line(4, 4, 65.0).endswith("4/4  1:05 so far")


def test_each_part_has_its_own_clock_and_a_clean_line_is_left(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    clock = Clock()
    bar = Stages(clock)
    bar.tick("starts", 0, 2)
    clock.now = 10.0
    bar.tick("starts", 1, 2)
    bar.tick("bootstrap", 0, 100)
    clock.now = 20.0
    bar.tick("bootstrap", 50, 100)
    said = capsys.readouterr().err
    assert "about 0:10 left" in said.split("Learning again")[0]
    assert "50/100  0:20 so far  about 0:10 left" in said.rpartition("Learning again")[2]
    bar.close()
    assert set(capsys.readouterr().err) <= {"\r", " "}


def test_no_bar_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    with stages() as tick:
        tick("starts", 1, 2)
    assert capsys.readouterr().err == ""


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with stages() as tick:
        tick("with traits", 1, 2)
    assert "The same data with traits" in capsys.readouterr().err
