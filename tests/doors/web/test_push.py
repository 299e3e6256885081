"""The pages of web push: on and off by the person alone, in plain words, and nothing but a known service."""

from __future__ import annotations

import asyncio
import html
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from tests.doors.web.push_made import BrowserKeys, decoded

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.push_browsers import MOST, change, held
from unspiral.doors.web.push_message import public_key
from unspiral.doors.web.push_round import evening_of
from unspiral.doors.web.static_files import content

pytestmark = pytest.mark.unit
AGENT = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
PAGES = ("/reminders/push", "/reminders/push/key", "/reminders/push/remove")


def page_of(client: TestClient) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", client.get("/reminders").text)))


def test_only_who_is_in(desk: Desk, stranger: TestClient) -> None:
    for path in PAGES:
        assert stranger.post(path, data=BrowserKeys().told).status_code == 303
    assert not desk.is_open


def test_only_our_own_pages(desk: Desk, person: TestClient) -> None:
    for path in PAGES:
        assert person.post(path, data=BrowserKeys().told, headers={"origin": "https://evil.example"}).status_code == 403
        assert person.post(path, json=BrowserKeys().told).status_code == 415
        assert person.get(path).status_code == 405
    assert desk.journal.setting("push") is None


def test_the_page_says_what_goes_out_before_anything_does(desk: Desk, person: TestClient) -> None:
    words = page_of(person)
    for said in (
        "encrypted envelope",
        "nothing about your health",
        "needs the network",
        "Nothing goes out until you switch it on",
        "calendar file",
    ):
        assert said in words
    assert 'id="push-on" method="post" action="/reminders/push" hidden' in person.get("/reminders").text  # without a script: no button
    assert desk.journal.setting("push") is None


def test_the_key_is_made_once_and_fits_a_browser(desk: Desk, person: TestClient) -> None:
    first = person.post("/reminders/push/key", data={"make": "yes"}).json()["key"]
    assert len(decoded(first)) == 65
    assert person.post("/reminders/push/key", data={"make": "yes"}).json()["key"] == first == public_key(held(desk.journal).key)
    assert held(desk.journal).key not in person.get("/reminders").text


def test_on_and_off(desk: Desk, person: TestClient) -> None:
    one, other = BrowserKeys(), BrowserKeys("https://updates.push.services.mozilla.com/wpush/v2/x")
    assert person.post("/reminders/push", data=one.told, headers=AGENT).headers["location"] == "/reminders?saved=1"
    person.post("/reminders/push", data=other.told, headers=AGENT)
    person.post("/reminders/push", data=one.told, headers=AGENT)  # a second click
    kept = held(desk.journal)
    assert [browser.endpoint for browser in kept.browsers] == [one.endpoint, other.endpoint]
    assert len(decoded(kept.key)) == 32
    shown = person.get("/reminders").text
    assert shown.count("Firefox on Linux</strong>") == 2
    assert one.endpoint not in shown
    assert "No reminder was sent yet" in page_of(person)
    person.post("/reminders/push/remove", data={"browser": kept.browsers[0].id})
    person.post("/reminders/push/remove", data={"browser": "none of them"})
    assert [browser.endpoint for browser in held(desk.journal).browsers] == [other.endpoint]


@pytest.mark.parametrize(
    "given",
    [
        {"endpoint": "https://127.0.0.1:22/"},
        {"endpoint": "http://fcm.googleapis.com/fcm/send/abc"},
        {"endpoint": "https://evil.example/fcm.googleapis.com"},
        {"endpoint": ""},
        {"public": "AAAA"},
        {"auth": ""},
    ],
)
def test_what_is_no_browser_is_refused_in_words(desk: Desk, person: TestClient, given: dict[str, str]) -> None:
    answer = person.post("/reminders/push", data={**BrowserKeys().told, **given})
    assert answer.status_code == 422
    assert 'href="#push"' in answer.text
    assert desk.journal.setting("push") is None


def test_there_is_an_end_to_the_list(desk: Desk, person: TestClient) -> None:
    for n in range(MOST):
        assert person.post("/reminders/push", data=BrowserKeys(f"https://fcm.googleapis.com/{n}").told).status_code == 303
    answer = person.post("/reminders/push", data=BrowserKeys("https://fcm.googleapis.com/more").told)
    assert answer.status_code == 422
    assert "Take one off the list first." in answer.text


def test_an_evening_that_has_begun_does_not_ring_at_the_click(desk: Desk, person: TestClient) -> None:
    desk.journal.settle("zone", "Europe/Zurich").result()
    person.post("/reminders", data={"at": "20:00", "on": "yes", "until": ""})  # it is a quarter past eight
    person.post("/reminders/push", data=BrowserKeys().told)
    assert evening_of(desk.journal, desk.now()) is not None
    assert held(desk.journal).browsers[0].day == "2026-11-22"


def test_the_page_tells_of_the_last_one_and_of_what_went_wrong(desk: Desk, person: TestClient) -> None:
    desk.journal.settle("zone", "Europe/Zurich").result()
    one = BrowserKeys().browser
    sent = replace(
        one,
        sent_at="2026-11-21T19:00:05+00:00",
        wrong="It was busy.",
        wrong_at="2026-11-22T20:00:05+01:00",
        after="2026-11-22T20:01:05+01:00",
    )
    asyncio.run(change(desk.journal, lambda all_: replace(all_.added(sent), ended="Edge on Windows", ended_at="2026-11-20T20:00:00+01:00")))
    words = page_of(person)
    assert "Last reminder sent: Saturday 21 November 2026 at 20:00. On Sunday 22 November 2026 at 20:00: It was busy." in words
    assert "The next try: from Sunday 22 November 2026 at 20:01 on" in words
    assert "Edge on Windows was taken off the list on Friday 20 November 2026 at 20:00" in words


def test_a_demo_sends_nothing_to_anybody(desk: Desk, person: TestClient) -> None:
    desk.demo = True
    assert person.post("/reminders/push/key", data={"make": "yes"}).status_code == 409
    assert person.post("/reminders/push", data=BrowserKeys().told).status_code == 422
    assert "push-on" not in person.get("/reminders").text
    assert desk.journal.setting("push") is None


def test_the_worker_shows_the_words_and_leads_to_the_check_in(stranger: TestClient) -> None:
    text = stranger.get("/sw.js").text
    assert 'addEventListener("push"' in text
    assert 'openWindow("/check-in")' in text
    script = content("push.js")
    assert script is not None
    assert b"userVisibleOnly: true" in script[0]


def test_the_keys_do_not_leave_with_the_data(desk: Desk, person: TestClient) -> None:
    from unspiral.measure.exports.journal_json import journal_lines

    person.post("/reminders/push", data=BrowserKeys().told)
    text = b"".join(journal_lines([], desk.journal.settings()))
    assert b"push" not in text
    assert held(desk.journal).key.encode() not in text
