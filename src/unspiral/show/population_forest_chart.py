"""All policies and one measure: the difference with its interval, three causal shares to each, in the order asked for."""

from __future__ import annotations

from unspiral.loop.picture.colour import Hue, hue_of
from unspiral.loop.picture.words import wrap
from unspiral.records.policies import AtShare, Measure, PolicyComparison
from unspiral.show.axis import Scale, dot, ticks, widened
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import decimals_for, signed
from unspiral.show.population_words import difference_words, percent, relative, thousands
from unspiral.show.svg import FONT, NARROW, frame, hued, rule, tag, text
from unspiral.show.words import start

EDGE, SIDE, LINE, EACH, SPACE, TOP, FOOT = 4.0, 30.0, 18.0, 20.0, 12.0, 4.0, 48.0
NAMES = 98.0  # room of "100 % causal" before the chart


def forest_picture(found: PolicyComparison, measure: str) -> Picture:
    """Draw every policy's difference in one measure.

    Args:
        found: a comparison with a policy at least.
        measure: its name.

    Source: tests/show/test_population_forest_chart.py.
    """
    told = found.measure(measure)
    title = forest_title(found, told)
    rows = [
        f"{policy.label}: " + "; ".join(f"{percent(arm.share)} {difference_words(arm.of(measure))}" for arm in policy.arms)
        for policy in found.policies
    ]
    described = f"Interval chart, three rows a policy. {'. '.join(rows)}."
    caption = (
        f"Dot: {told.label} with the policy less without it, per 100\u202f000 people over the horizon; line: 95 % interval. Left of zero "
        "fewer. Filled: the interval leaves out 0 at that share. Read the three rows of a policy together; the order is that of the "
        "question and no rank."
    )
    return Picture(title, _drawn(found, told, title, described), caption, _table(found, told))


def forest_title(found: PolicyComparison, measure: Measure) -> str:
    """What may be said of every policy, in the order asked for."""
    words = [policy.word(measure.name).word for policy in found.policies]
    if len(set(words)) == 1:
        every = "each of these policies" if len(words) > 1 else found.policies[0].label
        said = {"fewer": "fewer would be expected", "more": "more would be expected", "none": "no change", "cannot tell": "cannot tell"}[
            words[0]
        ]
        return f"{start(measure.label)}: {said} with {every}" + (", at every causal share" if words[0] in ("fewer", "more") else "")
    counts = [
        f"{word} with {', '.join(p.name for p, w in zip(found.policies, words, strict=True) if w == word)}" for word in dict.fromkeys(words)
    ]
    return f"{start(measure.label)}: {'; '.join(counts)}"


def _drawn(found: PolicyComparison, measure: Measure, title: str, described: str) -> str:
    arms = [arm.of(measure.name).change for policy in found.policies for arm in policy.arms]
    ends = [end for each in arms for end in (each.estimate, each.low, each.high) if end is not None]
    low, high = widened(min([*ends, 0.0]), max([*ends, 0.0]), 4)
    x = Scale(low, high, EDGE + NAMES, NARROW - SIDE)
    body: list[str] = []
    y = TOP
    hue = hue_of(measure.name)
    for policy in found.policies:
        for words in wrap(policy.label, 1.1 * FONT, NARROW - 2 * EDGE):
            body.append(text(words, EDGE, y + LINE / 2, bold=True))
            y += LINE
        body.append(rule((x.at(0.0), y), (x.at(0.0), y + EACH * len(policy.arms)), tone="ink", width=1.4))
        for arm in policy.arms:
            body.append(text(percent(arm.share), EDGE + NAMES - 12, y + EACH / 2, anchor="end", tone="quiet"))
            body.append(_whisker(arm, measure, hue, x, y + EACH / 2))
            y += EACH
        y += SPACE
    body.append(rule((x.start, y), (x.end, y)))
    places = ticks(low, high, 3)
    decimals = decimals_for(places[1] - places[0], digits=1) if len(places) > 1 else 0
    for value in places:
        body.append(rule((x.at(value), y), (x.at(value), y + 4)))
        words = thousands(signed(value, max(decimals, 0))) if value else "0"
        body.append(text(words, x.at(value), y + 14, anchor="middle", tone="quiet"))
    unit = f"{measure.unit}s" if measure.unit in ("week", "person", "episode", "spell", "day") else measure.unit
    body.append(text(f"difference in {unit}, per 100\u202f000 people", NARROW / 2, y + 33, anchor="middle"))
    return frame(body, NARROW, y + FOOT, title, described, "policies")


def _whisker(arm: AtShare, measure: Measure, hue: Hue, x: Scale, y: float) -> str:
    row = arm.of(measure.name)
    mark = dot(x.at(row.change.estimate), y, 4.8, hollow=row.word not in ("fewer", "more"))
    if row.change.low is None or row.change.high is None:
        return hued(hue, mark)
    low, high = x.at(row.change.low), x.at(row.change.high)
    caps = tag("path", d=f"M{low:.1f} {y - 4:.1f}v8M{high:.1f} {y - 4:.1f}v8", stroke="currentColor", stroke_width=2)
    return hued(hue, tag("path", d=f"M{low:.1f} {y:.1f}H{high:.1f}", stroke="currentColor", stroke_width=2.5) + caps + mark)


def _table(found: PolicyComparison, measure: Measure) -> Table:
    rows: list[tuple[str, ...]] = []
    for policy in found.policies:
        cells = [
            f"{difference_words(row)} {f'= {relative(row)}' if relative(row) else ''}".strip()
            for row in (arm.of(measure.name) for arm in policy.arms)
        ]
        rows.append((policy.label, *cells, policy.word(measure.name).word))
    header = ("policy", *(percent(share) for share in found.shares), "at every share")
    return Table(
        f"Difference in {measure.label}, per 100\u202f000 people over the horizon (95 % intervals)", header, tuple(rows), stack=True
    )
