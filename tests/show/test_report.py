"""The whole page of a fit."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from tests.house.test_never_say import offences
from tests.show.diary import answered, diary, said

from unspiral.errors import SpecError
from unspiral.records import Fit, Panel, Spiral, Verdict, WhatIf
from unspiral.show.report import longest_lag, report_html

pytestmark = pytest.mark.unit

VOID = {"meta", "br", "link", "path", "line", "circle", "rect"}


class Outline(HTMLParser):
    """Headings in order, tags that are open, names, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.names: list[str] = []
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)
        self.names += [str(value) for key, value in attrs if key == "id"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names += [str(value) for key, value in attrs if key == "id"]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.said.append(data)


@pytest.mark.parametrize("which", ["html", "people_html"])
def test_the_markup_is_whole(which: str, request: pytest.FixtureRequest) -> None:
    outline = Outline(request.getfixturevalue(which))
    assert outline.wrong == []
    assert outline.open == []
    assert len(outline.names) == len(set(outline.names))
    assert outline.headings[:2] == [1, 2]
    assert outline.headings.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in zip(outline.headings, outline.headings[1:], strict=False))


@pytest.mark.parametrize("which", ["html", "people_html"])
def test_what_every_report_has(which: str, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(which)
    assert len(text.encode()) < 300_000
    assert '<html lang="en">' in text
    assert "<main>" in text
    assert "<script" not in text
    assert text.count("<table") == text.count("<caption")
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) >= 8
    assert all('role="img"' in picture and "<desc" in picture and "<title" in picture for picture in pictures)
    assert text.count("<summary>") == text.count("<figure")
    for section in (
        "answer",
        "loop",
        "lags",
        "spiral",
        "whatif",
        "course",
        "foresight",
        "surprise",
        "read",
        "checks",
        "numbers",
        "sources",
        "not",
    ):
        assert f'id="{section}"' in text
    assert "It does not diagnose, treat or monitor any condition" in text
    assert "findahelpline.com" in text


@pytest.mark.parametrize("which", ["html", "people_html"])
def test_what_no_report_says(which: str, request: pytest.FixtureRequest) -> None:
    words = " ".join(Outline(request.getfixturevalue(which)).said)
    assert offences(words) == []
    for never in ("you should", "normal", "abnormal", "unknown"):
        assert never not in words.casefold(), never
    assert not re.search(r"\bnan\b|\bNone\b(?! (is shown|was asked))", words)


def test_the_answer_comes_before_everything_else(html: str) -> None:
    assert html.index('id="answer"') < html.index("<svg") < html.index('id="read"') < html.index('id="checks"')


def test_an_example_says_first_that_it_is_made_up(html: str, people_html: str) -> None:
    assert "<strong>An example: every number on this page is made up." in html
    assert html.index("made up") < html.index("<h1")
    assert "made up" not in people_html


def test_people_have_a_ladder_and_one_person_has_not(html: str, people_html: str) -> None:
    assert 'id="ladder"' in people_html
    assert 'id="ladder"' not in html


def test_the_same_fit_gives_the_same_page(fit: Fit, one: Panel, whatifs: tuple[WhatIf, ...], spiral: Spiral | None, html: str) -> None:
    assert report_html(fit, panel=one, whatifs=whatifs, spiral=spiral, example=True) == html


@pytest.fixture(scope="module")
def titled(fit: Fit) -> str:
    """A person's report without a panel, with a title of its own."""
    return report_html(fit, title="My <b>winter</b>")


def test_a_title_of_ones_own(titled: str) -> None:
    assert "<h1>My &lt;b&gt;winter&lt;/b&gt;</h1>" in titled


def test_a_refused_fit_gets_a_page_that_says_so(fit: Fit, one: Panel, whatifs: tuple[WhatIf, ...]) -> None:
    refused = replace(
        answered(fit, "both", said("drives"), said("drives")), converged=False, verdicts=(Verdict("converged", "refuse", "No maximum."),)
    )
    text = report_html(refused, panel=one, whatifs=whatifs)
    words = " ".join(Outline(text).said)
    assert "No answer." in words
    assert "No maximum." in words
    assert not re.search(r"[Pp]ain drives", words)
    for section in ("loop", "lags", "whatif", "numbers"):
        assert f'id="{section}"' not in text


def test_names_from_the_table_cannot_run(fit: Fit, one: Panel, whatifs: tuple[WhatIf, ...]) -> None:
    evil = '<script>alert("1")</script>'
    data = replace(fit.data, name=evil, said=(evil,))
    named = replace(fit, data=data, verdicts=(Verdict("x", "caution", evil, evil),))
    text = report_html(named, panel=one, whatifs=whatifs, title=evil)
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 5


def test_a_process_named_like_markup() -> None:
    from unspiral.learn.fit_ml import fit_ml
    from unspiral.loop.language import parse
    from unspiral.show.expected import expected

    panel = replace(diary(120), indicators=("<script>", "depression"))
    fit = fit_ml(panel, parse('"<script>" <-> depression'), error=False, t0="stationary", starts=1)
    whatifs, spiral = expected(fit)
    assert whatifs
    assert spiral is not None
    text = report_html(fit, panel=panel, whatifs=whatifs, spiral=spiral)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert Outline(text).wrong == []


def test_lag_curves_run_until_they_have_faded(fit: Fit) -> None:
    assert 2.0 * fit.data.interval <= longest_lag(fit) <= 8.0 * fit.data.interval
    assert longest_lag(replace(fit, drift=fit.drift * 100.0)) == 2.0 * fit.data.interval
    assert longest_lag(replace(fit, drift=-fit.drift)) == 8.0 * fit.data.interval


def test_a_person_gets_no_ranking_and_a_clinician_does(fit: Fit, titled: str) -> None:
    person, clinician = titled, report_html(fit, reader="clinician", weights={"pain": 2.0})
    assert 'id="targets"' not in person and "P(best)" not in person
    assert 'id="targets"' in clinician and "P(best)" in clinician
    assert "Weights: pain 100" in clinician
    assert 'id="targets"' not in report_html(replace(fit, converged=False), reader="researcher")
    with pytest.raises(SpecError, match="Did you mean 'clinician'"):
        report_html(fit, reader="clinican")
