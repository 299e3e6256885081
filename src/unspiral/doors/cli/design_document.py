"""A plan as the JSON of the contract."""

from __future__ import annotations

from unspiral.doors.cli.document_parts import refusal_entry, verdict_entry
from unspiral.errors import NotIdentified
from unspiral.records import Arrow
from unspiral.records.design import Assigned, Confirmed, Design, Needed, Prospect, StudyPlan

SCHEMA = "unspiral.design/1"


def document(plan: StudyPlan) -> dict[str, object]:
    """A plan as plain values.

    Args:
        plan: whole.
    """
    return {
        "schema": SCHEMA,
        "link": _named(plan.link),
        "value": plan.value,
        "unit": plan.unit,
        "standardised": {"lag": plan.standardised[0], "effect": plan.standardised[1]},
        "given": None if plan.given is None else _given(plan.given),
        "level": plan.level,
        "wanted": {"power": plan.wanted_power, "width": plan.wanted_width},
        "vary": {_named(link): sd for link, sd in plan.differ.items()},
        "truth": plan.truth,
        "draws": plan.draws,
        "designs": [_row(row) for row in plan.rows],
        "chosen": None if plan.chosen is None else _design(plan.chosen),
        "people_needed": [_needed(one) for one in plan.people],
        "days_needed": [_needed(one) for one in plan.days],
        "curves": [
            {
                "days": one.days,
                "beeps": one.beeps,
                "compliance": one.compliance,
                "people": one.people,
                "power": one.power,
                "width": one.width,
            }
            for one in plan.curves
        ],
        "confirmed": None if plan.confirmed is None else _confirmed(plan.confirmed),
        "seed": plan.seed,
        "assumptions": list(plan.assumptions),
        "verdicts": [verdict_entry(verdict) for verdict in plan.verdicts],
    }


def refusal(link: Arrow, refused: NotIdentified) -> dict[str, object]:
    """The same document where nothing can be planned: no numbers, and the verdict that says why."""
    verdict = refusal_entry(refused)
    return {
        "schema": SCHEMA,
        "link": _named(link),
        "designs": [],
        "chosen": None,
        "confirmed": None,
        "assumptions": [],
        "verdicts": [verdict],
    }


def _named(link: Arrow) -> str:
    return f"{link[0]}->{link[1]}"


def _design(one: Design) -> dict[str, object]:
    return {"people": one.people, "days": one.days, "beeps": one.beeps, "compliance": one.compliance, "prompts": one.prompts}


def _given(one: Assigned) -> dict[str, object]:
    return {
        "input": one.name, "timetable": "half" if one.block is None else "blocks", "block": one.block, "adherence": [one.least, one.most],
        "effect_taken": one.taken, "value_is": "effect of being assigned (intention to treat), with the smaller adherence",
    }  # fmt: skip


def _row(row: Prospect) -> dict[str, object]:
    return {
        **_design(row.design), "se": row.se, "width": row.width, "power": row.power, "power_monte_carlo": row.power_error,
        "low": row.low, "high": row.high, "se_monte_carlo": row.chance, "why": row.why,
    }  # fmt: skip


def _needed(one: Needed) -> dict[str, object]:
    return {
        "people": one.people, "days": one.days, "beeps": one.beeps, "compliance": one.compliance, "power_at_most": one.ceiling,
        "width_at_least": one.floor,
    }  # fmt: skip


def _confirmed(told: Confirmed) -> dict[str, object]:
    return {
        **_design(told.design), "studies": told.studies, "failed": told.failed, "power": told.power, "power_monte_carlo": told.power_error,
        "width": told.width, "mean": told.mean, "sd": told.sd, "covered": told.covered, "gap": told.gap, "gap_monte_carlo": told.gap_error,
        "truths": told.truths,
    }  # fmt: skip
