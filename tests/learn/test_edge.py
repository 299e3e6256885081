"""Edges: which processes, and which arrows go through them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unspiral.learn.edge import edges, reaches, through, tied
from unspiral.records import Fit

pytestmark = pytest.mark.unit
RING = (("pain", "sleep"), ("sleep", "depression"), ("depression", "pain"))


def test_noises_that_are_one_are_tied() -> None:
    names = ("pain", "depression", "sleep")
    noise = np.array([[1.0, -0.97, 0.1], [-0.97, 1.0, 0.0], [0.1, 0.0, 2.0]])
    assert tied(names, noise) == [("pain", "depression", pytest.approx(-0.97))]
    assert tied(names, np.eye(3)) == []


def test_a_rate_without_error_is_an_edge_and_a_variance_of_nil_is_none(one_person: Fit) -> None:
    assert edges(one_person) == frozenset()
    for name, found in (("self:pain", {"pain"}), ("level:pain", set[str]()), ("diffusion:pain", set[str]())):
        fixed = tuple(replace(p, se=None) if p.name == name else p for p in one_person.parameters)
        assert edges(replace(one_person, parameters=fixed)) == frozenset(found)
    size = np.sqrt(np.diag(one_person.diffusion))
    assert edges(replace(one_person, diffusion=np.outer(size, size))) == {"pain", "depression"}


def test_paths() -> None:
    assert reaches(("pain", "depression"), RING)
    assert not reaches(("depression", "sleep"), RING[1:2])
    assert through(("pain", "depression"), RING, frozenset({"sleep"}))
    assert not through(("pain", "sleep"), (("pain", "sleep"), ("sleep", "depression")), frozenset({"depression"}))
