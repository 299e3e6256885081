"""Sealing: what a browser closed is opened by the journal's key alone, and only unchanged."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from dataclasses import replace
from uuid import uuid4

import pytest
from starlette.testclient import TestClient
from tests.doors.web.sealing import close

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.envelope import envelope_of, open_envelope, public_key
from unspiral.errors import DataError

pytestmark = pytest.mark.unit


def test_it_is_opened_unchanged_or_not_at_all(desk: Desk, person: TestClient) -> None:
    assert person.get("/sealed/key").status_code == 200
    to, key = asyncio.run(public_key(desk.journal))
    assert (to, key) == asyncio.run(public_key(desk.journal)), "one key for ever"
    name = str(uuid4())
    envelope = envelope_of(close({"to": to, "key": key}, name, b"CANARY"))
    assert open_envelope(desk.journal, envelope) == b"CANARY"
    assert b"CANARY" not in envelope.data
    for changed in (
        replace(envelope, key=str(uuid4())),
        replace(envelope, to="another"),
        replace(envelope, start=bytes(12)),
        replace(envelope, data=envelope.data[:-1] + bytes([envelope.data[-1] ^ 1])),
        replace(envelope, ours=b"\x04" + bytes(64)),
    ):
        with pytest.raises(DataError):
            open_envelope(desk.journal, changed)


@pytest.mark.parametrize(
    "held",
    [None, [], {}, {"key": 1}, {"key": "a", "to": "b", "ours": "!", "start": "", "data": ""},
     {"key": "a", "to": "b", "ours": b64encode(bytes(64)).decode(), "start": b64encode(bytes(12)).decode(), "data": ""}],
)  # fmt: skip
def test_what_is_no_envelope(held: object) -> None:
    with pytest.raises(DataError):
        envelope_of(held)
