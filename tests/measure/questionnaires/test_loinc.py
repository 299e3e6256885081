"""The check digit of a LOINC code tells slips of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.questionnaires.library import instrument, instruments
from unspiral.measure.questionnaires.loinc import NOTICE, check_digit, is_answer, is_code

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("code", ["44249-1", "44260-8", "91147-9", "1-8"])
def test_codes(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize("code", ["44249-2", "44294-1", "44249", "-1", "44249-11", "４４２４９-1", "", "LA6568-5"])
def test_no_codes(code: str) -> None:
    assert not is_code(code)


@given(st.integers(1, 999999), st.integers(0, 5), st.integers(1, 9))
def test_every_single_slip_is_seen(number: int, place: int, by: int) -> None:
    digits = str(number).zfill(6)
    other = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    assert check_digit(other) != check_digit(digits)


def test_answers_and_the_notice() -> None:
    assert is_answer("LA6568-5")
    assert not is_answer("LA6568")
    assert "Regenstrief" in NOTICE


def test_every_packaged_code_fits() -> None:
    for name in instruments():
        made = instrument(name)
        for code in (made.codes.panel, made.codes.total, *made.codes.others.values(), *(item.loinc for item in made.items)):
            assert not code or is_code(code), (name, code)
