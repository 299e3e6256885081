"""``unspiral measure list``: at once, and without what it does not need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.doors.cli.calling import call
from tests.measure.questionnaires.my_scale import written

pytestmark = pytest.mark.unit


def test_each_one_has_its_line() -> None:
    called = call("measure", "list")
    assert called.code == 0
    lines = called.out.splitlines()
    assert len(lines) == 28
    phq9 = next(line for line in lines if line.startswith("phq9 "))
    assert all(word in phq9 for word in ("Patient Health Questionnaire-9", "depressive symptoms", "last 2 weeks", " 9 ", "with its text"))
    assert "scoring only" in next(line for line in lines if line.startswith("odi "))
    assert "Left out on purpose: psqi, eq5d, cssrs, asq." in called.err


def test_json_and_quiet() -> None:
    called = call("measure", "list", "--json", "--quiet")
    document = json.loads(called.out)
    assert called.err == ""
    assert document["schema"] == "unspiral.instruments/1"
    assert len(document["instruments"]) == 27
    assert {each["id"] for each in document["left_out"]} == {"psqi", "eq5d", "cssrs", "asq"}


def test_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path)
    monkeypatch.setenv("UNSPIRAL_INSTRUMENTS", str(tmp_path))
    assert "with its text, yours" in call("measure", "list").out
    written(tmp_path, "x")
    called = call("measure", "list")
    assert called.code == 2
    assert "'my_scale.toml' is not TOML" in called.err


def test_it_loads_neither_numbers_nor_learn() -> None:
    code = "import sys\nfrom unspiral.doors.cli.main import main\nmain(['measure', 'list', '--quiet'])\nprint(sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    loaded = ran.stdout.splitlines()[-1]
    assert "'unspiral.measure.questionnaires.outline'" in loaded
    for name in ("numpy", "jaxtyping", "scipy", "narwhals", "unspiral.learn", "unspiral.act", "unspiral.show"):
        assert f"'{name}'" not in loaded, name
