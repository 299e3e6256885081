"""One cell of a matrix of ctsem: a fixed number, a free parameter, or an expression."""

from __future__ import annotations

import re
from dataclasses import dataclass

from unspiral.compat.r_values import Atom, as_number

_SLOTS = 5  # label | transform | indvarying | sdscale | covariates
_WORD = re.compile(r"[A-Za-z0-9_.]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell.

    Args:
        at: place in the text.
        value: of a fixed cell, else None.
        label: of a free parameter, else "".
        expression: a formula of parameters or states, which is no linear model, else "".
        transform: a transformation that is written out, or "".
        varying: whether people differ in it; None where the cell does not say.
        covariates: on which it depends; None where the cell does not say.
        wrong: what is wrong with the cell, or "".
    """

    at: int
    value: float | None = None
    label: str = ""
    expression: str = ""
    transform: str = ""
    varying: bool | None = None
    covariates: tuple[str, ...] | None = None
    wrong: str = ""

    @property
    def free(self) -> bool:
        """Whether it is estimated."""
        return bool(self.label)

    @property
    def nil(self) -> bool:
        """Whether it is fixed at 0."""
        return self.value == 0.0

    @property
    def said(self) -> str:
        """As people read it."""
        return f"{self.value:g}" if self.value is not None else self.label or self.expression


def cell_of(atom: Atom, at: int, states: tuple[str, ...], covariates: tuple[str, ...] = ()) -> Cell:
    """Read a cell as ctsem does.

    Args:
        atom: a number, or a text: a number in quotes is fixed, anything else a parameter with slots behind bars.
        at: its place.
        states: names of latent processes; a formula with one of them depends on the state.
        covariates: names of time independent predictors, for the fifth slot.
    """
    number = as_number(atom)
    if number is not None and not isinstance(atom, bool):
        return (
            Cell(at, value=number)
            if number == number and abs(number) != float("inf")
            else Cell(at, wrong=f"{number} is no number to fix at")
        )
    if not isinstance(atom, str) or not atom.strip():
        said = "NA" if atom is None else f"'{atom}'"
        return Cell(at, wrong=f"{said} is neither a number nor the name of a parameter")
    slots = [slot.replace(" ", "").replace("$", "") for slot in atom.split("|")]
    label = slots[0]
    if len(slots) > _SLOTS:
        return Cell(at, wrong=f"'{atom}' has more than {_SLOTS} slots between bars")
    if not _WORD.fullmatch(label) or label in states:
        return Cell(at, expression=atom.strip())
    slots += [""] * (_SLOTS - len(slots))
    varying: bool | None = None
    if slots[2]:
        varying = {"TRUE": True, "T": True, "1": True, "FALSE": False, "F": False, "0": False}.get(slots[2].upper())
        if varying is None:
            return Cell(at, wrong=f"'{slots[2]}' in the third slot (do people differ in it?) is neither TRUE nor FALSE")
    named = tuple(_WORD.findall(slots[4])) if atom.count("|") == _SLOTS - 1 else None
    if named and (stranger := next((name for name in named if name not in covariates), None)):
        return Cell(at, wrong=f"'{stranger}' in the fifth slot is no time independent predictor of this model")
    transform = slots[1] if slots[1] not in ("", "param") else ""
    return Cell(at, label=label, transform=transform, varying=varying, covariates=named)
