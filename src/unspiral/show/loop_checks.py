"""What to keep in mind beside the numbers of a person's own loop: the checks of a fit, each in a sentence for a person."""

from __future__ import annotations

import re
from collections.abc import Mapping

from unspiral.records import Fit, Verdict

# Code of a check that warns -> what it says to a person; "" where the page says it already, in its place.
SAID: Mapping[str, str] = {
    "few-days": "",
    "edge": "",
    "boundary": "",
    "profile": "",
    "restarts": "The search for the best numbers did not end at the same place each time; the best of its ends is shown.",
    "information": "Some of these numbers are hardly known from these days: only together do they describe them.",
    "unstable": (
        "Some of the loops that these days leave possible never settle down. How an effect goes on for longer than a day or two can "
        "hardly be told."
    ),
    "few-returns": "The ups and downs are slow for so few days: intervals may be too narrow.",
    "binary": "Only two different answers were given to one of the questions; they are read as numbers on a scale.",
    "few-values": "Only a few different answers were given to one of the questions; they are read as numbers on a fine scale.",
    "weekday-left-out": "The answers go with the days of the week, and the loop does not know of that: part of an arrow may come from it.",
    "trend-left-out": "The answers drift over time, and the loop does not know of that: part of an arrow may come from it.",
    "innovations": "What the loop did not foresee is not quite by chance: intervals may be too narrow.",
    "outliers": "A day was very far from what the loop foresaw; such a day weighs much in the numbers.",
}
# Process -> the evening's answer, and which of its answers the two ends of the scale are.
ENDS: Mapping[str, tuple[str, Mapping[str, str]]] = {"pain": ("pain", {"0": "0", "10": "10"}), "low_mood": ("mood", {"0": "10", "10": "0"})}
CROWDED = re.compile(r"^(\d+) ?% of the answers to '(\w+)' are the (?:lowest|highest) one there is \((\S+)\)")


def loop_checks(fit: Fit) -> tuple[str, ...]:
    """Every warning once, in words for a person; one that is not known here stays as it is.

    Args:
        fit: of a person's own loop.

    Source: tests/show/test_loop_checks.py.
    """
    said = (_said(verdict) for verdict in fit.verdicts if verdict.level != "ok")
    return tuple(dict.fromkeys(words for words in said if words))


def _said(verdict: Verdict) -> str:
    if verdict.code not in ("floor", "ceiling"):
        return SAID.get(verdict.code, verdict.reason)
    found = CROWDED.match(verdict.reason)
    if found is None:
        return verdict.reason
    share, process, end = found.groups()
    word, ends = ENDS.get(process, (process, {}))
    if end not in ends:  # the highest answer that was given is no end of the scale: nothing was cut off there
        return ""
    return (
        f"{share} % of the answers about {word} are {ends[end]}, the end of the scale. Days beyond it look alike, so effects come out too "
        "small, and intervals may be too narrow or too wide."
    )
