"""What priors expect before any answer was used, beside the answers."""

from __future__ import annotations

from dataclasses import dataclass

from unspiral.records.posterior import Prior

Five = tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class PriorRow:
    """One figure of an indicator as the priors expect it, and as it is in the data.

    Args:
        indicator: column.
        what: "answers", or "changes" from one answer of a person to the next.
        observed, expected: 2.5 %, 25 %, 50 %, 75 % and 97.5 % of them, in points; of the priors over all panels that were made up.
    """

    indicator: str
    what: str
    observed: Five
    expected: Five


@dataclass(frozen=True, slots=True)
class PriorView:
    """Priors, and panels made up from them at the data's own times.

    Args:
        priors: one for each number.
        rows: two for each indicator.
        panels: how many were made up.
    """

    priors: tuple[Prior, ...]
    rows: tuple[PriorRow, ...]
    panels: int
