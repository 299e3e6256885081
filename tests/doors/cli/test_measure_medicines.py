"""``unspiral measure medicines``, as people and scripts call it."""

from __future__ import annotations

import json

import pytest
from tests.doors.cli.calling import call

pytestmark = pytest.mark.unit


def test_what_to_ask_about() -> None:
    called = call("measure", "medicines", "--taking", "nsaid,ssri_or_snri")
    assert called.code == 0
    assert "raises bleeding risk" in " ".join(called.out.split())
    assert "Because of: nsaid, ssri_or_snri." in called.out
    assert "NICE NG59" in called.out
    assert "no checker of interactions" in called.out


def test_unverified_cautions_say_so() -> None:
    called = call("measure", "medicines", "--taking", "tca", "--also", "age_ge_65")
    assert "no source seen (unverified: nobody has held it against a source)" in " ".join(called.out.split())


def test_without_options_what_can_be_named() -> None:
    called = call("measure", "medicines")
    assert called.code == 0
    assert "serotonergic_opioid" in called.out
    assert "Because of" not in called.out


def test_scripts_get_one_document() -> None:
    called = call("measure", "medicines", "--taking", "antidepressant", "--taking", "tramadol", "--also", "stopped", "--json")
    assert (called.code, called.err) == (0, "")
    document = json.loads(called.out)
    assert document["schema"] == "unspiral.medicines/1"
    assert {entry["id"] for entry in document["cautions"]} == {"opioid_any", "antidep_stop"}
    assert [entry["id"] for entry in document["perhaps"]] == ["serotonergic_pair"]
    assert document["perhaps"][0]["if_also"]
    assert set(document["sources"]) == {key for entry in document["cautions"] + document["perhaps"] for key in entry["sources"]}
    assert all(entry["kind"] == "talk_to_prescriber" for entry in document["cautions"])


def test_no_caution_is_no_reassurance() -> None:
    called = call("measure", "medicines", "--taking", "benzodiazepine")
    assert called.code == 0
    assert "does not mean that there is nothing to ask" in " ".join(called.out.split())


@pytest.mark.parametrize("words", [["--taking", "ibuprofen"], ["--also", "opioid"], ["--taking", "liver_disease"]])
def test_what_is_not_kept_is_refused(words: list[str]) -> None:
    called = call("measure", "medicines", *words)
    assert called.code == 2
    assert called.out == ""
    assert "\n  Fix: " in called.err
