from __future__ import annotations

import numpy as np
import pytest

from unspiral.evidence.population_aims import read_scenarios
from unspiral.evidence.population_file import packaged, read_episodes
from unspiral.evidence.population_written import with_scenarios
from unspiral.records.population_aim import Scenario

pytestmark = pytest.mark.unit
TEXT = packaged("back-pain-depression")
DECLARED = read_episodes(TEXT, "packaged", found=False)


def test_what_was_found_is_read_back_and_the_rest_stays() -> None:
    rng = np.random.default_rng(1)
    root = rng.standard_normal((12, 12))
    mine = Scenario(0.25, tuple(rng.uniform(0.1, 0.9, 12).tolist()), root @ root.T + np.eye(12))
    text = with_scenarios(TEXT, [mine])
    free, (found,) = read_scenarios(text, "packaged", DECLARED)
    assert found.share == 0.25 and found.values == pytest.approx(mine.values, rel=1e-8) and len(free) == 12
    assert found.covariance == pytest.approx(mine.covariance, rel=1e-4)
    assert text[: text.index("# Found by")] == TEXT[: TEXT.index("# Found by")]
    assert with_scenarios(text, [mine]) == text


def test_targets_that_stand_behind_a_scenario_stay() -> None:
    _, found = read_scenarios(TEXT, "packaged", DECLARED)
    moved = TEXT + '\n[[target]]\nname = "mine"\n'
    again = with_scenarios(moved, found)
    assert 'name = "mine"' in again and again.count("\n[[scenario]]\n") == 3 and again.count("# Found by") == 1


def test_however_a_scenario_is_laid_out_it_goes_and_nothing_else_does() -> None:
    _, found = read_scenarios(TEXT, "packaged", DECLARED)
    flush = "\n".join(line.strip() if line.startswith("  [") else line for line in TEXT.splitlines())  # rows of numbers at the margin
    indented = TEXT.replace("[[scenario]]", "  [[scenario]]")
    for text in (flush, indented):
        again = with_scenarios(text, found)
        assert again.count("\n[[scenario]]\n") == len(found) == 3
        read = read_scenarios(again, "mine.toml", DECLARED)[1]
        assert [one.values for one in read] == [one.values for one in found]
    kept = with_scenarios(TEXT + "\n# Found by me: a remark of my own.\n[extra]\n", found)
    assert "# Found by me: a remark of my own.\n[extra]" in kept
