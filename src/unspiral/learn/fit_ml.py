"""Learn a loop by exact maximum likelihood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from time import perf_counter

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtri

from unspiral.errors import SpecError
from unspiral.learn.ascent import maximise_levels
from unspiral.learn.check import (
    checks_interrupted,
    design_verdicts,
    intervals_interrupted,
    ladder_interrupted,
    means_verdict,
    nil_variances,
    traits_verdict,
)
from unspiral.learn.chosen_moments import chosen_moments
from unspiral.learn.circumstances import Beside, centres_of
from unspiral.learn.direction import between_note, of_fit
from unspiral.learn.draws import Draws, draw
from unspiral.learn.edge import edges, through
from unspiral.learn.family import held_families, in_steps
from unspiral.learn.fitted import fitted_on
from unspiral.learn.gain import spiral_effect
from unspiral.learn.identify import decide, design_of
from unspiral.learn.intervals import REPLICATES, check_intervals, replicated, settled, with_intervals
from unspiral.learn.judged import of_the_search
from unspiral.learn.lags import lagged_effects
from unspiral.learn.left_out import left_out_verdicts, still_left_out
from unspiral.learn.noise_apart import asks, noise_among
from unspiral.learn.overlap import of_columns, other_items, rung_of, to_learn, with_overlap
from unspiral.learn.parameters import assemble, jacobian, natural
from unspiral.learn.people import asked_differences, nil_spreads, people, people_verdicts, told_difference
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.residual import residual_verdicts
from unspiral.learn.sandwich import sandwich
from unspiral.learn.search import Optimum, maximise
from unspiral.learn.shortcut import shortcut_of
from unspiral.learn.skip_design import check_skips
from unspiral.learn.skip_slots import without_skips
from unspiral.learn.skipping import Begin, Learned, Steps, with_skipping
from unspiral.learn.standardised import standardised_effects
from unspiral.learn.start import bounds, starting_points
from unspiral.learn.stepped_verdicts import stepped_verdicts
from unspiral.learn.system import Array
from unspiral.learn.tradeoff import tells_apart
from unspiral.learn.two_stage import same_means, two_stage_covariance
from unspiral.learn.warm import LEFT_OPEN, begun_at, check_continued, continued_verdicts, go_on
from unspiral.loop.language import to_text
from unspiral.loop.model import Loop
from unspiral.records import Choices, DataSummary, Direction, Fit, Moments, Panel, Parameter, Rung, Verdict, Working
from unspiral.records.overlap import Overlap
from unspiral.version import VERSION

Tick = Callable[[str, int, int], None]


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # hopeless points give nan, which is judged, not printed
def fit_ml(
    data: Panel | Moments,
    loop: Loop,
    *,
    traits: bool | None = None,
    error: bool | None = None,
    t0: str | None = None,
    means: str = "constant",
    lag: float = 1.0,
    level: float = 0.95,
    starts: int = 5,
    seed: int = 1,
    ladder: bool = True,
    covariates: Mapping[str, str] | None = None,
    weekday: bool = False,
    daytime: bool = False,
    overnight: bool = False,
    trend: bool = False,
    families: Mapping[str, str] | None = None,
    ci: str = "wald",
    replicates: int = REPLICATES,
    bootstrap: str = "parametric",
    standardize: bool = False,
    individual: str | None = None,
    skips: bool | Mapping[str, float] = False,
    workers: int = 1,
    warm: Fit | None = None,
    overlap: Overlap | None = None,
    judged: bool = False,
    progress: Tick | None = None,
) -> Fit:
    """Learn how the processes of a loop drive each other, with intervals and verdicts.

    The likelihood is exact for d eta = A eta dt + noise at uneven times with missing cells; the maximum is found from several starts.

    Args:
        data, loop: a panel, or summary statistics of one; the declared model.
        traits, error: people differ in level; indicators carry measurement error; None = on where the data can carry it.
        t0: law of the state at the first occasion; None = by design (docs/learn-the-field/translation.md).
        means: "constant", or "wave" for a free mean per planned wave.
        lag, level: of ``Fit.lagged``, in time units; of all intervals.
        starts, seed: of the search; the same seed gives the same answer.
        ladder: also fit without traits and with wave means, where there is more than one person; and the slider of skipped prompts.
        covariates: column -> "levels", "links" or "both": what of it depends on the covariate; the panel must have been read with it.
        weekday, daytime, trend, overnight: levels by day of the week, a daily wave, or a straight line; a push overnight.
        families: column -> "ordinal", "binary", "count", "bounded" or "bounded(0,10)"; the others are numbers with normal noise.
        ci: kind of intervals: "wald", "sandwich", "profile" or "bootstrap" (docs/decisions/uncertainty.md).
        replicates, bootstrap: of a bootstrap; "parametric" makes answers up again, "case" draws people again.
        standardize: also effects in within-person standard deviations.
        individual: "links" lets people differ in every entry of the drift, "levels" in their levels only; None = as the loop says (vary).
        skips: skipped prompts tell of the state (``Fit.skipping``; read the panel with ``prompts``); slopes by process are assumed.
        warm: a saved fit of the same loop to go on from when new days have arrived; its choices hold, and the search begins at its end.
        overlap: columns that ask about another process (``evidence.overlap.overlap_of``): left out, and the fit with them on the ladder.
        judged: for one person, profiles only of what ``intervals.settled`` says, else Wald's; effects are judged at ``lag``, gaps or not.
        workers, progress: of a bootstrap or of profiles, never another answer; called with (what, done, of).

    Returns:
        Fit; ``converged`` is False, with a verdict that refuses, without a maximum; Ctrl-C gives what was found ("interrupted").

    Raises:
        SpecError: an option has a value that does not exist.
        DataError: a column is missing.
        NotIdentified: the design cannot carry the model; decided before any fitting.

    Source: recorded peer numbers in tests/peers/test_recorded.py.
    """
    if isinstance(loop, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        why = "A loop is read once and may be looked at before it is learned."
        raise SpecError("The loop is still text.", why=why, fix=f"parse({loop!r})")
    whole, declared, loop = data, loop, to_learn(loop, overlap)
    if isinstance(data, Moments):
        data = chosen_moments(data, loop.columns)
    check_intervals(data, ci, replicates, bootstrap)
    asked = {name: value for name, value in locals().items() if name in LEFT_OPEN}
    if warm is not None:
        check_continued(data, loop, asked, warm)
        asked = {name: getattr(warm.choices, name) for name in LEFT_OPEN}
    beside = Beside(dict(asked["covariates"] or {}), *(asked[name] for name in ("weekday", "daytime", "overnight", "trend")))
    differ = asked_differences(loop, individual, asked, warm)
    given = {name: asked[name] for name in ("traits", "error", "t0", "means", "level", "lag", "starts", "seed")}
    typed = dict(families or {}) if warm is None else held_families(warm, families or {})
    typed = of_columns(typed, declared, loop)
    choices, said = decide(data, loop, **given, beside=beside, proven=warm is not None, families=typed, individual=differ)
    if warm is not None:
        choices = replace(warm.choices, waves=choices.waves)
    else:
        choices = with_intervals(data, choices, ci, replicates, bootstrap, standardize=standardize)
    fit = _whole(data, loop, choices, said, skips=skips, ladder=ladder, workers=workers, warm=warm, judged=judged, progress=progress)
    again = partial(other_items, partial(_learned, progress), whole, without_skips(fit.choices), {**given, "families": typed}, beside)
    return with_overlap(fit, declared, overlap, again if ladder else None, warm)


def _whole(
    data: Panel | Moments, loop: Loop, choices: Choices, said: tuple[Verdict, ...], *, skips: bool | Mapping[str, float], ladder: bool,
    workers: int, warm: Fit | None, judged: bool, progress: Tick | None,
) -> Fit:  # fmt: skip
    """A model that is set up, learned; and, where skipped prompts were asked about, once more together with these."""
    counted = check_skips(data, loop, choices, skips, warm)
    begun = _fit(data, loop, choices, progress, warm)
    if judged:
        begun = (replace(begun[0], data=replace(begun[0].data, interval=choices.lag)), *begun[1:])
    alone = _finished(begun, data, loop, said, ladder=ladder, workers=workers, warm=warm, judged=judged, progress=progress)
    if counted is None:
        return alone
    steps = Steps(
        lambda choices, begin, what: _fit(data, loop, choices, _named(progress, what), begin=begin),
        lambda fit: derived(fit, draw(fit)),
        lambda learned: _told(*learned, workers, progress),
    )
    return with_skipping(alone, begun, counted, steps, slider=ladder)


def _finished(
    begun: Learned, data: Panel | Moments, loop: Loop, said: tuple[Verdict, ...], *, ladder: bool, workers: int, warm: Fit | None,
    judged: bool, progress: Tick | None,
) -> Fit:  # fmt: skip
    """Intervals, ladder and verdicts of a model that was searched."""
    fit, problem, optimum = begun
    fit, draws, more = _told(fit, problem, optimum, workers, progress, judged=judged)
    wald = None
    if warm is not None:
        said = (*said, *continued_verdicts(data, loop, warm, fit))
    if ladder and fit.data.persons > 1 and not optimum.interrupted and not any(v.code == "interrupted" for v in more):
        rungs, wald, cut = _ladder(data, loop, fit, progress)
        fit, said = replace(fit, ladder=rungs), (*said, *cut)
    if in_steps(fit.choices) and isinstance(data, Panel) and fit.converged and not optimum.interrupted:
        fit = _with_shortcut(data, loop, fit, progress)
    if asks(fit.choices) and isinstance(data, Panel) and fit.converged and not optimum.interrupted:
        said = (*said, *noise_among(partial(_learned, progress), data, loop, fit.choices))
    fit = replace(fit, direction=replace(fit.direction, note=between_note(fit)))
    return replace(fit, verdicts=(*said, *more, *_verdicts(fit, problem, optimum, draws, data, loop, wald, warm)))


def _with_shortcut(data: Panel, loop: Loop, fit: Fit, progress: Tick | None) -> Fit:
    """Beside the fit, what it would say if all answers were read as numbers; without it where Ctrl-C ends that."""
    c = fit.choices

    def as_numbers() -> Fit:
        beside = Beside(c.covariates, c.weekday, c.daytime, c.overnight, c.trend)
        choices, _ = decide(
            data, loop, traits=c.traits, error=None, t0=c.t0, means=c.means, level=c.level, lag=c.lag, starts=c.starts, seed=c.seed,
            beside=beside,
        )  # fmt: skip
        other, _, ended = _fit(data, loop, choices, _named(progress, "read as numbers"))
        if ended.interrupted:
            raise KeyboardInterrupt
        return derived(other, draw(other))

    try:
        return replace(fit, shortcut=shortcut_of(fit, data, loop, as_numbers))
    except KeyboardInterrupt:
        return fit


def _told(
    fit: Fit, problem: Problem, optimum: Optimum, workers: int, progress: Tick | None, *, judged: bool = False
) -> tuple[Fit, Draws, list[Verdict]]:
    """What follows from the maximum, with the intervals that were asked for, or the plain ones where Ctrl-C cut those short."""
    began, plain = perf_counter(), replace(fit, choices=replace(fit.choices, ci="wald", replicates=0))
    try:
        fit, how = replicated(fit, problem, optimum, workers, progress)
        draws = draw(fit)
        fit = replace(fit, individual=people(fit, problem, optimum))
        fit, more = settled(derived(fit, draws), problem, optimum, workers, progress, daily=optimum.continued, judged=judged)
    except KeyboardInterrupt:
        draws = draw(plain)
        fit, how, more = derived(plain, draws), [], [intervals_interrupted()]
    return replace(fit, seconds={**fit.seconds, "errors": fit.seconds["errors"] + perf_counter() - began}), draws, [*how, *more]


def derived(fit: Fit, draws: Draws) -> Fit:
    """Lagged effects, gain and direction from draws; without intervals for what touches an edge.

    Args:
        fit: with its parameters.
        draws: of it.
    """
    at = edges(fit)
    lagged = {
        arrow: replace(found, low=None, high=None) if through(arrow, fit.links, at) else found
        for arrow, found in lagged_effects(fit, draws, fit.choices.lag).items()
    }
    parameters = tuple(
        replace(p, low=None, high=None) if p.name.startswith("link:") and at & set(p.name.removeprefix("link:").split("->")) else p
        for p in fit.parameters
    )
    spiral = None if at else spiral_effect(draws, len(fit.processes), fit.choices.level)
    standardised = {
        arrow: replace(found, low=None, high=None) if through(arrow, fit.links, at) else found
        for arrow, found in (standardised_effects(fit, draws, fit.choices.lag) if fit.choices.standardize else {}).items()
    }
    return replace(fit, lagged=lagged, parameters=parameters, spiral=spiral, direction=of_fit(fit, draws), standardised=standardised)


def _fit(
    data: Panel | Moments, loop: Loop, choices: Choices, progress: Tick | None, warm: Fit | None = None, begin: Begin | None = None
) -> Learned:
    """Search, standard errors, parameters; what is derived from draws comes later."""
    began = perf_counter()
    problem = problem_of(data, loop, choices)
    points, known = starting_points(problem.layout, problem.look, problem.scale, choices.starts, choices.seed), None
    if begin is not None:
        points, known = begin(problem)

    def tick(done: int, of: int) -> None:
        if progress:
            progress("starts", done, of)

    summary = _summary(data, loop)
    if problem.levels is not None:
        optimum = maximise_levels(problem, points, tick, begun_at(problem, warm))
    elif begin is None:
        optimum = go_on(problem, points, warm, summary.occasions, tick)
    else:
        optimum = maximise(problem.values, points, *bounds(problem.layout), tick, known)
    fitted = perf_counter()
    covariance = sandwich(problem, optimum) if choices.ci == "sandwich" else _covariance(data, loop, choices, optimum)
    parameters = _parameters(problem, optimum, covariance, choices)
    two_stage = isinstance(data, Moments) and data.information is not None
    loglik = None if two_stage else optimum.loglik
    n = summary.persons if summary.persons > 1 else summary.occasions
    values = natural(problem.layout, problem.scale, optimum.theta)
    if problem.emission is not None and np.isfinite(optimum.loglik):
        loglik = float(problem.reported(values)[0].sum())
    system = assemble(problem.layout, values)
    k, p = len(optimum.theta), len(loop.names)
    fit = Fit(
        version=VERSION,
        loop_text=to_text(loop),
        processes=loop.names,
        links=tuple((x.cause, x.affected) for x in loop.links),
        inputs=tuple(x.name for x in loop.inputs),
        data=summary,
        choices=choices,
        loglik=loglik,
        n_parameters=k,
        aic=None if loglik is None else 2.0 * k - 2.0 * loglik,
        bic=None if loglik is None else float(np.log(n)) * k - 2.0 * loglik,
        converged=optimum.converged,
        parameters=parameters,
        drift=system.drift[:p, :p],
        diffusion=system.diffusion[:p, :p],
        working=Working(optimum.theta, covariance, problem.scale.clock, problem.scale.spread),
        verdicts=(),
        lagged={},
        spiral=None,
        direction=Direction("cannot tell", summary.interval, {}),
        seconds={"read": 0.0, "fit": fitted - began, "errors": perf_counter() - fitted},
        centres=centres_of(data, loop, choices),
    )
    return fit, problem, optimum


def _covariance(data: Panel | Moments, loop: Loop, choices: Choices, optimum: Optimum) -> Float[ndarray, "free free"]:
    """Covariance of the working values: inverse observed information, or two-stage for incomplete moments."""
    if isinstance(data, Moments) and data.information is not None:
        return two_stage_covariance(data, loop, choices, optimum)
    free = optimum.free
    out = np.zeros_like(optimum.information)
    values, vectors = np.linalg.eigh(optimum.information[np.ix_(free, free)])
    # A direction without curvature is unknown, not known exactly: it gets a wide but finite spread, and a verdict elsewhere.
    out[np.ix_(free, free)] = (vectors / np.maximum(values, 1e-4)) @ vectors.T
    return out


def _parameters(problem: Problem, optimum: Optimum, covariance: Array, choices: Choices) -> tuple[Parameter, ...]:
    """Natural values with standard errors (delta method, exact at a maximum) and Wald intervals; rates and variances on the log scale."""
    layout = problem.layout
    values = natural(layout, problem.scale, optimum.theta)
    slope = jacobian(layout, problem.scale, optimum.theta)
    variance = np.einsum("ij,jk,ik->i", slope, covariance, slope)
    level, drawn = choices.level, None
    z = float(ndtri(0.5 + level / 2.0))
    alike = nil_spreads(layout, values) if layout.varied else []
    nil = set(nil_variances(layout, values, problem.scale.item**2))
    found: list[Parameter] = []
    for k, slot in enumerate(layout.slots):
        value = float(values[k])
        if slot.field in ("spread", "lean"):
            found.append(told_difference(layout, k, values, variance, alike, level))
            continue
        if not optimum.free[k]:
            found.append(Parameter(slot.name, value, None, None, None, slot.unit))
            continue
        se = float(np.sqrt(max(variance[k], 0.0)))
        low, high = value - z * se, value + z * se
        if slot.field == "drift" and slot.entries[0][0] == slot.entries[0][1]:  # a rate keeps its sign: log scale
            low, high = value * np.exp(z * se / -value), value * np.exp(-z * se / -value)
        elif slot.field in ("diffusion", "error", "t0_cov") and len(slot.entries) == 1:
            if slot.name not in nil and se < 0.5 * value:
                low, high = value * np.exp(-z * se / value), value * np.exp(z * se / value)
            else:  # near zero the log scale says nothing: draws of the root, and nothing below zero
                if drawn is None:
                    random = np.random.default_rng([20, choices.seed])
                    thetas = random.multivariate_normal(optimum.theta, covariance, size=2000, method="eigh")
                    drawn = natural(layout, problem.scale, thetas)
                tail = (1.0 - level) / 2.0
                low, high = (
                    (0.0, float(np.quantile(drawn[:, k], level))) if slot.name in nil else np.quantile(drawn[:, k], [tail, 1.0 - tail])
                )
                low, high = min(low, value), max(high, value)
        # At zero the delta method gives a standard error of zero: no error is given, and the interval starts at zero.
        found.append(Parameter(slot.name, value, None if slot.name in nil else se, float(low), float(high), slot.unit))
    return tuple(found)


def _summary(data: Panel | Moments, loop: Loop) -> DataSummary:
    """What was read, of the columns that are used."""
    if isinstance(data, Moments):
        waves = len(data.waves)
        gaps = np.diff(data.waves)
        occasions = data.occasions or data.n * waves
        cells = occasions * len(data.indicators)
        missing = cells - data.answers if data.answers is not None else 0
        return DataSummary(
            data.n, occasions, cells, missing, data.time_unit, data.source.sha256, data.source.name,
            float(np.median(gaps)), float(data.waves[-1] - data.waves[0]), occasions / data.n, data.source.said,
        )  # fmt: skip
    at = [data.indicators.index(c) for c in loop.columns]
    times, answered = list[ndarray](), 0
    for person in data.persons:
        keep = ~np.isnan(person.values[:, at]).all(axis=1)
        if keep.any():
            times.append(person.time[keep])
            answered += int((~np.isnan(person.values[:, at])).sum())
    occasions = sum(len(t) for t in times)
    gaps = np.concatenate([np.diff(t) for t in times])
    cells = occasions * len(at)
    return DataSummary(
        len(times), occasions, cells, cells - answered, data.time_unit, data.source.sha256, data.source.name,
        float(np.median(gaps)), float(max(np.ptp(t) for t in times)), float(np.median([len(t) for t in times])), data.source.said,
    )  # fmt: skip


def _verdicts(
    fit: Fit, problem: Problem, optimum: Optimum, draws: Draws, data: Panel | Moments, loop: Loop, wald: float | None, warm: Fit | None
) -> tuple[Verdict, ...]:
    """Everything that is judged after the search."""
    values = natural(problem.layout, problem.scale, optimum.theta)
    found = of_the_search(fit, problem, optimum, draws, starts=fit.choices.starts)
    found += design_verdicts(fit) + traits_verdict(fit) + people_verdicts(fit)
    found += means_verdict(fit, wald) if fit.ladder else []
    if isinstance(data, Moments):
        if data.information is not None:
            found.append(
                Verdict("two-stage", "ok", "Summary statistics of incomplete answers: two-stage standard errors, and no log-likelihood.")
            )
    elif problem.emission is not None:
        found += stepped_verdicts(problem, values, fit.choices) if optimum.converged else []
    elif optimum.converged:
        new = problem.innovations(values)
        known = None if warm and optimum.continued else fit.working.covariance
        found += residual_verdicts(fitted_on(problem, loop, fit.choices, data, optimum.theta, values), known, new)
        try:
            found += (
                []
                if problem.levels
                else still_left_out(warm)
                if warm and optimum.continued
                else left_out_verdicts(data, loop, fit, problem, new)
            )
        except KeyboardInterrupt:
            found.append(checks_interrupted())
    return tuple(found)


def _ladder(
    data: Panel | Moments, loop: Loop, fit: Fit, progress: Tick | None
) -> tuple[tuple[Rung, ...], float | None, tuple[Verdict, ...]]:
    """The same data without traits, with them, and with a mean of its own for every planned wave.

    Also p of the Wald test that all waves share one mean, where the model without wave means has constant means from the first occasion on;
    and a caution where Ctrl-C cut the ladder short.
    """
    base, design = fit.choices, design_of(data, loop)
    plain_t0 = "separate" if base.t0 == "joint" else base.t0
    alike: tuple[str, ...] = ()  # beside the fit itself, people are alike in all but their levels
    rung = [("without traits", replace(base, traits=False, t0=plain_t0, means="constant", waves=(), individual=alike))]
    if base.individual:
        rung.append(("with differences between people", base))
    if design.tells_traits:
        rung.append(("with traits", replace(base, traits=True, means="constant", waves=(), individual=alike)))
        if design.waves:
            rung.append(
                ("with traits and wave means", replace(base, traits=True, means="wave", waves=design.waves, trend=False, individual=alike))
            )
    rungs: list[Rung] = []
    wald = None
    for label, choices in rung:
        if choices == base:
            other = fit
        elif not tells_apart(data, loop, choices):
            continue
        else:
            try:
                other, _, ended = _fit(data, loop, choices, _named(progress, label))
            except KeyboardInterrupt:
                return tuple(rungs), wald, (ladder_interrupted(label),)
            if ended.interrupted:
                return tuple(rungs), wald, (ladder_interrupted(label),)
            if not other.converged:
                continue
            other = derived(other, draw(other))
        rungs.append(rung_of(label, other))
        if choices.means == "wave" and choices.t0 in ("centred", "stationary"):
            wald = same_means(other)
    return tuple(rungs), wald, ()


def _learned(progress: Tick | None, data: Panel | Moments, loop: Loop, choices: Choices, label: str) -> tuple[Fit, Problem, Optimum]:
    """Another fit beside the one that was asked for, its search named."""
    fit, problem, optimum = _fit(data, loop, choices, _named(progress, label))
    return (derived(fit, draw(fit)) if fit.converged else fit), problem, optimum


def _named(progress: Tick | None, label: str) -> Tick | None:
    """The same callback, told which of several fits is meant."""
    if progress is None:
        return None
    return lambda _what, done, of: progress(label, done, of)
