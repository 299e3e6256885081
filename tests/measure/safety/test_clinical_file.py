"""The packaged clinical files say word for word what the clinical content says, with its sources and how well they were seen."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from unspiral.measure.safety.clinical_file import NAMES, clinical_file

pytestmark = pytest.mark.unit

EVIDENCE = {"verified_2_sources", "verified_1_source", "unverified", "project_convention"}
NAMED = {"code": "country", "line": "lines"}  # keys of ours that have another name there


@pytest.fixture(scope="module")
def told(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "clinical" / "safety.json").read_text(encoding="utf-8"))


def test_each_file_is_there_and_no_other() -> None:
    folder = files("unspiral.measure.safety") / "files"
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.toml" for name in NAMES)
    assert all(clinical_file(name) for name in NAMES)


def test_crisis_lines(told: dict[str, Any]) -> None:
    ours, theirs = clinical_file("crisis_lines"), told["crisis_lines"]
    assert ours["checked_on"] == datetime.date.fromisoformat(told["compiled"])
    assert {key: ours[key] for key in ("recheck_days", "fallback", "not_included")} == {
        key: theirs[key] for key in ("recheck_days", "fallback", "not_included")
    }
    assert [{NAMED.get(key, key): value for key, value in row.items()} for row in ours["country"]] == theirs["table"]


def test_suicide_item(told: dict[str, Any]) -> None:
    ours, theirs = clinical_file("suicide_item"), told["suicide_item"]
    assert ours["principle"] == theirs["principle"]
    assert ours["copy"] == theirs["copy"]
    assert ours["must"] == theirs["must"]
    assert ours["must_not"] == theirs["must_not"]
    assert ours["fact"] == theirs["evidence_facts"]
    assert [{"item": ours["trigger"]["item"], "op": ">=", "value": ours["trigger"]["at_least"]}, {"flag": ours["trigger"]["flag"]}] == (
        theirs["trigger"]["any"]
    )
    assert [step["told"] for step in ours["follow_on"]] == [theirs["follow_on"]["phq9==1"], theirs["follow_on"]["phq9>=2"]]
    assert (ours["danger"]["told"], ours["danger"]["note"]) == (theirs["follow_on"]["immediate_danger"], theirs["follow_on"]["note"])
    assert any(f"'{ours['danger']['ask']}'" in rule["do"] for rule in theirs["must"])


def test_red_flags(told: dict[str, Any]) -> None:
    ours, theirs = clinical_file("red_flags"), told["red_flags"]
    for key in ("use", "warning_for_devs", "negative_text", "urgency", "action_sources"):
        assert ours[key] == theirs[key], key
    assert len(ours["question"]) == 18
    assert ours["question"] == [{key: value for key, value in row.items() if value is not None} for row in theirs["questions"]]
    assert ours["rule"] == [{**{k: v for k, v in rule.items() if k != "if"}, **rule["if"]} for rule in theirs["rules"]]
    assert set(ours["order"]) == set(ours["urgency"])


def test_medicines(told: dict[str, Any]) -> None:
    ours, theirs = clinical_file("medicines"), told["drug_cautions"]
    assert ours["rule"] == theirs["rule"]
    assert len(ours["caution"]) == 14
    assert ours["caution"] == [{**{k: v for k, v in flag.items() if k != "when"}, **flag["when"]} for flag in theirs["flags"]]


def test_wording(told: dict[str, Any]) -> None:
    ours, law = clinical_file("wording"), told["device_law"]
    assert {key: ours[key] for key in ("standard_notice", "say", "caveat")} == {
        key: law[key] for key in ("standard_notice", "say", "caveat")
    }
    assert ours["depression_two_weeks"].items() <= told["depression_two_weeks"].items()


def walk(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_spelled_out_and_every_status_is_known(name: str, told: dict[str, Any]) -> None:
    """A key of the source list, or a page named in full; a status of the four that there are."""
    table = clinical_file(name)
    listed: dict[str, str] = table.get("sources", {})
    assert listed.items() <= told["sources"].items()
    for entry in walk(table):
        if "evidence" in entry and "action" not in entry:
            assert entry["evidence"] in EVIDENCE or entry is table.get("depression_two_weeks"), entry
        for source in entry.get("sources", []) if isinstance(entry.get("sources"), list) else []:
            assert source in listed or source not in told["sources"], source
        if isinstance(entry.get("source"), str):
            assert entry["source"] in listed
