"""A comparison of two policies as pages see one, every number made up."""

from __future__ import annotations

import numpy as np

from unspiral.evidence.attributable_file import observed_ladder
from unspiral.records.effect import Effect
from unspiral.records.fit import Verdict
from unspiral.records.policies import (
    AtShare,
    Attributable,
    Bar,
    Difference,
    Fraction,
    Gap,
    Measure,
    Number,
    PolicyComparison,
    PolicyFound,
    Prevalence,
    Simulated,
    Tornado,
    Word,
)

SHARES = (0.0, 0.5, 1.0)
WEEKS = 104
MEASURES = (
    Measure("end:pain:chronic", "people with chronic pain at the end", "person"),
    Measure("end:depression:episode", "people with depression at the end", "person"),
    Measure("new:depression", "new episodes of depression", "episode"),
    Measure("weeks:pain:chronic", "weeks with chronic pain", "week"),
    Measure("weeks:depression:episode", "weeks with depression", "week"),
    Measure("cost", "cost", "EUR", "an assumption"),
)


def now(share: float) -> Prevalence:
    weeks = np.arange(WEEKS + 1.0)
    dead = 0.01 * weeks / WEEKS
    alive = 1.0 - dead
    pain = {"none": 0.7, "acute": 0.08, "chronic": 0.22}
    mood = {"none": 0.95, "episode": 0.05}
    state = {f"pain:{name}": p * alive for name, p in pain.items()} | {f"depression:{name}": p * alive for name, p in mood.items()}
    state |= {f"pain:{a}+depression:{b}": p * q * alive for a, p in pain.items() for b, q in mood.items()} | {"life:dead": dead}
    return Prevalence(share, weeks, state)


def row(measure: str, level: float, change: float, word: str, spread: float = 0.4, simulated: Simulated | None = None) -> Difference:
    ends = (None, None) if word == "cannot tell" and change == 0.0 else tuple(sorted((change * (1 - spread), change * (1 + spread))))
    return Difference(measure, level, Effect(change, *ends), word, simulated)


def arm(share: float, size: float) -> AtShare:
    marks = np.array([0.0, 52.0, 104.0])
    rows = (
        row("end:pain:chronic", 22000.0, -20.0 * share * size, "fewer" if share else "none"),
        row("end:depression:episode", 5000.0, -200.0 * size, "fewer"),
        row("new:depression", 9000.0, 150.0 * size, "more"),
        row("weeks:pain:chronic", 2.2e6, -3000.0 * share * size, "fewer" if share else "none"),
        row("weeks:depression:episode", 5.0e5, -20000.0 * size, "fewer", simulated=Simulated(-20111.0 * size, 350.0, 10_000)),
        row("cost", 0.0, 7.5e6 * size, "cannot tell", spread=0.0),
    )
    gaps = tuple(
        Gap(state, marks, factor * marks, 1.4 * factor * marks, 0.6 * factor * marks)
        for state, factor in (("pain:chronic", -0.2 * share * size), ("depression:episode", -2.0 * size))
    )
    return AtShare(share, rows, gaps, 3000.0 * size, 40_000.0 * size)


HINGES = "fewer at 50 % and 100 %, no difference at all at 0 %: it hinges on how much of the links is causal"
WORDS = (
    Word("end:pain:chronic", "cannot tell", HINGES),
    Word("end:depression:episode", "fewer"),
    Word("new:depression", "more"),
    Word("weeks:pain:chronic", "cannot tell", HINGES),
    Word("weeks:depression:episode", "fewer"),
    Word("cost", "cannot tell", "no interval can be given"),
)


def policy(name: str, label: str, size: float) -> PolicyFound:
    bars = (
        Bar("part of the links that is causal", 0.0, 1.0, 0.0, -3000.0 * size),
        Bar("care, depression ends", 1.5, 4.9, -500.0 * size, -2500.0 * size),
        Bar("depression begins, events a year", 0.01, 0.03, -1800.0 * size, -1200.0 * size),
    )
    numbers = (
        Number("care, depression ends", 2.6, 1.5, 4.9, "trial", "T033", "ln(1 − r p) / ln(1 − p)", "one trial"),
        Number("care, uptake", 0.3, 0.15, 0.5, "choice", "", "a constant hazard", "made up"),
    )
    left = ("T001: a shift on a scale.",)
    return PolicyFound(
        name, label, f"What {name} offers.", 0, tuple(arm(share, size) for share in SHARES), WORDS, numbers, left,
        (Tornado("weeks:pain:chronic", 0.5, -1500.0 * size, bars),),
    )  # fmt: skip


def comparison(policies: int = 2) -> PolicyComparison:
    """Up to two policies over two years."""
    made = (
        policy("one", "Care of the one kind for people with back pain and depression", 1.0),
        policy("two", "Care of the other kind", 0.5),
    )
    fractions = (
        Fraction("nothing is causal", 0.0, None, None, 0.9, 0.07, 0.06, ("E007", "E053")),
        Fraction("all of it is causal", 0.038, 0.017, 0.063, 1.59, 0.067, 0.1, ("E007", "E035")),
    )
    part = Attributable(
        "depression->pain", "new back pain that depression accounts for", fractions, ((0.0, 0.0), (0.5, 0.006), (1.0, 0.012))
    )
    return PolicyComparison(
        "made-up", "Everything is made up.", WEEKS, "2027-01-01", SHARES, MEASURES, tuple(now(share) for share in SHARES), made[:policies],
        (part,), observed_ladder(), draws=40, persons=10_000, seed=3, nodes=5,
        verdicts=(Verdict("policy-assumed", "caution", "Uptake is assumed.", "state your own"),), manifest=(("sha256", "0" * 64),),
    )  # fmt: skip
