"""Questionnaires within a diary get their scores, at the time at which they were filled in."""

from __future__ import annotations

import pytest

from unspiral.errors import DataError, SafetyStop
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.questionnaires.score_diary import DiaryStop, score_diary
from unspiral.measure.questionnaires.t_table import TTable
from unspiral.records.diary import Diary
from unspiral.records.help import SafetyNotice

pytestmark = pytest.mark.unit


def diary(*forms: tuple[str, str, str, list[str]], prefix: str = "") -> Diary:
    """Forms as (person, instrument, form, answers)."""
    built = DiaryBuilder()
    built.add("P1", "2024-03-09", item="pain_avg", value="4")
    for person, name, form, answers in forms:
        for place, value in enumerate(answers, 1):
            stem = prefix or ("phq" if name.startswith("phq") else "gad" if name.startswith("gad") else "")
            built.add(person, f"2024-03-{9 + int(form):02}", instrument=name, form=form, item=f"{stem}{place}", value=value)
    return built.build()


def rows(found: Diary) -> list[tuple[str, ...]]:
    return [(person, time, item, value, unit) for person, time, _, _, _, item, value, unit, _ in found.rows()]


def test_scores_of_two_people() -> None:
    found = score_diary(diary(("P1", "phq8", "1", ["1"] * 8), ("P2", "gad7", "2", ["2"] * 7), ("P1", "phq8", "3", ["3"] * 5)))
    assert rows(found) == [
        ("P1", "2024-03-10", "phq8.score", "8", "points"),
        ("P2", "2024-03-11", "gad7.score", "14", "points"),
        ("P1", "2024-03-12", "phq8.score", "", "points"),
    ]
    assert found.said == ("1 form has no score: too much was not answered.",)


def test_help_first_and_acknowledged() -> None:
    given = diary(("P1", "phq9", "1", ["1"] * 9), ("P1", "phq9", "2", ["1"] * 8 + ["0"]))
    with pytest.raises(SafetyStop, match="1 form of this diary has an answer that calls for help") as stopped:
        score_diary(given, country="GB")
    assert isinstance(stopped.value, DiaryStop)
    assert isinstance(stopped.value.notice, SafetyNotice)
    assert stopped.value.notice.help.country == "GB"
    held = stopped.value.rows
    assert [row[2:4] for row in rows(held)] == [("phq9.score", ""), ("phq9.safety", "1"), ("phq9.score", "8")]
    assert held.said == ("1 form calls for help before any score; the scores are kept back.",)
    assert [row[2:4] for row in rows(score_diary(given, acknowledged=True))][:2] == [("phq9.score", "9"), ("phq9.safety", "1")]


def test_subscales_and_tables() -> None:
    found = score_diary(diary(("P1", "fabq", "1", ["3"] * 16)))
    assert [row[2:4] for row in rows(found)] == [("fabq.physical_activity", "12"), ("fabq.work", "21")]
    eight = diary(("P1", "promis_depression_8a", "1", ["2"] * 8))
    assert "they need a table" in score_diary(eight).said[0]
    table = TTable("t", {raw: (30.0 + raw, 2.0) for raw in range(8, 41)})
    assert rows(score_diary(eight, tables={"promis_depression_8a": table}))[0][2:] == ("promis_depression_8a.score", "46", "T")


def test_strangers_and_scores_of_before_are_left_alone() -> None:
    built = DiaryBuilder()
    built.add("P1", "1", instrument="hads", form="1", item="h1", value="1")
    built.add("P1", "1", instrument="phq8", form="1", item="phq8.score", value="7")
    found = score_diary(built.build())
    assert len(found) == 0
    assert found.said == ("Forms of 'hads' were not scored: there is no questionnaire of that name.",)


@pytest.mark.parametrize(
    ("answers", "prefix", "said"),
    [
        (["4"], "", "Diary row 2: 4 is not an answer to item 'phq1' of phq8"),
        (["often"], "", "Diary row 2: the answer to item 'phq1' of phq8 is no number"),
        (["1"], "x", "Diary row 2: phq8 has no item 'x1'"),
    ],
)
def test_what_is_no_answer(answers: list[str], prefix: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        score_diary(diary(("P1", "phq8", "1", answers), prefix=prefix))


def test_an_item_answered_twice() -> None:
    with pytest.raises(DataError, match="is answered a second time"):
        score_diary(diary(("P1", "phq8", "1", ["1"]), ("P1", "phq8", "1", ["1"])))


def test_the_loudest_answer_orders_the_help() -> None:
    given = diary(("P1", "phq9", "1", ["0"] * 8 + ["1"]), ("P2", "phq9", "2", ["0"] * 8 + ["3"]))
    alone = diary(("P2", "phq9", "2", ["0"] * 8 + ["3"]))
    with pytest.raises(SafetyStop) as both:
        score_diary(given, country="GB")
    with pytest.raises(SafetyStop) as loud:
        score_diary(alone, country="GB")
    assert both.value.notice == loud.value.notice
