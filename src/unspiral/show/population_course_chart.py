"""What a policy would be expected to change over time: a difference with its band, at every causal share side by side."""

from __future__ import annotations

import numpy as np

from unspiral.loop.picture.colour import hue_of
from unspiral.records.policies import Gap, PolicyComparison, PolicyFound
from unspiral.show.axis import widened, zero_line
from unspiral.show.band import band, curve
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import beside, together
from unspiral.show.population_area_chart import panel_frame, panels_of
from unspiral.show.population_words import YEAR, horizon, percent, thousands
from unspiral.show.svg import NARROW, frame, hued
from unspiral.show.words import start

LEFT, TOP, BOTTOM = 52.0, 44.0, 40.0


def course_picture(found: PolicyComparison, policy: PolicyFound, state: str) -> Picture:
    """Draw the difference in one state over time.

    Args:
        found: a comparison.
        policy: one of it.
        state: "pain:chronic".

    Source: tests/show/test_population_course_chart.py.
    """
    label = found.measure(f"end:{state}").label.removesuffix(" at the end")
    word = policy.word(f"weeks:{state}")
    said = (
        f"{word.word} {label}, at every causal share"
        if word.word in ("fewer", "more")
        else f"whether fewer or more {label}, it cannot tell"
    )
    if word.word == "none":
        said = f"no change in {label}"
    title = f"{policy.label}: {said}"
    gaps = [next(gap for gap in arm.gaps if gap.state == state) for arm in policy.arms]
    described = f"Three lines of a difference over {horizon(found.weeks)}, one panel a causal share. " + " ".join(
        f"{start(percent(arm.share))}: {_at(gap, -1)} at the end." for arm, gap in zip(policy.arms, gaps, strict=True)
    )
    band_words = f"band: the middle 95 % of {found.draws} draws, mark by mark" if found.draws else "no band: nothing was drawn"
    caption = (
        f"Line: {label} with the policy less without it, per 100\u202f000 people who were there at the start; {band_words}. Below zero "
        f"fewer. The three panels belong together: which of them holds is not known.{_begins(policy)}"
    )
    return Picture(title, _drawn(found, policy, gaps, title, described), caption, _table(policy, gaps, label))


def _drawn(found: PolicyComparison, policy: PolicyFound, gaps: list[Gap], title: str, described: str) -> str:
    every = np.concatenate([np.nan_to_num(each) for gap in gaps for each in (gap.estimate, gap.low, gap.high)])
    low, high = widened(min(0.0, float(every.min())), max(0.0, float(every.max())), 4)
    if abs(high - low) < 1e-6 or max(abs(low), abs(high)) < 1e-3:
        low, high = -1.0, 1.0
    height = 170.0
    panels = panels_of(len(gaps), NARROW, (0.0, found.weeks / YEAR), (low, high), TOP, TOP + height, LEFT)
    body = panel_frame(panels, [percent(arm.share) for arm in policy.arms], "people, per 100\u202f000", "years", plus=True)
    for plot, gap in zip(panels, gaps, strict=True):
        years = gap.weeks / YEAR
        drawn = band(plot, years, gap.low, gap.high, opacity=0.22) if np.isfinite(gap.low).any() else ""
        edges = curve(plot, years, gap.low, width=0.8, opacity=0.7) + curve(plot, years, gap.high, width=0.8, opacity=0.7)
        body.append(hued(hue_of(gap.state.split(":")[0]), drawn + edges + curve(plot, years, gap.estimate)))
        body.append(zero_line(plot))
    return frame(body, NARROW, TOP + height + BOTTOM, title, described, "course")


def _begins(policy: PolicyFound) -> str:
    return f" The policy begins in week {policy.week}." if policy.week else ""


def _at(gap: Gap, k: int) -> str:
    estimate, low, high = (float(each[k]) for each in (gap.estimate, gap.low, gap.high))
    if max(abs(each) for each in (estimate, low, high) if np.isfinite(each)) < 1e-6:
        return "no difference"
    places = together(estimate, low, high) if np.isfinite(low) else together(estimate)
    middle = thousands(beside(estimate, places, sign=True))
    return (
        f"{middle} ({thousands(beside(low, places, sign=True))} to {thousands(beside(high, places, sign=True))})"
        if np.isfinite(low)
        else middle
    )


def _table(policy: PolicyFound, gaps: list[Gap], label: str) -> Table:
    marks = [k for k, week in enumerate(gaps[0].weeks) if week % (2 * YEAR) == 0 or k == len(gaps[0].weeks) - 1]
    rows = tuple((f"week {gaps[0].weeks[k]:g}", *(_at(gap, k) for gap in gaps)) for k in marks)
    header = ("when", *(percent(arm.share) for arm in policy.arms))
    return Table(f"Difference in {label}, per 100\u202f000, with 95 % intervals", header, rows, stack=True)
