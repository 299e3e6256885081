"""Two stretches of days are plain numbers, that can be written down and read again."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from unspiral.records.before_after import BeforeAfter, Stretch
from unspiral.records.effect import Effect

pytestmark = pytest.mark.unit


def test_there_and_back() -> None:
    found = BeforeAfter(Stretch(14, 12, 5.0), Stretch(21, 20, 4.5), Effect(-0.5, -1.0, 0.1, 0.3), 0.4, 0.95)
    held = asdict(found)
    again = BeforeAfter(Stretch(**held["before"]), Stretch(**held["after"]), Effect(**held["difference"]), held["alike"], held["level"])
    assert again == found
