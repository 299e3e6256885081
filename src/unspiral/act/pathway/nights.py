"""How sleep was, as the stepped plan asks for it, from a diary's nights."""

from __future__ import annotations

from collections.abc import Sequence

DAYS, LEAST = 14, 7  # days that are looked at, and nights that must have been answered in them
POOR = 4.0  # mean of the diary's answers, 0 very badly to 10 very well, at or below which sleep counts as poor


def nights_word(answers: Sequence[float]) -> str:
    """Say "poor" or "good" by the mean of the nights; "" where there are too few of them.

    Args:
        answers: of the last ``DAYS`` days, 0 to 10, higher is better.

    Source: input ``sleep`` of evidence/pathway.toml (project convention); tests/act/pathway/test_nights.py.
    """
    if len(answers) < LEAST:
        return ""
    return "poor" if sum(answers) / len(answers) <= POOR else "good"
