"""What a prompt works out of its own fields."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime

import pytest

from unspiral.records.prompt import STATUSES, Due, Prompt

pytestmark = pytest.mark.unit

DUE = Due(
    "P1", "plan", 1, "evening", "fixed", date(2026, 3, 29), "evening.2026-03-29.1", datetime(2026, 3, 29, 18, tzinfo=UTC), 7200,
    "Europe/Zurich", "2026f", 240, (30, 90),
)  # fmt: skip


def test_times_follow_from_the_instant() -> None:
    assert DUE.local.isoformat() == "2026-03-29T20:00:00+02:00"
    assert DUE.expires_at == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert DUE.reminders_at == (datetime(2026, 3, 29, 18, 30, tzinfo=UTC), datetime(2026, 3, 29, 19, 30, tzinfo=UTC))


def test_prompts_are_frozen() -> None:
    prompt = Prompt("P1", "plan", 1, "r", "fixed", "r.1", DUE.day, DUE.local, DUE.expires_at, "UTC", "2026f")
    assert prompt.offered is None and prompt.submission == "" and not prompt.paused
    assert len(set(STATUSES)) == 7
    with pytest.raises(FrozenInstanceError):
        prompt.submitted = DUE.at  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        DUE.at = DUE.at  # type: ignore[misc]
