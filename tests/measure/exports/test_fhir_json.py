from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.exports.fhir_json import fhir_json

pytestmark = pytest.mark.property


def test_digits_stay() -> None:
    assert fhir_json({"a": [Decimal("3.00"), 1, True, None], "ä": {"b": 0.5}}) == '{"a":[3.00,1,true,null],"ä":{"b":0.5}}'


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        fhir_json({"a": float("nan")})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v), max_leaves=8
)


@given(value=st.dictionaries(st.text(), VALUES))
def test_it_is_json(value: dict[str, object]) -> None:
    assert json.loads(fhir_json(value)) == value
    with_number = json.loads(fhir_json({**value, "number": Decimal("1.50")}))
    assert with_number == {**value, "number": 1.5}
