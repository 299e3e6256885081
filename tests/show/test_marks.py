"""One mark for each process."""

from __future__ import annotations

import re

import pytest

from unspiral.show.day_record import PROCESSES
from unspiral.show.marks import NAMES, marks

pytestmark = pytest.mark.unit


def test_every_process_has_another_shape_and_a_word_for_it() -> None:
    drawn = {process: marks(process, [(10.0, 20.0)]) for process in PROCESSES}
    assert len(set(drawn.values())) == len(PROCESSES)
    assert set(NAMES) == set(PROCESSES)


@pytest.mark.parametrize("process", [*PROCESSES, "device"])
def test_there_is_one_mark_a_place(process: str) -> None:
    places = [(1.0, 2.0), (30.5, 4.0), (60.0, 8.0)]
    assert len(re.findall("M", marks(process, places))) == 3
    assert marks(process, []) == ""
