"""Scores of one person: every rule of every questionnaire, gaps and all, against a second way to score."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure.questionnaires import second

from unspiral.errors import DataError, SafetyStop, SpecError
from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.questionnaires.scoring import score, score_total
from unspiral.measure.questionnaires.t_table import TTable
from unspiral.records.help import SafetyNotice

pytestmark = pytest.mark.property


def answers_to(low: int, high: int, count: int) -> st.SearchStrategy[list[int | None]]:
    return st.lists(st.one_of(st.none(), st.integers(low, high)), min_size=count, max_size=count)


TOTALS: list[tuple[str, int, int, int, Callable[[second.Answers], float | None]]] = [
    ("phq9", 0, 3, 9, second.phq9),
    ("phq8", 0, 3, 8, second.phq8),
    ("phq2", 0, 3, 2, second.plain_sum),
    ("phq4", 0, 3, 4, second.plain_sum),
    ("gad7", 0, 3, 7, second.gad7),
    ("gad2", 0, 3, 2, second.plain_sum),
    ("peg", 0, 10, 3, second.peg),
    ("rmdq24", 0, 1, 24, second.rmdq24),
    ("cesd20", 0, 3, 20, second.cesd20),
    ("odi", 0, 5, 10, second.odi),
    ("isi", 0, 4, 7, second.plain_sum),
    ("pcs", 0, 4, 13, second.plain_sum),
    ("tsk17", 1, 4, 17, second.tsk17),
    ("who5", 0, 5, 5, second.who5),
    ("nrs_pain", 0, 10, 1, second.plain_sum),
    ("global_change", -3, 3, 1, second.plain_sum),
]


@pytest.mark.parametrize(("name", "low", "high", "count", "by_hand"), TOTALS, ids=[row[0] for row in TOTALS])
def test_total_with_any_gaps(name: str, low: int, high: int, count: int, by_hand: Callable[[second.Answers], float | None]) -> None:
    made = instrument(name)

    @given(answers_to(low, high, count))
    def holds(answers: list[int | None]) -> None:
        found = score(made, answers, acknowledged=True)
        assert found.value == by_hand(answers)
        assert (found.value is None) == bool(found.why_none)
        given_ones = sum(answer is not None for answer in answers)
        assert found.answered == given_ones
        fills = made.scoring.missing.way == "prorate" and found.value is not None
        assert found.imputed == (count - given_ones if fills else 0)
        assert found.value is None or made.scoring.low <= found.value <= made.scoring.high

    holds()


@given(answers_to(0, 1, 9))
def test_start_back(answers: list[int | None]) -> None:
    found, by_hand = score("start_back", answers), second.start_back(answers)
    assert (found.value, found.band) == ((None, "") if by_hand is None else (by_hand[0], by_hand[2]))
    assert found.subscales == {"distress": None if by_hand is None else by_hand[1]}


@given(st.tuples(*[st.one_of(st.none(), st.integers(0, top)) for top in (3, 3, 10, 10, 10)]))
def test_gcps_r(answers: tuple[int | None, ...]) -> None:
    found, names = score("gcps_r", answers), ("no", "mild", "bothersome", "high impact")
    assert found.value == second.gcps_r(answers)
    assert found.band == ("" if found.value is None else f"{names[int(found.value)]} chronic pain")


@given(answers_to(0, 6, 16))
def test_fabq_has_no_total(answers: list[int | None]) -> None:
    found, by_hand = score("fabq", answers), second.fabq(answers)
    assert found.value is None
    assert (found.subscales["physical_activity"], found.subscales["work"]) == by_hand
    assert found.why_none.startswith("This questionnaire has no total") != (by_hand == (None, None))


@given(st.integers(0, 10), st.lists(st.integers(1, 5), min_size=8, max_size=8))
def test_nih_rtf(pain: int, others: list[int]) -> None:
    assert score("nih_rtf_impact", [pain, *others]).value == pain + sum(others)
    assert score("nih_rtf_impact", [pain, *others[:7], None]).value is None


def test_every_example_of_the_clinical_table(shared: Path) -> None:
    table = json.loads((shared / "clinical" / "instruments.json").read_text(encoding="utf-8"))
    run = 0
    for entry in table["instruments"]:
        for example in entry.get("examples", []):
            run += _run(entry, example["answers"], example["expected"])
    assert run == sum(len(entry.get("examples", [])) for entry in table["instruments"]) >= 43


def _run(entry: dict[str, Any], answers: dict[str, Any], expected: dict[str, Any]) -> int:
    """One example of the table; the tables of T scores come from the same file, as they would from a user's own."""
    name = entry["id"]
    rows = entry["scoring"].get("table") or entry.get("t_score", {}).get("table")
    table = TTable("shared", {int(raw): (row["t"], row.get("se", math.nan)) for raw, row in rows.items()}) if rows else None
    if "before_total" in answers:
        from unspiral.measure.questionnaires.change import change

        found = change(name, answers["before_total"], answers["after_total"])
        assert (found.points, round(found.percent or 0)) == (expected["improvement"], expected["improvement_pct"])
    elif "raw" in answers or set(answers) == {"total"}:
        # The one published pair of the 6a form stands for its table here.
        table = table or TTable("6a", {6: (40.0, math.nan), **dict.fromkeys(range(7, 31), (58.6, math.nan))})
        total = score_total(name, answers.get("raw", answers.get("total")), table)
        assert (total.subscales["t"] if name == "cesd20" else total.value) == expected["t"]
    else:
        given_ones = answers.get("items", answers)
        found_score = score(name, given_ones, acknowledged=True, table=table if "t" in expected else None)
        shown: dict[str, Any] = {**found_score.subscales, "band": found_score.band, "imputed": found_score.imputed}
        shown |= {"risk": found_score.band, "safety": found_score.safety is not None}
        shown |= dict.fromkeys(("total", "mean", "score", "percent", "grade"), found_score.value)
        for key, wanted in expected.items():
            assert shown[key] == wanted, (name, key)
    return 1


# Help first ------------------------------------------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=8, max_size=8), st.integers(1, 3))
def test_help_comes_before_any_score(answers: list[int | None], last: int) -> None:
    with pytest.raises(SafetyStop) as stopped:
        score("phq9", [*answers, last], country="GB", today=date(2026, 11, 25))
    notice = stopped.value.notice
    assert isinstance(notice, SafetyNotice)
    assert notice.help.country == "GB"
    assert stopped.value.exit_code == 3
    assert not any(str(number) in stopped.value.what for number in range(28) if number != 9)
    assert score("phq9", [*answers, last], acknowledged=True).safety is not None


@pytest.mark.parametrize("last", [0, None, math.nan])
def test_nothing_is_said_of_safety_by_0_or_by_no_answer(last: float | None) -> None:
    found = score("phq9", [0] * 8 + [last])
    assert found.safety is None
    assert "safe" not in " ".join(found.said).casefold()
    if last != 0:
        assert found.value is None
        assert "Item phq9 was not answered. That is not a 0." in found.said


def test_help_comes_even_where_other_answers_are_wrong() -> None:
    with pytest.raises(SafetyStop):
        score("phq9", [7, 0, 0, 0, 0, 0, 0, 0, 1])
    with pytest.raises(DataError, match="phq1"):
        score("phq9", [7, 0, 0, 0, 0, 0, 0, 0, 1], acknowledged=True)


# What is refused -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("phq8", [4, 0, 0, 0, 0, 0, 0, 0], r"4 is not an answer to item 'phq1' of phq8\. Allowed is 0, 1, 2 or 3"),
        ("phq8", [0.5, 0, 0, 0, 0, 0, 0, 0], "0.5 is not an answer"),
        ("phq8", [-1, 0, 0, 0, 0, 0, 0, 0], "-1 is not an answer"),
        ("phq8", [math.inf, 0, 0, 0, 0, 0, 0, 0], "inf is not an answer"),
        ("peg", [11, 0, 0], "a whole number from 0 to 10"),
        ("peg", [1.5, 0, 0], "1.5 is not an answer"),
        ("phq8", [0, 0], "phq8 has 8 items, and 2 answers were given"),
        ("phq8", [], "0 answers"),
        ("phq8", {"phq11": 1}, r"no item 'phq11'\. Did you mean 'phq1'"),
        ("daily_diary", {"medicines": 1}, "words"),
        ("promis_depression_8a", [1] * 8, "table is not part of unspiral"),
    ],
)
def test_what_cannot_be_is_refused(name: str, answers: Any, said: str) -> None:
    with pytest.raises(DataError, match=said):
        score(name, answers)


def test_a_total_of_phq9_is_refused() -> None:
    with pytest.raises(DataError, match="hides how item phq9 was answered"):
        score_total("phq9", 5, TTable("x", {0: (30.0, 1.0), 27: (80.0, 1.0)}))


def test_answers_by_name_and_the_extra_item() -> None:
    named = {f"phq{place}": 1.0 for place in range(1, 10)} | {"phq9": 0.0, "phq10_difficulty": 3.0}
    assert score("phq9", named).value == 8
    assert score("phq9", [1] * 8 + [0, 3]).value == 8


def test_single_answers_are_no_scale() -> None:
    found = score("daily_diary", {"pain_avg": 4.0, "sleep_h": 7.25})
    assert found.value is None
    assert "no validated scale" in found.why_none


# T scores --------------------------------------------------------------------------------------------------------------------------


def shared_table(shared: Path, name: str) -> TTable:
    table = json.loads((shared / "clinical" / "instruments.json").read_text(encoding="utf-8"))
    entry = next(each for each in table["instruments"] if each["id"] == name)
    rows = entry["scoring"].get("table") or entry["t_score"]["table"]
    return TTable(name, {int(raw): (row["t"], row.get("se", math.nan)) for raw, row in rows.items()})


def test_promis_depression_8a_all_33_rows(shared: Path) -> None:
    table = shared_table(shared, "promis_depression_8a")
    assert len(table.rows) == 33
    for raw, (t, se) in table.rows.items():
        rest = raw - 8
        answers = [1 + min(4, max(0, rest - 4 * place)) for place in range(8)]
        found = score("promis_depression_8a", answers, table=table)
        assert (found.value, found.se, found.unit, found.subscales["raw"]) == (t, se, "T", raw)
    assert score("promis_depression_8a", [1] * 7 + [None], table=table).value is None


def test_cesd_crosswalk(shared: Path) -> None:
    table = shared_table(shared, "cesd20")
    for total, t in ((0, 34.5), (16, 56.2), (60, 86.5)):
        found = score_total("cesd20", total, table)
        assert (found.value, found.subscales["t"]) == (total, t)
    none_at_all = [0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 0]
    found = score("cesd20", none_at_all, table=table)
    assert (found.value, found.subscales["t"], found.band) == (0, 34.5, "below cut-off")


def test_a_form_without_items_takes_them_from_the_table() -> None:
    table = TTable("6a", {raw: (40.0 + raw, 2.0) for raw in range(6, 31)})
    assert score("promis_pain_interference", [1, 2, 3, 4, 5, 1], table=table).value == 56.0
    with pytest.raises(DataError, match="6 is not an answer"):
        score("promis_pain_interference", [1, 2, 3, 4, 6, 1], table=table)
    with pytest.raises(DataError, match="another number of items than 4"):
        score("promis_pain_interference", [1, 2, 3, 4], table=table)
    with pytest.raises(DataError, match="It is for another form"):
        score("promis_depression_8a", [1] * 8, table=table)


def test_sources_and_what_nobody_has_seen() -> None:
    gaps = score("phq9", [1, 1, 1, 1, 1, 1, 1, None, 0])
    assert gaps.unverified == ("missing",)
    assert "Missing-item rule: nobody has seen it in a source." in gaps.said
    assert score("phq9", [1] * 8 + [0]).unverified == ()
    assert score("phq9", [1] * 8 + [0]).sources == ("lforms_phq9", "kroenke2001")
    assert score("nih_rtf_impact", [5] + [2] * 8).unverified == ("scoring", "bands")


def test_help_comes_before_any_other_error() -> None:
    with pytest.raises(SafetyStop):
        score("phq9", {"phq9": 3, "bogus": 1})
    with pytest.raises(SafetyStop):
        score("phq9", [0, 0, 0, "x", 0, 0, 0, 0, 1])
    with pytest.raises(SafetyStop) as stopped:
        score("phq9", [0, 0, 0, 0, 0, 0, 0, 0, 1], country="England")
    assert isinstance(stopped.value.notice, SafetyNotice)
    assert stopped.value.notice.help.country == "*"
    with pytest.raises(SpecError, match="England"):
        score("phq9", [0, 0, 0, 0, 0, 0, 0, 0, 1], country="England", acknowledged=True)
    with pytest.raises(DataError, match="no item 'bogus'"):
        score("phq9", {"phq9": 0, "bogus": 1})


def test_texts_are_read_as_numbers_or_refused_by_name() -> None:
    assert score("phq8", ["1", " 2", "", "0", 1, 1, 1, 1]).value == score("phq8", [1, 2, None, 0, 1, 1, 1, 1]).value
    with pytest.raises(SafetyStop):
        score("phq9", {"phq9": "1"})
    with pytest.raises(DataError, match="The answer to item 'phq2' of phq2 is no number"):
        score("phq2", {"phq1": 1, "phq2": "often"})


def test_a_table_brought_along_is_credited_to_nobody_else() -> None:
    table = TTable("mine.csv", {raw: (30.0 + raw, 2.0) for raw in range(8, 41)})
    for found in (score("promis_depression_8a", [2] * 8, table=table), score_total("promis_depression_8a", 16, table)):
        assert table.said in found.said
        assert (found.sources, "t_table" in found.unverified) == ((), True)
    beside = TTable("mine.csv", {raw: (30.0 + raw / 2, 2.0) for raw in range(61)})
    kept = score("cesd20", [0] * 20, table=beside)
    assert table.said in kept.said
    assert kept.sources != ()
    assert beside.said not in score("cesd20", [None] * 20, table=beside).said
