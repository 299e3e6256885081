"""Which designs may be asked about."""

from __future__ import annotations

import pytest
from tests.act.design.made import small

from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def test_prompts_are_counted_over_the_days_of_asking() -> None:
    assert small(every=7).design(10, 15, 2, 0.8).prompts == 10 * 3 * 2
    assert small().design(10, 15, 2, 0.8).prompts == 300


def test_without_a_wish_a_power_of_80_percent_is_wanted() -> None:
    assert small().wanted == (0.8, None)
    assert small(width=0.1).wanted == (None, 0.1)
    assert small(width=0.1, power=0.9).wanted == (0.9, 0.1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"people": (0,)}, "outside 1 to 100,000"),
        ({"days": (800,)}, "outside 1 to 730"),
        ({"beeps": ()}, "outside 1 to 48"),
        ({"power": 1.0}, "not between 0.05 and 1"),
        ({"power": 0.01}, "not between 0.05 and 1"),
        ({"width": 0.0}, "not above 0"),
        ({"level": 0.2}, "not between 0.5 and 1"),
        ({"compliance": (1.2,)}, "not a share"),
        ({"people": tuple(range(2, 300))}, "More than 400 designs"),
    ],
)
def test_what_makes_no_design_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        small(**given)
