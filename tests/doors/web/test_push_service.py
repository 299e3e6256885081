"""Where a reminder may go: the makers' services, by https, and nowhere else."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest
from tests.doors.web.push_made import push_service

from unspiral.doors.web import push_service as module
from unspiral.doors.web.push_service import NoAnswer, NotReached, PushService, is_public, public_addresses
from unspiral.errors import DataError

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://fcm.googleapis.com:443/wp/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://wns2-par02p.notify.windows.com/w/?token=BQY%3d",
        "https://web.push.apple.com/QGuQ",
    ],
)
def test_services_of_browsers_are_known(endpoint: str) -> None:
    assert PushService().check(endpoint).geturl() == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "abc",
        "http://fcm.googleapis.com/fcm/send/abc",
        "ftp://fcm.googleapis.com/a",
        "file:///etc/passwd",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://localhost/a",
        "https://192.168.1.1/a",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/a",
        "https://evil.example/a",
        "https://fcm.googleapis.com.evil.example/a",
        "https://evilfcm.googleapis.com/a",
        "https://notify.windows.com/a",
        "https://fcm.googleapis.com@evil.example/a",
        "https://user:word@fcm.googleapis.com/a",
        "https://evil.example#@fcm.googleapis.com/a",
        "https://evil.example\\@fcm.googleapis.com/a",
        "https://evil.example\\.push.apple.com/a",
        "https://fcm.googleapis.com:22/a",
        "https://fcm.googleapis.com:443443/a",
        "https://fcm.googleapis.com./a",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\r\nHost: evil",
        "https://fcm.googleapis.com/ä",
        "https://[fcm.googleapis.com/a",
        "https://fcm.googleapis.com/" + "a" * 1024,
    ],
)
def test_nothing_else_is(endpoint: str) -> None:
    with pytest.raises(DataError):
        PushService().check(endpoint)
    with pytest.raises(DataError):
        PushService(addresses=lambda _h, _p: pytest.fail("it was looked up")).post(endpoint, {}, b"")


@pytest.mark.parametrize("address", ["142.250.1.1", "2a00:1450:4001::1", "64:ff9b::8efa:101"])
def test_open_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "word",
        "1.2.3",
    ],
)
def test_addresses_at_home(address: str) -> None:
    assert not is_public(address)


def test_a_known_name_that_leads_home_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def leads(*where: str) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in where]
        monkeypatch.setattr(module, "getaddrinfo", lambda *_, **__: found)

    monkeypatch.setattr(module, "create_connection", lambda *_: pytest.fail("it was connected to"))
    for where in (["127.0.0.1"], ["142.250.1.1", "10.0.0.1"], []):
        leads(*where)
        with pytest.raises(NotReached):
            PushService().post("https://fcm.googleapis.com/a", {}, b"")
    leads("142.250.1.1", "142.250.1.1")
    assert public_addresses("fcm.googleapis.com", 443) == ("142.250.1.1",)


def test_a_name_that_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> object:
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(module, "getaddrinfo", lost)
    with pytest.raises(NotReached):
        public_addresses("fcm.googleapis.com", 443)


def test_a_request_and_its_answer(tmp_path: Path) -> None:
    with push_service(tmp_path) as got:
        assert got.service().post(f"{got.endpoint}?x=1", {"TTL": "60"}, b"sealed").status == 201
        got.status, got.headers = 429, {"Retry-After": "120"}
        answer = got.service().post(got.endpoint, {}, b"")
        assert (answer.status, answer.wait) == (429, 120)
        got.headers = {"Retry-After": "Sun, 22 Nov 2026 20:00:00 GMT"}
        assert got.service().post(got.endpoint, {}, b"").wait == 0
    path, headers, body = got.seen[0]
    assert (path, headers["TTL"], body) == ("/wpush/v2/abc?x=1", "60", b"sealed")
    assert not {name.casefold() for name in headers} & {"user-agent", "cookie", "referer", "origin"}


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    with push_service(tmp_path) as got:
        got.status, got.headers = 307, {"Location": f"https://push.example:{got.port}/elsewhere"}
        assert got.service().post(got.endpoint, {}, b"").status == 307
    assert len(got.seen) == 1


def test_a_certificate_that_does_not_hold_gets_nothing(tmp_path: Path) -> None:
    with push_service(tmp_path) as got:
        got.trusted = ssl.create_default_context()
        with pytest.raises(NotReached):
            got.service().post(got.endpoint, {}, b"")
    assert got.seen == []


def test_who_hangs_up_has_perhaps_got_it(tmp_path: Path) -> None:
    with push_service(tmp_path) as got:
        got.status = 0
        with pytest.raises(NoAnswer):
            got.service().post(got.endpoint, {}, b"")
    with pytest.raises(NotReached):  # and now nobody is there
        got.service().post(got.endpoint, {}, b"")


def test_a_service_that_never_ends_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IN_ALL", 0.2)
    with push_service(tmp_path) as got:
        got.rest = 1.0
        with pytest.raises(NoAnswer):
            got.service().post(got.endpoint, {}, b"")
