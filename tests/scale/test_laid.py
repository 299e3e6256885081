from __future__ import annotations

import pickle

import numpy as np
import pytest
from tests.scale.made_town import laid, made

from unspiral.act.population.plain import plain_tally
from unspiral.scale.blocks import Block
from unspiral.scale.laid import Laid, compiled, tally

pytestmark = pytest.mark.unit


def test_tables_travel_without_the_kernel_and_count_the_same_there() -> None:
    here = laid()
    one = tally(here, Block(7, 40))
    there = pickle.loads(pickle.dumps(here))
    assert there._kernel is None and there.fingerprint() == here.fingerprint()
    other = tally(there, Block(7, 40))
    assert all(np.array_equal(np.asarray(a, dtype=object), np.asarray(b, dtype=object)) for a, b in zip(one, other, strict=True))


def test_without_the_kernel_the_plain_form_gives_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("unspiral._core", reason="no compiled kernel on this machine")
    one = tally(laid(), Block(3, 25))
    monkeypatch.setenv("UNSPIRAL_KERNEL", "numpy")
    assert compiled() is None and laid().kernel is None
    other = tally(laid(), Block(3, 25))
    assert all(np.array_equal(np.asarray(a, dtype=object), np.asarray(b, dtype=object)) for a, b in zip(one, other, strict=True))


def test_every_number_of_the_tables_is_in_the_fingerprint() -> None:
    given = dict(made().given)
    given["per_event"] = given["per_event"] + 1e-12
    assert Laid(given, 5, plain_tally).fingerprint() != laid().fingerprint()
    assert laid(6).fingerprint() == laid(5).fingerprint()  # the seed is not a table
