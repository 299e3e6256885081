from __future__ import annotations

import gzip

import pytest

from unspiral.errors import DataError
from unspiral.measure import text_file
from unspiral.measure.text_file import believable, lines, opened, right_kind

pytestmark = pytest.mark.unit


def put(folder, content: bytes, name: str = "diary.csv"):
    path = folder / name
    path.write_bytes(content)
    return path


def test_lines_keep_their_ends_and_lose_their_marks(tmp_path):
    content = "\ufeff\ufeffid\r\na\nb\rc\u2028d\x0be".encode()
    assert list(lines(put(tmp_path, content))) == ["id\r\n", "a\n", "b\r", "c\u2028d\x0be"]
    assert list(lines(put(tmp_path, gzip.compress(content), "diary.csv.gz"))) == ["id\r\n", "a\n", "b\r", "c\u2028d\x0be"]


def test_packed_and_plain_give_the_same_bytes(tmp_path):
    content = bytes(range(256)) * 5000
    with opened(put(tmp_path, content)) as plain, opened(put(tmp_path, gzip.compress(content), "d.csv.gz")) as packed:
        assert plain.read() == packed.read() == content


def test_a_bomb_is_refused_before_it_fills_anything(tmp_path):
    path = put(tmp_path, gzip.compress(b"P1,0,3,5\n" * 4_000_000), "bomb.csv.gz")
    assert path.stat().st_size < 150_000
    with opened(path) as stream, pytest.raises(DataError, match=r"more than 200 times its size \(1[67] MiB out of") as caught:
        while stream.read(1 << 20):
            pass
    assert "gunzip bomb.csv.gz" in caught.value.fix
    with pytest.raises(DataError, match="more than 200 times"):
        believable(path)
    with pytest.raises(DataError, match="more than 200 times"):
        for _ in lines(path):
            pass


def test_what_packs_well_but_is_small_is_read(tmp_path):
    path = put(tmp_path, gzip.compress(b"0" * (text_file._FREE - 1)), "zeros.csv.gz")
    believable(path)
    with opened(path) as stream:
        assert len(stream.read()) == text_file._FREE - 1


def test_what_is_damaged_is_left_to_those_who_tell_the_row(tmp_path):
    believable(put(tmp_path, gzip.compress(b"abc" * 100)[:20], "cut.csv.gz"))
    with pytest.raises(DataError, match="gzip"):
        list(lines(tmp_path / "cut.csv.gz"))


def test_a_line_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(text_file, "MOST_LINE", 100)
    with pytest.raises(DataError, match=r"Row 2 of 'diary.csv' holds more than 100 characters in one line"):
        list(lines(put(tmp_path, b"id\n" + b"x" * 500)))
    assert len(list(lines(put(tmp_path, b"id\n" + b"x" * 99 + b"\n")))) == 2


@pytest.mark.parametrize("start", list(text_file._OTHER_KINDS))
def test_every_other_kind_is_named(start, tmp_path):
    with pytest.raises(DataError, match="not a text table") as caught:
        right_kind(put(tmp_path, start.upper() + b" and more"))
    assert caught.value.fix


def test_both_encodings_are_named_with_their_rows(tmp_path):
    content = b"id\nAnna\nJos\xc3\xa9\nAnna\nJos\xe9\n"
    with pytest.raises(DataError, match=r"Row 5 of 'diary.csv' is not UTF-8 text .byte 0xe9., and row 3 is"):
        list(lines(put(tmp_path, content)))
    with pytest.raises(DataError, match=r"Row 2 .*and row 2 is"):
        list(lines(put(tmp_path, b"id\nJos\xc3\xa9,Jos\xe9\n")))
    with pytest.raises(DataError, match="iconv -f latin1"):
        list(lines(put(tmp_path, b"\xef\xbb\xbfid\nJos\xe9\n")))
