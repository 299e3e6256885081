"""Lord and Wingersky's recursion against every pattern counted one by one, on a finer grid of another kind; patterns with gaps too."""

from __future__ import annotations

import itertools
import json
import math
import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspiral.errors import DataError
from unspiral.measure.questionnaires.graded_response import ItemCurve, Parameters, read_parameters
from unspiral.measure.questionnaires.scoring import score

pytestmark = pytest.mark.identity

# Gauss and Legendre's points on -10 to 10: another rule than the one under test.
POINTS, WEIGHTS = np.polynomial.legendre.leggauss(400)
THETA = 10.0 * POINTS


def chance(item: ItemCurve, answer: int) -> np.ndarray:
    """The graded response model, written out for one answer."""
    ends = [-math.inf, *item.thresholds, math.inf]

    def above(threshold: float) -> np.ndarray:
        if math.isinf(threshold):
            return np.full_like(THETA, 1.0 if threshold < 0 else 0.0)
        return 1.0 / (1.0 + np.exp(-item.slope * (THETA - threshold)))

    return above(ends[answer]) - above(ends[answer + 1])


def by_counting(items: tuple[ItemCurve, ...]) -> dict[int, tuple[float, float]]:
    """T and its error of every sum, from every pattern."""
    likelihood: dict[int, np.ndarray] = {}
    for pattern in itertools.product(*(range(len(item.thresholds) + 1) for item in items)):
        raw = sum(item.lowest + answer for item, answer in zip(items, pattern))
        product = np.prod([chance(item, answer) for item, answer in zip(items, pattern)], axis=0)
        likelihood[raw] = likelihood.get(raw, 0.0) + product
    return {raw: posterior(each) for raw, each in likelihood.items()}


def posterior(likelihood: np.ndarray) -> tuple[float, float]:
    weight = likelihood * np.exp(-0.5 * THETA**2) * WEIGHTS
    mean = float((weight * THETA).sum() / weight.sum())
    spread = math.sqrt(float((weight * (THETA - mean) ** 2).sum() / weight.sum()))
    return 50 + 10 * mean, 10 * spread


@st.composite
def curves(draw: st.DrawFn) -> tuple[str, float, tuple[float, ...], int]:
    steps = draw(st.lists(st.floats(0.2, 1.2), min_size=1, max_size=4))
    first = draw(st.floats(-2.5, 0.5))
    thresholds = tuple(first + float(sum(steps[:place])) for place in range(len(steps)))
    return "x", draw(st.floats(0.5, 3.5)), thresholds, draw(st.integers(0, 1))


@settings(max_examples=25)
@given(st.lists(curves(), min_size=1, max_size=4))
def test_every_sum(drawn: list[tuple[str, float, tuple[float, ...], int]]) -> None:
    items = [ItemCurve(*each) for each in drawn]
    table = Parameters("made up", tuple(items)).table(decimals=None)
    wanted = by_counting(tuple(items))
    assert list(table.rows) == sorted(wanted)
    for raw, (t, se) in wanted.items():
        assert table.rows[raw] == pytest.approx((t, se), abs=1e-6)


@settings(max_examples=25)
@given(st.lists(curves(), min_size=1, max_size=5), st.data())
def test_patterns_with_gaps(drawn: list[tuple[str, float, tuple[float, ...], int]], data: st.DataObject) -> None:
    items = [ItemCurve(*each) for each in drawn]
    answers = [data.draw(st.one_of(st.none(), st.integers(item.lowest, item.lowest + len(item.thresholds)))) for item in items]
    likelihood = np.ones_like(THETA)
    for item, answer in zip(items, answers):
        likelihood = likelihood * (1.0 if answer is None else chance(item, answer - item.lowest))
    found = Parameters("made up", tuple(items)).of_pattern(answers, decimals=None)
    assert found == pytest.approx(posterior(likelihood), abs=1e-6)


def test_no_answers_give_the_prior() -> None:
    assert Parameters("x", (ItemCurve("a", 2.0, (0.0,)),)).of_pattern([None], decimals=None) == pytest.approx((50.0, 10.0), abs=1e-9)


def test_gaps_are_scored_by_pattern_where_the_rule_says_so() -> None:
    curve = ItemCurve("x", 2.0, (-1.0, 0.0, 1.0, 2.0))
    parameters = Parameters("made up", tuple(ItemCurve(f"x{n}", curve.slope, curve.thresholds) for n in range(8)))
    found = score("promis_depression_8a", [3] * 7 + [None], table=parameters.table())
    assert (found.value, found.se) == parameters.of_pattern([3] * 7 + [None])
    assert "pattern" in found.said[0]
    short = Parameters("made up", parameters.items[:4])
    assert score("promis_depression_4a", [3] * 3 + [None], table=short.table()).value is None  # its rule: all needed


def test_a_file_of_parameters(tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text("item,a,b1,b2,b3,lowest\none,1.5,-1,0,1,0\ntwo,2,0,1,,0\n", encoding="utf-8")
    parameters = read_parameters(file)
    assert parameters.items == (ItemCurve("one", 1.5, (-1, 0, 1), 0), ItemCurve("two", 2, (0, 1), 0))
    assert list(parameters.table().rows) == [0, 1, 2, 3, 4, 5]
    with pytest.raises(DataError, match="4 is not an answer to item 'one'"):
        parameters.of_pattern([4, 0])
    with pytest.raises(DataError, match="has 2 items, and 1 answers"):
        parameters.of_pattern([1])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "does not name the columns"),
        ("item,a,b2\nx,1,1\n", "does not name the columns"),
        ("item,a,b1,c1\nx,1,1,1\n", "a column 'c1' that is not known"),
        ("item,a,b1\n", "has 0 items"),
        ("item,a,b1\nx,1,1\nx,1,1\n", "names an item twice"),
        ("item,a,b1\nx,-1,1\n", "the slope a must lie above 0"),
        ("item,a,b1,b2\nx,1,1,0\n", "must rise"),
        ("item,a,b1,b2\nx,1,,0\n", "left out before"),
        ("item,a,b1\nx,1,1e400\n", "'b1' is not a number"),
        ("item,a,b1\nx,1\n", "has 2 cells, and its header 3"),
        ("item,a,b1,lowest\nx,1,1,0.5\n", "'lowest' is not a whole number"),
        ('item,a,b1\n"x,1,1\n', "not a text table"),
    ],
)
def test_slips(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "items.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        read_parameters(file)


def test_promis_depression_8a_from_its_published_parameters(shared: Path) -> None:
    named = os.environ.get("UNSPIRAL_PROMIS_PARAMETERS", "")
    if not Path(named).is_file():
        pytest.skip("needs the published item parameters, which are not part of the repository: UNSPIRAL_PROMIS_PARAMETERS=items.csv")
    entries = json.loads((shared / "clinical" / "instruments.json").read_text(encoding="utf-8"))["instruments"]
    official = next(each for each in entries if each["id"] == "promis_depression_8a")["scoring"]["table"]
    table = read_parameters(named).table()
    assert {raw: table.rows[int(raw)][0] for raw in official} == {raw: row["t"] for raw, row in official.items()}
    assert all(abs(table.rows[int(raw)][1] - row["se"]) <= 0.1 + 1e-9 for raw, row in official.items())
    assert table.of_sum(Fraction(8)) is not None
