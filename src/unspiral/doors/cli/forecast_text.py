"""Forecasts as text for a terminal: what is expected when, what it takes for granted, how good such forecasts were."""

from __future__ import annotations

from unspiral.doors.cli.learn_text import for_terminal, wrapped
from unspiral.loop.picture.words import spoken
from unspiral.records.outlook import Forecast, ForecastScore, PersonForecast
from unspiral.show.numbers import amount, interval, level
from unspiral.show.words import start

MOST_PEOPLE, MOST_TIMES = 5, 14


def forecast_text(found: Forecast, scores: tuple[ForecastScore, ...] = ()) -> str:
    """Forecasts for a reader at a terminal.

    Args:
        found: what is expected.
        scores: how good such forecasts were, where that was asked for.

    Returns:
        Text without a line end behind it; signs that the terminal cannot show are replaced.
    """
    head = wrapped(f"Expected answers, in points, with {level(found.level)} bands")
    people = [_table(found, person) for person in found.persons[:MOST_PEOPLE]]
    left = len(found.persons) - MOST_PEOPLE
    more = f"... and {left} more people: --json holds them all, --who NAME picks some." if left > 0 else ""
    assumed = "\n".join(["This takes for granted:", *(wrapped(f"- {start(said)}.", "  ", "    ") for said in found.assumptions)])
    return for_terminal("\n\n".join(part for part in (head, *people, more, assumed, _scores(scores)) if part))


def _table(found: Forecast, person: PersonForecast) -> str:
    rows = [(f"{found.unit}s ahead", *(_named(name, found) for name in found.indicators))]
    for k in range(min(len(person.time), MOST_TIMES)):
        cells = [
            f"{amount(float(person.mean[k, j]), 2)} ({interval(float(person.low[k, j]), float(person.high[k, j]), 2, sign=False)})"
            for j in range(len(found.indicators))
        ]
        rows.append((amount(float(person.time[k] - person.last)), *cells))
    more = [f"  ... and {len(person.time) - MOST_TIMES} more times: --json"] if len(person.time) > MOST_TIMES else []
    name = [f"Person {person.name}"] if len(found.persons) > 1 else []
    return "\n".join([*name, *_aligned(rows), *more])


def _named(column: str, found: Forecast) -> str:
    """A column as it is shown: where its scale was turned round, that stands in its head."""
    if column not in found.turned:
        return spoken(column)
    top = found.turned[column]
    return f"{'' if top is None else f'{top:g} '}− {spoken(column)}"


def _scores(scores: tuple[ForecastScore, ...]) -> str:
    if not scores:
        return ""
    rows = [("held out", "answers", "error", "of mean so far", "of last answer", "inside the band")]
    rows += [
        (f"{spoken(s.indicator)}, {s.steps} ahead", str(s.answers), amount(s.rmse, 2), amount(s.rmse_mean, 2), amount(s.rmse_last, 2),
         level(round(s.coverage, 3)))
        for s in scores
    ]  # fmt: skip
    return "\n".join(["How good such forecasts were (root mean square error, points)", *_aligned(rows)])


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip() for row in rows]
