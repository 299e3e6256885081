"""A ranking in words: sure or not, the answer stands first, and no winner stands alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.act.made import pair_fit

from unspiral.act.targets import targets
from unspiral.doors.cli.targets_text import MOST, targets_text
from unspiral.records.targets import Achievable, Candidate, Targets

pytestmark = pytest.mark.unit


def ranking(**benefit: float) -> Targets:
    fit = pair_fit(spread=0.01)
    listed = [Candidate(name, "treatment", (Achievable("pain", value, None, None, value, 0.0, "high"),)) for name, value in benefit.items()]
    return targets(fit, candidates=listed)


def test_a_sure_first_is_named_with_its_probability_and_what_is_lost_if_it_is_wrong() -> None:
    out = targets_text(ranking(walking=0.6, yoga=0.1))
    assert out.split("\n\n")[1].startswith("Walking would be expected to do most over 56 days")
    assert "best of 2" in out
    assert "If that is wrong" in out
    assert "yoga" in out


def test_an_unsure_first_is_not_called_best() -> None:
    found = ranking(walking=0.5, yoga=0.5)
    out = targets_text(found)
    assert found.answer is None
    assert out.split("\n\n")[1].startswith("Cannot tell which does most")


def test_a_medicine_is_a_matter_for_its_prescriber_and_harms_are_told() -> None:
    effect = (Achievable("pain", 0.5, 0.2, 0.8, 0.4, 0.1, "low", "placebo", "8 weeks", "T000", "Somebody 2020"),)
    listed = [Candidate("mirtazapine", "treatment", effect, "sleepiness", True), Candidate("yoga", "treatment", effect)]
    lines = " ".join(targets_text(targets(pair_fit(), candidates=listed)).split())
    medicine, other = lines[lines.index("- Mirtazapine:") :], lines[lines.index("- Yoga:") :]
    assert "Harms: sleepiness. Talk to your prescriber." in medicine[:400]
    assert "Talk to your prescriber" not in other
    assert "0.50 (0.20 to 0.80) against placebo, 8 weeks, certainty low, counted as 0.40 (T000: Somebody 2020)" in medicine


def test_one_alone_is_compared_with_nothing() -> None:
    out = targets_text(ranking(walking=0.5))
    assert out.split("\n\n")[1].startswith("Cannot tell")
    assert "First in the list" not in out.split("\n\n")[1]
    assert "nothing to compare" in out


def test_long_lists_say_what_they_leave_out() -> None:
    found = ranking(**{f"way_{k}": 0.1 + 0.01 * k for k in range(MOST + 3)})
    assert "3 more score lower" in targets_text(found)
    assert "more score lower" not in targets_text(replace(found, ranked=found.ranked[:MOST]))
