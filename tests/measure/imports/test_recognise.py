from __future__ import annotations

import pytest

from unspiral.errors import DataError
from unspiral.measure.imports.recognise import plain_words, recognised

pytestmark = pytest.mark.unit

DOWN = "Feeling down, depressed, or hopeless"
INTEREST = "Little interest or pleasure in doing things"


def found(*names, **more):
    return [(r.column, r.instrument, r.item) for r in recognised(names, **more)]


@pytest.mark.parametrize(
    ("names", "instrument"),
    [
        ([f"phq{i}" for i in range(1, 10)], "phq9"),
        ([f"phq_{i}" for i in range(1, 9)], "phq8"),
        (["phq1", "phq2"], "phq2"),
        ([f"GAD{i}" for i in range(1, 8)], "gad7"),
        ([f"cesd_{i:02}" for i in range(1, 21)], "cesd20"),
    ],
)
def test_a_whole_run_of_numbers(names, instrument):
    assert {i for _, i, _ in found(*names)} == {instrument}
    assert len(found("id", *names, "pain")) == len(names)


@pytest.mark.parametrize("name", ["PHQ9_3", "phq9_q3", "phq9.item3", "PHQ-9 Q3", "phq9_i3"])
def test_names_that_say_the_questionnaire_themselves(name):
    assert found(name) == [(name, "phq9", "phq3")]


def test_a_score_is_no_question():
    assert found("phq9", "phq8", "gad7", "cesd_total", "phq9_total") == []


def test_some_questions_alone_leave_it_open():
    with pytest.raises(DataError, match="phq8 or phq9") as problem:
        found("phq1", "phq2", "phq5")
    assert problem.value.fix == "--instrument phq8"
    assert found("phq1", "phq2", "phq5", instrument="phq9")[2] == ("phq5", "phq9", "phq5")


def test_by_words_of_the_header_or_of_a_label():
    assert found(INTEREST, DOWN) == [(INTEREST, "phq2", "phq1"), (DOWN, "phq2", "phq2")]
    assert found("q1", "q2", labels={"q1": INTEREST, "q2": DOWN.upper()}) == [("q1", "phq2", "phq1"), ("q2", "phq2", "phq2")]
    assert found(f"Over the last 2 weeks ... {INTEREST}", DOWN)[0][2] == "phq1"


def test_words_that_leave_it_open():
    with pytest.raises(DataError, match="none of them is whole") as problem:
        found(DOWN)
    assert problem.value.fix.startswith("--instrument phq")
    assert found(DOWN, instrument="phq9") == [(DOWN, "phq9", "phq2")]


def test_plain_words():
    assert plain_words(" Feeling down, depressed,\nor hopeless? ") == "feeling down depressed or hopeless"
