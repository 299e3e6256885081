"""``unspiral measure check``: all faults at once, or what was understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.calling import call
from tests.measure.questionnaires.my_scale import TEXT, written

pytestmark = pytest.mark.unit


def test_a_sound_file_is_shown_as_it_was_understood(tmp_path: Path) -> None:
    called = call("measure", "check", written(tmp_path))
    assert called.code == 0
    assert called.out.startswith("Sound: 'my_scale.toml' describes my_scale.")
    assert "b: I moved freely. [turned round for the score]" in called.out
    assert "3 of its own examples came out as they should." in called.err
    assert "Nobody has seen in a source: band 'little'" in called.err


def test_json(tmp_path: Path) -> None:
    document = json.loads(call("measure", "check", written(tmp_path), "--json").out)
    assert (document["schema"], document["sound"], document["understood"]["id"]) == ("unspiral.check/1", True, "my_scale")


def test_all_faults(tmp_path: Path) -> None:
    broken = TEXT.replace("high = 6\nevidence", "high = 7\nevidence").replace("expect = { score = 5, band", "expect = { score = 6, band")
    called = call("measure", "check", written(tmp_path, broken), "--json")
    assert (called.code, called.out) == (2, "")
    assert "the items can reach 0 to 6" in called.err
    assert "Traceback" not in called.err


def test_no_such_file() -> None:
    called = call("measure", "check", "none.toml")
    assert called.code == 2
    assert "There is no file" in called.err
