from __future__ import annotations

import pytest

from unspiral.measure.exports.fhir_written import Tally

pytestmark = pytest.mark.unit


def test_nothing_to_say() -> None:
    written = Tally().written()
    assert (written.resources, written.answers, written.scores, written.withheld, written.said) == ({}, 0, 0, 0, ())


def test_what_is_said() -> None:
    tally = Tally()
    tally.withheld, tally.no_score = 1, 2
    tally.as_given["phq9", "phq1"] = 3
    tally.times["date"], tally.times["none"] = 1, 2
    tally.unknown.add("my\0own")
    said = tally.written().said
    assert len(said) == 6
    assert said[0].startswith("1 score is withheld")
    assert "--acknowledged" in said[0]
    assert said[1].startswith("3 answers to item 'phq1' of 'phq9' fit none of its answers")
    assert "2 forms have no score" in said[2]
    assert "no offset from UTC" in said[3]
    assert "2 times are no date" in said[4]
    assert "'my\ufffdown'" in said[5]


def test_forms_that_call_for_help_are_counted_and_the_loudest_kept() -> None:
    tally = Tally()
    for answer in (1.0, 3.0, 2.0):
        tally.calls(answer)
    assert (tally.written().safety, tally.written().loudest) == (3, 3.0)
    assert (Tally().written().safety, Tally().written().loudest) == (0, None)
