"""The words about earlier bad days: what is open is said to be open."""

from __future__ import annotations

import pytest

from unspiral.doors.cli.flare_text import flare_text
from unspiral.records.flare import Compared, DaysAfter, FlarePlan, FlareRule, Spell, SpellLength, TriedThing

pytestmark = pytest.mark.unit


def plan(
    spells: tuple[Spell, ...],
    length: SpellLength,
    things: tuple[TriedThing, ...] = (),
    start: str = "",
    turned: dict[str, float | None] | None = None,
) -> FlarePlan:
    return FlarePlan(
        "1", "pain", ("pain",), FlareRule(), start, 60, 58, 3.0, 1.5, 5.0, turned or {}, 9, spells, 2, 1, length, things, ("Said.",)
    )


def words(*args: object) -> str:
    return " ".join(flare_text(plan(*args)).split())  # type: ignore[arg-type]


OPEN = SpellLength(8, 5, 1, None, None, None, 0.95, 2, 4)
FOUND = SpellLength(8, 6, 2, 3, 2, None, 0.95, 2, 4)
SPELL = Spell(5, 9, 4, 1, False, False, {"heat": 2, "walk": 0})


def test_open_ends() -> None:
    out = words((SPELL,), OPEN)
    assert "more than half had not ended when last seen, so no middle can be told" in out
    assert "3 were still open when the answers stopped" in out
    assert "1 spell had begun before there was an answer, and is not counted here" in out
    assert "day 5 to 9: 5 days; 1 of them without an answer; began before there was an answer; still open" in out
    assert "tried: heat on 2 days." in out
    assert "Half of the spells lasted 3 days or less (95 % interval from 2 up, with no upper end that could be told)." in words(
        (SPELL,), FOUND
    )


def test_dates_where_the_table_had_them() -> None:
    one = Spell(60, 60, 1, 0, True, True, {})
    out = words((SPELL, one), FOUND, (), "2024-01-30")
    assert "THE SPELLS, OLDEST FIRST - 2024-02-03 to 2024-02-07: 5 days" in out
    assert "- 2024-03-29: 1 day." in out  # through a leap day
    assert "day 5" not in out
    assert "THE SPELLS, OLDEST FIRST (day 1 is the first day of the record) - day 5 to 9" in words((SPELL,), FOUND)
    assert "- day 60: 1 day." in words((one,), FOUND)


def test_a_turned_scale_is_said_to_be_one() -> None:
    assert "here and below: pain is 10 minus the answer in the table; mood is minus the answer in the table." in words(
        (SPELL,), FOUND, (), "", {"pain": 10.0, "mood": None}
    )
    assert "Turned" not in words((SPELL,), FOUND)


def test_no_spell_from_its_beginning() -> None:
    out = words((SPELL,), SpellLength(0, 0, 1, None, None, None, 0.95, None, None))
    assert "No spell was seen from its beginning. 1 spell had begun before there was an answer" in out


def test_too_few() -> None:
    few = SpellLength(1, 1, 0, None, None, None, 0.95, 2, 2)
    thing = TriedThing("heat", 1, 1, 4, (Compared("pain", DaysAfter(1, 1, None, None, None, None), DaysAfter(9, 3, 7.04, 5.0, -3.0, 0.5)),))
    out = words((SPELL,), few, (thing,))
    assert "too few to say (at least 5 that ended are needed)" in out and "(after 2 days)" in out
    assert "with heat: too few (1 day; at least 5 are needed)." in out
    assert "without: 7.0 to 5.0 on average (9 days in 3 spells; the middle half of the changes: -3.0 to +0.5)." in out
    assert out.index("Said.") < out.index("This is a record of what was, and no advice.")


def test_without_anything_tried_the_days_after_are_not_told() -> None:
    assert "Nothing was named as tried, so the days after are not told" in words((SPELL,), FOUND)


def test_many_spells_show_the_latest() -> None:
    many = tuple(Spell(4 * place, 4 * place + 1, 2, 0, True, True, {}) for place in range(1, 15))
    out = flare_text(plan(many, FOUND))
    assert "(2 older ones: --json)" in out
    assert "day 4 to 5" not in out and "day 56 to 57" in out
