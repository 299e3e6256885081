"""One table of a plan file, and the errors that name the place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import pytest

from unspiral.errors import SpecError
from unspiral.measure.prompts.plan_part import Part, span, wall_text
from unspiral.records.schedule import MIDNIGHT, SLEEP, WAKE, Wall

pytestmark = pytest.mark.unit

KEYS = ("a", "b")


def part(value: object) -> Part:
    return Part("plan.toml", "version 1, rule 'x'", {"a": value}, KEYS)


def test_an_unknown_key_is_named_with_the_nearest() -> None:
    with pytest.raises(SpecError, match=r"'plan.toml', version 1, rule 'x': 'tmes' means nothing here. Did you mean 'times'\?"):
        Part("plan.toml", "version 1, rule 'x'", {"tmes": []}, ("times", "count"))


@pytest.mark.parametrize(
    ("value", "wall"),
    [
        ("20:00", Wall(MIDNIGHT, 1200)),
        ("7:05", Wall(MIDNIGHT, 425)),
        (" wake ", Wall(WAKE, 0)),
        ("wake+01:30", Wall(WAKE, 90)),
        ("sleep - 00:45", Wall(SLEEP, -45)),
        (time(20, 0), Wall(MIDNIGHT, 1200)),
    ],
)
def test_wall_times(value: object, wall: Wall) -> None:
    assert part([value]).walls("a") == (wall,)


@pytest.mark.parametrize(
    "value", ["25:00", "20:60", "24:00", "", "20", "wake+", "wake07:00", "+01:00", "20.00", "evening", 20, None, time(20, 0, 1), "٢٠:٠٠"]
)
def test_what_is_no_wall_time(value: object) -> None:
    with pytest.raises(SpecError, match=r"version 1, rule 'x': a\[1\]") as caught:
        part([value]).walls("a")
    assert '"20:00"' in caught.value.fix


@pytest.mark.parametrize(("text", "minutes"), [("30 min", 30), ("2 h", 120), ("1d", 1440), ("90min", 90)])
def test_spans(text: str, minutes: int) -> None:
    assert part(text).minutes("a", None, 10_000) == minutes


@pytest.mark.parametrize("value", ["30", "30 minutes", "-5 min", "1.5 h", "999999 min", "0 min", 30, ["30 min"], "٣ min"])
def test_what_is_no_span(value: object) -> None:
    with pytest.raises(SpecError, match="version 1, rule 'x': a "):
        part(value).minutes("a", None, 1440, 1)


def test_spans_and_walls_as_they_are_written() -> None:
    assert [span(m) for m in (0, 1, 60, 90, 120, 1440, 1500, 2880)] == ["0 min", "1 min", "1 h", "90 min", "2 h", "1 d", "25 h", "2 d"]
    walls = (Wall(MIDNIGHT, 65), Wall(WAKE, 0), Wall(WAKE, 90), Wall(SLEEP, -30))
    assert [wall_text(wall) for wall in walls] == ["01:05", "wake", "wake+01:30", "sleep-00:30"]


def test_days_and_moments() -> None:
    assert part(date(2026, 3, 1)).day("a") == part("2026-03-01").day("a") == date(2026, 3, 1)
    assert part(datetime(2026, 3, 1, 8)).moment("a") == part("2026-03-01T08:00").moment("a") == datetime(2026, 3, 1, 8)
    assert part(1).day("b") is None
    assert part("07:30").clock("a") == 450
    assert part("Europe/Zurich").zone("a") == "Europe/Zurich"
    assert part([{"x": 1}]).tables("a") == [{"x": 1}]
    assert part({"P1": {}}).children("a") == {"P1": {}}
    assert part(True).truth("a")
    assert part(["p1", "p2"]).names("a") == ("p1", "p2")


WRONG: list[tuple[object, Callable[[Part], object], str]] = [
    ("2026-02-30", lambda p: p.day("a"), "not a day on the calendar"),
    (datetime(2026, 3, 1), lambda p: p.day("a"), "should be a date and is a moment"),
    (date(1, 1, 1), lambda p: p.day("a"), "outside the years"),
    (1, lambda p: p.needed_day("b"), "b is missing"),
    ("2026-03-01T25:00", lambda p: p.moment("a"), "not a moment"),
    (datetime(2026, 3, 1, 8, 0, 1), lambda p: p.moment("a"), "to the minute"),
    (datetime.fromisoformat("2026-03-01T08:00+01:00"), lambda p: p.moment("a"), "without offset"),
    (date(2026, 3, 1), lambda p: p.moment("a"), "should be a moment and is a date"),
    ("Europe/Zurch", lambda p: p.zone("a"), "Did you mean 'Europe/Zurich'"),
    ("wake", lambda p: p.clock("a"), "a is itself 'wake'"),
    (True, lambda p: p.whole("a", None, 0, 5), "should be a whole number and is true or false"),
    (6, lambda p: p.whole("a", None, 0, 5), "not between 0 and 5"),
    (10**30, lambda p: p.whole("a", None, 0, 5), "a number of many digits"),
    (1, lambda p: p.whole("b", None, 0, 5), "b is missing"),
    (1, lambda p: p.truth("a"), "should be true or false and is a number"),
    ("a b", lambda p: p.name("a", "x"), "is no name"),
    ("two\nlines", lambda p: p.text("a", None, "x"), "more than one line"),
    ("x" * 201, lambda p: p.text("a", None, "x"), "longer than 200"),
    (["p", "p"], lambda p: p.names("a"), "holds 'p' twice"),
    ([1], lambda p: p.names("a"), r"a\[1\] is no name"),
    ("p", lambda p: p.names("a"), "should be a list and is text"),
    ([1], lambda p: p.tables("a"), "should be a list of tables"),
    ({"P1": 1}, lambda p: p.children("a"), "should be a table and is a number"),
    ([], lambda p: p.children("a"), "should be a table and is a list"),
]


@pytest.mark.parametrize(("value", "read", "said"), WRONG)
def test_what_stands_wrongly(value: object, read: Callable[[Part], object], said: str) -> None:
    with pytest.raises(SpecError, match=said) as caught:
        read(part(value))
    assert caught.value.what.startswith("'plan.toml', version 1, rule 'x': ")
    assert caught.value.fix
