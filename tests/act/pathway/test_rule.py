"""Rules as the file has them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unspiral.act.pathway.option import options
from unspiral.act.pathway.rule import rules
from unspiral.evidence.pathway_file import pathway_file

pytestmark = pytest.mark.unit


def test_every_rule_is_read_safety_first() -> None:
    assert [rule.id for rule in rules()] == [row["id"] for row in pathway_file()["rule"]]
    assert [rule.step for rule in rules()][:3] == ["0", "0", "0"]
    assert [rule.id for rule in rules() if rule.holds] == ["P0_suicide"]
    assert [rule.id for rule in rules() if rule.stops] == ["P0_redflag_stop"]


def test_no_rule_pushes_what_guidelines_speak_against() -> None:
    for rule in rules():
        for name in rule.show:
            assert options()[name].net not in ("against", "conditional_against"), (rule.id, name)


def test_hiding_takes_what_guidelines_speak_against_and_nothing_else() -> None:
    hiding = next(rule for rule in rules() if rule.hide_against)
    assert hiding.id == "P2_chronic"
    assert "acupuncture" in hiding.shown(options())
    changed = {**options(), "massage": replace(options()["massage"], net="against")}
    assert set(hiding.shown(options())) - set(hiding.shown(changed)) == {"massage"}
    assert "massage" in replace(hiding, hide_against=False).shown(changed)


def test_what_a_guard_is_about() -> None:
    assert [rule.id for rule in rules() if rule.asks_about("laser_surgery")] == ["X_surgery_dep", "X_laser"]
    assert next(rule for rule in rules() if rule.id == "P1_base").fired().because == "for everyone"
