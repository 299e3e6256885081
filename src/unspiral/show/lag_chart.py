"""An arrow's effect against the time between cause and effect, with bands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unspiral.learn.lags import LagCurve
from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect
from unspiral.show.axis import axes, dot, plot_of, ticks, upright, widened, zero_line
from unspiral.show.band import bands, curve
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, beside, decimals_for, interval, signed, together
from unspiral.show.svg import NARROW, frame, hued, text
from unspiral.show.words import about, every, link_heading, start
from unspiral.units import count

HEIGHT = 250.0
FAR = 10.0  # an end of the outer band that lies so many times farther out than the curve ever does tells nothing of it any more
AWAY = "some of the loops that these answers leave possible run away there, so that nothing can be told of it."
FEWEST = 3  # lags without which there is no curve


def lag_picture(
    arrow: Arrow, lags: LagCurve, *, sampling: float, unit: str, word: str, judged: tuple[float, Effect] | None = None
) -> Picture:
    """Draw one lag curve.

    Args:
        arrow: (cause, affected).
        lags: the curve.
        sampling: typical interval between occasions, marked so that nobody reads between them.
        unit: of time.
        word: what may be said about this arrow; the title claims no more.
        judged: the lag at which that was decided, and the effect there with its 95 % interval: the table shows it as it stands elsewhere.
    """
    lags, left_out = known_part(lags, sampling)
    title = _title(arrow, lags, word, sampling, unit)
    effect_unit = _effect_unit(arrow, lags)
    low, high = (float(f(np.concatenate([lags.low95, lags.high95, [0.0]]))) for f in (np.nanmin, np.nanmax))
    plot = plot_of((float(lags.lags[0]), float(lags.lags[-1])), widened(low, high), NARROW, HEIGHT)
    at = int(np.abs(lags.lags - lags.peak).argmin())
    x, y = plot.x.at(lags.peak), plot.y.at(float(lags.estimate[at]))
    below = lags.estimate[at] < 0
    body = [
        *axes(plot, f"{unit}s between cause and effect", _axis_words(arrow, lags), time_unit=unit, plus=True),
        hued(hue_of(arrow[0]), bands(plot, lags.lags, (lags.low50, lags.high50), (lags.low95, lags.high95))),
        zero_line(plot),
        hued(hue_of(arrow[0]), curve(plot, lags.lags, lags.estimate, dash="7 4" if word in ("cannot tell", "likely drives") else None)),
        *upright(plot, sampling, f"asked {every(sampling, unit)}"),
    ]
    if at > 0:
        body.append(hued(hue_of(arrow[0]), dot(x, y, 5.0, hollow=True)))
        body.append(text("peak", min(max(x, plot.left + 16), plot.right - 16), y + (15 if below else -14), anchor="middle", halo=True))
    described = (
        f"Line chart. Effect of {spoken(arrow[0])} on {spoken(arrow[1])} against the time between them, from 0 to "
        f"{count(float(lags.lags[-1]), unit)}. {_peak_words(lags, at, unit, judged)} The numbers are in the table below the chart."
    )
    caption = (
        "Line: the estimate. Inner band: 50 % interval; outer band: 95 %; at each lag by itself. The dotted mark is the time between two "
        "answers: what lies left of it is the model’s, not the data’s. The peak is shown, not tested."
        + (" Bands are draws; the row marked “asked” is the answer’s own interval, which may be read from a profile." if judged else "")
        + (f" Behind {count(float(lags.lags[-1]), unit)} nothing is drawn: {AWAY}" if left_out else "")
    )
    return Picture(title, frame(body, NARROW, HEIGHT, title, described, "lag"), caption, _table(arrow, lags, unit, effect_unit, judged))


def known_part(lags: LagCurve, sampling: float) -> tuple[LagCurve, bool]:
    """The curve up to where its outer band still tells something of it, and whether any of it was left out.

    Without a settled law bands can grow to thousands of points, beside which no estimate can be read. The lag that was asked about stays.

    Args:
        lags: the curve.
        sampling: typical interval between occasions.
    """
    if lags.standardised:
        return lags, False
    ends = np.nan_to_num(np.maximum(np.abs(lags.low95), np.abs(lags.high95)), nan=np.inf)
    kept = int(np.argmax([*(ends > FAR * float(np.abs(lags.estimate).max())), True]))
    kept = max(kept, int(np.searchsorted(lags.lags, sampling, side="right")), FEWEST)
    if kept >= len(lags.lags):
        return lags, False
    sides = {name: getattr(lags, name)[:kept] for name in ("lags", "estimate", "low50", "high50", "low95", "high95")}
    peak = float(sides["lags"][int(np.abs(sides["estimate"]).argmax())])
    return replace(lags, **sides, peak=peak), True


def _title(arrow: Arrow, lags: LagCurve, word: str, sampling: float, unit: str) -> str:
    cause, affected = start(spoken(arrow[0])), spoken(arrow[1])
    if word == "nil":
        return f"{cause} → {affected}: no effect worth speaking of after {about(sampling, unit)}"
    if word == "cannot tell":
        return f"{cause} → {affected}: cannot tell"
    when = peak_lag(lags, sampling, unit)
    at = int(np.abs(lags.lags - sampling).argmin())
    return f"{link_heading(arrow, word, float(lags.estimate[at]))}, most {when}"


def peak_lag(lags: LagCurve, sampling: float, unit: str) -> str:
    """When the effect is largest, in words that claim no more than the sampling allows."""
    if lags.peak <= 0.0:
        return "at once"
    if lags.peak < 0.95 * sampling:
        return f"within {about(sampling, unit)}"
    if lags.peak >= float(lags.lags[-1]):
        return f"after {about(lags.peak, unit)} or more"
    return f"after about {about(lags.peak, unit)}"


def _effect_unit(arrow: Arrow, lags: LagCurve) -> str:
    if lags.standardised:
        return f"standard deviations of {spoken(arrow[1])} per standard deviation of {spoken(arrow[0])}, within person"
    return f"points of {spoken(arrow[1])} per point of {spoken(arrow[0])}"


def _axis_words(arrow: Arrow, lags: LagCurve) -> str:
    kind = "standard deviations" if lags.standardised else "points per point"
    return f"effect on {spoken(arrow[1])}, {kind}"


def _peak_words(lags: LagCurve, at: int, unit: str, judged: tuple[float, Effect] | None) -> str:
    estimate, low, high = (float(ends[at]) for ends in (lags.estimate, lags.low95, lags.high95))
    if judged is not None and abs(judged[0] - lags.peak) <= 1e-9 * judged[0]:  # one effect has one interval, wherever it is told
        found, places = judged[1], together(estimate, judged[1].low, judged[1].high)
        ends = interval(found.low, found.high, places)
    else:
        places = together(estimate, low, high)
        ends = interval(low, high, places)
    of = "" if ends.startswith("no ") else "95 % interval "
    return f"The estimate is farthest from zero at {count(lags.peak, unit)}: {beside(estimate, places, sign=True)} ({of}{ends})."


def _table(arrow: Arrow, lags: LagCurve, unit: str, effect_unit: str, judged: tuple[float, Effect] | None) -> Table:
    """Some ten lags: the round ones, the peak, and the one at which the answer was decided."""
    wanted = {int(np.abs(lags.lags - value).argmin()) for value in ticks(0.0, float(lags.lags[-1]), 9, unit)}
    wanted.add(int(np.abs(lags.lags - lags.peak).argmin()))
    # Digits follow the curve and its inner band: beside an outer band of thousands an estimate of 0.36 must not read as 0.
    places = max(0, decimals_for(*lags.estimate.tolist(), *lags.low50.tolist(), *lags.high50.tolist()))
    rows = {
        float(lags.lags[k]): (
            f"{amount(float(lags.lags[k]))}{' (peak)' if lags.lags[k] == lags.peak and k else ''}",
            signed(float(lags.estimate[k]), places),
            interval(float(lags.low50[k]), float(lags.high50[k]), places),
            interval(float(lags.low95[k]), float(lags.high95[k]), places),
        )
        for k in sorted(wanted)
    }
    if judged is not None:
        at, e = judged
        step = float(lags.lags[1] - lags.lags[0])
        # The grid's own row for the same round lag would stand beside it and say nearly the same.
        near = min(rows, key=lambda lag: abs(lag - at))
        if abs(near - at) > 1e-9 * at:
            if abs(near - at) <= step and near != lags.peak:
                del rows[near]
            near = at
        inner = interval(float(np.interp(at, lags.lags, lags.low50)), float(np.interp(at, lags.lags, lags.high50)), places)
        name = rows[near][0] if near in rows else amount(at)
        peak, name = name.endswith(")"), name.removesuffix(" (peak)")
        rows[near] = (f"{name} (asked{', peak' if peak else ''})", signed(e.estimate, places), inner, interval(e.low, e.high, places))
    caption = f"Effect of {spoken(arrow[0])} on {spoken(arrow[1])}, in {effect_unit}"
    return Table(caption, (f"{unit}s", "estimate", "50 % interval", "95 % interval"), tuple(rows[lag] for lag in sorted(rows)))
