"""The key opens by the passphrase and by the recovery code, and by nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.store.journal.made_entry import PASSPHRASE

from unspiral.errors import StoreError
from unspiral.store.journal import key_file
from unspiral.store.journal.key_file import NewKey, change_passphrase, make_key_file, open_key_file, renew_recovery

pytestmark = pytest.mark.unit


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.key"


@pytest.fixture
def made(path: Path) -> NewKey:
    return make_key_file(path, PASSPHRASE)


def refused(path: Path, secret: str) -> str:
    with pytest.raises(StoreError) as caught:
        open_key_file(path, secret)
    return caught.value.code


def test_both_open_it(path: Path, made: NewKey) -> None:
    assert len(made.key) == 32 and re.fullmatch(r"([2-9A-HJKMNP-Z]{5}-){5}[2-9A-HJKMNP-Z]{5}", made.recovery)
    assert open_key_file(path, PASSPHRASE) == made.key == open_key_file(path, made.recovery)
    assert open_key_file(path, f" {made.recovery.lower().replace('-', ' ')} ") == made.key  # as people copy it


def test_nothing_else_does(path: Path, made: NewKey) -> None:
    for secret in ("", PASSPHRASE.upper(), PASSPHRASE + " ", made.recovery[:-1], made.key.hex()):
        assert refused(path, secret) == "wrong-key"
    text = path.read_text(encoding="utf-8")
    assert PASSPHRASE not in text and made.recovery not in text and made.key.hex() not in text
    assert path.stat().st_mode & 0o077 == 0


def test_letters_that_look_the_same_are_the_same(path: Path) -> None:
    made = make_key_file(path, "caf\u00e9 \u2460 four words")
    assert open_key_file(path, "cafe\u0301 1 four words") == made.key


def test_another_passphrase_leaves_the_key_and_the_code(path: Path, made: NewKey) -> None:
    change_passphrase(path, PASSPHRASE, "other words that are long")
    assert refused(path, PASSPHRASE) == "wrong-key"
    assert open_key_file(path, "other words that are long") == made.key == open_key_file(path, made.recovery)
    change_passphrase(path, made.recovery, "third words that are long")  # as after it was forgotten
    assert open_key_file(path, "third words that are long") == made.key
    with pytest.raises(StoreError):
        change_passphrase(path, "wrong", "x")


def test_another_recovery_code_ends_the_first(path: Path, made: NewKey) -> None:
    code = renew_recovery(path, PASSPHRASE)
    assert code != made.recovery and refused(path, made.recovery) == "wrong-key"
    assert open_key_file(path, code) == made.key == open_key_file(path, PASSPHRASE)
    with pytest.raises(StoreError):
        renew_recovery(path, "wrong")


def test_a_key_is_never_overwritten(path: Path, made: NewKey) -> None:
    with pytest.raises(StoreError) as caught:
        make_key_file(path, "other words")
    assert caught.value.code == "there" and open_key_file(path, PASSPHRASE) == made.key


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "unspiral.keys/1", "slots": [{"kind": "passphrase"}]}', "\x00"])
def test_another_file_is_called_damaged(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    assert refused(path, PASSPHRASE) == "damaged"
    assert refused(path.with_name("missing"), PASSPHRASE) == "damaged"


@pytest.mark.parametrize("name", ["salt", "nonce", "wrapped"])
def test_a_changed_byte_opens_nothing(path: Path, made: NewKey, name: str) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    for slot in document["slots"]:
        slot[name] = ("A" if slot[name][0] != "A" else "B") + slot[name][1:]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert refused(path, PASSPHRASE) == "wrong-key" == refused(path, made.recovery)


HUGE = {"memory_kib": 1 << 40, "passes": 1, "lanes": 1}
SENSELESS: list[dict[str, object]] = [{"salt": "*"}, {"salt": 3}, {"nonce": ""}, {"cost": {}}, {"cost": HUGE}]


@pytest.mark.parametrize("change", SENSELESS)
def test_a_slot_that_makes_no_sense_is_called_damaged(path: Path, made: NewKey, change: dict[str, object]) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    document["slots"] = [{**slot, **change} for slot in document["slots"]]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert refused(path, PASSPHRASE) == "damaged"


def test_guessing_is_dear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the cost as it is outside of tests; OWASP's least for argon2id is 19 MiB and 2 passes
    assert key_file.MEMORY_KIB >= 19 * 1024 and key_file.PASSES >= 2 and key_file.LANES >= 1
    assert len(key_file.LETTERS) ** (key_file.GROUPS * key_file.LENGTH) > 2**128


def test_a_private_file_is_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    key_file.write_private(path, "one")

    def cut(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(key_file.os, "fsync", cut)
    with pytest.raises(OSError, match="No space"):
        key_file.write_private(path, "two")
    assert path.read_text(encoding="utf-8") == "one" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("name", "value"), [("passes", 1 << 30), ("lanes", 1 << 20), ("memory_kib", 1 << 30), ("passes", 0)])
def test_a_file_from_elsewhere_cannot_make_it_work_for_ever(path: Path, made: NewKey, name: str, value: int) -> None:
    held = json.loads(path.read_text())
    for slot in held["slots"]:
        slot["cost"][name] = value
    path.write_text(json.dumps(held))
    assert refused(path, PASSPHRASE) == "damaged"


def test_two_slots_and_no_more_are_tried(path: Path, made: NewKey) -> None:
    held = json.loads(path.read_text())
    held["slots"] *= 1000
    path.write_text(json.dumps(held))
    assert refused(path, "another") == "damaged"
