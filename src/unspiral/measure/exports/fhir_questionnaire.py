"""A questionnaire as a FHIR resource: its items, the answers that can be chosen, and how the total comes about."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal

from unspiral.measure.exports.fhir_answer import option_coding, ordinal
from unspiral.measure.exports.fhir_codes import coding
from unspiral.measure.exports.fhir_json import fhir_json
from unspiral.measure.exports.fhir_names import (
    CALCULATED,
    ENTRY_FORMAT,
    HOME,
    INSTRUMENT,
    ITEM,
    LOINC,
    LOINC_NOTICE,
    MAX_VALUE,
    MIN_VALUE,
    RECORD,
    Json,
    record_id,
)
from unspiral.measure.exports.fhir_number import json_number
from unspiral.measure.exports.fhir_text import escaped, extension, holds, is_code, put, put_name, readable
from unspiral.measure.questionnaires.instrument import Instrument, Item

_TYPES = {"choice": "choice", "integer": "integer", "number": "decimal", "list": "string"}


def canonical(instrument: Instrument) -> str:
    """The address by which other systems know a questionnaire: LOINC's where its panel code is verified, else our own."""
    panel = instrument.codes.panel
    return f"{LOINC}/q/{panel}" if coding(panel) else f"{HOME}/Questionnaire/{instrument.id}"


def questionnaire(instrument: Instrument) -> Json:
    """A questionnaire whose file we have.

    Args:
        instrument: as its file says. Item texts that may not be shipped are not there, and so they are not in the resource.

    Returns:
        A Questionnaire; codes that nobody has seen are left out, and the licence's notice is in ``copyright``.

    Source: https://hl7.org/fhir/R4/questionnaire.html; tests/measure/exports/test_fhir_questionnaire.py
    """
    items = [_stem(instrument)] if holds(instrument.stem) else []
    items += [_item(instrument, item) for item in instrument.items]
    items += _total(instrument)
    resource: Json = {
        "resourceType": "Questionnaire",
        "url": canonical(instrument),
        "version": instrument.version,
        "name": _computer_name(instrument.id),
        "title": instrument.name,
        "status": "active",
        "subjectType": ["Patient"],
        "description": f"Measures {instrument.measures}. Looks back on: {instrument.recall}.",
    }
    resource["code"] = [*coding(instrument.codes.panel), {"system": f"{HOME}/CodeSystem/instrument", "code": instrument.id}]
    resource["item"] = items
    notices = [instrument.licence.notice] if holds(instrument.licence.notice) else []
    if f'"{LOINC}"' in fhir_json(resource):
        notices.append(LOINC_NOTICE)
    if notices:
        resource["copyright"] = "\n".join(notices)
    return _identified(resource, instrument.id)


def seen_questionnaire(instrument: str, kinds: Mapping[str, str]) -> Json:
    """A questionnaire of which nothing is known but the answers in this diary.

    Args:
        instrument: its id in the diary.
        kinds: item -> "integer", "decimal" or "string".

    Returns:
        A Questionnaire with the items that occur; its address tells the sets of items apart.
    """
    shape = record_id("items", instrument, *sorted(f"{escaped(item)}:{kind}" for item, kind in kinds.items()))
    items: list[Json] = []
    for item, kind in kinds.items():
        asked: Json = {}
        put_name(asked, "linkId", item)
        put(asked, "text", item, shown=readable(item))
        items.append({**asked, "type": kind})
    resource: Json = {
        "resourceType": "Questionnaire",
        "url": f"{HOME}/Questionnaire/seen-{shape}",
        "version": "1",
        "title": readable(instrument) or "unnamed",
        "status": "unknown",
        "subjectType": ["Patient"],
        "description": "Made from the answers alone: which items there are was seen, what they ask was not.",
        "item": items,
    }
    return _identified(resource, instrument)


def total_item(instrument: str) -> str:
    """The id of a questionnaire's score."""
    return f"{instrument}.score"


def _identified(resource: Json, instrument: str) -> Json:
    record = record_id("Questionnaire", instrument, fhir_json(resource))
    known = {"id": record, "extension": extension(INSTRUMENT, instrument), "identifier": [{"system": RECORD, "value": record}]}
    return {"resourceType": "Questionnaire", **known, **resource}


def _stem(instrument: Instrument) -> Json:
    return {"linkId": f"{instrument.id}.stem", "text": instrument.stem, "type": "display"}


def _item(instrument: Instrument, item: Item) -> Json:
    asked: Json = {"linkId": item.id}
    hints: list[Json] = []
    if item.anchor_low and item.anchor_high and not math.isnan(item.low) and not math.isnan(item.high):
        hints.append({"url": ENTRY_FORMAT, "valueString": f"{item.low:g} = {item.anchor_low}; {item.high:g} = {item.anchor_high}"})
    if item.kind in ("integer", "number"):
        hints += _bound(MIN_VALUE, item.low, item.kind) + _bound(MAX_VALUE, item.high, item.kind)
    if hints:
        asked["extension"] = hints
    asked["code"] = [*coding(item.loinc), *item_code(instrument.id, item.id)]
    if item.text:
        put(asked, "text", item.text)
    asked["type"] = _TYPES[item.kind]
    if item.kind == "choice":
        asked["answerOption"] = [
            {"extension": ordinal(option.score), "valueCoding": option_coding(instrument.id, option)} for option in item.options
        ]
    return asked


def item_code(instrument: str, item: str) -> list[Json]:
    """Our own code of an item; an empty list where a FHIR code cannot hold its id."""
    code = f"{instrument}/{item}" if instrument else item
    return [{"system": ITEM, "code": code}] if is_code(code) else []


def _bound(url: str, bound: float, kind: str) -> list[Json]:
    if math.isnan(bound):
        return []
    if kind == "integer":
        return [{"url": url, "valueInteger": int(bound)}]
    return [{"url": url, "valueDecimal": json_number(Decimal(repr(float(bound))))}]


def _total(instrument: Instrument) -> list[Json]:
    expression = _expression(instrument)
    if not expression:
        return []
    rule = {
        "description": "The score of a form in which every item is answered. It documents the rule; unspiral computes scores itself.",
        "language": "text/fhirpath",
        "expression": expression,
    }
    item: Json = {
        "linkId": total_item(instrument.id),
        "extension": [{"url": CALCULATED, "valueExpression": rule}],
        "code": [*coding(instrument.codes.total), *item_code(instrument.id, total_item(instrument.id))],
        "text": f"{instrument.name}: score (computed)",
        "type": "decimal",
        "readOnly": True,
    }
    return [item]


def _expression(instrument: Instrument) -> str:
    """FHIRPath for a plain sum or mean; "" where the rule is another one, or an item is scored the other way round."""
    ways = {"sum": "sum()", "single": "sum()", "mean": "avg()"}
    scored = instrument.scored
    way = ways.get(instrument.scoring.method)
    if way is None or not scored or any(item.reverse for item in scored) or any("'" in item.id or "\\" in item.id for item in scored):
        return ""
    names = " | ".join(f"'{item.id}'" for item in scored)
    answers = f"%resource.item.where(linkId in ({names})).answer"
    weighed = "value.ordinal()" if all(item.kind == "choice" for item in scored) else "value"
    return f"iif({answers}.count() = {len(scored)}, {answers}.{weighed}.{way}, {{}})"


def _computer_name(text: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_]", "_", text)
    return name[:1].upper() + name[1:255] if name[:1].isalpha() else f"Q_{name[:250]}"
