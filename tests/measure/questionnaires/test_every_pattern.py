"""Every pattern of answers that there can be, held against a second way to score that shares no code."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.measure.questionnaires import second

from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.questionnaires.score_columns import Scores, score_columns

pytestmark = pytest.mark.unit


def all_patterns(name: str, answers: int) -> tuple[np.ndarray, Scores]:
    """Each pattern as a row, and what comes out."""
    made = instrument(name)
    rows = np.array(list(itertools.product(range(answers), repeat=len(made.scored))), dtype=float)
    return rows, score_columns(made, {item.id: rows[:, place] for place, item in enumerate(made.scored)})


def named(found: Scores) -> np.ndarray:
    return np.array([*found.labels, ""])[found.band]


def test_phq9_all_262144() -> None:
    rows, found = all_patterns("phq9", 4)
    assert len(rows) == 4**9
    totals = [second.phq9(row) for row in rows.astype(int).tolist()]
    assert np.array_equal(found.value, np.array(totals, dtype=float))
    assert named(found).tolist() == [second.band(total, second.PHQ_BANDS) for total in totals]
    assert np.array_equal(found.safety, rows[:, 8] >= 1)


def test_gad7_all_16384() -> None:
    rows, found = all_patterns("gad7", 4)
    assert len(rows) == 4**7
    totals = [second.gad7(row) for row in rows.astype(int).tolist()]
    assert np.array_equal(found.value, np.array(totals, dtype=float))
    assert named(found).tolist() == [second.band(total, second.GAD_BANDS) for total in totals]
    assert not found.safety.any()


def test_peg_all_1331() -> None:
    rows, found = all_patterns("peg", 11)
    assert len(rows) == 11**3
    assert found.value.tolist() == [second.peg(row) for row in rows.astype(int).tolist()]
    assert not found.labels


# One person at a time, without the run-time checks of shapes that tests have, so that it takes seconds.
ONE_BY_ONE = """
import itertools, sys
sys.path.insert(0, {root!r})
from tests.measure.questionnaires import second
from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.questionnaires.scoring import score
from unspiral.errors import SafetyStop
made = instrument({name!r})
wrong = count = stopped = 0
for row in itertools.islice(itertools.product(range({answers}), repeat=len(made.scored)), 0, None, {step}):
    count += 1
    found = score(made, row, acknowledged=True)
    stopped += found.safety is not None
    wrong += found.value != second.{name}(row) or found.imputed != 0 or (found.safety is not None) != ({name!r} == 'phq9' and row[-1] >= 1)
print(count, wrong, stopped)
"""


def one_by_one(root: Path, name: str, answers: int, step: int) -> str:
    code = ONE_BY_ONE.format(root=str(root), name=name, answers=answers, step=step)
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@pytest.mark.parametrize(("name", "answers", "step", "said"), [("gad7", 4, 1, "16384 0 0"), ("peg", 11, 1, "1331 0 0")])
def test_one_person_at_a_time(root: Path, name: str, answers: int, step: int, said: str) -> None:
    assert one_by_one(root, name, answers, step) == said


def test_one_person_at_a_time_every_thirteenth_of_phq9(root: Path) -> None:
    count, wrong, stopped = map(int, one_by_one(root, "phq9", 4, 13).split())
    assert (count, wrong) == (20165, 0)  # 13 and 4 have no divisor in common: every answer of every item is among them
    assert 0.74 < stopped / count < 0.76


@pytest.mark.calibration
def test_one_person_at_a_time_all_of_phq9(root: Path) -> None:
    assert one_by_one(root, "phq9", 4, 1) == "262144 0 196608"
