"""Which rows of the tables make an attributable fraction, under which causal assumption; and the rungs of the co-twin ladder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from unspiral.evidence.finding import Figure
from unspiral.evidence.tables import epidemiology
from unspiral.records.effect import Effect
from unspiral.records.policies import TwinRung


@dataclass(frozen=True, slots=True)
class Assumed:
    """One causal assumption.

    Args:
        assumes: in words.
        exposed: share of people exposed.
        ratio: of risks, with its ends where the source has them.
        none: no effect is assumed, whatever the ratio is.
        rows: that the numbers come from.
    """

    assumes: str
    exposed: float
    ratio: float
    low: float | None
    high: float | None
    none: bool
    rows: tuple[str, str]


@dataclass(frozen=True, slots=True)
class AttributedLink:
    """A link with its causal assumptions.

    Args:
        link: "depression->pain".
        label: in words.
        assumed: one each.
    """

    link: str
    label: str
    assumed: tuple[Assumed, ...]


@cache
def attributed_links() -> tuple[AttributedLink, ...]:
    """The packaged assumptions.

    Source: attributable.toml; tests/evidence/test_attributable_file.py.
    """
    found = tomllib.loads(_text())
    figures = {row.id: row.figure for row in epidemiology()}
    return tuple(
        AttributedLink(link["link"], link["label"], tuple(_assumed(each, figures) for each in link["assume"])) for link in found["link"]
    )


@cache
def observed_ladder() -> tuple[TwinRung, ...]:
    """Odds ratios of twins, by what pairs share; what a simulated population shows is put beside them by whoever simulates twins."""
    found = tomllib.loads(_text())
    figures = {row.id: row.figure for row in epidemiology()}
    return tuple(TwinRung(rung["label"], float(rung["shared"]), _effect(figures[rung["row"]]), rung["row"]) for rung in found["rung"])


def _effect(figure: Figure) -> Effect:
    assert figure.estimate is not None
    low, high = (None if end is None else end.value for end in (figure.low, figure.high))
    return Effect(figure.estimate.value, low, high)


def _text() -> str:
    return (files("unspiral.evidence") / "attributable.toml").read_text(encoding="utf-8")


def _assumed(given: dict[str, str | bool], figures: dict[str, Figure]) -> Assumed:
    exposed, ratio = figures[str(given["exposed"])], figures[str(given["ratio"])]
    assert exposed.estimate is not None and ratio.estimate is not None  # the packaged file names rows that hold numbers
    low, high = (None if end is None else end.value for end in (ratio.low, ratio.high))
    rows = str(given["exposed"]), str(given["ratio"])
    return Assumed(str(given["assumes"]), exposed.estimate.value, ratio.estimate.value, low, high, bool(given.get("none", False)), rows)
