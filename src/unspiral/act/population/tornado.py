"""Which declared number moves a difference most: each at the ends of its interval, all others held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from unspiral.act.population.bench import Bench, Reading
from unspiral.act.population.compare import NOTHING
from unspiral.act.population.dials import ranges, turned, words_of
from unspiral.act.population.policies import numbers_of, priced
from unspiral.errors import SpecError
from unspiral.loop.episodes import Episodes
from unspiral.loop.policy import Proposal
from unspiral.records.policies import Bar, Tornado

SHARE = "part of the links that is causal"
Ends = tuple[str, float, float, list[tuple[Episodes, dict[str, float]]]]


def tornados(
    scenarios: Mapping[float, Episodes],
    proposal: Proposal,
    weeks: int,
    measures: Sequence[str],
    *,
    draws: Sequence[Episodes] = (),
    nodes: int = 3,
    first_day: date | None = None,
    advance: Callable[[int], None] | None = None,
) -> tuple[Tornado, ...]:
    """One picture a measure, around the middle causal share; from the smallest to the largest share is a bar of its own.

    Args:
        scenarios: causal share -> declaration.
        proposal: the policy; its own numbers with ends are turned: effects, uptake, how long people stay.
        weeks: of the horizon.
        measures: names.
        draws: declarations at the middle share, from whose spread the ends of the declaration's numbers are read; none: those are held.
        nodes: of each person effect.
        first_day: of the first week.
        advance: told after every number.

    Raises:
        SpecError: a measure that is none.

    Source: tests/act/population/test_tornado.py.
    """
    shares = sorted(scenarios)
    middle = shares[len(shares) // 2]
    episodes = priced(scenarios[middle], [proposal])
    bench = Bench(weeks, first_day)
    names = [measure.name for measure in bench.plain(episodes)[1]]
    for each in measures:
        if each not in names:
            raise SpecError(f"'{each}' is no measure.", fix=f"use {', '.join(names)}")

    def change(declared: Episodes, moved: dict[str, float], share: float) -> dict[str, float]:
        base, arms = bench.read(declared, share, [proposal], nodes=nodes, marks=[0, weeks], moved=moved)
        return _change(names, base, arms[0])

    at = change(episodes, {}, middle)
    bars: dict[str, list[Bar]] = {each: [] for each in measures}
    ends = [change(scenarios[share], {}, share) for share in (shares[0], shares[-1])]
    for each in measures:
        bars[each].append(Bar(SHARE, shares[0], shares[-1], ends[0][each], ends[1][each]))
    for key, low, high, both in _turns(episodes, proposal, draws):
        found = [change(declared, moved, middle) for declared, moved in both]
        for each in measures:
            bars[each].append(Bar(key, low, high, found[0][each], found[1][each]))
        if advance is not None:
            advance(1)
    return tuple(Tornado(each, middle, at[each], tuple(sorted(bars[each], key=lambda bar: -bar.swing))) for each in measures)


def turns(episodes: Episodes, proposal: Proposal, draws: Sequence[Episodes]) -> int:
    """How many numbers are turned."""
    return sum(1 for _ in _turns(episodes, proposal, draws))


def _turns(episodes: Episodes, proposal: Proposal, draws: Sequence[Episodes]) -> Iterator[Ends]:
    """Each number with its ends, and the declaration and the policy's numbers at either."""
    for key, number in numbers_of(proposal).items():
        if number.low is not None and number.high is not None:
            both = [(episodes, {key: end}) for end in (number.low, number.high)]
            yield key.removeprefix(f"{proposal.name}: "), number.low, number.high, both
    for dial, (low, high) in ranges(draws).items():
        yield words_of(episodes, dial), low, high, [(turned(episodes, dial, end), {}) for end in (low, high)]


def _change(names: Sequence[str], base: Reading, arm: Reading) -> dict[str, float]:
    every = zip(names, arm.amounts - base.amounts, base.amounts, strict=True)
    return {name: 0.0 if abs(change) <= NOTHING * max(abs(now), 1.0) else float(change) for name, change, now in every}
