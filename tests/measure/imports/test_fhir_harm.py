from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.imports.fhir_harm import DEEPEST, LONGEST, Harm

pytestmark = pytest.mark.property

VALUES = st.recursive(
    st.integers() | st.text(st.sampled_from('a"\\[]{}\nu9\U0001f600')), lambda v: st.lists(v) | st.dictionaries(st.text(max_size=3), v)
)


def found(text: bytes, size: int) -> str:
    harm = Harm()
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    return next((said for piece in [*pieces, b""] if (said := harm.found(piece))), "")


@given(value=VALUES, size=st.integers(1, 20))
def test_a_sound_text_however_it_is_cut(value: object, size: int) -> None:
    assert found(json.dumps(value).encode(), size) == ""
    deep = b"[" * DEEPEST + json.dumps([value]).encode()
    assert "brackets" in found(deep, size)


@pytest.mark.parametrize("size", [1, 3, 7, 64, 100_000])
def test_each_harm_however_it_is_cut(size: int) -> None:
    assert "brackets" in found(b'{"a":' + b"[" * 300, size)
    assert "digits" in found(b'{"a":' + b"1" * (LONGEST + 1) + b"}", size)
    assert found(b'{"a":"' + b"1" * (LONGEST + 1) + b'"}', size) == ""
    assert found(b'{"a":"' + b"[" * 300 + b'\\"' + b"[" * 300 + b'"}', size) == ""
    assert "half a character" in found(b'{"a":"x\\ud83d y"}', size)
    assert "half a character" in found(b'{"a":"x\\ude00\\ud83d"}', size)
    assert found(b'{"a":"x\\ud83d\\ude00"}', size) == ""
    assert found(b'{"a":"x\\\\ud83d y"}', size) == ""
