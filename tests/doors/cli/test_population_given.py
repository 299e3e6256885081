from __future__ import annotations

from pathlib import Path

import pytest
from tests.act.population.example import FILE

from unspiral.doors.cli.population_given import NODES, declared, file_text
from unspiral.errors import SpecError
from unspiral.evidence import population_file

pytestmark = pytest.mark.unit


@pytest.fixture
def packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fixture in place of the packaged population, the same at two causal shares."""
    text = FILE.read_text(encoding="utf-8")
    read = population_file.read_episodes
    monkeypatch.setattr(population_file, "PACKAGED", ("back-pain-depression",))
    monkeypatch.setattr(population_file, "packaged", lambda _name: text)
    monkeypatch.setattr(population_file, "holds_scenarios", lambda _text: True)
    monkeypatch.setattr(population_file, "scenarios", lambda _text, where: dict.fromkeys((0.0, 1.0), read(text, where)))


def test_a_file_and_a_packaged_one(packaged: None) -> None:
    of_file = declared(str(FILE))
    assert of_file.name == str(FILE)
    for word in (None, "back-pain-depression"):
        found = declared(word)
        assert found.episodes == of_file.episodes == found.at(0.0) and found.name == "back-pain-depression"
        assert found.at_each((0.0, 1.0)) == found.shares and found.nodes == NODES


def test_causal_shares_that_are_not_there(packaged: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SpecError, match=r"causal share is 0.3\.(.|\n)*--share with one of: 0, 1"):
        declared(None).at(0.3)

    monkeypatch.setattr(population_file, "holds_scenarios", lambda _text: False)
    assert declared(str(FILE)).shares == {}
    with pytest.raises(SpecError, match=r"unspiral population calibrate .*leave out --share"):
        declared(str(FILE)).at(1.0)


def test_a_scenario_that_does_not_hold_is_not_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(FILE.read_text(encoding="utf-8") + "\n[[scenario]]\nshare = 2.0\n", encoding="utf-8")
    with pytest.raises(SpecError, match=r"broken\.toml"):
        declared(str(broken))


def test_what_is_neither(packaged: None, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"'back-pain' is neither a file nor a packaged population. Did you mean 'back-pain-depression'\?"):
        declared("back-pain")
    with pytest.raises(SpecError, match="is a folder"):
        declared(str(tmp_path))
    with pytest.raises(SpecError, match="cannot be read"):
        declared("a\0b")
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SpecError, match="not text in UTF-8"):
        declared(str(tmp_path / "x.toml"))
    (tmp_path / "y.toml").write_text("name = ")
    with pytest.raises(SpecError, match=r"y.toml is no TOML"):
        declared(str(tmp_path / "y.toml"))
    with pytest.raises(SpecError, match=r"There is no file 'policies\.toml'"):
        file_text("policies.toml")
