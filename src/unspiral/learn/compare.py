"""Fits of the same answers side by side: likelihood-ratio tests where one is inside the other, AIC, BIC, and what each foretells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from scipy.special import chdtrc

from unspiral.errors import DataError, NotConverged, SpecError
from unspiral.learn.family import PLAIN
from unspiral.learn.nesting import Nested, nested
from unspiral.learn.system import Array
from unspiral.loop.language import parse
from unspiral.records import Effect, Fit, Verdict
from unspiral.records.comparison import Comparison, Difference, LeaveFuture, LeaveOneOut, RatioTest, Standing

NONE, WEAK = 2.0, 6.0  # differences of AIC or BIC up to which there is none, and up to which it is weak (Kass, Raftery 1995)
SLACK = 0.05  # log-likelihood units by which a larger model may end lower than a smaller one before its search is doubted


def compare(
    fits: Sequence[Fit],
    names: Sequence[str] | None = None,
    *,
    left_out: Mapping[str, LeaveOneOut] | None = None,
    future: Mapping[str, LeaveFuture] | None = None,
) -> Comparison:
    """Put two or more fits of the same answers side by side.

    AIC = 2 k - 2 log L;   BIC = k log n - 2 log L, n = persons, or occasions with one person;   weight = exp(-delta AIC / 2), normalised.
    Likelihood-ratio tests only where the declared models are nested. Where the smaller one sets one variance to zero, the edge of its
    range, the statistic is held against an even mixture of two chi-squares; where several, the plain one is said to be too cautious.

    Args:
        fits: two or more, without weights.
        names: of the fits; "1", "2" ... when left out.
        left_out: name -> what ``leave_one_out`` found; for all fits or none.
        future: name -> what ``leave_future`` found; for all fits or none.

    Returns:
        Comparison; the first fit is the baseline of the differences.

    Raises:
        SpecError: fewer than two fits, two of one name, or one that weighs its rows.
        DataError: fits of different data, or without a log-likelihood.
        NotConverged: the search of one did not end at a maximum.

    Source: Self and Liang (1987, doi:10.1080/01621459.1987.10478472); Stram and Lee (1994, doi:10.2307/2533455);
    tests/learn/test_compare.py.
    """
    called = tuple(names) if names is not None else tuple(str(i + 1) for i in range(len(fits)))
    _check(fits, called)
    standings = _standings(fits, called)
    tests = tuple(_test(one, other) for one, other in combinations(list(zip(called, fits, strict=True)), 2))
    left_out, future = left_out or {}, future or {}
    for held in (left_out, future):
        if held and set(held) != set(called):
            raise SpecError("What was left out was scored for some of the fits only.", fix="score all of them, or none.")
    by_person = tuple(_by_person(name, called[0], left_out) for name in called[1:]) if left_out else ()
    by_future = tuple(_by_future(name, called[0], future) for name in called[1:]) if future else ()
    return Comparison(
        standings=standings,
        tests=tests,
        best=min(standings, key=lambda s: s.aic).name,
        baseline=called[0],
        unit=fits[0].data.time_unit,
        left_out=dict(left_out),
        future=dict(future),
        by_person=by_person,
        by_future=by_future,
        total={name: _total(found) for name, found in left_out.items()},
        verdicts=(*_doubts(fits, called, tests), *_left_out_verdicts(left_out), *_future_verdicts(future)),
    )


def preference(found: Comparison) -> str:
    """Which fit AIC and BIC prefer, how clearly, and whether they agree; differences below 2 tell nothing apart.

    Args:
        found: what was compared.

    Returns:
        A sentence without its point.
    """
    aic = _preferred({s.name: s.aic for s in found.standings})
    bic = _preferred({s.name: s.bic for s in found.standings})
    if aic == bic:
        return f"AIC and BIC {_preferring(*aic, many=True)}"
    return f"AIC {_preferring(*aic)}, BIC {_preferring(*bic)}"


def _preferred(costs: Mapping[str, float]) -> tuple[tuple[str, ...], bool]:
    """The fits within 2 of the lowest, and whether the next one lies within 6 of it."""
    lowest = min(costs.values())
    tied = tuple(name for name, cost in costs.items() if cost - lowest < NONE)
    return tied, len(tied) == 1 and any(NONE <= cost - lowest < WEAK for cost in costs.values())


def _preferring(tied: tuple[str, ...], weak: bool, *, many: bool = False) -> str:
    s = "" if many else "s"
    if len(tied) == 1:
        return f"{'weakly ' if weak else ''}prefer{s} “{tied[0]}”"
    called = [f"“{name}”" for name in tied]
    return f"cannot tell {', '.join(called[:-1])} and {called[-1]} apart (less than {NONE:g} between them)"


def _check(fits: Sequence[Fit], names: Sequence[str]) -> None:
    if len(fits) < 2:
        raise SpecError("One fit has nothing to be compared with.", fix="unspiral compare one.json other.json")
    if len(set(names)) < len(names) or len(names) != len(fits):
        raise SpecError(f"Every fit needs a name of its own; these are {', '.join(names)}.", fix="give each file once.")
    first = fits[0]
    for name, fit in zip(names, fits, strict=True):
        if not fit.converged:
            raise NotConverged(
                f"The search of '{name}' did not end at a maximum, so that its log-likelihood means nothing.",
                fix="learn it again with more --starts, or with a simpler loop.",
            )
        if fit.loglik is None:
            raise DataError(
                f"'{name}' was learned from summary statistics of incomplete answers and has no log-likelihood.",
                fix="learn from the table of rows.",
            )
        why = _other_data(first, fit)
        if why:
            raise DataError(
                f"'{names[0]}' and '{name}' were learned from different answers: {why}.",
                why="Log-likelihoods of different answers say nothing about which loop is the better one.",
                fix="learn both from the same file, with the same columns.",
            )
    for name, fit in zip(names, fits, strict=True):
        if fit.choices.weight is not None:
            raise SpecError(
                f"'{name}' weighs its rows by '{fit.choices.weight}', so that neither a likelihood-ratio test nor AIC nor BIC can be had.",
                why="A weighted sum is no likelihood: how far it rises says nothing about which loop is the better one.",
                fix="learn each without --weight, and compare these.",
            )


def _other_data(a: Fit, b: Fit) -> str:
    if a.data.sha256 != b.data.sha256:
        return f"the files differ ({a.data.name} {a.data.sha256[:12]}, {b.data.name} {b.data.sha256[:12]})"
    columns = [sorted(parse(fit.loop_text).columns) for fit in (a, b)]
    if columns[0] != columns[1]:
        return f"the columns differ ({', '.join(columns[0])}; {', '.join(columns[1])})"
    read = [{c: (f, fit.choices.scales.get(c, ())) for c, f in fit.choices.families.items() if f not in PLAIN} for fit in (a, b)]
    if read[0] != read[1]:
        families = " and ".join(", ".join(f"{c} {f}" for c, (f, _) in sorted(one.items())) or "all as numbers" for one in read)
        return f"they are read by different families ({families}), and a chance of a step is no density of a number"
    for what in ("persons", "occasions", "cells", "missing"):
        if getattr(a.data, what) != getattr(b.data, what):
            return f"{getattr(a.data, what)} and {getattr(b.data, what)} {what}"
    if (a.data.time_unit, a.data.interval, a.data.span) != (b.data.time_unit, b.data.interval, b.data.span):
        return "the times differ"
    return ""


def _standings(fits: Sequence[Fit], names: Sequence[str]) -> tuple[Standing, ...]:
    loglik = np.array([fit.loglik if fit.loglik is not None else np.nan for fit in fits])
    k = np.array([fit.n_parameters for fit in fits])
    data = fits[0].data
    n = data.persons if data.persons > 1 else data.occasions
    aic, bic = 2.0 * k - 2.0 * loglik, np.log(n) * k - 2.0 * loglik
    weight = np.exp(-0.5 * (aic - aic.min()))
    weight = weight / weight.sum()
    return tuple(
        Standing(name, float(loglik[i]), int(k[i]), float(aic[i]), float(bic[i]), float(weight[i])) for i, name in enumerate(names)
    )


def _test(one: tuple[str, Fit], other: tuple[str, Fit]) -> RatioTest:
    (small, a), (large, b) = sorted((one, other), key=lambda pair: pair[1].n_parameters)
    if a.n_parameters == b.n_parameters:
        return RatioTest(small, large, None, None, None, (), "No test: both have as many free numbers, so neither is inside the other.")
    how = nested(a, b)
    if isinstance(how, str):
        return RatioTest(small, large, None, None, None, (), f"No test: neither is a special case of the other. {how}")
    gain = (b.loglik or 0.0) - (a.loglik or 0.0)
    df = b.n_parameters - a.n_parameters
    if gain < -SLACK:
        words = "No test: the larger model ended lower than the smaller one, which it contains, so its search missed the top."
        return RatioTest(small, large, 2.0 * gain, df, None, how.zero, words)
    statistic = max(2.0 * gain, 0.0)
    p, words = mixture(statistic, df, how)
    return RatioTest(small, large, statistic, df, p, how.zero, words)


def mixture(statistic: float, df: int, how: Nested) -> tuple[float, str]:
    """p of a likelihood-ratio statistic, and which law it was held against.

    Args:
        statistic: twice the gain in log-likelihood, >= 0.
        df: free numbers that the larger model has more.
        how: which of them the smaller one sets, and where.

    Returns:
        p and a sentence. One variance at zero, together with the df - 1 covariances and other numbers that go with it:
        half chi-square with df - 1, half with df degrees of freedom.
    """
    if not how.zero:
        return float(chdtrc(df, statistic)), f"Chi-square with {df} degree{'' if df == 1 else 's'} of freedom."
    if len(how.zero) == 1:
        lower = float(chdtrc(df - 1, statistic)) if df > 1 else float(statistic <= 0.0)
        p = 0.5 * lower + 0.5 * float(chdtrc(df, statistic))
        return p, (
            f"{how.zero[0]} is a variance that the smaller model sets to zero, the edge of its range: an even mixture of chi-squares "
            f"with {df - 1} and {df} degrees of freedom."
        )
    return float(chdtrc(df, statistic)), (
        f"{len(how.zero)} variances are set to zero, the edge of their range: the chi-square with {df} degrees of freedom is then too "
        "cautious, and the true p is smaller."
    )


def _by_person(name: str, baseline: str, found: Mapping[str, LeaveOneOut]) -> Difference:
    a, b = found[baseline], found[name]
    there = dict(zip(a.persons, a.elpd, strict=True))
    gaps = np.array([e - there[p] for p, e in zip(b.persons, b.elpd, strict=True) if p in there])
    return _difference(name, baseline, gaps)


def _by_future(name: str, baseline: str, found: Mapping[str, LeaveFuture]) -> Difference:
    """Of the occasions that both could score; summed up by person where there are several, because one person's occasions go together."""
    times, gaps, who = future_gaps(found[baseline], found[name])
    people = dict.fromkeys(who, 0.0)
    for gap, person in zip(gaps.tolist(), who, strict=True):
        people[person] += gap
    each = _difference(name, baseline, np.array(list(people.values())) if len(people) > 1 else gaps)
    return Difference(name, baseline, each.elpd, each.se, len(times))


def future_gaps(baseline: LeaveFuture, other: LeaveFuture) -> tuple[Array, Array, tuple[str, ...]]:
    """Times, differences of the scores, and persons, of the occasions that both foretold, in order of time."""
    there = {(p, float(t)): float(s) for p, t, s in zip(baseline.persons, baseline.times, baseline.scores, strict=True) if np.isfinite(s)}
    both = [
        (float(t), float(s) - there[p, float(t)], p)
        for p, t, s in zip(other.persons, other.times, other.scores, strict=True)
        if np.isfinite(s) and (p, float(t)) in there
    ]
    return np.array([t for t, _, _ in both]), np.array([g for _, g, _ in both]), tuple(p for _, _, p in both)


def _difference(name: str, baseline: str, gaps: Array) -> Difference:
    n = len(gaps)
    se = float(np.sqrt(n) * gaps.std(ddof=1)) if n > 1 else None
    return Difference(name, baseline, float(gaps.sum()), se, n)


def _total(found: LeaveOneOut) -> Effect:
    n = len(found.elpd)
    total, se = float(found.elpd.sum()), float(np.sqrt(n) * found.elpd.std(ddof=1))
    return Effect(total, total - 1.96 * se, total + 1.96 * se, se)


def _doubts(fits: Sequence[Fit], names: Sequence[str], tests: Sequence[RatioTest]) -> list[Verdict]:
    found = [
        Verdict(
            "search", "caution",
            f"'{t.larger}' contains '{t.smaller}' and ended {-0.5 * t.statistic:.2g} log-likelihood units lower: it missed the top.",
            "learn it again with more --starts",
        )
        for t in tests if t.statistic is not None and t.statistic < 0.0 and t.p is None
    ]  # fmt: skip
    for name, fit in zip(names, fits, strict=True):
        if any(v.level == "refuse" for v in fit.verdicts):
            found.append(Verdict("refused", "caution", f"A verdict refuses '{name}': it stands here for its likelihood alone."))
    return found


def _left_out_verdicts(found: Mapping[str, LeaveOneOut]) -> list[Verdict]:
    said: list[Verdict] = []
    for name, f in found.items():
        n = len(f.persons)
        if f.flagged:
            said.append(
                Verdict(
                    "k-hat", "caution",
                    f"'{name}': for {len(f.flagged)} of {n} people the importance weights cannot be relied on (k-hat above 0.7), "
                    "and they were not left out by a refit.", "--refits all",
                )
            )  # fmt: skip
        elif f.refitted:
            said.append(
                Verdict("k-hat", "ok", f"'{name}': {len(f.refitted)} of {n} people were left out by a real refit (k-hat above 0.7).")
            )
        else:
            said.append(Verdict("k-hat", "ok", f"'{name}': the importance weights of all {n} people can be relied on (k-hat below 0.7)."))
    return said


def _future_verdicts(found: Mapping[str, LeaveFuture]) -> list[Verdict]:
    said: list[Verdict] = []
    for name, f in found.items():
        lost = sum(not c for c in f.converged)
        if lost:
            said.append(
                Verdict(
                    "folds", "caution", f"'{name}': {lost} of {len(f.converged)} folds ended at no maximum and score nothing.",
                    "start later: fewer or later origins",
                )
            )  # fmt: skip
    return said
