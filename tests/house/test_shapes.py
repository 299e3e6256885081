"""Which calls are looked at while tests run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from jaxtyping import TypeCheckError
from tests.shapes import FIRST, MADE, MORE, THEN, begin_test, in_part

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


@dataclass
class _Record:
    k: int


def test_of_a_record_the_first_ones_of_each_test_are_checked_and_one_in_some_after_that() -> None:
    checked: list[int] = []

    def whole(plain: Callable[..., None], *, typechecker: object) -> Callable[..., None]:
        def run(self: _Record, k: int) -> None:
            checked.append(k)
            plain(self, k)

        return run

    record = in_part(whole)(typechecker=None)(_Record)
    assert record is _Record
    for _ in range(2):
        begin_test()
        checked.clear()
        assert [record(k).k for k in range(1, 301)] == list(range(1, 301))
        assert checked == [*range(1, MADE + 1), *(k for k in range(MADE + 1, 301) if k % MORE == 0)]


@pytest.mark.skipif(os.environ.get("UNSPIRAL_TEST_SHAPES") == "0", reason="shapes are not checked")
def test_a_record_of_ours_with_a_wrong_shape_is_refused() -> None:
    from unspiral.records.effect import Effect

    with pytest.raises(TypeCheckError):
        Effect("one", 0.0, 1.0)  # type: ignore[arg-type]


def _squared(k: int) -> int:
    return k * k
