from __future__ import annotations

from dataclasses import replace

import pytest
from tests.act.population.policy_made import own
from tests.house.test_never_say import offences
from tests.show.policies_made import comparison

from unspiral.doors.cli.population_compare_text import compare_text, list_text
from unspiral.evidence.policy_file import packaged_policies

pytestmark = pytest.mark.unit


def test_answer_first_then_every_measure_at_three_shares() -> None:
    text = compare_text(comparison())
    assert text.startswith("2 policies, each held against doing nothing else")
    assert text.index("ONE, per 100\u202f000 people over 2 years") < text.index("TWO, per")
    assert text.count("% causal: ") == 2 * 6 * 3 and "Weeks with depression: fewer" in text
    assert "      0 % causal: no difference from 22\u202f000" in text
    assert "−20\u202f110 ± 350 by 10\u202f000 persons" in text and "more new episodes beside fewer weeks" in " ".join(text.split())
    assert offences(text) == []
    flat = " ".join(text.split())
    assert "0.0 % (assumed, no interval) where" in flat and "3.8 % (1.7 to 6.3 %) where" in flat and '"at the end"' in flat
    turned = any(policy.tornados for policy in comparison().policies)
    assert turned and "turned alone, one leaves what studies saw" in flat
    bare = replace(comparison(), policies=tuple(replace(policy, tornados=()) for policy in comparison().policies))
    assert "turned alone" not in " ".join(compare_text(bare).split())


def test_a_list_holds_every_number_with_its_ground() -> None:
    text = " ".join(list_text([*packaged_policies(), own()]).split())
    assert "offered where: pain chronic and depression episode" in text and "begins: week 20" in text
    assert "at that pace 76 % would have begun within two years" in text  # 1 - 0.7 ** 4
    assert "begin within 10 weeks: 0.5 (0.3 to 0.7). Assumed: made up." in text and "not counted: T034" in text
    assert offences(text) == []
