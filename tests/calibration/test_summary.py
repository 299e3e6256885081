"""Counting is right: shares, exact intervals, and what counts as a failure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom
from tests.calibration.studies import STUDIES
from tests.calibration.summary import exact, judged, overview, summarise, table

pytestmark = pytest.mark.unit

COVERAGE = next(s for s in STUDIES if s.name == "coverage-panel-centred")
FORECAST = next(s for s in STUDIES if s.name == "forecast-one-200")
NULL = next(s for s in STUDIES if s.name == "null-one-300")


def lines(n: int, figure: str, truth: float, spread: float = 1.0, width: float = 1.959964) -> list[dict[str, object]]:
    estimates = truth + spread * np.random.default_rng(1).normal(size=n)
    return [
        {"replicate": i, "converged": True, "seconds": 0.1, "code": "a", "edge": [], "answer": "cannot tell", "words": {},
         "figures": {figure: [x, 1.0, x - width, x + width]}}
        for i, x in enumerate(estimates)
    ]  # fmt: skip


def test_exact_interval_is_that_of_the_binomial() -> None:
    low, high = exact(930, 1000, 0.95)
    assert binom.sf(929, 1000, low) == pytest.approx(0.025, rel=1e-6)
    assert binom.cdf(930, 1000, high) == pytest.approx(0.025, rel=1e-6)
    assert exact(0, 10, 0.95)[0] == 0.0
    assert exact(10, 10, 0.95)[1] == 1.0


def test_a_bar_is_failed_only_where_chance_cannot_have_done_it() -> None:
    bar = (0.93, 0.97)
    assert judged(0.95, (0.90, 0.99), bar) == "pass"
    assert judged(0.92, (0.90, 0.94), bar) == "open"
    assert judged(0.90, (0.88, 0.92), bar) == "fail"
    assert judged(0.99, (0.98, 1.0), bar) == "fail"


def test_right_intervals_pass_and_narrow_ones_fail() -> None:
    figure = "self:pain"
    truth = COVERAGE.truth[figure]
    (row,) = summarise(COVERAGE, lines(4000, figure, truth)).rows
    assert row.verdict == "pass"
    assert row.share == pytest.approx(0.95, abs=4 * row.error)
    assert row.ratio == pytest.approx(1.0, abs=0.05)
    assert abs(row.bias) < 0.07
    assert row.below + row.above == pytest.approx(1.0 - row.share)
    (row,) = summarise(COVERAGE, lines(4000, figure, truth, width=1.5)).rows
    assert row.verdict == "fail"
    (row,) = summarise(COVERAGE, lines(4000, figure, truth + 0.8)).rows
    assert row.bias == pytest.approx(0.8, abs=0.1)
    assert row.above > 5 * row.below


def test_a_fit_that_failed_counts_against_coverage() -> None:
    figure = "self:pain"
    found = lines(900, figure, COVERAGE.truth[figure], spread=0.1)
    failed = [{"replicate": 900 + i, "converged": False, "failed": "NotConverged", "seconds": 0.1, "code": "a"} for i in range(100)]
    summary = summarise(COVERAGE, [*found, *failed])
    (row,) = summary.rows
    assert (summary.done, summary.converged, summary.failed) == (1000, 900, 100)
    assert row.share == 1.0
    assert row.strict == pytest.approx(0.9)
    assert "100 refused or broken" in table(summary)


def test_an_interval_that_is_withheld_covers_nothing_and_claims_no_arrow() -> None:
    for study, share, strict in ((COVERAGE, 1.0, 0.5), (NULL, 0.0, 0.0)):
        found = lines(200, "link:pain->depression", study.truth["link:pain->depression"], spread=0.01)
        for line in found[::2]:
            line["figures"] = {"link:pain->depression": [0.0, None, None, None]}
        (row,) = summarise(study, found).rows
        assert row.n == 100
        assert (row.share, row.strict) == (share, strict)


def test_false_arrows_are_counted_for_arrows_only() -> None:
    found = lines(2000, "link:pain->depression", 0.0)
    for line in found:
        line["figures"] = {**line["figures"], "self:pain": [-0.8, 0.1, -0.9, -0.7]}  # type: ignore[dict-item]
    (row,) = summarise(NULL, found).rows
    assert row.figure == "link:pain->depression"
    assert row.share == pytest.approx(0.05, abs=4 * row.error)
    assert row.verdict == "pass"


def test_words_are_shares_of_all_replicates() -> None:
    found = lines(10, "link:pain->depression", 0.0)
    for i, line in enumerate(found):
        line["words"] = {"pain->depression": "drives" if i == 0 else "cannot tell"}
    words = summarise(NULL, [*found, {"replicate": 10, "converged": False, "failed": "x", "seconds": 0.1}]).words
    assert words["pain->depression"]["drives"] == pytest.approx(1 / 11)


def test_tables_are_whole() -> None:
    summary = summarise(replace(COVERAGE, about="Some panels."), lines(200, "self:pain", COVERAGE.truth["self:pain"]))
    text = table(summary)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 1
    assert "Some panels." in text
    both = overview([summary, summarise(NULL, [])]).splitlines()
    assert len({line.count("|") for line in both}) == 1


def test_answers_that_hang_together_count_for_fewer() -> None:
    alone = [{"replicate": i, "converged": True, "seconds": 0.1, "figures": {"a": [int(i % 10 > 0) * 10, 10, 0, 0]}} for i in range(400)]
    apart = [{"replicate": i, "converged": True, "seconds": 0.1, "figures": {"a": [9, 10, 1, 0]}} for i in range(400)]
    (together,), (single,) = summarise(FORECAST, alone).rows, summarise(FORECAST, apart).rows
    assert together.share == single.share == pytest.approx(0.9)
    assert (together.n, single.n) == (4000, 4000)
    assert together.error == pytest.approx(np.sqrt(0.09 / 400), rel=0.01)
    assert together.verdict == "pass"
    assert single.below == pytest.approx(0.1)
