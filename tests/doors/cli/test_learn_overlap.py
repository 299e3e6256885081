"""Which columns are questions of a known questionnaire, and what becomes of those that ask about another process."""

from __future__ import annotations

import pytest

from unspiral.doors.cli.learn_overlap import items_among, overlap_in, said_of
from unspiral.errors import SpecError
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit

SLEEP = "sleep_problem <-> depression; depression by "


@pytest.mark.parametrize(
    ("columns", "item"),
    [
        (["phq9_1", "phq9_3"], {"phq9_1": "phq1", "phq9_3": "phq3"}),
        (["PHQ1", "PHQ2", "PHQ3"], {"PHQ1": "phq1", "PHQ2": "phq2", "PHQ3": "phq3"}),  # of the eight or of the nine: the same questions
        (["phq9_q3"], {"phq9_q3": "phq3"}),
        (["cesd_06", "cesd_11"], {"cesd_06": "cesd6", "cesd_11": "cesd11"}),
        (["cesd20_5", "cesd20_7"], {"cesd20_5": "cesd5", "cesd20_7": "cesd7"}),
        (["peg_p", "peg_e"], {"peg_p": "peg_p", "peg_e": "peg_e"}),
        (["Trouble falling or staying asleep, or sleeping too much"], {"Trouble falling or staying asleep, or sleeping too much": "phq3"}),
        (["phq9_total"], {}),
        (["phq9"], {}),
        (["mood", "interest"], {}),
    ],
)
def test_columns_are_recognised(columns: list[str], item: dict[str, str]) -> None:
    assert items_among(columns) == (item, ())


@pytest.mark.parametrize("columns", [["cesd_3", "cesd_7"], ["cesd10_3", "cesd10_7"], ["bdi_1", "bdi_16"]])
def test_numbers_that_may_mean_other_questions_are_not_guessed(columns: list[str]) -> None:
    """Question 7 of the short CES-D is another one than question 7 of the long one."""
    assert items_among(columns) == ({}, tuple(columns))
    found = overlap_in(parse(SLEEP + ", ".join(columns)), keep=False)
    assert found is not None
    assert found.items == ()
    assert [column for _, column, _ in found.unknown] == columns


def test_what_is_left_out_is_said_aloud() -> None:
    loop = parse(f"{SLEEP}phq9_1, phq9_3")
    found = overlap_in(loop, keep=False)
    assert said_of(loop, found) == (
        "'phq9_3' asks about sleep_problem, which is in the loop by itself: left out of depression (--keep-overlap keeps it).",
    )
    assert said_of(loop, overlap_in(loop, keep=True)) == ()
    assert said_of(loop, None) == ()


def test_nothing_to_say_and_nothing_to_keep() -> None:
    plain = parse("pain <-> depression; depression by phq9_1, phq9_3")
    assert overlap_in(plain, keep=False) is None
    with pytest.raises(SpecError, match="no column of the loop"):
        overlap_in(plain, keep=True)
