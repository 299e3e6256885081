"""What a person's next answers are expected to be, with bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from unspiral.errors import SpecError
from unspiral.learn.draws import possible, with_known_errors
from unspiral.learn.fitted import Fitted, Models, error_variance, expected_answers, expected_variance, extended, fitted, forwards
from unspiral.learn.system import Array
from unspiral.records import Fit, Panel
from unspiral.records.outlook import Forecast, PersonForecast
from unspiral.units import count

DRAWS = 100  # loops behind a band: the quantile of a mixture of smooth laws needs few
MOST_TIMES = 10_000
HALVINGS = 45
CENTRAL = 0.5 * (1.0 - 0.6826894921370859)  # tail outside one standard deviation


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """Normal laws of the wanted answers: (models, lanes, times, indicators); model 0 is the estimate."""

    mean: Array
    state: Array  # variance that the state leaves
    error: Array  # variance of the measurement error


def forecast(
    fit: Fit,
    panel: Panel,
    *,
    steps: int | None = None,
    ahead: Sequence[float] | None = None,
    times: Sequence[float] | None = None,
    level: float = 0.9,
    draws: int = DRAWS,
    persons: Sequence[str] | None = None,
) -> Forecast:
    """Tell what each person would be expected to answer next.

    y(t) ~ Normal(tau + Z m(t), Z P(t) Z' + R) with state m, P carried from the person's last answer to t; the band is taken over the loops
    that the data leave possible, one such law each.

    Args:
        fit: an estimated loop.
        panel: the answers up to now.
        steps: so many typical intervals ahead of each person's last answer: 1, 2, ..., steps.
        ahead: or these times after it, > 0, in time units; times: or these readings of the clock, each after a person's last answer.
        level: of the bands.
        draws: loops behind the bands; 0 takes the loop's numbers as known.
        persons: names; everyone when left out.

    Returns:
        Forecast, with mean, band, and the three reasons for not knowing more kept apart.

    Raises:
        SpecError: an argument has a value that does not exist.
        DataError: the panel does not fit the loop.

    Source: tests/learn/test_forecast.py holds it against the dense conditional law; coverage in tests/learn/test_forecast_score.py.
    """
    if not 0.0 < level < 1.0:
        raise SpecError(f"A level of {level:g} is not between 0 and 1.", fix="--level 0.9")
    found = fitted(fit, panel, persons)
    last = _last(found)
    wanted = _wanted(last, fit.data.interval, steps, ahead, times)
    models = [found.models, *(found.at(with_known_errors(fit, possible(fit, draws), found.scale.item)[1:]) if draws else [])]
    names, law = _laws(found, models, wanted)
    made: dict[str, PersonForecast] = {}
    for i, name in enumerate(names):
        made[name] = _person(name, last[name], wanted[name], Law(law.mean[:, i], law.state[:, i], law.error[:, i]), level)
    return Forecast(
        found.layout.columns, panel.time_unit, level, len(models) - 1, _assumptions(found),
        tuple(made[p.name] for p in panel.persons if p.name in made),
        {name: top for name, top in panel.turned.items() if name in found.layout.columns},
    )  # fmt: skip


def _last(found: Fitted) -> dict[str, float]:
    """Clock of each person's last answer."""
    seen: Array = np.any(found.lanes.answered, axis=2)
    at: Array = len(seen) - 1 - np.argmax(seen[::-1], axis=0)
    return dict(zip(found.lanes.name, found.clock[at, np.arange(len(at))].tolist(), strict=True))


def _wanted(
    last: dict[str, float], interval: float, steps: int | None, ahead: Sequence[float] | None, times: Sequence[float] | None
) -> dict[str, Array]:
    """Clock of each person's forecasts."""
    if sum(x is not None for x in (steps, ahead, times)) != 1:
        raise SpecError("Say how far to look, in one way.", fix="--steps 7")
    if steps is not None:
        if not 1 <= steps <= MOST_TIMES:
            raise SpecError(f"{steps} steps are not between 1 and {MOST_TIMES}.", fix="--steps 7")
        after = interval * np.arange(1, steps + 1)
    else:
        after = np.unique(np.asarray(ahead if ahead is not None else times, dtype=np.float64))
        if not len(after) or not np.isfinite(after).all() or len(after) > MOST_TIMES or (ahead is not None and after[0] <= 0.0):
            raise SpecError("The times of a forecast are finite, and lie after the last answer.", fix="--ahead 1 --ahead 7")
    if times is None:
        return {name: at + after for name, at in last.items()}
    late = [name for name, at in last.items() if at >= after[0]]
    if late:
        raise SpecError(
            f"Person '{late[0]}' answered at {last[late[0]]:g}, which is not before the forecast at {after[0]:g}.",
            fix="name later times, or persons whose answers end before them.",
        )
    return dict.fromkeys(last, after)


def _laws(found: Fitted, models: list[Models], wanted: dict[str, Array]) -> tuple[tuple[str, ...], Law]:
    """The law of every wanted answer under every model."""
    found, _ = extended(found, wanted, happens=True)
    lanes = found.lanes
    times = np.array([wanted[name] for name in lanes.name]).T  # (times, lanes)
    rows = np.abs(found.clock[:, None, :] - times).argmin(axis=0)
    laws: list[list[Array]] = []
    for batch in forwards(models, lanes, found.group):
        some, wide, forward = batch.systems, batch.lanes, batch.forward
        error = error_variance(some, forward.model, lanes.values.shape[2])
        mean = expected_answers(some, wide, forward, forward.mean)
        state = expected_variance(some, wide, forward, forward.cov)
        pick = (rows[:, :, None], np.arange(len(lanes.name))[:, None], np.arange(batch.count))
        shape = (len(mean), len(lanes.name), batch.count, mean.shape[-1])
        laws.append([np.broadcast_to(x, mean.shape).reshape(shape)[pick].transpose(2, 1, 0, 3) for x in (mean, state, error)])
    return lanes.name, Law(*(np.concatenate([law[k] for law in laws]) for k in range(3)))


def _person(name: str, last: float, time: Array, law: Law, level: float) -> PersonForecast:
    z = float(ndtri(0.5 + level / 2.0))
    mean, known = law.mean[0], np.sqrt(law.state[0] + law.error[0])
    low = given_low = mean - z * known
    high = given_high = mean + z * known
    spread = np.zeros_like(mean)
    usable: Array = np.all(np.isfinite(law.mean + law.state), axis=(1, 2))
    usable[0] = False
    if usable.any():
        means, sds = law.mean[usable], np.sqrt((law.state + law.error)[usable])
        ends = np.quantile(means, [CENTRAL, 1.0 - CENTRAL], axis=0)
        spread = 0.5 * (ends[1] - ends[0])  # loops that run away have no say in it
        tail = 0.5 * (1.0 - level)
        low = np.minimum(mixture_quantile(means, sds, tail), given_low)
        high = np.maximum(mixture_quantile(means, sds, 1.0 - tail), given_high)
    return PersonForecast(
        name, last, time, mean, np.sqrt(law.state[0]), np.sqrt(law.error[0]), spread, low, high, given_low, given_high
    )  # fmt: skip


def mixture_quantile(means: Array, sds: Array, share: float) -> Array:
    """Quantile of an even mixture of normal laws; mixed over the first axis.

    Args:
        means, sds: of the laws.
        share: below the quantile.
    """
    sds = np.maximum(sds, 1e-300)
    each = means + float(ndtri(share)) * sds
    low: Array = each.min(axis=0)
    high: Array = each.max(axis=0)
    for _ in range(HALVINGS):
        middle: Array = 0.5 * (low + high)
        below: Array = np.mean(ndtr((middle - means) / sds), axis=0) < share
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return 0.5 * (low + high)


def _assumptions(found: Fitted) -> tuple[str, ...]:
    """What must hold for the bands to mean what they say."""
    said = ["the loop, and the person’s level, stay what they were", "answers are read as numbers without floor or ceiling"]
    loop = found.loop
    for name, top in found.panel.turned.items():
        if name in loop.columns:
            said.append(f"{name} is shown turned round, as the loop reads it: {'minus' if top is None else f'{top:g} minus'} the answer")
    back = [i for p in loop.processes for i in p.indicators if i.window is not None]
    if back:
        names = " and ".join(f"{i.column} ({i.window.words})" for i in back if i.window is not None)
        said.append(f"{names}: told as of the moment, what an answer about that very moment would be, not about the stretch before it")
    held = [i.name for i in loop.inputs if i.kind == "sustained"]
    given = [i.name for i in loop.inputs if i.kind != "sustained"]
    if held:
        said.append(f"{' and '.join(held)}: held as at the last row")
    if given:
        said.append(f"{' and '.join(given)}: not given again")
    if found.layout.waves:
        unit = found.panel.time_unit
        said.append(f"means stay those of the nearest planned wave (the last one is at {count(found.layout.waves[-1], unit)})")
    return tuple(said)
