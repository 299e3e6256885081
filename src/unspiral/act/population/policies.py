"""A declared policy put on a population: its care becomes courses that nobody enters without it, its changes become factors."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from unspiral.act.population.asked import check_ages
from unspiral.errors import SpecError, did_you_mean
from unspiral.loop.episodes import Course, Episodes, Hazard, Outcome, Ratio
from unspiral.loop.policy import Care, Lever, Price, Proposal, Stated
from unspiral.records.population import Policy
from unspiral.units import DAYS_PER

OFF, ON = "off", "on"
WEEKS_A_YEAR = DAYS_PER["year"] / DAYS_PER["week"]
Moved = Mapping[str, float]  # what a number counts as in place of its value, by its key


def put_on(
    episodes: Episodes, proposal: Proposal, *, share: float = 1.0, moved: Moved | None = None, first_day: date | None = None
) -> tuple[Episodes, Policy]:
    """A declaration with what a policy offers, and the policy as the simulation knows it.

    Each arm of care becomes a course (off, on) with two hazards behind all others, so that the clocks of all that was there stay the
    same; without
    the policy nobody begins. While care is on, its effects multiply hazards; those that only cohorts saw are taken to the power ``share``.

    Args:
        episodes: declared, with links at their causal share.
        proposal: what is proposed.
        share: causal share at which the declaration stands.
        moved: numbers of the policy in place of their values (draws, ends of intervals), by the keys of ``numbers_of``.
        first_day: of the first week, where the policy begins on a calendar date.

    Raises:
        SpecError: hazards, courses, states, links or ages that the declaration does not have.
    """
    check(episodes, proposal)
    moved = moved or {}
    for care in proposal.care:
        episodes = _with_care(episodes, proposal, care, share, moved)
    sets = tuple((care.begins, begins_a_year(proposal, care, moved)) for care in proposal.care)
    by_age = tuple((care.begins, *row) for care in proposal.care for row in care.by_age)
    scale = tuple((each.hazard, _factor(each, f"{proposal.name}: {each.hazard}", share, moved)) for each in proposal.changes)
    return episodes, Policy(proposal.name, week_of(proposal, first_day), scale, (*by_age, *proposal.by_age), proposal.cut, sets)


def priced(episodes: Episodes, proposals: Sequence[Proposal]) -> Episodes:
    """The same declaration with every outcome that some policy adds to: what costs nothing without it costs 0, and is not left out."""
    outcomes = episodes.outcomes
    for price in (price for proposal in proposals for care in proposal.care for price in care.prices):
        if price.outcome not in [outcome.name for outcome in outcomes]:
            outcomes = (*outcomes, Outcome(price.outcome, price.unit, basis=price.basis))
    return episodes if outcomes is episodes.outcomes else replace(episodes, outcomes=outcomes)


def numbers_of(proposal: Proposal) -> dict[str, Stated]:
    """Every number of a policy that has ends, by a key in words."""
    found: dict[str, Stated] = {}
    for care in proposal.care:
        found[_key(proposal, care, "uptake")] = care.uptake
        found[_key(proposal, care, "stays")] = care.stays
        found.update({_key(proposal, care, each.hazard): each.factor for each in care.effects})
    found.update({f"{proposal.name}: {each.hazard}": each.factor for each in proposal.changes})
    return {key: number for key, number in found.items() if number.low is not None and number.high is not None}


def levers_of(proposal: Proposal) -> dict[str, Lever]:
    """What a policy changes, by the keys of ``numbers_of``: found by studies, or chosen."""
    found = {_key(proposal, care, each.hazard): each for care in proposal.care for each in care.effects}
    return found | {f"{proposal.name}: {each.hazard}": each for each in proposal.changes}


def begins_a_year(proposal: Proposal, care: Care, moved: Moved | None = None) -> float:
    """-ln(1 - share) / years: how fast people begin."""
    value = (moved or {}).get(_key(proposal, care, "uptake"), care.uptake.value)
    return -math.log1p(-value) / (care.uptake_weeks / WEEKS_A_YEAR)


def stops_a_year(proposal: Proposal, care: Care, moved: Moved | None = None) -> float:
    """-ln(share) / years: how fast those who began stop."""
    value = (moved or {}).get(_key(proposal, care, "stays"), care.stays.value)
    return -math.log(value) / (care.stays_weeks / WEEKS_A_YEAR)


def week_of(proposal: Proposal, first_day: date | None) -> int:
    """The week in which a policy begins: the first whole one from its date on.

    Raises:
        SpecError: what is no start; a date without a first day, or before it.
    """
    start = proposal.start.strip()
    if start == "now":
        return 0
    if found := re.fullmatch(r"week (\d{1,6})", start):
        return int(found[1])
    try:
        day = date.fromisoformat(start)
    except ValueError:
        raise SpecError(
            f"policy '{proposal.name}' begins at '{start}', which is no time.", fix='start = "now", "week 52" or "2028-01-01"'
        ) from None
    if first_day is None or day < first_day:
        when = "and nobody said on which day the first week begins" if first_day is None else f"before the first week ({first_day})"
        raise SpecError(f"policy '{proposal.name}' begins on {day}, {when}.", fix=f"--start {day - timedelta(days=364)}")
    return -(-(day - first_day).days // 7)


def check(episodes: Episodes, proposal: Proposal) -> None:
    """Hold a policy against a declaration, before anything is computed.

    Raises:
        SpecError: as ``put_on``.
    """
    place = f"policy '{proposal.name}'"
    hazards = [hazard.name for hazard in episodes.hazards]
    courses = {course.name: course.states for course in episodes.courses}
    for care in proposal.care:
        inside = f"care '{care.name}' of {place}"
        if care.name in courses:
            raise SpecError(f"{inside} has the name of a course of '{episodes.name}'.", fix="name the care differently")
        for hazard in (*(each.hazard for each in care.effects), *care.ends_with):
            _among(hazard, hazards, "a hazard", inside, episodes)
        for course, states in (*care.only, *((each, (OFF,)) for each in care.instead_of)):
            _among(course, courses, "a course", inside, episodes)
            for state in states:
                _among(state, courses[course], f"a state of {course}", inside, episodes)
        for low, high, _ in care.by_age:
            check_ages(episodes, low, high, inside)
        for price in care.prices:
            _priced(episodes, price, inside)
    for hazard in (*(each.hazard for each in proposal.changes), *(row[0] for row in proposal.by_age)):
        _among(hazard, hazards, "a hazard", place, episodes)
    for _, low, high, _ in proposal.by_age:
        check_ages(episodes, low, high, place)
    links = sorted({ratio.link for hazard in episodes.hazards for ratio in hazard.ratios if ratio.link})
    for link in proposal.cut:
        _among(link, links, "a link", place, episodes)


def _with_care(episodes: Episodes, proposal: Proposal, care: Care, share: float, moved: Moved) -> Episodes:
    factors = {
        each.hazard: Ratio(care.name, _factor(each, _key(proposal, care, each.hazard), share, moved), each.factor.basis, (ON,))
        for each in care.effects
    }
    only = (*care.only, *((course, (OFF,)) for course in care.instead_of))
    begins = Hazard(care.begins, care.name, (OFF,), ON, 0.0, care.uptake.basis, only=only)
    stops = Hazard(care.stops, care.name, (ON,), OFF, stops_a_year(proposal, care, moved), care.stays.basis)
    outcomes = episodes.outcomes
    for price in care.prices:
        outcomes = _with_price(outcomes, care, price)
    hazards = (*(_beside(hazard, care, factors) for hazard in episodes.hazards), begins, stops)
    return replace(episodes, courses=(*episodes.courses, Course(care.name, (OFF, ON), OFF)), hazards=hazards, outcomes=outcomes)


def _beside(hazard: Hazard, care: Care, factors: Mapping[str, Ratio]) -> Hazard:
    """A hazard of the declaration beside a policy's care."""
    ratios, only, resets = hazard.ratios, hazard.only, hazard.resets
    if hazard.name in factors:
        ratios = (*ratios, factors[hazard.name])
    if hazard.name in care.ends_with:
        resets = (*resets, (care.name, OFF))
    if hazard.course in care.instead_of and hazard.before == (OFF,):
        only = (*only, (care.name, (OFF,)))  # nobody begins the other while this one is on
    same = (ratios, only, resets) == (hazard.ratios, hazard.only, hazard.resets)
    return hazard if same else replace(hazard, ratios=ratios, only=only, resets=resets)


def _with_price(outcomes: tuple[Outcome, ...], care: Care, price: Price) -> tuple[Outcome, ...]:
    names = [outcome.name for outcome in outcomes]
    if price.outcome not in names:
        outcomes, names = (*outcomes, Outcome(price.outcome, price.unit, basis=price.basis)), [*names, price.outcome]
    place = names.index(price.outcome)
    daily = ((care.name, (ON,), price.each_week / DAYS_PER["week"]),) if price.each_week else ()
    once = ((care.begins, price.each_start),) if price.each_start else ()
    told = outcomes[place]
    told = replace(told, per_day=(*told.per_day, *daily), per_event=(*told.per_event, *once))
    return (*outcomes[:place], told, *outcomes[place + 1 :])


def _factor(lever: Lever, key: str, share: float, moved: Moved) -> float:
    value = moved.get(key, lever.factor.value)
    return value**share if lever.kind == "cohort" else value


def _key(proposal: Proposal, care: Care, what: str) -> str:
    return f"{proposal.name}: {care.name}, {what}"


def _among(word: str, known: Collection[str], what: str, place: str, episodes: Episodes) -> None:
    if word not in known:
        raise SpecError(
            f"{place} speaks of '{word}', which is not {what} of '{episodes.name}'.{did_you_mean(word, known)}",
            fix=f"use {', '.join(known) or 'another policy: there are none'}",
        )


def _priced(episodes: Episodes, price: Price, place: str) -> None:
    told = next((outcome for outcome in episodes.outcomes if outcome.name == price.outcome), None)
    if told is not None and (told.product or told.unit != price.unit):
        why = "its amounts multiply" if told.product else f"it is counted in {told.unit}"
        raise SpecError(f"{place} adds {price.unit} to the outcome '{price.outcome}', and {why}.", fix="name another outcome")
