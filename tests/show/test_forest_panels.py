"""One measure and one kind of statement a panel: odds ratios never share an axis with differences, nor people with twins or trials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.evidence.search import search
from unspiral.evidence.tables import epidemiology, links, treatments
from unspiral.evidence.words import MEASURES
from unspiral.show.forest_panels import PANELS, ROWS, panels

BY_ID = {row.id: row for row in (*links(), *treatments(), *epidemiology())}


def ids(panel_rows: object) -> list[str]:
    return [row.detail.split(",")[0] for row in panel_rows]  # type: ignore[attr-defined]


@pytest.mark.property
@given(st.sampled_from(["sleep", "depression", "pain", "exercise", "twins", "prevalence", "recovery", "opioid", "surgery", "zzz"]))
def test_a_panel_holds_one_measure(word: str) -> None:
    shown, left_out = panels(search([word]))
    assert len(shown) <= PANELS
    assert left_out >= 0
    for panel in shown:
        assert 1 <= len(panel.rows) <= ROWS
        found = [BY_ID[name] for name in ids(panel.rows)]
        if "standard deviations" in panel.unit:
            assert all(row.id.startswith("T") and row.benefit is not None for row in found)  # type: ignore[union-attr]
            continue
        measures = {row.figure.measure for row in found}
        assert len({MEASURES[measure][0] for measure in measures}) == 1
        assert panel.ratio == (MEASURES[measures.pop()][1] == 1.0)
        kinds = {row.id[0] == "T" for row in found}
        assert len(kinds) == 1
        levels = {row.level for row in found if hasattr(row, "level")}
        assert len(levels) <= 1


@pytest.mark.unit
def test_numbers_are_those_of_the_tables() -> None:
    shown, _ = panels(search(["sleep"]))
    for panel in shown:
        for row in panel.rows:
            figure = BY_ID[row.detail.split(",")[0]].figure
            if "standard deviations" not in panel.unit and figure.estimate is not None:
                factor = 100.0 if "%" in panel.unit else 1.0
                assert row.estimate == pytest.approx(figure.estimate.value * factor)
                assert (row.low is None) == (figure.low is None)
            assert row.low is None or row.high is None or row.low <= row.estimate <= row.high


@pytest.mark.unit
def test_the_finding_is_counted_from_intervals() -> None:
    shown, _ = panels(search(["sleep pain"], kinds=["links"]))
    ratios = next(panel for panel in shown if panel.unit == "odds ratio")
    assert ratios.heading == "Between people"
    assert ratios.finding() == "all 5 clearly above 1"
    mixed, _ = panels(search(["twins"], kinds=["epidemiology"]))
    first = next(panel for panel in mixed if panel.unit == "odds ratio" and panel.heading == "From twins or genes")
    sides = [
        ("cannot tell" if row.low <= 1.0 <= row.high else "clear") for row in first.rows if row.low is not None and row.high is not None
    ]
    assert f"{sides.count('cannot tell')} cannot tell" in first.finding()


@pytest.mark.unit
def test_the_same_number_from_two_tables_is_drawn_once() -> None:
    shown, _ = panels(search(source="yang2023"))
    assert [ids(panel.rows) for panel in shown] == [["L001", "L011"], ["X013", "X011"]]


@pytest.mark.unit
def test_what_was_worked_out_is_marked() -> None:
    shown, _ = panels(search(["geda"], kinds=["epidemiology"]))
    rows = [row for panel in shown for row in panel.rows]
    derived = [row for row in rows if BY_ID[row.detail.split(",")[0]].figure.status == "derived"]
    assert derived
    assert all(not row.verified and "derived" in row.standing and "derived" in row.detail for row in derived)
    approximate = panels(search(["nsaid"], kinds=["treatments"]))[0][0].rows[0]
    assert (approximate.verified, approximate.standing, approximate.value) == (False, "approximate", "0.14")


@pytest.mark.unit
def test_what_has_no_place_is_counted() -> None:
    found = search(["depression"])
    shown, left_out = panels(found)
    drawn = sum(len(panel.rows) for panel in shown)
    assert drawn + left_out <= len(found.links) + len(found.treatments) + len(found.epidemiology)
    assert left_out > 0
    assert panels(search(["xylophone"])) == ((), 0)


@pytest.mark.unit
def test_a_test_statistic_is_no_size() -> None:
    shown, left_out = panels(search(source="kroenke2011"))
    assert (shown, left_out) == ((), 0)
    assert {link.figure.measure for link in links() if link.source_id == "kroenke2011"} == {"t"}
