"""The fitted loop as a picture: widths, dashes, signs and lags of its arrows, half-lives in its discs, and the same in words."""

from __future__ import annotations

import math
from collections.abc import Mapping

from unspiral.learn.edge import edges
from unspiral.learn.lags import LagCurve
from unspiral.loop.diagram import ArrowStyle, diagram
from unspiral.loop.language import parse
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect, Fit
from unspiral.show.lag_chart import peak_lag
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import beside, interval, together
from unspiral.show.words import about, duration, link_heading, scope_words, start, withheld
from unspiral.units import count

CROWDED = 8  # with more arrows than this, those of which nothing can be told carry no words: the dashes say it, and the table has them
WIDEST = 0.5  # a standardised effect of this size or more has the widest line


def loop_picture(fit: Fit, curves: Mapping[Arrow, LagCurve]) -> Picture:
    """Draw the loop with what was learned about each arrow.

    Args:
        fit: the fitted loop.
        curves: lag curve of each link, for the peaks.
    """
    loop = parse(fit.loop_text)
    styles = {link: _quiet(fit, _style(fit, link, curves[link])) for link in fit.links if fit.direction.links[link].word != "nil"}
    for given in loop.inputs:
        styles |= {(given.name, target): _input_style(fit, given.name, target) for target in given.targets}
    insides = {name: half_life_words(fit, name) for name in fit.processes}
    svg = diagram(loop, styles=styles, insides=insides, title=None)
    title = _title(fit)
    caption = (
        "Width: size of the effect at its peak. Solid: its interval excludes zero. Dashed: cannot tell. No arrow: no effect worth speaking "
        "of. Plus: more goes with more; minus: more goes with less. In the discs: how long half of a bad stretch lasts."
    )
    if len(fit.links) > CROWDED:
        caption += " With so many arrows only those that can be called, or are likely, carry words; all are in the table."
    return Picture(title, svg, caption, _table(fit, curves))


def _quiet(fit: Fit, style: ArrowStyle) -> ArrowStyle:
    """An arrow of a crowded loop: thin and without words where nothing can be told of it."""
    if len(fit.links) <= CROWDED or "cannot tell" not in style.words:
        return style
    return ArrowStyle(0.0, style.dashed, "", "")


def _title(fit: Fit) -> str:
    solid = [link for link in fit.links if fit.direction.links[link].word in ("drives", "clear but very small")]
    if not solid:
        likely = [link for link in fit.links if fit.direction.links[link].word == "likely drives"]
        if 0 < len(likely) <= 2:
            return f"The loop: no arrow is clear {scope_words(fit)}. {'; '.join(heading(fit, link) for link in likely)}"
        return f"The loop: no arrow can be called {scope_words(fit)}"
    if len(solid) > 2:
        return f"The loop: {len(solid)} of {len(fit.links)} arrows can be called {scope_words(fit)}"
    said = "; ".join(heading(fit, link) for link in solid)
    return f"The loop. {said}"


def heading(fit: Fit, link: Arrow) -> str:
    """An arrow with its word."""
    found = fit.direction.links[link]
    return link_heading(link, found.word, found.effect.estimate)


def _style(fit: Fit, link: Arrow, lags: LagCurve) -> ArrowStyle:
    found = fit.direction.links[link]
    at = max(range(len(lags.lags)), key=lambda k: abs(float(lags.estimate[k])))
    peak = float(lags.estimate[at])
    solid = found.word in ("drives", "clear but very small")
    if withheld(fit, link):
        return ArrowStyle(0.2, True, "cannot tell")
    when = peak_lag(lags, fit.data.interval, fit.data.time_unit)
    word = {"likely drives": " (likely)", "cannot tell": " (cannot tell)", "clear but very small": " (very small)"}.get(found.word, "")
    width = min(abs(peak) / WIDEST, 1.0) if lags.standardised else 0.2
    return ArrowStyle(width, not solid, f"{when}{word}", "+" if peak >= 0 else "-")


def _input_style(fit: Fit, name: str, target: str) -> ArrowStyle:
    """An input's arrow: solid where the interval of its parameter excludes zero."""
    found = next((p for p in fit.parameters if p.name == f"input:{name}->{target}"), None)
    if found is None or found.low is None or found.high is None:
        return ArrowStyle(0.15, True, "cannot tell")
    sure = found.low > 0.0 or found.high < 0.0
    return ArrowStyle(0.2, not sure, "" if sure else "cannot tell", "+" if found.estimate >= 0 else "-")


def half_life(fit: Fit, process: str) -> Effect | None:
    """Time in which half of a deviation is gone if nothing else acts, with its interval: ln 2 / self-rate.

    An end that the self-rate lacks is lacking here too; None where it has neither. Every half-life of the page follows this.
    """
    found = next(p for p in fit.parameters if p.name == f"self:{process}")
    if process in edges(fit) or found.estimate >= 0.0 or (found.low is None and found.high is None):
        return None
    low, high = (math.log(2.0) / -end if end is not None and end < 0.0 else None for end in (found.low, found.high))
    return Effect(math.log(2.0) / -found.estimate, low, high)


def half_life_words(fit: Fit, process: str) -> str:
    """The words inside a disc: "half-life 1.2 days"."""
    found = half_life(fit, process)
    return "half-life unknown" if found is None else f"half-life {about(found.estimate, fit.data.time_unit)}"


def loop_twin(fit: Fit, curves: Mapping[Arrow, LagCurve]) -> tuple[str, ...]:
    """The picture in words, one sentence an arrow and one a process."""
    unit = fit.data.time_unit
    said: list[str] = []
    for link in fit.links:
        found, lags = fit.direction.links[link], curves[link]
        if found.word == "nil":
            said.append(f"{heading(fit, link)}, so no arrow is drawn.")
        elif withheld(fit, link):
            said.append(f"{heading(fit, link)}: the fit lies at the edge of what can be learned. The arrow is dashed.")
        else:
            at = max(range(len(lags.lags)), key=lambda k: abs(float(lags.estimate[k])))
            goes = "more" if lags.estimate[at] >= 0 else "less"
            peak = peak_lag(lags, fit.data.interval, unit)
            said.append(f"{heading(fit, link)}. More {spoken(link[0])} goes with {goes} {spoken(link[1])}, most {peak}.")
    for name in fit.processes:
        found = half_life(fit, name)
        if found is None:
            said.append(f"{start(spoken(name))}: how long a bad stretch lasts cannot be told.")
        else:
            figures = duration(found, unit, fit.choices.level)
            said.append(f"{start(spoken(name))}: half of a deviation from the usual level is gone after {figures}.")
    return tuple(said)


def _table(fit: Fit, curves: Mapping[Arrow, LagCurve]) -> Table:
    rows: list[tuple[str, ...]] = []
    for link in fit.links:
        found, lags = fit.direction.links[link], curves[link]
        e, peak = found.effect, peak_lag(lags, fit.data.interval, fit.data.time_unit)
        if withheld(fit, link):
            figures, ends, peak = "not given", "none", "not given"
        elif e.low is None:
            figures, ends = "not given", "none"
        else:
            places = together(e.estimate, e.low, e.high)
            figures, ends = beside(e.estimate, places, sign=True), interval(e.low, e.high, places)
        name = f"{spoken(link[0])} → {spoken(link[1])}"
        rows.append((name, found.word, figures, ends, peak))
    standardised = all(fit.direction.links[link].standardised for link in fit.links)
    kind = "in within-person standard deviations" if standardised else "in points per point"
    caption = f"Effect after {count(fit.direction.lag, fit.data.time_unit)}, {kind}"
    return Table(caption, ("arrow", "word", "effect", f"{100 * fit.choices.level:g} % interval", "peak"), tuple(rows))
