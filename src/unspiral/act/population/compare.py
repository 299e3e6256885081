"""Policies held against doing nothing else: exact differences, with intervals from draws, at every causal share and never at one alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np

from unspiral.act.population.bench import Bench, Reading
from unspiral.act.population.dials import FEWEST, quantiles
from unspiral.act.population.luck import drawn
from unspiral.act.population.measures import lasting, shown_states
from unspiral.act.population.policies import check, levers_of, numbers_of, priced, week_of
from unspiral.errors import SpecError
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes
from unspiral.loop.policy import Proposal
from unspiral.records.effect import Effect
from unspiral.records.fit import Verdict
from unspiral.records.policies import (
    PER,
    AtShare,
    Difference,
    Gap,
    Measure,
    Number,
    PolicyComparison,
    PolicyFound,
    Prevalence,
    Word,
)

QUARTER = 13  # weeks between two marks of a difference over time
NOTHING = 1e-9  # of what there is: below it a difference is no more than what computers leave of an exact zero
Advance = Callable[[int], None]


def compare(
    scenarios: Mapping[float, Episodes],
    proposals: Sequence[Proposal],
    weeks: int,
    *,
    draws: Mapping[float, Sequence[Episodes]] | None = None,
    count: int = 0,
    seed: int = 1,
    nodes: int = 5,
    first_day: date | None = None,
    advance: Advance | None = None,
) -> PolicyComparison:
    """Hold policies against doing nothing else.

    Each difference is exact (the forward equation and its integrals); its interval is the middle 95 % of the same difference over draws of
    the declaration's numbers and of what studies found of the policy's effects, the same draws with the policy and without.

    Args:
        scenarios: causal share -> declaration as it stands at that share.
        proposals: policies, in the order in which they are shown, which is no rank.
        weeks: of the horizon.
        draws: causal share -> declarations with drawn numbers; without them only the policies' own numbers are drawn.
        count: draws where ``draws`` has none; 0 for no intervals.
        seed: of the draws of the policies' numbers.
        nodes: of each person effect, those of the calibration: with others the same numbers are another population.
        first_day: of the first week, for policies that begin on a date.
        advance: told after every piece of work (``pieces`` says how many there are).

    Returns:
        PolicyComparison: every measure of every policy at every causal share, and the one word that holds over all of them.

    Raises:
        SpecError: a single causal share, a policy that does not fit the declaration, or that begins after the horizon.

    Source: tests/act/population/test_compare.py, against a second way of working it out and against simulated persons.
    """
    _refuse(scenarios, proposals, weeks, first_day)
    step: Advance = advance or (lambda _: None)
    shares = sorted(scenarios)
    marks = sorted({*range(0, weeks, QUARTER), weeks})
    moved = drawn(proposals, max([count, *(len(each) for each in (draws or {}).values())]), seed)
    found: list[tuple[float, Reading, list[Reading], Array, Array]] = []
    first = priced(scenarios[shares[0]], proposals)
    bench = Bench(weeks, first_day)
    joint, measures = bench.plain(first)
    for share in shares:
        base, arms = bench.read(scenarios[share], share, proposals, nodes=nodes, marks=marks, base_marks=range(weeks + 1))
        step(1)
        sets = _sets(scenarios[share], (draws or {}).get(share), moved)
        spread, paths = _spread(bench, share, sets, proposals, marks, base, nodes, step)
        found.append((share, base, arms, spread, paths))
    states = list(lasting(first, joint))
    every = [
        _policy(k, proposal, [(share, base, arms[k], spread[k], paths[k]) for share, base, arms, spread, paths in found],
                measures, states, marks, week_of(proposal, first_day))
        for k, proposal in enumerate(proposals)
    ]  # fmt: skip
    now = tuple(_prevalence(shown_states(scenarios[share], joint), base, share, weeks) for share, base, *_ in found)
    used = max((spread.shape[1] for *_, spread, _ in found), default=0)
    start = "" if first_day is None else first_day.isoformat()
    return PolicyComparison(
        first.name, first.about, weeks, start, tuple(shares), measures, now, tuple(every), draws=used, seed=seed, nodes=nodes,
        verdicts=_verdicts(used, draws is not None, proposals, measures),
    )  # fmt: skip


def pieces(shares: int, count: int) -> int:
    """How often ``compare`` tells that it has advanced."""
    return shares * (1 + count)


def _refuse(scenarios: Mapping[float, Episodes], proposals: Sequence[Proposal], weeks: int, first_day: date | None) -> None:
    if len(scenarios) < 2:
        raise SpecError(
            "A policy is shown at several causal shares side by side, and one was given.",
            why="How much of the links is causal is not known, and it changes what a policy would be expected to do.",
            fix="--share 0,0.5,1",
        )
    if weeks < 1:
        raise SpecError(f"A horizon of {weeks} weeks is none.", fix="--years 10")
    for proposal in proposals:
        begins = week_of(proposal, first_day)
        if begins >= weeks:
            raise SpecError(f"policy '{proposal.name}' begins in week {begins}, and the horizon ends after {weeks}.", fix="--years 20")
        for episodes in scenarios.values():
            check(episodes, proposal)


def _sets(
    episodes: Episodes, given: Sequence[Episodes] | None, moved: Sequence[dict[str, float]]
) -> list[tuple[Episodes, dict[str, float]]]:
    """Each draw: a declaration, and the policies' numbers."""
    if given:
        return list(zip(given, moved, strict=False))
    return [(episodes, each) for each in moved]


def _spread(
    bench: Bench, share: float, sets: Sequence[tuple[Episodes, dict[str, float]]], proposals: Sequence[Proposal], marks: Sequence[int],
    base: Reading, nodes: int, step: Advance,
) -> tuple[Array, Array]:  # fmt: skip
    """Differences of every draw: [policy, draw, measure] and [policy, draw, state, mark]."""
    width, shape = len(base.amounts), (base.path.shape[0], len(marks))
    if not proposals:
        return np.zeros((0, 0, width)), np.zeros((0, 0, *shape))
    spread, paths = np.zeros((len(proposals), len(sets), width)), np.zeros((len(proposals), len(sets), *shape))
    for k, (episodes, moved) in enumerate(sets):
        one, others = bench.read(episodes, share, proposals, nodes=nodes, marks=marks, moved=moved)
        for p, arm in enumerate(others):
            spread[p, k], paths[p, k] = arm.amounts - one.amounts, arm.path - one.path
        step(1)
    return spread, paths


def _policy(
    k: int, proposal: Proposal, found: Sequence[tuple[float, Reading, Reading, Array, Array]], measures: Sequence[Measure],
    states: Sequence[str], marks: Sequence[int], week: int,
) -> PolicyFound:  # fmt: skip
    arms: list[AtShare] = []
    for share, base, arm, spread, paths in found:
        change = arm.amounts - base.amounts
        rows: list[Difference] = []
        for m, measure in enumerate(measures):
            low, high = (None if end is None else _clean(end, float(base.amounts[m])) for end in _ends(spread[:, m]))
            effect = Effect(_clean(float(change[m]), float(base.amounts[m])), low, high)
            rows.append(Difference(measure.name, float(base.amounts[m]), effect, word_of(effect, float(base.amounts[m]))))
        gaps: list[Gap] = []
        for s, state in enumerate(states):
            middle = PER * (arm.path[s] - base.path[s, list(marks)])
            middle[np.abs(middle) <= NOTHING * PER] = 0.0
            ends = PER * quantiles(paths[:, s]) if len(paths) >= FEWEST else np.full((2, len(marks)), np.nan)
            gaps.append(Gap(state, np.array(marks, dtype=float), middle, ends[0], ends[1]))
        arms.append(AtShare(share, tuple(rows), tuple(gaps), arm.starts, arm.care_weeks))
    words = tuple(over_shares(measure.name, [(arm.share, arm.of(measure.name)) for arm in arms]) for measure in measures)
    return PolicyFound(
        proposal.name, proposal.label, proposal.about, week, tuple(arms), words, _numbers(proposal), proposal.left_out
    )  # fmt: skip


def word_of(change: Effect, now: float) -> str:
    """One of "fewer", "more", "none" and "cannot tell": the interval decides, and without one nothing is said."""
    ends = [end for end in (change.low, change.high) if end is not None]
    if max(abs(each) for each in (change.estimate, *ends)) <= NOTHING * max(abs(now), 1.0):
        return "none"
    if change.low is None or change.high is None:
        return "cannot tell"
    return "fewer" if change.high < 0.0 else "more" if change.low > 0.0 else "cannot tell"


def over_shares(measure: str, found: Sequence[tuple[float, Difference]]) -> Word:
    """One word for all causal shares: only what is said at every one of them may be said at all."""
    if any(each.change.low is None and each.word == "cannot tell" for _, each in found):
        return Word(measure, "cannot tell", "no interval can be given")
    words = {each.word for _, each in found}
    if len(words) == 1:
        word = words.pop()
        return Word(measure, word, "at no causal share does the interval leave out 0" if word == "cannot tell" else "")
    parts = [
        f"{_WORDS[word]} at {_several([100.0 * share for share, each in found if each.word == word])}" for word in _WORDS if word in words
    ]
    return Word(measure, "cannot tell", f"{', '.join(parts)}: it hinges on how much of the links is causal")


_WORDS = {"fewer": "fewer", "more": "more", "none": "no difference at all", "cannot tell": "an interval around 0"}


def _several(percent: Sequence[float]) -> str:
    names = [f"{each:g} %" for each in percent]
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"


def _clean(change: float, now: float) -> float:
    """An exact zero as such: what computers leave of one is not to be read."""
    return 0.0 if abs(change) <= NOTHING * max(abs(now), 1.0) else change


def _ends(values: Array) -> tuple[float | None, float | None]:
    if len(values) < FEWEST:
        return None, None
    if np.abs(values).max() > 0.0 and np.ptp(values) <= NOTHING * np.abs(values).max():
        return None, None  # nothing was drawn that it hangs on: no interval, which is not an interval of no width
    low, high = quantiles(values)
    return float(low), float(high)


def _numbers(proposal: Proposal) -> tuple[Number, ...]:
    levers = levers_of(proposal)
    found: list[Number] = []
    ranged = numbers_of(proposal)
    plain = {key: lever.factor for key, lever in levers.items()}
    for care in proposal.care:
        plain |= {f"{proposal.name}: {care.name}, uptake": care.uptake, f"{proposal.name}: {care.name}, stays": care.stays}
    for key, number in {**ranged, **plain}.items():
        kind = levers[key].kind if key in levers else "choice"
        found.append(
            Number(key.removeprefix(f"{proposal.name}: "), number.value, number.low, number.high, kind, number.basis.row, number.how,
                   number.basis.why)
        )  # fmt: skip
    return tuple(found)


def _prevalence(shown: Mapping[str, Array], base: Reading, share: float, weeks: int) -> Prevalence:
    state = {name: base.states[which].sum(axis=0) for name, which in shown.items()}
    return Prevalence(share, np.arange(weeks + 1, dtype=float), state)


def _verdicts(used: int, declared: bool, proposals: Sequence[Proposal], measures: Sequence[Measure]) -> tuple[Verdict, ...]:
    found: list[Verdict] = []
    if used < FEWEST:
        found.append(
            Verdict(
                "policy-no-interval", "caution", f"{used} draws stand behind these differences, so none has an interval and none a word.",
                "--draws 40",
            )
        )  # fmt: skip
    elif not declared:
        found.append(
            Verdict(
                "policy-own-numbers", "caution",
                "Intervals hold what is not known of the policies' effects, and nothing of what is not known of the population itself.",
                "a calibrated declaration: unspiral population calibrate",
            )
        )  # fmt: skip
    if any(lever.kind == "cohort" for proposal in proposals for lever in levers_of(proposal).values()):
        found.append(
            Verdict(
                "policy-cohort", "caution",
                "Some effects come from cohorts, in which nobody was drawn into arms; they are taken to the same causal share as the "
                "links.",
                "read the three shares side by side",
            )
        )  # fmt: skip
    if any(care.uptake.basis.row == "" or care.stays.basis.row == "" for proposal in proposals for care in proposal.care):
        found.append(
            Verdict(
                "policy-assumed", "caution", "How many would begin, and how long they would stay, is assumed and no finding.",
                "state your own shares in a file of policies",
            )
        )  # fmt: skip
    if not any(measure.unit in ("EUR", "USD", "QALY") or measure.name in ("cost", "QALYs") for measure in measures):
        found.append(
            Verdict(
                "policy-no-cost", "caution", "No costs and no QALYs: the tables hold no amount for one person that could be added up.",
                "add an [[outcome]] with amounts of your own to the declaration",
            )
        )  # fmt: skip
    return tuple(found)
