"""Which interval when: Wald, sandwich, profile or bootstrap, and the reason why (docs/decisions/uncertainty.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from unspiral.errors import SpecError
from unspiral.learn.bootstrap import KINDS, bootstrap
from unspiral.learn.check import boundary_verdicts
from unspiral.learn.direction import headline
from unspiral.learn.draws import corrected, interval
from unspiral.learn.edge import edges
from unspiral.learn.parameters import natural
from unspiral.learn.problem import Problem
from unspiral.learn.profiled import profiled
from unspiral.learn.sandwich import FEW
from unspiral.learn.search import Optimum
from unspiral.learn.surface import peak_of
from unspiral.records import Arrow, Choices, Fit, Moments, Panel, Verdict

CI = ("wald", "sandwich", "profile", "bootstrap")
REPLICATES = 500
FEWEST = 50  # replicates below which a quantile of 2.5 % is a guess

Tick = Callable[[str, int, int], None]


def check_intervals(data: Panel | Moments, ci: str, replicates: int, kind: str) -> None:
    """Refuse what these data cannot give, before anything is fitted.

    Args:
        data: a panel, or summary statistics of one.
        ci: one of CI.
        replicates: of a bootstrap.
        kind: of a bootstrap, "parametric" or "case".

    Raises:
        SpecError: with what to do instead.
    """
    if ci not in CI:
        raise SpecError(f"'{ci}' is not a kind of interval.", fix=f"--ci {'|'.join(CI)}")
    if kind not in KINDS:
        raise SpecError(f"'{kind}' is not a kind of bootstrap.", fix=f"--bootstrap {'|'.join(KINDS)}")
    if ci == "bootstrap" and replicates < FEWEST:
        raise SpecError(f"{replicates} replicates are too few to read the ends of an interval from.", fix=f"--replicates {REPLICATES}")
    if isinstance(data, Moments):
        if ci in ("sandwich", "bootstrap"):
            raise SpecError(
                f"--ci {ci} needs people one by one, and summary statistics have none.", fix="--ci wald, or learn from the table of rows"
            )
        if ci == "profile" and data.information is not None:
            raise SpecError("Summary statistics of incomplete answers have no likelihood whose profile could be walked.", fix="--ci wald")
        return
    if len(data.persons) < 2:
        if ci == "sandwich":
            raise SpecError(
                "--ci sandwich compares people, and there is one person.",
                why="One series has no independent parts from which the spread of its pulls could be told.",
                fix="--ci profile, or --ci bootstrap",
            )
        if ci == "bootstrap" and kind == "case":
            raise SpecError(
                "--bootstrap case draws people again, and there is one person.",
                why="Cutting one series into blocks breaks the very lags that are to be learned.",
                fix="--bootstrap parametric",
            )


def with_intervals(data: Panel | Moments, choices: Choices, ci: str, replicates: int, kind: str, *, standardize: bool) -> Choices:
    """The choices with the kind of intervals; weights bring the sandwich with them, which the verdict "weights" says.

    Args:
        data: a panel, or summary statistics of one.
        choices: decided so far.
        ci, replicates, kind: as for ``check_intervals``.
        standardize: also effects in within-person standard deviations.

    Raises:
        SpecError: the intervals need a likelihood, and weights leave none.
    """
    if choices.weight and (ci == "profile" or (ci == "bootstrap" and kind == "parametric")):
        raise SpecError(
            f"--ci {ci}{' --bootstrap parametric' if ci == 'bootstrap' else ''} cannot be had with weights.",
            why="A weighted sum is no likelihood: how far it drops, and what it would make up, says nothing about how sure it is.",
            fix="--ci sandwich, or --ci bootstrap --bootstrap case",
        )
    if choices.weight and ci == "wald" and isinstance(data, Panel) and len(data.persons) > 1:
        ci = "sandwich"
    return replace(choices, ci=ci, replicates=replicates if ci == "bootstrap" else 0, bootstrap=kind, standardize=standardize)


def replicated(fit: Fit, problem: Problem, optimum: Optimum, workers: int = 1, progress: Tick | None = None) -> tuple[Fit, list[Verdict]]:
    """After a bootstrap: its replicates in place of the normal law, and bias-corrected intervals of every parameter.

    Args:
        fit: with Wald intervals; left as it is unless a bootstrap was asked for.
        problem, optimum: behind it.
        workers, progress: while it runs.
    """
    c = fit.choices
    if c.ci != "bootstrap" or not optimum.converged:
        return fit, []

    def tick(done: int, of: int) -> None:
        if progress:
            progress("bootstrap", done, of)

    found = bootstrap(problem, optimum, kind=c.bootstrap, replicates=c.replicates, seed=c.seed, workers=workers, tick=tick)
    kept = len(found.thetas)
    if kept < FEWEST or kept < c.replicates / 2:
        refused = Verdict("bootstrap", "caution", f"Only {kept} of {c.replicates} replicates found a maximum; the intervals are Wald's.",
                          "Try a simpler loop, or --ci profile.")  # fmt: skip
        return fit, [refused]
    values = natural(problem.layout, problem.scale, found.thetas)
    at = natural(problem.layout, problem.scale, optimum.theta)
    parameters = tuple(
        p if p.low is None and p.se is None
        else replace(p, se=None if p.se is None else float(values[:, k].std(ddof=1)),
                     low=(ends := interval(corrected(float(at[k]), values[:, k]), c.level))[0], high=ends[1])
        for k, p in enumerate(fit.parameters)
    )  # fmt: skip
    what = "answers made up from the estimate" if c.bootstrap == "parametric" else "people drawn again"
    failed = f"; {found.failed} found no maximum and are left out" if found.failed else ""
    level = "caution" if found.failed > 0.05 * c.replicates else "ok"
    remedy = "What is left may look too certain; try a simpler loop." if level == "caution" else ""
    said = Verdict("bootstrap", level, f"Intervals from {kept} replicates ({what}), bias-corrected{failed}.", remedy)
    return replace(fit, parameters=parameters, working=replace(fit.working, replicates=found.thetas)), [said]


def settled(
    fit: Fit,
    problem: Problem,
    optimum: Optimum,
    workers: int = 1,
    progress: Tick | None = None,
    *,
    daily: bool = False,
    judged: bool = False,
) -> tuple[Fit, list[Verdict]]:
    """Profile intervals where they were asked for, and where the others cannot be trusted.

    Args:
        fit: with everything derived from draws.
        problem, optimum: behind it.
        workers, progress: while profiles are walked.
        daily: a saved fit that went on with new days, which must be quick: near an edge only the headline is walked, and elsewhere
            only with two processes.
        judged: only what a page about one person's loop shows is walked: the effects that are judged, and near an edge the self-rates.
    """
    c = fit.choices

    def tick(done: int, of: int) -> None:
        if progress:
            progress("profile", done, of)

    if c.ci == "sandwich":
        return fit, _sandwich_said(fit)
    if fit.loglik is None or not optimum.converged or c.ci == "bootstrap" or c.weight:
        return fit, []
    if c.ci == "profile":
        out, said = profiled(fit, problem, peak_of(problem, optimum), workers=workers, tick=tick)
        bands = "Bands of curves and what-ifs are draws from the Gaussian law of the estimate, not profiles."
        if problem.levels is not None:
            bands += " So are shares of people and people's own values; spreads and correlations over people keep Wald's intervals."
        return out, [Verdict("intervals", "ok", f"Intervals are read from profiles of the likelihood. {bands}"), *said]
    why, small = _doubt(fit, problem, optimum), _near_nil(fit)
    if judged and fit.data.persons == 1:
        rates = [p.name for p in fit.parameters if p.name.startswith("self:")] if why else []
        out, said = profiled(
            fit, problem, peak_of(problem, optimum), arrows=_asked(fit), numbers=rates, rates=False, effects=False, careful=False, tick=tick
        )
        which = f"Effects that are judged{' and self-rates' if rates else ''} are read from profiles of the likelihood"
        return out, [Verdict("intervals", "ok", f"{which}; other intervals are Wald's."), *said]
    if problem.levels is not None:  # a profile integrates everybody's deviations out at every step: only where it is asked for
        return fit, []
    if why and daily:
        out, said = profiled(
            fit, problem, peak_of(problem, optimum), arrows=_asked(fit), rates=False, careful=False, workers=workers, tick=tick
        )
        quick = Verdict(
            "intervals", "caution",
            f"Only effects of the headline are read from profiles of the likelihood, because the fit goes on from a saved one and {why}; "
            "the other intervals lean towards too narrow.",
            "Learn anew (without --from) for profiles of everything.",
        )  # fmt: skip
        return out, [quick, *said]
    if why:  # what lies near an edge takes every rate, noise and effect with it, not the headline alone
        out, said = profiled(fit, problem, peak_of(problem, optimum), careful=False, workers=workers, tick=tick)
        return out, [Verdict("intervals", "ok", f"Intervals and words are read from profiles of the likelihood, because {why}."), *said]
    if daily and len(fit.processes) > 2:  # a refit must answer at once, and there are many numbers to move
        plain = "The fit goes on from a saved one: intervals are Wald's; learning anew reads the headline's effects from profiles."
        return fit, [Verdict("intervals", "ok", plain)]
    if not (small or fit.data.persons == 1):
        return fit, []
    if not small:  # one person's rates are known so loosely that draws see too few of the arrows that are not there
        out, said = profiled(
            fit, problem, peak_of(problem, optimum), arrows=_asked(fit), rates=False, careful=False, workers=workers, tick=tick
        )
        return out, [
            Verdict("intervals", "ok", "Effects of the headline are read from profiles of the likelihood; other intervals are Wald's."),
            *said,
        ]
    out, said = profiled(fit, problem, peak_of(problem, optimum), arrows=(), numbers=small, careful=False, workers=workers, tick=tick)
    which = " and ".join(small)
    why = "what is not known of a variance near zero is lopsided"
    return out, [Verdict("intervals", "ok", f"{which}: intervals are read from profiles of the likelihood, because {why}."), *said]


def _asked(fit: Fit) -> list[Arrow]:
    """The arrows of the question, as far as they are declared."""
    pair = headline(fit.processes)
    both = () if pair is None else (pair, (pair[1], pair[0]))
    return [arrow for arrow in both if arrow in fit.direction.links]


def _doubt(fit: Fit, problem: Problem, optimum: Optimum) -> str:
    """Why the normal law of the estimate should not be trusted; "" where it may be."""
    if len(edges(fit)) == len(fit.processes):
        return ""  # every word is withheld anyway
    values = natural(problem.layout, problem.scale, optimum.theta)
    if boundary_verdicts(problem, optimum, values):
        return "the fit lies near an edge"
    return ""


def _near_nil(fit: Fit) -> list[str]:
    """Variances of many people's fits whose error is half their size or more: neither their log nor their root is near normal.

    For one person the interval from draws of the root stays, since a refit after each day must be quick; ``--ci profile`` walks them.
    """
    if fit.data.persons < 2:
        return []
    kinds = ("diffusion", "trait", "error")
    return [
        p.name
        for p in fit.parameters
        if p.name.partition(":")[0] in kinds and "," not in p.name and p.low is not None and (p.se is None or p.se >= 0.5 * p.estimate)
    ]


def _sandwich_said(fit: Fit) -> list[Verdict]:
    n = fit.data.persons
    if n >= FEW:
        return [Verdict("sandwich", "ok", f"Standard errors from how much {n} people differ (sandwich, n / (n - 1)).")]
    other = "--ci bootstrap --bootstrap case" if fit.choices.weight else "--ci wald"  # weights leave no other
    return [
        Verdict("sandwich", "caution", f"Sandwich standard errors from {n} people are themselves uncertain and lean towards too small.",
                f"Compare {other}; about {FEW} people or more are wanted.")
    ]  # fmt: skip
