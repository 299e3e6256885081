"""``unspiral measure show``: one questionnaire, and the source of every number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.calling import call
from tests.measure.questionnaires.my_scale import written

from unspiral.measure.questionnaires.library import instruments

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", instruments())
def test_json_has_evidence_and_citations_for_every_number(name: str) -> None:
    called = call("measure", "show", name, "--json")
    document = json.loads(called.out)
    assert (called.code, document["schema"], document["id"]) == (0, "unspiral.instrument/1", name)
    assert all(number["evidence"] for number in document["numbers"])
    assert all(source["citation"] for number in document["numbers"] for source in number["sources"])
    assert "Regenstrief" in document["loinc_notice"]


def test_one_of_ones_own(tmp_path: Path) -> None:
    file = written(tmp_path)
    assert "My own scale" in call("measure", "show", "my_scale", "--file", file).out
    called = call("measure", "show", "other", "--file", file)
    assert called.code == 2
    assert "describes 'my_scale', not 'other'" in called.err


@pytest.mark.parametrize(
    ("name", "said"), [("phq", "Did you mean"), ("psqi", "left out on purpose"), ("phq99", "no questionnaire 'phq99'")]
)
def test_names_that_are_not_there(name: str, said: str) -> None:
    called = call("measure", "show", name)
    assert (called.code, called.out) == (2, "")
    assert said in called.err
