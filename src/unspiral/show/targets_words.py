"""A ranking in words: what is first, how sure that is, and never a winner alone."""

from __future__ import annotations

from unspiral.evidence.words import spoken as treatment_name
from unspiral.loop.picture.words import spoken
from unspiral.records.targets import Ranked, Targets
from unspiral.show.numbers import probability
from unspiral.show.words import start
from unspiral.units import count


def called(entry: Ranked) -> str:
    """Name of a candidate in words."""
    return treatment_name(entry.candidate.name) if entry.candidate.kind == "treatment" else spoken(entry.candidate.name)


def finding(found: Targets) -> str:
    """The finding, one sentence.

    Args:
        found: the ranking.
    """
    over, first = f"over {count(found.horizon, found.unit)}", found.ranked[0]
    if found.answer is None:
        return f"Cannot tell which does most {over}{'' if found.beliefs is None else ' from assumptions alone'}."
    sure = f"best of {len(found.ranked)} with a probability of {probability(first.best)}"
    return f"{start(called(first))} would be expected to do most {over}: {sure}."


def weighed(found: Targets) -> str:
    """What matters, in words: ``"pain 67 % and depression 33 %"``."""
    return " and ".join(f"{spoken(name)} {100.0 * share:.0f} %" for name, share in found.weights.items() if share > 0.0)


def score_unit() -> str:
    """What the score is counted in."""
    return "weighted benefit, standard deviations"
