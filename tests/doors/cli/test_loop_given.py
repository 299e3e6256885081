"""A loop from the command line: the text itself, or @FILE."""

from __future__ import annotations

from pathlib import Path

import pytest

from unspiral.doors.cli.loop_given import loop_given, loop_text
from unspiral.errors import SpecError
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit


def test_text_and_file_give_the_same_loop(tmp_path: Path) -> None:
    file = tmp_path / "loop.txt"
    file.write_text("a -> b", encoding="utf-8")
    assert loop_given("a -> b", "--loop") == loop_given(f"@{file}", "unspiral loop") == parse("a -> b")


@pytest.mark.parametrize(("before", "starts"), [("--loop", "--loop: Line 1"), ("unspiral loop", "Line 1")])
def test_a_mistake_is_told_with_its_place(tmp_path: Path, before: str, starts: str) -> None:
    with pytest.raises(SpecError) as caught:
        loop_given("a -> a", before)
    assert caught.value.what.startswith(starts)
    file = tmp_path / "loop.txt"
    file.write_text("a -> b\na -> a\n", encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        loop_given(f"@{file}", before)
    assert caught.value.what.startswith(f"In the file '{file}': Line 2")
    with pytest.raises(SpecError) as caught:
        loop_given(str(file), before)
    assert caught.value.fix == f"{before} @{file}"


def test_a_loop_comes_from_text_or_from_a_file(tmp_path: Path) -> None:
    assert loop_text("a -> b") == "a -> b"
    file = tmp_path / "loop.txt"
    file.write_bytes(b"\xef\xbb\xbfa -> b\r\n")
    assert loop_text(f"@{file}") == "a -> b\r\n"


def test_a_loop_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").write_bytes(b"a -> b # \xff")
    with pytest.raises(SpecError, match=r"not UTF-8 text \(byte 10\)"):
        loop_text(f"@{tmp_path / 'loop.txt'}")
    with pytest.raises(SpecError, match=r"no such file.*Did you mean 'loop\.txt'"):
        loop_text(f"@{tmp_path / 'lop.txt'}")
    with pytest.raises(SpecError, match="directory"):
        loop_text(f"@{tmp_path}")
    with pytest.raises(SpecError, match="cannot be read"):
        loop_text("@a\0b")
