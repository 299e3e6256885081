"""Terms hold what they are given."""

from __future__ import annotations

import dataclasses

import pytest

from unspiral.compat.path import Equations, Path

pytestmark = pytest.mark.unit


def test_terms_are_frozen_and_equal_by_content() -> None:
    path = Path("x2", "~", "x1", None, "a", 3)
    assert path == Path("x2", "~", "x1", None, "a", 3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        path.label = "b"  # type: ignore[misc]
    assert Equations("lavaan", "", (path,)).frees == frozenset()
