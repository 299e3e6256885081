"""Policies in words: what would be expected to change, at every causal share, and what cannot be told. Nothing is ranked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from unspiral.records.effect import Effect
from unspiral.records.policies import Attributable, Bar, Difference, Measure, Number, PolicyComparison, PolicyFound, Tornado
from unspiral.show.numbers import amount, beside, decimals_for, grouped, together
from unspiral.show.words import start
from unspiral.units import count

YEAR = 52  # weeks of a year of the horizon
FOR_WHOM = (
    "This is about a population like the one declared, never about one person. Policies stand in the order in which they were asked "
    "for, which is no rank."
)
SIDE_BY_SIDE = (
    "How much of what goes together between back pain and depression is cause and effect, and how much is shared liability, is not "
    "known. So every number stands three times, side by side: as if none, half and all of the cohorts' ratios were causal. The rest of "
    "what goes together is shared liability at each share, also at 100 %. Only what all of them say is said."
)
AT_START = (
    "Numbers are per 100\u202f000 people who were there at the start. Those who have died since are counted among them, also where it says "
    '"at the end".'
)
ALONE = "Calibrated numbers hang together: turned alone, one leaves what studies saw."
AGAIN = (
    "Where episodes end sooner, more people are without one and can have the next: more new episodes beside fewer weeks is no "
    "contradiction."
)
KINDS = {"trial": "trial", "cohort": "cohort", "choice": "assumed"}


def horizon(weeks: int) -> str:
    """As "10 years", or in weeks where these are no whole years."""
    return count(weeks / YEAR, "year") if weeks % YEAR == 0 else count(float(weeks), "week")


def per(found: PolicyComparison) -> str:
    """What every number is told for."""
    return f"per 100\u202f000 people over {horizon(found.weeks)}"


def percent(share: float) -> str:
    """A causal share: "50 % causal"."""
    return f"{100.0 * share:g} % causal"


def headline(found: PolicyComparison) -> list[str]:
    """The answer: one sentence a policy, with what may be said at every causal share, and what may not."""
    if not found.policies:
        return ["No policy was asked for: this is who is where with nothing else done."]
    told = [policy_words(found, policy) for policy in found.policies]
    if len(told) == 1:
        return told
    return [f"{len(told)} policies, each held against doing nothing else, at {len(found.shares)} causal shares side by side.", *told]


def policy_words(found: PolicyComparison, policy: PolicyFound) -> str:
    """One policy in one sentence."""
    told = [(found.measure(word.measure), word) for word in policy.words if word.measure.startswith("weeks:") and "+" not in word.measure]
    parts: list[str] = []
    for word, text in (("fewer", "fewer"), ("more", "more")):
        names = [measure.label for measure, each in told if each.word == word]
        if names:
            parts.append(f"{text} {_and(names)} would be expected at every causal share")
    if names := [measure.label for measure, each in told if each.word == "none"]:
        parts.append(f"{_and(names)} would be expected to stay as they are")
    if names := [measure.label for measure, each in told if each.word == "cannot tell"]:
        parts.append(f"whether there would be fewer or more {_and(names)}, it cannot tell")
    return f"{policy.label}: {'; '.join(parts)}."


def why_words(found: PolicyComparison, policy: PolicyFound) -> list[str]:
    """Why something cannot be told, a sentence for each reason."""
    reasons: dict[str, list[str]] = {}
    for word in policy.words:
        if word.word == "cannot tell":
            reasons.setdefault(word.why, []).append(found.measure(word.measure).label)
    return [f"Cannot tell about {_and(names)}: {why}." for why, names in reasons.items()]


def figure(effect: Effect) -> str:
    """A difference with its interval: "−85 000 (−140 000 to −22 000)"."""
    places = together(effect.estimate, effect.low, effect.high)
    first = thousands(beside(effect.estimate, places, sign=True))
    if effect.low is None or effect.high is None:
        return f"{first} (no interval)"
    return f"{first} ({thousands(beside(effect.low, places, sign=True))} to {thousands(beside(effect.high, places, sign=True))})"


def difference_words(row: Difference) -> str:
    """A difference as it stands in tables: nothing at all is a word."""
    return "no difference" if row.word == "none" else figure(row.change)


def relative(row: Difference) -> str:
    """The same in percent of what there is with nothing else done; empty where there is nothing."""
    if row.now == 0.0 or row.word == "none":
        return ""
    return f"{beside(100.0 * row.change.estimate / row.now, 1, sign=True)} %"


def thousands(text: str) -> str:
    """A number with its thousands apart, by a blank that does not break."""
    return re.sub(r"(?<![\d.])\d{5,}", lambda found: f"{int(found[0]):,}".replace(",", "\u202f"), text)


def now_words(row: Difference) -> str:
    """How much there is with nothing else done."""
    return thousands(f"{float(f'{row.now:.3g}'):.0f}" if row.now >= 100.0 else amount(row.now))


def care_words(policy: PolicyFound) -> str:
    """How many would begin the policy's own care, at the smallest and the largest causal share."""
    first, last = policy.arms[0], policy.arms[-1]
    if not any(arm.starts for arm in policy.arms):
        return ""
    starts = _from_to(first.starts, last.starts)
    weeks = _from_to(first.care_weeks, last.care_weeks)
    return f"People would begin this care {starts} times and spend {weeks} weeks in it, per 100\u202f000 people."


def number_words(number: Number) -> str:
    """A number of a policy with its ends, where it comes from, and how it was converted."""
    ends = "" if number.low is None or number.high is None else f" ({number.low:.3g} to {number.high:.3g})"
    source = f"{KINDS[number.kind]}, {number.row}" if number.row else "assumed"
    return f"{start(number.key)}: {number.value:.3g}{ends}. {start(source)}: {number.why}. Counted as: {number.how}."


def attributable_title(part: Attributable) -> str:
    """The range, as the finding."""
    low, high = (f"{100.0 * end:.1f}" for end in part.range)
    ends = [end for each in part.fractions for end in (each.fraction, each.low, each.high) if end is not None]
    wide = f" ({100.0 * min(ends):.1f} to {100.0 * max(ends):.1f} % with the intervals of the ratios)"
    return f"{start(part.label)}: {low} to {high} %{wide}, and which of these depends on what is taken to be causal"


def attributable_words(part: Attributable) -> list[str]:
    """The range, what stands beside it, and what it is not."""
    lines = [f"{attributable_title(part)}."]
    if part.cut:
        shares = ", ".join(f"{100.0 * gone:.1f} % at {percent(share)}" for share, gone in part.cut)
        lines.append(
            f"A second reading: were that link cut in the population declared, so many of the new episodes would be gone: {shares}. Later "
            "episodes, remissions and the way back round the loop are in it, so it need not be the same."
        )
    if part.cut and part.cases and part.fractions[-1].cases > 0.0:
        told = ", ".join(f"{100.0 * here:.1f} % at {percent(share)}" for share, here in part.cases)
        some = [each.cases for each in part.fractions if each.fraction > 0.0] or [each.cases for each in part.fractions]
        low, high, most = min(some), max(some), part.fractions[-1]
        taken = f"{100.0 * low:.1f} %" if f"{low:.3f}" == f"{high:.3f}" else f"{100.0 * low:.1f} to {100.0 * high:.1f} %"
        lines.append(
            f"Why the two differ: of new episodes, so many begin in the exposed of the population declared: {told}. The formula "
            f"takes {taken}, because it counts as exposed whoever was so within a year; with the last of these shares the largest part, "
            f"{100.0 * most.fraction:.1f} %, would be {100.0 * most.fraction * part.cases[-1][1] / most.cases:.1f} %. "
            "The rest: who is spared an episode is there for a later one."
        )
    return lines


def fraction_rows(part: Attributable) -> tuple[tuple[str, ...], ...]:
    """One row for each causal assumption."""
    rows: list[tuple[str, ...]] = []
    for each in part.fractions:
        ends = "none: assumed" if each.low is None or each.high is None else f"{100.0 * each.low:.1f} to {100.0 * each.high:.1f} %"
        rows.append(
            (each.assumes, f"{100.0 * each.fraction:.1f} %", ends, f"{each.ratio:g}", f"{100.0 * each.exposed:.1f} %",
             f"{100.0 * each.cases:.1f} %", ", ".join(each.rows))
        )  # fmt: skip
    return tuple(rows)


def tornado_title(found: PolicyComparison, tornado: Tornado) -> str:
    """Which number moves a difference most."""
    first = tornado.bars[0]
    return f"{start(found.measure(tornado.measure).label)}: {first.key} moves the difference most"


def bar_words(bar: Bar) -> str:
    """A bar's ends: "1.5 → −30 000, 4.9 → −150 000"."""
    both = ((bar.low, bar.at_low), (bar.high, bar.at_high))
    return ", ".join(f"{value:.3g} → {thousands(amount(at))}" for value, at in both)


def simulated_words(row: Difference) -> str:
    """The same difference among persons, with its Monte-Carlo error alone."""
    if row.simulated is None:
        return ""
    places = decimals_for(row.simulated.error)
    change = thousands(beside(row.simulated.change, places, sign=True))
    return f"{change} ± {thousands(amount(row.simulated.error))} by {grouped(row.simulated.persons)} persons"


def measure_words(measure: Measure) -> str:
    """A measure with its unit, and where its amounts come from."""
    counted = "" if measure.unit in ("person", "episode", "spell") or measure.unit in measure.label else f", {measure.unit}"
    return f"{start(measure.label)}{counted}"


def drawn_words(found: PolicyComparison) -> str:
    """What the intervals hold."""
    if not found.draws:
        return "There are no intervals, because no numbers were drawn: --draws 40."
    return (
        f"Intervals are the middle 95 % of {found.draws} draws of the numbers, the same with the policy and without. Differences "
        "themselves are exact for the declaration as it stands: no persons were drawn for them. How many take up a policy's care, and how "
        "long they stay, is chosen: it is in no interval."
    )


def classes_words(found: PolicyComparison) -> str:
    """That the law of person effects is one of few classes."""
    return (
        f"Where people differ by effects of their own, each effect is a law of {found.nodes} classes, no normal law, and the numbers "
        "were found with it: with more classes the differences would be others, and no interval holds that."
    )


def _from_to(first: float, last: float) -> str:
    low, high = thousands(amount(min(first, last))), thousands(amount(max(first, last)))
    return low if low == high else f"{low} to {high}"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
