from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.records.effect import Effect
from unspiral.records.individual import Individual, Own, Spread

pytestmark = pytest.mark.unit


def test_differences_start_with_nobody_and_never_change() -> None:
    spread = Spread("link:pain->depression", "added", Effect(0.1, 0.0, 0.2), Effect(0.05, 0.0, 0.1))
    found = Individual((spread,), persons={"P1": {spread.name: Own(0.12, 0.0, 0.2, 0.3, 0.6, 0.97)}})
    assert (spread.sure_above, spread.sure_below, spread.nil) == (0, 0, False)
    assert found.persons["P1"][spread.name].shrunk == 0.6
    assert found.error is None
    with pytest.raises(FrozenInstanceError):
        spread.nil = True  # type: ignore[misc]
