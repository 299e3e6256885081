"""The made-up person's journal: what stands in it, and that it is what docs/reference/journal.md says."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date

import pytest

from unspiral.measure.made_up.journal import EVERY, made_up_entries
from unspiral.measure.questionnaires.library import instrument
from unspiral.records.own_trial import own_trial

pytestmark = pytest.mark.unit

UNTIL = date(2026, 11, 21)
ENTRIES = made_up_entries(90, UNTIL, UTC, ["ces_saddle", "ces_bladder"])


def test_every_kind_is_there_and_the_last_day_is_yesterday() -> None:
    counted = Counter(entry.kind for entry in ENTRIES)
    assert counted["check-in"] > 70
    assert counted["questionnaire"] == 3 * (90 // EVERY)
    assert (counted["treatment"], counted["red-flags"]) == (3, 1)
    assert counted["note"] > 3
    assert max(entry.day for entry in ENTRIES) == UNTIL.isoformat()
    assert len({entry.key for entry in ENTRIES}) == len(ENTRIES)


def test_questionnaires_answer_the_items_that_there_are_and_never_raise_an_alarm() -> None:
    filled_in = [entry for entry in ENTRIES if entry.kind == "questionnaire"]
    assert "phq9" in {entry.body["instrument"] for entry in filled_in}
    for entry in filled_in:
        name, answers = entry.body["instrument"], entry.body["answers"]
        assert isinstance(name, str) and isinstance(answers, dict)
        asked = {item.id: item for item in instrument(name).items}
        assert answers and set(answers) <= set(asked)
        assert all(type(value) is int for value in answers.values())
        if name == "phq9":
            assert answers["phq9"] == 0
            assert len(answers) == 9


def test_what_was_tried_names_a_treatment_of_the_journal_that_had_begun() -> None:
    began = {entry.key: entry.day for entry in ENTRIES if entry.kind == "treatment" and not entry.replaces}
    tried = [(entry.day, key) for entry in ENTRIES if entry.kind == "check-in" for key in entry.body["tried"]]  # type: ignore[union-attr]
    assert len(tried) > 30
    assert all(began[str(key)] <= day for day, key in tried)


def test_the_treatment_that_ended_is_corrected_not_written_anew() -> None:
    (ended,) = [entry for entry in ENTRIES if entry.replaces]
    (first,) = [entry for entry in ENTRIES if entry.key == ended.replaces]
    assert (first.body["to"], first.day, first.kind) == ("", ended.day, "treatment")
    assert ended.body["to"] == "2026-10-08"


def test_what_was_done_for_some_weeks_is_a_trial_that_can_be_read() -> None:
    (entry,) = [entry for entry in ENTRIES if entry.kind == "trial"]
    found = own_trial(entry.key, entry)
    assert found is not None and (found.way, found.state, found.begin) == ("period", "running", entry.day)
    assert found.is_over(UNTIL.isoformat()) and found.days >= 14


def test_the_same_day_has_the_same_key_and_no_days_no_entry() -> None:
    assert made_up_entries(90, UNTIL, UTC, ["ces_saddle", "ces_bladder"]) == ENTRIES
    assert made_up_entries(0, UNTIL, UTC, []) == ()
