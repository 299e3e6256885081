from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from unspiral.records.panel import Moments, Panel, Person, Source

pytestmark = pytest.mark.unit


def person(name: str = "1", occasions: int = 3) -> Person:
    return Person(name, np.arange(occasions, dtype=float), np.zeros((occasions, 2)), np.zeros((occasions, 0)))


def test_occasions_add_up() -> None:
    panel = Panel((person("1", 3), person("2", 5)), ("pain", "depression"), (), "day", Source("diary.csv", "", 9))
    assert panel.occasions == 8
    assert Panel((), ("pain",), (), "day", Source("diary.csv", "", 0)).occasions == 0


@pytest.mark.parametrize("record", [person(), Source("a", "", 1), Panel((), (), (), "day", Source("a", "", 0))])
def test_records_are_frozen(record: Person | Source | Panel) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, dataclasses.fields(record)[0].name, "other")


def test_shapes_are_checked_while_tests_run() -> None:
    with pytest.raises(TypeCheckError):
        Person("1", np.arange(3.0), np.zeros((4, 2)), np.zeros((3, 0)))
    with pytest.raises(TypeCheckError):
        Person("1", np.arange(3.0), np.zeros(3), np.zeros((3, 0)))
    with pytest.raises(TypeCheckError):
        Person("1", np.arange(3), np.zeros((3, 2)), np.zeros((3, 0)))


def test_moments_without_a_file_say_so() -> None:
    moments = Moments(np.array([0.0, 6.0]), ("pain",), np.zeros(2), np.eye(2), 100, None, "month")
    assert moments.source == Source("moments", "", 0)
    with pytest.raises(TypeCheckError):
        Moments(np.array([0.0, 6.0]), ("pain",), np.zeros(3), np.eye(2), 100, None, "month")
