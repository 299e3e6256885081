"""Attributable fractions: a range over causal assumptions, and beside it what cutting the link does to a simulated population."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from unspiral.act.population.bench import Bench
from unspiral.act.population.seen import Seen
from unspiral.loop.episodes import Episodes
from unspiral.loop.policy import Proposal
from unspiral.records.policies import Attributable, Fraction


def miettinen(cases_exposed: float, ratio: float) -> float:
    """Part of the cases that an exposure accounts for, also with an adjusted ratio.

    P(exposed | cases) (RR - 1) / RR.

    Args:
        cases_exposed: share of cases that are exposed.
        ratio: of risks, adjusted or not.

    Source: Miettinen, Am J Epidemiol 1974;99:325-332; tests/act/population/test_attributable.py.
    """
    return cases_exposed * (ratio - 1.0) / ratio


def among_cases(exposed: float, ratio: float) -> float:
    """Share of new cases that are exposed, where a share of people is and their risk is so many times that of the others.

    p RR / (1 + p (RR - 1)).

    Args:
        exposed: share of all people.
        ratio: of risks.
    """
    return exposed * ratio / (1.0 + exposed * (ratio - 1.0))


def fraction_of(
    assumes: str, exposed: float, ratio: float, ends: tuple[float | None, float | None], rows: Sequence[str], *, none: bool = False
) -> Fraction:
    """A fraction under one assumption, with the same at the ends of the ratio's interval.

    Args:
        assumes: in words.
        exposed: share of people exposed.
        ratio: of risks.
        ends: of its interval.
        rows: of the tables.
        none: no effect is assumed: the fraction is 0, and has no interval.
    """
    cases = among_cases(exposed, ratio)
    if none:
        return Fraction(assumes, 0.0, None, None, ratio, exposed, cases, tuple(rows))
    low, high = (None if end is None else miettinen(among_cases(exposed, end), end) for end in ends)
    return Fraction(assumes, miettinen(cases, ratio), low, high, ratio, exposed, cases, tuple(rows))


def cut_shares(scenarios: Mapping[float, Episodes], link: str, weeks: int, nodes: int) -> tuple[tuple[float, float], ...]:
    """Part of new episodes that is gone once a link pushes no more: 1 - with the link cut / as it is, at each causal share.

    Later episodes, remissions and the way back round the loop are in it, which no formula of one ratio has.

    Args:
        scenarios: causal share -> declaration.
        link: "depression->pain".
        weeks: of the horizon.
        nodes: of each person effect.

    Source: the forward equation; tests/act/population/test_attributable.py.
    """
    affected = link.split("->")[1]
    out: list[tuple[float, float]] = []
    bench = Bench(weeks)
    for share in sorted(scenarios):
        episodes = scenarios[share]
        names = [measure.name for measure in bench.plain(episodes)[1]]
        if link not in links_of(episodes) or f"new:{affected}" not in names:
            return ()
        cut = Proposal(f"cut {link}", f"{link} cut", cut=(link,))
        base, arms = bench.read(episodes, share, [cut], nodes=nodes, marks=[0, weeks])
        place = names.index(f"new:{affected}")
        out.append((share, 1.0 - float(arms[0].amounts[place] / base.amounts[place])))
    return tuple(out)


def cases_here(scenarios: Mapping[float, Episodes], link: str, nodes: int) -> tuple[tuple[float, float], ...]:
    """Part of new episodes that begin in people whom the link pushes, at each causal share, in the first week.

    Speed of the hazards that the link's ratios multiply, where those ratios hold and everywhere, of those by which an episode begins.

    Args:
        scenarios, link, nodes: as ``cut_shares`` takes them.

    Source: tests/act/population/test_attributable.py, from counts of jumps.
    """
    out: list[tuple[float, float]] = []
    for share in sorted(scenarios):
        episodes = scenarios[share]
        seen = Seen(episodes, nodes=nodes)
        exposed = total = 0.0
        for hazard in episodes.hazards:
            episode = episodes.course(hazard.course).episode
            if hazard.course != link.split("->")[1] or hazard.after not in episode or set(hazard.before) & set(episode):
                continue
            new = seen.struck(hazard.name)
            pushed = [seen.among(ratio.of, *ratio.among) for ratio in hazard.ratios if ratio.link == link]
            there = np.any(pushed, axis=0) if pushed else np.zeros(len(seen.joint.states), dtype=bool)
            exposed += float(np.asarray(new)[..., there].sum())
            total += float(np.asarray(new).sum())
        if not total:
            return ()
        out.append((share, exposed / total))
    return tuple(out)


def links_of(episodes: Episodes) -> tuple[str, ...]:
    """Links that some ratio of a declaration stands for."""
    return tuple(sorted({ratio.link for hazard in episodes.hazards for ratio in hazard.ratios if ratio.link}))


def attributable(
    link: str, label: str, fractions: Sequence[Fraction], scenarios: Mapping[float, Episodes], weeks: int, *, nodes: int = 5
) -> Attributable:  # fmt: skip
    """The range over causal assumptions, with the cut of the link beside it.

    Args:
        link, label: of what.
        fractions: under each assumption.
        scenarios, weeks, nodes: as ``cut_shares`` takes them.
    """
    ordered = tuple(sorted(fractions, key=lambda each: each.fraction))
    cut = cut_shares(scenarios, link, weeks, nodes)
    return Attributable(link, label, ordered, cut, cases_here(scenarios, link, nodes) if cut else ())
