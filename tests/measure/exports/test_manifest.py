from __future__ import annotations

import hashlib
import json

import pytest

from unspiral.errors import DataError
from unspiral.measure.exports.manifest import checked, manifest_text

pytestmark = pytest.mark.unit


def test_it_says_what_lies_there(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"x\n1\n")
    (tmp_path / "manifest.json").write_text(manifest_text(tmp_path, {"a.csv": 1}, {"phq9": "1"}, ["Read."]))
    document = json.loads((tmp_path / "manifest.json").read_text())
    assert document["files"] == [{"name": "a.csv", "rows": 1, "bytes": 4, "sha256": hashlib.sha256(b"x\n1\n").hexdigest()}]
    assert checked(tmp_path) == ({"a.csv": 1}, ("Read.",), ())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 1}', '{"schema": "unspiral.manifest/1", "files": 3}', "[" * 100_000])
def test_a_broken_one_is_said(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(DataError, match="manifest"):
        checked(tmp_path)
