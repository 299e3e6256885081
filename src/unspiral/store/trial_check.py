"""Whether what a file says is a plan: each number where one can be, each name that is needed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

import numpy as np

from unspiral.errors import SpecError
from unspiral.loop.language import parse
from unspiral.records.trial import DESIGNS, TrialPlan

TESTS, TIMINGS, WAYS = ("randomisation", "bootstrap"), ("given", "estimated"), ("lower", "higher")


def wrong_in(plan: TrialPlan) -> str:
    """What is wrong in a plan as it was read, as the end of "The plan in 'plan.json' ..."; "" where nothing is.

    Args:
        plan: with entries of the right types, and any values.

    Source: tests/store/test_trial_json.py.
    """
    return next((said for fine, said in _checks(plan) if not fine), "") or _person(plan)


def _checks(plan: TrialPlan) -> Iterator[tuple[bool, str]]:
    p, s, low, high = plan, plan.stop, *plan.adherence
    yield 0.0 < low <= high <= 1.0, f"has an adherence of {low:g} to {high:g}"
    yield 0.0 <= p.missed < 1.0, f"has {p.missed:g} as the share of missed days"
    for name, value in (("onset", p.onset), ("fading", p.fading)):
        yield 0.0 <= value <= 60.0, f"has {name} {value:g}"
    yield math.isfinite(p.effect) and p.effect != 0.0, f"has an effect of {p.effect:g}"
    yield len(p.on) == p.days and set(p.on) <= {0, 1}, f"lists {len(p.on)} days and says {p.days}"
    yield p.block >= 1 and p.days % p.block == 0, f"has {p.days} days in blocks of {p.block}"
    yield _is_date(p.start), f"begins on '{p.start}', which is no date"
    for name, word, known in (
        ("design", p.design, DESIGNS),
        ("test", p.test, TESTS),
        ("timing", p.timing, TIMINGS),
        ("better", p.better, WAYS),
    ):
        yield word in known, f"has '{word}' as its {name}"
    yield p.seed >= 0, f"has seed {p.seed}"
    yield 0.0 < p.alpha < 1.0 and p.assignments >= 1, f"has alpha {p.alpha:g} and {p.assignments} orders"
    yield len(p.washout) == len(p.outcomes) > 0 and len(p.acts_on) > 0, "names no outcomes, or not as many as wash-outs"
    yield any(math.isfinite(w) for w in p.washout) and math.isfinite(p.recovery), "has no wash-out"
    shares = (p.power.known, p.power.most, s.chance, s.futility, p.power.known if p.power.estimated is None else p.power.estimated)
    yield all(0.0 <= share <= 1.0 for share in shares), "has a share that is not between 0 and 1"
    yield math.isfinite(p.power.width) and p.power.width >= 0.0, f"has a width of {p.power.width:g}"
    yield math.isfinite(s.harm) and s.harm * s.direction > 0.0 and s.direction in (-1, 1), f"has {s.harm:g} as its shift of harm"
    yield s.run >= 1 and 0 <= s.look < p.days, f"has a run of {s.run} days and a look on day {s.look}"
    yield s.level is None or math.isfinite(s.level), f"has a usual level of {s.level}"
    yield 0.0 < s.final <= 0.05 and s.early >= 0.0 and s.early + s.final <= 0.05 + 1e-9, f"calls p at or below {s.final:g} clear"
    yield len(s.words) > 0, "says no rule about harm"


def _is_date(text: str) -> bool:
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False


def _person(plan: TrialPlan) -> str:
    """What is wrong with the loop of the person."""
    person = plan.person
    try:
        loop = parse(person.loop_text)
    except SpecError:
        return "has a loop that cannot be read"
    names, n = loop.names, person.parameters
    if len(person.spread) != len(names) or not all(math.isfinite(x) and x > 0.0 for x in (*person.spread, person.clock)):
        return f"has {len(person.spread)} spreads for {len(names)} processes, or one that is not above 0"
    needed = [f"self:{x}" for x in names] + [f"link:{x.cause}->{x.affected}" for x in loop.links]
    needed += [f"diffusion:{x}" for x in names] + [f"level:{c}" for c in loop.columns]
    needed += [f"error:{c}" for c in loop.columns] if person.error else []
    lacking = next((name for name in needed if name not in n), None)
    if lacking is not None:
        return f"lacks '{lacking}'"
    odd = next((name for name, value in n.items() if not math.isfinite(value)), None)
    odd = odd or next((name for name in needed if name.startswith(("diffusion:", "error:")) and n[name] < 0.0), None)
    if odd is not None:
        return f"has {n[odd]:g} as '{odd}'"
    drift = np.diag([n[f"self:{x}"] for x in names])
    for x in loop.links:
        drift[names.index(x.affected), names.index(x.cause)] = n[f"link:{x.cause}->{x.affected}"]
    if (np.diag(drift) >= 0.0).any() or float(np.linalg.eigvals(drift).real.max()) >= 0.0:
        return "has a loop that runs away: no trial was planned from it"
    unknown = next((x for x in plan.outcomes if x not in (*names, *loop.columns)), None) or next(
        (x for x in plan.acts_on if x not in names), None
    )
    return "" if unknown is None else f"names '{unknown}', which its loop does not have"
