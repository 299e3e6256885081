"""What is printed of a score: for somebody tired, and never more than is known."""

from __future__ import annotations

from datetime import date

import pytest

from unspiral.doors.cli.measure_score_text import change_text, headline, judged_text, notice_text, score_text
from unspiral.measure.questionnaires.change import change
from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.questionnaires.scoring import score
from unspiral.measure.questionnaires.t_table import TTable

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("phq8", [1] * 8, "8 of 24, mild"),
        ("tsk17", [1] * 17, "29 (the scale goes from 17 to 68)"),
        ("odi", [2, 1, 2, 2, 2, 2, 1, 2, 2, 2], "36 %"),
        ("start_back", [1] * 9, "9 of 9, high"),
        ("gcps_r", [3, 2, 1, 1, 1], "3 of 3, high impact chronic pain"),
        ("peg", [7, 5, None], "no score. Not all 3 items were answered, and this questionnaire needs them."),
    ],
)
def test_headlines(name: str, answers: list[float | None], said: str) -> None:
    assert headline(score(name, answers)) == said


def test_t_headline() -> None:
    table = TTable("t", {raw: (30.0 + raw, 2.0) for raw in range(8, 41)})
    assert headline(score("promis_depression_8a", [1] * 8, table=table)) == "T 38.0 (standard error 2.0)"


def test_no_score_says_how_much_was_answered() -> None:
    said = score_text(instrument("phq8"), score("phq8", [1] * 5 + [None] * 3), None)
    assert "Answered: 5 of 8 items." in said
    assert "symptom score" not in said


def test_what_nobody_has_seen_is_said() -> None:
    assert "Unverified, nobody has seen it in a source: the way of scoring and the bands." in score_text(
        instrument("nih_rtf_impact"), score("nih_rtf_impact", [5] + [2] * 8), None
    )


def test_change_words() -> None:
    found = instrument("rmdq24")
    assert "The score fell by 10 points (from 12 to 2, 83 % of the score before)." in change_text(found, change(found, 12, 2)).replace(
        "\n", " "
    )
    assert "The score is the same as before: 5." in change_text(found, change(found, 5, 5))
    assert "rose by 5 points (from 0 to 5)" in change_text(found, change(found, 0, 5))
    judged = change(found, 0, 5).judged
    assert judged_text(found, judged[0]).startswith("MIC, 5 points: at least as large (seen in one source: Ostelo")
    assert "MIC, 30 %: cannot be told" in judged_text(found, judged[1])


def test_a_notice_for_one_and_for_a_table() -> None:
    acknowledged = score("phq9", [0] * 8 + [2], country="US", today=date(2026, 11, 25), acknowledged=True)
    assert acknowledged.safety is not None
    alone, table = notice_text(acknowledged.safety), notice_text(acknowledged.safety, rows=3)
    assert alone.startswith("Thank you")
    assert table.startswith("3 filled-in forms in this table tell of thoughts of death or self-harm.")
    assert score_text(instrument("phq9"), acknowledged, None).startswith(alone)
    assert "people" not in table.partition("This is what")[0]


def test_how_the_country_was_found_stands_below_the_notice() -> None:
    seen = score("phq9", [0] * 8 + [2], country="US", today=date(2026, 11, 25), acknowledged=True).safety
    assert seen is not None
    last = notice_text(seen, how="The country is a guess.").rpartition("\n\n")[2].replace("\n", " ")
    assert last == f"Lines for {seen.help.name}, checked on {seen.help.checked_on.isoformat()}. The country is a guess."
