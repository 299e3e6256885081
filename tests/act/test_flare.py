"""Bad spells of a person's record: against another way to find them, and honest where it cannot tell."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.act.flare import OTHER_REASONS, flare
from unspiral.errors import DataError, NotIdentified, SpecError
from unspiral.records import Panel, Person, Source
from unspiral.records.flare import FlarePlan, FlareRule

pytestmark = pytest.mark.unit


def person(name: str, letters: str, heat: str = "") -> Person:
    """One letter a day: B a bad day (8), g a good one (2), a point none. ``heat`` has an x where something was recorded."""
    days = [place for place, letter in enumerate(letters) if letter != "."]
    pain = [8.0 if letters[day] == "B" else 2.0 for day in days]
    tried = [1.0 if heat[day : day + 1] == "x" else 0.0 for day in days]
    return Person(name, np.array(days, dtype=float), np.array(pain)[:, None], np.array(tried)[:, None])


def panel(*persons: Person) -> Panel:
    return Panel(persons, ("pain",), ("heat",), "day", Source("made up", "", 0))


def found(letters: str, heat: str = "", rule: FlareRule | None = None) -> FlarePlan:
    return flare(panel(person("1", letters, heat)), rule=rule or FlareRule())


GOOD = "g" * 30


def test_usual_threshold_and_spells() -> None:
    plan = found(f"{GOOD}BBBgBgBB.BBg", "".ljust(30) + "x x")
    assert (plan.usual, plan.span, plan.answered, plan.bad) == (2.0, 42, 41, 8)
    known = [2.0] * 33 + [8.0] * 8
    assert plan.sd == pytest.approx(np.std(known, ddof=1))
    assert plan.threshold == pytest.approx(2.0 + max(2.0, plan.sd))
    assert [(s.first, s.last, s.days, s.bad, s.bridged, s.begun, s.ended) for s in plan.spells] == [
        (31, 33, 3, 3, 0, True, True),
        (37, 41, 5, 4, 1, True, True),
    ]
    assert plan.short == 1
    assert plan.spells[0].tried == {"heat": 2}
    assert OTHER_REASONS in plan.said


def test_both_conditions_must_hold() -> None:
    """Points alone, and own standard deviations alone, each can be the larger."""
    letters = f"{GOOD}BBB"
    assert found(letters, rule=FlareRule(points=5.0)).threshold == 7.0
    assert found(letters, rule=FlareRule(points=5.0)).spells
    assert found(letters, rule=FlareRule(points=6.5)).spells == ()
    assert found(letters, rule=FlareRule(points=0.0, sds=1.0)).spells
    assert found(letters, rule=FlareRule(points=0.0, sds=5.0)).spells == ()


def test_open_ends_and_unseen_beginnings() -> None:
    assert [(s.begun, s.ended) for s in found(f"BB{GOOD}BBB").spells] == [(False, True), (True, False)]
    assert [(s.begun, s.ended) for s in found(f"{GOOD}BB...gggBB.g").spells] == [(True, False), (True, True)]
    assert [(s.begun, s.ended) for s in found(f"{GOOD}..BBg").spells] == [(False, True)]
    plan = found(f"{GOOD}B")
    assert (plan.spells, plan.undecided, plan.short) == ((), 1, 0)


def by_pattern(letters: str, days: int, gap: int) -> list[tuple[int, int]]:
    """The same spells by a pattern over letters."""
    return [
        (hit.start() + 1, hit.end())
        for hit in re.finditer(rf"B(?:\.{{0,{gap}}}B)*", letters)
        if hit.end() - hit.start() >= days
    ]  # fmt: skip


@given(middle=st.text("Bg.", max_size=25), days=st.integers(1, 4), gap=st.integers(0, 3))
def test_spells_by_a_pattern_over_letters(middle: str, days: int, gap: int) -> None:
    letters = f"{GOOD}{GOOD}{middle}g"
    plan = found(letters, rule=FlareRule(points=2.0, sds=0.0, days=days, gap=gap))
    assert [(spell.first, spell.last) for spell in plan.spells] == by_pattern(letters, days, gap)
    for spell in plan.spells:
        before, after = letters[: spell.first - 1], letters[spell.last :]
        assert spell.begun == bool(re.search(rf"g\.{{0,{gap}}}$", before))
        assert spell.ended == bool(re.match(rf"\.{{0,{gap}}}g", after))
        assert spell.bad + spell.bridged == spell.days
    inside = sum(spell.bad for spell in plan.spells)
    assert inside + plan.short <= plan.bad == letters.count("B")


def test_order_of_things_is_that_of_the_columns_and_no_rank() -> None:
    one = person("1", f"{GOOD}BBBBBBBgg", "".ljust(31) + "xxx")
    made = Person("1", one.time, one.values, np.hstack([1.0 - one.inputs, one.inputs]))
    plan = flare(Panel((made,), ("pain",), ("rest", "heat"), "day", Source("made up", "", 0)))
    assert [thing.name for thing in plan.things] == ["rest", "heat"]
    assert [thing.days for thing in plan.things] == [4, 3]


def test_one_of_several_people() -> None:
    made = panel(person("ann", f"{GOOD}BBg"), person("bob", GOOD))
    assert flare(made, person="ann").spells
    assert flare(made, person="bob").spells == ()
    with pytest.raises(SpecError, match="2 people"):
        flare(made)
    with pytest.raises(SpecError, match="Did you mean 'ann'"):
        flare(made, person="anne")


@pytest.mark.parametrize(
    "rule",
    [
        FlareRule(points=-1.0), FlareRule(sds=float("nan")), FlareRule(days=0), FlareRule(gap=-1), FlareRule(after=0), FlareRule(after=29),
        FlareRule(fewest=0), FlareRule(points=0.0, sds=0.0),
    ],
)  # fmt: skip
def test_rules_that_make_no_sense(rule: FlareRule) -> None:
    with pytest.raises(SpecError):
        found(GOOD, rule=rule)


def test_records_that_cannot_carry_it() -> None:
    with pytest.raises(NotIdentified) as few:
        found("g" * 13)
    assert few.value.code == "flare-few-days"
    with pytest.raises(NotIdentified) as weekly:
        found("g......" * 20)
    assert weekly.value.code == "flare-not-daily"


def test_a_record_of_equal_answers_has_no_bad_day_that_is_every_day() -> None:
    """With no spread and no points the usual day itself would be a bad one."""
    with pytest.raises(SpecError, match="All answers in 'pain' are the same") as refused:
        found(GOOD, rule=FlareRule(points=0.0, sds=1.0))
    assert refused.value.fix == "--points 2"
    assert found(GOOD, rule=FlareRule(points=0.5)).bad == 0


def test_numbers_without_measure_are_refused() -> None:
    wild = Person("1", np.arange(20.0), np.array([1e308, -1e308] * 10)[:, None], np.zeros((20, 1)))
    with pytest.raises(DataError, match="too large"):
        flare(panel(wild))


def test_nothing_as_bad_as_asked_is_said() -> None:
    plan = found(GOOD)
    assert plan.spells == () and plan.sd == 0.0
    assert plan.said[0].startswith("No day of this record is as bad")
