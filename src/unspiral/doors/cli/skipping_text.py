"""What skipped prompts say, as text for a terminal."""

from __future__ import annotations

from unspiral.learn.direction import headline
from unspiral.learn.skip_words import on_one
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Fit
from unspiral.records.skipping import Assumed
from unspiral.show.numbers import beside, interval, together
from unspiral.show.skipping_chapter import assumed_words, counted, slope_rows
from unspiral.show.words import MARK
from unspiral.units import count


def skipping_lines(fit: Fit) -> tuple[list[str], list[tuple[str, ...]]]:
    """Sentences, and the rows of a table of the slider with its header; both empty where nobody asked about skipped prompts.

    Args:
        fit: with ``skipping``.
    """
    held, pair = fit.skipping, headline(fit.processes)
    if held is None or not held.slider:
        return [], []
    lines = [f"Skipped prompts: {counted(held)}"]
    lines += [f"skip:{name}: {slope} {unit}, interval {ends}" for name, slope, ends, unit in slope_rows(fit)]
    lines += [assumed_words(fit)] if fit.choices.skip_slope else []
    lines += [held.note] if held.note else []
    arrows = [a for a in ((pair, (pair[1], pair[0])) if pair else ()) if a in held.slider[-1].lagged]
    if len(held.slider) < 2:
        return lines, []
    lag = count(fit.choices.lag, fit.data.time_unit)
    rows: list[tuple[str, ...]] = [("slope of skipping", *(f"{spoken(a)} → {spoken(b)} after {lag}" for a, b in arrows))]
    if held.random is not None:
        rows.append(("skips ignored", *(_cell(held.random, arrow) for arrow in arrows)))
    for process in fit.processes:
        places = [a for a in on_one(held, process) if a.slope[process] != 0.0]
        rows += [(f"{spoken(process)} {a.slope[process]:+g}", *(_cell(a, arrow) for arrow in arrows)) for a in places]
    own = held.slider[-1]
    said = ", ".join(f"{spoken(name)} {slope:+.2f}" for name, slope in own.slope.items())
    how = "assumed" if not held.slopes else "learned" if not fit.choices.skip_slope else "this fit"
    rows.append((f"{how}: {said}", *(_cell(own, arrow) for arrow in arrows)))
    return lines, rows


def _cell(a: Assumed, arrow: Arrow) -> str:
    e = a.lagged[arrow]
    places = together(e.estimate, e.low, e.high)
    ends = "" if e.low is None or e.high is None else f" ({interval(e.low, e.high, places)})"
    mark = f"{MARK[a.words[arrow]]} " if arrow in a.words else ""
    return f"{mark}{beside(e.estimate, places, sign=True)}{ends}"
