from __future__ import annotations

import pytest

from unspiral.evidence.attributable_file import attributed_links, observed_ladder

pytestmark = pytest.mark.unit


def test_rows_and_assumptions_are_those_that_are_named() -> None:
    pain, mood = attributed_links()
    assert (pain.link, mood.link) == ("depression->pain", "pain->depression")
    assert [(a.rows, a.exposed, a.ratio, a.none) for a in pain.assumed] == [
        (("E007", "E035"), 0.067, 1.59, False), (("E007", "E034"), 0.067, 1.48, False), (("E007", "E053"), 0.067, 0.92, True),
    ]  # fmt: skip
    assert [(a.rows, a.exposed, a.ratio) for a in mood.assumed] == [(("E006", "E033"), 0.211, 1.96), (("E006", "E047"), 0.211, 1.43)]
    assert (pain.assumed[0].low, pain.assumed[0].high) == (1.26, 2.01)


def test_rungs_go_from_all_people_to_identical_pairs() -> None:
    rungs = observed_ladder()
    assert [(rung.row, rung.shared, rung.observed.estimate) for rung in rungs] == [
        ("E050", 0.0, 1.64),
        ("E052", 0.5, 2.39),
        ("E053", 1.0, 0.92),
    ]
    assert all(rung.observed.low is not None and rung.simulated == () for rung in rungs)
