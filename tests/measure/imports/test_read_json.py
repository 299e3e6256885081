from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.measure.made_diary import diary

from unspiral.errors import UnspiralError
from unspiral.measure.exports.write_json import write_json
from unspiral.measure.imports.read_json import read_json

pytestmark = pytest.mark.property


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read as JSON"),
        ("[1, 2", "cannot be read as JSON"),
        ("{}", "not a diary"),
        ('{"schema": "unspiral.fit/1"}', "not a diary"),
        ('{"schema": "unspiral.diary/1", "columns": ["person"]}', "not a diary"),
    ],
)
def test_what_is_no_diary_is_said(tmp_path, text, said):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(UnspiralError, match=said):
        read_json(tmp_path / "a.json")


def test_an_answer_that_is_no_list_of_texts_is_named(tmp_path):
    write_json(diary(("P1", "1", "pain", "4"), ("P1", "2", "pain", "5")), tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text()
    (tmp_path / "a.json").write_text(text.replace('"5"', "5"))
    with pytest.raises(UnspiralError, match=r"Answer 2 of 'a.json' is not a list of 9 texts"):
        read_json(tmp_path / "a.json")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.integers(0, 400), st.binary(max_size=3), st.integers(0, 5))
def test_a_damaged_file_is_refused_or_read_whole(tmp_path, place, put, taken):
    write_json(diary(("P1", "1", "pain", "4"), ("P1", "2", "note", "ü = 1")), tmp_path / "a.json")
    whole = (tmp_path / "a.json").read_bytes()
    (tmp_path / "b.json").write_bytes(whole[:place] + put + whole[place + taken :])
    try:
        back = read_json(tmp_path / "b.json")
    except UnspiralError as problem:
        assert "b.json" in str(problem)
    else:
        assert len(back) <= 2
