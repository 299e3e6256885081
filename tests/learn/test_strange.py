"""Answers far from what the fit expects, and forecasts that did badly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.strange import doubtful_scores, strange_answers
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel
from unspiral.records.outlook import ForecastScore

LOOP = parse("pain <-> depression")


@pytest.fixture(scope="module")
def fit() -> Fit:
    return fit_ml(simulate_panel(seed=3, occasions=120), LOOP, error=False, starts=1)


def changed(panel: Panel, values: np.ndarray) -> Panel:
    return replace(panel, persons=(replace(panel.persons[0], values=values),))


def test_a_column_in_other_units_is_named_and_its_neighbour_is_asked_about(fit: Fit) -> None:
    panel = simulate_panel(seed=3, occasions=120)
    said = strange_answers(fit, changed(panel, panel.persons[0].values * np.array([10.0, 1.0])))
    assert said[0].startswith("The answers of 'pain' lie far from what the fit expects, by ")
    assert "the same scale" in said[0]
    moved = strange_answers(fit, changed(panel, panel.persons[0].values + np.array([40.0, 0.0])))
    assert "'pain'" in moved[0]


def test_a_slip_in_the_last_row_is_found_where_a_forecast_begins_from_it(fit: Fit) -> None:
    panel = simulate_panel(seed=3, occasions=120)
    values = panel.persons[0].values.copy()
    values[-1, 1] += 12.0
    (said,) = strange_answers(fit, changed(panel, values))
    assert said.startswith("The last answers of 'depression' lie far")
    assert "1 of 5 by more than 5" in said


def test_no_alarm_on_its_own_and_on_other_answers_of_the_same_loop(fit: Fit) -> None:
    assert strange_answers(fit, simulate_panel(seed=3, occasions=120)) == ()
    assert [strange_answers(fit, simulate_panel(seed=seed, occasions=60)) for seed in range(100, 140)] == [()] * 40


def test_missing_answers_are_not_held_against_anybody(fit: Fit) -> None:
    panel = simulate_panel(seed=3, occasions=120)
    values = panel.persons[0].values.copy()
    values[60:, 1] = np.nan
    assert strange_answers(fit, changed(panel, values)) == ()


def test_only_those_who_are_asked_about_are_looked_at() -> None:
    panel = simulate_panel(seed=4, persons=6, occasions=40)
    known = fit_ml(panel, LOOP, traits=False, error=False, starts=1, ladder=False)
    slipped = replace(panel.persons[2], values=panel.persons[2].values * np.array([30.0, 1.0]))
    odd = replace(panel, persons=(*panel.persons[:2], slipped, *panel.persons[3:]))
    assert strange_answers(known, odd)
    assert strange_answers(known, odd, [slipped.name])
    assert strange_answers(known, odd, [panel.persons[0].name]) == ()


def scored(rmse: float = 1.0, coverage: float = 0.9, answers: int = 100, column: str = "pain", steps: int = 1) -> ForecastScore:
    return ForecastScore(column, steps, answers, -1.0, 0.5, rmse, 1.5, 1.2, coverage, 0.9)


def test_worse_than_the_last_answer_is_one_sentence() -> None:
    said = doubtful_scores([scored(1.3), scored(1.0, steps=2), scored(1.4, column="depression", steps=3)])
    assert said == ("These forecasts did worse than saying “the same as the last answer”: pain, 1 ahead; depression, 3 ahead.",)
    assert doubtful_scores([scored()]) == ()


@pytest.mark.parametrize(
    ("answers", "inside", "said"),
    # Clopper-Pearson: 84 of 100 gives 0.753 to 0.906, 82 of 100 0.731 to 0.890; 96 of 100 0.901 to 0.989, 95 of 100 0.887 to 0.984.
    [(100, 84, ""), (100, 82, "too narrow"), (100, 95, ""), (100, 96, "too wide"), (4, 2, ""), (10, 10, ""), (3, 0, "too narrow")],
)
def test_coverage_outside_of_what_chance_allows(answers: int, inside: int, said: str) -> None:
    found = doubtful_scores([scored(coverage=inside / answers, answers=answers)])
    assert bool(found) == bool(said)
    assert said in " ".join(found)
