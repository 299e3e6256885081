"""The same quantities counted from simulated persons and worked out from declared episodes, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from unspiral.act.population.moving import Moving
from unspiral.act.population.seen import YEAR, Seen
from unspiral.act.population.spells import Spells, spells
from unspiral.act.population.threshold_readings import Rule
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes

BATCHES = 20  # of persons: Monte-Carlo errors are read off leaving one after the other out
WEEKS_A_YEAR = YEAR / 7.0
MONTHS = (3, 6, 12, 24)
SHARE, RATE, RATIO = "share", "per person and year", "ratio"


@dataclass(frozen=True, slots=True)
class Counted:
    """One quantity from simulated persons.

    Args:
        name: in words.
        unit: SHARE, RATE or RATIO.
        state: whose.
        value: None where nothing of the kind happened.
        error: Monte-Carlo standard error; None where too little happened.
    """

    name: str
    unit: str
    state: str
    value: float | None
    error: float | None


def counted_quantities(rules: Sequence[Rule], words: Sequence[str], there: Array, first: int) -> list[Counted]:
    """Shares, beginnings, ends and returns of each condition, and of each pair.

    Args:
        rules: one a condition.
        words: its state in words.
        there: who is in an episode in which week; [rule, person, week].
        first: week from which on things count.
    """
    out: list[Counted] = []
    for k, rule in enumerate(rules):
        out += _one(rule, words[k], there[k], first)
    for a, b in combinations(range(len(rules)), 2):
        both = (there[a] & there[b])[:, first:]
        key = f"{rules[a].key}+{rules[b].key}"
        out.append(Counted(f"{words[a]} with {words[b]}", SHARE, key, *batched(lambda w, x=both: float(x[w].mean()), there.shape[1])))
        for i, j in ((a, b), (b, a)):
            found = batched(lambda w, x=there[i], y=there[j]: _often(x[w], y[w], first), there.shape[1])
            out.append(Counted(f"{words[i]} begins: times as often in {words[j]}", RATIO, f"{rules[i].key}|{rules[j].key}", *found))
    return out


def _one(rule: Rule, words: str, there: Array, first: int) -> list[Counted]:
    now, year, many = there[:, first:], round(WEEKS_A_YEAR), len(there)
    begun, ended = spells(there, first), spells(~there, first)
    at_risk = (~there[:, first - 1 : -1]).sum(axis=1)
    onsets = np.bincount(begun.person, minlength=many)
    often = batched(lambda w: over(float(onsets[w].sum()), float(at_risk[w].sum()) / WEEKS_A_YEAR), many)
    out = [
        Counted(f"{words} now", SHARE, rule.key, *batched(lambda w: float(now[w].mean()), many)),
        Counted(f"{words} at some time within a year", SHARE, rule.key, *batched(lambda w: float(now[w, :year].any(axis=1).mean()), many)),
        Counted(f"{words} begins, in those without", RATE, rule.key, *often),
    ]
    for months in MONTHS:
        found = _lasting(begun, round(months / 12.0 * WEEKS_A_YEAR), many)
        out.append(Counted(f"{words} over within {months} months", SHARE, rule.key, *found))
    return [*out, Counted(f"{words} again within 12 months", SHARE, rule.key, *_lasting(ended, year, many))]


def _often(begins: Array, given: Array, first: int) -> float | None:
    """Rate of beginnings among those with the other condition, divided by that among those without."""
    at_risk = ~begins[:, first - 1 : -1]
    new, other = at_risk & begins[:, first:], given[:, first - 1 : -1]
    with_it, without = (over(float((new & o).sum()), float((at_risk & o).sum())) for o in (other, ~other))
    return over(with_it, without)


def _lasting(found: Spells, weeks: int, persons: int) -> tuple[float | None, float | None]:
    def of(who: Array) -> float | None:
        chosen = np.zeros(persons, dtype=bool)
        chosen[who] = True
        return found.within(weeks, chosen)

    return batched(of, persons)


def batched(of: Callable[[Array], float | None], persons: int) -> tuple[float | None, float | None]:
    """A quantity of all persons, and its standard error: how much it moves when one batch of persons is left out (jackknife).

    Args:
        of: the quantity of some persons, or None where they have nothing to say.
        persons: how many.

    Returns:
        The quantity, and its error; an error of None where some batch is all that can say anything.
    """
    everybody = np.arange(persons)
    whole = of(everybody)
    without = [of(np.setdiff1d(everybody, batch, assume_unique=True)) for batch in np.array_split(everybody, BATCHES)]
    known = [part for part in without if part is not None]
    if whole is None or len(known) < BATCHES:
        return whole, None
    return whole, float(np.sqrt((BATCHES - 1) * np.var(known)))


def declared_quantities(rules: Sequence[Rule], seen: Seen) -> list[float | None]:
    """The same quantities, in the same order, as declared episodes have them; exact.

    Args:
        rules: one a condition.
        seen: the declaration as it would be studied, with a hazard for each state (``one_by_one``).
    """
    out: list[float | None] = []
    for rule in rules:
        where = seen.among(rule.course, rule.state)
        new, well = _moved(seen, rule, into=True), _moved(seen, rule, into=False)
        out += [_real(seen.share(where)), _real(seen.ever(YEAR, where)), over(_size(new) * YEAR, _real(seen.share(~where)))]
        days = [months / 12.0 * YEAR for months in MONTHS]
        out += [None] * len(days) if not _size(new) else [_real(x) for x in seen.within(new, ~where, days)]
        out.append(_real(seen.within(well, where, [YEAR])[0]) if _size(well) else None)
    for a, b in combinations(range(len(rules)), 2):
        here, there = (seen.among(rule.course, rule.state) for rule in (rules[a], rules[b]))
        out.append(_real(seen.share(here & there)))
        for rule, begins, given in ((rules[a], here, there), (rules[b], there, here)):
            new = _moved(seen, rule, into=True)
            rates = [over(_size(new, o), _real(seen.share(~begins & o))) for o in (given, ~given)]
            out.append(over(rates[0], rates[1]))
    return out


def one_by_one(episodes: Episodes) -> Episodes:
    """The same declaration with a hazard of its own for each state that it can strike in, so that it tells where people came from.

    Args:
        episodes: declared.
    """
    hazards = tuple(
        replace(hazard, name=f"{hazard.name}, from {before}", before=(before,)) for hazard in episodes.hazards for before in hazard.before
    )
    return replace(episodes, hazards=hazards, outcomes=())


def _moved(seen: Seen, rule: Rule, *, into: bool) -> Array:
    """People at the moment after they came into the state of a rule, or left it, weighted by how often that happens a day."""
    out = np.zeros_like(seen.now)
    for hazard in seen.episodes.hazards:
        if hazard.course == rule.course and (hazard.after if into else hazard.before[0]) == rule.state:
            out = out + seen.struck(hazard.name)
    return out


def _size(people: Array, there: Array | None = None) -> float:
    return _real((people if there is None else people[..., there]).sum())


def over(above: float | None, below: float | None) -> float | None:
    """A ratio; None where either is missing, or there is nothing to divide by."""
    return None if above is None or not below else above / below


def _real(value: complex | Moving) -> float:
    return float(np.real(value.value if isinstance(value, Moving) else value))
