from __future__ import annotations

from pathlib import Path

import pytest
from tests.act.population.example import FILE

from unspiral.doors.cli import population_given
from unspiral.doors.cli.population_given import declared
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fixture in place of the packaged populations."""
    (tmp_path / "packaged").mkdir()
    (tmp_path / "packaged" / "back-pain-depression.toml").write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(population_given, "_folder", lambda: tmp_path / "packaged")


def test_a_file_and_a_packaged_one(packaged: None) -> None:
    of_file, name = declared(str(FILE))
    assert name == str(FILE)
    for word in (None, "back-pain-depression"):
        found, name = declared(word)
        assert found == of_file and name == "back-pain-depression"


def test_what_is_neither(packaged: None, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"'back-pain' is neither a file nor a packaged population. Did you mean 'back-pain-depression'\?"):
        declared("back-pain")
    with pytest.raises(SpecError, match="is a folder"):
        declared(str(tmp_path))
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SpecError, match="not text in UTF-8"):
        declared(str(tmp_path / "x.toml"))
    (tmp_path / "y.toml").write_text("name = ")
    with pytest.raises(SpecError, match=r"y.toml is no TOML"):
        declared(str(tmp_path / "y.toml"))
