from __future__ import annotations

import pytest
from tests.measure.imports.made import cells, said, values, wide

from unspiral.measure.imports.given import Given
from unspiral.measure.imports.mapping import ItemFrom
from unspiral.measure.imports.read_survey import read_survey

pyreadstat = pytest.importorskip("pyreadstat", reason="needs the extra `files`")
pd = pytest.importorskip("pandas")
pytestmark = pytest.mark.unit

FRAME = {"id": [1.0, 2.0, 3.0, 4.0], "day": [0.0] * 4, "q1": [0.0, 3.0, -9.0, 95.0], "q2": [1.0, 2.0, 2.0, 1.0]}
LABELS = ["Person", "Day", "Little interest or pleasure in doing things", "Feeling down, depressed, or hopeless"]


def spss(folder):
    place = folder / "a.sav"
    words = {0.0: "Not at all", 1.0: "Several days", 2.0: "More", 3.0: "Nearly every day"}
    pyreadstat.write_sav(
        pd.DataFrame(FRAME), str(place), column_labels=LABELS, variable_value_labels={"q1": words, "q2": words},
        missing_ranges={"q1": [-9, {"lo": 90, "hi": 99}]},
    )  # fmt: skip
    return place


def test_labels_tell_the_questionnaire_and_missing_codes_are_counted(tmp_path):
    diary = read_survey(spss(tmp_path))
    assert set(cells(diary, "instrument")) == {("phq2",)}
    assert values(diary, "phq1") == ["0", "3", "", ""]
    assert said(diary, "phq1: 2 cells missing by its code", "-9: 1", "95: 1")
    assert said(diary, "q1 -> phq1")


def test_a_recode_may_name_the_labels(tmp_path):
    item = ItemFrom(("q1",), "interest", recode={"Not at all": "none", "Nearly every day": "much"})
    assert values(read_survey(spss(tmp_path), wide(item)), "interest") == ["none", "much", "", ""]


def test_letters_of_stata_are_not_answered(tmp_path):
    place = tmp_path / "a.dta"
    frame = pd.DataFrame({"id": [1.0, 2.0, 3.0], "day": [0.0, 0.0, 0.0], "pain": [1.0, "a", "z"], "word": ["a", "b", "c"]})
    pyreadstat.write_dta(frame, str(place), missing_user_values={"pain": ["a", "z"]})
    diary = read_survey(place, given=Given(person="id", time=("day",)))
    assert values(diary, "pain") == ["1", "", ""]
    assert values(diary, "word") == ["a", "b", "c"]
    assert said(diary, "pain: 2 cells missing by its code", "a: 1", "z: 1")
