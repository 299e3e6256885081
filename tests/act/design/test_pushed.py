"""What means tell where an input is given: with the rest the information of the dense normal law, and a closed form."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.act.design.expected import expected_information
from unspiral.act.design.given import Given
from unspiral.act.design.precision import Person as OfOne
from unspiral.act.design.precision import precision_of
from unspiral.act.design.pushed import mean_information
from unspiral.act.design.slopes import slopes_of
from unspiral.act.design.timetable import Timetable
from unspiral.act.design.truth import stated
from unspiral.learn.information import Part, information_root
from unspiral.learn.parameters import jacobian, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.start import starting_points
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel, Person, Source

pytestmark = pytest.mark.identity

TIMES = np.array([0.0, 0.15, 0.3, 1.0, 1.15, 1.3, 2.0, 2.15, 2.3])
ANSWERED = np.array([[1, 1, 1, 1, 1, 1, 1, 1, 1], [0, 1, 0, 1, 1, 0, 0, 1, 1], [1, 0, 0, 0, 1, 1, 1, 0, 1]], dtype=bool)
GAPS, GAP = np.array([0.15, 0.7]), np.array([0, 0, 0, 1, 0, 0, 1, 0, 0])
ARMS = np.array([[1.0, 1, 1, 0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1, 0, 0, 0]])
WALKING = "pain <-> depression; walking => pain (sustained)"
EFFECT = ("walking", "pain")


def problem(text: str, t0: str, *, traits: bool) -> Problem:
    loop, random = parse(text), np.random.default_rng(4)
    people = tuple(Person(str(i), TIMES, random.normal(size=(9, len(loop.columns))), ARMS[i % 2][:, None]) for i in range(6))
    panel = Panel(people, loop.columns, ("walking",), "day", Source("made", "", 54))
    return problem_of(panel, loop, Choices(traits, True, t0, "constant", dict.fromkeys(loop.columns, "gaussian")))


def dense(model: Problem, point: np.ndarray, answered: np.ndarray, upto: int) -> np.ndarray:
    """Mean of both arms by mean and covariance of all answers at once; every row from the first answer on stays, read or not."""
    kept = np.arange(int(np.flatnonzero(answered)[0]), upto)
    n, m = len(kept), len(model.layout.columns)
    read = np.repeat(answered[kept][:, None], m, axis=1)[None]
    back = np.linalg.inv(jacobian(model.layout, model.scale, point))
    gap = np.concatenate([[0.0], np.diff(TIMES[kept])])[None]
    total = np.zeros((len(point), len(point)))
    for arm in ARMS:
        held = np.concatenate([[0.0], arm[kept][:-1]])[None, :, None]
        part = Part(
            gap, read, np.zeros((1, n), dtype=int), np.zeros((1, n, 0)), held, np.zeros((1, n, 0)), np.ones(1), np.zeros(1, dtype=int)
        )
        root = information_root(model, point, part)
        total += back.T @ root.T @ root @ back / len(ARMS)
    return total


@pytest.mark.parametrize(
    ("text", "t0", "traits"),
    [
        (WALKING, "joint", True),
        ("pain <-> depression; walking => pain + depression (sustained)", "stationary", False),
        (f"{WALKING}\npain by pain, pain2\ndepression by depression, low", "joint", True),
    ],
)
def test_both_parts_are_the_information_of_the_dense_normal_law(text: str, t0: str, traits: bool) -> None:
    model = problem(text, t0, traits=traits)
    point = starting_points(model.layout, model.look, model.scale, 1, 1)[0]
    point = point + 0.1 * np.random.default_rng(3).normal(size=len(point))
    point[[k for k, slot in enumerate(model.layout.slots) if slot.field == "press"]] = 0.7
    values = natural(model.layout, model.scale, point)
    slopes = slopes_of(model.layout, values, GAPS)
    ends = np.array([3, 9])
    found = mean_information(model.layout, values, GAPS, GAP, ANSWERED, np.repeat(ARMS[None], 3, axis=0), ends)
    assert np.abs(found).max() > 0
    found[:, :, slopes.at[:, None], slopes.at] += expected_information(slopes, GAP, ANSWERED, ends)
    size = np.sqrt(np.diag(dense(model, point, ANSWERED[0], 9)))
    for i, pattern in enumerate(ANSWERED):
        for k, end in enumerate((3, 9)):
            wanted = dense(model, point, pattern, end)
            assert np.abs((found[i, k] - wanted) / np.outer(size, size)).max() < 1e-6


def fast(block: int | None, days: int) -> tuple[float, Timetable]:
    """Standard error of M for 100 people whose pain returns within the hour; three beeps a minute apart keep that rate known."""
    rates, errors = {"pain": RATE, "depression": RATE}, {"pain": ERROR, "depression": ERROR}
    truth = stated(
        parse(WALKING), {EFFECT: 0.0}, differ={}, rates=rates, within={}, traits={"pain": 1.0}, errors=errors, given="walking"
    )  # fmt: skip
    table = Timetable(3, hours=(21.0 - 2.0 / 60.0, 21.0), given=Given("walking", block))
    return precision_of(truth, EFFECT, OfOne(False, table, days, 24, 1)).se(100, days), table


RATE, ERROR = 40.0, 0.5


@pytest.mark.parametrize("block", [None, 7])
def test_it_is_generalised_least_squares_of_the_course_that_an_input_gives(block: int | None) -> None:
    """Without links, and at M = 0, nothing else moves with M but the means; these by the covariance of all answers to pain at once."""
    found, table = fast(block, 28)
    times, day = table.times(28)
    given = Given("walking", block)
    inverse = np.linalg.inv(np.exp(-RATE * np.abs(times[:, None] - times)) + 1.0 + ERROR**2 * np.eye(len(times)))
    told = np.zeros((3, 3))
    for key in range(24):
        for arm in given.arms(day, (1, 0, key)):
            shift = np.zeros(len(times))
            for t in range(1, len(times)):
                kept = np.exp(-RATE * (times[t] - times[t - 1]))
                shift[t] = kept * shift[t - 1] + (1.0 - kept) / RATE * arm[t - 1]
            means = np.column_stack([np.ones(len(times)), np.exp(-RATE * (times - times[0])), shift])
            told += means.T @ inverse @ means / 48
    assert found == pytest.approx(np.sqrt(np.linalg.inv(100 * told)[2, 2]), rel=1e-6)


def test_of_a_fast_recovery_it_is_the_closed_form_of_a_static_effect() -> None:
    """The input shifts answers by M / rate at once. With s the variance of a day's mean about the level and T that of levels:

    half: the first day comes before anything acts and foretells the level, which leaves T + s / n - T^2 / (T + s) of the mean over n later
    days, and two halves are compared, so that var = rate^2 4 / N of it; blocks: levels drop out, and var = rate^2 4 s / (N n).
    """
    kept = np.exp(-RATE / 1440.0)
    s = (3.0 + 4.0 * kept + 2.0 * kept**2) / 9.0 + ERROR**2 / 3.0
    half = 1.0 + s / 27 - 1.0 / (1.0 + s)
    assert fast(None, 28)[0] == pytest.approx(RATE * np.sqrt(4.0 / 100 * half), rel=0.03)
    assert fast(7, 28)[0] == pytest.approx(RATE * np.sqrt(4.0 * s / (100 * 28)), rel=0.05)
