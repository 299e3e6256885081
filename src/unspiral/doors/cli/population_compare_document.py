"""A comparison of policies as the JSON of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from unspiral.doors.cli.document_parts import effect_entry, verdict_entry
from unspiral.loop.policy import Proposal
from unspiral.records.policies import PER, AtShare, Attributable, PolicyComparison, PolicyFound, Prevalence, Tornado
from unspiral.show.population_words import FOR_WHOM, SIDE_BY_SIDE

SCHEMA = "unspiral.population/1"


def document(found: PolicyComparison, seconds: float) -> dict[str, object]:
    """A comparison as plain values.

    Args:
        found: whole.
        seconds: that it took.

    Returns:
        ``shares`` holds the exact course of every state with nothing else done, at each causal share; ``exact`` repeats the one at the
        largest share under the names of ``population run``. ``policies`` holds each policy's differences at each share, and one word over
        all of them.

    Source: docs/reference/cli.md; tests/doors/cli/test_population_compare_document.py.
    """
    last = found.now[-1]
    return {
        "schema": SCHEMA,
        "declaration": found.name,
        "persons": found.persons,
        "weeks": found.weeks,
        "start": found.start or None,
        "seed": found.seed,
        "draws": found.draws,
        "per": PER,
        "seconds": {"compare": seconds, "simulate": None},
        "prevalence": None,
        "exact": {"share": last.share, **_course(last)},
        "shares": {f"{each.share:g}": {"exact": _course(each)} for each in found.now},
        "measures": [asdict(measure) for measure in found.measures],
        "policies": [_policy(policy) for policy in found.policies],
        "attributable": [_attributable(part) for part in found.attributable],
        "ladder": [asdict(rung) for rung in found.ladder],
        "verdicts": [verdict_entry(verdict) for verdict in found.verdicts],
        "said": [FOR_WHOM, SIDE_BY_SIDE],
        "manifest": {**dict(found.manifest), "nodes": found.nodes},
    }


def listing(known: Sequence[Proposal]) -> dict[str, object]:
    """Policies with every number and its source.

    Args:
        known: in order.
    """
    return {"schema": "unspiral.policies/1", "policies": [asdict(each) for each in known]}


def _course(now: Prevalence) -> dict[str, object]:
    return {"week": [int(week) for week in now.weeks], "state": {name: values.tolist() for name, values in now.state.items()}}


def _policy(policy: PolicyFound) -> dict[str, object]:
    return {
        "name": policy.name,
        "label": policy.label,
        "about": policy.about,
        "week": policy.week,
        "words": {word.measure: {"word": word.word, "why": word.why} for word in policy.words},
        "differences": {f"{arm.share:g}": _differences(arm) for arm in policy.arms},
        "course": {f"{arm.share:g}": _gaps(arm) for arm in policy.arms},
        "care": {f"{arm.share:g}": {"starts": arm.starts, "weeks": arm.care_weeks} for arm in policy.arms},
        "numbers": [asdict(number) for number in policy.numbers],
        "left_out": list(policy.left_out),
        "tornado": [_tornado(each) for each in policy.tornados],
    }


def _differences(arm: AtShare) -> dict[str, object]:
    return {
        row.measure: {
            "now": row.now, **effect_entry(row.change), "word": row.word,
            "simulated": None if row.simulated is None else asdict(row.simulated),
        }
        for row in arm.differences
    }  # fmt: skip


def _gaps(arm: AtShare) -> dict[str, object]:
    return {
        gap.state: {
            "week": [int(week) for week in gap.weeks],
            "estimate": gap.estimate.tolist(),
            "low": gap.low.tolist(),
            "high": gap.high.tolist(),
        }
        for gap in arm.gaps
    }  # fmt: skip


def _attributable(part: Attributable) -> dict[str, object]:
    low, high = part.range
    return {
        "link": part.link, "label": part.label, "range": [low, high], "fractions": [asdict(each) for each in part.fractions],
        "cut": {f"{share:g}": gone for share, gone in part.cut},
        "cases": {f"{share:g}": here for share, here in part.cases},
    }  # fmt: skip


def _tornado(each: Tornado) -> dict[str, object]:
    return {"measure": each.measure, "share": each.share, "middle": each.middle, "bars": [asdict(bar) for bar in each.bars]}
