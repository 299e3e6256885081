"""Conditions of rules, three-valued: they hold, they do not, or what was not told decides.

No condition has a "not" in it, so "holds" is the same as the file's own rule that a comparison with a missing input is false; the third
value is what lets the plan say which question would have mattered.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from unspiral.errors import SpecError

UNKNOWN = "unknown"  # answered so, it tells nothing
Value = bool | int | float | str | tuple[str, ...] | None
Values = Mapping[str, Value]

_SIZES: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_WORDS = {">=": "at least", ">": "above", "<=": "at most", "<": "below"}
NAMES = {
    "suicide_trigger": "the question about thoughts of death or self-harm", "red_flag": "warning signs", "phq9": "PHQ-9", "gad7": "GAD-7",
    "pain_weeks": "weeks of pain", "start_risk": "support level", "rmdq": "Roland-Morris score", "peg": "PEG score",
    "fear": "fear of moving", "sleep": "sleep", "worry_pain_14d": "worry about pain", "tried": "options tried",
    "considering": "asked about", "leg_pain": "leg pain",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """One input against one value."""

    var: str
    op: str
    value: Value

    def truth(self, values: Values) -> bool | None:
        """True, False, or None where the input was not told."""
        told = values[self.var]
        if told is None or (told == UNKNOWN and self.value != UNKNOWN):
            return None
        if self.op in ("contains", "contains_at_least"):
            held = told if isinstance(told, tuple) else ()
            return self.value in held if self.op == "contains" else len(held) >= int(str(self.value))
        return _SIZES[self.op](told, self.value)

    def words(self) -> str:
        """In words: a name, a comparison and the value of the file."""
        name = NAMES.get(self.var, self.var)
        if self.op == "contains":
            return f"{name}: {spoken(self.value)}"
        if self.op == "contains_at_least":
            return f"{name}: at least {self.value}"
        if self.op in ("==", "!="):
            return f"{name}: {'' if self.op == '==' else 'not '}{spoken(self.value)}"
        return f"{name} {_WORDS[self.op]} {self.value}"

    def comparisons(self) -> Iterator[Comparison]:
        """Every comparison in it."""
        yield self


@dataclass(frozen=True, slots=True)
class Counted:
    """At least so many of several conditions; ``words_between`` is how it is read aloud."""

    parts: tuple[Condition, ...]
    at_least: int
    words_between: str

    def truth(self, values: Values) -> bool | None:
        """True where enough hold, False where enough cannot hold any more, None where what was not told decides."""
        found = [part.truth(values) for part in self.parts]
        if found.count(True) >= self.at_least:
            return True
        return None if found.count(True) + found.count(None) >= self.at_least else False

    def words(self) -> str:
        """In words."""
        joined = self.words_between.join(f"({part.words()})" if isinstance(part, Counted) else part.words() for part in self.parts)
        return joined if self.at_least in (1, len(self.parts)) else f"at least {self.at_least} of: {joined}"

    def comparisons(self) -> Iterator[Comparison]:
        """Every comparison in it."""
        for part in self.parts:
            yield from part.comparisons()


Condition = Comparison | Counted


def condition(told: Mapping[str, Any]) -> Condition:
    """A condition as the file has it.

    Args:
        told: ``{var, op, value}``, ``{all = [...]}``, ``{any = [...]}``, ``{at_least = n, of = [...]}``, ``{always = true}`` or
            ``{else = true}``.

    Raises:
        SpecError: it is none of these, or compares in an unknown way.

    Source: evidence/pathway.toml; tests/act/pathway/test_condition.py.
    """
    if "var" in told:
        if told["op"] not in (*_SIZES, "contains", "contains_at_least"):
            raise SpecError(f"A rule of the pathway compares by '{told['op']}'.", fix=f"one of: {', '.join(_SIZES)}, contains")
        return Comparison(told["var"], told["op"], told["value"])
    if "all" in told:
        parts = tuple(map(condition, told["all"]))
        return Counted(parts, len(parts), " and ")
    if "any" in told:
        return Counted(tuple(map(condition, told["any"])), 1, " or ")
    if "at_least" in told:
        return Counted(tuple(map(condition, told["of"])), told["at_least"], "; ")
    if told.get("always") is True or told.get("else") is True:
        return Counted((), 0, "")
    raise SpecError(f"A rule of the pathway has a condition that nobody can read: {sorted(told)}.", fix="var, all, any, at_least or always")


def spoken(value: Value) -> str:
    """A value of the file in words: ``laser_surgery`` is "laser surgery"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
