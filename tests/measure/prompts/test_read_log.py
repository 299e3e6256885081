"""The log read back: exactly, or with a sentence that names the row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure.prompts.made_plan import FIRST, each_kind, made_plan
from tests.measure.prompts.test_log import LOG, ONE

from unspiral.errors import DataError
from unspiral.measure.prompts.log import prompts_of, submit
from unspiral.measure.prompts.read_log import read_log
from unspiral.measure.prompts.schedule import planned
from unspiral.measure.prompts.write_log import COLUMNS, log_csv
from unspiral.records.prompt import Prompt

pytestmark = pytest.mark.property

OFFSETS = st.integers(-50_400, 50_400).map(lambda seconds: timezone(timedelta(seconds=seconds)))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=OFFSETS)
NAMES = st.text(alphabet="abzÄß漢𝒳=+-@'\",;|.!0#", min_size=1, max_size=12)
WORDS = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True), max_size=4, unique=True).map(tuple)


@st.composite
def fields(draw: st.DrawFn, number: int) -> tuple[object, ...]:
    # The record itself is made in the test: its shape check draws by chance, which has no place in a strategy.
    due = draw(MOMENTS)
    items = draw(WORDS)
    submitted = draw(st.none() | MOMENTS)
    answered = () if submitted is None else tuple(item for item in items if draw(st.booleans()))
    return (
        draw(NAMES), draw(NAMES), draw(st.integers(0, 99)), draw(NAMES), draw(NAMES), f"{draw(NAMES)}.{number}", draw(st.dates()), due,
        due + draw(st.timedeltas(timedelta(seconds=1), timedelta(days=9))), draw(NAMES), draw(NAMES), draw(st.none() | MOMENTS),
        draw(st.none() | MOMENTS), submitted, "" if submitted is None else f"s{number}", () if submitted is None else (f"=t{number}",),
        items, draw(WORDS), answered, draw(NAMES | st.just("")), draw(st.booleans()),
    )  # fmt: skip


@given(st.integers(1, 3).flatmap(lambda n: st.tuples(*(fields(k) for k in range(n)))))
def test_out_and_in_again(tmp_path_factory: pytest.TempPathFactory, drawn: tuple[tuple[object, ...], ...]) -> None:
    log = tuple(Prompt(*one) for one in drawn)  # type: ignore[arg-type]
    file = tmp_path_factory.mktemp("log") / "log.csv"
    text = log_csv(log)
    file.write_bytes(text.encode())
    assert read_log(file) == log
    assert log_csv(read_log(file)) == text


def test_a_real_log(tmp_path: Path) -> None:
    log = prompts_of(planned(made_plan(*each_kind()), "P1", FIRST, date(2026, 4, 1)))
    log = submit(log, "P1", "made", "evening.2026-03-29.1", "c1", datetime(2026, 3, 29, 18, 2, 3, 4, UTC), ["pain"]).prompts
    (tmp_path / "log.csv").write_text(log_csv(log))
    assert read_log(tmp_path / "log.csv") == log


def test_a_log_of_another_program_needs_four_columns(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("person;prompt;due;expires;note\nP1;a;2026-03-01 20:00+01:00;2026-03-01T21:00Z;x\n")
    one = read_log(tmp_path / "log.csv")[0]
    assert (one.person, one.id, one.day, one.due, one.expires) == (
        "P1",
        "a",
        date(2026, 3, 1),
        datetime(2026, 3, 1, 19, tzinfo=UTC),
        datetime(2026, 3, 1, 21, tzinfo=UTC),
    )


SWAPS = [
    ("2026-03-02T20:00:00+01:00", "2026-03-02T20:00:00", "Row 3, column 'due' of 'log.csv': .*offset is missing"),
    ("2026-03-02T20:00:00+01:00", "2026-02-30T20:00:00+01:00", "Row 3, column 'due'.*not a moment on the calendar"),
    ("2026-03-02T20:00:00+01:00", "0001-01-01T00:00:00+14:00", "Row 3, column 'due'.*not a moment on the calendar"),
    ("2026-03-02T20:00:00+01:00", "", "Row 3, column 'due'.*the cell is empty"),
    ("2026-03-03T00:00:00+01:00", "2026-03-02T19:00:00Z", "Row 3, column 'expires'.*expires before it is due"),
    ("evening.2026-03-02.1,2026-03-02,", "evening.2026-03-02.1,02.03.2026,", "Row 3, column 'day'.*not a day on the calendar"),
    ("evening.2026-03-02.1", "evening.2026-03-01.1", "Rows 2 and 3 of 'log.csv' are the same prompt"),
    ("evening.2026-03-02.1", "", "Row 3, column 'prompt'"),
    ("made,1,evening,fixed,evening.2026-03-02.1", "made,1.0,evening,fixed,evening.2026-03-02.1", "column 'version'.*not a whole number"),
    ("person,", "person,x,", "cells, and the header has"),
    ("prompt,day", "promt,day", "has no column 'prompt'. Did you mean 'promt'"),
    ("pain mood sleep,,,,\n", "pain mood sleep,,pain,,\n", "column 'answered'|column 'submitted'.*nobody says when"),
    ("pain mood sleep,,,,\n", "pain mood sleep,,,,maybe\n", "column 'paused'.*neither yes nor no"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), SWAPS)
def test_wrong_logs(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = log_csv(LOG)
    assert old in text
    (tmp_path / "log.csv").write_text(text.replace(old, new, 1))
    with pytest.raises(DataError, match=said) as caught:
        read_log(tmp_path / "log.csv")
    assert caught.value.fix


def test_answers_that_stand_twice_or_were_not_asked(tmp_path: Path) -> None:
    log = submit(submit(LOG, "P1", "made", ONE.id, "a", ONE.due, ["pain"]).prompts, "P1", "made", LOG[1].id, "b", LOG[1].due).prompts
    text = log_csv(log)
    for old, new, said in (
        (",b,", ",a,", "hold the same answer 'a'"),
        (",pain,,", ",pian,,", "Did you mean 'pain'"),
        (",a,", ",a b,", "no blanks"),
    ):
        (tmp_path / "log.csv").write_text(text.replace(old, new, 1))
        with pytest.raises(DataError, match=said):
            read_log(tmp_path / "log.csv")
    twice = log_csv(LOG).replace("person,schedule", "person,person", 1)
    (tmp_path / "log.csv").write_text(twice)
    with pytest.raises(DataError, match="two columns 'person'"):
        read_log(tmp_path / "log.csv")


@given(st.text(max_size=60), st.integers(0, 700), st.integers(0, 40))
def test_whatever_is_written_there_is_a_log_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, junk: str, place: int, length: int
) -> None:
    file = tmp_path_factory.mktemp("junk") / "log.csv"
    text = log_csv(LOG)
    for content in (text[:place] + junk + text[place + length :], ",".join(COLUMNS) + "\n" + junk):
        file.write_bytes(content.encode("utf-8", "surrogatepass"))
        try:
            found: object = read_log(file)
        except DataError as problem:
            found = problem
            assert problem.fix
        assert isinstance(found, (tuple, DataError))
