"""A log that shows every change to it, and holds nothing that a person typed."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from unspiral.doors.web import log as module
from unspiral.doors.web.log import Log, faults, older

pytestmark = pytest.mark.unit


@pytest.fixture
def path(tmp_path: Path) -> Path:
    held = Log(tmp_path / "a.log")
    for number in range(6):
        held.say("unlock", outcome="wrong", number=number)
    assert held.path is not None
    return held.path


def test_an_honest_log_has_no_faults(path: Path) -> None:
    Log(path).say("lock")  # another run goes on where the first one stopped
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["n"] for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    assert faults(path) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def changed(lines: list[str]) -> list[str]:
    return [*lines[:2], lines[2].replace("wrong", "right"), *lines[3:]]


def removed(lines: list[str]) -> list[str]:
    return lines[:2] + lines[3:]


def first_removed(lines: list[str]) -> list[str]:
    return lines[1:]


def inserted(lines: list[str]) -> list[str]:
    return [*lines[:3], lines[2], *lines[3:]]


def reordered(lines: list[str]) -> list[str]:
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


def spoiled(lines: list[str]) -> list[str]:
    return [*lines[:2], "not a line of ours", *lines[3:]]


@pytest.mark.parametrize("meddle", [changed, removed, first_removed, inserted, reordered, spoiled])
def test_meddling_shows(path: Path, meddle: Callable[[list[str]], list[str]]) -> None:
    path.write_text("\n".join(meddle(path.read_text().splitlines())) + "\n")
    assert faults(path) != []


def test_the_chain_goes_on_in_the_next_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 300)
    Log(path).say("lock")
    Log(path).say("unlock")
    assert older(path).is_file()
    assert faults(path) == []
    older(path).write_text(older(path).read_text().replace("wrong", "right", 1))
    assert faults(path) != []


@pytest.mark.parametrize("facts", [{"what": "my back hurts, a lot"}, {"what": "ä"}, {"what": "a" * 200}])
def test_only_names_of_ours(path: Path, facts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="may stand in the log"):
        Log(path).say("unlock", **facts)
    with pytest.raises(ValueError, match="gossip"):
        Log(path).say("gossip")


def test_an_error_is_named_by_class_and_place(path: Path) -> None:
    try:
        json.loads("{canary-5512")
    except ValueError as error:
        reference = Log(path).failed(error, "/days/{key}")
    line = json.loads(path.read_text().splitlines()[-1])
    assert line["reference"] == reference
    assert (line["kind"], line["place"], line["page"]) == ("JSONDecodeError", "elsewhere", "/days/{key}")
    assert "canary" not in path.read_text()


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    held = Log(tmp_path / "missing" / "a.log")
    held.say("lock")
    assert faults(tmp_path / "missing" / "a.log") == []
    Log(None).say("lock")
