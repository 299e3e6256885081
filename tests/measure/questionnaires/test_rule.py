"""Rules are read as people write them, and decide as they say."""

from __future__ import annotations

from fractions import Fraction

import pytest

from unspiral.measure.questionnaires.rule import clauses, conditions, decide, holds, names_in

pytestmark = pytest.mark.unit

GRADES = "i1<=1 grade 0; else i2>=2 grade 3 (high impact); else i3+i4+i5>=12 grade 2 (bothersome); else grade 1 (mild)"
GROUPS = "total<=3 low; total>=4 and distress<=3 medium; total>=4 and distress>=4 high"


def values(**given: int) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in given.items()}


@pytest.mark.parametrize(
    ("answers", "grade"), [((1, 3, 9, 9, 9), 0), ((2, 2, 0, 0, 0), 3), ((2, 1, 4, 4, 4), 2), ((2, 1, 4, 4, 3), 1), ((3, 0, 0, 0, 0), 1)]
)
def test_grades(answers: tuple[int, ...], grade: int) -> None:
    found = decide(clauses(GRADES), values(**{f"i{place}": value for place, value in enumerate(answers, 1)}))
    assert found is not None
    assert (found.grade, found.result) == (grade, "")


@pytest.mark.parametrize(("total", "distress", "group"), [(3, 3, "low"), (4, 3, "medium"), (4, 4, "high"), (9, 5, "high")])
def test_groups(total: int, distress: int, group: str) -> None:
    found = decide(clauses(GROUPS), values(total=total, distress=distress))
    assert found is not None
    assert found.result == group


def test_no_clause_holds() -> None:
    assert decide(clauses("total<=3 low"), values(total=4)) is None


@pytest.mark.parametrize(
    "text", ["", ";", "total<=3", "total<=3 and low", "total=<3 low", "total<=3 and distress low<", "low; ;", "total<=x low"]
)
def test_what_is_no_rule(text: str) -> None:
    with pytest.raises(ValueError, match=r"clause|condition|and"):
        clauses(text)


@pytest.mark.parametrize(
    ("sign", "true"),
    [
        ("<=", (True, True, False)),
        (">=", (False, True, True)),
        ("<", (True, False, False)),
        (">", (False, False, True)),
        ("==", (False, True, False)),
    ],
)
def test_signs(sign: str, true: tuple[bool, ...]) -> None:
    assert tuple(holds(conditions(f"x{sign}2"), values(x=x)) for x in (1, 2, 3)) == true


def test_conditions_alone() -> None:
    assert names_in(conditions("i1+a<=1 and i1>=0.5")) == ("i1", "a")
    for text in ("", "i1", "i1<=1 low"):
        with pytest.raises(ValueError, match="condition"):
            conditions(text)
