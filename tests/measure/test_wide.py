from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspiral.errors import DataError, SpecError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.wide import panel_from, time_order, wide_lines, wide_of

pytestmark = [pytest.mark.unit, pytest.mark.property]


def diary(*rows: tuple[str, ...]):
    """Rows of person, time, item, value, and, where given, instrument and unit."""
    builder = DiaryBuilder()
    for person, time, item, value, *rest in rows:
        instrument, unit = (*rest, "", "")[:2]
        builder.add(person, time, item=item, value=value, instrument=instrument, unit=unit)
    return builder.build()


TWO = diary(
    ("P2", "2024-03-10T09:00", "pain", "4"), ("P2", "2024-03-09", "pain", "3", "", "1"), ("P1", "2024-03-09", "mood", " 7 "),
    ("P2", "2024-03-10T09:00", "mood", ""), ("P1", "2024-03-09", "pain", "5", "", "1"),
)  # fmt: skip


def test_a_row_for_each_person_and_time():
    wide = wide_of(TWO)
    assert wide.names == ("person", "time", "pain", "mood")
    assert list(wide.rows()) == [("P2", "2024-03-09", "3", ""), ("P2", "2024-03-10T09:00", "4", ""), ("P1", "2024-03-09", "5", " 7 ")]
    assert wide.units == ("", "")
    assert "".join(wide_lines(wide)).splitlines()[3] == "P1,2024-03-09,5,7"


def test_only_some_items_in_the_order_asked():
    assert wide_of(TWO, items=["mood"]).names == ("person", "time", "mood")
    assert wide_of(TWO, items=["mood", "pain"]).names[2:] == ("mood", "pain")
    with pytest.raises(SpecError, match="Did you mean 'mood'"):
        wide_of(TWO, items=["mod"])


def test_an_item_of_two_questionnaires_gets_two_columns():
    both = diary(("P", "0", "phq1", "1", "phq9"), ("P", "0", "phq1", "2", "phq8"))
    assert list(wide_of(both).rows()) == [("P", "0", "1", "2")]
    assert wide_of(both).names[2:] == ("phq9.phq1", "phq8.phq1")


DAY = diary(
    ("P", "2024-03-09T08:00+01:00", "pain", "2"), ("P", "2024-03-09T20:00+01:00", "pain", "5"), ("P", "2024-03-10T08:00+01:00", "pain", "1")
)


def test_several_answers_of_a_day_need_a_rule():
    with pytest.raises(DataError, match="several answers for one row, 2024-03-09T08:00") as problem:
        wide_of(DAY, per="day")
    assert "--many mean" in problem.value.fix
    got = {many: [row[2] for row in wide_of(DAY, per="day", many=many).rows()] for many in ("first", "last", "mean", "sum", "min", "max")}
    assert got == {"first": ["2", "1"], "last": ["5", "1"], "mean": ["3.5", "1"], "sum": ["7", "1"], "min": ["2", "1"], "max": ["5", "1"]}
    assert wide_of(DAY, per="day", many="mean").said == ("1 cell has several answers; their mean counts.",)


def test_there_is_no_mean_of_words():
    words = diary(("P", "0", "note", "a"), ("P", "0", "note", "b"))
    with pytest.raises(DataError, match="no mean of words"):
        wide_of(words, many="mean")
    assert list(wide_of(words, many="last").rows()) == [("P", "0", "b")]
    assert list(wide_of(diary(("P", "0", "x", ""), ("P", "0", "x", "NA")), many="mean").rows()) == [("P", "0", "")]


@pytest.mark.parametrize("more", [{"per": "week"}, {"many": "median"}])
def test_words_that_are_none(more):
    with pytest.raises(SpecError):
        wide_of(TWO, **more)


@pytest.mark.parametrize("other", ["a ", " a", "a\t"])
def test_persons_that_differ_only_in_spaces_are_not_merged(other):
    held = diary(("a", "0", "pain", "1"), (other, "1", "pain", "2"))
    with pytest.raises(DataError, match="differ only in spaces") as problem:
        wide_of(held)
    assert f"'a' and '{other}'" in str(problem.value)
    with pytest.raises(DataError, match="differ only in spaces"):
        panel_from(held, columns=["pain"])
    assert len(wide_of(diary(("a b", "0", "pain", "1"), ("ab", "1", "pain", "2")))) == 2


def test_nothing_to_lay_out():
    with pytest.raises(DataError, match="no answer"):
        wide_of(diary())


def test_days_of_numbers():
    numbers = diary(("P", "0.9", "pain", "1"), ("P", "1.1", "pain", "2"), ("P", "-0.5", "pain", "3"))
    assert [row[1:] for row in wide_of(numbers, per="day").rows()] == [("-1", "3"), ("0", "1"), ("1", "2")]


def test_names_that_would_clash():
    assert wide_of(diary(("P", "0", "person", "1"), ("P", "0", "time", "2"))).names == ("person_id", "time_of_answer", "person", "time")


def test_times_in_order():
    texts = ["2024-03-09T23:30+00:00", "2024-03-10T00:15+02:00", "10", "9", "2024-03-09", "soon"]
    assert sorted(texts, key=time_order) == ["9", "10", "2024-03-09", "2024-03-10T00:15+02:00", "2024-03-09T23:30+00:00", "soon"]


def test_a_panel():
    panel = panel_from(TWO, columns=["pain", "mood"])
    assert [p.name for p in panel.persons] == ["P1", "P2"]
    np.testing.assert_array_equal(panel.persons[0].values, [[5.0, 7.0]])


ROW = st.tuples(st.sampled_from("AB"), st.sampled_from("012"), st.sampled_from(["pain", "mood"]), st.sampled_from(["", "1", "2.5", "-3"]))


@settings(max_examples=150)
@given(st.lists(ROW, min_size=1, max_size=12))
def test_every_answer_is_in_its_cell(rows):
    held = diary(*rows)
    wide = wide_of(held, many="last")
    expected = {(person, time, item): value for person, time, item, value in rows}
    names = wide.names[2:]
    found = {(row[0], row[1], name): value for row in wide.rows() for name, value in zip(names, row[2:])}
    assert {key: found[key] for key in expected} == expected
    assert all(value == "" for key, value in found.items() if key not in expected)
    total = wide_of(held, many="sum")
    sums: dict[tuple[str, str, str], Decimal] = {}
    for person, time, item, value in rows:
        if value:
            sums[person, time, item] = sums.get((person, time, item), Decimal(0)) + Decimal(value)
    for row in total.rows():
        for name, value in zip(total.names[2:], row[2:]):
            assert (Decimal(value) if value else None) == sums.get((row[0], row[1], name))


def test_one_instant_is_one_row_however_it_is_written():
    one = ("P", "2024-01-01T10:00+00:00", "pain", "3")
    other = ("P", "2024-01-01T11:00:00+01:00", "mood", "4")
    wide = wide_of(diary(one, other, ("Q", "2024-01-01T11:00:00+01:00", "pain", "5"), ("P", "1", "pain", "6"), ("P", "1.0", "mood", "7")))
    assert list(wide.rows()) == [
        ("P", "1", "6", "7"),
        ("P", "2024-01-01T10:00+00:00", "3", "4"),
        ("Q", "2024-01-01T11:00:00+01:00", "5", ""),
    ]
    assert any(sentence.startswith("2 times are written in several ways") for sentence in wide.said)
    with pytest.raises(DataError, match="several answers for one row"):
        wide_of(diary(one, ("P", "2024-01-01T11:00+01:00", "pain", "9")))
