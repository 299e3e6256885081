"""A panel model of Mplus as a loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from unspiral.compat.moved import Moved
from unspiral.compat.mplus_commands import read_commands
from unspiral.compat.mplus_text import read_input
from unspiral.compat.notebook import sorted_notes
from unspiral.compat.panel import panel_of
from unspiral.compat.path import Equations, Path

# What Mplus adds by itself: residual variances, covariances of factors that nothing explains, and a mean for every column.
_FREES = frozenset({"errors", "traits with first wave", "means"})


def from_mplus(text: str, *, times: Sequence[float] | None = None, unit: str | None = None) -> Moved:
    """Read a cross-lagged panel model of Mplus, with random intercepts or without, into a loop, and say what became of every line.

    Args:
        text: an input, or its MODEL alone.
        times: of the waves; None = 0, 1, 2 ...
        unit: of ``times``: hour, day, week, month or year.

    Returns:
        Moved, with ``waves`` that say which column is which.

    Raises:
        SpecError: no panel model in a wide table; with line and column. Dynamic models (DSEM) are refused: docs/how-to/move-in.md.

    Source: Mulder & Hamaker 2021, doi:10.1080/10705511.2020.1784738; tests/compat/test_mplus.py (the same loop as from lavaan's text).
    """
    written = read_input(text)
    said = read_commands(text)
    frees = _FREES - {"traits with first wave"} if said.without_covariances else _FREES
    moved = panel_of(Equations("Mplus", text, _one_case(written.paths), (), written.others, "", frees), times, unit)
    assert moved.waves is not None
    missing = {name: codes for name, columns in moved.waves.columns.items() if (codes := said.codes_of(columns))}
    missing |= {name: codes for name in moved.covariates if (codes := said.codes_of((name,)))}
    return replace(moved, notes=sorted_notes((*moved.notes, *said.notes)), person=said.person, waves=replace(moved.waves, missing=missing))


def _one_case(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Names as they were first written: Mplus does not tell capital letters from small ones."""
    first: dict[str, str] = {}
    out: list[Path] = []
    for path in paths:
        left, right = (first.setdefault(name.upper(), name) for name in (path.left, path.right))
        out.append(replace(path, left=left, right=right))
    return tuple(out)
