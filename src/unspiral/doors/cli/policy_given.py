"""``--policy``: what is done from some week on, in a line."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from unspiral.errors import SpecError
from unspiral.records.population import Policy

EXAMPLE = "--policy 'more care: mood care begins x3; cut depression->pain; from week 52'"
_FASTER = re.compile(r"(?P<hazard>.+?)\s+[x×](?P<factor>[^\s]+)(?:\s+ages?\s+(?P<low>[\d.]+)\s*(?:-|to)\s*(?P<high>[\d.]+))?")
_WEEK = re.compile(r"from\s+week\s+(?P<week>\S+)")


def policies_given(texts: Sequence[str]) -> tuple[Policy, ...]:
    """Policies as they were typed.

    ``NAME: PART; PART``, where a part is ``HAZARD x3`` (three times as fast), ``HAZARD x3 ages 18-60``, ``cut CAUSE->AFFECTED``, or
    ``from week 52``.

    Raises:
        SpecError: a part that cannot be read. Whether hazards and links exist is looked at later, with the declaration.
    """
    return tuple(_policy(text) for text in texts)


def _policy(text: str) -> Policy:
    name, colon, rest = text.partition(":")
    parts = [part.strip() for part in rest.split(";") if part.strip()]
    if not colon or not name.strip() or not parts:
        raise SpecError(
            f"'--policy {text}' does not say {'what the policy is called' if colon and not name.strip() else 'what the policy does'}.",
            fix=EXAMPLE,
        )
    week, scale, by_age, cut = 0, list[tuple[str, float]](), list[tuple[str, float, float, float]](), list[str]()
    for part in parts:
        if part.startswith("cut "):
            cut.append(re.sub(r"\s*->\s*", "->", part[4:].strip()))
        elif (begins := _WEEK.fullmatch(part)) is not None:
            week = _week(begins["week"], text)
        elif (faster := _FASTER.fullmatch(part)) is not None:
            factor = _number(faster["factor"], text)
            if faster["low"] is None:
                scale.append((faster["hazard"], factor))
            else:
                by_age.append((faster["hazard"], _number(faster["low"], text), _number(faster["high"], text), factor))
        else:
            raise SpecError(
                f"'{part}' in '--policy {text}' cannot be read.",
                why="A part is 'HAZARD x3', 'HAZARD x3 ages 18-60', 'cut CAUSE->AFFECTED' or 'from week 52'.",
                fix=EXAMPLE,
            )
    return Policy(name.strip(), week, tuple(scale), tuple(by_age), tuple(cut))


def _number(word: str, text: str) -> float:
    try:
        found = float(word)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise SpecError(f"'{word}' in '--policy {text}' is no number.", fix=EXAMPLE)
    return found


def _week(word: str, text: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", word):
        raise SpecError(f"'{word}' in '--policy {text}' is no whole number of a week.", fix=EXAMPLE)
    return int(word)
