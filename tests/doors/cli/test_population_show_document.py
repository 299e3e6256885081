from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.act.population.example import declared, falling

from unspiral.doors.cli.console import print_json
from unspiral.doors.cli.population_show_document import declaration

pytestmark = pytest.mark.unit


def test_a_declaration_is_plain_and_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(declaration(falling()))
    found = json.loads(capsys.readouterr().out)
    episodes = falling()
    assert [c["name"] for c in found["courses"]] == [c.name for c in episodes.courses]
    ends = next(h for h in found["hazards"] if h["name"] == "depression ends")
    assert ends["since"] == [[91.3, 0.5], [365.25, 0.1]] and ends["resets"] == {"mood care": "off"} and ends["effects"] == {"mending": 1.2}
    death = next(h for h in found["hazards"] if h["name"] == "death")
    assert death["source"] == "assumption" and death["times"][-2]["to"] is None
    assert found["people"]["bands"] == [18, 30, 45, 60, 75] and found["correlations"] == [["back", "mood", 0.3]]


def test_a_life_without_end() -> None:
    assert declaration(replace(declared(), ends=None))["ends"] is None
