"""What the demonstration says: bold where it must be, the diary's answer, and the contrast of the panel read from its ladder."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.doors.cli.demonstration import demonstration

from unspiral.doors.cli import demo
from unspiral.doors.cli.demo_text import TRY, contrast, demo_text, turned
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit


@pytest.fixture
def shown() -> demo.Shown:
    return demonstration()


def test_it_says_loudly_that_the_diary_is_made_up(shown: demo.Shown) -> None:
    bold, plain = (demo_text(shown, "here", loud=loud) for loud in (True, False))
    assert bold.startswith("\x1b[1mEVERY NUMBER OF THIS DIARY IS MADE UP")
    assert plain.startswith("**EVERY NUMBER OF THIS DIARY IS MADE UP")
    assert "\x1b" not in plain
    # Said again before the real figures begin.
    assert plain.index("**Made up, as said") < plain.index("2. Real figures")


def test_the_diary_is_answered_in_plain_words(shown: demo.Shown) -> None:
    text = " ".join(demo_text(shown, "here", loud=False).split())
    assert "Both. In these 168 days, more pain is followed by more depression" in text
    assert "● Pain drives depression Clear:" in text
    assert "Company held at 1: pain −2." in text
    assert "Pain → depression cut: pain −" in text
    assert "That it feeds itself is clear." in text
    assert all(
        len(line) <= 110 for line in demo_text(shown, "here", loud=False).splitlines() if not line.startswith(("  unspiral", "Written"))
    )


def test_the_panel_is_called_without_traits_and_cannot_be_called_with_them(shown: demo.Shown) -> None:
    text = contrast(shown.cohort)
    without, rest = text.split("With each person's own level kept apart")
    with_traits, waves = rest.split("And with a mean of its own for every wave")
    assert "● Pain drives depression, +0.048" in without and "● Depression drives pain, +0.17" in without
    for part in (with_traits, waves):
        assert "? Pain → depression: cannot tell" in part and "? Depression → pain: cannot tell" in part
        assert "drives" not in part
    flat = " ".join(text.split())
    assert "People with more pain are more depressed." in flat
    assert "turns the sign of depression → pain: so little do they hold" in flat
    assert "two-stage" in flat
    assert shown.cohort.data.persons == 470


def test_what_turned_is_read_and_not_remembered(shown: demo.Shown) -> None:
    steady = tuple(replace(rung, lagged=shown.cohort.ladder[0].lagged) for rung in shown.cohort.ladder)
    assert turned(shown.cohort) != ""
    assert turned(replace(shown.cohort, ladder=steady)) == ""
    assert turned(replace(shown.cohort, ladder=())) == ""


def test_every_command_it_suggests_exists(shown: demo.Shown) -> None:
    text = demo_text(shown, "here", loud=False)
    suggested = re.findall(r"^  unspiral (\w+) (.*)$", text, flags=re.MULTILINE)
    assert [verb for verb, _ in suggested] == ["learn", "whatif", "learn"]
    assert all("here/" in words for _, words in suggested)
    loop = parse(TRY)
    assert set(loop.columns) | {given.name for given in loop.inputs} == {"pain", "depression", "sleep_problem", "company"}
