"""The support level: a stand-in for the STarT Back tool with its parts in view, never called by that tool's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unspiral.act.pathway.condition import UNKNOWN, Condition, Values, condition
from unspiral.evidence.pathway_file import pathway_file
from unspiral.records.pathway import Part, SupportLevel


def support_level(values: Values) -> SupportLevel:
    """Low, medium or high by the file's parts, or "unknown" where what was not told could change the answer.

    The levels are tried from the highest down. A level is told once its condition holds; one that could still hold, were more told, makes
    everything below it "unknown": an empty questionnaire is not a low level.

    Args:
        values: the answers by name.

    Returns:
        The level with every part that was looked at. A result of the STarT Back tool itself is passed on as it is.

    Source: ``start_like`` of evidence/pathway.toml (project convention, unvalidated); tests/act/pathway/test_support.py.
    """
    told = values["start_risk"]
    if told not in (None, UNKNOWN):
        return SupportLevel(str(told), True, (), "", "")
    table: dict[str, Any] = pathway_file()["start_like"]
    steps: list[tuple[str, Condition]] = [(row["level"], condition(row["if"])) for row in table["rule"]]
    truths: Mapping[str, bool | None] = {level: when.truth(values) for level, when in steps}
    level = next(name for name, held in truths.items() if held is not False)
    parts = {part.words(): part.truth(values) for _, when in steps for part in when.comparisons()}
    return SupportLevel(
        level=level if truths[level] else _below(truths),
        measured=False,
        parts=tuple(Part(said, met) for said, met in parts.items()),
        status=table["status"],
        evidence=table["evidence"],
    )


def _below(truths: Mapping[str, bool | None]) -> str:
    """Where the highest level that could still hold is open: medium is told once it holds, for more would only add to it; low never is."""
    names = list(truths)
    held = next(name for name in names if truths[name])
    return held if held != names[-1] else UNKNOWN
