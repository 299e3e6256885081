"""What a design of answers in steps can tell apart, judged before any answer is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.stepped_designs import CASES, panel_of, problem_for, read

from unspiral.errors import NotIdentified
from unspiral.learn.information import information_root, part_of
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.start import starting_points
from unspiral.learn.surrogate import between, thresholds_of
from unspiral.learn.tradeoff import trade_offs
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit

ALONE = parse("depression by depression")


def evenly(occasions: int, traits: bool) -> Problem:
    """Twelve people asked every day: one lag, or several."""
    panel = panel_of(CASES[0], 1, persons=12)
    people = tuple(replace(p, time=np.arange(4.0)).at(np.arange(occasions)) for p in panel.persons)
    choices = read({"depression": "ordinal"}, traits=traits, depression=(0.0, 1.0, 2.0, 3.0))
    return problem_of(replace(panel, persons=people), ALONE, choices)


def test_the_scale_behind_steps_is_not_known_from_how_wide_they_are() -> None:
    """How two days go together is one number: it does not tell pace and spread, as two numbers with a width of their own would."""
    for occasions, lost in ((2, 1), (4, 0)):
        problem = evenly(occasions, False)
        theta = starting_points(problem.layout, problem.look, problem.scale, 1, 1)[0]
        root = information_root(problem, theta, part_of(problem.lanes, 12, occasions, problem.model))
        spectrum = np.linalg.svd(root / np.maximum(np.linalg.norm(root, axis=0), 1e-12), compute_uv=False)
        assert int((spectrum < 1e-7).sum()) == lost


def test_enough_occasions_pass_and_two_are_refused() -> None:
    assert [v.level for v in trade_offs(evenly(4, True))] in ([], ["caution"])
    with pytest.raises(NotIdentified, match="trade off"):
        trade_offs(evenly(2, True))


def test_middle_thresholds_are_taken_as_known() -> None:
    problem, _ = problem_for(CASES[6])
    names = problem.layout.names
    assert [names[k] for k in thresholds_of(problem.layout, 1)] == [f"threshold:depression[{k}]" for k in (1, 2, 3)]
    assert [names[k] for k in between(problem.layout)] == ["threshold:depression[2]"]
    assert thresholds_of(problem.layout, 0) == []
