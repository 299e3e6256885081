"""A form with a file: kept apart, bounded, and always gone afterwards."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest
from fastapi import Request
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.form import Foreign, TooLarge
from unspiral.doors.web.upload import Upload, _prefix, read_upload
from unspiral.errors import DataError

pytestmark = pytest.mark.unit
KIND = "multipart/form-data; boundary=here"


def body(*parts: tuple[str, bytes]) -> bytes:
    return (
        b"".join(b"--here\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + data + b"\r\n" for head, data in parts)
        + b"--here--\r\n"
    )


async def _sent(sent: bytes, kind: str, most: int) -> tuple[Upload, bytes, int, Path]:
    async def receive() -> dict[str, object]:
        nonlocal sent
        piece, sent = sent[:7], sent[7:]
        return {"type": "http.request", "body": piece, "more_body": bool(sent)}

    request = Request({"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}, receive)  # pyright: ignore[reportArgumentType]
    async with read_upload(request, most=most) as upload:
        return upload, upload.path.read_bytes(), stat.S_IMODE(upload.path.stat().st_mode), upload.path.parent


def sent(data: bytes, kind: str = KIND, most: int = 1000) -> tuple[Upload, bytes, int, Path]:
    return asyncio.run(_sent(data, kind, most))


def test_the_file_is_private_and_goes_with_the_block() -> None:
    upload, held, mode, folder = sent(
        body(('name="word"', "größe".encode()), ('name="file"; filename="C:\\\\x\\\\day.csv"', b"a,b\r\n1,2"))
    )
    assert (upload.form.one("word"), upload.name, held, mode) == ("größe", "day.csv", b"a,b\r\n1,2", 0o600)
    assert not folder.exists()


def test_too_much_of_anything_is_refused() -> None:
    with pytest.raises(TooLarge):
        sent(body(('name="file"; filename="f"', b"x" * 1001)))
    with pytest.raises(TooLarge):
        sent(body(('name="note"', b"x" * 70_000)))
    with pytest.raises(TooLarge):
        sent(body(*[('name="n"', b"")] * 500))
    with pytest.raises(DataError, match="More than one file"):
        sent(body(*[('name="f"; filename="f"', b"")] * 2))


@pytest.mark.parametrize("data", [b"", b"--here", b"rubbish", body(('name="f"; filename="f"', b"x"))[:-6], body(('name="\xff"', b"\xff"))])
def test_what_is_no_form_is_said(data: bytes) -> None:
    with pytest.raises(DataError):
        sent(data)


def test_another_kind_of_content_is_not_read() -> None:
    with pytest.raises(Foreign):
        sent(b"a=b", "application/x-www-form-urlencoded")
    with pytest.raises(Foreign):
        sent(b"", "multipart/form-data")


def test_nothing_is_left_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(TooLarge):
        sent(body(('name="file"; filename="f"', b"x" * 1001)))
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_server_left_goes_when_the_file_is_opened_again(
    desk: Desk, person: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = tmp_path / "temporary"
    beside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(beside))
    left, others = beside / f"{_prefix(desk.path)}abc", beside / f"{_prefix(tmp_path / 'another')}abc"
    for folder in (left, others):
        folder.mkdir()
        (folder / "days.csv").write_text("canary")
    person.post("/lock")
    person.post("/start", data={"code": desk.start})
    assert person.post("/unlock", data={"passphrase": PASSPHRASE}).status_code == 303
    assert list(beside.iterdir()) == [others]
