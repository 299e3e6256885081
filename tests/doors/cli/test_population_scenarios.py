from __future__ import annotations

from pathlib import Path

import pytest
from tests.doors.cli.population_stand_in import stand_in

from unspiral.doors.cli.population_scenarios import PACKAGED, file_text, population_given, shares_given
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def test_the_three_shares_are_always_there() -> None:
    assert shares_given("1, 0,0.5") == (0.0, 0.5, 1.0)
    assert shares_given("0,0.25,0.5,1") == (0.0, 0.25, 0.5, 1.0)
    for text in ("1", "0,1", "0,half,1", "-1,0,0.5,1", ""):
        with pytest.raises(SpecError, match="--share"):
            shares_given(text)


def test_a_declaration_is_packaged_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(monkeypatch)
    found = population_given(None, (0.0, 0.5, 1.0))
    assert found.where == PACKAGED == population_given(PACKAGED, (0.0, 0.5, 1.0)).where and sorted(found.at) == [0.0, 0.5, 1.0]
    own = tmp_path / "town.toml"
    own.write_text("name = 'x'\n", encoding="utf-8")
    assert population_given(str(own), (0.0, 0.5, 1.0)).where == "town.toml"
    with pytest.raises(SpecError, match=r"does not stand at the causal share 0\.3"):
        population_given(None, (0.0, 0.3))
    with pytest.raises(SpecError, match=r"Did you mean 'back-pain-depression'"):
        file_text("back-pain-depresion", PACKAGED)
