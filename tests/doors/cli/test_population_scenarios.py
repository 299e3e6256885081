from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.doors.cli.population_stand_in import stand_in

from unspiral.doors.cli import population_scenarios
from unspiral.doors.cli.population_scenarios import PACKAGED, file_text, ladder_of, population_given, shares_given
from unspiral.errors import SpecError
from unspiral.evidence.attributable_file import observed_ladder
from unspiral.loop.episodes import Episodes

pytestmark = pytest.mark.unit


def test_the_three_shares_are_always_there() -> None:
    assert shares_given("1, 0,0.5") == (0.0, 0.5, 1.0)
    assert shares_given("0,0.25,0.5,1") == (0.0, 0.25, 0.5, 1.0)
    for text in ("1", "0,1", "0,half,1", "-1,0,0.5,1", ""):
        with pytest.raises(SpecError, match="--share"):
            shares_given(text)


class Seen:
    """What twins would be worked out from."""

    def __init__(self, episodes: Episodes, nodes: int) -> None:
        self.known = {"depression": 1.0, "pain": 0.1}

    def earlier(self, name: str) -> float:
        return self.known[name]


def test_the_ladder_is_that_of_studies_until_twins_are_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    given = population_given(None, (0.0, 0.5, 1.0))

    def none(module: str, name: str) -> None:
        raise ImportError(module)

    monkeypatch.setattr(population_scenarios, "_made", none)
    assert ladder_of(given, observed_ladder(), 5) == observed_ladder()
    made = {"ladder": lambda seen, exposed, struck: SimpleNamespace(people=1.6, fraternal=1.4, identical=exposed + struck), "Seen": Seen}
    monkeypatch.setattr(population_scenarios, "_made", lambda module, name: made[name])
    found = ladder_of(given, observed_ladder(), 5)
    assert [rung.simulated[2] for rung in found] == [(1.0, 1.6), (1.0, 1.4), (1.0, 1.1)] and found[0].row == "E050"


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
