"""What a browser keeps for when the server is away: whole, in the packaged words, and nobody's."""

from __future__ import annotations

import html
import re
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.offline import PARTS, SHELL
from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.help_lines import countries, help_for

pytestmark = pytest.mark.unit


def test_the_shells_hold_nobodys_data_and_are_the_same_for_everybody(stranger: TestClient, person: TestClient) -> None:
    person.post("/check-in", data={"key": str(uuid4()), "day": "2026-11-22", "pain": "9", "note": "CANARY"})
    person.post("/welcome", data={"country": "NZ"})
    seen = {path: person.get(path) for path in SHELL}
    person.post("/lock", data={"out": "yes"})
    for path, before in seen.items():
        assert before.status_code == 200, path
        assert "CANARY" not in before.text
        assert stranger.get(path).text == before.text, path
        assert 'href="/help"' in before.text


def test_the_worker_names_what_there_is(stranger: TestClient) -> None:
    answer = stranger.get("/sw.js")
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    kept = re.search(r"KEEP=\[(.*?)\]", answer.text)
    assert kept is not None
    paths = re.findall(r'"([^"]+)"', kept[1])
    assert paths == [*SHELL, *(f"/static/{name}" for name in PARTS)]
    assert all(stranger.get(path).status_code == 200 for path in paths)


def test_help_without_the_server_has_every_country(stranger: TestClient) -> None:
    copy = clinical_file("suicide_item")["copy"]
    for path in ("/offline/help", "/offline/first"):
        page = html.unescape(stranger.get(path).text)
        for code in countries():
            assert all(line.contact in page and line.name in page for line in help_for(code).lines)
        assert copy["not_monitored"] in page
    assert copy["body"] in html.unescape(stranger.get("/offline/first").text)


def test_the_questionnaire_stands_in_its_exact_words(stranger: TestClient) -> None:
    page = html.unescape(stranger.get("/offline/phq9").text)
    assert all(item.text in page for item in instrument("phq9").items)
