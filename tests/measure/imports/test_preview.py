from __future__ import annotations

import pytest
from tests.measure.imports.made import write

from unspiral.measure.imports.kinds import open_any
from unspiral.measure.imports.preview import covered, preview_of
from unspiral.measure.imports.wanted import Wanted

pytestmark = pytest.mark.unit


def seen(folder, text, **wanted):
    return preview_of(open_any(Wanted((str(write(folder, text)),), **wanted)))


def test_columns_and_first_answers(tmp_path):
    found = seen(tmp_path, "id,day,pain,phq1,phq2,note,email\nAnn,0,3,0,1,my secret words,a@b.c\nBea,1,4,,,,\n")
    assert [(c.name, c.role, c.looks) for c in found.columns] == [
        ("id", "person", "text"), ("day", "time", "numbers"), ("pain", "item pain", "numbers"), ("phq1", "item phq1 of phq2", "numbers"),
        ("phq2", "item phq2 of phq2", "numbers"), ("note", "item note", "text"), ("email", "not imported", "text"),
    ]  # fmt: skip
    assert found.columns[0].example == "2 different"
    assert found.first[0][5:7] == ("pain", "3")
    shown = repr(found)
    assert "secret" not in shown
    assert "a@b.c" not in shown
    assert "(15 characters)" in shown


def test_nothing_is_written(tmp_path):
    seen(tmp_path, "id,day,pain\nP,0,3\n")
    assert [p.name for p in tmp_path.iterdir()] == ["diary.csv"]


def test_recipes_show_their_names(tmp_path):
    found = seen(tmp_path, "SEQN,DPQ010,LBXCRP,other\n1,2,0.3,9\n", recipe="nhanes-2009")
    assert [c.role for c in found.columns] == ["person", "item phq1 of phq9 (recoded)", "item crp (name from memory)", "not imported"]


def test_words_are_covered():
    row = ("P", "0", "", "", "", "note", "yes", "", "")
    assert covered(row)[6] == "(3 characters)"
    assert covered((*row[:5], "walked", "yes", "", ""))[6] == "yes"
    assert covered((*row[:5], "pain", "3.5", "", ""))[6] == "3.5"
