"""Learn a loop from a posterior: the same exact likelihood, weak priors in words, and draws by the No-U-Turn sampler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import perf_counter

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import SpecError
from unspiral.learn.check import dynamics_verdicts, edge_verdict
from unspiral.learn.convergence import ENOUGH, Convergence, convergence_of, convergence_verdicts
from unspiral.learn.direction import CLEAR, LIKELY, between_note, withhold
from unspiral.learn.draws import draw, interval
from unspiral.learn.family import in_steps
from unspiral.learn.fit_ml import derived, fit_ml
from unspiral.learn.given_priors import Given, given_priors
from unspiral.learn.joint import rounded
from unspiral.learn.nuts import Sample, sample, sampler
from unspiral.learn.own_draws import apart, individual_of, judged_together, own_chains
from unspiral.learn.parameters import assemble, natural
from unspiral.learn.people import people_verdicts
from unspiral.learn.posterior import Posterior as Target
from unspiral.learn.priors import Priors, priors_of
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.search import Optimum
from unspiral.learn.system import Array
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.records import Fit, Moments, Panel, Parameter, Verdict, Working
from unspiral.records.chains import Chains
from unspiral.records.overlap import Overlap
from unspiral.records.posterior import Posterior

DRAWS, CHAINS, WARMUP = 1000, 2, 500
FEWEST = 100  # draws of a chain below which its ends say nothing of an interval
KEPT = 2000  # draws that a fit keeps; all of them go to ``with_chains``
UNINFORMED = 0.9  # spread of the posterior, as a share of the prior's, from which the data say next to nothing about a number
STREAM = 52  # of chance, apart from those of starts, draws and replicates
# What maximum likelihood says of its own intervals, edges and curvature does not hold for draws.
OF_ML = ("intervals", "bootstrap", "sandwich", "boundary", "curvature", "information", "unstable", "edge", "converged", "unbounded",
         "spread-nil", "differences-tied", "integral")  # fmt: skip

Tick = Callable[[str, int, int], None]


def fit_bayes(
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
    standardize: bool = False,
    individual: str | None = None,
    overlap: Overlap | None = None,
    workers: int = 2,
    priors: Given | None = None,
    draws: int = DRAWS,
    chains: int = CHAINS,
    warmup: int = WARMUP,
    progress: Tick | None = None,
) -> Fit:
    """Learn how the processes of a loop drive each other, from a posterior: what the answers and weak priors say together.

    posterior(parameters | answers) is proportional to likelihood(answers | parameters) x prior(parameters), with the exact likelihood of
    ``fit_ml``. The sampler begins around the maximum, in coordinates rounded off by the curvature there.

    Args:
        data: a panel, or summary statistics of complete answers.
        loop: the declared model.
        traits, error, t0, means, lag, level, starts, seed: as for ``fit_ml``; ``starts`` are those of the search before sampling.
        ladder: also fit the same answers without traits and with wave means, by maximum likelihood.
        covariates, weekday, daytime, overnight, trend, families, standardize, individual, overlap: as for ``fit_ml``.
        workers: chains at once; never another answer.
        priors: contract name -> a law as text ("normal(0, 0.2)") or (centre, spread), on the natural scale; weak ones from the size of
            the answers where none is given (docs/how-to/bayes.md).
        draws, chains, warmup: draws of each chain after warming up, chains, and draws of each while it warms up.
        progress: called with (what, done, of).

    Returns:
        Fit with ``posterior``. Its estimates are those of one loop, at the median of the draws; intervals are credible intervals, equal
        shares of the draws on both sides. ``loglik`` is that of the reported loop, which is no maximum; AIC and BIC are None.
        ``converged`` is False, with a verdict that refuses, where R-hat is above 1.05.

    Raises:
        SpecError: an option or a prior that does not exist or does not go with sampling; nutpie is not installed.
        DataError, NotIdentified: as for ``fit_ml``.
        KeyboardInterrupt: Ctrl-C; half a posterior is none.

    Source: docs/decisions/bayes.md; tests/learn/test_fit_bayes.py, and simulation-based calibration in docs/validation/people.md.
    """
    return with_chains(
        data, loop, traits=traits, error=error, t0=t0, means=means, lag=lag, level=level, starts=starts, seed=seed, ladder=ladder,
        covariates=covariates, weekday=weekday, daytime=daytime, overnight=overnight, trend=trend, families=families,
        standardize=standardize, individual=individual, overlap=overlap, workers=workers, priors=priors, draws=draws, chains=chains,
        warmup=warmup, progress=progress,
    )[0]  # fmt: skip


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def with_chains(
    data: Panel | Moments, loop: Loop, *, workers: int = 2, priors: Given | None = None, draws: int = DRAWS, chains: int = CHAINS,
    warmup: int = WARMUP, progress: Tick | None = None, **asked: object,
) -> tuple[Fit, Chains]:  # fmt: skip
    """``fit_bayes``, and all its draws, chain by chain.

    Args:
        data, loop, workers, priors, draws, chains, warmup, progress: as for ``fit_bayes``.
        **asked: its other options.

    Returns:
        The fit, and its chains.
    """
    check_sampling(data, draws, chains, warmup)
    sampler()  # before anything takes time
    found = fit_ml(data, loop, workers=1, progress=progress, **asked)  # pyright: ignore[reportArgumentType]
    if any(v.code == "interrupted" for v in found.verdicts):
        raise KeyboardInterrupt
    began = perf_counter()
    loop = parse(found.loop_text)  # without columns that were left out because they ask about another process
    problem = problem_of(data, loop, found.choices)
    given = given_priors(problem.layout, priors or {})
    before = priors_of(problem.chain, problem.look, given, problem.layout)
    target = Target(problem, before)
    mode = target.mode(found.working.theta)

    def tick(done: int, of: int) -> None:
        if progress:
            progress("sampling", done, of)

    seed = found.choices.seed
    drawn = sample(rounded(target, mode), chains=chains, draws=draws, warmup=warmup, seed=seed, workers=workers, tick=tick)
    drawn, own = apart(problem.levels, before, drawn)  # everybody's own values, where people differ in more than their level
    thetas = before.coordinates.working(drawn.x)
    values = natural(problem.layout, problem.scale, thetas)
    judged = judged_together(convergence_of(problem.layout.names, values), own, problem.levels, chains)
    seconds = perf_counter() - began
    choices = replace(found.choices, method="bayes", draws=draws, chains=chains, priors=given, ci="wald", replicates=0)
    posterior = Posterior(
        chains, draws, warmup, judged.rhat, judged.ess_bulk, judged.ess_tail, int((drawn.divergent | drawn.outside).sum()), seconds,
        before.records,
    )  # fmt: skip
    fit = _told(replace(found, choices=choices, posterior=posterior), problem, drawn, thetas, judged)
    if problem.levels is not None and own is not None:
        fit = replace(fit, individual=individual_of(fit, problem.levels, own))
    fit = replace(fit, verdicts=_verdicts(fit, before, drawn, mode, judged), seconds={**found.seconds, "sampling": seconds})
    kept = _chains(data, loop, before, drawn, values, seed)
    if problem.levels is not None and own is not None:
        kept = replace(kept, own=own_chains(own, problem.layout, chains), people=problem.levels.lanes.name)
    return fit, kept


def check_sampling(data: Panel | Moments, draws: int, chains: int, warmup: int) -> None:
    """Refuse what cannot be sampled, before anything takes time.

    Args:
        data: a panel, or summary statistics.
        draws, chains, warmup: as for ``fit_bayes``.

    Raises:
        SpecError: with what to do instead.
    """
    if isinstance(data, Moments) and data.information is not None:
        raise SpecError(
            "Summary statistics of incomplete answers have no likelihood that a posterior could be made of.",
            why="Their fit is a two-stage one, whose distance is not the probability of any answers.",
            fix="leave out --bayes, or learn from the table of rows.",
        )
    if isinstance(data, Panel) and any(person.weight is not None for person in data.persons):
        raise SpecError(
            "A Bayesian fit cannot be had with weights.",
            why="A weighted sum is no likelihood, so that no posterior follows from it.",
            fix="leave out --weight, or --bayes.",
        )
    if draws < FEWEST:
        raise SpecError(f"{draws} draws of each chain are too few to read the ends of an interval from.", fix=f"--draws {DRAWS}")
    if warmup < FEWEST:
        raise SpecError(f"{warmup} draws are too few to warm up: the step is not found by then.", fix=f"--warmup {WARMUP}")
    if chains < 1:
        raise SpecError(f"{chains} chains draw nothing.", fix=f"--chains {CHAINS}")


def middle_of(target: Target, sample: Sample) -> Float[ndarray, " free"]:
    """Working vector of the loop that is reported: at the median of every coordinate, or, where that has no likelihood, the draw nearest.

    Args:
        target: whose draws they are.
        sample: the draws.
    """
    x: Array = target.priors.coordinates.folded(sample.x.reshape(-1, sample.x.shape[-1]))
    median: Array = np.median(x, axis=0)
    if not np.isfinite(target.values([median])[0][0]):
        size = np.maximum(x.std(axis=0), 1e-12)
        median = x[int((((x - median) / size) ** 2).sum(axis=1).argmin())]
    return target.priors.coordinates.working(median)


def _told(fit: Fit, problem: Problem, drawn: Sample, thetas: Array, judged: Convergence) -> Fit:
    """Estimates, intervals and words from the draws."""
    pooled: Array = thetas.swapaxes(0, 1).reshape(-1, thetas.shape[-1])  # chains take turns
    middle = middle_of(Target(problem, priors_of(problem.chain, problem.look, fit.choices.priors, problem.layout)), drawn)
    at, values = natural(problem.layout, problem.scale, middle), natural(problem.layout, problem.scale, pooled)
    system, p = assemble(problem.layout, at), len(fit.processes)
    kept = pooled if len(pooled) <= KEPT else pooled[np.linspace(0, len(pooled) - 1, KEPT).astype(int)]
    fit = replace(
        fit,
        parameters=tuple(
            Parameter(slot.name, float(at[k]), float(values[:, k].std(ddof=1)), *interval(values[:, k], fit.choices.level), slot.unit)
            for k, slot in enumerate(problem.layout.slots)
        ),
        loglik=problem.values([middle])[0][0], aic=None, bic=None, converged=not judged.apart,
        drift=system.drift[:p, :p], diffusion=system.diffusion[:p, :p],
        working=Working(middle, np.cov(pooled.T).reshape(len(middle), len(middle)), problem.scale.clock, problem.scale.spread, kept),
    )  # fmt: skip
    fit = derived(fit, draw(fit, len(kept)))
    fit = replace(fit, direction=replace(fit.direction, note=between_note(fit)))
    if judged.apart:  # chains that are somewhere else say nothing about where the loop is
        found = withhold(fit.direction, fit.links, frozenset(fit.processes), None)
        fit = replace(fit, direction=replace(found, answer="cannot tell", stronger=None, note=""), spiral=None)
    return fit


def _verdicts(fit: Fit, before: Priors, drawn: Sample, mode: Optimum, judged: Convergence) -> tuple[Verdict, ...]:
    """What maximum likelihood says of data and design, and what the draws say of themselves."""
    found = [v for v in fit.verdicts if v.code not in OF_ML]
    found += convergence_verdicts(judged, drawn)
    found += [v for v in dynamics_verdicts(draw(fit), mode.information, mode.free) if v.code == "unstable"]
    found += edge_verdict(fit) + _near_threshold(fit, judged) + _from_prior(fit, before, drawn) + people_verdicts(fit)
    if in_steps(fit.choices):
        found.append(
            Verdict("path", "ok", "Answers in steps or counts: a person's path is integrated out approximately (expectation propagation), "
                    "as for maximum likelihood; the numbers are drawn given that.")
        )  # fmt: skip
    if fit.ladder:
        found.append(Verdict("ladder", "ok", "The fits under other assumptions beside this one are by maximum likelihood, without priors."))
    return tuple(found)


def _near_threshold(fit: Fit, judged: Convergence) -> list[Verdict]:
    """Words that other draws of the same posterior might not give: a probability within two Monte-Carlo errors of a threshold."""
    close: list[str] = []
    for (cause, affected), link in fit.direction.links.items():
        ess = judged.ess_bulk.get(f"link:{cause}->{affected}", ENOUGH)
        error = np.sqrt(link.probability * (1.0 - link.probability) / max(ess, 1.0))
        if link.word != "nil" and any(abs(link.probability - at) < 2.0 * error for at in (CLEAR, LIKELY)):
            close.append(f"{cause} -> {affected}")
    if not close:
        return []
    least = max(2, int(np.ceil(4.0 * fit.choices.draws / 1000.0))) * 1000
    return [
        Verdict("threshold", "caution",
                f"The word for {' and '.join(close)} lies so near its threshold that other draws might give another one.",
                f"--draws {least}, or read the probability rather than the word.")
    ]  # fmt: skip


def _from_prior(fit: Fit, before: Priors, drawn: Sample) -> list[Verdict]:
    """Numbers about which the data say next to nothing: what is reported of them is the prior."""
    random = np.random.default_rng([fit.choices.seed, STREAM, 1])
    fold = before.coordinates.folded
    share = _width(fold(drawn.x.reshape(-1, drawn.x.shape[-1]))) / _width(fold(before.draw(random, 2000)))
    names = [name for name, much in zip(before.layout.names, share, strict=True) if much > UNINFORMED]
    if not names:
        return [Verdict("prior", "ok", "The answers say something about every number: none is as wide as its prior.")]
    return [
        Verdict("prior", "caution", f"About {', '.join(names)} these answers say next to nothing: what is shown is the prior.",
                "Read these numbers as assumptions; a longer or denser record, or a simpler loop, would tell.")
    ]  # fmt: skip


def _width(x: Array) -> Array:
    """Between the quartiles: not moved by long tails."""
    low, high = np.quantile(x, [0.25, 0.75], axis=0)
    return np.maximum(high - low, 1e-300)


def _chains(data: Panel | Moments, loop: Loop, before: Priors, drawn: Sample, values: Array, seed: int) -> Chains:
    random = np.random.default_rng([seed, STREAM, 2])
    prior = before.natural(before.draw(random, drawn.x.shape[0] * drawn.x.shape[1]))
    statistics = {
        "diverging": (drawn.divergent | drawn.outside).astype(float), "lp": drawn.height, "energy": drawn.energy, "n_steps": drawn.steps,
        "tree_depth": drawn.depth, "acceptance_rate": drawn.accept, "step_size": drawn.step,
    }  # fmt: skip
    if isinstance(data, Moments):
        return Chains(before.layout.names, values, prior, statistics)
    who = tuple(person.name for person in data.persons for _ in person.time)
    observed = {c: np.concatenate([person.values[:, data.indicators.index(c)] for person in data.persons]) for c in loop.columns}
    times = np.concatenate([person.time for person in data.persons])
    return Chains(before.layout.names, values, prior, statistics, observed, who, times)
