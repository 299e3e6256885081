"""Files mended, torn and mixed by chance: a diary or an error for people, never anything else, and never another number."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.fhir.diaries import evening
from tests.measure.fhir.test_validators import as_read

from unspiral.errors import UnspiralError
from unspiral.measure.imports.read_fhir import read_fhir
from unspiral.records.diary import Diary

pytestmark = pytest.mark.property

MANY = max(80, int(os.environ.get("UNSPIRAL_GENERATED", "0")) // 20)  # `make faults` takes many more

_anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["url", "value", "code", "x"]), st.text(max_size=3), max_size=2),
)


def attempt(path: Path) -> Diary | None:
    """What was read; None where it was refused as people are told."""
    try:
        return read_fhir(path)
    except UnspiralError as problem:
        assert problem.what
        assert problem.fix
        assert "Traceback" not in problem.text()
        return None


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every field of a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [found for key, inner in inside for found in [(*path, key), *places_in(inner, (*path, key))]]


@settings(max_examples=MANY)
@given(lot=st.data())
def test_fields_replaced_dropped_and_doubled(lot: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    made = as_read(evening())
    sound = sorted(evening().rows())
    for _ in range(lot.draw(st.integers(1, 3))):
        way = lot.draw(st.sampled_from(places_in(made)))
        holder: Any = made
        for key in way[:-1]:
            holder = holder[key]
        what = lot.draw(st.sampled_from(["replace", "drop", "double"]))
        if what == "drop":
            del holder[way[-1]]
        elif what == "double" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[way[-1]]))
        else:
            holder[way[-1]] = lot.draw(_anything)
    path = tmp_path_factory.getbasetemp() / "bad.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    diary = attempt(path)
    if diary is not None and made == as_read(evening()):
        assert sorted(diary.rows()) == sound


@settings(max_examples=MANY)
@given(at=st.floats(0, 1), length=st.integers(0, 12), put=st.binary(max_size=12), cut=st.booleans())
def test_bytes_torn_and_mixed(at: float, length: int, put: bytes, cut: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    whole = json.dumps(as_read(evening())).encode()
    place = int(at * len(whole))
    torn = whole[:place] if cut else whole[:place] + put + whole[place + length :]
    path = tmp_path_factory.getbasetemp() / "torn.json"
    path.write_bytes(torn)
    diary = attempt(path)
    if torn == whole:
        assert diary is not None
        assert sorted(diary.rows()) == sorted(evening().rows())
    elif cut:
        assert diary is None


@settings(max_examples=MANY)
@given(text=st.one_of(st.binary(max_size=80), st.text(st.sampled_from('{}[]":,\\ntrue0.1e-"resourceTypeBundleentry'), max_size=80)))
def test_anything_at_all(text: bytes | str, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in ("any.json", "any.ndjson", "any.zip", "any.json.gz"):
        path = tmp_path_factory.getbasetemp() / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        diary = attempt(path)
        assert diary is None or len(diary) <= 80
