"""One arrow's effect taken apart: all of it, what goes straight, and what other processes pass on, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unspiral.loop.picture.colour import Hue, hue_of
from unspiral.loop.picture.words import cut, spoken
from unspiral.records import Arrow
from unspiral.records.effects import Curve, PathEffects
from unspiral.show.axis import Plot, Scale, labels_of, ticks, widened, zero_line
from unspiral.show.band import bands, curve
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, beside, decimals_for, interval, together
from unspiral.show.svg import FONT, NARROW, frame, hued, rule, text
from unspiral.show.words import about, every, start
from unspiral.units import count

PANEL, GAP, TOP, FOOT, LEFT, RIGHT = 92.0, 30.0, 24.0, 44.0, 50.0, 14.0
Part = tuple[str, Curve, Hue]


def effects_picture(found: PathEffects, *, sampling: float, unit: str, nil: float | None, each: bool = False) -> Picture:
    """Draw an effect and its parts.

    Args:
        found: the parts.
        sampling: typical interval between occasions, at which they are judged.
        unit: of time.
        nil: half-width of the range not worth speaking of; None where effects are raw.
        each: also what goes through each other process alone, where there are several.
    """
    title = effects_title(found, sampling, nil)
    parts = _parts(found, each=each)
    ends = np.concatenate([x for _, c, _ in parts for x in (c.low95, c.high95, c.estimate)] + [np.zeros(1)])
    low, high = widened(float(np.nanmin(ends)), float(np.nanmax(ends)), 3)
    longest = float(found.total.lags[-1])
    labels = labels_of(low, high, plus=True)
    left = max(LEFT, 13.0 + 0.66 * FONT * max(len(label) for label in labels.values()))
    body: list[str] = [text(cut(_axis_words(found), FONT, NARROW - 4), 2, FONT * 0.7)]
    bottom = TOP
    for k, (words, c, hue) in enumerate(parts):
        top = TOP + GAP + k * (PANEL + GAP) - 8.0
        bottom = top + PANEL
        plot = Plot(Scale(0.0, longest, left, NARROW - RIGHT), Scale(low, high, bottom, top))
        body.append(text(cut(words, 1.1 * FONT, NARROW - RIGHT - left), left, top - 9.0, bold=True))
        for value, label in labels.items():
            y = plot.y.at(value)
            body.append(rule((plot.left, y), (plot.right, y), tone="grid"))
            body.append(text(label, plot.left - 6, y, anchor="end", tone="quiet"))
        body.append(hued(hue, bands(plot, c.lags, (c.low50, c.high50), (c.low95, c.high95))))
        body.append(zero_line(plot))
        body.append(hued(hue, curve(plot, c.lags, c.estimate, dash=None if k == 0 else "7 4" if k == 1 else "2 3")))
        body.append(rule((plot.x.at(sampling), top), (plot.x.at(sampling), bottom), width=1.2, dash="2 3"))
    body += _time_axis(longest, left, bottom, unit)
    described = "Line charts, one below the other, on one scale. " + " ".join(
        f"{start(words)}: {_at(c, sampling, found.standardised)} after {about(sampling, unit)}." for words, c, _ in parts
    )
    caption = (
        "Lines: the estimates. Inner bands: 50 % intervals; outer bands: 95 %; at each lag by itself. “Straight”: what is left when all "
        "other processes are held still. “Through”: the rest, which needs another process to pass it on. The dotted mark is the time "
        f"between two answers ({every(sampling, unit)}), where the parts are judged."
    )
    height = bottom + FOOT
    return Picture(title, frame(body, NARROW, height, title, described, "effects"), caption, _table(found, unit))


def effects_title(found: PathEffects, sampling: float, nil: float | None) -> str:
    """How the effect travels, as far as it can be told at the fixed lag."""
    name = f"{start(spoken(found.arrow[0]))} → {spoken(found.arrow[1])}"
    direct, indirect = (part_word(c, sampling, nil) for c in (found.direct, found.indirect))
    others = through_words(found)
    if not found.declared and indirect == "clear":
        return f"{name}: only through {others}, for the loop has no arrow between them"
    if direct == "clear" and indirect == "clear":
        same = np.sign(_value(found.direct, sampling)) == np.sign(_value(found.indirect, sampling))
        return f"{name}: straight, and through {others}" + ("" if same else ", in opposite directions")
    if direct == "clear":
        return f"{name}: straight; " + (
            f"next to nothing goes through {others}" if indirect == "nil" else f"how much goes through {others} cannot be told"
        )
    if indirect == "clear":
        return f"{name}: through {others}; " + (
            "next to nothing goes straight" if direct == "nil" else "how much goes straight cannot be told"
        )
    if direct == indirect == "nil":
        return f"{name}: nothing worth speaking of, neither straight nor through {others}"
    return f"{name}: how it travels cannot be told"


def part_word(c: Curve, sampling: float, nil: float | None) -> str:
    """One of "clear" where the 95 % interval at the fixed lag leaves zero out, "nil" where all is too small at every lag, else "open"."""
    low, high = (_value(c, sampling, band) for band in ("low95", "high95"))
    if not np.isfinite(low + high):
        return "open"
    # Small at one lag is not small: what others pass on comes later.
    if nil is not None and bool((c.low95 > -nil).all() and (c.high95 < nil).all()):
        return "nil"
    return "clear" if low > 0.0 or high < 0.0 else "open"


def through_words(found: PathEffects) -> str:
    """Who passes it on: "sleep problem", "sleep problem or activity"."""
    names = [spoken(name) for name in found.through]
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "others"


def effects_table(found: Sequence[PathEffects], sampling: float, unit: str) -> Table:
    """Every declared link at the fixed lag: all of it, straight, through others, and through each alone."""
    rows: list[tuple[str, ...]] = []
    for one in found:
        name = arrow_words(one.arrow)
        rows.append((name, *(_at(c, sampling, one.standardised) for c in (one.total, one.direct, one.indirect))))
    unit_words = _unit_words(found[0])
    return Table(
        f"Effects after {count(sampling, unit)}, {unit_words}, each with its 95 % interval",
        ("arrow", "all of it", "straight", "through others"),
        tuple(rows), stack=True,
    )  # fmt: skip


def arrow_words(arrow: Arrow) -> str:
    """An arrow as people read it: "pain → depression"."""
    return f"{spoken(arrow[0])} → {spoken(arrow[1])}"


def _parts(found: PathEffects, *, each: bool) -> list[Part]:
    cause = hue_of(found.arrow[0])
    passed = hue_of(next(iter(found.through))) if len(found.through) == 1 else "other"
    alone: list[Part] = [(f"through {spoken(name)} alone", c, hue_of(name)) for name, c in found.through.items()] if each else []
    return [
        ("all of it", found.total, cause),
        ("straight", found.direct, cause),
        (f"through {through_words(found)}", found.indirect, passed),
        *(alone if len(alone) > 1 else []),
    ]


def _value(c: Curve, lag: float, what: str = "estimate") -> float:
    values: np.ndarray = getattr(c, what)
    return float(np.interp(lag, c.lags, values))


def _at(c: Curve, lag: float, standardised: bool) -> str:
    estimate, low, high = (_value(c, lag, what) for what in ("estimate", "low95", "high95"))
    ends = (low if np.isfinite(low) else None, high if np.isfinite(high) else None)
    places = max(2 if standardised else 0, together(estimate, *ends)) if abs(estimate) >= 0.005 or not standardised else 2
    return f"{beside(estimate, places, sign=True)} ({interval(*ends, places)})"


def _unit_words(found: PathEffects) -> str:
    if found.press:
        return "gathered from a push held all the time"
    return "in within-person standard deviations" if found.standardised else "in points per point"


def _axis_words(found: PathEffects) -> str:
    kind = "standard deviations" if found.standardised else "points per point"
    return f"effect on {spoken(found.arrow[1])}, {kind}"


def _time_axis(longest: float, left: float, bottom: float, unit: str) -> list[str]:
    x = Scale(0.0, longest, left, NARROW - RIGHT)
    places = ticks(0.0, longest, 5, unit)
    fine = max(0, decimals_for(places[1], digits=1)) if len(places) > 1 else 0
    pieces = [rule((left, bottom), (NARROW - RIGHT, bottom))]
    for value in places:
        pieces.append(rule((x.at(value), bottom), (x.at(value), bottom + 4)))
        pieces.append(text(amount(value, fine), x.at(value), bottom + 14, anchor="middle", tone="quiet"))
    pieces.append(text(f"{unit}s between cause and effect", (left + NARROW - RIGHT) / 2, bottom + 33, anchor="middle"))
    return pieces


def _table(found: PathEffects, unit: str) -> Table:
    lags = found.total.lags
    some = np.unique(np.linspace(0, len(lags) - 1, 9).round().astype(int))
    header = [f"lag, {unit}s", "all of it (95 %)", "straight (95 %)", "through others (95 %)"]
    several = len(found.through) > 1
    header += [f"through {spoken(name)} alone" for name in found.through] if several else []
    rows: list[tuple[str, ...]] = []
    for k in some:
        lag = float(lags[k])
        row = [f"{lag:.3g}", *(_at(c, lag, found.standardised) for c in (found.total, found.direct, found.indirect))]
        row += [_at(c, lag, found.standardised) for c in found.through.values()] if several else []
        rows.append(tuple(row))
    caption = f"Effect of {spoken(found.arrow[0])} on {spoken(found.arrow[1])}, {_unit_words(found)}"
    if several:
        caption += "; what goes through one process alone overlaps with what goes through another, so these do not add up"
    return Table(caption, tuple(header), tuple(rows), stack=True)
