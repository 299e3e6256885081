"""Fits side by side as pictures: what each costs, how well each foretells, and how that gathers over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unspiral.learn.compare import future_gaps, preference
from unspiral.loop.picture.colour import Hue
from unspiral.loop.picture.words import cut, width
from unspiral.records.comparison import Comparison, Difference
from unspiral.show.axis import Scale, axes, dot, plot_of, ticks, widened, zero_line
from unspiral.show.band import curve
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, decimals_for, grouped, signed
from unspiral.show.svg import FONT, NARROW, frame, hued, rule, tag, text

ROW, HEAD, FOOT, SIDE, HEIGHT = 46.0, 8.0, 46.0, 26.0, 250.0
HUE: Hue = "other"  # the other colours belong to processes
CLEARLY, FEW = 2.0, 10  # standard errors from which a difference is called; comparisons below which its error itself is hardly known


def verdict_on(gap: Difference) -> str:
    """Better, worse, or "cannot be told": beyond two standard errors, and from ten comparisons on."""
    if gap.se is None or gap.count < FEW or not abs(gap.elpd) > CLEARLY * gap.se:
        return "cannot be told"
    return "better" if gap.elpd > 0.0 else "worse"


def gap_title(gaps: Sequence[Difference], what: str) -> str:
    """Which fit foretells better, as far as it can be told.

    Args:
        gaps: of the other fits against the baseline.
        what: is foretold: "people", "what comes next".
    """
    said = [
        f"“{gap.name}” and “{gap.baseline}” cannot be told apart"
        if word == "cannot be told"
        else f"“{gap.name}” does {word} than “{gap.baseline}”"
        for gap in gaps
        for word in [verdict_on(gap)]
    ]
    return f"Foretelling {what}: {'; '.join(said)}"


def gap_picture(gaps: Sequence[Difference], what: str, counted: str) -> Picture:
    """Draw differences of log predictive density with their standard errors.

    Args:
        gaps: of the other fits against the baseline.
        what: is foretold, for the title.
        counted: what one comparison is: "people", "occasions".
    """
    title = gap_title(gaps, what)
    ends = [gap.elpd + k * (gap.se or 0.0) for gap in gaps for k in (-2.0, 2.0)]
    low, high = widened(min(0.0, *ends), max(0.0, *ends), 4)
    x = Scale(low, high, SIDE, NARROW - SIDE)
    places = ticks(low, high, 4)
    fine = max(0, decimals_for(places[1] - places[0], digits=1))
    body: list[str] = []
    for k, gap in enumerate(gaps):
        y = HEAD + ROW * (k + 0.5)
        solid = verdict_on(gap) != "cannot be told"
        body.append(text(_fit(f"{gap.name} against {gap.baseline}", f": {_short(gap)}"), 4, y - 13))
        for value in places:
            tone = "ink" if value == 0.0 else "grid"
            body.append(rule((x.at(value), y - 3), (x.at(value), y + 17), tone=tone, width=1.4 if value == 0.0 else 1.0))
        body.append(hued(HUE, _whisker(x, gap, y + 7, solid=solid)))
    bottom = HEAD + ROW * len(gaps)
    body += [text(signed(value, fine), x.at(value), bottom + 13, anchor="middle", tone="quiet") for value in places]
    body.append(text("worse  ←  log predictive density  →  better", NARROW / 2, bottom + 34, anchor="middle"))
    described = "Interval chart, one row for each fit. " + " ".join(f"{g.name} against {g.baseline}: {_long(g)}." for g in gaps)
    caption = (
        f"Dot: difference of log predictive density, summed over all {counted}; thick line: one standard error; thin line: two. Filled: "
        "beyond two standard errors. Hollow: cannot be told apart. A difference of 1 makes the answers 2.7 times as probable."
    )
    rows = tuple(
        (f"{g.name} − {g.baseline}", signed(g.elpd, 2), "none" if g.se is None else amount(g.se, 2), grouped(g.count), verdict_on(g))
        for g in gaps
    )
    table = Table(
        f"Difference of log predictive density, foretelling {what}", ("fits", "difference", "standard error", counted, "word"), rows
    )
    return Picture(title, frame(body, NARROW, bottom + FOOT, title, described, "gap"), caption, table)


def cost_picture(found: Comparison) -> Picture:
    """Draw how far AIC and BIC of each fit lie above the lowest."""
    aic = np.array([s.aic for s in found.standings])
    bic = np.array([s.bic for s in found.standings])
    title = cost_title(found)
    above = [(s.name, float(a), float(b)) for s, a, b in zip(found.standings, aic - aic.min(), bic - bic.min(), strict=True)]
    _, high = widened(0.0, max(1.0, *(max(a, b) for _, a, b in above)), 4)
    x = Scale(0.0, high, SIDE, NARROW - SIDE)
    places = ticks(0.0, high, 4)
    fine = max(0, decimals_for(places[1], digits=1))
    body: list[str] = []
    for k, (name, a, b) in enumerate(above):
        y = HEAD + ROW * (k + 0.5)
        body.append(text(_fit(name, f": AIC {_above(a)}, BIC {_above(b)}"), 4, y - 13))
        for value in places:
            tone = "ink" if value == 0.0 else "grid"
            body.append(rule((x.at(value), y - 3), (x.at(value), y + 19), tone=tone, width=1.4 if value == 0.0 else 1.0))
        body.append(hued(HUE, dot(x.at(b), y + 13, 5.0, hollow=True) + dot(x.at(a), y + 3, 5.0)))
    bottom = HEAD + ROW * len(above)
    body += [text(amount(value, fine), x.at(value), bottom + 13, anchor="middle", tone="quiet") for value in places]
    body.append(text("above the lowest (0 is best)", NARROW / 2, bottom + 34, anchor="middle"))
    described = "Dot chart, one row for each fit. " + " ".join(f"{n}: AIC {a:.1f} and BIC {b:.1f} above the lowest." for n, a, b in above)
    caption = "Filled: AIC. Hollow: BIC, which charges more for each free number. Both weigh fit against the count of free numbers."
    return Picture(title, frame(body, NARROW, bottom + FOOT, title, described, "cost"), caption, cost_table(found))


def cost_title(found: Comparison) -> str:
    """Which fit the criteria prefer, how clearly, and whether they agree."""
    return preference(found)


def cost_table(found: Comparison) -> Table:
    """Every fit with its log-likelihood and what it costs."""
    rows = tuple(
        (s.name, f"{s.loglik:.2f}".replace("-", "−"), str(s.n_parameters), f"{s.aic:.1f}", f"{s.bic:.1f}", amount(s.weight, 2))
        for s in found.standings
    )
    return Table(
        "The fits", ("fit", "log-likelihood", "free numbers", "AIC", "BIC", "AIC weight"), rows, stack=True,
    )  # fmt: skip


def future_picture(found: Comparison) -> Picture:
    """Draw how the difference of the log scores gathers over time, against the first fit."""
    base = found.future[found.baseline]
    lines: list[tuple[str, np.ndarray, np.ndarray]] = []
    for gap in found.by_future:
        times, gaps, _ = future_gaps(base, found.future[gap.name])
        distinct = np.unique(times)
        gathered = np.cumsum([gaps[times == t].sum() for t in distinct])
        lines.append((gap.name, distinct, gathered))
    title = "What comes next: " + "; ".join(f"“{name}” ends {_ahead(float(g[-1]))} “{found.baseline}”" for name, _, g in lines)
    first = float(min(t[0] for _, t, _ in lines))
    last = float(max(t[-1] for _, t, _ in lines))
    start_at = min([first, *(o for o in base.origins if np.isfinite(o))])
    low, high = widened(min(0.0, *(float(g.min()) for _, _, g in lines)), max(0.0, *(float(g.max()) for _, _, g in lines)))
    plot = plot_of((start_at, last), (low, high), NARROW, HEIGHT)
    body = axes(plot, f"{found.unit}s", "log score gathered, above the first fit", time_unit=found.unit, plus=True)
    for origin in base.origins:
        if np.isfinite(origin):
            body.append(rule((plot.x.at(origin), plot.bottom - 6), (plot.x.at(origin), plot.bottom), tone="ink", width=1.4))
    body.append(zero_line(plot))
    for k, (name, times, gathered) in enumerate(lines):
        x, y = np.concatenate([[start_at], times]), np.concatenate([[0.0], gathered])
        body.append(hued(HUE, curve(plot, x, y, dash=(None, "7 4", "2 3")[k % 3])))
        end = plot.y.at(float(gathered[-1]))
        below = gathered[-1] < 0.0 and end + 22.0 < plot.bottom  # never among the words of the axis
        body.append(text(_fit(name, ""), plot.right - 4, end + (12 if below else -12), anchor="end", halo=True))
    described = "Line chart of the log score gathered since the first fold, minus that of the first fit. " + " ".join(
        f"{name} ends at {signed(float(g[-1]), 2)}." for name, _, g in lines
    )
    caption = (
        f"Each fit is learned from what came before a mark on the lower edge, and scores each following answer {base.steps} "
        f"occasion{'' if base.steps == 1 else 's'} ahead. Up: better than “{found.baseline}”. A lone jump: one occasion decides."
    )
    return Picture(title, frame(body, NARROW, HEIGHT, title, described, "future"), caption, _future_table(lines, found))


def _future_table(lines: Sequence[tuple[str, np.ndarray, np.ndarray]], found: Comparison) -> Table:
    every_time = np.unique(np.concatenate([t for _, t, _ in lines]))
    some = every_time[np.unique(np.linspace(0, len(every_time) - 1, 9).round().astype(int))]
    rows = tuple((f"{t:.4g}", *(signed(float(g[times <= t][-1]) if (times <= t).any() else 0.0, 2) for _, times, g in lines)) for t in some)
    header = (f"up to {found.unit}", *(f"{name} − {found.baseline}" for name, _, _ in lines))
    return Table("Log score gathered, against the first fit", header, rows)


def _fit(name: str, rest: str) -> str:
    """A name cut short where it would leave no room for what is said of it."""
    return cut(name, FONT, NARROW - 8 - width(rest, FONT)) + rest


def _above(value: float) -> str:
    return "lowest" if value == 0.0 else f"+{amount(value, 1)}"


def _ahead(value: float) -> str:
    return f"{amount(abs(value), 1)} {'above' if value >= 0.0 else 'below'}"


def _short(gap: Difference) -> str:
    return f"{signed(gap.elpd, 1)}" + ("" if gap.se is None else f" ± {amount(gap.se, 1)}")


def _long(gap: Difference) -> str:
    error = "without a standard error" if gap.se is None else f"standard error {amount(gap.se, 2)}"
    return f"{signed(gap.elpd, 2)}, {error}, {verdict_on(gap)}"


def _whisker(x: Scale, gap: Difference, y: float, *, solid: bool) -> str:
    se = gap.se or 0.0
    pieces = ""
    for k, thick in ((2.0, 1.6), (1.0, 4.0)):
        pieces += tag(
            "path", d=f"M{x.at(gap.elpd - k * se):.1f} {y:.1f}H{x.at(gap.elpd + k * se):.1f}", stroke="currentColor", stroke_width=thick
        )
    return pieces + dot(x.at(gap.elpd), y, 5.5, hollow=not solid)
