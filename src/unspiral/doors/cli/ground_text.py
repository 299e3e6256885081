"""What ``whatif``, ``spiral`` and ``targets`` say of their ground: first of all that nobody answered anything, where that is so."""

from __future__ import annotations

from unspiral.records.beliefs import Belief, Beliefs

FIRST = (
    "FROM ASSUMPTIONS ALONE: nobody's answers stand behind these numbers. They say what would be expected to follow if all that is listed "
    "under 'This takes for granted' held, and nothing about anybody."
)


def ground_line(beliefs: Beliefs | None) -> str:
    """The first line of a text; "" where a loop was learned.

    Args:
        beliefs: what stands in place of data.
    """
    return "" if beliefs is None else FIRST


def schema_of(plain: str, *, priors: bool) -> str:
    """The schema of a document: one of its own where no data stand behind it, so that no reader takes it for the other.

    Args:
        plain: of the document with data: "unspiral.whatif/1".
        priors: whether they stand in place of data.
    """
    name, _, edition = plain.partition("/")
    return f"{name}-from-priors/{edition}" if priors else plain


def priors_entry(beliefs: Beliefs | None) -> dict[str, object]:
    """What a document holds besides: every prior with its source; nothing where a loop was learned.

    Args:
        beliefs: what stands in place of data.
    """
    if beliefs is None:
        return {}
    return {"priors": [_entry(belief) for belief in beliefs.entries], "counted": dict(beliefs.counted), "runs_away": beliefs.away}


def _entry(belief: Belief) -> dict[str, object]:
    return {
        "name": belief.name, "law": belief.law, "low": belief.low, "middle": belief.middle, "high": belief.high, "unit": belief.unit,
        "source": belief.origin, "why": belief.why,
    }  # fmt: skip
