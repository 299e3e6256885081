"""One layout, everything escaped."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from unspiral.doors.web.answer import away, refused, shown, told, unforeseen
from unspiral.errors import DataError

pytestmark = pytest.mark.unit

ASKED = Request({"type": "http", "path": "/start", "headers": [], "method": "GET", "query_string": b""})


def test_everything_is_escaped() -> None:
    answer = refused(ASKED, "<script>alert(1)</script>")
    assert answer.status_code == 403
    assert b"<script>alert" not in bytes(answer.body)
    assert b"&lt;script&gt;" in bytes(answer.body)


def test_an_error_says_what_it_has_to() -> None:
    body = bytes(told(ASKED, DataError("Row 3 has no day.", why="It cannot be placed.", fix="write the day"), 422).body).decode()
    assert "Row 3 has no day." in body
    assert "It cannot be placed." in body
    assert "write the day" in body


def test_a_title_and_one_heading() -> None:
    body = bytes(shown(ASKED, "start.html", title="Open your file", wrong="").body).decode()
    assert body.count("<h1>") == 1
    assert "<title>Open your file" in body


def test_a_missing_value_is_an_error_of_ours() -> None:
    with pytest.raises(Exception, match="wrong"):
        shown(ASKED, "start.html", title="Open your file")


def test_away_and_unforeseen() -> None:
    assert (away("/days").status_code, away("/days").headers["location"]) == (303, "/days")
    answer = unforeseen(ASKED, "ab12cd34")
    assert answer.status_code == 500
    assert b"ab12cd34" in bytes(answer.body)
