from __future__ import annotations

import pytest

from unspiral.evidence.named_row import RATES, apart, entries, same, told
from unspiral.evidence.tables import epidemiology

pytestmark = pytest.mark.unit
WHOLE = {"ratio": 2.26, "low": 1.44, "high": 3.56}


@pytest.mark.parametrize(
    ("given", "known", "alike"),
    [(2.26, 2.26, True), (2.3, 2.26, True), (2.0, 2.26, False), (2.4, 2.26, False), (9.0, 2.26, False), (0.91, 0.91, True),
    (0.9, 0.91, False), (0.0318, 0.031766, True), (1.37, 1.594, False)],
)  # fmt: skip
def test_fewer_digits_are_the_same_number_and_nothing_else_is(given: float, known: float, alike: bool) -> None:
    assert same(given, known) is alike


def test_a_number_is_that_of_a_row_that_it_names() -> None:
    assert not apart("T033", WHOLE) and not apart("T032, T033", WHOLE)
    assert not apart("T033", {"factor": 2.26})
    for key, other in (("ratio", 9.0), ("low", 2.0), ("high", 2.5)):
        assert apart("T033", {**WHOLE, key: other})
    assert apart("E006", {"factor": 0.211})  # a share is no ratio, and a row without a number has none
    assert apart("T034", {"factor": 2.26})


def test_rates_are_held_in_events_a_year() -> None:
    known = {row.id: row.figure for row in epidemiology()}
    for row, factor in (("E028", 1e-5), ("X016", 12.0), ("X020", 365.25)):
        figure = known[row]
        assert figure.estimate is not None and RATES[figure.measure] == factor
        assert not apart(row, {"per_year": figure.estimate.value * factor}, rate=True)
        assert apart(row, {"per_year": figure.estimate.value}, rate=True)
    assert apart("E006", {"per_year": 0.211}, rate=True)


def test_rows_are_told_and_written_as_a_file_has_them() -> None:
    assert told("T033") == "T033 has RR 2.26 (1.44 to 3.56)"
    assert told("E006") == "E006 has prevalence_12m 0.211 (without an interval)" and told("T034") == "T034 has no number"
    assert entries("T033", ("ratio", "low", "high")) == "ratio = 2.26, low = 1.44, high = 3.56"
    assert entries("T034 T033", ("factor",)) == "factor = 2.26" and entries("E006", ("factor",)) == ""
