"""The packaged population shows what docs/validation/population.md says, at every causal share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm
from tests.calibration.population_tails import declared, durations, law, links_cut, population, spells, together, uneven
from tests.calibration.population_targets import NOT_SEEN, OUTSIDE, PART, RESTATE, found, hard, inside, one_curve, restated, rows

from unspiral.act.population.calibrate import _Search
from unspiral.act.population.effects import NODES
from unspiral.act.population.seen import Seen
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
    goals = {goal.row for goal in found()[1.0][1]}
    seen = (goals & set(hard())) - set(RESTATE)
    again = {line.split(" | ")[0].strip("| ") for line in restated()[2:]} | (set(RESTATE) & set(hard()))
    assert set(RESTATE) <= {goal.row for goal in found()[1.0][1] if goal.held_out}
    assert seen | again | set(NOT_SEEN) == set(hard())
    assert not seen & set(NOT_SEEN) and not seen & again and not again & set(NOT_SEEN)


def test_the_page_has_these_numbers() -> None:
    page = PART.told()
    for held_out, is_hard in ((False, True), (True, True), (True, False)):
        assert "\n".join(rows(held_out=held_out, is_hard=is_hard)) in page
    assert "\n".join(one_curve()) in page
    assert "\n".join(restated()) in page


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


def test_the_page_has_what_no_target_holds() -> None:
    for lines in (durations(), links_cut(), uneven()):
        assert "\n".join(lines) in PART.told()
    assert all(line in PART.told() for line in law()[2:4])  # the finer ones take seconds


@pytest.mark.parametrize("share", SHARES)
def test_links_pushed_to_one_are_links_cut(share: float) -> None:
    episodes = declared()[share]
    bare = replace(
        episodes,
        hazards=tuple(replace(each, ratios=tuple(ratio for ratio in each.ratios if not ratio.link)) for each in episodes.hazards),
    )
    assert together(population(share, cut=True)) == pytest.approx(together(Seen(bare)), rel=1e-9)
    assert (together(population(share)) > together(population(share, cut=True)) * 1.05) is (share > 0.0)


def test_depression_lasts_as_long_as_the_page_says() -> None:
    seen, found_now = population(1.0), spells(1.0)
    ill = np.flatnonzero(seen.among("depression", "episode") & seen._alive)
    new = np.asarray(seen.struck("depression begins"))[..., ill]
    for days, key in ((3.0, "over in 3 days"), (14.0, "over in 14 days")):
        left = sum(
            float((new[k, c] @ expm(seen._generator[0, k, c][np.ix_(ill, ill)] * days)).sum())
            for k in range(new.shape[0])
            for c in range(new.shape[1])
        )
        assert found_now[key] == pytest.approx(1.0 - left / new.sum(), abs=1e-9)
