from __future__ import annotations

import numpy as np
import pytest
from tests.act.made import full_loop, made_fit, pair_fit, random_drift

from unspiral.act.spiral import spiral
from unspiral.doors.cli.spiral_text import spiral_text

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def three() -> str:
    fit = made_fit(full_loop(("pain", "depression", "sleep_problem")), random_drift(np.random.default_rng(4), 3))
    return spiral_text(spiral(fit, draws=500))


def test_first_the_answer_then_the_numbers_then_what_is_assumed(three: str) -> None:
    order = ["Does the loop feed itself?", "Gain:", "Recovery:", "Effects after 1 day", "Centrality after 1 day", "This takes for granted:"]
    places = [three.index(words) for words in order]
    assert places == sorted(places)


def test_every_link_has_its_row(three: str) -> None:
    assert three.count("through pain → sleep problem") == 1
    rows = [line for line in three.splitlines() if line.lstrip().startswith("pain → sleep problem")]
    assert len(rows) == 2  # without it, and its effect
    assert "do not add up" in " ".join(three.split())
    assert "beyond 5 %?" in three
    assert "beyond 0.1?" in three


def test_lines_are_no_wider_than_is_good_to_read(three: str) -> None:
    tables = [line for line in three.splitlines() if "   " in line.strip()]
    assert tables
    assert max(len(line) for line in three.splitlines() if line not in tables) <= 100


def test_two_processes_need_no_ways(three: str) -> None:
    pair = spiral_text(spiral(pair_fit(), draws=500))
    assert "straight" in three
    assert "straight" not in pair
    assert "nothing" in pair  # passed on between others


def test_a_chain_is_told_without_words_of_a_spiral() -> None:
    said = spiral_text(spiral(made_fit("pain -> depression", np.array([[-0.5, 0.0], [0.2, -0.5]])), draws=200))
    assert "No links lead back to where they start" in said
    assert "Links that lead nowhere back change no recovery" in said
    assert "spectral radius" not in said
    assert "shorter by" not in said


def test_raw_effects_ask_for_the_side_alone() -> None:
    said = spiral_text(spiral(made_fit("pain <-> depression", np.array([[-0.5, 0.4], [0.42, -0.5]]), spread=0.25)))
    assert "in points per point" in said
    assert "on that side?" in said
    assert "Caution (unstable)" in said
