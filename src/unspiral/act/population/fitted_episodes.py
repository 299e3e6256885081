"""Hazards fitted to episodes that were read off symptoms: the same reading as a declaration, quicker to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import forward, start_of
from unspiral.act.population.joint import holds, joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.spells import log_linear, moves
from unspiral.act.population.threshold_readings import Rule
from unspiral.learn.system import Array
from unspiral.loop.episodes import Basis, Course, Episodes, Hazard, People, Ratio
from unspiral.units import DAYS_PER

YEAR, WEEK = DAYS_PER["year"], DAYS_PER["week"]
NONE = "none"
ENTRY, SETTLED = 18, 68  # made-up ages, far enough apart that where people began is forgotten: nobody ages in a loop
ROUNDS, CLOSE = 30, 1e-4
WIDEST, NEAREST = 2.5, 0.95  # of a person effect's standard deviation; of a correlation to 1
NODES = 5


def fitted_episodes(
    loop: str, rules: Sequence[Rule], processes: Sequence[str], there: Array, first: int
) -> tuple[Episodes | None, float | None, str]:
    """Beginnings and ends of each condition as hazards, log-linear in the other conditions, and a person effect on each beginning.

    log hazard = b0 + sum b (other condition), from events and person-weeks (Poisson). How far persons differ is read off how far their
    numbers of beginnings N scatter beyond chance: exp(s^2) - 1 = sum((N - m)^2 - N) / sum(m^2), m what the hazards expect of each; b0 of
    the beginnings is then set so that the mean share of persons in an episode is the counted one.

    Args:
        loop: text of the loop.
        rules: by which episodes were read.
        processes: of the loop, of each rule.
        there: [rule, person, week].
        first: week from which on moves count.

    Returns:
        The declaration and the largest distance of its weekly shares from the counted ones; or None, None, and why.

    Source: tests/act/population/test_fitted_episodes.py: hazards that made the counts are found again.
    """
    courses, hazards = list[Course](), list[Hazard]()
    expected, happened = list[Array](), list[Array]()
    for k, rule in enumerate(rules):
        others = [j for j in range(len(rules)) if j != k]
        off = NONE if rule.state != NONE else f"no {rule.state}"
        courses.append(Course(rule.course, (off, rule.state), off, processes[k], (rule.state,)))
        for into in (True, False):
            found = moves(there[k], into, [there[j] for j in others], first)
            fitted = log_linear(found)
            what = f"{rule.course} {'begins' if into else 'ends'}"
            if fitted is None:
                why = f"'{what}' happened too rarely, with or without the other condition, for hazards to be fitted"
                return None, None, f"{why}: more persons or years, or another rule."
            if into:
                m, n = _expected(there, k, others, fitted[0], first)
                expected.append(m)
                happened.append(n)
            ratios = tuple(_ratio(loop, rules[j], fitted, i + 1, f"{processes[j]}->{processes[k]}") for i, j in enumerate(others))
            why = (
                f"{_from(loop)}: {int(found.events.sum())} times in {found.weeks.sum() * WEEK / YEAR:.0f} person-years, "
                "log-linear (Poisson)"
                + ("; set so that the share in an episode is the counted one" if into else "")
            )  # fmt: skip
            before, after = (off, rule.state) if into else (rule.state, off)
            hazards.append(Hazard(what, rule.course, (before,), after, float(np.exp(fitted[0][0])) * YEAR / WEEK, Basis("", why), ratios))
    names, spread, correlations = _effects(rules, expected, happened)
    begins = {f"{rule.course} begins": k for k, rule in enumerate(rules)}
    hazards = [
        replace(h, effects=((names[begins[h.name]], float(spread[begins[h.name]])),))
        if h.name in begins and spread[begins[h.name]] > 0.0
        else h
        for h in hazards
    ]
    people = People(SETTLED, SETTLED + 1, (float(ENTRY),), 0.5, ENTRY, Basis("", "nobody ages in the loop: one age stands for all"))
    about = f"Hazards fitted to episodes that were read {_from(loop)}. They stand in for that simulation, not for any study."
    kept = tuple(name for name, s in zip(names, spread, strict=True) if s > 0.0)
    close = tuple((a, b, r) for a, b, r in correlations if a in kept and b in kept)
    made = Episodes("from thresholds", loop, tuple(courses), tuple(hazards), people, kept, close, about=about)
    made, gap = _levelled(made, rules, there, first)
    return made, gap, ""


def _expected(there: Array, k: int, others: Sequence[int], b: Array, first: int) -> tuple[Array, Array]:
    """Beginnings that the hazards expect of each person, and those that happened."""
    before, after = there[k][:, first - 1 : -1], there[k][:, first:]
    rate = np.full(before.shape, b[0])
    for i, j in enumerate(others):
        rate = rate + b[i + 1] * there[j][:, first - 1 : -1]
    return (np.exp(rate) * ~before).sum(axis=1), (~before & after).sum(axis=1).astype(float)


def _effects(
    rules: Sequence[Rule], expected: Sequence[Array], happened: Sequence[Array]
) -> tuple[tuple[str, ...], Float[ndarray, " rules"], list[tuple[str, str, float]]]:
    """Names, standard deviations and correlations of person effects, by moments."""
    names = tuple(f"{rule.course} proneness" for rule in rules)
    excess = [np.log1p(max(float(((n - m) ** 2 - n).sum() / (m**2).sum()), 0.0)) for m, n in zip(expected, happened, strict=True)]
    spread = np.minimum(np.sqrt(excess), WIDEST)
    correlations: list[tuple[str, str, float]] = []
    for i in range(len(rules)):
        for j in range(i):
            if spread[i] * spread[j] > 0.0:
                common = float(((happened[i] - expected[i]) * (happened[j] - expected[j])).sum() / (expected[i] * expected[j]).sum())
                r = float(np.log(max(1.0 + common, 0.05))) / (spread[i] * spread[j])
                correlations.append((names[j], names[i], float(np.clip(r, -NEAREST, NEAREST))))
    return names, spread, correlations


def _levelled(made: Episodes, rules: Sequence[Rule], there: Array, first: int) -> tuple[Episodes, float]:
    """Set how fast each condition begins so that its mean share in the weeks that count is the counted one."""
    counted = [x[:, first:].mean() for x in there]
    shares = weekly_shares(made, rules, there.shape[2] - 1)
    for _ in range(ROUNDS):
        now = [x[first:].mean() for x in shares]
        if max(abs(a - b) for a, b in zip(now, counted, strict=True)) < CLOSE:
            break
        move = {f"{r.course} begins": _odds(c) / _odds(n) for r, c, n in zip(rules, counted, now, strict=True)}
        made = replace(made, hazards=tuple(replace(h, per_year=h.per_year * move.get(h.name, 1.0)) for h in made.hazards))
        shares = weekly_shares(made, rules, there.shape[2] - 1)
    gap = max(float(np.abs(s[first:] - x.mean(axis=0)[first:]).max()) for s, x in zip(shares, there, strict=True))
    return made, gap


def weekly_shares(made: Episodes, rules: Sequence[Rule], weeks: int) -> list[Array]:
    """Share of people in each episode at the beginning of every week, settled from the first on."""
    joint, people = joint_of(made), classes(made, NODES)
    rates = rates_of(made, joint)
    shares = forward(made, joint, rates, people, start_of(made, joint, rates, people), weeks)
    return [shares[holds(joint, made, rule.course, (rule.state,))].sum(axis=0) for rule in rules]


def _odds(share: float) -> float:
    kept = min(max(share, 1e-9), 1.0 - 1e-9)
    return kept / (1.0 - kept)


def _ratio(loop: str, other: Rule, fitted: tuple[Array, Array], place: int, link: str) -> Ratio:
    at, se = float(fitted[0][place]), float(np.sqrt(fitted[1][place, place]))
    why = f"{_from(loop)}: {np.exp(at):.2f} ({np.exp(at - 1.96 * se):.2f} to {np.exp(at + 1.96 * se):.2f} by the chance of the simulation)"
    return Ratio(other.course, float(np.exp(at)), Basis("", why), (other.state,), link=link)


def _from(loop: str) -> str:
    return f"from thresholds on {'; '.join(loop.split(chr(10)))}"
