"""What is told in a file, or by options, is read once and never guessed at."""

from __future__ import annotations

from pathlib import Path

import pytest

from unspiral.doors.cli.pathway_given import LARGEST, SETS, of_file, told
from unspiral.errors import DataError, SpecError

pytestmark = pytest.mark.unit


def test_options_alone_and_with_a_file(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text('{"phq9": 3}', encoding="utf-8")
    options = {"gad7": "2", "tried": ("cbt, exercise",), "considering": (), "acknowledged": False, "leg_pain": None}
    assert told(None, options).values() == {"gad7": 2.0, "tried": ["cbt", "exercise"]}
    assert told(str(tmp_path / "in.json"), options).values() == {"phq9": 3, "gad7": 2.0, "tried": ["cbt", "exercise"]}
    with pytest.raises(SpecError, match="in the file and among the options") as twice:
        told(str(tmp_path / "in.json"), {"phq9": "3"}).values()
    assert "--phq9" in twice.value.fix
    assert told(None, {"phq9": "abc", "peg": "1_0", "fear": "low"}).values() == {"phq9": "abc", "peg": "1_0", "fear": "low"}


def test_no_leg_pain_is_told() -> None:
    assert told(None, {"leg_pain": False, "acknowledged": False}).values() == {"leg_pain": False}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("empty", [("",), (" , ",), ("cbt", "")])
def test_a_list_without_a_name_is_refused(name: str, empty: tuple[str, ...]) -> None:
    with pytest.raises(SpecError, match="without a name") as refused:
        told(None, {name: empty, "gad7": "2"}).values()
    option = f"--{name.replace('_', '-')}"
    assert refused.value.fix.startswith(f"{option} ") and refused.value.what.startswith(option)


def test_what_is_wrong_hides_no_answer(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text('{"item9": 2, "item9": 0, "phq9": NaN}', encoding="utf-8")
    found = told(str(tmp_path / "in.json"), {"gad7": "2", "tried": ("",)})
    assert (found.file["item9"], found.options) == (2, {"gad7": 2.0})
    with pytest.raises(SpecError, match="--tried"):
        found.values()
    missing = told(str(tmp_path / "none.json"), {"item9": "1"})
    assert (missing.file, missing.options) == ({}, {"item9": 1.0})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is no JSON"),
        (b"[1]", "no names"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": NaN}', "NaN"),
        (b"\xff\xfe", "no text"),
        (b"[" * 100_000, "nested|no JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "cannot be read"),
        (b"", "is no JSON"),
        (b'{"schema": "unspiral.fit/1"}', "another kind .unspiral.fit/1."),
        (b" " * (LARGEST + 1), "larger"),
    ],
    ids=["cut off", "a list", "twice", "nan", "bytes", "deep", "digits", "empty", "other kind", "large"],
)
def test_refused(content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_bytes(content)
    with pytest.raises(DataError, match=words) as refused:
        told(str(tmp_path / "in.json"), {}).values()
    assert refused.value.fix


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        of_file(str(tmp_path / "none.json"))
    with pytest.raises(DataError, match="is a folder"):
        of_file(str(tmp_path))
    with pytest.raises(DataError, match="cannot be read") as stray:
        of_file("yes")  # --leg-pain yes
    assert "--leg-pain or --no-leg-pain" in stray.value.fix
    with pytest.raises(DataError, match="is empty"):
        of_file("")
