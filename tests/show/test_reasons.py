"""What is known of what people say: every row with a text seen, its verdict, its number with an interval, and no note to writers."""

from __future__ import annotations

import re

import pytest

from unspiral.evidence.tables import claims
from unspiral.show.reasons import AS_IT_STANDS, FOR_READERS, KEEP, NOTES_FOR_WRITERS, TOPICS, by_topic, instead, reason, reasons

pytestmark = pytest.mark.unit

# How a note to whoever writes software begins, or goes on behind a semicolon.
TO_WRITERS = re.compile(r"(^|; )(do not|say:|measure |model |remove|show |estimate|drop |see \d|keep '|ask two|not meas|growth not)", re.I)


def test_every_claim_on_which_a_text_was_seen_is_there_and_no_other() -> None:
    found = reasons()
    assert [each.id for each in found.found] == [row.id for row in claims() if row.kind != "none"]
    assert found.left_out == sum(row.kind == "none" for row in claims()) > 0
    assert sum(len(group) for _, _, group in by_topic(found.found)) == len(found.found)
    assert {each.topic for each in found.found} <= set(TOPICS)


def test_words_for_readers_are_the_tables_own() -> None:
    rows = {row.id: row for row in claims()}
    assert all(part.casefold() in rows[key].say.casefold() for key, part in FOR_READERS.items())
    assert all(rows[key].notes for key in NOTES_FOR_WRITERS)
    said = {each.id: each.instead for each in reasons().found}
    assert said["004-01"] == "Association."  # a "direct relationship" that is called supported must not stand alone
    assert said["003-12"] == "Large on mood for CBT, small on pain for drugs."


def test_no_note_to_writers_reaches_a_reader() -> None:
    shown = [(row.id, instead(row)) for row in claims() if row.kind != "none"]
    assert [pair for pair in shown if TO_WRITERS.search(pair[1])] == []
    assert TO_WRITERS.search("Do not repeat; marketing description.")
    kept = [row for row in claims() if row.say.startswith(KEEP) and row.id not in FOR_READERS]
    assert {row.verdict for row in kept if instead(row) == AS_IT_STANDS} == {"supported"}  # nothing else may be said as it stands
    assert {instead(row) for row in kept} == {AS_IT_STANDS, ""}


def test_a_number_has_its_interval_or_says_that_there_is_none() -> None:
    numbers = [each for each in reasons().found if each.number]
    assert len(numbers) > 40
    assert all("95 % interval" in each.number or "no interval shown" in each.number for each in numbers)
    assert all(each.sources for each in numbers)
    assert next(each for each in numbers if each.id == "002-17").about.startswith("Cannot tell: ")


def test_where_a_medicine_is_named_the_prescriber_is_too() -> None:
    named = {each.id for each in reasons().found if each.medicine}
    assert {"000-06", "001-17", "001-35", "004-23"} <= named
    assert "000-02" not in named


def test_words_and_topics_narrow_the_list() -> None:
    sleep = reasons("sleep pain")
    assert 0 < len(sleep.found) < len(reasons().found)
    assert reasons("xylofone").found == ()
    assert {each.topic for each in reasons("", "treatment").found} == {"treatment"}
    assert len(reasons("", "no such topic").found) == len(reasons().found)


def test_a_verdict_stands_in_words() -> None:
    row = next(row for row in claims() if row.id == "000-10")
    assert (reason(row).verdict, instead(row)[:16]) == ("Not supported", "Stress-hormone f")
