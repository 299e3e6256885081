"""Help and the notice are fixed once made, and say nothing that nobody checked."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from unspiral.records.help import Help, HelpLine, SafetyNotice

pytestmark = pytest.mark.unit

LINE = HelpLine("Somebody", "1", ("call",))
HELP = Help("XX", "Nowhere", "2", (LINE,), date(2026, 1, 1), "", ("page.org",))


def test_what_nobody_said_is_unverified_and_empty() -> None:
    assert (LINE.hours, LINE.url, LINE.note, LINE.evidence) == ("", "", "", "unverified")
    assert (HELP.evidence, HELP.note) == ("unverified", "")


def test_nothing_can_be_changed_afterwards() -> None:
    notice = SafetyNotice("suicide-item", "Title", ("One.",), HELP)
    for record, name in ((LINE, "contact"), (HELP, "emergency"), (notice, "message")):
        with pytest.raises(FrozenInstanceError):
            setattr(record, name, "3")
    assert replace(notice, follow_on="Next.").help is HELP
