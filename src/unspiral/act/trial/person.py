"""The person behind a trial: the loop in numbers, from a fit or from what was stated, and the model that is estimated anew."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.baseline import level_parameter, levels
from unspiral.act.caution import refuse
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.chain import Chain, chain_of
from unspiral.learn.parameters import SLOW, Layout, Scale, assemble, by_name, layout_of, natural, unsquare
from unspiral.learn.system import Array, System
from unspiral.learn.windows import looks_back
from unspiral.loop.language import parse, to_text
from unspiral.records import Fit
from unspiral.records.trial import TrialPerson

LEAST_SD, MOST_SD = 1e-3, 1e3  # points
LEAST_LIKE, MOST_LIKE = (
    0.01,
    0.98,
)  # autocorrelation from one day to the next: above it no trial of a year sees the level that it compares with
MOST_LEVEL = 1e4
KEPT = ("self:", "link:", "diffusion:", "level:", "error:", "loading:")


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What is estimated of a trial without its treatment: all rates, links, noise, errors and levels.

    Args:
        layout, scale, chain: free numbers, typical sizes, and the way to flat models.
        theta: working vector of the person's numbers.
        system: the same as matrices.
    """

    layout: Layout
    scale: Scale
    chain: Chain
    theta: Float[ndarray, " free"]
    system: System


def person_of(fit: Fit) -> TrialPerson:
    """The loop of a fit, without the inputs, trends and people in it.

    Where each day of the week has a level of its own the level is their mean. A level that moves with time, with the hour, or that is
    one among several people's, is nobody's usual level: it is then not known (``level_known``).

    Args:
        fit: of answers that are plain numbers, in days.

    Raises:
        NotIdentified: the fit carries nothing.
        SpecError: it is of a kind that no trial can be planned from.
    """
    refuse(fit)
    loop = parse(fit.loop_text)
    if fit.data.time_unit != "day":
        raise SpecError(
            f"This fit counts time in {fit.data.time_unit}s; a trial is planned in days.",
            fix="unspiral learn DATA --time-unit day -o fit.json",
        )
    other = [c for c, family in fit.choices.families.items() if family != "gaussian"]
    if other:
        raise SpecError(
            f"The answers in '{other[0]}' were learned as {fit.choices.families[other[0]]}; a trial needs answers that are plain numbers.",
            why="The test is proved for these alone.", fix=f"unspiral learn DATA --family {other[0]}=gaussian -o fit.json",
        )  # fmt: skip
    if looks_back(loop):
        raise SpecError(
            "An indicator of this loop looks back over a stretch of days, so that on-days and off-days run into one another.",
            why="A questionnaire about two weeks cannot tell one block from the next.",
            fix="plan with a loop of daily answers: 'pain <-> depression'.",
        )  # fmt: skip
    if float(np.linalg.eigvals(fit.drift).real.max()) >= 0.0:
        raise NotIdentified(
            "The estimated loop does not return to a level: it runs away.", why="A trial compares levels, and there is none.",
            fix="look for a trend or a treatment in the data, and learn again.", code="unstable",
        )  # fmt: skip
    named = {p.name: p.estimate for p in fit.parameters if p.name.startswith(KEPT)}
    bare = replace(loop, inputs=(), vary_levels=(), vary_links=(), vary_others=(), statements=())
    layout = layout_of(bare, traits=False, error=fit.choices.error, t0="stationary", waves=(), unit="day")
    means = {p.name: p.estimate for p in fit.parameters if p.name.startswith("mean:")}
    for name in layout.names:
        if name not in named and name.startswith("level:"):
            own = [v for k, v in means.items() if k.startswith(f"mean:{name.removeprefix('level:')}[")]
            named[name] = own[-1] if own else 0.0
    kept = {name: float(named[name]) for name in layout.names}
    for k, rest in enumerate(levels(fit, 1)[0]):  # in points of the process's first answer
        shift = float(rest) - level_parameter(fit, k).estimate
        for column in (c for c, owner in zip(layout.columns, layout.owner, strict=True) if owner == k):
            kept[f"level:{column}"] += shift * kept.get(f"loading:{layout.processes[k]}={column}", 1.0)
    spread = tuple(float(s) for s in fit.working.spread)
    return TrialPerson(to_text(bare), kept, fit.choices.error, fit.working.clock, spread, "fit", not level_unknown(fit))


def level_unknown(fit: Fit) -> str:
    """Why the level of a fit is not the person's usual one, as the end of a sentence; "" where it is."""
    if fit.data.persons > 1:
        return f"it is the average of {fit.data.persons} people"
    if fit.choices.trend:
        return "the level follows a trend, and by the first day of the trial it lies elsewhere"
    return "the level moves with the hour, and the answers of a trial are the evening's" if fit.choices.daytime else ""


def with_level(person: TrialPerson, column: str, level: float) -> TrialPerson:
    """The same person, with the usual level of one answer stated.

    Raises:
        SpecError: none that an answer can have.
    """
    check_level(level)
    return replace(person, parameters=person.parameters | {f"level:{column}": float(level)}, level_known=True)


def check_level(level: float) -> None:
    """Stop at a usual level that no answer has.

    Raises:
        SpecError: it is not a number, or far too large.
    """
    if not abs(level) <= MOST_LEVEL:
        raise SpecError(f"A usual level of {level:g} is none that an answer can have.", fix="--level 5")


def stated_person(outcome: str, sd: float, autocorrelation: float, error: float = 0.0, level: float | None = None) -> TrialPerson:
    """A person of whom only two numbers are known: how widely a daily answer scatters, and how alike neighbouring days are.

    x = level + state + error;   sd^2 = var(state) + error^2;   autocorrelation = var(state) exp(-rate) / sd^2.

    Args:
        outcome: name of the answer, which is its own process.
        sd: standard deviation of the daily answers, in points.
        autocorrelation: of answers one day apart, above 0 and below 1.
        error: standard deviation of measurement error, in points.
        level: usual level; None where it is not known.

    Returns:
        TrialPerson: for ``plan_trial``.

    Raises:
        SpecError: numbers that no one can have.

    Source: variance and autocorrelation of a first-order process with measurement error; tests/act/trial/test_person.py.
    """
    if not (math.isfinite(sd) and LEAST_SD <= sd <= MOST_SD):
        raise SpecError(
            f"A standard deviation of {sd:g} points is not between {LEAST_SD:g} and {MOST_SD:g}.",
            why="No questionnaire scatters so little or so widely from day to day.", fix="--noise 1.5",
        )  # fmt: skip
    if not (math.isfinite(error) and 0.0 <= error < sd):
        raise SpecError(
            f"A measurement error of {error:g} is not from 0 to below the whole scatter ({sd:g}).", fix=f"--error-sd {sd / 3:.2g}"
        )
    if level is not None:
        check_level(level)
    state = sd**2 - error**2
    if not (LEAST_LIKE <= autocorrelation <= MOST_LIKE and autocorrelation < state / sd**2):
        most = min(MOST_LIKE, state / sd**2)
        raise SpecError(
            f"An autocorrelation of {autocorrelation:g} is not between {LEAST_LIKE:g} and {most:.3g}.",
            why="Days that are unrelated have no recovery to plan for; measurement error bounds how alike days can look.",
            fix=f"--autocorrelation {min(0.5, most / 2):.2g}",
        )  # fmt: skip
    rate = -math.log(autocorrelation * sd**2 / state)
    loop = parse(f"{outcome} by {outcome}")
    numbers = {f"self:{outcome}": -rate, f"diffusion:{outcome}": 2.0 * rate * state, f"level:{outcome}": 0.0 if level is None else level}
    if error > 0.0:
        numbers[f"error:{outcome}"] = error**2
    return TrialPerson(to_text(loop), numbers, error > 0.0, 1.0, (sd,), "stated", level is not None)


def model_of(person: TrialPerson) -> Model:
    """What is estimated of the person's trial, and where the search begins."""
    layout = layout_of(parse(person.loop_text), traits=False, error=person.error, t0="stationary", waves=(), unit="day")
    spread = np.array(person.spread)
    scale = Scale(person.clock, spread, spread[list(layout.owner)])
    values = by_name(layout, person.parameters)
    return Model(layout, scale, chain_of(layout, scale), working(layout, scale, values), assemble(layout, values))


def at(model: Model, theta: Float[ndarray, " free"]) -> Model:
    """The same model at other numbers."""
    return replace(model, theta=theta, system=assemble(model.layout, natural(model.layout, model.scale, theta)))


def working(layout: Layout, scale: Scale, values: Float[ndarray, " free"]) -> Float[ndarray, " free"]:
    """The reverse of ``natural`` for the models of trials."""
    at, theta, spread = layout.sections, np.array(values, dtype=np.float64), scale.spread
    rate: Array = -values[at["self"]]
    pace = np.sqrt(rate**2 + (SLOW / scale.clock) ** 2)
    theta[at["self"]] = np.log1p(rate * scale.clock)
    for k, (i, j) in enumerate(layout.links, start=at["link"].start):
        theta[k] = values[k] / (np.sqrt(pace[i] * pace[j]) * spread[i] / spread[j])
    p = len(spread)
    cov = np.zeros((p, p))
    cov[np.tril_indices(p)] = values[at["diffusion"]]
    cov = cov + np.tril(cov, -1).T
    theta[at["diffusion"]] = unsquare(cov, spread * np.sqrt(2.0 * pace))
    theta[at["level"]] = values[at["level"]] / scale.item[layout.items("level")]
    theta[at["error"]] = np.sqrt(values[at["error"]]) / scale.item[layout.items("error")]
    return theta
