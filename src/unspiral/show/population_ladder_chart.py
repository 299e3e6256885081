"""The co-twin ladder: how much more often two conditions go together, by how much of a family's liability pairs share."""

from __future__ import annotations

import math

from unspiral.records.policies import TwinRung
from unspiral.show.axis import Scale, dot
from unspiral.show.model import Picture, Table
from unspiral.show.population_words import percent
from unspiral.show.svg import NARROW, frame, hued, rule, tag, text

SIDE, ROW, TOP, FOOT = 24.0, 60.0, 6.0, 66.0
TICKS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


def ladder_picture(ladder: tuple[TwinRung, ...]) -> Picture | None:
    """Draw the rungs; None where there are none.

    Args:
        ladder: in the order of what pairs share, ascending.

    Source: tests/show/test_population_ladder_chart.py.
    """
    if not ladder:
        return None
    first, last = ladder[0].observed, ladder[-1].observed
    holds_one = last.low is not None and last.high is not None and last.low <= 1.0 <= last.high
    title = (
        f"Odds ratio of back pain with depression: {first.estimate:.2f} in {ladder[0].label}, {last.estimate:.2f} in {ladder[-1].label}"
        + (" (an interval that holds 1)" if holds_one else "")
    )
    rows = " ".join(
        f"{rung.label}, {100.0 * rung.shared:g} % of the liability shared: {_observed(rung)}{_simulated(rung)}." for rung in ladder
    )
    described = f"Interval chart on a log scale, one row a kind of pair. {rows}"
    simulated = any(rung.simulated for rung in ladder)
    caption = (
        "Dot and line: odds ratio that a study of twins saw, with its 95 % interval. Were no liability shared, pairs who have more in "
        "common would show the same; were all that goes together shared liability, identical pairs would show 1. The intervals "
        "are too wide to tell how much is which: that is why every result on this page stands at three causal shares."
        + (
            " Small marks: the population declared, hollow where none of the cohorts' ratios is causal and the fuller the more of them is. "
            "The rest is shared liability at every share, also at 100 %: so they fall from rung to rung at each."
            if simulated
            else ""
        )
        + (" The last rung cannot tell the shares apart: all of its marks lie within the interval." if _within(ladder[-1]) else "")
    )
    return Picture(title, _drawn(ladder, title, described), caption, _table(ladder))


def _within(rung: TwinRung) -> bool:
    low, high = rung.observed.low, rung.observed.high
    known = low is not None and high is not None and len(rung.simulated) > 1
    return known and all((low or 0.0) <= value <= (high or math.inf) for _, value in rung.simulated)


def _drawn(ladder: tuple[TwinRung, ...], title: str, described: str) -> str:
    ends = [
        end
        for rung in ladder
        for end in (rung.observed.low, rung.observed.high, rung.observed.estimate, *(x for _, x in rung.simulated))
        if end
    ]
    shown = [value for value in TICKS if min(ends) / 2.0 < value < max(ends) * 2.0]
    scale = Scale(math.log(min(*ends, shown[0])), math.log(max(*ends, shown[-1])), SIDE, NARROW - SIDE)
    bottom = TOP + ROW * len(ladder)
    body: list[str] = []
    for value in shown:
        x = scale.at(math.log(value))
        body.append(rule((x, bottom), (x, bottom + 4)))
        body.append(text(f"{value:g}", x, bottom + 14, anchor="middle", tone="quiet"))
    body.append(rule((scale.start, bottom), (scale.end, bottom)))
    body.append(text("odds ratio, back pain with depression against without", NARROW / 2, bottom + 33, anchor="middle"))
    body.append(text("1 = no more often together than by chance", NARROW / 2, bottom + 52, anchor="middle", tone="quiet"))
    one = scale.at(0.0)
    for k, rung in enumerate(ladder):
        y = TOP + ROW * k
        body.append(text(f"{rung.label}: {100.0 * rung.shared:g} % shared", 4, y + 9))
        body.append(rule((one, y + 20), (one, y + ROW - 4), tone="ink", width=1.4))
        body.append(hued("mood", _whisker(rung, scale, y + 32)))
        for share, value in rung.simulated:
            body.append(hued("other", _mark(scale.at(math.log(value)), y + 46, share)))
    return frame(body, NARROW, bottom + FOOT, title, described, "twins")


def _mark(x: float, y: float, share: float) -> str:
    """Hollow where nothing is causal, the fuller the more is."""
    paper = tag("circle", class_="uc-paper", fill="#FFFFFF", cx=x, cy=y, r=4)
    return paper + tag("circle", cx=x, cy=y, r=4, fill="currentColor", fill_opacity=f"{share:g}", stroke="currentColor", stroke_width=1.6)


def _whisker(rung: TwinRung, scale: Scale, y: float) -> str:
    mark = dot(scale.at(math.log(rung.observed.estimate)), y, 5.0)
    if rung.observed.low is None or rung.observed.high is None:
        return mark
    low, high = scale.at(math.log(rung.observed.low)), scale.at(math.log(rung.observed.high))
    caps = tag("path", d=f"M{low:.1f} {y - 5:.1f}v10M{high:.1f} {y - 5:.1f}v10", stroke="currentColor", stroke_width=2)
    return tag("path", d=f"M{low:.1f} {y:.1f}H{high:.1f}", stroke="currentColor", stroke_width=2.5) + caps + mark


def _observed(rung: TwinRung) -> str:
    known = rung.observed.low is not None and rung.observed.high is not None
    return f"{rung.observed.estimate:.2f}{f' ({rung.observed.low:.2f} to {rung.observed.high:.2f})' if known else ''}"


def _simulated(rung: TwinRung) -> str:
    return "" if not rung.simulated else "; simulated " + ", ".join(f"{value:.2f} at {percent(share)}" for share, value in rung.simulated)


def _table(ladder: tuple[TwinRung, ...]) -> Table:
    shares = [share for share, _ in ladder[0].simulated]
    rows = tuple(
        (rung.label, f"{100.0 * rung.shared:g} %", _observed(rung), *(f"{value:.2f}" for _, value in rung.simulated), rung.row)
        for rung in ladder
    )
    header = ("pairs", "liability shared", "odds ratio seen", *(f"simulated, {percent(share)}" for share in shares), "row")
    return Table("Odds ratio of back pain and depression, by what pairs share", header, rows, stack=True)
