"""Expected information, prompt by prompt: equal to that of the dense normal law, for every law of the first state and uneven gaps."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.act.design.expected import expected_information
from unspiral.act.design.slopes import slopes_of
from unspiral.learn.information import Part, information_root
from unspiral.learn.parameters import jacobian, layout_for, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.start import starting_points
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel, Person, Source

pytestmark = pytest.mark.identity

TIMES = np.array([0.0, 0.15, 0.3, 1.0, 1.15, 1.3, 2.0, 2.15, 2.3])
ANSWERED = np.array([[1, 1, 1, 1, 1, 1, 1, 1, 1], [0, 1, 0, 1, 1, 0, 0, 1, 1], [1, 0, 0, 0, 1, 1, 1, 0, 1]], dtype=bool)
GAPS, GAP = np.array([0.15, 0.7]), np.array([0, 0, 0, 1, 0, 0, 1, 0, 0])


def problem(text: str, t0: str, *, traits: bool, error: bool) -> Problem:
    """A model whose scale comes from arbitrary answers; only times and pattern matter."""
    loop, random = parse(text), np.random.default_rng(4)
    people = tuple(Person(str(i), TIMES, random.normal(size=(9, len(loop.columns))), np.zeros((9, 0))) for i in range(6))
    panel = Panel(people, loop.columns, (), "day", Source("made", "", 54))
    return problem_of(panel, loop, Choices(traits, error, t0, "constant", dict.fromkeys(loop.columns, "gaussian")))


def dense(model: Problem, point: np.ndarray, answered: np.ndarray) -> np.ndarray:
    """Of one person by the whole covariance of their answers, in natural units; the clock begins at the first answer."""
    rows = np.flatnonzero(answered)
    time = TIMES[rows]
    n, m = len(rows), len(model.layout.columns)
    gap = np.concatenate([[0.0], np.diff(time)])[None]
    part = Part(
        gap, np.ones((1, n, m), dtype=bool), np.zeros((1, n), dtype=int), np.zeros((1, n, 0)), np.zeros((1, n, 0)), np.zeros((1, n, 0)),
        np.ones(1), np.zeros(1, dtype=int),
    )  # fmt: skip
    root = information_root(model, point, part)
    back = np.linalg.inv(jacobian(model.layout, model.scale, point))
    return back.T @ root.T @ root @ back


@pytest.mark.parametrize(
    ("text", "t0", "traits", "error"),
    [
        ("pain <-> depression", "joint", True, True),
        ("pain <-> depression", "stationary", True, True),
        ("pain <-> depression", "stationary", False, False),
        ("depression -> pain", "separate", True, True),
        ("pain <-> depression\npain by pain, pain2\ndepression by depression, low", "stationary", True, True),
    ],
)
def test_it_is_the_information_of_the_dense_normal_law(text: str, t0: str, traits: bool, error: bool) -> None:
    model = problem(text, t0, traits=traits, error=error)
    point = starting_points(model.layout, model.look, model.scale, 1, 1)[0]
    point = point + 0.1 * np.random.default_rng(3).normal(size=len(point))
    mean = [k for k, slot in enumerate(model.layout.slots) if slot.field == "t0_mean"]
    point[mean] = 0.0  # a study is planned for people whose first state is like any other
    slopes = slopes_of(model.layout, natural(model.layout, model.scale, point), GAPS)
    found = expected_information(slopes, GAP, ANSWERED, np.array([3, 9]))
    for i, pattern in enumerate(ANSWERED):
        for k, end in enumerate((3, 9)):
            upto = pattern & (np.arange(9) < end)
            if not upto.any():
                continue
            wanted = dense(model, point, upto)[np.ix_(slopes.at, slopes.at)]
            assert np.abs(found[i, k] - wanted).max() < 1e-6 * np.abs(wanted).max()


def test_numbers_about_means_say_nothing_about_the_others() -> None:
    model = problem("pain <-> depression", "joint", traits=True, error=True)
    point = starting_points(model.layout, model.look, model.scale, 1, 1)[0]
    point[[k for k, slot in enumerate(model.layout.slots) if slot.field == "t0_mean"]] = 0.0
    whole = dense(model, point, ANSWERED[1])
    at = slopes_of(model.layout, natural(model.layout, model.scale, point), GAPS).at
    rest = np.setdiff1d(np.arange(len(whole)), at)
    assert np.abs(whole[np.ix_(at, rest)]).max() < 1e-6 * np.abs(whole).max()
    assert len(rest) == 4


def test_nobody_who_never_answers_tells_anything() -> None:
    choices = Choices(True, True, "stationary", "constant", {"pain": "gaussian", "depression": "gaussian"})
    layout = layout_for(parse("pain <-> depression"), choices, "day")
    values = np.array([-0.5, -0.6, 0.1, 0.2, 1.0, 0.1, 1.0, 0.0, 0.0, 0.3, 0.3, 1.0, 0.0, 1.0])
    assert len(values) == len(layout.slots)
    found = expected_information(slopes_of(layout, values, GAPS), GAP, np.zeros((1, 9), dtype=bool), np.array([9]))
    assert np.abs(found).max() == 0.0
