"""Hazards fitted to episodes that were read off symptoms: the same reading as a declaration, to be run where symptoms would take too long."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import forward, start_of
from unspiral.act.population.joint import holds, joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.spells import log_linear, moves
from unspiral.learn.system import Array
from unspiral.loop.episodes import Basis, Course, Episodes, Hazard, People, Ratio
from unspiral.records.thresholds import Rule
from unspiral.units import DAYS_PER

YEAR, WEEK = DAYS_PER["year"], DAYS_PER["week"]
NONE = "none"
ENTRY = 18


def fitted_episodes(loop: str, rules: Sequence[Rule], processes: Sequence[str], there: Array, first: int) -> tuple[Episodes | None, str]:
    """Beginnings and ends of each condition as hazards, log-linear in the other conditions and in whether there was an episode before.

    log hazard = b0 + sum b (other condition) + b (earlier episode), from events and person-weeks (Poisson).

    Args:
        loop: text of the loop.
        rules: by which episodes were read.
        processes: of the loop, of each rule.
        there: [rule, person, week].
        first: week from which on moves count.

    Returns:
        The declaration; or None, and why not.

    Source: tests/act/population/test_fitted_episodes.py: hazards that made the counts are found again.
    """
    earlier = [np.logical_or.accumulate(x, axis=1) for x in there]
    courses, hazards = list[Course](), list[Hazard]()
    for k, rule in enumerate(rules):
        others = [j for j in range(len(rules)) if j != k]
        off = NONE if rule.state != NONE else "no " + rule.state
        courses.append(Course(rule.course, (off, rule.state), off, processes[k], (rule.state,), 1))
        for into in (True, False):
            covariates = [there[j] for j in others] + ([earlier[k]] if into else [])
            found = moves(there[k], into, covariates, first)
            fitted = log_linear(found)
            what = f"{rule.course} {'begins' if into else 'ends'}"
            if fitted is None:
                return None, (
                    f"'{what}' happened too rarely beside the other condition, or an earlier episode, for hazards to be fitted: more persons or "
                    "years, or another rule."
                )
            events = int(found.events.sum())
            ratios = [_ratio(loop, rules[j], what, fitted, i + 1, link=f"{rules[j].course}->{rule.course}") for i, j in enumerate(others)]
            if into:
                ratios.append(_earlier(loop, rule, fitted, len(others) + 1))
            rate = float(np.exp(fitted[0][0])) * YEAR / WEEK
            why = f"{_from(loop)}: {events} times in {found.weeks.sum() * WEEK / YEAR:.0f} person-years, log-linear (Poisson)"
            before, after = (off, rule.state) if into else (rule.state, off)
            hazards.append(Hazard(what, rule.course, (before,), after, rate, Basis("", why), tuple(ratios)))
    youngest = ENTRY + max(int(round(first * WEEK / YEAR)), 0)
    why = f"one age: nobody ages in the loop; {first} weeks ran before the count"
    people = People(youngest, youngest + 1, (float(ENTRY),), 0.5, ENTRY, Basis("", why))
    about = f"Hazards fitted to episodes that were read {_from(loop)}. An emulator of that simulation, not of any study."
    return Episodes("from thresholds", loop, tuple(courses), tuple(hazards), people, about=about), ""


def gap_of(fitted: Episodes, rules: Sequence[Rule], there: Array, first: int) -> float:
    """Largest distance between the shares of persons in an episode, counted and by the fitted hazards, in the weeks that count."""
    joint, people = joint_of(fitted), classes(fitted)
    rates = rates_of(fitted, joint)
    weeks = there.shape[2] - 1
    alone = People(ENTRY, ENTRY + 1, fitted.people.bands, 0.5, ENTRY, fitted.people.basis)
    young = Episodes(fitted.name, fitted.loop, fitted.courses, fitted.hazards, alone)
    shares = forward(young, joint, rates, people, start_of(young, joint, rates, people), weeks)
    worst = 0.0
    for k, rule in enumerate(rules):
        said = shares[holds(joint, fitted, rule.course, (rule.state,))].sum(axis=0)
        worst = max(worst, float(np.abs(said[first:] - there[k].mean(axis=0)[first:]).max()))
    return worst


def _ratio(loop: str, other: Rule, what: str, fitted: tuple[Array, Array], place: int, link: str) -> Ratio:
    return Ratio(other.course, float(np.exp(fitted[0][place])), Basis("", _spread(loop, fitted, place)), (other.state,), link=link)


def _earlier(loop: str, rule: Rule, fitted: tuple[Array, Array], place: int) -> Ratio:
    why = f"{_spread(loop, fitted, place)}; it stands for how far people differ, since nothing in the loop remembers an episode"
    return Ratio("earlier", float(np.exp(fitted[0][place])), Basis("", why), low=1.0, course=rule.course)


def _spread(loop: str, fitted: tuple[Array, Array], place: int) -> str:
    at, se = float(fitted[0][place]), float(np.sqrt(fitted[1][place, place]))
    return f"{_from(loop)}: {np.exp(at):.2f} ({np.exp(at - 1.96 * se):.2f} to {np.exp(at + 1.96 * se):.2f} by the chance of the simulation)"


def _from(loop: str) -> str:
    return f"from thresholds on {' ; '.join(loop.split(chr(10)))}"
