from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from tests.measure.made_diary import ROWS, SAID, diary, made

from unspiral.measure.exports.write_json import write_json
from unspiral.measure.imports.read_json import read_json

pytestmark = pytest.mark.property


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, SAID)
def test_out_in_out_gives_the_same_bytes(tmp_path, rows, said):
    held = made(rows, said)
    write_json(held, tmp_path / "a.json")
    back = read_json(tmp_path / "a.json")
    assert (list(back.rows()), back.said) == (list(held.rows()), held.said)
    write_json(back, tmp_path / "b.json")
    assert (tmp_path / "b.json").read_bytes() == (tmp_path / "a.json").read_bytes()


def test_another_reader_finds_raw_texts(tmp_path):
    write_json(diary(("P1", "1", "note", "=1+1\x00")), tmp_path / "a.json")
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert document["schema"] == "unspiral.diary/1"
    assert dict(zip(document["columns"], document["answers"][0]))["value"] == "=1+1\x00"
