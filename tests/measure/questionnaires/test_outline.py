"""A list is there without loading anything heavy, and says what the files say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.measure.questionnaires.my_scale import TEXT, written

from unspiral.errors import DataError
from unspiral.measure.questionnaires.library import instrument, instruments
from unspiral.measure.questionnaires.outline import document_of, left_out, outlines, packaged

pytestmark = pytest.mark.unit


def test_it_says_what_the_files_say() -> None:
    found = outlines()
    assert tuple(each.id for each in found) == instruments()
    for each in found:
        made = instrument(each.id)
        assert (each.name, each.measures, each.recall, each.licence) == (made.name, made.measures, made.recall, made.licence.decision)
        assert (each.items, each.own) == (len(made.scored), False)


def test_ones_own_are_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path)
    monkeypatch.setenv("UNSPIRAL_INSTRUMENTS", str(tmp_path))
    assert (outlines()[-1].id, outlines()[-1].own, outlines()[-1].items) == ("my_scale", True, 3)
    written(tmp_path, "items = 7\nname = 8")
    assert (outlines()[-1].name, outlines()[-1].items) == ("", 0)
    written(tmp_path, TEXT[:40])
    with pytest.raises(DataError, match="is not TOML"):
        outlines()


def test_nothing_heavy_is_loaded() -> None:
    code = (
        "import json, sys\nfrom unspiral.measure.questionnaires.outline import outlines\noutlines()\nprint(json.dumps(sorted(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    loaded = set(json.loads(ran.stdout))
    assert "unspiral.measure.questionnaires.outline" in loaded
    assert not loaded & {"numpy", "jaxtyping", "scipy", "unspiral.learn", "unspiral.measure.questionnaires.instrument"}


def test_files_are_there() -> None:
    assert {"phq9", "start_back"} <= set(packaged())
    assert set(left_out()) == {"psqi", "eq5d", "cssrs", "asq"}
    assert document_of(packaged()["phq9"])["id"] == "phq9"
