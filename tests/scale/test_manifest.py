from __future__ import annotations

import re

import pytest

from unspiral.scale.manifest import made_by, moment
from unspiral.version import VERSION

pytestmark = pytest.mark.unit


def test_versions_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert made_by()["unspiral"] == VERSION and all(made_by().values())
    monkeypatch.setenv("UNSPIRAL_KERNEL", "numpy")
    assert made_by()["kernel"] == "plain Python"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", moment())
