"""Values of R that a model is written with: vectors and matrices of numbers, texts and truth values, and lists."""

from __future__ import annotations

from dataclasses import dataclass

Atom = float | str | bool | None  # None = NA

MOST = 10_000  # cells; a model has far fewer


@dataclass(frozen=True, slots=True)
class Vector:
    """A vector, or a matrix where ``dim`` is there.

    Args:
        atoms: column by column, as R keeps them.
        places: where each stands in the text.
        dim: rows and columns, or None.
        names: of the elements, or ().
    """

    atoms: tuple[Atom, ...]
    places: tuple[int, ...]
    dim: tuple[int, int] | None = None
    names: tuple[str, ...] = ()

    def rows(self) -> list[list[tuple[Atom, int]]]:
        """Row by row, each atom with its place; a vector without rows is one column."""
        high, wide = self.dim or (len(self.atoms), 1)
        cells = list(zip(self.atoms, self.places))
        return [[cells[column * high + row] for column in range(wide)] for row in range(high)]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list: names ("" where there is none) and values."""

    entries: tuple[tuple[str, Value], ...]
    at: int


@dataclass(frozen=True, slots=True)
class Null:
    """NULL: nothing is said."""

    at: int


Value = Vector | ListOf | Null


def alike(atoms: list[Atom]) -> tuple[Atom, ...]:
    """Atoms of one kind, as R makes them: texts where one is a text, else numbers where one is a number."""
    if any(isinstance(atom, str) for atom in atoms):
        return tuple(as_text(atom) for atom in atoms)
    if any(isinstance(atom, float) for atom in atoms):
        return tuple(float(atom) if isinstance(atom, bool) else atom for atom in atoms)
    return tuple(atoms)


def as_text(atom: Atom) -> str | None:
    """A number as R writes it, near enough to be read again as the same number."""
    if atom is None or isinstance(atom, str):
        return atom
    if isinstance(atom, bool):
        return "TRUE" if atom else "FALSE"
    return f"{atom:.15g}"


def as_number(atom: Atom) -> float | None:
    """A number, also one that is written as a text; None for anything else."""
    if isinstance(atom, bool):
        return float(atom)
    if isinstance(atom, str):
        try:
            return float(atom) if atom.strip().isascii() and "_" not in atom else None
        except ValueError:
            return None
    return atom
