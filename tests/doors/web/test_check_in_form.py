"""The form of the check-in: whatever is sent is kept to the letter, or refused with a reason."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.doors.web.check_in_form import body, empty, faults, filled, typed
from unspiral.doors.web.form import Form
from unspiral.measure.daily.check_in import daily_questions, sites
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=timezone(timedelta(hours=1)))
KEY = "7c6f3cb0-4f43-4bd1-8d3e-55d8a0b4f9a1"
IDS = [question.id for question in daily_questions()]
SITES = [site.id for site in sites()]
TRIED = {"a", "b"}

score = st.sampled_from(["", *map(str, range(11))])
fair = st.fixed_dictionaries(
    {
        "key": st.just([KEY]),
        "day": st.dates(date(2000, 1, 1), NOW.date()).map(lambda day: [day.isoformat()]),
        **{name: score.map(lambda said: [said]) for name in IDS},
        "tried": st.lists(st.sampled_from(sorted(TRIED)), unique=True),
        "sites": st.lists(st.sampled_from(SITES), unique=True),
        "flare": st.sampled_from([[""], ["yes"]]),
        "note": st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=200).map(lambda note: [note]),
    }
)
wild = st.dictionaries(
    st.sampled_from(["key", "day", "tried", "sites", "flare", "note", "trial:x", "more", *IDS]),
    st.lists(st.text(max_size=30) | score, min_size=1, max_size=3),
)


@given(fair)
def test_a_fair_form_becomes_an_entry_and_comes_back_as_it_was(fields: dict[str, list[str]]) -> None:
    sent = typed(Form(fields))
    wrong = faults(sent, NOW, TRIED, {})
    assert wrong == ([] if sent.holds_something else ["Nothing is filled in yet. One answer is enough."])
    kept = body(sent, NOW)
    assert kept["answers"] == {name: int(fields[name][0]) for name in IDS if fields[name][0]}
    again = filled(Entry(KEY, "check-in", sent.day, NOW.isoformat(), json.loads(json.dumps(kept))))
    assert again.key != KEY
    for name in ("day", "tried", "sites", "flare", "note", "trial"):
        assert getattr(again, name) == getattr(sent, name)
    assert {name: said for name, said in sent.answers.items() if said} == again.answers


@given(wild)
def test_a_wild_form_is_refused_or_kept_to_the_letter(fields: dict[str, list[str]]) -> None:
    sent = typed(Form(fields))
    if faults(sent, NOW, TRIED, {}):
        return
    kept = body(sent, NOW)
    answers = kept["answers"]
    assert isinstance(answers, dict)
    assert all(str(answers[name]) == fields[name][-1].strip() for name in answers)
    assert set(fields.get("sites", ())) == set(sent.sites) <= set(SITES)
    assert set(fields.get("tried", ())) == set(sent.tried) <= TRIED


def test_an_untouched_form_holds_nothing() -> None:
    assert not empty(NOW.date()).holds_something


def test_a_form_without_its_key_gets_another() -> None:
    sent = typed(Form({"day": ["2026-11-22"], "pain": ["3"]}))
    assert any("lost its name" in each for each in faults(sent, NOW, (), {}))
    assert faults(sent, NOW, (), {}) == []
