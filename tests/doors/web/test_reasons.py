"""The page of reasons: everything without a script, and no word that was looked for in an address."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.reasons import LONGEST
from unspiral.show.reasons import reasons

pytestmark = pytest.mark.unit


def test_it_is_for_those_who_are_in(stranger: TestClient) -> None:
    assert stranger.get("/reasons").headers["location"] == "/start"
    assert stranger.post("/reasons", data={"words": "sleep"}).headers["location"] == "/start"


def test_everything_is_there(person: TestClient) -> None:
    page = person.get("/reasons").text
    assert page.count('class="said"') == len(reasons().found)
    assert f"{reasons().left_out} more claims are left out" in page
    assert 'href="https://doi.org/' in page
    assert 'rel="noreferrer' in page
    assert 'href="/static/reasons.css"' in page
    assert person.get("/static/reasons.css").status_code == 200
    assert person.get("/static/report.css").status_code == 200


def test_words_are_looked_for_by_the_form_alone(person: TestClient) -> None:
    page = person.post("/reasons", data={"words": "sleep", "topic": ""})
    assert (page.status_code, page.text.count('class="said"')) == (200, len(reasons("sleep").found))
    assert 'value="sleep"' in page.text
    assert 'method="post"' in page.text
    assert person.get("/reasons?words=sleep").text.count('class="said"') == len(reasons().found)  # an address narrows nothing


def test_nothing_found_says_so(person: TestClient) -> None:
    page = person.post("/reasons", data={"words": "xylofone", "topic": "nothing"}).text
    assert "Nothing was found. That says nothing about whether it is so" in page


def test_what_was_typed_is_shown_as_text(person: TestClient) -> None:
    page = person.post("/reasons", data={"words": '"><script>x</script>' + "a" * 500}).text
    assert "<script>x" not in page
    assert "a" * (LONGEST + 1) not in page
