from __future__ import annotations

import pytest

from unspiral import errors
from unspiral.errors import DataError, NotConverged, NotIdentified, SafetyStop, SpecError, UnspiralError, closest, did_you_mean

pytestmark = pytest.mark.unit


def test_text_says_what_why_and_the_remedy_in_this_order() -> None:
    problem = DataError("Row 3 has no time.", why="Without a time there is no interval.", fix="fill it in")
    assert problem.text() == "Row 3 has no time.\n  Without a time there is no interval.\n  Fix: fill it in"
    assert str(problem) == problem.text()
    assert (problem.what, problem.why, problem.fix) == ("Row 3 has no time.", "Without a time there is no interval.", "fill it in")


def test_what_is_left_out_leaves_no_empty_line() -> None:
    assert DataError("Row 3 has no time.").text() == "Row 3 has no time."
    assert DataError("Row 3 has no time.", fix="fill it in").text() == "Row 3 has no time.\n  Fix: fill it in"


@pytest.mark.parametrize(
    ("kind", "code"), [(UnspiralError, 2), (DataError, 2), (SpecError, 2), (NotIdentified, 3), (SafetyStop, 3), (NotConverged, 4)]
)
def test_exit_codes_are_those_of_the_contract(kind: type[UnspiralError], code: int) -> None:
    assert kind.exit_code == code


def test_a_safety_stop_carries_its_notice_and_no_answer() -> None:
    notice = object()
    stop = SafetyStop("An answer calls for help first.", notice=notice)
    assert stop.notice is notice
    assert stop.text() == "An answer calls for help first."
    assert SafetyStop("x").notice is None


def test_one_tree() -> None:
    kinds = [thing for thing in vars(errors).values() if isinstance(thing, type) and thing.__module__ == errors.__name__]
    assert len(kinds) == 7
    assert all(issubclass(kind, UnspiralError) for kind in kinds)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("depresion", " Did you mean 'Depression'?"),
        ("PAIN", " Did you mean 'pain'?"),
        ("xylophone", ""),
        ("", ""),
    ],
)
def test_did_you_mean_keeps_the_known_spelling(word: str, said: str) -> None:
    assert did_you_mean(word, iter(["pain", "Depression", "sleep"])) == said


def test_the_closest_name_is_itself_or_nothing() -> None:
    assert closest("phq1", ["pain", "PHQ_1"]) == "PHQ_1"
    assert closest("grass", ["pain", "PHQ_1"]) == ""
