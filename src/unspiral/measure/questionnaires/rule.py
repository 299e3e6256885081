"""Rules that sort answers into groups or grades, written as people read them: ``total<=3 low; total>=4 and distress<=3 medium``.

Clauses stand between semicolons and are tried in order; the first that holds decides. A clause is conditions joined by ``and``, then the
result; one without conditions always holds. A condition compares a sum of names with a number (``i3+i4+i5>=12``). Names are ``total``, the
subscales, the items' ids, and ``i1`` for the first item, ``i2`` for the second. ``else`` before a clause changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

_CONDITION = re.compile(r"([A-Za-z_]\w*(?:\s*\+\s*[A-Za-z_]\w*)*)\s*(<=|>=|==|<|>)\s*(-?\d+(?:\.\d+)?)\s*(and\b)?\s*")
_GRADE = re.compile(r"grade (-?\d+)(?: \(.*\))?")


@dataclass(frozen=True, slots=True)
class Condition:
    """A sum of names against a number."""

    names: tuple[str, ...]
    sign: str
    number: Fraction


@dataclass(frozen=True, slots=True)
class Clause:
    """Conditions that must all hold, and what follows.

    Args:
        conditions: empty = always.
        result: the group's name, or "" where the rule gives grades.
        grade: the number after "grade", None where there is none.
    """

    conditions: tuple[Condition, ...]
    result: str
    grade: int | None


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a rule, in order.

    Args:
        text: the rule.

    Raises:
        ValueError: a clause says nothing, or a condition nothing can follow from.

    Source: tests/measure/questionnaires/test_rule.py.
    """
    return tuple(_clause(each.strip()) for each in text.split(";"))


def conditions(text: str) -> tuple[Condition, ...]:
    """Conditions without a result: ``i1<=1 and i2<=1``.

    Raises:
        ValueError: something else stands there.
    """
    found, rest = _conditions(text.strip())
    if rest or not found:
        raise ValueError(f"'{text[:60]}' is not a condition such as i1<=1")
    return found


def _clause(text: str) -> Clause:
    found, result = _conditions(text.removeprefix("else").strip() if re.match(r"else\b", text) else text)
    if not result or re.search(r"[<>=+]", result):
        raise ValueError(f"'{text[:60]}' is not a clause such as 'total>=4 high'")
    grade = _GRADE.fullmatch(result)
    return Clause(found, "" if grade else result, int(grade[1]) if grade else None)


def _conditions(text: str) -> tuple[tuple[Condition, ...], str]:
    found: list[Condition] = []
    open_and = False
    while hit := _CONDITION.match(text):
        names = tuple(name.strip() for name in hit[1].split("+"))
        found.append(Condition(names, hit[2], Fraction(hit[3])))
        text = text[hit.end() :]
        open_and = hit[4] is not None
        if not open_and:
            break
    if open_and:
        raise ValueError("nothing stands after 'and'")
    return tuple(found), text.strip()


def names_in(found: tuple[Condition, ...]) -> tuple[str, ...]:
    """Every name that conditions speak of."""
    return tuple(dict.fromkeys(name for condition in found for name in condition.names))


def holds(found: tuple[Condition, ...], values: Mapping[str, Fraction]) -> bool:
    """Whether all conditions hold; the values of all their names are needed."""
    return all(_compare(sum((values[name] for name in each.names), Fraction(0)), each.sign, each.number) for each in found)


def decide(rule: tuple[Clause, ...], values: Mapping[str, Fraction]) -> Clause | None:
    """The first clause that holds, or None."""
    return next((clause for clause in rule if holds(clause.conditions, values)), None)


def _compare(left: Fraction, sign: str, right: Fraction) -> bool:
    if sign == "<=":
        return left <= right
    if sign == ">=":
        return left >= right
    if sign == "<":
        return left < right
    return left > right if sign == ">" else left == right
