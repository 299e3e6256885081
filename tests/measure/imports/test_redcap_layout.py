from __future__ import annotations

import pytest
from tests.measure.imports.made import write
from tests.measure.imports.redcap_made import DICTIONARY, RAW

from unspiral.errors import DataError
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.redcap_dictionary import read_dictionary
from unspiral.measure.imports.redcap_layout import layout_of
from unspiral.measure.imports.sheet import open_sheet

pytestmark = pytest.mark.unit


def laid(folder, text):
    account = Account()
    return layout_of(open_sheet(write(folder, text)), read_dictionary(write(folder, DICTIONARY, "d.csv")), account), account.sentences()


def test_every_column_has_its_place(tmp_path):
    layout, said = laid(
        tmp_path, RAW.replace("phq_complete", "phq_complete,stray", 1).replace("\n", ",\n").replace("stray,\n", "stray\n", 1)
    )
    assert layout.keys == ["record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"]
    assert layout.complete == {"enrolment": "enrolment_complete", "diary": "diary_complete", "phq": "phq_complete"}
    assert layout.columns["sites____8"] == "sites____8"
    assert "total" in layout.columns
    assert any("stray" in sentence for sentence in said)
    assert "Not imported: redcap_data_access_group." in said
    assert layout.filling({name: ["a "] for name in layout.keys}, 0) == "a a a"
    assert layout.is_form("diary", "diary")
    assert layout.is_form("Diary", "diary")
    assert not layout.is_form("Diary", "phq")


def test_a_header_of_questions(tmp_path):
    text = "Record ID,Event Name,Pain today,Where? (choice=Low back),Date,Complete?\n1,Baseline,3,Checked,2024-03-02,Complete\n"
    layout, said = laid(tmp_path, text)
    assert layout.label_headers
    assert layout.columns == {"record_id": "Record ID", "pain": "Pain today", "sites___1": "Where? (choice=Low back)", "diary_date": "Date"}
    assert layout.event == "Event Name"
    assert any("matched to its field by its words" in sentence for sentence in said)


def test_the_same_question_twice_cannot_be_told_apart(tmp_path):
    _, said = laid(tmp_path, "Record ID,Pain today,Pain today\n1,3,4\n")
    assert any("raw headers" in sentence and "pain" in sentence for sentence in said)


def test_another_projects_export(tmp_path):
    with pytest.raises(DataError, match="no column 'record_id'"):
        laid(tmp_path, "id,pain\n1,3\n")
    with pytest.raises(DataError, match="Two columns"):
        laid(tmp_path, "record_id,pain,pain\n1,3,4\n")
