"""The packaged tables are those of the evidence base, byte for byte, and every room reads them through one door."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from unspiral import evidence
from unspiral.errors import DataError
from unspiral.evidence import tables
from unspiral.evidence.tables import TABLES, claims, epidemiology, links, rows, sources, treatments, variables

pytestmark = pytest.mark.unit


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One cell of the links is no number."""
    bad = tuple({**row, "estimate": "1,5" if row["link_id"] == "L001" else row["estimate"]} for row in rows("links"))
    monkeypatch.setattr(tables, "rows", lambda table: bad)
    tables._links.cache_clear()
    yield
    tables._links.cache_clear()


@pytest.mark.parametrize("table", TABLES)
def test_each_table_is_the_one_of_the_evidence_base(table: str, shared: Path) -> None:
    ours = (files("unspiral.evidence") / "tables" / f"{table}.csv").read_bytes()
    theirs = (shared / "evidence" / f"{table}.csv").read_bytes()
    assert hashlib.sha256(ours).hexdigest() == hashlib.sha256(theirs).hexdigest()


def test_no_other_table_is_packaged() -> None:
    folder = files("unspiral.evidence") / "tables"
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{table}.csv" for table in TABLES)


def test_how_many_rows_there_are() -> None:
    counts = [len(table()) for table in (claims, links, treatments, epidemiology, sources, variables)]
    assert counts == [165, 93, 79, 156, 108, 44]


def test_a_row_is_read_as_it_stands() -> None:
    link = next(link for link in links() if link.id == "L001")
    assert (link.source_var, link.target_var, link.sign, link.level) == ("pain", "depression", "+", "between_person")
    figure = link.figure
    assert figure.estimate is not None and figure.low is not None and figure.high is not None
    assert (figure.estimate.value, figure.low.text, figure.high.text) == (1.96, "1.41", "2.74")
    assert (figure.measure, figure.n, figure.year, figure.status) == ("PR", "2358", 2023, "verified")
    assert (link.source_id, link.claim_ids) == ("yang2023", ("001-06", "003-06", "004-19"))


def test_every_number_is_the_text_of_its_cell() -> None:
    for table, key, found in (
        ("claims", "claim_id", claims()),
        ("links", "link_id", links()),
        ("treatments", "treatment_id", treatments()),
        ("epidemiology", "target_id", epidemiology()),
    ):
        cells = {row[key]: row for row in rows(table)}
        for row in found:
            for column, number in (("estimate", row.figure.estimate), ("ci_low", row.figure.low), ("ci_high", row.figure.high)):
                assert (number.text if number else "") == cells[row.id][column]
                assert number is None or number.value == float(cells[row.id][column])


def test_how_far_numbers_can_be_relied_on() -> None:
    derived = next(link for link in links() if link.id == "D003").figure
    assert (derived.status, bool(derived.derivation)) == ("derived", True)
    assert next(link for link in links() if link.id == "L025").figure.status == "no number"
    every = [row.figure.status for table in (claims, links, treatments, epidemiology) for row in table()]
    assert (every.count("verified"), every.count("derived"), every.count("unverified")) == (318, 32, 0)


def test_rooms_ask_for_what_they_need() -> None:
    assert {link.id for link in links(source_var="pain", target_var="depression", level="within_person")} == {
        "L002", "L003", "D003", "D007", "L083"
    }  # fmt: skip
    assert {row.outcome for row in treatments(treatment="cbt_i")} == {"sleep_problem", "pain", "depression"}
    assert all(row.outcome == "disability" for row in treatments(outcome="disability"))
    assert {claim.verdict for claim in claims(verdict="outdated")} == {"outdated"}
    assert all("sleep_problem" in claim.variables for claim in claims(variable="sleep_problem"))
    assert len(epidemiology(group="paf")) == 6
    assert [target.id for target in epidemiology(quantity="lbp_1month")] == ["E002"]
    assert "L075" in {link.id for link in links(target_var="depression")}
    assert links(source_var="no such thing") == ()


def test_harms_stand_by_themselves() -> None:
    """ "As above" would point nowhere once rows are picked out."""
    assert not {row.harms for row in treatments()} & {"see above", "as above"}
    by_id = {row.id: row.harms for row in treatments()}
    assert by_id["T024"] == by_id["T023"] == "temporary pain increase with yoga (not retrieved)"
    assert by_id["T035"] == by_id["T036"] == by_id["T037"]


def test_one_door() -> None:
    assert evidence.links is links
    assert set(evidence.__all__) == {"claims", "epidemiology", "links", "sources", "treatments", "variables"}


@pytest.mark.usefixtures("broken")
def test_a_broken_table_is_an_error_that_names_the_cell() -> None:
    with pytest.raises(DataError, match=r"'links'.*row 'L001', column 'estimate'"):
        links()


def test_reading_all_is_quick() -> None:
    """60 ms are asked for; half a second lets a busy machine pass, and a parser of another kind fail."""
    code = (
        "import time; import unspiral.evidence as e; begin = time.perf_counter();"
        "[f() for f in (e.claims, e.links, e.treatments, e.epidemiology, e.sources, e.variables)]; print(time.perf_counter() - begin)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert float(ran.stdout) < 0.5
