"""Small files are read as UTF-8, or refused with what helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from unspiral.errors import DataError
from unspiral.measure.questionnaires.source_text import LARGEST, text_of

pytestmark = pytest.mark.unit


def test_the_mark_before_the_text_goes(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"\xef\xbb\xbfraw,t\n")
    assert text_of(file) == "raw,t\n"


@pytest.mark.parametrize(("content", "said"), [(b"\xe4", r"not UTF-8 text \(byte 1\)"), (b"x" * (LARGEST + 1), "larger than a megabyte")])
def test_wrong_content(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(DataError, match=said):
        text_of(file)


@pytest.mark.parametrize(("name", "said"), [("none", "There is no file"), (".", "is a folder"), ("a\0b", "cannot be opened|no file")])
def test_wrong_names(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        text_of(tmp_path / name)
