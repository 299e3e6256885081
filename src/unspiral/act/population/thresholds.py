"""Episodes as thresholds on symptoms: many persons' symptoms are simulated, episodes are read off, and held against declared episodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from unspiral.act.population.fitted_episodes import NODES, fitted_episodes
from unspiral.act.population.naming import state_words
from unspiral.act.population.quantities import BATCHES, WEEKS_A_YEAR, counted_quantities, declared_quantities, one_by_one, over
from unspiral.act.population.seen import YEAR, Seen
from unspiral.act.population.spells import inside
from unspiral.act.population.symptoms import Symptoms, symptoms_of, weekly
from unspiral.act.population.threshold_readings import Reading, Rule, Thresholds
from unspiral.errors import SpecError, did_you_mean
from unspiral.learn.system import Array
from unspiral.loop.episodes import Course, Episodes
from unspiral.loop.picture.words import spoken
from unspiral.records import Fit
from unspiral.units import DAYS_PER, PANEL_DAYS

PERSONS, YEARS, BEFORE = 2000, 5.0, 2.0
BLOCK = 500
MOST_DAYS = 40_000_000  # person-days that are simulated at most: minutes, and the memory of every week's state


def thresholds(
    fit: Fit, episodes: Episodes, rules: Sequence[Rule], *, spread: Mapping[str, float] | None = None,
    together: Mapping[tuple[str, str], float] | None = None, persons: int = PERSONS, years: float = YEARS, before: float = BEFORE,
    seed: int = 1, share: float = 1.0, said: Callable[[int], None] | None = None,
) -> Thresholds:  # fmt: skip
    """Read episodes off a loop's own symptoms, and say how far that is from declared episodes.

    Args:
        fit: a loop with numbers: learned, or from priors.
        episodes: declared; each rule names a course of it, whose ``process`` is one of the loop.
        rules: one for each course that is read.
        spread, together: how far people's levels lie apart and go together, where the fit does not know.
        persons: simulated.
        years: that are counted.
        before: years that run first, so that nobody's beginning matters.
        seed: of all chance.
        share: part of the links that is causal, in the declared episodes.
        said: called with the number of persons that are done.

    Raises:
        SpecError: a rule, a number or a name that cannot be.
        NotIdentified: the loop cannot be simulated.

    Source: tests/act/population/test_thresholds.py (a process whose crossings are known, and runs counted by brute force).
    """
    world = symptoms_of(fit, spread or {}, together)
    processes = check_rules(world.processes, episodes, rules)
    _check_levels(world, rules, processes)
    _check_size(persons, years, before)
    first = max(round(before * WEEKS_A_YEAR), 1)
    weeks = first + max(round(years * WEEKS_A_YEAR), 1)
    longest = max(rule.weeks for rule in rules)
    if first < longest:
        raise SpecError(
            f"{before:g} years before the count are fewer than the {longest} weeks that a rule looks at.",
            fix=f"--before {longest / 52 + 0.5:.1f}",
        )
    there, beyond = _simulated(world, rules, processes, seed, persons, weeks, said)
    fitted, gap, why = fitted_episodes(fit.loop_text, rules, [world.processes[i] for i in processes], there, first)
    said_by = declared_quantities(rules, Seen(one_by_one(episodes), share=share))
    fitted_by = [None] * len(said_by) if fitted is None else declared_quantities(rules, Seen(one_by_one(fitted), nodes=NODES))
    words = [state_words(episodes.course(rule.course), rule.state) for rule in rules]
    readings = tuple(
        Reading(c.name, c.unit, c.state, c.value, c.error, d, over(c.value, d), f)
        for c, d, f in zip(counted_quantities(rules, words, there, first), said_by, fitted_by, strict=True)
    )
    shares = {rule.key: tuple(float(x) for x in there[k].mean(axis=0)) for k, rule in enumerate(rules)}
    return Thresholds(
        fit.loop_text, tuple(rules), persons, years, before, seed, readings, beyond, shares, fitted, gap, why,
        episodes.name, _said(fit, rules, processes, world, beyond),
    )  # fmt: skip


def check_rules(processes: Sequence[str], episodes: Episodes, rules: Sequence[Rule]) -> tuple[int, ...]:
    """Which process of the loop each rule reads.

    Raises:
        SpecError: a course, a state or a process that is not there, two rules for one course, or numbers that contradict each other.
    """
    if not rules:
        raise SpecError(
            "No rule says when symptoms make an episode.", fix="--rule 'pain:chronic >= 4 on 0:10 in 10 of 12 weeks, ends after 4'"
        )
    out: list[int] = []
    named = [course.name for course in episodes.courses]
    for rule in rules:
        if rule.course not in named:
            raise SpecError(
                f"'{episodes.name}' has no course '{rule.course}'.{did_you_mean(rule.course, named)}", fix=f"one of: {', '.join(named)}"
            )
        course = episodes.course(rule.course)
        if rule.state not in course.states:
            raise SpecError(
                f"'{rule.course}' has no state '{rule.state}'.{did_you_mean(rule.state, course.states)}",
                fix=f"one of: {', '.join(course.states)}",
            )
        out.append(_process(course, processes, episodes.name))
        moved = next((h.name for h in episodes.hazards if rule.course in [name for name, _ in h.resets]), "")
        if moved:
            raise SpecError(
                f"The hazard '{moved}' moves '{rule.course}' along with its own course ('resets').",
                why="How often an episode begins or ends by itself cannot be told from that.",
                fix=f"a declaration without that, or no rule for {rule.course}",
            )  # fmt: skip
        _check_rule(rule)
    doubled = [rule.course for k, rule in enumerate(rules) if rule.course in [r.course for r in rules[:k]]]
    if doubled:
        raise SpecError(f"Two rules read '{doubled[0]}'.", fix="one --rule for each course")
    return tuple(out)


def _process(course: Course, processes: Sequence[str], name: str) -> int:
    if not course.process:
        raise SpecError(
            f"The course '{course.name}' of '{name}' belongs to no process of a loop.",
            why="Episodes are read off symptoms, and these are of a process.",
            fix=f'process = "..." under [course.{course.name}] of the declaration',
        )
    if course.process not in processes:
        raise SpecError(
            f"The course '{course.name}' of '{name}' belongs to the process '{course.process}', which this loop does not have."
            f"{did_you_mean(course.process, processes)}",
            why=f"The loop has {', '.join(processes)}.", fix=f"--called {course.process}={processes[0]} says which process it is",
        )  # fmt: skip
    return list(processes).index(course.process)


def called(episodes: Episodes, names: Mapping[str, str]) -> Episodes:
    """The declaration with processes called as the loop calls them.

    Args:
        episodes: declared.
        names: name of a process in the declaration -> its name in the loop.

    Raises:
        SpecError: no course belongs to such a process.
    """
    known = [course.process for course in episodes.courses if course.process]
    for name in names:
        if name not in known:
            raise SpecError(
                f"No course of '{episodes.name}' belongs to a process '{name}'.", fix=f"--called {known[0] if known else 'pain'}=NAME"
            )
    return replace(episodes, courses=tuple(replace(c, process=names.get(c.process, c.process)) for c in episodes.courses))


def _check_rule(rule: Rule) -> None:
    if not rule.low < rule.high:
        raise SpecError(f"A scale from {rule.low:g} to {rule.high:g} has no room.", fix=f"--scale {rule.course}=0:10")
    if not rule.low < rule.at <= rule.high:
        raise SpecError(
            f"The threshold of '{rule.key}' is {rule.at:g}, and the scale runs from {rule.low:g} to {rule.high:g}.",
            why="Everybody, or nobody, would always be above it.", fix=f"a threshold above {rule.low:g} and up to {rule.high:g}",
        )  # fmt: skip
    if not 1 <= rule.least <= rule.weeks <= 104:
        raise SpecError(f"{rule.least} of {rule.weeks} weeks cannot be asked of '{rule.key}'.", fix="in 10 of 12 weeks, for example")
    if rule.leave <= rule.weeks - rule.least or rule.leave > 104:
        raise SpecError(
            f"'{rule.key}' would end after {rule.leave} weeks below, and may have {rule.weeks - rule.least} such weeks while it lasts.",
            why="It would end and begin again within itself.", fix=f"ends after {rule.weeks - rule.least + 1} weeks or more",
        )  # fmt: skip


def _check_levels(world: Symptoms, rules: Sequence[Rule], processes: tuple[int, ...]) -> None:
    for rule, process in zip(rules, processes, strict=True):
        level = float(world.level[process])
        if not rule.low <= level <= rule.high:
            raise SpecError(
                f"The usual level of {spoken(world.processes[process])} in this loop is {level:.3g}, outside its scale from {rule.low:g} "
                f"to {rule.high:g}.",
                why="The loop's numbers are of another scale than the threshold.",
                fix=f"--scale {rule.course}=LOW:HIGH as the answers were given",
            )  # fmt: skip


def _check_size(persons: int, years: float, before: float) -> None:
    if persons < 10 * BATCHES:
        raise SpecError(f"{persons} persons are too few to say how exact their counts are.", fix=f"--persons {PERSONS}")
    if not (0.5 <= years <= 100.0 and 0.0 < before <= 100.0):
        raise SpecError(f"{years:g} years after {before:g} years cannot be simulated.", fix=f"--years {YEARS:g} --before {BEFORE:g}")
    days = persons * (years + before) * YEAR
    if days > MOST_DAYS:
        raise SpecError(
            f"{persons:,} persons over {years + before:g} years are {days:,.0f} person-days, more than {MOST_DAYS:,} are not simulated.",
            fix=f"--persons {int(MOST_DAYS / ((years + before) * YEAR))}",
        )


def _simulated(
    world: Symptoms,
    rules: Sequence[Rule],
    processes: tuple[int, ...],
    seed: int,
    persons: int,
    weeks: int,
    said: Callable[[int], None] | None,
) -> tuple[Array, dict[str, float]]:
    there = np.zeros((len(rules), persons, weeks), dtype=bool)
    outside = np.zeros(len(rules))
    for begin in range(0, persons, BLOCK):
        who = range(begin, min(begin + BLOCK, persons))
        scores = weekly(world, seed, who, weeks)
        for k, (rule, process) in enumerate(zip(rules, processes, strict=True)):
            mine = scores[:, :, process]
            there[k, who.start : who.stop] = inside(mine, rule)
            outside[k] += ((mine < rule.low) | (mine > rule.high)).sum()
        if said is not None:
            said(len(who))
    return there, {world.processes[process]: float(outside[k] / (persons * weeks)) for k, process in enumerate(processes)}


# Words -------------------------------------------------------------------------------------------------------------------------------


def _said(fit: Fit, rules: Sequence[Rule], processes: tuple[int, ...], world: Symptoms, beyond: Mapping[str, float]) -> tuple[str, ...]:
    out = [
        "These are two models, and the gap between them is no error of either one.",
        "The symptoms follow the loop: linear, with normal noise, the same pace for everybody and for life; people differ in their usual "
        "level, and nobody ages, dies, is treated, or is changed by having been ill before.",
        "The episodes follow hazards taken from studies, most of which asked people or interviewed them; age, sex, care, death and earlier "
        "episodes count there, and what lies behind a diagnosis is not asked.",
        "Errors are those of chance in the simulation alone: that the loop's own numbers are uncertain is not in them.",
    ]
    for rule, process in zip(rules, processes, strict=True):
        allowed = rule.weeks - rule.least
        out.append(
            f"{rule.key}: {spoken(world.processes[process])} of {rule.at:g} or more (scale {rule.low:g} to {rule.high:g}, mean of a week) "
            f"in {rule.least} of {rule.weeks} weeks" + (f", so that {allowed} may be below" if allowed else "")
            + f"; over after {rule.leave} weeks in a row below. This rule is a convention: another one gives other numbers."
        )  # fmt: skip
        name = world.processes[process]
        if beyond[name] > 0.01:
            out.append(
                f"{100 * beyond[name]:.0f} % of the simulated weeks of {spoken(name)} lie beyond its scale, which no answer can: there the "
                "loop is no good picture of the scale."
            )
    if fit.beliefs is None and fit.data.interval * DAYS_PER[fit.data.time_unit] >= PANEL_DAYS:
        out.append(
            "The loop was learned from answers far apart: how symptoms move from week to week was not seen, and episodes hang on that."
        )
    if fit.beliefs is not None:
        out.append("The loop is made of assumptions alone: nobody's answers stand behind its numbers.")
    return tuple(out)
