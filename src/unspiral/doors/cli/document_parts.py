"""Parts that the JSON documents of several verbs share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unspiral.errors import NotIdentified
    from unspiral.records import Effect, Verdict


def effect_entry(effect: Effect) -> dict[str, object]:
    """An estimate with its interval; an end that is open is null."""
    return {"estimate": effect.estimate, "low": effect.low, "high": effect.high}


def verdict_entry(verdict: Verdict) -> dict[str, str]:
    """A verdict in full."""
    return {"code": verdict.code, "level": verdict.level, "reason": verdict.reason, "remedy": verdict.remedy}


def refusal_entry(refusal: NotIdentified) -> dict[str, str]:
    """What refused to answer, as the verdict of a document that has no numbers."""
    return {"code": refusal.code, "level": "refuse", "reason": f"{refusal.what} {refusal.why}".strip(), "remedy": refusal.fix}
