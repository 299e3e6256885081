"""Numbers of studies stand with certainty, harms and source; what shows nothing by itself is left out."""

from __future__ import annotations

import pytest

from unspiral.act.pathway.numbers import numbers_for
from unspiral.act.pathway.option import options
from unspiral.evidence.tables import treatments

pytestmark = pytest.mark.unit


def test_each_has_certainty_harms_and_source() -> None:
    found = [each for option in options() for each in numbers_for(option)]
    assert len(found) > 40
    assert all(each.certainty and each.harms.startswith("Harms: ") and each.source for each in found)
    assert all(each.about.startswith("compared with ") for each in found)


def test_all_rows_about_an_option_and_no_group_alone() -> None:
    assert [each.id for each in numbers_for("mindfulness")] == ["T023", "T024"]
    shown = {each.id for option in options() for each in numbers_for(option)}
    alone = {row.id for row in treatments() if row.figure.measure in ("proportion", "share")}
    assert not shown & alone
    assert numbers_for("massage") == ()


def test_pain_and_depression_are_not_mixed_for_antidepressants() -> None:
    on = {row.id: row.outcome for row in treatments()}
    assert {on[each.id] for each in numbers_for("antidepressant_for_depression")} == {"depression", "depression_response50"}
    assert {on[each.id] for each in numbers_for("antidepressant_for_pain")} == {"pain", "pain_relief30"}
