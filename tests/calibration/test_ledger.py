"""Results survive an interruption, and those of another study are never mixed in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.calibration.ledger import append, ledger, missing, results
from tests.calibration.studies import STUDIES

pytestmark = pytest.mark.unit

STUDY = replace(STUDIES[0], replicates=5)


def line(replicate: int, **more: object) -> dict[str, object]:
    return {"study": STUDY.fingerprint, "replicate": replicate, "converged": True} | more


def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    assert missing(tmp_path, STUDY) == [0, 1, 2, 3, 4]
    append(tmp_path, STUDY, [line(0), line(3)])
    assert missing(tmp_path, STUDY) == [1, 2, 4]
    with ledger(tmp_path, STUDY).open("a") as stream:
        stream.write('{"study":"' + STUDY.fingerprint + '","replicate":1,"conv')  # interrupted in the middle of a line
    assert missing(tmp_path, STUDY) == [1, 2, 4]
    append(tmp_path, STUDY, [line(1), line(2)])
    assert [found["replicate"] for found in results(tmp_path, STUDY)] == [0, 1, 2, 3]
    assert missing(tmp_path, STUDY) == [4]


def test_another_definition_starts_anew(tmp_path: Path) -> None:
    append(tmp_path, STUDY, [line(0)])
    assert results(tmp_path, replace(STUDY, truth={**STUDY.truth, "self:pain": -0.7})) == []
    assert results(tmp_path, replace(STUDY, fitted={**STUDY.fitted, "starts": 9})) == []
    assert len(results(tmp_path, replace(STUDY, replicates=9, bar=(0.1, 0.2), about="other words"))) == 1


def test_a_replicate_counts_once(tmp_path: Path) -> None:
    append(tmp_path, STUDY, [line(0, seconds=1.0), line(0, seconds=2.0)])
    assert len(results(tmp_path, STUDY)) == 1
