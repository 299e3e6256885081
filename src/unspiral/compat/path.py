"""One term of a structural equation model, whichever program wrote it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Sign = Literal["=~", "~", "~~", "~1"]


@dataclass(frozen=True, slots=True)
class Path:
    """``left sign right``: a loading, a regression (left = affected), a variance or covariance, or an intercept.

    Args:
        left, right: names; an intercept has no right.
        sign: "=~" = left is measured by right, "~" = left is regressed on right, "~~" = they vary together, "~1" = intercept of left.
        fixed: the number it is fixed at, or None where it is free.
        label: free terms of one label are equal; "" = none.
        at: its place in the text.
        groups: whether it is said for several groups in different ways.
    """

    left: str
    sign: Sign
    right: str
    fixed: float | None
    label: str
    at: int
    groups: bool = False


@dataclass(frozen=True, slots=True)
class Equations:
    """A structural equation model as it is written, and what the call that fits it adds by itself.

    Args:
        program: "lavaan" or "Mplus".
        text: whose places the terms have.
        paths: in order.
        equal: pairs of labels that are said to be equal.
        others: lines that are no terms (constraints, definitions, settings), with their places.
        call: the function that fits it ("lavaan", "sem" ...), or "" where it is not known.
        frees: what that function, or the program, frees by itself: "errors", "traits with first wave", "means".
    """

    program: Literal["lavaan", "Mplus"]
    text: str
    paths: tuple[Path, ...]
    equal: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, int], ...] = ()
    call: str = ""
    frees: frozenset[str] = field(default_factory=frozenset[str])
