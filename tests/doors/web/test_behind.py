"""What is worked out behind the pages gives way to them from its beginning."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from unspiral.doors.web.behind import command

pytestmark = pytest.mark.unit


@pytest.mark.skipif(not hasattr(os, "nice"), reason="priorities of Unix")
def test_it_gives_way_before_python_starts() -> None:
    asked = command("fitting")
    at = asked.index(sys.executable)
    ran = subprocess.run([*asked[: at + 1], "-c", "import os; print(os.nice(0))"], capture_output=True, text=True, check=True, timeout=30)
    assert int(ran.stdout) == 19
    assert asked[at + 1 :] == ["-P", "-m", "unspiral.doors.web.fitting"]


def test_without_such_a_program_it_runs_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert command("trial_work") == [sys.executable, "-P", "-m", "unspiral.doors.web.trial_work"]
