"""Every kind of bad input is refused with the place and a remedy, and never with anything but a DataError."""

from __future__ import annotations

import pytest
from tests.bad_input import CASES, GOOD, BadInput

from unspiral.errors import DataError
from unspiral.measure import read

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_input_is_refused_with_place_and_remedy(case: BadInput, tmp_path):
    path = case.write(tmp_path)
    with pytest.raises(DataError) as caught:
        read(path, **case.asked)
    message = str(caught.value)
    for fragment in case.fragments:
        assert fragment in message
    assert "\n  Fix: " in message
    assert caught.value.exit_code == 2


def test_there_are_thirty_kinds_and_each_has_its_own_name():
    assert len(CASES) >= 30
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_table_that_the_cases_spoil_is_good_by_itself(tmp_path):
    path = tmp_path / "diary.csv"
    path.write_text(GOOD)
    assert read(path).occasions == 4


def test_words_that_a_person_wrote_are_not_repeated(tmp_path):
    path = tmp_path / "diary.csv"
    path.write_text("id,day,pain,depression\nP1,0,my secret words,5\n")
    with pytest.raises(DataError) as caught:
        read(path)
    assert "secret" not in str(caught.value)
