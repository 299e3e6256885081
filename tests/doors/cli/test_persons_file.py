"""A table of everybody's own values, that no spreadsheet runs."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from tests.show.people import LINK, differing
from tests.store.made_fit import made_fit

from unspiral.doors.cli.persons_file import COLUMNS, persons_text, write_persons
from unspiral.errors import SpecError
from unspiral.records import Fit
from unspiral.records.individual import Own

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def fit() -> Fit:
    return differing(made_fit(), 45)


def test_every_value_comes_back_whole(fit: Fit, tmp_path: Path) -> None:
    place = tmp_path / "persons.csv"
    assert write_persons(fit, str(place)) == f"Own values of 45 people (135 rows) are in {place}."
    with place.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    assert fit.individual is not None
    for row in rows:
        own = fit.individual.persons[row["person"]][row["parameter"]]
        read = Own(*(float(row[name]) for name in ("estimate", "low", "high")), float(row["alone"]) if row["alone"] else None,
                   float(row["shrunk"]), float(row["above"]))  # fmt: skip
        assert read == own
    assert sum(row["alone"] == "" for row in rows if row["parameter"] == LINK) == 1


def test_names_that_a_spreadsheet_would_run_are_text(fit: Fit) -> None:
    assert fit.individual is not None
    own = {LINK: Own(0.1, 0.0, 0.2, None, 1.0, 0.9)}
    odd = replace(fit, individual=replace(fit.individual, persons={"=1+1": own, 'a,"b"': own}))
    lines = persons_text(odd).splitlines()
    assert lines[1].startswith("'=1+1,link:pain->depression,0.1,")
    assert lines[2].startswith('"a,""b""",link:')
    assert persons_text(odd).endswith("\n")


def test_nobody_differs(fit: Fit, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="--individual links"):
        write_persons(replace(fit, individual=None), str(tmp_path / "p.csv"))
    assert not (tmp_path / "p.csv").exists()
