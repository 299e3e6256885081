"""Whom the server reminds when: each evening once, none in a pause, none that is written, and gently where it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import NOW, PASSPHRASE
from tests.doors.web.push_made import BrowserKeys, push_service
from tests.doors.web.test_push_message import claims_of

from unspiral.doors.web import push_round as module
from unspiral.doors.web.app import make_app
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.push_browsers import Browser, Push, change, held
from unspiral.doors.web.push_message import new_key, public_key
from unspiral.doors.web.push_round import BUSY, REFUSED, SILENT, UNREACHED, after_sending, begun, evening_of, remind
from unspiral.doors.web.push_service import Answer, PushService
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit


class Clock:
    """A clock that is set by hand, and a list of when something was sent."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.sent: list[datetime] = []
        self.answer = Answer(201)

    def post(self, _service: PushService, _endpoint: str, _headers: dict[str, str], _body: bytes) -> Answer:
        self.sent.append(self.at)
        return self.answer


def open_desk(folder: Path, clock: Clock, zone: str, at: str = "20:00") -> Desk:
    desk = Desk(folder / "journal.unspiral", 8642, now=lambda: clock.at)
    desk.make(PASSPHRASE)
    desk.journal.settle("zone", zone).result()
    desk.journal.settle("reminder", {"at": at, "on": True}).result()
    return desk


def put(desk: Desk, *browsers: Browser) -> None:
    asyncio.run(change(desk.journal, lambda _all: Push(new_key(), browsers)))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(datetime(2026, 11, 22, 20, 0, tzinfo=UTC))
    monkeypatch.setattr(PushService, "post", lambda *given: made.post(*given))
    return made


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "message", lambda *_: ({}, b""))  # what is in it has its own test


@pytest.fixture
def at_eight(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    desk = open_desk(tmp_path, clock, "UTC")
    put(desk, BrowserKeys().browser)
    yield desk
    desk.lock()


@pytest.mark.parametrize(("zone", "at"), [("Europe/Dublin", "20:00"), ("America/New_York", "02:30"), ("Australia/Lord_Howe", "23:45")])
def test_a_year_reminds_each_evening_once_and_none_in_a_pause(tmp_path: Path, clock: Clock, quick: None, zone: str, at: str) -> None:
    place, noon = ZoneInfo(zone), datetime(2026, 1, 1, 12)
    desk = open_desk(tmp_path, clock, zone, at)
    put(desk, BrowserKeys().browser)
    evenings: list[date] = []
    paused = [date(2026, 6, 1) + timedelta(days=n) for n in range(21)]
    seen = noon.date()
    # When the last evening before it is surely over: the person begins a pause.
    rests = datetime.combine(paused[0] - timedelta(days=1), datetime.strptime(at, "%H:%M").time(), place) + timedelta(hours=3)
    clock.at, end = noon.replace(tzinfo=place).astimezone(UTC), noon.replace(year=2027, tzinfo=place).astimezone(UTC)
    with asyncio.Runner() as rounds:
        while clock.at < end:
            today = clock.at.astimezone(place).date()
            if today != seen and today.day == 9:  # the server is restarted
                desk.lock()
                desk.unlock(PASSPHRASE)
            before = len(clock.sent)
            rounds.run(remind(desk))
            if len(clock.sent) > before:
                evenings.append(date.fromisoformat(held(desk.journal).browsers[0].day))
            if clock.at >= rests.astimezone(UTC) and desk.journal.setting("paused_until") is None:
                desk.journal.settle("paused_until", paused[-1].isoformat()).result()
            seen = today
            clock.at += timedelta(minutes=5 if len(clock.sent) > before else 170)  # again soon after one went
    desk.lock()
    first = noon.date() + timedelta(days=at < "12:00")
    assert evenings == [day for day in (first + timedelta(days=n) for n in range(365)) if day not in paused]
    asked = [datetime.combine(day, datetime.min.time(), place) + timedelta(hours=int(at[:2]), minutes=int(at[3:])) for day in evenings]
    late = [(sent - wanted.astimezone(UTC)).total_seconds() / 60 for sent, wanted in zip(clock.sent, asked, strict=True)]
    assert all(0 <= minutes < 170 for minutes in late), late


def test_the_browser_gets_it_and_can_check_who_sent_it(tmp_path: Path) -> None:
    at = [datetime(2026, 11, 22, 20, 0, 5, tzinfo=UTC)]
    with push_service(tmp_path) as got:
        desk = Desk(tmp_path / "journal.unspiral", 8642, now=lambda: at[0], push=got.service())
        desk.make(PASSPHRASE)
        desk.journal.settle("zone", "UTC").result()
        desk.journal.settle("reminder", {"at": "20:00", "on": True}).result()
        one, other = BrowserKeys(got.endpoint), BrowserKeys(got.endpoint + "d")
        put(desk, one.browser, other.browser)
        assert asyncio.run(remind(desk)) == 2
        assert asyncio.run(remind(desk)) == 0
        said = [path for path, _, _ in got.seen]
        assert said == ["/wpush/v2/abc", "/wpush/v2/abcd"]
        assert [keys.read(body) for keys, (_, _, body) in zip((one, other), got.seen, strict=True)] == [b"Evening check-in"] * 2
        claims = claims_of(got.seen[0][1]["Authorization"], public_key(held(desk.journal).key))
        assert claims["aud"] == f"https://push.example:{got.port}"
        assert got.seen[0][1]["TTL"] == str(3 * 3600 - 5)
        text = (tmp_path / "journal.unspiral.log").read_text()
        assert '"event":"push","status":201' in text
        assert "push.example" not in text
        desk.lock()


def test_none_for_what_is_written_off_paused_over_or_closed(at_eight: Desk, clock: Clock) -> None:
    journal = at_eight.journal
    eight = clock.at
    assert evening_of(journal, eight) is not None
    for at in (eight - timedelta(seconds=1), eight + timedelta(hours=3)):
        assert evening_of(journal, at) is None
        assert begun(journal, at) == ""
    journal.settle("reminder", {"at": "20:00", "on": False}).result()
    assert asyncio.run(remind(at_eight)) == 0
    journal.settle("reminder", {"at": "20:00", "on": True}).result()
    journal.settle("paused_until", "2026-11-22").result()
    assert asyncio.run(remind(at_eight)) == 0
    journal.settle("paused_until", "2026-11-21").result()
    journal.keep(Entry(str(uuid4()), "check-in", "2026-11-22", "2026-11-22T19:00:00+00:00", {"pain": 3})).result()
    assert begun(journal, eight) == "2026-11-22"
    assert asyncio.run(remind(at_eight)) == 0
    at_eight.lock()
    assert asyncio.run(remind(at_eight)) == 0
    assert clock.sent == []


def test_a_pause_that_ended_with_a_late_evening_does_not_ring_after_midnight(tmp_path: Path, clock: Clock) -> None:
    desk = open_desk(tmp_path, clock, "UTC", "23:30")
    put(desk, BrowserKeys().browser)
    clock.at = datetime(2026, 11, 23, 0, 10, tzinfo=UTC)
    assert begun(desk.journal, clock.at) == "2026-11-22"
    desk.journal.settle("paused_until", "2026-11-22").result()
    assert asyncio.run(remind(desk)) == 0
    desk.journal.settle("paused_until", None).result()
    assert asyncio.run(remind(desk)) == 1
    assert held(desk.journal).browsers[0].day == "2026-11-22"
    desk.lock()


def test_nothing_from_a_demo(at_eight: Desk) -> None:
    at_eight.demo = True
    assert asyncio.run(remind(at_eight)) == 0


def test_a_browser_that_is_gone_leaves_the_list(at_eight: Desk, clock: Clock) -> None:
    clock.answer = Answer(410)
    asyncio.run(remind(at_eight))
    found = held(at_eight.journal)
    assert (found.browsers, found.ended) == ((), "Firefox on Linux")


def test_failures_are_tried_again_ever_more_gently_and_once_it_goes_it_is_over(at_eight: Desk, clock: Clock) -> None:
    clock.answer = Answer(503)
    tries: list[float] = []
    begin = clock.at
    while clock.at < begin + timedelta(hours=4):
        if clock.at == begin + timedelta(hours=2):
            clock.answer = Answer(201)
        if asyncio.run(remind(at_eight)):
            tries.append((clock.at - begin).total_seconds() / 60)
        clock.at += timedelta(minutes=1)
    assert tries == [0, 1, 6, 21, 51, 111, 171]
    one = held(at_eight.journal).browsers[0]
    assert (one.wrong, one.tries, one.day) == ("", 0, "2026-11-22")


def test_a_killed_server_does_not_send_twice(at_eight: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> Answer:
        clock.sent.append(clock.at)
        raise Killed

    monkeypatch.setattr(PushService, "post", killed)
    with pytest.raises(Killed):
        asyncio.run(remind(at_eight))
    at_eight.lock()
    at_eight.unlock(PASSPHRASE)
    clock.at += timedelta(minutes=1)
    assert asyncio.run(remind(at_eight)) == 0
    clock.at += timedelta(days=1)
    with pytest.raises(Killed):
        asyncio.run(remind(at_eight))
    assert len(clock.sent) == 2


@pytest.mark.parametrize(
    ("answer", "wrong", "said", "again"),
    [
        (Answer(201), "", "", False),
        (Answer(500), "", BUSY, True),
        (Answer(429, 7200), "", BUSY, True),
        (None, UNREACHED, UNREACHED, True),
        (None, SILENT, SILENT, False),
        (Answer(403), "", REFUSED.format(status=403), False),
        (Answer(307), "", REFUSED.format(status=307), False),
    ],
)
def test_what_is_noted(answer: Answer | None, wrong: str, said: str, again: bool) -> None:
    before = BrowserKeys().browser
    marked = Push(browsers=(replace(before, day="2026-11-22"),))
    (after,) = after_sending(marked, before, answer, wrong, "2026-11-22T20:00:00+00:00").browsers
    assert after.wrong == said
    assert after.day == ("" if again else "2026-11-22")
    assert (after.after != "") is again
    if answer is not None and answer.wait:
        assert after.after == "2026-11-22T22:00:00+00:00"


def test_a_wrong_clock_does_not_silence_it_for_years(at_eight: Desk) -> None:
    one = replace(held(at_eight.journal).browsers[0], day="2031-01-01", after="2031-01-01T20:00:00+00:00")
    put(at_eight, one)
    assert asyncio.run(remind(at_eight)) == 1


def test_the_running_server_looks_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROUND_SECONDS", 0.01)
    with push_service(tmp_path) as got:
        desk = Desk(tmp_path / "journal.unspiral", 8642, now=lambda: NOW, push=got.service())
        with TestClient(make_app(desk), base_url=f"http://127.0.0.1:{desk.port}") as client:
            client.post("/start", data={"code": desk.start})
            client.post("/set-up", data={"passphrase": PASSPHRASE, "again": PASSPHRASE})
            desk.journal.settle("zone", "Europe/Zurich").result()
            # A list that cannot be used must not end the rounds.
            desk.journal.settle("push", {"key": "none", "browsers": [{"endpoint": got.endpoint, "public": "?"}]}).result()
            desk.journal.settle("reminder", {"at": "20:00", "on": True}).result()
            log = tmp_path / "journal.unspiral.log"
            for _ in range(300):
                client.get("/health")
                if '"page":"push"' in log.read_text():
                    break
            put(desk, BrowserKeys(got.endpoint).browser)
            for _ in range(300):
                client.get("/health")
                if got.seen:
                    break
        assert len(got.seen) == 1
        assert log.read_text().count('"page":"push"') == 1
