"""Rules on the command line: when symptoms make an episode, as "pain:chronic >= 4 on 0:10 in 10 of 12 weeks, ends after 4"."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from unspiral.act.population.threshold_readings import Rule
from unspiral.errors import SpecError
from unspiral.loop.episodes import Episodes

EXAMPLE = "pain:chronic >= 4 on 0:10 in 10 of 12 weeks, ends after 4"
# What is taken where nobody gives a rule, with the scale that its threshold belongs to.
USUAL = (
    Rule("pain", "chronic", 4.0, 0.0, 10.0, 12, 10, 4),
    Rule("depression", "episode", 10.0, 0.0, 27.0, 2, 2, 8),
)
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_RULE = re.compile(
    rf"\s*(?P<course>[^:]+?)\s*:\s*(?P<state>[^>]+?)\s*>=\s*(?P<at>{_NUMBER})(?:\s+on\s+(?P<low>{_NUMBER})\s*:\s*(?P<high>{_NUMBER}))?"
    r"\s+in\s+(?P<least>\d{1,6})\s+of\s+(?P<weeks>\d{1,6})\s+weeks?\s*,?\s*ends\s+after\s+(?P<leave>\d{1,6})(?:\s+weeks?)?(?:\s+below)?\s*",
)


def rules_given(texts: Sequence[str], scales: Mapping[str, tuple[float, float]], episodes: Episodes) -> tuple[Rule, ...]:
    """The rules that were given, or the usual ones for the courses of the declaration.

    Args:
        texts: of ``--rule``.
        scales: course or process -> ends of its scale, of ``--scale``.
        episodes: declared.

    Raises:
        SpecError: a text is no rule, a scale is not known, or is not the one that the usual threshold belongs to.
    """
    named = {course.name: course.process for course in episodes.courses}
    for name in scales:
        if name not in named and name not in named.values():
            raise SpecError(
                f"'--scale {name}=...' names neither a course nor a process of '{episodes.name}'.", fix=f"--scale {next(iter(named))}=0:10"
            )
    if texts:
        return tuple(_rule(text, scales, named) for text in texts)
    usual = [rule for rule in USUAL if rule.course in named and rule.state in episodes.course(rule.course).states]
    if not usual:
        raise SpecError(f"'{episodes.name}' has none of the courses that a usual rule is for.", fix=f"--rule '{EXAMPLE}'")
    for rule in usual:
        scale = _scale(rule.course, scales, named)
        if scale is None:
            raise SpecError(
                f"Nothing says what scale {rule.course} is answered on.",
                why=f"The usual threshold of {rule.at:g} belongs to a scale from {rule.low:g} to {rule.high:g}, and to no other.",
                fix=f"--scale {rule.course}={rule.low:g}:{rule.high:g} where that is its scale; else --rule '{EXAMPLE}'",
            )
        if scale != (rule.low, rule.high):
            raise SpecError(
                f"The usual threshold of {rule.course}, {rule.at:g}, belongs to a scale from {rule.low:g} to {rule.high:g}; here it runs "
                f"from {scale[0]:g} to {scale[1]:g}.",
                fix=f"--rule with a threshold of that scale, such as '{EXAMPLE}'",
            )
    return tuple(usual)


def scales_given(texts: Sequence[str]) -> dict[str, tuple[float, float]]:
    """NAME=LOW:HIGH of every ``--scale``.

    Raises:
        SpecError: a text is no such thing.
    """
    found: dict[str, tuple[float, float]] = {}
    for text in texts:
        name, _, ends = (part.strip() for part in text.partition("="))
        low, sign, high = ends.partition(":")
        try:
            values = float(low), float(high)
        except ValueError:
            values = math.nan, math.nan
        if not name or not sign or not all(map(math.isfinite, values)) or not values[0] < values[1]:
            raise SpecError(f"'--scale {text}' is not a name, '=' and the two ends of a scale.", fix="--scale pain=0:10")
        if name in found:
            raise SpecError(f"'--scale' names '{name}' twice.", fix=f"--scale {text}, once.")
        found[name] = values
    return found


def _rule(text: str, scales: Mapping[str, tuple[float, float]], named: Mapping[str, str]) -> Rule:
    found = _RULE.fullmatch(text)
    if found is None:
        raise SpecError(
            f"'--rule {text}' is not read: COURSE:STATE >= SCORE on LOW:HIGH in K of N weeks, ends after M.", fix=f"--rule '{EXAMPLE}'"
        )
    course = found["course"]
    scale = _scale(course, scales, named) if found["low"] is None else (float(found["low"]), float(found["high"]))
    if scale is None:
        raise SpecError(
            f"Nothing says what scale {course} is answered on.", why="A threshold means nothing without its scale.",
            fix=f"--rule '{EXAMPLE}', or --scale {course}=0:10",
        )  # fmt: skip
    return Rule(course, found["state"], float(found["at"]), *scale, int(found["weeks"]), int(found["least"]), int(found["leave"]))


def _scale(course: str, scales: Mapping[str, tuple[float, float]], named: Mapping[str, str]) -> tuple[float, float] | None:
    return scales.get(course, scales.get(named.get(course, ""), None))
