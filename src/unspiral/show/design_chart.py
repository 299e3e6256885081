"""How likely studies of different sizes are to see a link, and how wide its interval would be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from unspiral.loop.picture.colour import Hue
from unspiral.loop.picture.words import spoken
from unspiral.records.design import Curve, Design, Prospect, StudyPlan
from unspiral.show.axis import BOTTOM, LEFT, RIGHT, TOP, Plot, Scale, axes, dot, widened
from unspiral.show.band import curve
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, level
from unspiral.show.svg import FONT, NARROW, frame, hued, line, rule, text
from unspiral.show.words import start

HUES: tuple[Hue, ...] = ("mood", "pain", "activity", "sleep", "other")
DASHES = (None, "6 4")
PANEL, GAP, ROW = 230.0, 12.0, 18.0  # heights: of a panel, between two, of a line of the legend
MOST = len(HUES) * len(DASHES)


def design_picture(plan: StudyPlan) -> Picture:
    """Draw power and width of the interval over the number of people, the chosen design marked.

    Args:
        plan: a plan.
    """
    title = design_title(plan)
    drawn = plan.curves[:MOST]
    body: list[str] = []
    if drawn:
        wide = max(max(one.people) for one in drawn)
        seen = "link" if plan.given is None else "effect of being assigned"
        body += _panel(plan, drawn, 0.0, wide, f"power: chance of seeing the {seen}", (0.0, 1.0), lambda one: one.power, plan.wanted_power)
        # Widths of very small studies would press all others flat.
        shown = max(float(np.interp(wide / 8.0, one.people, one.width)) for one in drawn)
        _, top = widened(0.0, shown)
        name = f"width of the {level(plan.level)} interval"
        body += _panel(plan, drawn, PANEL + GAP, wide, name, (0.0, top), lambda one: one.width, plan.wanted_width)
    bottom = (2.0 * PANEL + GAP) if drawn else 0.0
    for k, one in enumerate(drawn):
        y = bottom + ROW * (k + 0.8)
        hue, dash = _style(k)
        body.append(hued(hue, line([(LEFT - 36, y), (LEFT - 6, y)], width=2.4, dash=dash)))
        body.append(text(_label(one), LEFT, y))
    height = bottom + ROW * (len(drawn) + 0.8)
    best = nearest(plan)
    described = f"Two line charts over the number of people, one line for each length and number of beeps. {design_words(best, plan)}"
    more = "" if len(plan.curves) <= MOST else f" Only the first {MOST} combinations are drawn; the table holds all designs."
    caption = _given(plan) + (
        f"Above: chance that the {level(plan.level)} interval of {spoken(plan.link[0])} → {spoken(plan.link[1])} leaves out 0. Below: how "
        f"wide that interval would be, from end to end. Dotted: what is wanted. Dot: {_marked(plan)}.{more}"
    )
    return Picture(title, frame(body, NARROW, height, title, described, "design"), caption, _table(plan))


def _given(plan: StudyPlan) -> str:
    """Whose effect is drawn, where an input is given."""
    if plan.given is None:
        return ""
    return f"Effect of being assigned {spoken(plan.given.name)}, of which {100 * plan.given.least:.3g} % is taken (intention to treat). "


def design_title(plan: StudyPlan) -> str:
    """The finding in one sentence."""
    if plan.chosen is None:
        return "None of these designs reaches what is wanted"
    return f"{start(design_of(plan.chosen))}: the smallest of these designs that reaches what is wanted"


def design_of(one: Design) -> str:
    """A design in words: ``"60 people, 28 days, 5 beeps a day, 80 % answered"``."""
    who = "1 person" if one.people == 1 else f"{one.people} people"
    days = "1 day" if one.days == 1 else f"{one.days} days"
    beeps = "1 beep" if one.beeps == 1 else f"{one.beeps} beeps"
    return f"{who}, {days}, {beeps} a day, {amount(100 * one.compliance, 0)} % answered"


def design_words(row: Prospect | None, plan: StudyPlan) -> str:
    """What a design would be expected to show, in a sentence."""
    if row is None:
        return "No design can tell the link at all."
    share = f"power {row.power:.2f}"
    if plan.given is not None and row.high is not None:
        share += f" where {100 * plan.given.least:.3g} % is taken, {row.high:.2f} where {100 * plan.given.most:.3g} % is"
    elif row.low is not None and row.high is not None:
        share += f" on average over what the pilot leaves possible (from {row.low:.2f} to {row.high:.2f} in the middle 80 %)"
    return f"With {design_of(row.design)}: {share}, {level(plan.level)} interval {amount(row.width)} wide."


def nearest(plan: StudyPlan) -> Prospect | None:
    """The chosen design; where none reaches, the one that comes nearest."""
    if plan.chosen is not None:
        return next(row for row in plan.rows if row.design == plan.chosen)
    fine = [row for row in plan.rows if not row.why]
    if plan.wanted_power is None:
        return min(fine, key=lambda row: row.width, default=None)
    return max(fine, key=lambda row: row.power, default=None)


def _marked(plan: StudyPlan) -> str:
    best = nearest(plan)
    if best is None:
        return "none"
    return f"{design_of(best.design)}{'' if plan.chosen is not None else ' (the nearest to it)'}"


def _style(k: int) -> tuple[Hue, str | None]:
    return HUES[k % len(HUES)], DASHES[k // len(HUES)]


def _label(one: Curve) -> str:
    beeps = "1 beep" if one.beeps == 1 else f"{one.beeps} beeps"
    days = "1 day" if one.days == 1 else f"{one.days} days"
    return f"{days}, {beeps} a day, {amount(100 * one.compliance, 0)} % answered"


def _panel(
    plan: StudyPlan, drawn: Sequence[Curve], top: float, wide: int, name: str, range_of: tuple[float, float],
    values: Callable[[Curve], tuple[float, ...]], wanted: float | None,
) -> list[str]:  # fmt: skip
    """One of the two charts."""
    plot = Plot(Scale(0.0, float(wide), LEFT, NARROW - RIGHT), Scale(*range_of, top + PANEL - BOTTOM, top + TOP))
    pieces = [piece for piece in axes(plot, "people", "") if piece]
    pieces.append(text(name, 2, top + FONT * 0.7))
    for k, one in enumerate(drawn):
        hue, dash = _style(k)
        inside = np.array([value if value <= range_of[1] else np.nan for value in values(one)])
        pieces.append(hued(hue, curve(plot, np.array(one.people, dtype=float), inside, dash=dash)))
    if wanted is not None and range_of[0] <= wanted <= range_of[1]:
        pieces.append(rule((plot.left, plot.y.at(wanted)), (plot.right, plot.y.at(wanted)), tone="ink", width=1.4, dash="2 3"))
    best = nearest(plan)
    at = None if best is None else (best.power if range_of == (0.0, 1.0) and "power" in name else best.width)
    if best is not None and at is not None and best.design.people <= wide and at <= range_of[1]:
        place = next(
            (k for k, one in enumerate(drawn)
             if (one.days, one.beeps, one.compliance) == (best.design.days, best.design.beeps, best.design.compliance)),
            None,
        )  # fmt: skip
        if place is not None:
            mark = dot(plot.x.at(best.design.people), plot.y.at(at), 5.5, hollow=plan.chosen is None)
            pieces.append(hued(_style(place)[0], mark))
    return pieces


def _power(row: Prospect, plan: StudyPlan) -> str:
    """Power of a design; with a range of adherence that of both ends."""
    return f"{row.power:.2f} to {row.high:.2f}" if plan.given is not None and row.high is not None else f"{row.power:.2f}"


def _table(plan: StudyPlan) -> Table:
    """Every design that was asked about."""
    rows = tuple(
        (
            design_of(row.design), f"{row.design.prompts}", "cannot be told" if row.why else _power(row, plan),
            row.why or amount(row.width), "yes" if row.design == plan.chosen else "",
        )
        for row in plan.rows
    )  # fmt: skip
    head = ("design", "prompts", "power", f"width of the {level(plan.level)} interval", "chosen")
    return Table("Power and width of the interval for every design, by the expected information.", head, rows, stack=True)
