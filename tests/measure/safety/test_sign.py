"""The questions about warning signs, and answers to them that can be meant only one way."""

from __future__ import annotations

import pytest

from unspiral.errors import SpecError
from unspiral.measure.safety.sign import check_replies, questions, replies

pytestmark = pytest.mark.unit


def test_there_are_18_with_their_sources() -> None:
    assert len(questions()) == len({question.id for question in questions()}) == 18
    assert {question.weight for question in questions()} == {"single", "combined", "modifier"}
    assert all(question.ask.endswith("?") for question in questions())
    assert [question.id for question in questions() if not question.sources] == ["chest"]
    assert {question.id for question in questions() if question.evidence == "unverified"} == {"inflam_am", "aaa_sudden", "chest"}


def test_a_modifier_has_no_urgency_of_its_own() -> None:
    assert {question.id for question in questions() if question.urgency is None} == {"inf_risk", "can_age", "thoracic"}
    assert all((question.urgency is None) == (question.weight == "modifier") for question in questions())


def test_three_lists_become_one() -> None:
    assert replies(["can_age"], ["chest"], ["thoracic"]) == {"can_age": "yes", "chest": "not sure", "thoracic": "no"}
    assert replies() == {}
    assert replies(["can_age", "can_age"]) == {"can_age": "yes"}


def test_two_answers_to_one_question_are_refused() -> None:
    with pytest.raises(SpecError, match="'chest' is answered both 'yes' and 'no'"):
        replies(["chest"], [], ["chest"])
    with pytest.raises(SpecError, match="both 'not sure' and 'no'"):
        replies([], ["chest"], ["chest"])


def test_unknown_questions_are_named_with_the_nearest() -> None:
    with pytest.raises(SpecError, match=r"'ces_sadle' is no question about warning signs. Did you mean 'ces_saddle'\?"):
        replies(["ces_sadle"])
    with pytest.raises(SpecError) as caught:
        replies(["x" * 300])
    assert len(caught.value.what) < 120


def test_answers_are_three_words() -> None:
    with pytest.raises(SpecError, match="yes, no, not sure"):
        check_replies({"chest": "maybe"})
