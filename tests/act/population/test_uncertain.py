from __future__ import annotations

import numpy as np
import pytest
from tests.act.population.policy_made import packaged as policies
from tests.calibration.population_draws import DRAWS, PART, anchor, coverage, free_text

from unspiral.act.population.luck import drawn
from unspiral.act.population.uncertain import draws_of, keeps, spreads, times_ratios
from unspiral.errors import SpecError
from unspiral.evidence.population_aims import read_scenarios
from unspiral.evidence.population_file import packaged, read_episodes, scenarios
from unspiral.evidence.tables import epidemiology, treatments
from unspiral.loop.episode_numbers import number, searched, with_share

pytestmark = pytest.mark.identity
TEXT = packaged("back-pain-depression")


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_draws_spread_as_the_calibration_and_the_rows_say(share: float) -> None:
    many = draws_of(TEXT, share, 120, 3)
    declared = read_episodes(TEXT, "packaged", found=False)
    free, known = read_scenarios(TEXT, "packaged", declared)
    found = next(one for one in known if one.share == share)
    told = np.array([[searched(number(e, name), name) for name in free] for e in many])
    # Calibrated numbers spread by their covariance, and by how each follows the ratios.
    held, known_spreads = anchor(TEXT, share), spreads(declared)
    covariance = found.covariance.copy()
    for key, sd in known_spreads.items():
        ends = [
            held.follow(with_share(times_ratios(declared, {key: float(np.exp(side * sd))}), share), np.zeros(len(free))) for side in (-1, 1)
        ]
        covariance += np.outer(ends[1] - ends[0], ends[1] - ends[0]) / 4.0
    error = np.sqrt(np.diag(covariance))
    assert np.abs(told.mean(axis=0) - [searched(v, n) for v, n in zip(found.values, free, strict=True)]).max() < (4.0 * error / 11.0).max()
    assert np.corrcoef(told.T) == pytest.approx(covariance / np.outer(error, error), abs=0.33)
    assert told.std(axis=0) == pytest.approx(error, rel=0.35)  # ways that bend spread a little more
    # A treatment's ratio has the interval of its row; a link's is taken to its share after it was drawn.
    care = np.log([next(r.factor for r in e.hazard("chronic pain ends").ratios if r.of == "pain care") for e in many])
    row = next(r.figure for r in treatments() if r.id == "T023")
    assert np.exp(np.quantile(care, [0.025, 0.975])) == pytest.approx([row.low.value, row.high.value], rel=0.2)
    link = np.log([e.hazard("pain begins").ratios[0].factor for e in many])
    onset = next(r.figure for r in epidemiology() if r.id == "E035")
    wanted = share * np.log(onset.high.value / onset.low.value) / 3.92
    assert link.std() == pytest.approx(wanted, rel=0.25, abs=1e-12) and link.mean() == pytest.approx(share * np.log(1.59), abs=0.03)


def test_a_draw_is_the_same_however_many_are_asked_for() -> None:
    few, many = draws_of(TEXT, 0.5, 2, 8), draws_of(TEXT, 0.5, 5, 8)
    assert few == many[:2] and many[0] != many[1] and draws_of(TEXT, 0.5, 1, 9) != few[:1]


def test_what_has_no_interval_stays_as_it_is() -> None:
    declared = read_episodes(TEXT, "packaged")
    known = spreads(declared)
    assert {declared.hazard(name).ratios[place].basis.row for name, place in known} == {"E035", "E109", "T023", "E033", "T011"}
    base = scenarios(TEXT, "packaged")[1.0]
    assert all(e.hazard("death") == base.hazard("death") and e.people == base.people for e in draws_of(TEXT, 1.0, 3, 1))


def test_a_share_that_the_file_does_not_hold() -> None:
    with pytest.raises(SpecError, match=r"no scenario in which 0\.3 of the links is causal") as caught:
        draws_of(TEXT, 0.3, 1, 1)
    assert caught.value.fix


def test_drawn_populations_still_show_the_targets_and_the_page_says_how_many() -> None:
    held = anchor(TEXT, 1.0)
    rows = [goal.row for goal in held.goals]
    inside, _, _ = coverage(TEXT, 1.0, held)
    loose, _, _ = coverage(free_text(TEXT), 1.0, held)
    for row in ("E007", "E008"):
        assert inside[rows.index(row)] > 0.9 and loose[rows.index(row)] < 0.7  # nominal 0.95
    page = PART.page.read_text(encoding="utf-8").split("## What draws keep")[1]
    for row, one, other in zip(rows, inside, loose, strict=True):
        cells = next(line for line in page.splitlines() if line.startswith(f"| {row} |")).split("|")
        told = [float(cells[k].split(",")[-1]) for k in (3, 4)]
        assert told == pytest.approx([other, one], abs=1.5 / DRAWS + 0.005), row


def test_a_finding_in_the_population_and_in_a_policy_is_drawn_once() -> None:
    policy = drawn(policies("pain-programme"), 30, 4)
    key = next(name for name in policy[0] if name.endswith("chronic pain ends"))
    care = [
        next(r.factor for r in e.hazard("chronic pain ends").ratios if r.of == "pain care") for e in draws_of(free_text(TEXT), 1.0, 30, 4)
    ]
    assert np.array_equal(np.argsort(care), np.argsort([each[key] for each in policy]))
    other = [e.hazard("depression ends").ratios[0].factor for e in draws_of(free_text(TEXT), 1.0, 30, 4)]
    assert abs(np.corrcoef(care, other)[0, 1]) < 0.5  # another row has luck of its own


def test_a_file_without_targets_is_drawn_as_it_stands() -> None:
    bare = free_text(TEXT)
    assert keeps(TEXT) and not keeps(bare)
    loose, held = draws_of(bare, 1.0, 2, 5)[1], draws_of(TEXT, 1.0, 2, 5)[1]
    assert loose.hazard("chronic pain ends").ratios == held.hazard("chronic pain ends").ratios
    assert loose.hazard("pain begins").per_year != held.hazard("pain begins").per_year
