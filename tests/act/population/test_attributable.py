from __future__ import annotations

import pytest
from tests.act.population.policy_made import scenarios, town

from unspiral.act.population.attributable import among_cases, attributable, cases_here, cut_shares, fraction_of, links_of, miettinen
from unspiral.act.population.bench import Bench
from unspiral.act.population.cohort import Years, flow, start_here
from unspiral.act.population.effects import classes
from unspiral.act.population.joint import joint_of
from unspiral.act.population.measures import weights_of
from unspiral.act.population.rates import rates_of
from unspiral.evidence.attributable_file import attributed_links
from unspiral.evidence.tables import epidemiology
from unspiral.loop.episodes import Ratio
from unspiral.loop.policy import Proposal

pytestmark = pytest.mark.identity
SMALL = town(effects=())


def test_the_form_for_adjusted_ratios_is_that_for_crude_ones_where_nothing_confounds() -> None:
    for exposed, ratio in ((0.067, 1.59), (0.211, 1.96), (0.5, 3.0)):
        levin = exposed * (ratio - 1.0) / (1.0 + exposed * (ratio - 1.0))
        assert miettinen(among_cases(exposed, ratio), ratio) == pytest.approx(levin)
    assert miettinen(0.3, 1.0) == 0.0 and miettinen(1.0, 2.0) == 0.5


def test_the_range_over_causal_assumptions_is_that_of_the_tables() -> None:
    worked_out = {
        row.id: row.figure.estimate.value for row in epidemiology() if row.figure.estimate is not None and row.id.startswith("X01")
    }
    found = {
        link.link: attributable(
            link.link, link.label, [fraction_of(a.assumes, a.exposed, a.ratio, (a.low, a.high), a.rows, none=a.none) for a in link.assumed],
            scenarios(SMALL), 13, nodes=3,
        )
        for link in attributed_links()
    }  # fmt: skip
    pain, mood = found["depression->pain"], found["pain->depression"]
    assert [each.fraction for each in pain.fractions] == pytest.approx(
        [worked_out["X012"], worked_out["X011"], worked_out["X010"]], abs=5e-5
    )
    assert [each.fraction for each in mood.fractions] == pytest.approx([worked_out["X014"], worked_out["X013"]], abs=5e-5)
    assert [f"{100 * end:.1f}" for end in (*pain.range, *mood.range)] == ["0.0", "3.8", "8.3", "16.8"]
    assert pain.fractions[0].rows == ("E007", "E053") and pain.fractions[0].low is None  # assumed to be nothing: no interval
    assert all(each.low is not None and each.high is not None and each.low < each.fraction < each.high for each in mood.fractions)


def test_the_cut_of_the_link_is_a_second_reading() -> None:
    made = scenarios(SMALL)
    found = dict(cut_shares(made, "depression->pain", 52, 3))
    assert found[0.0] == pytest.approx(0.0, abs=1e-12) and 0.0 < found[0.5] < found[1.0] < 0.2
    # By hand: the same declaration without that ratio, its start kept.
    names = [each.measure.name for each in weights_of(SMALL, joint_of(SMALL))]
    base, (cut,) = Bench(52).read(made[1.0], 1.0, [Proposal("c", "c", cut=("depression->pain",))], nodes=3, marks=[0, 52])
    place = names.index("new:pain")
    assert found[1.0] == pytest.approx(1.0 - cut.amounts[place] / base.amounts[place])
    assert links_of(SMALL) == ("depression->pain", "pain->depression")
    assert cut_shares(made, "sleep->pain", 52, 3) == ()
    assert isinstance(SMALL.hazard("pain begins").ratios[0], Ratio)


def test_part_of_new_episodes_that_begin_in_the_exposed_is_that_of_counted_jumps() -> None:
    made = scenarios(town())
    found = dict(cases_here(made, "depression->pain", 3))
    for share in (0.0, 1.0):
        episodes = made[share]
        joint = joint_of(episodes)
        years = Years(joint, rates_of(episodes, joint), classes(episodes, 3))
        counted = flow(episodes, years, start_here(episodes, years), 1, [0, 1]).jumps
        begins = joint.hazard == [hazard.name for hazard in episodes.hazards].index("pain begins")
        ill = joint.states[joint.source, joint.names.index("depression")] == 1
        assert found[share] == pytest.approx(counted[begins & ill].sum() / counted[begins].sum(), rel=0.02)  # a week has passed
    assert found[1.0] > found[0.0] > 0.0
    assert cases_here(made, "sleep->wake", 3) == ()
