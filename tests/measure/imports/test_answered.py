from __future__ import annotations

import pytest
from tests.measure.imports.made import cells, write

from unspiral.errors import SpecError
from unspiral.measure.imports.answered import check_answers
from unspiral.measure.imports.given import Given
from unspiral.measure.imports.kinds import read_any

pytestmark = pytest.mark.unit

HEADER = "id,day," + ",".join(f"phq{i}" for i in range(1, 10)) + "\n"


@pytest.mark.parametrize("code", ["2", "2.0", "0", "-99..3", "1..2"])
def test_a_code_that_is_an_answer(code):
    with pytest.raises(SpecError) as problem:
        check_answers((code,), [("phq9", "phq9")])
    assert f"--missing {code}: that is an answer to item 'phq9' of phq9" in str(problem.value)


@pytest.mark.parametrize("code", ["-99", "9", "-99..-90", "refused", "1.5", "-1e9..-1"])
def test_codes_that_are_none(code):
    assert check_answers((code,), [("phq9", "phq9"), ("phq9", "phq9.phq1"), ("nobody", "x"), ("", "pain")]) is None


def test_answers_of_a_recognised_questionnaire_are_not_lost(tmp_path):
    place = write(tmp_path, HEADER + "a,0,0,1,2,3,0,1,2,3,2\na,1,0,1,2,3,0,1,2,3,-99\n")
    with pytest.raises(SpecError, match="that is an answer to item"):
        read_any(place, given=Given(missing=("2",)))
    diary = read_any(place, given=Given(missing=("-99",)))
    assert cells(diary, "value")[-1] == ("",)


def test_a_column_that_is_recoded_has_codes_of_its_own(tmp_path):
    place = write(tmp_path, HEADER + "a,0,0,1,2,3,0,1,2,3,3\n")
    recode = {f"phq{i}": {"0": "0", "1": "1", "2": "2"} for i in range(1, 10)}
    diary = read_any(place, given=Given(missing=("3",), recode=recode))
    assert cells(diary, "value")[-1] == ("",)
