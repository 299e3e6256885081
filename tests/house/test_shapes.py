"""Which calls are looked at while tests run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.shapes import FIRST, THEN, in_part

pytestmark = pytest.mark.unit


def test_the_first_calls_are_checked_and_one_in_some_after_that() -> None:
    checked: list[int] = []

    def whole(thing: Callable[..., Any], *, typechecker: object) -> Callable[..., Any]:
        def run(k: int) -> Any:
            checked.append(k)
            return thing(k)

        return run

    decorated = in_part(whole)(typechecker=None)(_squared)
    assert [decorated(k) for k in range(1, 1001)] == [k * k for k in range(1, 1001)]
    assert checked == [*range(1, FIRST + 1), *(k for k in range(FIRST + 1, 1001) if k % THEN == 0)]


def test_records_are_checked_each_time() -> None:
    seen: list[object] = []
    decorate = in_part(lambda thing, typechecker: seen.append(thing) or thing)
    for _ in range(3 * FIRST):
        assert decorate(dict, typechecker=None) is dict
    assert len(seen) == 3 * FIRST


def _squared(k: int) -> int:
    return k * k
