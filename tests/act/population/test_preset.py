"""The packaged population shows what docs/validation/population.md says, at every causal share."""

from __future__ import annotations

import numpy as np
import pytest
from tests.calibration.population_targets import END, NOT_SEEN, OUTSIDE, PAGE, found, hard, inside, restated, rows, told

from unspiral.act.population.calibrate import _Search
from unspiral.act.population.effects import NODES
from unspiral.act.population.targets import goals_of
from unspiral.evidence.population_aims import read_scenarios, read_search
from unspiral.evidence.population_file import packaged, read_episodes
from unspiral.loop.episode_numbers import searched

pytestmark = pytest.mark.identity
SHARES = (0.0, 0.5, 1.0)


@pytest.mark.parametrize("share", SHARES)
def test_every_target_that_is_searched_for_is_within_its_interval(share: float) -> None:
    _, goals, reached = found()[share]
    missed = [(goal.row, x) for goal, x in zip(goals, reached, strict=True) if not goal.held_out and not inside(goal, x)]
    assert not missed
    wanted = {"E006", "E007", "E008", "E050", "E078", "E079", "E084", "E087", "E088", "E089", "E090", "E091", "E097", "E098", "E099"}
    assert wanted <= {goal.row for goal in goals if not goal.held_out}


@pytest.mark.parametrize("share", SHARES)
def test_the_co_twin_ladder_falls_and_identical_pairs_are_where_the_study_has_them(share: float) -> None:
    _, goals, reached = found()[share]
    by_row = {goal.row: x for goal, x in zip(goals, reached, strict=True)}
    assert by_row["E050"] == pytest.approx(1.64, abs=0.05)
    assert by_row["E050"] > by_row["E052"] > by_row["E053"] and 0.42 < by_row["E053"] < 2.05
    assert by_row["E053"] == pytest.approx(1.0, abs=1e-9) if share == 0.0 else by_row["E053"] > 1.02


def test_held_out_targets_that_lie_outside_are_those_that_are_explained() -> None:
    outside = {
        goal.row
        for _, goals, reached in found().values()
        for goal, x in zip(goals, reached, strict=True)
        if goal.held_out and goal.row in hard() and not inside(goal, x)
    }
    assert outside == set(OUTSIDE)


def test_every_hard_row_is_listed_once() -> None:
    seen = {goal.row for goal in found()[1.0][1]} & set(hard())
    again = {line.split(" | ")[0].strip("| ") for line in restated()[2:]}
    assert seen | again | set(NOT_SEEN) == set(hard())
    assert not seen & set(NOT_SEEN) and not seen & again and not again & set(NOT_SEEN)


def test_the_page_has_these_numbers() -> None:
    page = told()
    for held_out, is_hard in ((False, True), (True, True), (True, False)):
        assert "\n".join(rows(held_out=held_out, is_hard=is_hard)) in page
    assert "\n".join(restated()) in page and END in PAGE.read_text(encoding="utf-8")


def test_it_is_run_with_the_classes_it_was_calibrated_with() -> None:
    text = packaged("back-pain-depression")
    assert read_search(text, "packaged", read_episodes(text, "packaged")).nodes == NODES
    assert len(found()[1.0][0].classes.weight) == NODES**2 and np.isclose(found()[1.0][0].classes.weight.sum(), 1.0)


def test_what_the_file_holds_is_where_the_search_ends() -> None:
    text = packaged("back-pain-depression")
    episodes = read_episodes(text, "packaged", found=False)
    search = read_search(text, "packaged", episodes)
    priors = {name: sd for name, sd, _ in search.priors}
    goals = [goal for goal in goals_of(search.aims) if not goal.held_out]
    free, known = read_scenarios(text, "packaged", episodes)
    kept = next(one for one in known if one.share == 0.5)
    at = np.array([searched(value, name) for value, name in zip(kept.values, free, strict=True)])
    residuals, slopes = _Search(episodes, free, goals, 0.5, search.nodes, priors).both(at)
    normal = slopes.T @ slopes
    step = np.linalg.solve(normal, slopes.T @ residuals)
    assert step @ normal @ step < 1e-6  # a thousandth of a standard error
    assert np.linalg.inv(normal) == pytest.approx(kept.covariance, rel=1e-3, abs=1e-5)
