"""In what people differ beside levels: names, and the sizes of differences between the scale of the search and the reported one.

A person's deviations are u = S L eps with eps ~ N(0, I); a stable level leans on them by C eps, so that levels and links have one full
covariance. What is reported: sd = root of the diagonal of V = S L L' S, correlations of V, and correlations of levels with u.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Inexact
from numpy import ndarray

from unspiral.errors import SpecError, did_you_mean
from unspiral.learn.system import Array
from unspiral.loop.model import Loop

ADDED = ("link", "input", "t0mean")  # a person's value = mean + u; the other kinds are multiplied: value x exp(u)
MULTIPLIED = ("self", "fading", "diffusion", "error")
TINY = 1e-300  # keeps the root of a nil variance differentiable
OPTIONS = ("levels", "links")


@dataclass(frozen=True, slots=True)
class Varied:
    """One parameter in which people differ.

    Args:
        name: contract name.
        slot: its place among the free numbers.
        added: whether a person's deviation is added; else its exponential multiplies.
    """

    name: str
    slot: int
    added: bool


def wanted(loop: Loop, individual: str | None) -> tuple[str, ...]:
    """Contract names of what varies, as declared or as the option says, which overrides ``vary``.

    Args:
        loop: as declared.
        individual: "levels" (nothing beside levels), "links" (every entry of the drift), or None: what the loop says.

    Raises:
        SpecError: no such option.
    """
    if individual is None:
        links = [f"link:{link.cause}->{link.affected}" for link in loop.vary_links]
        return (*links, *loop.vary_others)
    if individual == "levels":
        return ()
    if individual == "links":
        return (*(f"self:{name}" for name in loop.names), *(f"link:{link.cause}->{link.affected}" for link in loop.links))
    near = did_you_mean(individual, OPTIONS)
    raise SpecError(
        f"People cannot differ in '{individual}'.{near}",
        why="levels: how high they usually are. links: how fast each process returns, and how strongly each drives the other.",
        fix=f"--individual {'|'.join(OPTIONS)}",
    )


def varied_among(names: Sequence[str], individual: Sequence[str]) -> tuple[Varied, ...]:
    """What varies, in order of the free numbers.

    Args:
        names: contract names of the free numbers.
        individual: contract names of what varies.

    Raises:
        SpecError: the model has no such number.
    """
    for name in individual:
        if name not in names:
            kind = name.partition(":")[0]
            why = {
                "error": "There is no measurement error in this model.",
                "t0mean": "This law of the first occasion has no mean of its own.",
            }
            fix = {"error": "--error, or leave it out of 'vary'.", "t0mean": "--t0 separate, or leave it out of 'vary'."}
            raise SpecError(
                f"People are to differ in '{name}', which this model does not have.",
                why=why.get(kind, ""),
                fix=fix.get(kind, "leave it out of 'vary'."),
            )
    found = [Varied(name, k, name.partition(":")[0] in ADDED) for k, name in enumerate(names) if name in individual]
    return tuple(found)


def spread_slots(
    varied: Sequence[Varied], units: Sequence[str], traits: Sequence[str]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(Name, unit) of the numbers that say how people differ: lower triangle row by row, then levels with each parameter.

    Args:
        varied: what varies.
        units: of each.
        traits: names of the processes in whose level people differ.
    """
    triangle: list[tuple[str, str]] = []
    for i, (one, unit) in enumerate(zip(varied, units, strict=True)):
        triangle += [(f"cor:{other.name},{one.name}", "1") for other in varied[:i]]
        triangle.append((f"sd:{one.name}", unit if one.added else "log"))
    return triangle, [(f"cor:trait:{trait},{one.name}", "1") for trait in traits for one in varied]


def lower(packed: Inexact[ndarray, "*many packed"]) -> Inexact[ndarray, "*many q q"]:
    """A lower triangle from its rows, one after another."""
    size = int(np.sqrt(2.0 * packed.shape[-1]))
    out = np.zeros((*packed.shape[:-1], size, size), dtype=packed.dtype)
    rows, columns = np.tril_indices(size)
    out[..., rows, columns] = packed
    return out


def reported(
    root: Inexact[ndarray, "*many q q"], lean: Inexact[ndarray, "*many t q"], rest: Inexact[ndarray, "*many t"]
) -> tuple[Inexact[ndarray, "*many packed"], Inexact[ndarray, "*many leans"], Inexact[ndarray, "*many t t"]]:
    """Standard deviations and correlations, and what leaning adds to the covariance of levels.

    Takes complex numbers, so that derivatives are exact.

    Args:
        root: S L.
        lean: C, natural units.
        rest: variances of levels that do not lean.
    """
    cov = root @ root.swapaxes(-1, -2)
    size = np.sqrt(np.einsum("...ii->...i", cov) + TINY)
    correlation = cov / size[..., :, None] / size[..., None, :]
    rows, columns = np.tril_indices(root.shape[-1])
    packed = np.array(correlation[..., rows, columns])
    packed[..., rows == columns] = size
    more = lean @ lean.swapaxes(-1, -2)
    total = np.sqrt(rest + np.einsum("...ii->...i", more) + TINY)
    with_levels = lean @ root.swapaxes(-1, -2) / total[..., :, None] / size[..., None, :]
    return packed, with_levels.reshape(*lean.shape[:-2], lean.shape[-1] * lean.shape[-2]), more


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """How people differ: u = root eps, level = lean eps + what is left of it, eps ~ N(0, I).

    Args:
        root: any root of the covariance of u.
        lean: what a level moves with eps.
        rest: covariance of levels given u.
    """

    root: Float[ndarray, "q q"]
    lean: Float[ndarray, "t q"]
    rest: Float[ndarray, "t t"]


def law_from(packed: Float[ndarray, " packed"], leans: Float[ndarray, " leans"], total: Float[ndarray, "t t"]) -> Law:
    """The law behind what is reported; a covariance may have no full rank.

    Args:
        packed: standard deviations and correlations, row by row.
        leans: correlations of levels with each parameter.
        total: covariance of levels.
    """
    table = lower(packed)
    size = np.diag(table).copy()
    correlation = np.tril(table, -1) + np.tril(table, -1).T + np.eye(len(size))
    cov = correlation * np.outer(size, size)
    values, vectors = np.linalg.eigh(cov / np.outer(_one(size), _one(size)))
    kept = values > 1e-10
    root = _one(size)[:, None] * ((vectors * np.sqrt(np.where(kept, values, 0.0))) @ vectors.T)  # the symmetric one: no choice of signs
    between = leans.reshape(len(total), len(size)) * np.sqrt(np.diag(total))[:, None] * size
    back = (vectors * np.where(kept, 1.0 / np.sqrt(np.where(kept, values, 1.0)), 0.0)) @ vectors.T / _one(size)
    lean = between @ back.T
    return Law(root, lean, total - lean @ lean.T)


def _one(size: Array) -> Array:
    return np.where(size > 0.0, size, 1.0)
