"""Episodes as thresholds on symptoms: many persons' symptoms are simulated, episodes are read off, and held against declared episodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from unspiral.act.population.fitted_episodes import fitted_episodes, gap_of
from unspiral.act.population.naming import state_words
from unspiral.act.population.seen import YEAR, Seen
from unspiral.act.population.spells import Spells, inside, spells
from unspiral.act.population.symptoms import Symptoms, symptoms_of, weekly
from unspiral.errors import SpecError, did_you_mean
from unspiral.learn.system import Array
from unspiral.loop.episodes import Course, Episodes
from unspiral.loop.picture.words import spoken
from unspiral.records import Fit
from unspiral.records.thresholds import Reading, Rule, Thresholds
from unspiral.units import DAYS_PER, PANEL_DAYS

PERSONS, YEARS, BEFORE = 2000, 5.0, 2.0
BATCHES = 20  # of persons: Monte-Carlo errors are read off how these differ
BLOCK = 500
WEEKS_A_YEAR = YEAR / 7.0
MONTHS = (3, 6, 12, 24)
MOST_DAYS = 40_000_000  # person-days that are simulated at most: minutes, and the memory of every week's state


def thresholds(
    fit: Fit, episodes: Episodes, rules: Sequence[Rule], *, spread: Mapping[str, float] | None = None,
    together: Mapping[tuple[str, str], float] | None = None, persons: int = PERSONS, years: float = YEARS, before: float = BEFORE, seed: int = 1,
    share: float = 1.0, said: Callable[[int], None] | None = None,
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
    _check_size(persons, years, before)
    first = max(round(before * WEEKS_A_YEAR), 1)
    weeks = first + max(round(years * WEEKS_A_YEAR), 1)
    longest = max(rule.weeks for rule in rules)
    if first < longest:
        raise SpecError(
            f"{before:g} years before the count are fewer than the {longest} weeks that a rule looks at.", fix=f"--before {longest / 52 + 0.5:.1f}"
        )
    there, beyond = _simulated(world, rules, processes, seed, persons, weeks, said)
    seen = Seen(episodes, share=share)
    readings = tuple(_readings(rules, there, first, seen))
    fitted, why = fitted_episodes(fit.loop_text, rules, [world.processes[i] for i in processes], there, first)
    shares = {rule.key: tuple(float(x) for x in there[k].mean(axis=0)) for k, rule in enumerate(rules)}
    return Thresholds(
        fit.loop_text, tuple(rules), persons, years, before, seed, readings, beyond, shares, fitted,
        None if fitted is None else gap_of(fitted, rules, there, first), why, episodes.name, _said(fit, rules, processes, world, beyond),
    )  # fmt: skip


def check_rules(processes: Sequence[str], episodes: Episodes, rules: Sequence[Rule]) -> tuple[int, ...]:
    """Which process of the loop each rule reads.

    Raises:
        SpecError: a course, a state or a process that is not there, two rules for one course, or numbers that contradict each other.
    """
    if not rules:
        raise SpecError("No rule says when symptoms make an episode.", fix="--rule 'pain:chronic >= 4 on 0:10 in 10 of 12 weeks, ends after 4'")
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
                f"'{rule.course}' has no state '{rule.state}'.{did_you_mean(rule.state, course.states)}", fix=f"one of: {', '.join(course.states)}"
            )
        out.append(_process(course, processes, episodes.name))
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
            raise SpecError(f"No course of '{episodes.name}' belongs to a process '{name}'.", fix=f"--called {known[0] if known else 'pain'}=NAME")
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
    world: Symptoms, rules: Sequence[Rule], processes: tuple[int, ...], seed: int, persons: int, weeks: int, said: Callable[[int], None] | None
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


# Quantities --------------------------------------------------------------------------------------------------------------------------


def _readings(rules: Sequence[Rule], there: Array, first: int, seen: Seen) -> list[Reading]:
    out: list[Reading] = []
    for k, rule in enumerate(rules):
        out += _course(rule, there[k], first, seen)
    for a, b in combinations(range(len(rules)), 2):
        out += _pair(rules[a], rules[b], there[a], there[b], first, seen)
    return out


def _course(rule: Rule, there: Array, first: int, seen: Seen) -> list[Reading]:
    where = seen.among(rule.course, rule.state)
    now, year = there[:, first:], round(WEEKS_A_YEAR)
    begun, ended = spells(there, first), spells(~there, first)
    new, well = _flux(seen, where, into=True), _flux(seen, where, into=False)
    words = state_words(seen.episodes.course(rule.course), rule.state)
    at_risk = (~there[:, first - 1 : -1]).sum(axis=1)
    onsets = np.bincount(begun.person, minlength=len(there))
    out = [
        _reading(f"{words} now", "share", rule.key, _batched(lambda w: float(now[w].mean()), len(there)), _real(seen.share(where))),
        _reading(f"{words} at some time within a year", "share", rule.key,
                 _batched(lambda w: float(now[w, :year].any(axis=1).mean()), len(there)), _real(seen.ever(YEAR, where))),
        _reading(f"{words} begins", "per person and year", rule.key,
                 _batched(lambda w: _over(onsets[w].sum(), at_risk[w].sum() / WEEKS_A_YEAR), len(there)),
                 _over(_real(new.sum()) * YEAR, 1.0 - _real(seen.share(where)))),
    ]  # fmt: skip
    for months in MONTHS:
        days = months / 12.0 * YEAR
        episode = None if new.sum() == 0.0 else _real(seen.within(new, ~where, [days])[0])
        out.append(_reading(f"{words} over within {months} months", "share", rule.key, _lasting(begun, round(days / 7.0), len(there)), episode))
    again = None if well.sum() == 0.0 else _real(seen.within(well, where, [YEAR])[0])
    return [*out, _reading(f"{words} again within 12 months of its end", "share", rule.key, _lasting(ended, year, len(there)), again)]


def _pair(one: Rule, other: Rule, a: Array, b: Array, first: int, seen: Seen) -> list[Reading]:
    here, there = seen.among(one.course, one.state), seen.among(other.course, other.state)
    names = [state_words(seen.episodes.course(rule.course), rule.state) for rule in (one, other)]
    key = f"{one.key}+{other.key}"
    both = (a & b)[:, first:]
    out = [_reading(f"{names[0]} with {names[1]}", "share", key, _batched(lambda w: float(both[w].mean()), len(a)), _real(seen.share(here & there)))]
    for begins, given, where, holding, rule, words in ((a, b, here, there, one, names), (b, a, there, here, other, names[::-1])):
        out.append(
            _reading(
                f"{words[0]} begins so much more often in {words[1]}", "ratio", f"{rule.key}|{(other if rule is one else one).key}",
                _batched(lambda w, x=begins, y=given: _often(x[w], y[w], first), len(a)), _often_declared(seen, where, holding),
            )
        )  # fmt: skip
    return out


def _often(begins: Array, given: Array, first: int) -> float | None:
    """Rate of beginnings among those with the other condition, divided by that among those without."""
    at_risk = ~begins[:, first - 1 : -1]
    new, other = at_risk & begins[:, first:], given[:, first - 1 : -1]
    rates = [_over(float((new & o).sum()), float((at_risk & o).sum())) for o in (other, ~other)]
    return _over(rates[0], rates[1])


def _often_declared(seen: Seen, where: Array, holding: Array) -> float | None:
    rates: list[float | None] = []
    for there in (holding, ~holding):
        joint = seen.joint
        total = 0.0
        for j in range(len(joint.source)):
            s, t = int(joint.source[j]), int(joint.target[j])
            if where[t] and not where[s] and there[s]:
                total += _real((seen.now[..., s] * _speed(seen, j)).sum())
        rates.append(_over(total, _real(seen.share(~where & there))))
    return _over(rates[0], rates[1])


def _flux(seen: Seen, where: Array, *, into: bool) -> Array:
    """People at the moment after they came into some joint states, or left them, weighted by how often that happens a day."""
    out = np.zeros_like(seen.now)
    joint = seen.joint
    for j in range(len(joint.source)):
        s, t = int(joint.source[j]), int(joint.target[j])
        if bool(where[t]) == into and bool(where[s]) != into:
            out[..., t] += seen.now[..., s] * _speed(seen, j)
    return out


def _speed(seen: Seen, jump: int) -> Array:
    """Rate of one jump; two jumps of the same hazard between the same states do not occur."""
    return seen.generator[..., seen.joint.source[jump], seen.joint.target[jump]] / _parallel(seen, jump)


def _parallel(seen: Seen, jump: int) -> int:
    """How many hazards lead from the one state to the other: the generator holds their sum."""
    joint = seen.joint
    return int(((joint.source == joint.source[jump]) & (joint.target == joint.target[jump])).sum())


def _lasting(found: Spells, weeks: int, persons: int) -> tuple[float | None, float | None]:
    def of(who: Array) -> float | None:
        chosen = np.zeros(persons, dtype=bool)
        chosen[who] = True
        return found.within(weeks, chosen)

    return _batched(of, persons)


def _batched(of: Callable[[Array], float | None], persons: int) -> tuple[float | None, float | None]:
    """A quantity of all persons, and its standard error from batches of persons; None where a batch has nothing to say."""
    whole = of(np.arange(persons))
    parts = [of(batch) for batch in np.array_split(np.arange(persons), BATCHES)]
    known = [part for part in parts if part is not None]
    if whole is None or len(known) < BATCHES:
        return whole, None
    return whole, float(np.std(known, ddof=1) / np.sqrt(BATCHES))


def _reading(name: str, unit: str, state: str, found: tuple[float | None, float | None], episodes: float | None) -> Reading:
    return Reading(name, unit, state, found[0], found[1], episodes, _over(found[0], episodes))


def _over(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else float(above) / float(below)


def _real(value: complex) -> float:
    return float(np.real(value))


# Words -------------------------------------------------------------------------------------------------------------------------------


def _said(fit: Fit, rules: Sequence[Rule], processes: tuple[int, ...], world: Symptoms, beyond: Mapping[str, float]) -> tuple[str, ...]:
    out = [
        "These are two models, and the gap between them is no error of either one.",
        "The symptoms follow the loop: linear, with normal noise, the same pace for everybody and for life; people differ in their usual level, "
        "and nobody ages, dies, is treated, or is changed by having been ill before.",
        "The episodes follow hazards taken from studies, most of which asked people or interviewed them; age, sex, care, death and earlier "
        "episodes count there, and what lies behind a diagnosis is not asked.",
        "Errors are those of chance in the simulation alone: that the loop's own numbers are uncertain is not in them.",
    ]
    for rule, process in zip(rules, processes, strict=True):
        allowed = rule.weeks - rule.least
        out.append(
            f"{rule.key}: {spoken(world.processes[process])} of {rule.at:g} or more (scale {rule.low:g} to {rule.high:g}, mean of a week) in "
            f"{rule.least} of {rule.weeks} weeks" + (f", so that {allowed} may be below" if allowed else "")
            + f"; over after {rule.leave} weeks in a row below. This rule is a convention: another one gives other numbers."
        )  # fmt: skip
        name = world.processes[process]
        if beyond[name] > 0.01:
            out.append(
                f"{100 * beyond[name]:.0f} % of the simulated weeks of {spoken(name)} lie beyond its scale, which no answer can: there the loop "
                "is no good picture of the scale."
            )
    if fit.beliefs is None and fit.data.interval * DAYS_PER[fit.data.time_unit] >= PANEL_DAYS:
        out.append("The loop was learned from answers far apart: how symptoms move from week to week was not seen, and episodes hang on that.")
    if fit.beliefs is not None:
        out.append("The loop is made of assumptions alone: nobody's answers stand behind its numbers.")
    return tuple(out)

