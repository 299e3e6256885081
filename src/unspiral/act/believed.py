"""What is said differently where assumptions stand in place of data: sentences on every prior, and no word that sounds like a finding."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from unspiral.act.figures import shown
from unspiral.loop.picture.words import spoken
from unspiral.records import Fit
from unspiral.records.beliefs import Belief
from unspiral.records.spiral import Slowing, Weighed

BY_ASSUMPTION = "by assumption"  # in place of every word that data would have to carry
ALIKE = ("within", "self", "fading", "level")  # numbers that say the same of several processes
FOUND = ("clear", "likely", "likely not", "nil")
T = TypeVar("T")


def allowed(fit: Fit) -> str:
    """Whose loops are drawn: those that the data leave possible, or those that the assumptions allow."""
    return "the data leave possible" if fit.beliefs is None else "these assumptions allow"


def estimated(fit: Fit) -> str:
    """What the first loop is called: the estimated one, or the one in the middle of the assumptions."""
    return "estimated loop" if fit.beliefs is None else "loop in the middle of these assumptions"


def believed(fit: Fit) -> list[str]:
    """Every number that is taken to be so, with its range and whose it is.

    Args:
        fit: a loop of assumptions; nothing is said of any other.
    """
    if fit.beliefs is None:
        return []
    unit, like = fit.data.time_unit, dict[Belief, list[str]]()
    for entry in fit.beliefs.entries:  # what is the same of several processes is said once
        kind, _, rest = entry.name.partition(":")
        like.setdefault(replace(entry, name=kind if kind in ALIKE else entry.name), []).append(spoken(rest))
    noise = "has noise of its own, independent of the others', as large as gives it its standard deviation when left alone"
    said = [_sentence(entry, names, unit, fit.beliefs.counted) for entry, names in like.items()]
    return [*said, f"Each process {noise} (convention of this program).", *fit.beliefs.aside]


def _sentence(entry: Belief, names: list[str], unit: str, counted: Mapping[str, str]) -> str:
    kind, _, rest = entry.name.partition(":")
    who, one = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names), len(names) == 1
    why = f"; {entry.why[0].lower()}{entry.why[1:]}" if entry.why else ""
    source = f"({entry.origin}{why.rstrip('.')})"
    if kind == "within":
        if entry.unit == "points":
            return f"One standard deviation of {who} is {shown(entry.middle)} points {source}."
        return f"{who} {'is' if one else 'are'} counted in standard deviations of {'its' if one else 'their'} own {source}."
    if kind in ("self", "fading"):
        what = ("returns to its level by itself" if one else "return to their levels by themselves") if kind == "self" else "fades"
        return f"{who} {what} with a half-life of {_between(entry, [math.log(2.0) / -x for x in _ends(entry)])} {unit}s {source}."
    if kind in ("link", "input"):
        cause, _, affected = rest.partition("->")
        each = _each(entry.unit, kind, cause, affected, counted)
        return f"{spoken(cause)} -> {spoken(affected)}: {_between(entry, _ends(entry))}{each} {source}."
    return f"The level of {who}: {_between(entry, _ends(entry))} {source}."


def _each(own: str, kind: str, cause: str, affected: str, counted: Mapping[str, str]) -> str:
    """In what a number of a link is counted; both units by name, where its two ends are counted in different ones."""
    each = own.replace("1/", "per ").replace("points/", "per ")
    if kind == "link" and each.startswith("per ") and in_points(counted[cause]) != in_points(counted[affected]):
        one, many = ("point", "points") if in_points(counted[affected]) else ("standard deviation", "standard deviations")
        other = "point" if one != "point" else "standard deviation"
        return f" {many} of {spoken(affected)} per {other} of {spoken(cause)}, {each}"
    return "" if each == "points" else f" {each}"


def in_points(counted: str) -> bool:
    """Whether a process of a loop of assumptions is counted in points, from wherever, and not in standard deviations."""
    return counted.startswith("points")


def _ends(entry: Belief) -> list[float]:
    return [entry.low, entry.middle, entry.high]


def _between(entry: Belief, ends: list[float]) -> str:
    low, middle, high = (shown(x) for x in ends)
    return middle if entry.low == entry.high else f"{middle}, and 95 % between {low} and {high}"


def without_findings(record: T) -> T:
    """The same record in which no word sounds like a finding: what would be clear, likely or nil is so by assumption.

    Args:
        record: a frozen record, of any depth.
    """
    return cast("T", _walked(record))


def _walked(held: Any) -> Any:
    if isinstance(held, Weighed):
        return replace(held, word=BY_ASSUMPTION) if held.word in FOUND else held
    if isinstance(held, dict):
        return {key: _walked(value) for key, value in cast("dict[Any, Any]", held).items()}
    if not is_dataclass(held) or isinstance(held, type):
        return held
    if isinstance(held, Slowing) and held.word in FOUND:
        held = replace(held, word=BY_ASSUMPTION)
    changed = {f.name: _walked(value) for f in fields(held) if is_dataclass(value := getattr(held, f.name)) or isinstance(value, dict)}
    return replace(held, **{name: value for name, value in changed.items() if value is not getattr(held, name)})
