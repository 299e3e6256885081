"""What is said of windows that are declared, of windows in which nothing else was asked, and of questionnaires that should have one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unspiral.learn.recalled import window_verdicts
from unspiral.loop.language import parse
from unspiral.records import Panel, Person, Source

pytestmark = pytest.mark.unit


def daily(column: str, *, every: int = 14, days: int = 56) -> Panel:
    """Pain each day, a score every so often."""
    values = np.ones((days, 2))
    values[np.arange(days) % every != 0, 1] = np.nan
    return Panel((Person("a", np.arange(float(days)), values, np.zeros((days, 0))),), ("pain", column), (), "day", Source("", "", 0))


def test_a_declared_window_is_said_and_where_the_clock_begins() -> None:
    said = window_verdicts(daily("phq8"), 1.0, parse("pain <-> low_mood; low_mood by phq8 (mean of 14 days)"))
    assert [(v.code, v.level) for v in said] == [("window", "ok"), ("window-clock", "ok")]
    assert "mean of 14 days" in said[0].reason


def test_a_window_in_which_nothing_else_was_asked_is_a_caution() -> None:
    loop = parse("pain <-> low_mood; low_mood by phq8 (mean of 14 days)")
    apart = daily("phq8", every=20, days=60)
    person = apart.persons[0]
    rare = replace(apart, persons=(person.at(np.arange(0, 60, 20)),))
    first = window_verdicts(rare, 20.0, loop)[0]
    assert (first.code, first.level) == ("window", "caution")
    assert window_verdicts(apart, 1.0, loop)[0].level == "ok"


def test_a_questionnaire_about_days_gone_by_without_a_window_is_told_how_to_declare_it() -> None:
    said = window_verdicts(daily("phq8"), 1.0, parse("pain <-> low_mood; low_mood by phq8"))
    assert [(v.code, v.level) for v in said] == [("recall", "caution")]
    assert said[0].remedy.startswith("low_mood by phq8 (mean of 14 days)")
    assert parse("pain <-> low_mood; " + said[0].remedy.split(";")[0])
    assert window_verdicts(daily("phq8"), 90.0, parse("pain <-> low_mood; low_mood by phq8")) == []  # waves months apart
    assert window_verdicts(daily("mood"), 1.0, parse("pain <-> low_mood; low_mood by mood")) == []
    three = replace(daily("phq8"), indicators=("pain", "phq8", "mood"))
    person = three.persons[0]
    three = replace(three, persons=(replace(person, values=np.column_stack([person.values, np.ones(56)])),))
    two = window_verdicts(three, 1.0, parse("low_mood by phq8, mood (mean of 2 days); pain <-> low_mood"))
    assert [v.code for v in two] == ["window", "window-clock", "recall"]
    assert two[2].remedy.startswith("low_mood by phq8 (mean of 14 days), mood (mean of 2 days)")
