"""A number of a file held against the row that it names: a row lends its name to the number it has, and to no other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from unspiral.evidence.fault import RATIOS
from unspiral.evidence.finding import Figure
from unspiral.evidence.tables import epidemiology, links, treatments
from unspiral.units import DAYS_PER

CLOSE = 5e-4  # relative: a last place that was rounded
LEAST_DIGITS = 2  # 2.3 stands for 2.26, 2 does not
# Measures that are events a year in other words: what one of the row is, in events a year.
RATES = {"incidence_per_100k_year": 1e-5, "hazard_per_month": 12.0, "hazard_per_day": DAYS_PER["year"]}


def apart(source: str, given: Mapping[str, float], *, rate: bool = False) -> bool:
    """Whether numbers are those of none of the rows that they name, beyond rounding.

    Args:
        source: keys of rows; of several, the numbers must be those of one.
        given: entry of the file -> number: the estimate first, then the ends of its interval where they are stated.
        rate: events a year; else a ratio.

    Source: tests/evidence/test_named_row.py.
    """
    found = [_numbers(figure, tuple(given), rate) for figure in _named(source).values()]
    return not any(all(key in known and same(given[key], known[key]) for key in given) for known in found)


def told(source: str) -> str:
    """What rows say, in words: "T033 has RR 2.26 (1.44 to 3.56)"."""
    return "; ".join(f"{name} {_words(figure)}" for name, figure in _named(source).items())


def entries(source: str, keys: tuple[str, ...], *, rate: bool = False) -> str:
    """The entries that a file could have with the number of the first such row: "ratio = 2.26, low = 1.44, high = 3.56"; "" without any."""
    found = [_numbers(figure, keys, rate) for figure in _named(source).values()]
    whole = [known for known in found if len(known) == len(keys)]
    return ", ".join(f"{key} = {value:.4g}" for key, value in whole[0].items()) if whole else ""


def same(given: float, known: float) -> bool:
    """Whether a number is another one, or that one with fewer digits: two at least.

    Source: tests/evidence/test_named_row.py.
    """
    shorter = [float(f"{known:.{digits}g}") for digits in range(LEAST_DIGITS, 7)]
    return math.isclose(given, known, rel_tol=CLOSE) or any(math.isclose(given, one, rel_tol=1e-9) for one in shorter)


@cache
def _figures() -> Mapping[str, Figure]:
    return {row.id: row.figure for table in (epidemiology(), links(), treatments()) for row in table}


def _named(source: str) -> dict[str, Figure]:
    return {name: _figures()[name] for name in source.replace(",", " ").split()}


def _numbers(figure: Figure, keys: tuple[str, ...], rate: bool) -> dict[str, float]:
    """The row's numbers by the entries of the file; none where it measures something else."""
    unit = RATES.get(figure.measure) if rate else 1.0 if figure.measure in RATIOS else None
    ends = (figure.estimate, figure.low, figure.high)
    return {} if unit is None else {key: each.value * unit for key, each in zip(keys, ends, strict=False) if each is not None}


def _words(figure: Figure) -> str:
    if figure.estimate is None:
        return "has no number"
    ends = "without an interval" if figure.low is None or figure.high is None else f"{figure.low.text} to {figure.high.text}"
    return f"has {figure.measure} {figure.estimate.text} ({ends})"
