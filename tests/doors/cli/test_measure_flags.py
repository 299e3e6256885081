"""``unspiral measure flags``, as people and scripts call it."""

from __future__ import annotations

import io
import json

import pytest
from tests.doors.cli.calling import call

from unspiral.measure.safety.country import LOCALES
from unspiral.measure.safety.sign import questions

pytestmark = pytest.mark.unit


class Terminal(io.StringIO):
    """Answers typed one after the other."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_country(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in LOCALES:
        monkeypatch.delenv(variable, raising=False)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_without_options_the_questions() -> None:
    called = call("measure", "flags")
    assert called.code == 0
    assert all(question.ask in flat(called.out) for question in questions())
    assert called.out.count("(counts only beside another sign)") == 3


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["--yes", "chest", "--country", "IE"], 3, "Go to an emergency department or call 112 or 999 now."),
        (["--yes", "can_night", "--yes", "inf_risk"], 3, "Contact a doctor today."),
        (["--not-sure", "ces_bladder"], 3, "Contact a doctor today."),
        (["--yes", "can_weight"], 0, "Arrange to see a doctor within a few days."),
        (["--yes", "inflam_am"], 0, "Mention this to your doctor at a routine visit soon."),
        (["--no", "chest,can_age"], 0, "That does not rule out a serious cause."),
    ],
)
def test_what_is_said_and_how_it_ends(words: list[str], code: int, text: str) -> None:
    called = call("measure", "flags", *words)
    assert called.code == code
    assert text in flat(called.out)
    assert "questions were not answered" in flat(called.out)


def test_an_urgent_one_shows_the_emergency_number_and_what_is_held_back() -> None:
    out = flat(call("measure", "flags", "--yes", "ces_saddle", "--country", "NZ").out)
    assert "Emergency: 111" in out
    assert "1737" not in out
    assert "holds back what guidelines offer and what a model of your own answers would suggest" in out


def test_scripts_get_one_document_also_when_it_stops() -> None:
    called = call("measure", "flags", "--yes", "chest,can_age", "--not-sure", "ces_sex", "--country", "DE", "--json")
    assert (called.code, called.err) == (3, "")
    document = json.loads(called.out)
    assert document["schema"] == "unspiral.flags/1"
    assert document["urgency"] == "emergency_now"
    assert document["text"].startswith("Go to an emergency department or call 112 now.")
    assert document["blocks"] == ["pathway", "model_advice"]
    assert [reason["rule"] for reason in document["reasons"]] == ["RF1", "RF8"]
    assert document["reasons"][0]["answers"] == {"chest": "yes"}
    assert document["not_sure"] == ["ces_sex"]
    assert len(document["not_asked"]) == 15
    assert len(document["questions"]) == 18
    assert {question["evidence"] for question in document["questions"]} == {"verified_2_sources", "verified_1_source", "unverified"}
    assert document["help"]["emergency"] == "112"


def test_nothing_answered_is_no_verdict() -> None:
    document = json.loads(call("measure", "flags", "--json").out)
    assert document["urgency"] is None
    assert "nothing can be said" in document["text"]
    assert len(document["not_asked"]) == 18


def test_asked_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    replies = ["n"] * 11 + ["maybe", "y", ""] + ["?"] + ["n"] * 4
    monkeypatch.setattr("sys.stdin", Terminal("\n".join(replies) + "\n"))
    called = call("measure", "flags", "--ask", "--json")
    document = json.loads(called.out)
    answers = [question["answer"] for question in document["questions"]]
    assert answers == ["no"] * 11 + ["yes", None, "not sure"] + ["no"] * 4
    assert document["urgency"] == "urgent_days"
    assert document["not_asked"] == ["can_night"]
    assert "One of: y, n, ?, Enter, q" in called.err


def test_asking_ends_at_once_when_an_answer_calls_for_help_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("n\ny\n"))
    called = call("measure", "flags", "--ask", "--country", "US")
    assert called.code == 3
    assert "call 911 now" in called.out
    assert questions()[2].ask not in flat(called.err)


def test_asking_can_be_stopped_and_what_was_given_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("n\nq\n"))
    called = call("measure", "flags", "--ask", "--no", "ces_saddle", "--json")
    document = json.loads(called.out)
    assert len(document["not_asked"]) == 16
    assert questions()[0].ask not in flat(called.err)


def test_asking_needs_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    called = call("measure", "flags", "--ask")
    assert called.code == 2
    assert "this is none" in called.err


def test_an_end_of_input_is_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    called = call("measure", "flags", "--ask")
    assert called.code == 130
    assert called.out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--yes", "ces_sadle"], "Did you mean 'ces_saddle'?"),
        (["--yes", "chest", "--no", "chest"], "answered both 'yes' and 'no'"),
    ],
)
def test_slips_are_named(words: list[str], said: str) -> None:
    called = call("measure", "flags", *words)
    assert called.code == 2
    assert called.out == ""
    assert said in called.err


@pytest.mark.parametrize("country", ["England", "XX", "Irland"])
def test_a_wrong_country_hides_no_emergency(country: str) -> None:
    called = call("measure", "flags", "--yes", "ces_saddle", "--country", country)
    assert called.code == 3
    assert "Go to an emergency department or call your local emergency number now." in flat(called.out)
    assert "The country that was named is none" in flat(called.out)
    assert f"SpecError: '{country}' is no code of a country." in called.err
    assert ("--country GB" in called.err) == (country == "England")
    document = json.loads(call("measure", "flags", "--yes", "ces_saddle", "--country", country, "--json").out)
    assert (document["urgency"], document["help"]["country"]) == ("emergency_now", "*")


def test_a_wrong_country_is_bad_input_where_nothing_else_stops() -> None:
    called = call("measure", "flags", "--no", "chest", "--country", "England")
    assert called.code == 2
    assert "That does not rule out a serious cause." in flat(called.out)
    assert "Did you mean 'GB'" in called.err
    assert call("measure", "flags", "--no", "chest", "--country", "").code == 0
