from __future__ import annotations

from decimal import Decimal

import pytest

from unspiral.errors import SpecError
from unspiral.measure.imports.mapping import About, ItemFrom, LongColumns, Mapping, When

pytestmark = pytest.mark.unit

PAIN = ItemFrom(("pain",), "pain")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kind": "broad"}, "kind is 'broad'"),
        ({"when": When(("t",), "yesterday")}, "time.format is 'yesterday'"),
        ({"when": When(("t",), "iso", zone="Mars/Base")}, "not a time zone"),
        ({"when": When(("a", "b", "c"))}, "in one column or in two"),
        ({"when": When(("t",), "number", unit="fortnight")}, "time.unit is 'fortnight'"),
        ({"duplicates": "best"}, "duplicates is 'best'"),
        ({"kind": "long"}, "A long table needs"),
        ({"person": "id", "person_is": "me"}, "said twice"),
        ({"person_from": "("}, "not a pattern"),
        ({"items": (PAIN, PAIN)}, "stands twice"),
        ({"items": (ItemFrom((), "pain"),)}, "has no column"),
        ({"items": (ItemFrom(("a",), " "),)}, "has no name"),
        ({"items": (ItemFrom(("a",), "a", reverse=True),)}, "ends of its scale"),
        ({"items": (ItemFrom(("a",), "a", low=Decimal(5), high=Decimal(1)),)}, "runs from 5 to 1"),
        ({"items": (ItemFrom(("a",), "a", low=Decimal(0), high=Decimal(1), reverse=True, recode={"1": "0"}),)}, "both recoded and turned"),
        ({"items": (ItemFrom(("a",), "a", recode={"7": "1"}, missing=("7",)),)}, "two meanings"),
        ({"items": (ItemFrom(("a",), "a", higher="odd"),)}, "higher_means"),
        ({"about": About("x", "sure")}, "about.evidence"),
    ],
)
def test_what_no_table_could_make_right_is_refused(more, said):
    with pytest.raises(SpecError) as problem:
        Mapping(**{"kind": "wide", "when": When(("t",)), "items": (PAIN,), **more})
    assert said in str(problem.value)
    assert problem.value.fix


def test_items_can_be_taken_from_elsewhere():
    mapping = Mapping("wide", When(("t",)), (ItemFrom((), "pain", ask="the pain item"), ItemFrom(("m",), "mood", unit="1")))
    changed = mapping.with_items({"pain": "B12", "sleep": "S1"})
    assert [(i.item, i.columns, i.unit) for i in changed.items] == [("pain", ("B12",), ""), ("mood", ("m",), "1"), ("sleep", ("S1",), "")]


def test_a_long_mapping_may_name_an_item_twice():
    items = (ItemFrom(("a",), "pain"), ItemFrom(("b",), "pain"))
    assert len(Mapping("long", When(("t",)), items, long=LongColumns("q", "v")).items) == 2
