"""How long a disturbance lasts: each process alone, and with the loop at work."""

from __future__ import annotations

import math

from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import cut, spoken
from unspiral.records import Effect
from unspiral.records.effects import Pace
from unspiral.show.axis import Scale, dot, ticks
from unspiral.show.effects_chart import arrow_words
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, beside, decimals_for, interval, level, together
from unspiral.show.svg import FONT, NARROW, frame, hued, rule, tag, text
from unspiral.show.words import duration, start, suited_unit

ROW, HEAD, FOOT, SIDE = 28.0, 8.0, 46.0, 26.0
NAME = 20.0  # height of a process's name above its two rows
REACH = 3.0  # the axis ends at this many times the longest estimate: ends beyond are cut there, and the table tells them


def pace_picture(found: Pace) -> Picture:
    """Draw the half-lives of all processes, alone and within the loop.

    Args:
        found: times of a loop.
    """
    title = pace_title(found)
    times = [e for half in found.half_lives.values() for e in (half.own, half.within)]
    estimates = [e.estimate for e in times if math.isfinite(e.estimate)]
    longest = REACH * max(estimates, default=1.0)
    known = [e.high for e in times if e.high is not None]
    if known and len(known) == len(times):
        longest = min(longest, 1.05 * max(known))
    scale, unit = suited_unit(max(estimates, default=1.0), found.unit)
    x = Scale(0.0, scale * longest, SIDE, NARROW - SIDE)
    body: list[str] = []
    y = HEAD
    places = ticks(0.0, scale * longest, 4)
    fine = max(0, decimals_for(places[1], digits=1)) if len(places) > 1 else 0
    for name, half in found.half_lives.items():
        body.append(text(cut(spoken(name), 1.1 * FONT, NARROW - 8), 4, y + NAME / 2, bold=True))
        y += NAME
        for e, words, solid in ((half.own, "alone", False), (half.within, "in the loop", True)):
            for value in places:
                body.append(rule((x.at(value), y + 11), (x.at(value), y + ROW - 2), tone="ink" if value == 0.0 else "grid"))
            body.append(text(f"{words}: {_short(e, found.unit)}", SIDE, y + 4, tone="quiet"))
            body.append(hued(hue_of(name), _whisker(x, e, y + 17, scale, solid=solid)))
            y += ROW + 6
        y += 6
    for value in places:
        body.append(text(amount(value, fine), x.at(value), y + 9, anchor="middle", tone="quiet"))
    body.append(text(f"{unit}s until a disturbance has halved", NARROW / 2, y + 30, anchor="middle"))
    described = "Interval chart, two rows for each process. " + " ".join(
        f"{start(spoken(name))}: alone {duration(half.own, found.unit, found.level)}, in the loop {_long(half.within, found)}."
        for name, half in found.half_lives.items()
    )
    caption = (
        f"Dots: time until half of a disturbance is gone; lines: {level(found.level)} intervals, without a cap where they run on beyond "
        "the picture. “Alone”: while everything else stands still. “In the loop”: while the others answer, and feed it or damp it."
    )
    return Picture(title, frame(body, NARROW, y + FOOT - 4, title, described, "pace"), caption, pace_table(found))


def pace_title(found: Pace) -> str:
    """How long it lasts, and whether the loop keeps it up."""
    lasting = {name: half.within for name, half in found.half_lives.items()}
    said = [f"{_short(e, found.unit)} for {spoken(name)}" for name, e in lasting.items() if not _open(e)]
    untold = [spoken(name) for name, e in lasting.items() if _open(e)]
    cannot = f"how long a disturbance of {' and '.join(untold)} lasts cannot be told" if untold else ""
    if not said:
        return start(cannot)
    told = f"Half of a disturbance is gone after about {', '.join(said[:-1])}{' and ' if len(said) > 1 else ''}{said[-1]}"
    return f"{told}; {cannot}" if cannot else told


def _open(e: Effect) -> bool:
    """Whether a time has an estimate and no interval at all."""
    return math.isfinite(e.estimate) and e.low is None and e.high is None


def pace_table(found: Pace) -> Table:
    """Half-lives with their intervals."""
    rows: list[tuple[str, ...]] = []
    for name, half in found.half_lives.items():
        rows.append((f"half-life of {spoken(name)} alone", *_cells(half.own, found.unit)))
        rows.append((f"half-life of {spoken(name)} in the loop", *_cells(half.within, found.unit)))
    return Table("Half-lives", ("", "estimate", f"{level(found.level)} interval", "unit"), tuple(rows), stack=True)


def peak_tables(found: Pace) -> tuple[Table, ...]:
    """When each effect is largest, and how the loop swings, with their intervals; empty where there are neither."""
    rows = [(arrow_words(arrow), *_cells(peak, found.unit)) for arrow, peak in found.peaks.items()]
    if found.swing is not None:
        rows.append(("the loop swings: from crest to crest", *_cells(found.swing.period, found.unit)))
        rows.append(("until the swing has halved", *_cells(found.swing.damping, found.unit)))
    if not rows:
        return ()
    caption = "When an effect is largest: the time between cause and effect (shown, not tested)"
    return (Table(caption, ("", "estimate", f"{level(found.level)} interval", "unit"), tuple(rows), stack=True),)


def _cells(e: Effect, unit: str) -> tuple[str, str, str]:
    if not math.isfinite(e.estimate):
        return "never, as far as looked", "from " + _number(e.low, unit) if e.low is not None else "no interval can be given", f"{unit}s"
    scale, suited = suited_unit(e.estimate, unit)
    low, high = (None if end is None else scale * end for end in (e.low, e.high))
    places = max(0, together(scale * e.estimate, low, high))
    return beside(scale * e.estimate, places), interval(low, high, places, sign=False), f"{suited}s"


def _number(value: float, unit: str) -> str:
    scale, _ = suited_unit(value, unit)
    return amount(scale * value)


def _short(e: Effect, unit: str) -> str:
    if not math.isfinite(e.estimate):
        return "no end that could be seen"
    scale, suited = suited_unit(e.estimate, unit)
    said = amount(scale * e.estimate)
    return f"{said} {suited}{'' if said == '1' else 's'}"


def _long(e: Effect, found: Pace) -> str:
    return duration(e, found.unit, found.level) if math.isfinite(e.estimate) else "it does not halve"


def _whisker(x: Scale, e: Effect, y: float, scale: float, *, solid: bool) -> str:
    low = x.start if e.low is None else min(x.at(scale * e.low), x.end)
    beyond = e.high is None or scale * e.high > x.high
    high = x.end if e.high is None or beyond else x.at(scale * e.high)
    line = tag("path", d=f"M{low:.1f} {y:.1f}H{high:.1f}", stroke="currentColor", stroke_width=3, stroke_dasharray=None if solid else "6 4")
    caps = "".join(f"M{end:.1f} {y - 5:.1f}v10" for end, known in ((low, e.low is not None), (high, not beyond)) if known)
    mark = dot(x.at(scale * e.estimate), y, 5.5, hollow=not solid) if math.isfinite(e.estimate) and scale * e.estimate <= x.high else ""
    return line + (tag("path", d=caps, stroke="currentColor", stroke_width=2) if caps else "") + mark
