"""A calibration as text for a terminal: what was wanted and reached, what was moved, and how well the targets tell the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unspiral.doors.cli.paragraph import wrapped
from unspiral.loop.episode_numbers import searched, unsearched

if TYPE_CHECKING:
    from unspiral.act.population.calibrate import Calibration
    from unspiral.act.population.targets import Goal

Row = tuple[str, ...]


def calibration_text(share: float, found: Calibration) -> str:
    """One causal share for a reader at a terminal.

    Args:
        share: part of the links that is causal.
        found: its calibration.
    """
    head = {0.0: "No part of the links is causal", 1.0: "All of the links is causal"}.get(
        share, f"{100.0 * share:g} % of the links is causal"
    )
    parts = [f"{head}\n{'=' * len(head)}"]
    for title, held_out in (("Searched for", False), ("Held out: not used in the search, only compared", True)):
        rows = [_target(goal, reached) for goal, reached in zip(found.goals, found.reached, strict=True) if goal.held_out is held_out]
        if rows:
            inside = sum(row[-1] == "" for row in rows)
            parts.append(f"{title} ({inside} of {len(rows)} within their interval)\n" + aligned([HEAD, *rows]))
    parts.append(
        "What was moved (interval: 95 %, from the intervals of the targets and what is assumed beside them)\n" + aligned(_moved(found))
    )
    strength = ", ".join(f"{x:.3g}" for x in found.singular)
    parts.append(
        wrapped(
            f"The targets tell {found.rank} of {len(found.names)} numbers apart (rank of their derivative; singular values, in standard"
            f" errors of the targets: {strength}). Small values are directions about which the targets say little."
        )
    )
    return "\n\n".join(parts)


HEAD: Row = ("  target", "wanted", "interval", "reached", "row", "")


def _target(goal: Goal, reached: float) -> Row:
    inside = goal.low <= reached <= goal.high
    return (
        f"  {goal.name}", shown(goal.value, goal), f"{shown(goal.low, goal)} to {shown(goal.high, goal)}", shown(reached, goal),
        goal.row or "own", "" if inside else "outside",
    )  # fmt: skip


def shown(value: float, goal: Goal) -> str:
    """A share in per cent, days, or a ratio."""
    if goal.scale == "share":
        return f"{100.0 * value:.1f} %"
    return f"{value:.0f} days" if goal.scale == "time" else f"{value:.2f}"


def _moved(found: Calibration) -> list[Row]:
    rows: list[Row] = [("  number", "from", "to", "interval")]
    for name, begun, value, error in zip(found.names, found.begun, found.values, found.covariance.diagonal() ** 0.5, strict=True):
        middle = searched(float(value), name)
        low, high = (float(np.real(unsearched(middle + side * 1.96 * float(error), name))) for side in (-1.0, 1.0))
        rows.append((f"  {name}", f"{begun:.3g}", f"{value:.3g}", f"{low:.3g} to {high:.3g}"))
    return rows


def aligned(rows: list[Row]) -> str:
    """Columns under each other, the first to the left and the others to the right."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(w) if k == 0 else cell.rjust(w) for k, (cell, w) in enumerate(zip(row, widths, strict=True))) for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)
