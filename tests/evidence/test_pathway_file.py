"""The packaged pathway says word for word what the clinical content says; what is ours beside it is true to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from unspiral.evidence.pathway_file import pathway_file
from unspiral.evidence.tables import treatments

pytestmark = pytest.mark.unit

OURS = {"named", "inputs_added", "numbers"}
NAMED = {"option": "options", "rule": "rules", "prior": "model_priors_from_reviews"}  # keys of ours that have another name there
LEFT_OUT = {"schema", "tests"}  # the scenarios are run by tests/act/pathway/test_scenarios.py, from where they are


@pytest.fixture(scope="module")
def told(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "clinical" / "pathway.json").read_text(encoding="utf-8"))


def test_nothing_is_missing_and_nothing_is_added_unmarked(told: dict[str, Any]) -> None:
    assert {NAMED.get(key, key) for key in pathway_file()} - OURS == set(told) - LEFT_OUT


def test_every_part_is_the_same_word_for_word(told: dict[str, Any]) -> None:
    ours = {key: value for key, value in pathway_file().items() if key not in OURS}
    assert len(ours) == 13
    for key, value in ours.items():
        assert value == told[NAMED.get(key, key)], key


def test_names_and_years_of_sources_stand_in_the_sources() -> None:
    table = pathway_file()
    assert set(table["named"]) == set(table["sources"])
    for key, about in table["named"].items():
        full = table["sources"][key]
        assert about["kind"] in ("guideline", "study", "articles")
        years = [part for part in about["year"].replace(",", " ").split() if part.isdigit()]
        assert all(year in full or year in key for year in years), key
        assert years or key in ("article", "start_loinc")
        if about["kind"] == "guideline":
            assert "guideline" in full or full.startswith("NICE")


def test_every_source_and_every_option_that_is_named_exists() -> None:
    table = pathway_file()
    ids = [option["id"] for option in table["option"]]
    assert len(ids) == len(set(ids)) == 33
    shown = [name for rule in table["rule"] for key in ("show", "show_not_recommended") for name in rule["then"].get(key, [])]
    assert set(shown) <= set(ids)
    assert set(table["browse_only"]) == set(ids) - set(shown)
    named = [line["source"] for option in table["option"] for line in option["recommendations"]]
    assert set(named) | {key for rule in table["rule"] for key in rule.get("why", [])} <= set(table["sources"])
    assert {line["strength"] for option in table["option"] for line in option["recommendations"]} <= set(table["strength_scale"])
    assert {line["evidence"] for option in table["option"] for line in option["recommendations"]} <= set(table["evidence_key"])


def test_numbers_lead_to_rows_that_exist() -> None:
    table = pathway_file()
    known = {row.treatment for row in treatments()}
    outcomes = {row.outcome for row in treatments()}
    for option, asked in table["numbers"].items():
        assert option in {each["id"] for each in table["option"]}
        assert set(asked["treatments"]) <= known, option
        assert set(asked["outcomes"]) <= outcomes, option


def test_item_nine_opens_what_it_opens_elsewhere() -> None:
    from unspiral.measure.safety.clinical_file import clinical_file

    assert pathway_file()["inputs_added"]["item9"]["opens_at"] == clinical_file("suicide_item")["trigger"]["at_least"]
