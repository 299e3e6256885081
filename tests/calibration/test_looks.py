"""The small, quick version of the study of repeated looks: the machinery, and one made-up year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.calibration.looks import DAYS, SCENES, ever, live, main, make, met, summary, told_anew

from unspiral.measure.daily.panel import panel_of
from unspiral.records.look import look_days

pytestmark = pytest.mark.unit


def test_made_up_people_answer_in_whole_numbers_with_gaps_and_a_life_of_their_own() -> None:
    made = make(SCENES[0], 1)
    panel = panel_of(made.entries)
    values = panel.persons[0].values[:, :2]
    seen = values[~np.isnan(values)]
    assert ((seen >= 0) & (seen <= 10) & (seen == np.round(seen))).all()
    assert 0.6 * DAYS < len(panel.persons[0].time) < DAYS
    both = values[~np.isnan(values).any(axis=1)]
    assert all(np.corrcoef(both[1:, k], both[:-1, k])[0, 1] > 0.1 for k in range(2))
    assert make(SCENES[0], 1) == made
    assert make(SCENES[0], 2) != made


def test_an_arrow_that_is_told_is_there() -> None:
    scene = next(s for s in SCENES if s.effect > 0.3)
    seen: list[float] = []
    for seed in range(20):
        made = make(scene, seed)
        (cause, affected) = made.true[0]
        values = panel_of(made.entries).persons[0].values[:, :2]
        order = [("pain", "low_mood").index(cause), ("pain", "low_mood").index(affected)]
        x, y = values[:-1, order], values[1:, order[1]]
        whole = ~np.isnan(np.column_stack([x, y])).any(axis=1)
        seen.append(float(np.linalg.lstsq(np.column_stack([np.ones(whole.sum()), x[whole]]), y[whole], rcond=None)[0][1]))
    assert np.mean(seen) > 0.1


def test_one_year_goes_the_way_of_the_app() -> None:
    line = live(SCENES[0], 3)
    assert tuple(look["look"] for look in line["looks"]) == look_days(DAYS)
    assert all(set(look["arrows"]) == {"pain->low_mood", "low_mood->pain"} for look in line["looks"])
    assert [look["occasions"] for look in line["looks"]] == sorted(look["occasions"] for look in line["looks"])


def made_line(word: str, seed: int) -> dict[str, Any]:
    looks = [{"look": 28, "arrows": {"pain->low_mood": [word, 3.0, 0.1], "low_mood->pain": ["cannot tell", 0.1, 0.0]}}]
    return {"scene": "null", "seed": seed, "true": [], "looks": looks}


def test_the_bar_fails_when_too_many_see_a_false_clear() -> None:
    fair = [made_line("drives" if k < 6 else "cannot tell", k) for k in range(100)]
    assert met(fair)
    assert not met([*fair[:-1], made_line("drives", 99)])
    assert not ever(fair[50], "pain->low_mood", ("drives",))
    assert "6.0 %" in summary(fair)


def test_kept_deviates_are_read_by_the_thresholds_of_today() -> None:
    line = made_line("drives", 1)
    line["looks"][0]["occasions"] = 28
    assert told_anew(line)["looks"][0]["arrows"]["pain->low_mood"][0] == "likely drives"  # a deviate of 3.0 on day 28
    line["looks"][0]["arrows"]["pain->low_mood"][1] = 4.5
    assert told_anew(line)["looks"][0]["arrows"]["pain->low_mood"][0] == "drives"


def test_it_goes_on_where_it_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "looks.jsonl"
    assert main(["--file", str(file), "--budget", "0"]) == 0
    assert main(["--file", str(file), "--budget", "0.001", "--only", "null"]) == 0
    first = file.read_text().splitlines() if file.exists() else []
    assert main(["--file", str(file), "--summary"]) == 0
    assert (file.read_text().splitlines() if file.exists() else []) == first
    capsys.readouterr()
