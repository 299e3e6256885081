"""Keys of persons: wrapped, kept apart, renewed, destroyed."""

from __future__ import annotations

from pathlib import Path

import pytest

from unspiral.errors import StoreError
from unspiral.store.journal.person_key import KeyFolder

pytestmark = pytest.mark.unit


def test_a_key_comes_back_and_the_file_shows_nothing(keys: KeyFolder) -> None:
    made = keys.make("p1")
    assert keys.read("p1") == made and keys.read("p2") is None
    data = (keys.path / "p1.key").read_bytes()
    assert made.data[1] not in data and made.data[1].hex().encode() not in data
    assert (keys.path / "p1.key").stat().st_mode & 0o077 == 0 and [path.name for path in keys.path.iterdir()] == ["p1.key"]


def test_what_is_sealed_opens_by_the_same_key_alone(keys: KeyFolder) -> None:
    one, two = keys.make("p1"), keys.make("p2")
    sealed = one.seal("words")
    assert one.unseal(sealed, 1) == "words" and one.seal("words") != sealed and one.mark("a") == one.mark("a") != two.mark("a")
    for key, text, generation in ((two, sealed, 1), (one, sealed[:-1], 1), (one, bytes([sealed[0] ^ 1]) + sealed[1:], 1), (one, sealed, 2)):
        with pytest.raises(StoreError) as caught:
            key.unseal(text, generation)
        assert caught.value.code == "damaged"


def test_a_renewed_key_opens_both_until_the_old_is_let_go(keys: KeyFolder) -> None:
    one = keys.make("p1")
    sealed, two = one.seal("words"), one.renewed()
    assert two.generation == 2 and two.unseal(sealed, 1) == "words" and two.unseal(two.seal("more"), 2) == "more"
    three = two.only(set())
    keys.write(three)
    assert keys.read("p1") == three and list(three.data) == [2] and three.mark("a") == one.mark("a")
    with pytest.raises(StoreError):
        three.unseal(sealed, 1)
    assert list(two.only({1}).data) == [1, 2]


def test_a_destroyed_key_is_gone(keys: KeyFolder) -> None:
    keys.make("p1")
    keys.destroy("p1")
    keys.destroy("p1")
    assert keys.read("p1") is None and list(keys.path.iterdir()) == []


def test_other_masters_and_spoiled_files_are_told(keys: KeyFolder, tmp_path: Path) -> None:
    keys.make("p1")
    with pytest.raises(StoreError) as caught:
        KeyFolder(keys.path, bytes(32)).read("p1")
    assert caught.value.code == "wrong-key"
    (keys.path / "p1.key").write_text("!!", encoding="ascii")
    with pytest.raises(StoreError):
        keys.read("p1")
    for name in ("", "../p1", "a b", "x" * 65):
        with pytest.raises(StoreError, match="no name"):
            keys.read(name)
