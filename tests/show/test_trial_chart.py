from __future__ import annotations

from xml.etree import ElementTree

import pytest
from tests.show.trial_made import made_trial

from unspiral.act.trial.person import stated_person
from unspiral.act.trial.plan import plan_trial
from unspiral.show.trial_chart import plan_picture, trial_picture

pytestmark = pytest.mark.unit
SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_has_bands_for_on_days_and_the_table_behind() -> None:
    picture = trial_picture(made_trial())
    for svg in (picture.svg, picture.wide):
        tree = ElementTree.fromstring(svg)
        bands = [p for p in tree.iter(f"{SVG}path") if p.get("class") == "uc-band"]
        assert len(bands) == 2  # one a row, each with both stretches
        assert all((p.get("d") or "").count("M") == 2 for p in bands)
        assert "grey where walking was on (14 days)" in "".join(tree.find(f"{SVG}desc").itertext())  # type: ignore[union-attr]
    assert picture.title.startswith("Clear: pain")
    assert len(picture.table.rows) == 5
    assert picture.table.rows[0] == ("pain", "average over the on-days", "−0.80", "−1.4 to −0.2", "95 %")
    assert picture.table.rows[2][1] == "average, had it been taken on each on-day"
    assert "nothing is tested" in trial_picture(made_trial(reading="stopped")).table.caption


def test_a_plan_is_drawn_with_its_days() -> None:
    plan = plan_trial(
        stated_person("pain", 1.5, 0.4), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-1.0, days=56, block=14, design="ab",
        simulations=0, seed=1,
    )  # fmt: skip
    picture = plan_picture(plan)
    tree = ElementTree.fromstring(picture.svg)
    assert sum(p.get("class") == "uc-band" for p in tree.iter(f"{SVG}path")) == 1
    assert picture.table.rows[1] == ("15 to 28", "on")
    assert "early look" not in picture.svg
    looked = plan_trial(
        stated_person("pain", 1.5, 0.4), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-1.0, days=84, block=7,
        simulations=0, seed=1, look=True,
    )  # fmt: skip
    assert ">early look</text>" in plan_picture(looked).svg
    assert f"after day {looked.stop.look}" in plan_picture(looked).caption
