from __future__ import annotations

import pytest

from unspiral.errors import SpecError
from unspiral.measure.imports.source_order import APP, MIRROR, PHONE, WATCH, check_asked, ordered, rank_of

pytestmark = pytest.mark.unit

DEVICE = "<<HKDevice: 0x1>, name:{}, manufacturer:Apple Inc., model:{}, hardware:x>"


@pytest.mark.parametrize(
    ("name", "device", "rank"),
    [
        ("Watch of P1", "", WATCH),
        ("Google Fitbit Air", "", WATCH),
        ("iPhone", "", PHONE),
        ("MobileTrack", "", PHONE),
        ("Sleep app", "", APP),
        ("Kitchen", DEVICE.format("iPhone", "iPhone"), PHONE),
        ("Wrist", DEVICE.format("Apple Watch", "Watch"), WATCH),
        ("Pedometer", "<<HKDevice: 0x1>, name:Other, manufacturer:Other, model:Watch>", APP),
        ("Husband's iPhone", DEVICE.format("iPhone", "iPhone"), PHONE),
        ("Watch of P1", DEVICE.format("iPhone", "iPhone"), PHONE),
        ("iPhone", DEVICE.format("Apple Watch", "Watch"), WATCH),
        ("Husband's iPhone", "", PHONE),
        ("Stopwatch", "", APP),
        ("Headphones", "", APP),
        ("Galaxy Watch4", "", WATCH),
        ("Mi Band 7", "", WATCH),
        ("Phone Health Connect", "", MIRROR),
        ("Fit Health Connect", "", MIRROR),
    ],
)
def test_who_is_believed_first(name, device, rank):
    assert rank_of(name, device) == rank


def test_the_order_and_how_to_change_it():
    ranks = {"b app": APP, "iPhone": PHONE, "A app": APP, "Watch": WATCH, "old Watch": WATCH}
    assert ordered(ranks, ()) == ("old Watch", "Watch", "iPhone", "A app", "b app")
    assert ordered(ranks, ("iPhone", "not there")) == ("iPhone", "old Watch", "Watch", "A app", "b app")


def test_an_order_with_an_unknown_name_is_refused():
    check_asked(("Watch",), {"Watch", "iPhone"})
    with pytest.raises(SpecError, match=r"Name 2 in --sources \(in Python: sources=\) is not among the 2 sources") as problem:
        check_asked(("Watch", "iFone of P1"), {"Watch", "iPhone of P1"})
    assert "of P1" not in str(problem.value)
    with pytest.raises(SpecError, match="twice"):
        check_asked(("Watch", "Watch"), {"Watch"})
