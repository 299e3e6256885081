"""The records of a report."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.show.model import Answer, Part, Picture, Report, Section, Table

pytestmark = pytest.mark.unit


def test_a_report_cannot_be_changed_after_the_fact() -> None:
    table = Table("t", ("a",), (("1",),))
    part = Part(pictures=(Picture("p", "<svg/>", "c", table),))
    report = Report("r", False, "read", Answer("h", "", (), ()), (Section("s", "S", parts=(part,)),), (), (), "0")
    with pytest.raises(FrozenInstanceError):
        report.title = "another"  # type: ignore[misc]
    assert hash(report) == hash(report)
    assert report.sections[0].parts[0].pictures[0].wide == ""
