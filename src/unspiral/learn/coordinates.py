"""Coordinates in which a posterior is sampled: unbounded, one value for every free number of a layout, and the way to working vectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.parameters import Layout
from unspiral.learn.system import Array

NIL = -1  # place of an entry that is no free number
LEAST, TIED = 0.02, 0.98  # where a start lies that stands at an edge: smallest standard deviation, largest correlation


@dataclass(frozen=True, slots=True)
class Block:
    """A covariance matrix among the free numbers, by its triangular root.

    Args:
        name: "diffusion", "t0cov", "trait", or "people": deviations between people, and the levels that go with them.
        rows: places of the entries of each row, the diagonal last; NIL where an entry is 0 whatever the numbers are.
    """

    name: str
    rows: tuple[tuple[int, ...], ...]

    @property
    def size(self) -> int:
        """Rows."""
        return len(self.rows)

    @property
    def places(self) -> list[int]:
        """Its entries in a vector, row by row."""
        return [k for row in self.rows for k in row if k != NIL]

    @property
    def diagonal(self) -> list[int]:
        """Places of its variances."""
        return [row[-1] for row in self.rows]


def triangle_at(name: str, first: int, size: int) -> Block:
    """A covariance matrix whose lower triangle lies row by row from a place on.

    Args:
        name: of the block.
        first: place of its first entry.
        size: rows.
    """
    return Block(name, tuple(tuple(first + i * (i + 1) // 2 + j for j in range(i + 1)) for i in range(size)))


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """All entries of all covariance matrices, walked through together.

    Args:
        place: of each entry; owner, other: places of the standard deviations of its row and of its column.
        below: which entries lie below a diagonal, and so hold a partial correlation.
        earlier: 1 where a partial correlation (column) shortens an entry (row) that comes behind it in its row.
        roots: places of standard deviations; gathers: 1 where an entry (column) is in the row of one (row).
    """

    place: Int[ndarray, " entries"]
    owner: Int[ndarray, " entries"]
    other: Int[ndarray, " entries"]
    below: Int[ndarray, " partial"]
    earlier: Float[ndarray, "entries partial"]
    roots: Int[ndarray, " roots"]
    gathers: Float[ndarray, "roots entries"]


def _entries(blocks: tuple[Block, ...]) -> _Entries:
    place, owner, other, row = list[int](), list[int](), list[int](), list[tuple[int, int, int]]()
    for number, block in enumerate(blocks):
        for i, places in enumerate(block.rows):
            for j, at in enumerate(places):
                if at != NIL:
                    place.append(at)
                    owner.append(block.diagonal[i])
                    other.append(block.diagonal[j])
                    row.append((number, i, j))
    below = np.array([e for e, (_, i, j) in enumerate(row) if j < i], dtype=np.int64)
    roots = [block.diagonal[i] for block in blocks for i in range(block.size)]
    earlier = np.array([[row[e][:2] == row[k][:2] and row[k][2] < row[e][2] for k in below] for e in range(len(row))], dtype=np.float64)
    gathers = np.array([[mine == root for mine in owner] for root in roots], dtype=np.float64)
    return _Entries(
        np.array(place, dtype=np.int64), np.array(owner, dtype=np.int64), np.array(other, dtype=np.int64), below,
        earlier.reshape(len(row), len(below)), np.array(roots, dtype=np.int64), gathers.reshape(len(roots), len(row)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Coordinates:
    """x -> working vector, and derivatives back.

    A rate r per clock is x = log r. A covariance matrix is its standard deviations (in units of their scale) and, off the diagonal,
    inverse hyperbolic tangents of canonical partial correlations: every x is a covariance matrix. Standard deviations have a sign in x,
    so that zero is an ordinary point on the way; x and its mirror image, in which that sign and those of its correlations are turned,
    are one matrix, and ``folded`` picks the one whose standard deviations are not below zero (of deviations between people it is the same
    matrix with everybody's own deviation turned as well). So have the roots of error variances. All
    other values are their own coordinates.

    Args:
        size: how many.
        rates: places of rates (self-effects, fading).
        roots: places of roots whose sign means nothing (errors).
        blocks: covariance matrices.

    Source: Lewandowski, Kurowicka and Joe (2009, doi:10.1016/j.jmva.2009.04.008) for the partial correlations;
    tests/learn/test_coordinates.py.
    """

    size: int
    rates: tuple[int, ...]
    roots: tuple[int, ...]
    blocks: tuple[Block, ...]
    places: tuple[Int[ndarray, " rates"], Int[ndarray, " roots"], _Entries] = field(init=False)

    def __post_init__(self) -> None:
        rates, roots = np.array(self.rates, dtype=np.int64), np.array(self.roots, dtype=np.int64)
        object.__setattr__(self, "places", (rates, roots, _entries(self.blocks)))

    def working(self, x: Float[ndarray, "*points free"]) -> Float[ndarray, "*points free"]:
        """Working vectors at the coordinates ``x``, of mirror images the one without signs."""
        return self.through(self.folded(x))[0]

    def folded(self, x: Float[ndarray, "*points free"]) -> Float[ndarray, "*points free"]:
        """Of mirror images the one whose standard deviations and roots are not below zero."""
        out = np.array(x, dtype=np.float64)
        _, roots, at = self.places
        out[..., roots] = np.abs(out[..., roots])
        sign = np.where(x < 0.0, -1.0, 1.0)
        # An entry of a diagonal is the standard deviation itself, and takes its own sign once.
        turned = np.where(at.owner == at.other, 1.0, sign[..., at.other]) * sign[..., at.owner]
        out[..., at.place] *= turned
        return out

    def through(self, x: Array) -> tuple[Array, Callable[[Array], Array]]:
        """Working vectors at the coordinates ``x``, (..., free), signs and all, and what takes derivatives there back to ``x``."""
        rates, _, at = self.places
        out = np.array(x, dtype=np.float64)
        rate = x[..., rates]
        out[..., rates] = np.logaddexp(0.0, rate)  # log(1 + r)
        if not len(at.place):
            return out, lambda slope: self._back_rates(slope, rate)
        z, root = x[..., at.place[at.below]], x[..., at.owner]
        partial, far = np.tanh(z), np.abs(z)
        # log of the root of 1 - p^2, right where p is 1 to the last digit
        shorter = np.log(2.0) - far - np.log1p(np.exp(-2.0 * far))
        left = np.exp(shorter @ at.earlier.T)
        factor = left.copy()
        factor[..., at.below] *= partial
        out[..., at.place] = factor * root

        def back(slope: Array) -> Array:
            found = self._back_rates(slope, rate)
            bar = slope[..., at.place]
            own = (bar * factor) @ at.gathers.T
            bar = bar * root
            behind = (bar * factor) @ at.earlier
            found[..., at.place[at.below]] = (bar * left)[..., at.below] * (1.0 - partial**2) - partial * behind
            found[..., at.roots] = own
            return found

        return out, back

    def _back_rates(self, slope: Array, rate: Array) -> Array:
        found = np.array(slope, dtype=np.float64)
        found[..., self.places[0]] /= 1.0 + np.exp(-rate)
        return found

    def of_working(self, theta: Float[ndarray, " free"]) -> Float[ndarray, " free"]:
        """Coordinates of a working vector; what lies at an edge (a variance of nil, a correlation of one) is moved a little inside."""
        out = np.array(theta, dtype=np.float64)
        rates = list(self.rates)
        out[rates] = np.log(np.maximum(np.expm1(theta[rates]), 1e-4))
        for block in self.blocks:
            out[block.places] = _unrowed(theta, block)
        return out


def coordinates_of(layout: Layout) -> Coordinates:
    """The coordinates of a layout.

    Args:
        layout: free numbers of a model.
    """
    at = layout.sections
    blocks: list[Block] = []
    people = _people(layout) if layout.varied else None
    taken = set(people.places) if people else set[int]()
    for name in ("diffusion", "t0cov", "trait"):
        entries = at[name].stop - at[name].start
        if entries and at[name].start not in taken:
            blocks.append(triangle_at(name, at[name].start, round((np.sqrt(8 * entries + 1) - 1) / 2)))
    if people:
        blocks.append(people)
    rates = (*range(at["self"].start, at["self"].stop), *range(at["fading"].start, at["fading"].stop))
    roots = tuple(range(at["error"].start, at["error"].stop))
    return Coordinates(len(layout.slots), rates, roots, tuple(blocks))


def _people(layout: Layout) -> Block:
    """Deviations, then what a level is made of: what leans on them, what goes with the first state, and the rest.

    u = S L eps and level = C eps + rest: the rows [S L, 0] and [C, root of the rest] are one triangular root of the covariance of both.
    Where levels go with the state at the first occasion, that has rows in between, whose entries below the deviations are nil.
    """
    at, q, traits = layout.sections, len(layout.varied), len(layout.traits)
    rows = list(triangle_at("people", at["spread"].start, q).rows)
    if not traits:
        return Block("people", tuple(rows))
    lean = [tuple(at["lean"].start + t * q + k for k in range(q)) for t in range(traits)]
    entries = at["t0cov"].stop - at["t0cov"].start
    size = round((np.sqrt(8 * entries + 1) - 1) / 2)
    joint = at["trait"].start == at["trait"].stop  # levels have their rows behind those of the first state
    behind = triangle_at("t0cov", at["t0cov"].start, size) if joint else triangle_at("trait", at["trait"].start, traits)
    states = behind.size - traits
    rows += [(NIL,) * q + row for row in behind.rows[:states]]
    rows += [one + row for one, row in zip(lean, behind.rows[states:], strict=True)]
    return Block("people", tuple(rows))


def _unrowed(theta: Array, block: Block) -> Array:
    """Standard deviations and transformed partial correlations of one packed factor, whatever the signs of its columns."""
    size = block.size
    lower = np.zeros((size, size))
    for i, row in enumerate(block.rows):
        lower[i, : i + 1] = [0.0 if k == NIL else theta[k] for k in row]
    lower = lower * np.where(np.diag(lower) < 0.0, -1.0, 1.0)
    out = list[float]()
    for i, row in enumerate(block.rows):
        length = float(np.linalg.norm(lower[i]))
        left = 1.0
        for j, k in enumerate(row[:-1]):
            partial = 0.0 if length < LEAST or k == NIL else float(np.clip(lower[i, j] / length / left, -TIED, TIED))
            left *= np.sqrt(1.0 - partial**2)
            if k != NIL:
                out.append(float(np.arctanh(partial)))
        out.append(max(length, LEAST))
    return np.array(out)
