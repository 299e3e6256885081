"""The tables hold together; and each kind of fault, planted, is found with its table, row and column."""

from __future__ import annotations

import pytest

from unspiral.evidence.fault import KEYS, Fault, check
from unspiral.evidence.tables import TABLES, rows

pytestmark = pytest.mark.unit


def planted(table: str, row: str, **cells: str) -> tuple[Fault, ...]:
    """Faults of the packaged tables after some cells were changed."""
    given = {name: [dict(each) for each in rows(name)] for name in TABLES}
    for each in given[table]:
        if each[KEYS[table]] == row:
            each.update(cells)
    return check(given)


def test_the_packaged_tables_hold_together() -> None:
    assert check() == ()


@pytest.mark.parametrize(
    ("table", "row", "cells", "column", "said"),
    [
        ("links", "L001", {"ci_low": "2.5"}, "ci_low", "does not hold its estimate"),
        ("links", "L001", {"ci_low": "3", "ci_high": "2"}, "ci_low", "does not hold its estimate"),
        ("links", "L001", {"ci_low": ""}, "ci_low", "one end"),
        ("links", "L001", {"estimate": ""}, "estimate", "without an estimate"),
        ("links", "L001", {"estimate": "1,96"}, "estimate", "no plain number"),
        ("links", "L001", {"estimate": "nan"}, "estimate", "no plain number"),
        ("links", "L001", {"estimate": "1e3"}, "estimate", "no plain number"),
        ("links", "L001", {"estimate": "-1.96", "ci_low": "-2", "ci_high": "-1"}, "estimate", "a ratio is above 0"),
        ("links", "L001", {"effect_measure": ""}, "effect_measure", "no measure"),
        ("links", "L001", {"source_id": "nobody"}, "source_id", "not in the list of sources"),
        ("links", "L001", {"source_id": "none", "source": "no adequate source found"}, "source_id", "neither a source nor a derivation"),
        ("links", "L001", {"source": "Somebody else"}, "source", "is not that of 'yang2023'"),
        ("links", "L001", {"verified": "no"}, "derivation", "neither seen in a source nor worked out"),
        ("links", "L001", {"verified": "maybe"}, "verified", "neither yes nor no"),
        ("links", "L025", {"verified": "yes"}, "estimate", "there is no number"),
        ("links", "L001", {"claim_ids": "001-06;999-99"}, "claim_ids", "'999-99' is not in the list of claims"),
        ("links", "L001", {"source_var": "pian"}, "source_var", "not in the list of variables"),
        ("links", "L001", {"sign": "*"}, "sign", "is none of"),
        ("links", "L001", {"level": "between"}, "level", "is none of"),
        ("links", "L001", {"year": "23"}, "year", "no year"),
        ("links", "L001", {"doi_url": "doi:10.1/x"}, "doi_url", "no address"),
        ("links", "L001", {"doi_url": "https://doi.org/10.33/x"}, "doi_url", "no whole DOI"),
        ("links", "L001", {"doi_url": ""}, "doi_url", "no address"),
        ("links", "L001", {"link_id": "L002"}, "link_id", "there twice"),
        ("links", "L001", {"link_id": ""}, "link_id", "empty"),
        ("claims", "000-01", {"verdict": "true"}, "verdict", "is none of"),
        ("claims", "000-01", {"source_ids": "aaron2025;ghost"}, "source_ids", "'ghost'"),
        ("claims", "000-01", {"effect_source_id": ""}, "source_id", "neither a source nor a derivation"),
        ("claims", "000-01", {"estimate": "39.3"}, "estimate", "between 0 and 1"),
        ("claims", "000-01", {"model_vars": "pain;sadness"}, "model_vars", "'sadness'"),
        ("treatments", "T001", {"smd_benefit_high": "0.1"}, "smd_benefit_low", "does not hold its estimate"),
        ("treatments", "T001", {"smd_basis": ""}, "smd_basis", "where it comes from"),
        ("treatments", "T001", {"benefit_direction": "up"}, "benefit_direction", "is none of"),
        ("epidemiology", "E001", {"target_type": "firm"}, "target_type", "is none of"),
        ("epidemiology", "E001", {"certainty": ""}, "certainty", "is none of"),
        ("sources", "yang2023", {"text_seen_at": "seen in a talk"}, "text_seen_at", "no address"),
        ("sources", "yang2023", {"citation": "Somebody else"}, "source", "is not that of"),
    ],
)
def test_a_planted_fault_is_found(table: str, row: str, cells: dict[str, str], column: str, said: str) -> None:
    found = planted(table, row, **cells)
    assert any(fault.column == column and said in fault.what for fault in found), found
    assert all(fault.table in TABLES and (fault.row or column == KEYS[table]) for fault in found)


def test_a_row_of_another_length_is_found() -> None:
    given = {name: [dict(each) for each in rows(name)] for name in TABLES}
    given["links"][0][None] = ["one cell too many"]  # type: ignore[index]
    assert any("more or fewer cells" in fault.what for fault in check(given))
