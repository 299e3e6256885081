from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from unspiral.measure.exports.fhir_names import AS_GIVEN, END, FORM, INSTRUMENT, ITEM_ID, SOURCE, UNIT
from unspiral.measure.exports.fhir_observation import DEVICES, UNITS, observation
from unspiral.measure.exports.fhir_written import Tally
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit
DIARY = {item.id: item for item in instrument("daily_diary").items}


def made(
    item: str, value: str, *, time: str = "2024-03-09", end: str = "", unit: str = "", instrument: str = "", form: str = ""
) -> dict[str, Any]:
    return observation("o1", "p1", ("P1", time, end, instrument, form, item, value, unit, "app"), DIARY.get(item), Tally())


def codes(resource: dict[str, Any]) -> list[str]:
    return [coding["code"] for coding in resource["code"]["coding"]]


def test_pain_from_0_to_10() -> None:
    found = made("pain_avg", "4")
    assert codes(found) == ["72514-3", "pain_avg"]
    assert found["code"]["text"] == "Average back pain since your last entry"
    assert found["valueInteger"] == 4
    assert found["category"][0]["coding"][0]["code"] == "survey"
    assert found["extension"] == [{"url": SOURCE, "valueString": "app"}]


@pytest.mark.parametrize("value", ["11", "-1", "strong", "1e3"])
def test_what_is_not_0_to_10_does_not_bear_its_code(value: str) -> None:
    assert codes(made("pain_avg", value)) == ["pain_avg"]
    assert codes(made("pain_0_10", value)) == ["pain_0_10"]


def test_mood_has_our_own_code() -> None:
    found = made("mood_low", "3.0")
    assert codes(found) == ["mood_low"]
    assert found["valueQuantity"] == {"value": 3.0}


def test_not_answered() -> None:
    found = made("mood_low", "")
    assert found["dataAbsentReason"]["coding"][0]["code"] == "unknown"
    assert not [name for name in found if name.startswith("value")]


def test_steps_of_a_day_and_of_an_hour() -> None:
    assert codes(made("steps", "5321", unit="count")) == ["41950-7", "steps"]
    assert codes(made("steps", "5321", time="2024-03-09T10:00:00Z", end="2024-03-09T11:00:00Z", unit="count")) == ["steps"]
    assert codes(made("steps", "5321", unit="km")) == ["steps"]
    found = made("steps", "5321", unit="count")
    assert found["valueQuantity"] == {"value": 5321, "unit": "count", "system": "http://unitsofmeasure.org", "code": "{count}"}
    assert found["category"][0]["coding"][0]["code"] == "activity"


def test_sleep_and_heart() -> None:
    found = made("sleep_minutes", "398.50", unit="min", time="2024-03-09T23:10:00+01:00", end="2024-03-10T06:40:00+01:00")
    assert codes(found) == ["93832-4", "sleep_minutes"]
    assert found["effectivePeriod"] == {"start": "2024-03-09T23:10:00+01:00", "end": "2024-03-10T06:40:00+01:00"}
    assert found["valueQuantity"]["value"] == Decimal("398.50")
    resting = made("resting_heart_rate", "58", unit="bpm")
    assert codes(resting) == ["resting_heart_rate"]
    assert resting["category"][0]["coding"][0]["code"] == "vital-signs"
    assert resting["valueQuantity"]["code"] == "/min"
    assert codes(made("heart_rate", "58", unit="bpm")) == ["8867-4", "heart_rate"]
    assert set(UNITS) >= {unit for device in DEVICES.values() for unit in device.units if unit not in ("", "{score}", "1")}


def test_an_end_before_the_beginning_is_no_period() -> None:
    found = made("note", "x", time="2024-03-10", end="2024-03-09")
    assert found["effectiveDateTime"] == "2024-03-10"
    assert {"url": END, "valueString": "2024-03-09"} in found["extension"]


def test_exact_texts_of_odd_ones() -> None:
    found = made("a\0", "3,5", unit="°", instrument="x", form="f")
    assert found["code"] == {"extension": [{"url": ITEM_ID, "valueString": '"a\\u0000"'}], "text": "a\ufffd"}
    assert found["valueString"] == "3,5"
    assert {extension["url"] for extension in found["extension"]} == {INSTRUMENT, FORM, SOURCE, UNIT}
    quantity = made("weight", "007", unit="kg")["valueQuantity"]
    assert quantity["value"] == 7
    assert quantity["extension"] == [{"url": AS_GIVEN, "valueString": "007"}]
    assert made("medicines", "2")["valueString"] == "2"
