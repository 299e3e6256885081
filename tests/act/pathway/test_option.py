"""Options with every position, and their order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.act.pathway.option import STRENGTHS, kinds, last_reasons, options, ordered
from unspiral.evidence.pathway_file import pathway_file

pytestmark = pytest.mark.unit


def test_every_line_is_kept_with_its_year_and_how_it_was_seen() -> None:
    for row in pathway_file()["option"]:
        option = options()[row["id"]]
        assert [(p.source, p.strength, p.evidence) for p in option.positions] == [
            (line["source"], line["strength"], line["evidence"]) for line in row["recommendations"]
        ]
        assert all(position.year for position in option.positions if position.kind == "guideline")
    assert [p.strength for p in options()["acupuncture"].positions] == ["against", "conditional_for", "conditional_for", "strong_for"]


def test_where_guidelines_disagree_and_where_lines_are_mixed() -> None:
    assert [name for name, option in options().items() if option.disagree] == ["acupuncture", "antidepressant_for_pain"]
    mixed = {name for name, option in options().items() if option.mixed}
    assert mixed == {"acupuncture", "antidepressant_for_depression", "antidepressant_for_pain", "nsaid", "opioid_chronic"}


def test_the_only_option_for_that_no_guideline_line_backs() -> None:
    found = [name for name, option in options().items() if option.net in ("strong_for", "for", "conditional_for") and not option.backed]
    assert found == ["surgery_with_depression"]


@given(named=st.lists(st.sampled_from(sorted(options()))), last=st.sets(st.sampled_from(sorted(options()))))
def test_order_is_strength_then_file_and_the_last_stay(named: list[str], last: set[str]) -> None:
    found = ordered(named, last)
    assert sorted(each.id for each in found) == sorted(set(named))
    place = list(options())
    keys = [(each.id in last, STRENGTHS.index(each.net), place.index(each.id)) for each in found]
    assert all(before < after for before, after in pairwise(keys))
    assert found == ordered(reversed(named), last)


def test_why_an_option_stands_last() -> None:
    nsaid = options()["nsaid"]
    assert last_reasons(nsaid, ["nsaid"], ["medicine"], ["nsaid"]) == ("tried", "not wanted", "out of reach")
    assert last_reasons(nsaid, ["cbt"], ["physical"], []) == ()
    assert set(kinds()) >= {"medicine", "physical", "psychological"}
