from __future__ import annotations

import pytest
from tests.measure.imports.made import write
from tests.measure.imports.redcap_made import DICTIONARY, LABELS, RAW

from unspiral.errors import SpecError
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.read_redcap import RedcapOptions
from unspiral.measure.imports.redcap_dictionary import read_dictionary
from unspiral.measure.imports.redcap_fields import fields_of, known_as, plain_cell
from unspiral.measure.imports.redcap_layout import layout_of
from unspiral.measure.imports.sheet import open_sheet

pytestmark = pytest.mark.unit


def fields(folder, text=RAW, **asked):
    account = Account()
    dictionary = read_dictionary(write(folder, DICTIONARY, "d.csv"))
    layout = layout_of(open_sheet(write(folder, text)), dictionary, account)
    shown = fields_of(layout, dictionary, RedcapOptions(**asked), account)
    return {field.item: field for field in shown}, account.sentences(), shown


def test_what_is_imported_and_what_is_said(tmp_path):
    found, said, _ = fields(tmp_path, skip=("walks",))
    assert set(found) == {
        "visit_date",
        "smoker",
        "cigarettes",
        "diary_date",
        "pain",
        "sites___1",
        "sites___2",
        "sites____8",
        "other_words",
        "total",
        "phq1",
        "phq2",
    }
    text = " ".join(said)
    for piece in ("identifying a person (to take them all the same: --identifiers): email", "no answers: picture", "as asked: walks"):
        assert piece in text
    assert "Calculated by REDCap, and imported as they are: total" in text
    assert "cannot be told from a row, so an empty cell counts as not answered: other_words" in text
    assert "email" in fields(tmp_path, identifiers=True)[0]


def test_labels_are_found_out(tmp_path):
    assert fields(tmp_path)[0]["phq1"].recode["2"].value == "2"
    found, said, _ = fields(tmp_path, LABELS)
    assert found["phq1"].recode["Nearly every day"].value == "3"
    assert found["sites___1"].recode["Checked"].value == "1"
    assert any("words in place of codes" in sentence for sentence in said)
    assert found["phq1"].recode["4"].problem


def test_branching_looks_at_codes_also_where_cells_hold_words(tmp_path):
    found, _, _ = fields(tmp_path, LABELS)
    assert found["cigarettes"].shown({"smoker": ["Yes"]}, 0) is True
    assert found["cigarettes"].shown({"smoker": ["No"]}, 0) is False
    assert found["other_words"].shown({}, 0) is None
    assert found["pain"].shown({}, 0) is True


def test_questions_of_a_questionnaire_by_their_labels(tmp_path):
    _, _, shown = fields(tmp_path)
    account = Account()
    assert known_as(shown, "", account) == {"phq1": ("phq2", "phq1"), "phq2": ("phq2", "phq2")}
    assert known_as(shown, "phq9", Account())["phq1"] == ("phq9", "phq1")
    assert "Read as questions of phq2" in account.sentences()[0]


def test_a_field_to_skip_that_is_not_there(tmp_path):
    with pytest.raises(SpecError, match="Did you mean 'walks'"):
        fields(tmp_path, skip=("wlaks",))


def test_a_missing_code_that_was_named_goes_before_the_choices(tmp_path):
    found, said, _ = fields(tmp_path, missing=("1",))
    codes = found["smoker"].recode
    assert (codes["1"].value, codes["1"].what) == ("", "missing")
    assert codes["0"].value == "0"
    assert found["sites___1"].recode["1"].value == "1"  # a tick is no code
    assert any("says whether the box was ticked" in sentence for sentence in said)


def test_a_missing_code_counts_where_cells_hold_words(tmp_path):
    found, _, _ = fields(tmp_path, LABELS, missing=("1",))
    word = next(text for text, code in found["smoker"].recode.item.recode.items() if code == "1")
    assert found["smoker"].recode[word].what == "missing"
    assert plain_cell(found["smoker"].recode, word) == "1"  # branching still looks at the code
