from __future__ import annotations

import pytest

from unspiral.doors.cli.policy_given import policies_given
from unspiral.errors import SpecError
from unspiral.records.population import Policy

pytestmark = pytest.mark.unit


def test_every_part_is_read() -> None:
    text = (
        "more care : mood care begins x3; pain care begins ×1.5 ages 18-60; cut depression -> pain; from week 52; death x0.5 age 60 to 75;"
    )
    (found,) = policies_given([text])
    assert found == Policy(
        "more care",
        52,
        (("mood care begins", 3.0),),
        (("pain care begins", 18.0, 60.0, 1.5), ("death", 60.0, 75.0, 0.5)),
        ("depression->pain",),
    )
    assert [policy.name for policy in policies_given(["a: x x2", "b: cut a->b"])] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("more care", "does not say what the policy does"),
        ("more care:", "does not say what the policy does"),
        (": death x2", "does not say what the policy is called"),
        ("a: death", "'death' in '--policy a: death' cannot be read"),
        ("a: death xtwo", "'two' in '--policy a: death xtwo' is no number"),
        ("a: death xnan", "is no number"),
        ("a: death x2 ages 18-6.0.0", "is no number"),
        ("a: death x2; from week soon", "'soon' in .* is no whole number of a week"),
        ("a: death x2; from week 1.5", "'1.5' in .* is no whole number of a week"),
    ],
)
def test_what_cannot_be_read(text: str, said: str) -> None:
    with pytest.raises(SpecError, match=said) as refused:
        policies_given([text])
    assert "Fix: --policy 'more care: " in str(refused.value)
