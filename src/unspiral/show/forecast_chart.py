"""What the next answers are expected to be: the last answers, the forecast, and its band."""

from __future__ import annotations

import numpy as np

from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import Panel
from unspiral.records.outlook import Forecast, ForecastScore, PersonForecast
from unspiral.show.axis import axes, plot_of, upright, widened
from unspiral.show.band import band, curve, dots
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, grouped, interval, level
from unspiral.show.svg import NARROW, frame, hued
from unspiral.show.words import start
from unspiral.units import count

HEIGHT = 240.0
BEFORE = 2.5  # lengths of the forecast shown before it


def forecast_picture(found: Forecast, person: PersonForecast, panel: Panel, column: str, process: str, *, who: str) -> Picture:
    """Draw one indicator of one person.

    Args:
        found: the forecasts; person: one of its persons.
        panel: the answers up to now.
        column: the indicator; process: what it is of.
        who: words behind the title where there is more than one person, else "".
    """
    j = found.indicators.index(column)
    given = next(p for p in panel.persons if p.name == person.name)
    ahead = person.time - person.last
    past = given.time - person.last
    answers = given.values[:, panel.indicators.index(column)]
    near = (past >= -BEFORE * ahead[-1] * 1.001) & (past <= 0.0) & np.isfinite(answers)
    percent = level(found.level)
    end = f"{percent} band {interval(float(person.low[-1, j]), float(person.high[-1, j]), 1, sign=False)}"
    title = (
        f"{start(spoken(column))} expected {count(float(ahead[-1]), found.unit)} later: {amount(float(person.mean[-1, j]), 1)} ({end}){who}"
    )
    seen = np.concatenate([answers[near], person.low[:, j], person.high[:, j]])
    first = float(past[near].min()) if near.any() else 0.0
    plot = plot_of((min(first, -1e-9), float(ahead[-1])), widened(float(seen.min()), float(seen.max())), NARROW, HEIGHT)
    outer, inner = (person.low[:, j], person.high[:, j]), (person.low_given[:, j], person.high_given[:, j])
    edges = "".join(curve(plot, ahead, x, width=1.0, dash="3 3") for x in outer)
    body = [
        *axes(plot, f"{found.unit}s after the last answer", f"{spoken(column)}, points", time_unit=found.unit),
        *upright(plot, 0.0, "last answer"),
        hued(
            hue_of(process),
            band(plot, ahead, *outer, opacity=0.12) + band(plot, ahead, *inner, opacity=0.2) + edges
            + dots(plot, past[near], answers[near], 5.0) + curve(plot, ahead, person.mean[:, j])
            + dots(plot, ahead, person.mean[:, j], 3.6),
        ),
    ]  # fmt: skip
    described = (
        f"The last {int(near.sum())} answers to {spoken(column)} as dots, and the expected answer up to "
        f"{count(float(ahead[-1]), found.unit)} after the last one as a line with its {percent} band. The numbers are in the table below."
    )
    caption = (
        f"Line: the expected answer. Dashed edge: {percent} of answers would lie inside if the loop holds; the darker band takes "
        "the loop’s numbers as known. A forecast of answers, not advice."
    )
    return Picture(title, frame(body, NARROW, HEIGHT, title, described, "forecast"), caption, _table(found, person, column, j))


def _table(found: Forecast, person: PersonForecast, column: str, j: int) -> Table:
    rows = tuple(
        (
            amount(float(person.time[k] - person.last)),
            amount(float(person.mean[k, j]), 2),
            interval(float(person.low[k, j]), float(person.high[k, j]), 2, sign=False),
            ", ".join(amount(float(x[k, j]), 2) for x in (person.sd_state, person.sd_error, person.sd_parameters)),
        )
        for k in _some(len(person.time))
    )
    header = (f"{found.unit}s ahead", "expected", f"{level(found.level)} band", "SD: state, error, numbers")
    return Table(f"Expected {spoken(column)}, in points, and the three reasons for not knowing more", header, rows, stack=True)


def _some(length: int, most: int = 10) -> list[int]:
    return sorted({round(x) for x in np.linspace(0, length - 1, min(length, most))})


def score_table(scores: tuple[ForecastScore, ...]) -> Table:
    """How good forecasts were, beside those that need no loop."""
    rows = tuple(
        (
            f"{spoken(s.indicator)}, {s.steps} ahead ({grouped(s.answers)})",
            amount(s.rmse, 2), amount(s.rmse_mean, 2), amount(s.rmse_last, 2), level(round(s.coverage, 3)), amount(s.crps, 2),
            amount(s.log_score, 2),
        )
        for s in scores
    )  # fmt: skip
    header = (
        "occasions ahead (answers)",
        "error of the loop",
        "of their mean so far",
        "of their last answer",
        "inside the band",
        "CRPS",
        "log score",
    )
    wide = level(scores[0].level) if scores else ""
    return Table(f"Root mean square error in points, coverage of the {wide} band, and scores", header, rows, stack=True)
