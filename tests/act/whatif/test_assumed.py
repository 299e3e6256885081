from __future__ import annotations

import pytest

from unspiral.act.whatif.assumed import (
    assumed_of_adherence,
    assumed_of_hold,
    assumed_of_links,
    assumed_of_pieces,
    assumed_of_pulse,
    assumed_of_rule,
)
from unspiral.records import Effect
from unspiral.records.whatif import Piece, Rule

pytestmark = pytest.mark.unit
LEVEL = {"pain": Effect(5.0, 4.5, 5.5), "depression": Effect(4.0, 3.5, 4.5)}
FIRST = {"pain": "nrs", "depression": "phq2"}
RULE = Rule("pain", above=True, at=6.0, until=4.0)


def test_a_share_is_said_and_a_whole_needs_no_word() -> None:
    assert assumed_of_adherence((1.0, 1.0)) == []
    assert assumed_of_adherence((0.7, 0.7)) == ["70 % of the push is really taken, and acts in proportion."]
    assert "Between 50 and 80 %" in assumed_of_adherence((0.5, 0.8))[0]


def test_every_kind_of_push_has_its_words() -> None:
    kinds = {"pain": "process", "flare": "impulse", "walking": "fading"}
    said = assumed_of_pulse(kinds)
    assert [words in one for words, one in zip(("shifts pain at once", "happens once", "fades at its own rate"), said, strict=True)]
    assert len(said) == 3
    pieces = [Piece("pain", 1.0, 0.0, 28.0), Piece("drug", 1.0, 7.0), Piece("walking", 1.0)]
    said = assumed_of_pieces(pieces, {"pain": "process", "drug": "sustained", "walking": "fading"}, "day")
    assert "(from day 0 to 28)" in said[0]
    assert "(from day 7 on)" in said[2]
    assert said[3].endswith("and not beyond its end.")
    assert "does not fade while it lasts" in said[5]


def test_links_say_from_where_they_are_measured() -> None:
    said = assumed_of_links("weaken", {("pain", "depression"): 0.5}, LEVEL, {"pain": 1.0, "depression": 2.0}, FIRST, 6.0)
    assert said[0] == "The link pain -> depression loses 50 % of its strength at once and keeps that."
    assert "measured from 1, as asked: it stands at 5.0" in said[1]
    assert "in nrs" in said[1]
    assert said[3] == "The level is that of the last wave (6)."
    assert said[4] == "The reference of depression changes nothing here: only the level of pain runs through the link."
    assert "the zero of its scale" in assumed_of_links("cut", {("pain", "depression"): 1.0}, LEVEL, {}, FIRST, None)[0]


def test_a_hold_and_a_rule() -> None:
    assert assumed_of_hold({"pain": 4.0}, LEVEL, FIRST)[0].startswith("pain is brought to 4 in nrs at once")
    said = assumed_of_rule(RULE, 1.0, {"activity": "process"}, "day", "nrs", 1)
    assert said[0].startswith("The push begins when pain is at or above 6 in nrs, and ends as soon as it is below 4; it is looked at")
    assert "at every day, and" in said[0]
    assert not any("usual level is the average one" in one for one in said)
    assert any("usual level is the average one" in one for one in assumed_of_rule(RULE, 7.0, {}, "day", "nrs", 30))
    plain = assumed_of_rule(Rule("pain", above=False, at=2.0, until=2.0), 2.0, {"drug": "sustained"}, "day", "nrs", 1)
    assert "at or below 2 in nrs, and ends as soon as it is not; it is looked at every 2 days" in plain[0]


def test_no_assumption_promises() -> None:
    every = [
        *assumed_of_adherence((0.5, 0.8)), *assumed_of_pulse({"pain": "process"}), *assumed_of_hold({"pain": 4.0}, LEVEL, FIRST),
        *assumed_of_rule(RULE, 1.0, {"pain": "process"}, "day", "nrs", 2),
    ]  # fmt: skip
    assert not any("will" in said.split() or "you" in said.split() for said in every)
