"""A pathway as ``--json`` prints it: ``unspiral.pathway/1``."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from unspiral.act.pathway.answers import inputs
from unspiral.act.pathway.numbers import numbers_for
from unspiral.act.pathway.option import options
from unspiral.doors.cli.measure_score import safety_document
from unspiral.evidence.pathway_file import pathway_file
from unspiral.show.pathway_words import NOT

if TYPE_CHECKING:
    from unspiral.doors.cli.pathway_safety import Safety
    from unspiral.records.help import SafetyNotice
    from unspiral.records.pathway import Offered, Option, Plan

SCHEMA = "unspiral.pathway/1"


def document(plan: Plan, safety: Safety, country: str | None = None) -> dict[str, object]:
    """A plan with what comes before it.

    Args:
        plan: of ``act.pathway``.
        safety: of the same plan.
        country: what ``--country`` said.
    """
    support = plan.support
    return {
        "schema": SCHEMA,
        "mode": plan.answers.mode,
        "compiled": plan.compiled,
        "held": plan.held,
        "stopped": plan.stopped,
        "safety": safety_document(safety.notices[0], country) if safety.notices else None,
        "safety_also": [safety_document(each, country) for each in safety.notices[1:]],
        "red_flag": {"urgency": safety.urgency, "text": safety.flag} if safety.urgency else None,
        "answers": {each.name: getattr(plan.answers, each.name) for each in fields(plan.answers)},
        "support_level": None
        if plan.held or plan.stopped
        else {
            "level": support.level,
            "measured": support.measured,
            "parts": [asdict(part) for part in support.parts],
            "status": support.status,
            "evidence": support.evidence,
        },
        "fired": [rule.id for rule in plan.fired],
        "rules": [asdict(rule) for rule in plan.fired],
        "urgency": plan.urgency,
        "messages": list(plan.messages),
        "options": [_offered(each) for each in plan.offered],
        "not_recommended": [_offered(each) for each in plan.not_recommended],
        "not_told": list(plan.not_told),
        "said": list(plan.said),
        "priors": [asdict(prior) for prior in plan.priors],
        "sources": plan.sources,
        "evidence_key": pathway_file()["evidence_key"],
        "strength_scale": pathway_file()["strength_scale"],
        "not": NOT,
    }


def stopped_document(notice: SafetyNotice, country: str | None) -> dict[str, object]:
    """Help alone, where the rest could not be worked out."""
    return {
        "schema": SCHEMA, "held": True, "stopped": False, "safety": safety_document(notice, country), "safety_also": [], "fired": [],
        "options": [], "not_recommended": [], "not": NOT,
    }  # fmt: skip


def browse_document(mode: str) -> dict[str, object]:
    """Every option with every line."""
    table = pathway_file()
    found = [{**_option(each), "numbers": _numbers(each.id, mode)} for each in options().values()]
    return {
        "schema": SCHEMA, "all": True, "mode": mode, "compiled": table["compiled"], "options": found, "sources": table["sources"],
        "evidence_key": table["evidence_key"], "strength_scale": table["strength_scale"], "not": NOT,
    }  # fmt: skip


def needs_document() -> dict[str, object]:
    """What can be told."""
    return {"schema": SCHEMA, "inputs": {name: dict(about) for name, about in inputs().items()}, "not": NOT}


def _offered(found: Offered) -> dict[str, object]:
    return {
        **_option(found.option), "rules": list(found.rules), "last": list(found.last), "numbers": [asdict(each) for each in found.numbers]
    }  # fmt: skip


def _option(found: Option) -> dict[str, object]:
    return {**asdict(found), "disagree": found.disagree, "mixed": found.mixed}


def _numbers(option: str, mode: str) -> list[dict[str, object]]:
    return [] if mode == "person" else [asdict(each) for each in numbers_for(option)]
