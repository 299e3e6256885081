"""What tests of whole analyses share."""

from __future__ import annotations

import pytest

from unspiral.act.trial import interval


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer made-up diaries behind each size that is tried: seconds in place of minutes, by the same rules."""
    monkeypatch.setattr(interval, "LEAST", 39)
