"""The open data sets beside the repository are read as their own pages describe them. No row of them is kept here."""

from __future__ import annotations

import numpy as np
import pytest
from tests.measure.diary import held

from unspiral.errors import DataError
from unspiral.measure import read

pytestmark = pytest.mark.unit


def test_help_panel(shared):
    path = shared / "data" / "help_panel_lbp_cesd" / "waves.csv.gz"
    panel = read(path, columns=["sf36_bp", "cesd"], reverse={"sf36_bp": 100.0})
    assert len(panel.persons) == 470
    assert panel.time_unit == "month"
    assert panel.source.rows == 1472
    assert panel.source.sha256 == "41a59141d478e14dba7f783e9969ddf4ab19068c9f540a2fa830c254bf1305fc"
    values = np.concatenate([p.values for p in panel.persons])
    assert np.nanmin(values[:, 0]) == 0.0
    assert np.nanmax(values[:, 0]) == 100.0
    assert max(len(p.time) for p in panel.persons) == 5
    with pytest.raises(DataError, match=r"bodily_pain_amount(.|\n)*depression by cesd"):
        read(path)


def test_pain_diaries(shared):
    panel = read(shared / "data" / "myaiguide_pain_diary" / "daily.csv", columns=["pain_max", "happiness"])
    assert [p.name for p in panel.persons] == [str(i) for i in range(2, 10)]
    eight = panel.persons[6]
    assert int((~np.isnan(eight.values[:, 0])).sum()) == 439
    assert int((~np.isnan(eight.values).any(axis=1)).sum()) == 421
    assert any("--reverse happiness" in sentence for sentence in panel.source.said)
    turned = read(shared / "data" / "myaiguide_pain_diary" / "daily.csv", columns=["pain_max", "happiness"], reverse={"happiness": None})
    np.testing.assert_array_equal(turned.persons[6].values[:, 1], -eight.values[:, 1])


def test_one_man(shared):
    path = shared / "data" / "kossakowski2017_n1" / "beeps.csv"
    panel = read(path, columns=["phy_pain", "mood_down"], time="t_days")
    assert len(panel.persons) == 1
    assert panel.source.rows == 1476
    with pytest.raises(DataError, match="day, hour, t_days"):
        read(path, columns=["phy_pain", "mood_down"])


def test_beeps_without_a_clock_are_refused_until_they_have_one(shared, tmp_path):
    path = shared / "data" / "bringmann2013_mbct_ema" / "beeps.csv.gz"
    with pytest.raises(DataError, match=r"stands twice(.|\n)*--time COLUMN"):
        read(path, columns=["sad", "cheerful"])
    pd = pytest.importorskip("pandas")
    frame = pd.read_csv(path)
    # The second period starts after 8 weeks and the first one.
    frame["clock"] = 70 * frame["period"] + frame["day"] + (frame["beep"] - 1) / 10 * 15 / 24
    frame.to_csv(tmp_path / "beeps.csv", index=False)
    with pytest.raises(DataError, match=r"Row 303, column 'clock', person '4': no time \(and 41 more such cells\)"):
        read(tmp_path / "beeps.csv", columns=["sad", "cheerful"], time="clock")
    frame.dropna(subset=["clock"]).to_csv(tmp_path / "beeps.csv", index=False)
    panel = read(tmp_path / "beeps.csv", columns=["sad", "cheerful"], time="clock", time_unit="day")
    assert len(panel.persons) == 129
    assert sorted(len(p.time) for p in panel.persons)[64] == 96


def test_visits_that_stand_twice_are_refused(shared):
    with pytest.raises(DataError, match="152 more such pairs"):
        read(shared / "data" / "enrichd_bdi_antidepressant" / "visits.csv.gz", columns=["bdi"], inputs=["antidepressant"])


def test_headache_trial_in_every_form(shared, tmp_path):
    path = shared / "data" / "vickers2004_headache_rct" / "waves.csv"
    asked = {"columns": ["headache_score", "emotional_wellbeing"]}
    panel = read(path, **asked)
    assert len(panel.persons) == 401
    pd = pytest.importorskip("pandas")
    frame = pd.read_csv(path)
    frame.to_parquet(tmp_path / "waves.parquet")
    frame.to_stata(tmp_path / "waves.dta", write_index=False)
    assert held(read(tmp_path / "waves.parquet", **asked)) == held(panel)
    assert held(read(tmp_path / "waves.dta", **asked)) == held(panel)
