from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from unspiral.measure.exports.fhir_names import AS_GIVEN
from unspiral.measure.exports.fhir_text import extension
from unspiral.measure.imports.fhir_fields import Malformed, a_map, exact_text, maps, number, ours, place, text, truth

pytestmark = pytest.mark.unit


def test_what_is_absent_is_empty() -> None:
    assert (a_map({}, "a"), maps({}, "a"), text({}, "a"), number({}, "a"), truth({}, "a")) == ({}, [], "", "", "")
    assert exact_text({}, "a") == ""
    assert ours({}, "u") is None


def test_digits_stay_as_they_were() -> None:
    assert number({"a": Decimal("3.00")}, "a") == "3.00"
    assert number({"a": 7}, "a") == "7"
    assert (truth({"a": True}, "a"), truth({"a": False}, "a")) == ("true", "false")


def test_the_exact_text_wins() -> None:
    assert exact_text({"a": "x", "_a": {"extension": extension(AS_GIVEN, "x\0")}}, "a") == "x\0"
    assert exact_text({"a": "x", "_a": {"extension": [{"url": "other", "valueString": "y"}]}}, "a") == "x"


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (a_map, []),
        (a_map, "x"),
        (maps, {}),
        (maps, [1]),
        (maps, "x"),
        (text, 5),
        (text, ["x"]),
        (number, "5"),
        (number, True),
        (number, Decimal("NaN")),
        (number, Decimal("1e999")),
        (number, 10**500),
        (truth, "true"),
    ],
)
def test_another_kind_is_an_error_that_names_the_field_alone(read: Any, value: object) -> None:
    with pytest.raises(Malformed) as caught:
        read({"field": value}, "field")
    assert str(caught.value) == "field"
    said = place("entry 3 of 'x.json'", "Observation", caught.value).text()
    assert said.startswith("entry 3 of 'x.json': Observation.field is not what FHIR R4 says.")
    assert "Fix:" in said
