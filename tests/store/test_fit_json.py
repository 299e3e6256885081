from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.store.made_fit import made_fit, same

from unspiral.errors import DataError
from unspiral.store.edition import SCHEMA
from unspiral.store.fit_json import fit_document, read_fit, write_fit

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("changes", [{}, {"spiral": None, "loglik": None, "aic": None, "bic": None, "ladder": ()}, {"converged": False}])
def test_written_and_read_it_is_the_same_to_the_last_bit(tmp_path: Path, changes: dict[str, Any]) -> None:
    fit = made_fit(**changes)
    write_fit(fit, tmp_path / "fit.json")
    assert same(read_fit(tmp_path / "fit.json"), fit)
    write_fit(read_fit(tmp_path / "fit.json"), tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "fit.json").read_bytes()


def test_the_file_is_the_document_and_any_layout_of_it_opens(tmp_path: Path) -> None:
    fit = made_fit()
    write_fit(fit, tmp_path / "fit.json")
    assert json.loads((tmp_path / "fit.json").read_text()) == fit_document(fit)
    (tmp_path / "laid_out.json").write_text(json.dumps(fit_document(fit), indent=4, sort_keys=True))
    assert fit_document(read_fit(tmp_path / "laid_out.json")) == fit_document(fit)


def broken(tmp_path: Path, content: bytes | str) -> str:
    place = tmp_path / "fit.json"
    place.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError) as caught:
        read_fit(place)
    assert "\n  Fix: " in str(caught.value)
    return str(caught.value)


def whole() -> str:
    return json.dumps(fit_document(made_fit()))


@pytest.mark.parametrize("kept", [0, 1, 10, 500, 0.5, 0.99, -1])
def test_a_file_that_was_cut_off(tmp_path: Path, kept: float) -> None:
    text = whole()
    cut = text[: int(kept * len(text)) if isinstance(kept, float) else int(kept)]
    assert "not a whole JSON document" in broken(tmp_path, cut)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "not a whole JSON document"),
        (b"id,day,pain\n1,0,3\n", "not a whole JSON document"),
        (b"[" * 100_000, "not a whole JSON document"),
        (b'{"schema": "unspiral.fit/1", "loglik": NaN}', "not a whole JSON document"),
        (b"[1, 2]", "not that of a fit"),
        (b"{}", "without a 'schema'"),
        (b'{"schema": 1}', "without a 'schema'"),
        (b'{"schema": "unspiral.whatif/1"}', "of the kind 'unspiral.whatif'"),
        (b'{"schema": "unspiral.fit/2"}', "edition 2"),
        (b'{"schema": "unspiral.fit/1"}', "is missing"),
    ],
)  # fmt: skip
def test_another_kind_of_file(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in broken(tmp_path, content)


def test_a_later_edition_asks_for_a_later_version(tmp_path: Path) -> None:
    assert "pip install --upgrade unspiral" in broken(tmp_path, '{"schema": "unspiral.fit/2"}')


def test_the_document_of_a_refusal_says_why(tmp_path: Path) -> None:
    verdicts = [{"code": "x", "level": "refuse", "reason": "One person only.", "remedy": "--no-traits"}]
    said = broken(tmp_path, json.dumps({"schema": SCHEMA, "converged": False, "verdicts": verdicts}))
    assert "holds no fit" in said
    assert "One person only." in said
    assert "--no-traits" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-123.45678901234567", "-123.45678901234565"),
        ('"drives"', '"nil"'),
        ('"converged": true', '"converged": false'),
        ('"seed": 3', '"seed": 4'),
    ],
)
def test_a_number_that_was_changed(tmp_path: Path, old: str, new: str) -> None:
    text = whole()
    assert text.count(old) == 1
    assert "was changed after unspiral wrote it" in broken(tmp_path, text.replace(old, new))


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a folder"):
        read_fit(tmp_path)
    with pytest.raises(DataError, match="There is no file"):
        read_fit(tmp_path / "fit.json")
    with pytest.raises(DataError, match="cannot be opened"):
        read_fit("a\0b")
