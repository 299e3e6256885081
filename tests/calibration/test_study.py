"""Every replicate is its own, and the same wherever and whenever it is made."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from tests.calibration.studies import STUDIES
from tests.calibration.study import BEEPS, Design, Study, clocks, keep, learn, make, possible, run, seeds, truths, weekday_wave

from unspiral.learn.parameters import layout_for
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit

BY_NAME = {s.name: s for s in STUDIES}
SMALL = replace(BY_NAME["null-one-100"], design=Design(1, 60), fitted={"starts": 1, "error": False})


def test_names_and_numbers_are_used_once() -> None:
    assert max(Counter(s.name for s in STUDIES).values()) == 1
    assert max(Counter(s.number for s in STUDIES).values()) == 1
    assert max(Counter(s.fingerprint for s in STUDIES).values()) == 1


@pytest.mark.parametrize("study", [s for s in STUDIES if s.kind != "ranks"], ids=lambda s: s.name)  # whose truths are drawn
def test_every_truth_is_whole_and_the_loop_returns(study: Study) -> None:
    c = study.choices
    layout = layout_for(parse(study.loop), c, study.design.unit)
    assert set(study.truth) == set(layout.names)
    known = truths(study)
    links = [known["lagged:pain->depression"], known["lagged:depression->pain"], known["gain"]]
    assert (
        all(abs(x) < 1e-12 for x in links)
        if not any(v for k, v in study.truth.items() if k.startswith("link:"))
        else all(0.0 < x < 1.0 for x in links)
    )


def test_seeds_differ_between_replicates_and_studies_and_never_change() -> None:
    found = [seeds(s, k)[0] for s in STUDIES[:3] for k in range(3)]
    assert len(set(found)) == 9
    assert seeds(STUDIES[0], 0)[0] == 14757625268482151747
    one, other = make(SMALL, 4), make(SMALL, 4)
    np.testing.assert_array_equal(one.persons[0].values, other.persons[0].values)
    assert not np.array_equal(one.persons[0].values, make(SMALL, 5).persons[0].values)


def test_beeps_are_uneven_and_leave_the_night_alone() -> None:
    times = clocks(Design(3, 20, "beeps"), np.random.default_rng(1))
    assert [len(t) for t in times] == [20, 20, 20]
    for time in times:
        gaps = np.diff(time)
        assert (gaps > 0).all()
        assert time[0] == 0.0
        nights = gaps[BEEPS - 1 :: BEEPS]
        assert nights.min() > np.delete(gaps, np.arange(BEEPS - 1, 19, BEEPS)).mean()
        np.testing.assert_allclose(time * 96.0, np.round(time * 96.0), atol=1e-9)  # quarters of an hour
    assert len(np.unique(np.round(np.concatenate([np.diff(t) for t in times]), 6))) > 5


def test_a_weekday_wave_is_added_to_every_process() -> None:
    flat = make(replace(SMALL, design=Design(1, 21)), 0)
    waved = weekday_wave(flat, 2.0)
    added = waved.persons[0].values - flat.persons[0].values
    np.testing.assert_allclose(added[:7], added[7:14])
    np.testing.assert_allclose(added[:, 0], added[:, 1])
    assert np.ptp(added[:7]) == pytest.approx(2.2)
    assert weekday_wave(flat, 0.0) is flat


def test_what_is_kept_of_a_fit() -> None:
    fit = learn(SMALL, 3)
    kept = keep(fit)
    assert set(truths(SMALL)) >= set(kept["figures"])
    link = next(p for p in fit.parameters if p.name == "link:pain->depression")
    assert kept["figures"][link.name] == pytest.approx([link.estimate, link.se, link.low, link.high], rel=1e-5)
    assert kept["answer"] == fit.direction.answer
    assert set(kept["words"]) == {"pain->depression", "depression->pain"}


def test_a_fit_that_is_refused_is_a_result_too() -> None:
    kept = run(replace(SMALL, fitted={"traits": True, "starts": 1}), 0)
    assert kept["converged"] is False
    assert kept["failed"].startswith("NotIdentified")
    assert kept["replicate"] == 0


def test_a_study_waits_for_its_option() -> None:
    assert possible(replace(SMALL, fitted={"clairvoyance": True})) == "fit_ml has no option clairvoyance yet"
    assert possible(SMALL) == ""
