from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.records.design import Assigned, Confirmed, Curve, Design, Needed, Prospect, StudyPlan

pytestmark = pytest.mark.unit

ONE = Design(60, 28, 5, 0.8, 8400)
ROW = Prospect(ONE, 0.05, 0.2, 0.8, 0.001, None, None, 0.002)
TOLD = Confirmed(ONE, 200, 0, 0.8, 0.03, 0.2, 0.1, 0.05, 0.95, 0.0, 0.05)
NEEDED = Needed(60, 28, 5, 0.8, 1.0, 0.0)
GIVEN = Assigned("walking", None, 0.5, 0.8, -0.6)
CURVE = Curve(28, 5, 0.8, (10, 20), (0.3, 0.5), (0.4, 0.3))


def made() -> StudyPlan:
    return StudyPlan(
        ("depression", "pain"),
        0.1,
        (1.0, 0.05),
        "day",
        0.95,
        0.8,
        None,
        {},
        {},
        0,
        (ROW,),
        ONE,
        (NEEDED,),
        (NEEDED,),
        (CURVE,),
        TOLD,
        1,
        (),
        (),
    )


@pytest.mark.parametrize(
    ("record", "name"),
    [(ONE, "people"), (ROW, "power"), (TOLD, "sd"), (NEEDED, "days"), (CURVE, "width"), (GIVEN, "taken"), (made(), "rows")],
)
def test_records_are_frozen_and_have_no_other_fields(record: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(record, name, None)
    assert not hasattr(record, "__dict__")


def test_plans_with_the_same_numbers_are_the_same() -> None:
    assert made() == made()
    assert ROW.why == ""
