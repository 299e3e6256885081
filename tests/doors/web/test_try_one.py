"""Trying one thing, from the plan to what it told, with a made-up person whose truth is known and a clock moved by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

import numpy as np
import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import NOW
from tests.doors.web.entries import kept, signs
from tests.doors.web.trial_made import FORM, TODAY, TOMORROW, Clock, check_ins, days_of, four_weeks_before

from unspiral.doors.web import try_one
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.own_trials import trial_of_key, trials_of
from unspiral.doors.web.trial_form import seed_of
from unspiral.doors.web.trial_work import work
from unspiral.show.own_trial_words import BETWEEN, HARDLY

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The other process's work, done in this one; one test asks the other process itself."""

    async def at_once(asked: dict[str, Any]) -> dict[str, Any]:
        return work(asked)

    if not request.node.name.startswith("test_the_other_process"):
        monkeypatch.setattr(try_one, "worked_out", at_once)
    yield


def form(**other: str) -> dict[str, str]:
    return {**FORM, "key": str(uuid5(NAMESPACE_URL, other.get("name", "a trial"))), "start": TOMORROW, **other}  # the key draws the days


def begun(person: TestClient, **other: str) -> str:
    sent = form(**other)
    answer = person.post("/try/begin", data=sent)
    assert answer.status_code == 303, re.sub(r"<[^>]+>", " ", answer.text)[-800:]
    return sent["key"]


def run_through(desk: Desk, clock: Clock, key: str, effect: float, seed: int) -> None:
    """Every day of a trial is lived and checked in; the thing shifts pain on its days."""
    found = trial_of_key(desk.journal, key)
    assert found is not None
    pain = days_of(found.days, seed) + effect * np.array(found.on)
    clock.to(found.last)
    check_ins(desk, found.begin, list(pain), key, missed=(3, 10))
    clock.to((date.fromisoformat(found.last) + timedelta(days=1)).isoformat())


def test_a_whole_trial_of_a_thing_that_works(desk: Desk, person: TestClient) -> None:
    clock = Clock(desk)
    four_weeks_before(desk)
    planned = person.post("/try/plan", data=form())
    assert planned.status_code == 200
    assert "of 100 such trials would show it" in planned.text and "would end with “cannot tell”" in planned.text
    words = re.sub(r"<[^>]+>", " ", planned.text)
    low = [
        int(found) for found in re.findall(r"about (\d+) of 100 such trials would show it, and \d+ would end with “cannot tell”\.", words)
    ]
    assert low and (min(low) >= 80) is not (HARDLY in words or BETWEEN in words)  # little chance is said beside the choice
    assert "the trial ends, and what happened is talked over" in planned.text  # the rule about harm, before anything begins
    key = begun(person, size="42x3")
    page = person.get("/try").text
    assert f"/try/{key}" in page and "/try/plan" not in page  # one at a time
    assert person.post("/try/plan", data=form()).status_code == 422
    found = trial_of_key(desk.journal, key)
    assert found is not None and 0 < sum(found.on) < found.days == 42
    clock.to(found.begin)
    word = "with" if found.on[0] else "without"
    assert f"Day 1 of 42: a day {word} “an evening walk”." in person.get("/check-in").text.replace("&#34;", '"')
    early = person.post(f"/try/{key}/read", data={"key": str(uuid4())})
    assert early.status_code == 409 and "It is read once" in early.text
    run_through(desk, clock, key, -2.5, 11)
    assert "Read what it tells" in person.get(f"/try/{key}").text
    sent = {"key": str(uuid4())}
    assert person.post(f"/try/{key}/read", data=sent).status_code == 303
    told = person.get(f"/try/{key}").text
    assert "Clear: pain was lower on days with an evening walk" in told
    assert "40 of 42 days were answered" in told and "<svg" in told
    assert "t-test" not in told and "--" not in re.sub(r"var\(--|--\w+:", "", told.split("<main")[1])
    newest = trial_of_key(desk.journal, key)
    assert newest is not None and newest.state == "ended"
    effect = newest.result["effects"][0]["on_days"]  # type: ignore[index,call-overload]
    assert effect["low"] < -2.5 < effect["high"] or abs(effect["estimate"] + 2.5) < 1.0
    # Read again, or answers changed afterwards: what was read stays.
    check_ins(desk, newest.begin, [9.0] * 20)
    assert person.post(f"/try/{key}/read", data=sent).status_code == 303
    assert "Clear: pain was lower" in person.get(f"/try/{key}").text


def test_a_thing_that_does_nothing_ends_with_cannot_tell(desk: Desk, person: TestClient) -> None:
    clock = Clock(desk)
    four_weeks_before(desk, 2)
    key = begun(person, size="42x3")
    run_through(desk, clock, key, 0.0, 5)
    person.post(f"/try/{key}/read", data={"key": str(uuid4())})
    told = person.get(f"/try/{key}").text
    assert "Cannot tell yet whether an evening walk changes pain." in told
    assert "Clear" not in told.split("<main")[1]


def test_the_other_process_gives_the_same_plan_and_double_sending_is_one_trial(desk: Desk, person: TestClient) -> None:
    Clock(desk)
    four_weeks_before(desk)
    sent = form(size="28x7")
    assert person.post("/try/begin", data=sent).status_code == 303
    assert person.post("/try/begin", data=sent).status_code == 303
    (found,) = trials_of(desk.journal)
    diary = try_one._diary(_visit(desk), "pain", TODAY)
    asked = {
        "do": "plan", "name": FORM["name"], "outcome": "pain", "effect": 2.0, "better": "lower", "adherence": 1.0, "missed": 0.0,
        "fading": 0.0, "estimate_timing": False, "diary": diary, "days": 28, "block": 7, "start": TOMORROW, "seed": seed_of(sent["key"]),
    }  # fmt: skip
    assert list(work(asked)["plan"]["on"]) == list(found.on)


def _visit(desk: Desk) -> Any:
    from tests.doors.web.test_blocked import visit_to

    return visit_to(desk)


@pytest.mark.parametrize("name", ["Ibuprofen 400", "my antidepressant", "Lyrica", "a small walk"])
def test_a_medicine_is_refused_kindly(person: TestClient, name: str) -> None:
    said = "yes" if name == "a small walk" else "no"
    for address in ("/try/plan", "/try/begin"):
        page = person.post(address, data=form(name=name, medicine=said, size="42x7"))
        assert page.status_code == 422
        assert "only together with your prescriber" in page.text
        assert f'value="{name}"' in page.text  # nothing typed is lost


def test_what_is_not_clear_comes_back_filled_in(person: TestClient) -> None:
    page = person.post("/try/plan", data=form(name="", outcome="money", start="soon", medicine=""))
    assert page.status_code == 422
    assert page.text.count('class="wrong"') == 5
    assert 'value="soon"' in page.text


def test_too_few_days_say_how_many_more(desk: Desk, person: TestClient) -> None:
    Clock(desk)
    four_weeks_before(desk, days=9)
    page = person.post("/try/plan", data=form())
    assert page.status_code == 422
    assert "9 evenings say something about pain, 5 more are needed." in page.text
    assert person.post("/try/begin", data=form()).status_code == 422


def test_answers_that_never_change_are_refused_in_words(desk: Desk, person: TestClient) -> None:
    Clock(desk)
    check_ins(desk, (NOW.date() - timedelta(days=20)).isoformat(), [5.0] * 20)
    page = person.post("/try/plan", data=form())
    assert page.status_code == 422
    assert "Your answers so far are all the same" in page.text and "Traceback" not in page.text


def test_warning_signs_come_first(desk: Desk, person: TestClient) -> None:
    clock = Clock(desk)
    four_weeks_before(desk)
    signs(desk, "ces_saddle")
    assert "call for a doctor first" in person.get("/try").text
    for address in ("/try/plan", "/try/begin"):
        page = person.post(address, data=form(size="42x7"))
        assert page.status_code == 422 and "call for a doctor first" in page.text
    assert trials_of(desk.journal) == ()
    clock.at += timedelta(minutes=5)
    signs(desk)
    assert person.post("/try/plan", data=form()).status_code == 200


def test_stopped_early_is_described_and_not_tested(desk: Desk, person: TestClient) -> None:
    clock = Clock(desk)
    four_weeks_before(desk)
    key = begun(person, size="42x3")
    check_ins(desk, TOMORROW, list(days_of(20, 3)), key)
    clock.to((NOW.date() + timedelta(days=20)).isoformat())
    assert person.post(f"/try/{key}/stop", data={"key": str(uuid4())}).status_code == 303
    told = person.get(f"/try/{key}").text
    assert "Stopped early." in told and "nothing is tested" in told
    assert "counts as clear" not in told
    assert person.post(f"/try/{key}/read", data={"key": str(uuid4())}).status_code == 303  # it stays stopped
    found = trial_of_key(desk.journal, key)
    assert found is not None and found.state == "stopped"
    assert "/try/plan" in person.get("/try").text


def test_stopped_before_it_began_or_at_once_says_why_nothing_can_be_said(desk: Desk, person: TestClient) -> None:
    clock = Clock(desk)
    four_weeks_before(desk)
    key = begun(person, size="42x3")
    person.post(f"/try/{key}/stop", data={"key": "x"})
    assert "stopped before its first day" in person.get(f"/try/{key}").text
    key = begun(person, size="42x3", name="stretching")
    clock.to(TOMORROW)
    person.post(f"/try/{key}/stop", data={"key": "x"})
    assert "Cannot tell: too few days with it, or too few without it, have an answer." in person.get(f"/try/{key}").text


def test_a_period_stopped_after_a_few_days_does_not_call_the_days_before_few(desk: Desk, person: TestClient) -> None:
    clock = Clock(desk)
    four_weeks_before(desk)
    key = begun(person, way="period")
    check_ins(desk, TOMORROW, [4.0, 5.0, 4.0, 6.0, 5.0], key)
    clock.to((NOW.date() + timedelta(days=5)).isoformat())
    assert person.post(f"/try/{key}/stop", data={"key": str(uuid4())}).status_code == 303
    told = person.get(f"/try/{key}").text
    assert "5 days since it was begun have an answer." in told
    assert "before it was begun" not in told


def test_the_rule_about_harm_speaks_on_its_day(desk: Desk, person: TestClient) -> None:
    clock = Clock(desk)
    four_weeks_before(desk)
    key = begun(person, size="42x3")
    check_ins(desk, TOMORROW, [5.0, 10.0, 10.0])
    clock.to((NOW.date() + timedelta(days=3)).isoformat())
    assert 'role="alert"' not in person.get(f"/try/{key}").text
    kept(desk, "check-in", {"answers": {"pain": 10}}, (NOW.date() + timedelta(days=4)).isoformat())
    clock.to((NOW.date() + timedelta(days=4)).isoformat())
    page = person.get(f"/try/{key}").text
    assert 'role="alert"' in page and "Talk to the person who treats you before going on." in page


def test_a_period_is_held_beside_the_days_before_and_says_what_that_cannot_show(desk: Desk, person: TestClient) -> None:
    clock = Clock(desk)
    four_weeks_before(desk)
    planned = person.post("/try/plan", data=form(way="period")).text
    assert "A before and after cannot show a cause." in planned and "Most people begin something when days are bad" in planned
    key = begun(person, way="period")
    found = trial_of_key(desk.journal, key)
    assert found is not None and found.days == 21
    run_through(desk, clock, key, -3.0, 4)
    person.post(f"/try/{key}/read", data={"key": str(uuid4())})
    told = person.get(f"/try/{key}").text
    assert "pain was lower than before. Why, this cannot tell" in told
    assert "A before and after cannot show a cause." in told and "Most people begin something when days are bad" in told
    assert "from 23 November to 13 December 2026" in told  # its own days, whenever it was read
    assert "19 of 21" in told and "21 of 21" in told and "95" in told


def test_a_trial_that_is_not_there(person: TestClient) -> None:
    for answer in (
        person.get("/try/none"),
        person.post("/try/none/stop", data={"key": "x"}),
        person.post("/try/none/read", data={"key": "x"}),
    ):
        assert answer.status_code == 404


def test_what_is_stopped_before_its_first_day_has_no_day(desk: Desk, person: TestClient) -> None:
    clock = Clock(desk)
    key = begun(person, way="period")
    person.post(f"/try/{key}/stop", data={"key": str(uuid4())})
    clock.to(TOMORROW)
    found = trial_of_key(desk.journal, key)
    assert found is not None and not found.runs_on(TOMORROW)
    assert "before its first day" in person.get(f"/try/{key}").text
    assert "a day with" not in person.get("/check-in").text


def test_a_result_waits_while_warning_signs_come_first(desk: Desk, person: TestClient) -> None:
    clock = Clock(desk)
    four_weeks_before(desk)
    key = begun(person, way="period")
    run_through(desk, clock, key, -2.0, 5)
    person.post(f"/try/{key}/read", data={"key": str(uuid4())})
    told = person.get(f"/try/{key}").text
    signs(desk, "ces_saddle")
    held = person.get(f"/try/{key}").text
    assert "points" in told and "points" not in held and "/red-flags/result" in held
