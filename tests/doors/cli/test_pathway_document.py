"""The document says the same as the plan."""

from __future__ import annotations

import json

import pytest

from unspiral.act.pathway.answers import answers_of
from unspiral.act.pathway.pathway import pathway
from unspiral.doors.cli.pathway_document import NOT, SCHEMA, browse_document, document, needs_document, stopped_document
from unspiral.doors.cli.pathway_safety import help_notice, safety_of

pytestmark = pytest.mark.unit


def test_it_holds_every_part_of_the_plan() -> None:
    plan = pathway(answers_of({"phq9": 12, "pain_weeks": 20, "considering": ["surgery"], "tried": ["cbt"], "mode": "researcher"}))
    found = document(plan, safety_of(plan, None))
    assert json.loads(json.dumps(found))["schema"] == SCHEMA
    assert found["fired"] == [rule.id for rule in plan.fired]
    shown = found["options"]
    assert isinstance(shown, list)
    assert [row["id"] for row in shown] == [each.option.id for each in plan.offered]
    assert shown[-1]["last"] == ["tried"]
    assert {"disagree", "mixed", "net", "note", "positions", "rules", "numbers"} <= set(shown[0])
    assert found["not"] == NOT and found["red_flag"] is None and found["safety"] is None
    assert isinstance(found["priors"], list) and len(found["priors"]) == 4
    support = found["support_level"]
    assert isinstance(support, dict) and support["level"] == "medium" and support["measured"] is False


def test_help_alone_and_lists() -> None:
    alone = stopped_document(help_notice({"item9": 2}, "IE"), "IE")
    assert alone["held"] is True and alone["options"] == []
    assert browse_document("person")["all"] is True
    assert all(not row["numbers"] for row in browse_document("person")["options"])  # type: ignore[attr-defined]
    assert "phq9" in needs_document()["inputs"]  # type: ignore[operator]
