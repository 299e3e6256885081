"""``unspiral forecast``: what the next answers would be expected to be."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.errors import SpecError

if TYPE_CHECKING:
    from unspiral.records.outlook import Forecast, ForecastScore, PersonForecast

SCHEMA = "unspiral.forecast/1"
STEPS = 7
NOT_SCORED = "Nothing could be scored: without the last quarter of the answers the loop finds no maximum."


@click.command(short_help="Show what the next answers would be expected to be.")
@click.argument("fit", metavar="FIT.json")
@click.argument("data", metavar="DATA")
@click.option("--steps", type=click.IntRange(1, 10_000), metavar="K", help="Typical intervals ahead; 7 when left out.")
@click.option(
    "--ahead", type=float, multiple=True, metavar="X", help="In place of --steps: so much time after the last answer; repeatable."
)
@click.option("--level", type=float, default=0.9, show_default=True, metavar="P", help="Of the bands.")
@click.option(
    "--draws", type=click.IntRange(0, 5_000), default=100, show_default=True, metavar="N", help="Loops behind a band; 0 trusts FIT."
)
@click.option("--score", is_flag=True, help="Also hold out the last quarter of the answers, learn again, and score forecasts of it.")
@click.option("--who", multiple=True, metavar="NAME", help="Only these people; repeatable.")
@click.option("--person", metavar="COL", help="As for learn: who answered.")
@click.option("--time", metavar="COL", help="As for learn: when.")
@click.option("--reverse", metavar="COL[=TOP]", multiple=True, help="As for learn: a scale that runs the other way.")
@click.option("--missing", metavar="CODE", multiple=True, help="As for learn: also stands for no answer.")
@click.option("--time-zone", metavar="NAME", help="As for learn: where hours and weekdays are meant.")
@json_option
@quiet_option
def command(
    fit: str, data: str, steps: int | None, ahead: tuple[float, ...], level: float, draws: int, score: bool, who: tuple[str, ...],
    person: str | None, time: str | None, reverse: tuple[str, ...], missing: tuple[str, ...], time_zone: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Show what each person's next answers would be expected to be, with bands.

    FIT.json comes from 'unspiral learn DATA -o FIT.json'; DATA is that table, or one with newer answers in the same columns. It is read as
    for the fit: --reverse, --missing and the like come from there. A band holds the state that moves on unseen, measurement error, and
    that the loop's numbers are estimates.

    \b
    Examples:
      unspiral forecast fit.json diary.csv --steps 7
      unspiral forecast fit.json diary.csv --ahead 1 --ahead 28 --json
      unspiral forecast fit.json diary.csv --score

    Ends with 0 when done, 2 for bad input.
    """
    if steps is not None and ahead:
        raise SpecError("--steps and --ahead both say how far to look.", fix="--steps 7")
    if any(not (math.isfinite(x) and x > 0) for x in ahead):
        raise SpecError("--ahead is time after the last answer, above 0.", fix="--ahead 1")
    if not 0.0 < level < 1.0:
        raise SpecError(f"A level of {level:g} is not between 0 and 1.", fix="--level 0.9")
    # Late: --help and a slip in the options need no numbers.
    from unspiral.doors.cli.learn_options import scales_turned
    from unspiral.doors.cli.read_again import Reading, read_again
    from unspiral.learn.forecast import forecast
    from unspiral.learn.strange import doubtful_scores, strange_answers
    from unspiral.store.fit_json import read_fit

    opened = read_fit(fit)
    panel = read_again(data, {os.path.basename(fit): opened}, Reading(person, time, time_zone, scales_turned(reverse), missing))
    for sentence in panel.source.said:
        say(f"  {sentence}")
    far = {"ahead": ahead} if ahead else {"steps": steps or STEPS}
    found = forecast(opened, panel, **far, level=level, draws=draws, persons=who or None)  # pyright: ignore[reportArgumentType]
    cautions = strange_answers(opened, panel, who or None)
    scores: tuple[ForecastScore, ...] = ()
    if score:
        from unspiral.learn.forecast_score import score_held_out

        say("Learning again without the last quarter of the answers.")
        scores = score_held_out(opened, panel, steps=(1, 2, 3), level=level)
        cautions += doubtful_scores(scores) if scores else (NOT_SCORED,)
    if as_json:
        print_json(document(found, scores, cautions))
    else:
        from unspiral.doors.cli.forecast_text import forecast_text

        click.echo(forecast_text(found, scores))
    for sentence in cautions:
        say(f"Caution: {sentence}")
    if not as_json:
        say("Every number: add --json")


# Out, as JSON ----------------------------------------------------------------------------------------------------------------------


def document(found: Forecast, scores: tuple[ForecastScore, ...] = (), cautions: tuple[str, ...] = ()) -> dict[str, object]:
    """Forecasts, scores where they were asked for, and what speaks against believing them, as one JSON document."""
    return {
        "schema": SCHEMA,
        "unit": found.unit,
        "level": found.level,
        "draws": found.draws,
        "indicators": list(found.indicators),
        "persons": [_person(found, person) for person in found.persons],
        "assumptions": list(found.assumptions),
        "turned": dict(found.turned),
        "scores": [
            {
                "indicator": s.indicator, "steps": s.steps, "answers": s.answers, "log_score": s.log_score, "crps": s.crps, "rmse": s.rmse,
                "rmse_mean": s.rmse_mean, "rmse_last": s.rmse_last, "coverage": s.coverage,
            }
            for s in scores
        ],
        "cautions": list(cautions),
    }  # fmt: skip


def _person(found: Forecast, person: PersonForecast) -> dict[str, object]:
    columns: dict[str, object] = {}
    for j, name in enumerate(found.indicators):
        columns[name] = {
            "mean": person.mean[:, j], "low": person.low[:, j], "high": person.high[:, j],
            "low_given": person.low_given[:, j], "high_given": person.high_given[:, j],
            "sd_state": person.sd_state[:, j], "sd_error": person.sd_error[:, j], "sd_parameters": person.sd_parameters[:, j],
        }  # fmt: skip
    return {"name": person.name, "last": person.last, "time": person.time, "ahead": person.time - person.last, "forecast": columns}
