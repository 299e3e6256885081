#!/usr/bin/env python3
"""Summary figures of the HELP panel: the mean vector and covariance matrix of pain and depression at five planned waves.

    python scripts/make_help_moments.py ../shared/data/help_panel_lbp_cesd/waves.csv.gz

470 people, many of whom missed waves, so the figures are a maximum likelihood estimate from every answer that was given (missing at
random), and the observed information of that estimate goes with them. Figures only: no row of a person leaves the input file.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]

WAVES = (0, 6, 12, 18, 24)
COLUMNS = ("pain", "depression")
DIGITS = 12  # significant; two-stage results then agree with unrounded figures far beyond the sixth digit
OUT = Path(__file__).resolve().parents[1] / "src" / "unspiral" / "evidence" / "examples" / "help_moments.json"
SOURCE = (
    "Summary figures of the HELP study: 470 adults recruited in a detoxification unit in Boston, interviewed at 0, 6, 12, 18 and 24 "
    "months; not a sample of the population. Cite: Samet JH, Larson MJ, Horton NJ, Doyle K, Winter M, Saitz R. Addiction "
    "2003;98(4):509-516. Computed from the data set HELPfull of the R package mosaicData (ProjectMOSAIC), whose data are under the GPL "
    "(version 2 or later): these are figures only, no row of a person is here, and the data themselves are not part of this package. "
    "pain = (100 - SF-36 bodily pain) / 10, depression = CES-D / 10, both higher = worse. How made: scripts/make_help_moments.py, "
    "saturated normal maximum likelihood from every answer given (EM and Newton agree), planned waves, answers missing at random; "
    "'information' is the observed information of the 10 means and the 55 covariances (lower triangle, column by column). Made 2026-11-21."
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """People who answered the same cells: which, how many, and their means and covariance (divisor n)."""

    seen: NDArray[np.intp]
    n: int
    mean: Array
    cov: Array


def help_values(path: Path) -> Array:
    """One row a person, columns within wave; nan = not answered. Persons without any answer are left out."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    people = sorted({row["id"] for row in rows}, key=int)
    values = np.full((len(people), len(WAVES) * len(COLUMNS)), np.nan)
    for row in rows:
        i, wave = people.index(row["id"]), WAVES.index(int(row["wave_month"]))
        if row["sf36_bp"]:
            values[i, 2 * wave] = (100.0 - float(row["sf36_bp"])) / 10.0
        if row["cesd"]:
            values[i, 2 * wave + 1] = float(row["cesd"]) / 10.0
    return values[~np.isnan(values).all(axis=1)]


def patterns_of(values: Array) -> list[Pattern]:
    """Group people by what they answered."""
    seen = ~np.isnan(values)
    kinds, which = np.unique(seen, axis=0, return_inverse=True)
    found: list[Pattern] = []
    for k, kind in enumerate(kinds):
        rows = values[which.ravel() == k][:, kind]
        found.append(Pattern(np.flatnonzero(kind), len(rows), rows.mean(axis=0), np.cov(rows.T, ddof=0).reshape(kind.sum(), kind.sum())))
    return found


def loglik(patterns: list[Pattern], mean: Array, cov: Array) -> float:
    """log L = -1/2 sum over patterns of n (k log 2 pi + log |S_o| + tr(S_o^-1 M_o)),  M_o = cov + (mean - mu)(mean - mu)'."""
    total = 0.0
    for p in patterns:
        inside = cov[np.ix_(p.seen, p.seen)]
        off = p.mean - mean[p.seen]
        spread = p.cov + np.outer(off, off)
        total -= 0.5 * p.n * (len(p.seen) * np.log(2 * np.pi) + np.linalg.slogdet(inside)[1] + np.trace(np.linalg.solve(inside, spread)))
    return float(total)


def vech_at(k: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the lower triangle, column by column."""
    columns, rows = np.triu_indices(k)
    return rows, columns


def score(patterns: list[Pattern], mean: Array, cov: Array) -> Array:
    """Derivative of the log-likelihood by the means and the lower triangle of the covariance matrix."""
    k = len(mean)
    by_mean, by_cov = np.zeros(k), np.zeros((k, k))
    for p in patterns:
        inverse = np.linalg.inv(cov[np.ix_(p.seen, p.seen)])
        off = p.mean - mean[p.seen]
        by_mean[p.seen] += p.n * inverse @ off
        by_cov[np.ix_(p.seen, p.seen)] += 0.5 * p.n * (inverse @ (p.cov + np.outer(off, off)) @ inverse - inverse)
    rows, columns = vech_at(k)
    return np.concatenate([by_mean, np.where(rows == columns, 1.0, 2.0) * by_cov[rows, columns]])


def information(patterns: list[Pattern], mean: Array, cov: Array) -> Array:
    """Minus the second derivative of the log-likelihood (observed, not expected), in the order of ``score``.

    With P = S_o^-1, d = mean - mu, M = cov + d d' and B the direction of a covariance:
    mean, mean: n P;  mean, B: n P B P d;  A, B: n (tr(A P B P M P) - tr(A P B P) / 2).
    """
    k = len(mean)
    rows, columns = vech_at(k)
    free = len(rows)
    out = np.zeros((k + free, k + free))
    # vec of the direction in which each covariance moves both of its cells
    moves = np.zeros((k * k, free))
    moves[rows * k + columns, np.arange(free)] = 1.0
    moves[columns * k + rows, np.arange(free)] = 1.0
    for p in patterns:
        place = np.zeros((k, len(p.seen)))
        place[p.seen, np.arange(len(p.seen))] = 1.0
        precision = place @ np.linalg.inv(cov[np.ix_(p.seen, p.seen)]) @ place.T
        off = place @ (p.mean - mean[p.seen])
        weighed = precision @ (place @ p.cov @ place.T + np.outer(off, off)) @ precision
        out[:k, :k] += p.n * precision
        out[:k, k:] += p.n * np.kron(precision, precision @ off) @ moves
        curve = 0.5 * (np.kron(precision, weighed) + np.kron(weighed, precision)) - 0.5 * np.kron(precision, precision)
        out[k:, k:] += p.n * moves.T @ curve @ moves
    out[k:, :k] = out[:k, k:].T
    return 0.5 * (out + out.T)


def by_em(patterns: list[Pattern], k: int, *, rounds: int = 20000, close: float = 1e-13) -> tuple[Array, Array]:
    """Expectation and maximisation in turn, until no figure moves."""
    n = sum(p.n for p in patterns)
    mean, cov = np.zeros(k), np.eye(k) * 10.0
    for _ in range(rounds):
        total, square = np.zeros(k), np.zeros((k, k))
        for p in patterns:
            # Everyone's unseen cells are foreseen from the seen ones: E = mu + W (y - mu), with what stays uncertain.
            weight = np.linalg.solve(cov[np.ix_(p.seen, p.seen)], cov[p.seen]).T
            centre = mean + weight @ (p.mean - mean[p.seen])
            left = cov - weight @ cov[p.seen]
            total += p.n * centre
            square += p.n * (left + weight @ p.cov @ weight.T + np.outer(centre, centre))
        new_mean = total / n
        new_cov = square / n - np.outer(new_mean, new_mean)
        moved = max(np.abs(new_mean - mean).max(), np.abs(new_cov - cov).max())
        mean, cov = new_mean, 0.5 * (new_cov + new_cov.T)
        if moved < close:
            return mean, cov
    raise ArithmeticError("EM did not come to rest")


def by_search(patterns: list[Pattern], k: int) -> tuple[Array, Array]:
    """Another road to the same top: L-BFGS-B over means and a root of the covariance matrix, then Newton steps."""
    rows, columns = vech_at(k)

    def unpack(x: Array) -> tuple[Array, Array]:
        root = np.zeros((k, k))
        root[rows, columns] = x[k:]
        return x[:k], root

    def cost(x: Array) -> tuple[float, Array]:
        mean, root = unpack(x)
        cov = root @ root.T + 1e-9 * np.eye(k)
        slope = score(patterns, mean, cov)
        by_cov = np.zeros((k, k))
        by_cov[rows, columns] = np.where(rows == columns, 1.0, 0.5) * slope[k:]
        by_cov = by_cov + by_cov.T - np.diag(np.diag(by_cov))
        return -loglik(patterns, mean, cov), -np.concatenate([slope[:k], (2.0 * by_cov @ root)[rows, columns]])

    start = np.concatenate([np.full(k, 4.0), np.where(rows == columns, 2.0, 0.0)])
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 5000, "maxfun": 10000, "ftol": 1e-15, "gtol": 1e-6})
    mean, root = unpack(found.x)
    return polish(patterns, mean, root @ root.T)


def polish(patterns: list[Pattern], mean: Array, cov: Array) -> tuple[Array, Array]:
    """A few Newton steps, after which only rounding is left."""
    k = len(mean)
    rows, columns = vech_at(k)
    for _ in range(8):
        step = np.linalg.solve(information(patterns, mean, cov), score(patterns, mean, cov))
        mean = mean + step[:k]
        cov = cov.copy()
        cov[rows, columns] += step[k:]
        cov[columns, rows] = cov[rows, columns]
    return mean, cov


def document(patterns: list[Pattern]) -> dict[str, object]:
    """The figures in the form that ``unspiral learn --moments`` reads."""
    k = len(WAVES) * len(COLUMNS)
    mean, cov = polish(patterns, *by_em(patterns, k))
    other_mean, other_cov = by_search(patterns, k)
    apart = max(np.abs(mean - other_mean).max(), np.abs(cov - other_cov).max())
    steep = np.abs(score(patterns, mean, cov)).max()
    known = information(patterns, mean, cov)
    if apart > 1e-8 or steep > 1e-6 or np.linalg.eigvalsh(known)[0] <= 0:
        raise ArithmeticError(f"no maximum: two roads differ by {apart:.1e}, slope {steep:.1e}")
    return {
        "source": f"{SOURCE} Log-likelihood of these figures: {loglik(patterns, mean, cov):.6f}.",
        "waves": list(WAVES),
        "unit": "month",
        "columns": list(COLUMNS),
        "n": sum(p.n for p in patterns),
        "occasions": sum(p.n * len(set(p.seen // len(COLUMNS))) for p in patterns),
        "answers": sum(p.n * len(p.seen) for p in patterns),
        "mean": rounded(mean),
        "cov": [rounded(row) for row in cov],
        "information": [rounded(row) for row in known],
    }


def rounded(numbers: Array) -> list[float]:
    """Each with DIGITS significant digits."""
    return [float(f"{x:.{DIGITS}g}") for x in numbers]


def as_text(figures: dict[str, object]) -> str:
    """JSON with one line a row, so that a change can be seen in a diff."""
    parts: list[str] = []
    for name, value in figures.items():
        if name in ("cov", "information"):
            inner = ",\n  ".join(json.dumps(row) for row in value)  # type: ignore[attr-defined]
            parts.append(f'"{name}": [\n  {inner}\n]')
        else:
            parts.append(f'"{name}": {json.dumps(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    """Read the rows, write the figures."""
    asked = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    asked.add_argument("waves", type=Path, help="waves.csv.gz of the HELP panel")
    asked.add_argument("-o", "--out", type=Path, default=OUT)
    given = asked.parse_args()
    given.out.write_text(as_text(document(patterns_of(help_values(given.waves)))), encoding="utf-8", newline="\n")
    print(f"wrote {given.out}")


if __name__ == "__main__":
    main()
