"""An entry becomes a sealed row and comes back."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.store.journal.made_entry import check_in

from unspiral.store.journal import sealed
from unspiral.store.journal.person_key import PersonKey
from unspiral.store.journal.rows import text_of

pytestmark = pytest.mark.unit

KEY = PersonKey("p", bytes(32), {1: bytes(32)})


def test_there_and_back() -> None:
    entry = check_in(replaces="x", withdrawn=True, body={"note": "two\nlines", "a": [1, None]})
    row = SimpleNamespace(sealed=KEY.seal(sealed.text_of_entry(entry, text_of(entry.body))), generation=1, number=7, kept_at="then")
    found, receipt = sealed.pair_of(KEY, row)
    assert found == entry == sealed.entry_of(KEY, row) and (receipt.key, receipt.number, receipt.kept_at) == (entry.key, 7, "then")


def test_half_a_letter_is_found_before_anything_is_sent() -> None:
    with pytest.raises(UnicodeEncodeError):
        sealed.text_of_entry(check_in(day="\ud800"), "{}")


def test_settings() -> None:
    row = SimpleNamespace(sealed=KEY.seal('["zone", {"a": 1}]'), generation=1)
    assert sealed.setting_of(KEY, row) == ("zone", {"a": 1})
