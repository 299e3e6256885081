"""A trial with one person as a picture: its days with grey bands where the treatment was on, and the effect with its interval."""

from __future__ import annotations

import numpy as np

from unspiral.loop.picture.colour import Hue, hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import Effect
from unspiral.records.trial import Trial, TrialEffect, TrialPlan
from unspiral.show.axis import Plot, Scale, axes, dot, plot_of, ticks, widened
from unspiral.show.band import band, curve, dots
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, interval, level, signed
from unspiral.show.svg import FONT, NARROW, TONES_LIGHT, WIDE, frame, hued, number, rule, tag, text
from unspiral.show.trial_words import answer, p_said, percent, plan_answer, runs
from unspiral.show.words import start

PANEL, HEAD, FOOT, ROW = 130.0, 44.0, 44.0, 42.0


def trial_picture(found: Trial) -> Picture:
    """Draw what a trial found, narrow and wide; the table of its effects stands behind.

    Args:
        found: what the diary said.
    """
    title = answer(found)
    narrow, wide = (_drawn(found, title, width) for width in (NARROW, WIDE))
    caption = (
        f"Grey: days with {spoken(found.treatment)}. Dots: answers. Line: estimated course with its 95 % band, broken where nothing was "
        f"answered. Below: the average over the on-days with its {level(percent(found.effects[0].level_on))} interval."
    )
    rows = tuple(
        (spoken(e.outcome), name, signed(e_.estimate), interval(e_.low, e_.high), level(percent(share)))
        for e in found.effects
        for name, e_, share in shifts_of(e)
    )
    table = Table(
        f"What {spoken(found.treatment)} did, in points; " + ("nothing is tested" if found.p is None else p_said(found.p)),
        ("outcome", "shift", "estimate", "interval", "its level"),
        rows,
    )
    return Picture(title, narrow, caption, table, wide)


def shifts_of(e: TrialEffect) -> list[tuple[str, Effect, float]]:
    """Each shift of an outcome in words, with its interval's level."""
    found = [("average over the on-days", e.on_days, e.level_on), ("in the long run, if it went on each day", e.long_run, e.level_far)]
    return found if e.taken is None else [*found, ("average, had it been taken on each on-day", e.taken, e.level_on)]


def plan_picture(plan: TrialPlan) -> Picture:
    """Draw the days of a plan: grey where the treatment is on.

    Args:
        plan: of a trial.
    """
    title = plan_answer(plan)
    plot = Plot(Scale(0.0, float(plan.days), 14.0, NARROW - 14.0), Scale(0.0, 1.0, 76.0, 34.0))
    body = [
        *_shaded(plot, np.array(plan.on, dtype=float), plot.bottom),
        text(f"grey: {spoken(plan.treatment)}", 2, FONT * 0.8, tone="quiet"),
    ]
    if plan.stop.look:
        x = plot.x.at(float(plan.stop.look))
        body += [rule((x, plot.top - 6), (x, plot.bottom), tone="ink"), text("early look", x, plot.top - 10, anchor="middle", tone="quiet")]
    for value in ticks(0.0, float(plan.days), 6, "day"):
        x = plot.x.at(value)
        body += [rule((x, plot.bottom), (x, plot.bottom + 4)), text(f"{value:g}", x, plot.bottom + 14, anchor="middle", tone="quiet")]
    body += [
        rule((plot.left, plot.bottom), (plot.right, plot.bottom)),
        text("days since the start", NARROW / 2, plot.bottom + 33, anchor="middle"),
    ]
    told = "; ".join(f"days {a} to {b} {'on' if on else 'off'}" for a, b, on in runs(plan))
    rows = tuple((f"{a} to {b}", "on" if on else "off") for a, b, on in runs(plan))
    svg = frame(body, NARROW, 122.0, title, f"A band of {plan.days} days, grey where {spoken(plan.treatment)} is on: {told}.", "trial-plan")
    caption = f"Grey: days with {spoken(plan.treatment)}."
    if plan.stop.look:
        caption += f" Line: the one early look, after day {plan.stop.look}."
    return Picture(title, svg, caption, Table("Days of the plan", ("days", spoken(plan.treatment)), rows))


def _drawn(found: Trial, title: str, width: float) -> str:
    course, body, top = found.course, list[str](), HEAD
    across = (0.0, float(len(course.day)))
    last = len(found.effects) - 1
    for k, e in enumerate(found.effects):
        seen = np.concatenate([course.answers[:, k], course.low[:, k], course.high[:, k]])
        seen = seen[np.isfinite(seen)]
        bottom = FOOT if k == last else 6.0
        plot = plot_of(across, widened(float(seen.min()), float(seen.max()), 4), width, top + PANEL + bottom, top=top, bottom=bottom)
        body += _shaded(plot, course.on, plot.bottom)
        drawn = axes(plot, "days since the start", "", time_unit="day") if k == last else axes(plot, "", "", x_ticks=[])
        body += [piece for piece in drawn if "></text>" not in piece]
        body.append(text(f"{spoken(e.outcome)}, points", 2, top - 16))
        middle = course.day + 0.5
        body.append(
            hued(
                _hue(e.outcome),
                _bands(plot, middle, course.low[:, k], course.high[:, k])
                + dots(plot, middle, course.answers[:, k], 3.4)
                + curve(plot, middle, course.estimate[:, k]),
            )
        )
        top += PANEL + bottom + (26.0 if k < last else 0.0)
    body.append(text(f"grey: {spoken(found.treatment)}", width - 14.0, FONT * 0.8, anchor="end", tone="quiet"))
    top += 30.0
    body += _effects(found, top, width)
    height = top + 20.0 + ROW * len(found.effects) + FOOT
    return frame(body, width, height, title, _described(found), "trial")


def _hue(outcome: str) -> Hue:
    return hue_of(outcome)


def _bands(plot: Plot, x: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    """The band in stretches: it must not be drawn across days without an answer."""
    good = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    stretches = np.split(good, np.flatnonzero(np.diff(good) > 1) + 1) if len(good) else []
    return "".join(band(plot, x[s], low[s], high[s], opacity=0.2) for s in stretches)


def _shaded(plot: Plot, on: np.ndarray, bottom: float) -> list[str]:
    days = np.flatnonzero(on == 1.0)
    pieces: list[str] = []
    for run in np.split(days, np.flatnonzero(np.diff(days) > 1) + 1) if len(days) else []:
        x0, x1 = plot.x.at(float(run[0])), plot.x.at(float(run[-1] + 1))
        pieces.append(f"M{number(x0)} {number(plot.top)}H{number(x1)}V{number(bottom)}H{number(x0)}z")
    return [tag("path", class_="uc-band", fill=TONES_LIGHT["band"], d="".join(pieces))] if pieces else []


def _effects(found: Trial, top: float, width: float) -> list[str]:
    ends = [v for e in found.effects for v in (e.on_days.estimate, e.on_days.low, e.on_days.high) if v is not None] + [0.0]
    low, high = widened(min(ends), max(ends), 4)
    x = Scale(low, high, 24.0, width - 24.0)
    floor = top + 20.0 + ROW * len(found.effects)
    body = [text("average over the on-days, points", 2, top), rule((x.at(0.0), top + 14.0), (x.at(0.0), floor), tone="ink", width=1.4)]
    for k, e in enumerate(found.effects):
        y = top + 34.0 + ROW * k
        words = f"{start(spoken(e.outcome))} {signed(e.on_days.estimate)} ({interval(e.on_days.low, e.on_days.high)})"
        body += [text(words, 2, y - 8.0, halo=True), hued(_hue(e.outcome), _mark(e.on_days, x, y + 10.0))]
    for value in ticks(low, high, 4):
        body += [
            rule((x.at(value), floor), (x.at(value), floor + 4.0)),
            text(signed(value) if value else "0", x.at(value), floor + 15.0, anchor="middle", tone="quiet"),
        ]
    return [*body, rule((14.0, floor), (width - 14.0, floor))]


def _mark(e: Effect, x: Scale, y: float) -> str:
    low, high = x.low if e.low is None else e.low, x.high if e.high is None else e.high
    line = tag("path", d=f"M{x.at(low):.1f} {y:.1f}H{x.at(high):.1f}", stroke="currentColor", stroke_width=2.5)
    return line + dot(x.at(e.estimate), y, 4.5)


def _described(found: Trial) -> str:
    parts = [
        f"Dot charts of {', '.join(spoken(e.outcome) for e in found.effects)} over {found.days} days, grey where "
        f"{spoken(found.treatment)} was on ({found.on_days} days)."
    ]
    parts += [
        f"Average over the on-days, {spoken(e.outcome)}: {signed(e.on_days.estimate)} points, interval "
        f"{interval(e.on_days.low, e.on_days.high)}."
        for e in found.effects
    ]
    return " ".join([*parts, "Nothing is tested." if found.p is None else f"p = {amount(found.p)}."])
