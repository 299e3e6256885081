"""The same quantities counted from simulated persons and worked out from declared episodes, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from unspiral.act.population.seen import YEAR, Seen
from unspiral.act.population.spells import Spells, spells
from unspiral.learn.system import Array
from unspiral.records.thresholds import Rule

BATCHES = 20  # of persons: Monte-Carlo errors are read off how these differ
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
    often = batched(lambda w: over(onsets[w].sum(), at_risk[w].sum() / WEEKS_A_YEAR), many)
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
    """A quantity of all persons, and its standard error from batches of persons.

    Args:
        of: the quantity of some persons, or None where they have nothing to say.
        persons: how many.

    Returns:
        The quantity, and its error; an error of None where some batch has nothing to say.
    """
    whole = of(np.arange(persons))
    parts = [of(batch) for batch in np.array_split(np.arange(persons), BATCHES)]
    known = [part for part in parts if part is not None]
    if whole is None or len(known) < BATCHES:
        return whole, None
    return whole, float(np.std(known, ddof=1) / np.sqrt(BATCHES))


def declared_quantities(rules: Sequence[Rule], seen: Seen) -> list[float | None]:
    """The same quantities, in the same order, as declared episodes have them; exact.

    Args:
        rules: one a condition.
        seen: the declaration as it would be studied.
    """
    out: list[float | None] = []
    for rule in rules:
        where = seen.among(rule.course, rule.state)
        new, well = _flux(seen, where, np.ones_like(where)), _flux(seen, ~where, np.ones_like(where))
        share = _real(seen.share(where))
        out += [share, _real(seen.ever(YEAR, where)), over(_real(new.sum()) * YEAR, _real(seen.share(~where)))]
        days = [months / 12.0 * YEAR for months in MONTHS]
        out += [None] * len(days) if new.sum() == 0.0 else [_real(x) for x in seen.within(new, ~where, days)]
        out.append(None if well.sum() == 0.0 else _real(seen.within(well, where, [YEAR])[0]))
    for a, b in combinations(range(len(rules)), 2):
        here, there = (seen.among(rule.course, rule.state) for rule in (rules[a], rules[b]))
        out.append(_real(seen.share(here & there)))
        for begins, given in ((here, there), (there, here)):
            rates = [over(_real(_flux(seen, begins, o).sum()), _real(seen.share(~begins & o))) for o in (given, ~given)]
            out.append(over(rates[0], rates[1]))
    return out


def _flux(seen: Seen, into: Array, among: Array) -> Array:
    """People at the moment after they came into some joint states, out of some others, weighted by how often that happens a day."""
    out = np.zeros_like(seen.now)
    joint = seen.joint
    for s, t in {(int(s), int(t)) for s, t in zip(joint.source, joint.target, strict=True)}:
        if into[t] and not into[s] and among[s]:
            out[..., t] += seen.now[..., s] * seen.generator[..., s, t]
    return out


def over(above: float | None, below: float | None) -> float | None:
    """A ratio; None where either is missing, or there is nothing to divide by."""
    return None if above is None or not below else float(above) / float(below)


def _real(value: complex) -> float:
    return float(np.real(value))
