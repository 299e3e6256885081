"""What the packaged population shows where no target holds it: long depression, links cut, and how much hangs on seven classes.

The tables of ``tests/calibration/population_targets.py`` hold what is worked out here.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from unspiral.act.population.bench import Bench
from unspiral.act.population.seen import Seen
from unspiral.act.population.twins import ladder
from unspiral.evidence.policy_file import packaged_policies, pick
from unspiral.evidence.population_file import packaged, scenarios
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes
from unspiral.units import DAYS_PER

NAME = "back-pain-depression"
YEAR, WEEK = DAYS_PER["year"], DAYS_PER["week"]
LONG = 5.0 * YEAR  # a mean episode beyond it is one that no row was followed for
NODES = (5, 7, 9, 13, 21)
TEN_YEARS = 520
MEASURES = ("new:pain", "new:depression", "weeks:pain:chronic", "weeks:depression:episode")
HEAD = "| | none causal | half | all |", "|---|---|---|---|"


@cache
def declared() -> dict[float, Episodes]:
    """The population at each causal share."""
    return scenarios(packaged(NAME), NAME)


@cache
def population(share: float, *, cut: bool = False) -> Seen:
    """The same as studies see it, with its links or with both links cut and all else as it was found."""
    return Seen(declared()[share], share=0.0 if cut else 1.0)


def _mean_days(seen: Seen) -> Array:
    """Of a new episode of depression, in each kind of people and class: v (-Q)^-1 1 over the states of the episode, with nobody dying."""
    ill = np.flatnonzero(seen.among("depression", "episode") & seen._alive)
    new = np.asarray(seen.struck("depression begins"))[..., ill]
    inner = seen._generator[0][..., ill[:, None], ill[None, :]]
    left = np.linalg.solve(-inner, np.ones((*inner.shape[:-1], 1)))[..., 0]
    return (new * left).sum(axis=-1) / new.sum(axis=-1)


def spells(share: float) -> dict[str, float]:
    """How long depression lasts: of new episodes, and of people who are depressed now."""
    seen = population(share)
    ill = seen.among("depression", "episode")
    new, now = np.asarray(seen.struck("depression begins")), np.asarray(seen.now) * ill
    over = seen.within(new, ~ill, [3.0, 14.0, 6.0 * YEAR])
    people = now.sum(axis=-1)
    yearly = YEAR * new.sum()
    return {
        "over in 3 days": float(over[0]),
        "over in 14 days": float(over[1]),
        "new, still ill after 6 years": 1.0 - float(over[2]),
        "now, still ill after 6 years": 1.0 - float(seen.within(now, ~ill, [6.0 * YEAR])[0]),
        "now, in classes with long episodes": float(people[_mean_days(seen) > LONG].sum() / people.sum()),
        "weeks an episode": float(people.sum() / new.sum() / WEEK),
        "incidence to prevalence": float(yearly / people.sum()),
    }


def durations() -> list[str]:
    """Lines of the table of how long depression lasts."""
    found = [spells(share) for share in declared()]
    rows = (
        ("new episodes that are over within 3 days", "over in 3 days", "", 100.0),
        ("new episodes that are over within 14 days", "over in 14 days", "a major episode lasts two weeks or longer", 100.0),
        ("new episodes that last beyond 6 years", "new, still ill after 6 years", "", 100.0),
        ("depressed now, still ill without a break after 6 years", "now, still ill after 6 years", "12 % (E103)", 100.0),
        ("depressed now, in classes whose mean new episode is beyond 5 years", "now, in classes with long episodes", "", 100.0),
        ("weeks with depression for each new episode", "weeks an episode", "37.7 weeks (E096), 10.7 months (E094): means of episodes", 0.0),
        ("new episodes a year for each depressed person", "incidence to prevalence", "1.5 (E031)", 1.0),
    )
    lines = ["| | rows of the tables | none causal | half | all |", "|---|---|---|---|---|"]
    for words, key, row, scale in rows:
        values = [one[key] for one in found]
        told = [f"{100.0 * x:.0f} %" if scale == 100.0 else f"{x:.2f}" if scale else f"{x:.0f}" for x in values]
        lines.append(f"| {words} | {row or 'none'} | {' | '.join(told)} |")
    return lines


def together(seen: Seen) -> float:
    """Odds ratio of chronic back pain with depression, each within a year (as E006 to E008 have it)."""
    pain, ill = seen.among("pain", "chronic"), seen.among("depression", "episode")
    a, b, both = (float(seen.ever(YEAR, *there)) for there in ((pain,), (ill,), (pain, ill)))
    return both * (1.0 - a - b + both) / ((a - both) * (b - both))


def links_cut() -> list[str]:
    """Lines of the table of what goes together with both links cut, the numbers of each share held."""
    whole = [population(share) for share in declared()]
    cut = [population(share, cut=True) for share in declared()]
    twins = [[ladder(seen, seen.earlier("depression"), seen.earlier("pain")) for seen in each] for each in (whole, cut)]
    rows = (
        ("chronic back pain with depression, within a year (X001: 3.37)", [together(s) for s in whole], [together(s) for s in cut]),
        ("twins: back pain ever with depression ever, all people (E050: 1.64)", *([float(x.people) for x in each] for each in twins)),
        ("the same within fraternal pairs (E052: 2.39)", *([float(x.fraternal) for x in each] for each in twins)),
        ("the same within identical pairs (E053: 0.92)", *([float(x.identical) for x in each] for each in twins)),
    )
    lines = ["| odds ratio | links | none causal | half | all |", "|---|---|---|---|---|"]
    for words, *both in rows:
        for how, values in zip(("as they are", "cut"), both, strict=True):
            lines.append(f"| {words} | {how} | {' | '.join(f'{x:.2f}' for x in values)} |")
    return lines


def uneven() -> list[str]:
    """Lines of the table of in whom episodes begin."""
    lines = [*HEAD]
    parts = []
    for share in declared():
        seen = population(share)
        new = np.asarray(seen.struck("pain begins"))
        by_class = new.sum(axis=(0, 2)) / new.sum()
        most = int(np.argmax(by_class / seen.classes.weight))
        back = np.round(np.log(np.maximum(seen.classes.multiplier[:, 0], 1e-300)), 9)
        top = back == back[most]
        ill = float(new[..., seen.among("depression", "episode")].sum() / new.sum())
        parts.append((float(seen.classes.weight[top].sum()), float(by_class[top].sum()), ill))
    lines.append(f"| share of people in the class in which pain begins most readily | {' | '.join(f'{100 * p[0]:.3f} %' for p in parts)} |")
    lines.append(f"| share of new back pain that begins in them | {' | '.join(f'{100 * p[1]:.1f} %' for p in parts)} |")
    lines.append(f"| share of new back pain that begins in people who are depressed | {' | '.join(f'{100 * p[2]:.1f} %' for p in parts)} |")
    return lines


@cache
def by_nodes(nodes: int) -> dict[str, float]:
    """Differences under mood care with all of the cohorts' ratios causal, ten years, per 100,000."""
    bench, episodes = Bench(TEN_YEARS), declared()[1.0]
    base, arms = bench.read(episodes, 1.0, pick(["mood-care"], packaged_policies()), nodes=nodes, marks=[0, TEN_YEARS])
    names = [measure.name for measure in bench.plain(episodes)[1]]
    return {name: float(arms[0].amounts[names.index(name)] - base.amounts[names.index(name)]) for name in MEASURES}


def law() -> list[str]:
    """Lines of the table of differences by the number of classes."""
    words = ("new pain episodes", "new depression episodes", "weeks in chronic pain", "weeks with depression")
    lines = [f"| nodes of each person effect | {' | '.join(words)} |", "|---|---|---|---|---|"]
    for nodes in NODES:
        values = by_nodes(nodes)
        lines.append(f"| {nodes} | {' | '.join(f'{values[name]:.1f}' for name in MEASURES)} |")
    return lines
