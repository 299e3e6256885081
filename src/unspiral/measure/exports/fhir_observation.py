"""Single items of a diary, and what devices counted, as FHIR resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from unspiral.measure.exports.fhir_codes import coding
from unspiral.measure.exports.fhir_names import (
    ABSENT,
    AS_GIVEN,
    CATEGORY,
    END,
    FORM,
    INSTRUMENT,
    ITEM_ID,
    RECORD,
    SOURCE,
    UCUM,
    UNIT,
    Json,
    concept,
    reference,
)
from unspiral.measure.exports.fhir_number import decimal_of, integer_of, json_number, plain
from unspiral.measure.exports.fhir_questionnaire import item_code
from unspiral.measure.exports.fhir_response import Row, timed
from unspiral.measure.exports.fhir_text import extension, holds, put, readable
from unspiral.measure.exports.fhir_time import fhir_time, in_order
from unspiral.measure.exports.fhir_written import Tally
from unspiral.measure.questionnaires.instrument import Item

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "min": "min",
        "h": "h",
        "s": "s",
        "count": "{count}",
        "steps": "{steps}",
        "count/min": "/min",
        "bpm": "/min",
        "/min": "/min",
        "%": "%",
        "kg": "kg",
        "m": "m",
        "km": "km",
    }
)
"""A diary's unit -> the code of the same unit in UCUM."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a device counts, or a single number that has a code of its own.

    Args:
        category: of the Observation.
        text: what it is.
        loinc: its code; sent only where it is verified and the unit and the time fit it.
        units: in which the code may stand.
        daily: True where the code means a whole day.
        high: the code means a number from 0 to this; nan where it has no bounds.
    """

    category: str
    text: str
    loinc: str = ""
    units: tuple[str, ...] = ()
    daily: bool = False
    high: float = float("nan")


DEVICES: Mapping[str, Counted] = MappingProxyType(
    {
        "pain_0_10": Counted("survey", "Pain from 0 to 10, as reported", "72514-3", ("", "{score}", "1"), high=10),
        "steps": Counted("activity", "Steps", "41950-7", ("count", "steps"), daily=True),
        "sleep_minutes": Counted("activity", "Minutes asleep", "93832-4", ("min",)),
        "in_bed_minutes": Counted("activity", "Minutes in bed"),
        # A code for resting heart rate exists; nobody here has seen it, so our own goes out.
        "resting_heart_rate": Counted("vital-signs", "Resting heart rate"),
        "heart_rate": Counted("vital-signs", "Heart rate", "8867-4", ("/min", "bpm", "count/min")),
    }
)


def observation(record: str, person: str, row: Row, item: Item | None, tally: Tally) -> Json:
    """One answer to a single item, or one count of a device.

    Args:
        record: identifier of the Observation.
        person: identifier of the Patient.
        row: of the diary.
        item: what a questionnaire's file says about it; None where no file does.
        tally: counts what has to be said.

    Returns:
        An Observation: our own code and the text, LOINC's code too where it is verified and says the same.

    Source: https://hl7.org/fhir/R4/observation.html; tests/measure/exports/test_fhir_observation.py
    """
    device = DEVICES.get(row[5]) if item is None else None
    resource: Json = {"resourceType": "Observation", "id": record}
    beside = [found for place, url in ((3, INSTRUMENT), (4, FORM), (8, SOURCE)) if row[place] for found in extension(url, row[place])]
    resource |= {"identifier": [{"system": RECORD, "value": record}], "status": "final"}
    resource["category"] = [category(device.category if device else "survey")]
    resource["code"] = _code(row, item, device)
    resource["subject"] = reference(person)
    beside += _effective(resource, row[1], row[2], tally)
    beside += _value(resource, row, item)
    return {"resourceType": "Observation", "id": record, "extension": beside, **resource} if beside else resource


def category(code: str) -> Json:
    """A category of Observations."""
    return {"coding": [{"system": CATEGORY, "code": code}]}


def absent(reason: str, text: str) -> Json:
    """Why there is no value."""
    return concept(ABSENT, reason, text)


def _code(row: Row, item: Item | None, device: Counted | None) -> Json:
    codes = item_code(row[3], row[5])
    label = row[5]
    if item is not None:
        label = item.text or label
        codes = [*_item_loinc(item, row), *codes]
    elif device is not None:
        label = device.text
        codes = [*_device_loinc(device, row), *codes]
    code: Json = {} if item_code(row[3], row[5]) else {"extension": extension(ITEM_ID, row[5])}
    if codes:
        code["coding"] = codes
    text = label if holds(label) else readable(label)
    if text:
        code["text"] = text
    return code


def _item_loinc(item: Item, row: Row) -> list[Json]:
    number = decimal_of(row[6])
    if row[6] and (number is None or not item.low <= float(number) <= item.high):
        return []  # 72514-3 means 0 to 10; another number is not that
    return coding(item.loinc)


def _device_loinc(device: Counted, row: Row) -> list[Json]:
    whole_day = len(row[1]) == 10 and bool(fhir_time(row[1])) and row[2] in ("", row[1])
    number = decimal_of(row[6])
    if number is None or row[7] not in device.units or (device.daily and not whole_day):
        return []
    return [] if float(number) < 0 or float(number) > device.high else coding(device.loinc)


def _effective(resource: Json, time: str, end: str, tally: Tally) -> list[Json]:
    start, stop = fhir_time(time), fhir_time(end)
    if end and start and stop and in_order(start, stop):
        period: Json = {}
        timed(period, "start", time, tally)
        timed(period, "end", end, tally)
        resource["effectivePeriod"] = period
        return []
    timed(resource, "effectiveDateTime", time, tally)
    return extension(END, end) if end else []


def _value(resource: Json, row: Row, item: Item | None) -> list[Json]:
    text, unit = row[6], row[7]
    if not text:
        resource["dataAbsentReason"] = absent("unknown", "asked and not answered")
        return extension(UNIT, unit) if unit else []
    number = None if item is not None and item.kind == "list" else decimal_of(text)
    if number is None:
        put(resource, "valueString", text, shown=text if holds(text) else readable(text) or "\ufffd")
        return extension(UNIT, unit) if unit else []
    whole = integer_of(text)
    if whole is not None and not unit:
        resource["valueInteger"] = whole
        return []
    quantity: Json = {} if plain(number) == text else {"extension": extension(AS_GIVEN, text)}
    quantity["value"] = json_number(number)
    if unit:
        put(quantity, "unit", unit)
        if unit in UNITS:
            quantity |= {"system": UCUM, "code": UNITS[unit]}
    resource["valueQuantity"] = quantity
    return []
