"""Our own rules for a bundle, which no validator of single resources knows. Written apart from what makes the bundles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Json = dict[str, Any]
_LOINC = re.compile(r"LA\d+-\d|\d{3,7}-\d")
_ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
_KIND = {"choice": "valueCoding", "integer": "valueInteger", "decimal": "valueDecimal", "string": "valueString"}


def broken_rules(bundle: Json) -> list[str]:
    """Every rule that a bundle breaks, in words; [] for a sound one."""
    entries = bundle.get("entry", [])
    known = {entry["fullUrl"]: entry["resource"] for entry in entries}
    wrong = [] if len(known) == len(entries) else ["two entries have one address"]
    forms = {f"{r['url']}|{r['version']}": r for r in known.values() if r["resourceType"] == "Questionnaire"}
    for address, resource in known.items():
        found = [*_references(resource, known), *_dates(resource), *_codes(resource)]
        if resource["resourceType"] == "QuestionnaireResponse":
            found += _answers(resource, forms)
        if resource["resourceType"] == "Observation" and resource.get("derivedFrom"):
            found += _total(resource, known, forms)
        if address != f"urn:uuid:{resource['id']}":
            found.append("address and id differ")
        wrong += [f"{resource['resourceType']}: {one}" for one in found]
    return wrong


def _references(resource: Json, known: dict[str, Json]) -> Iterator[str]:
    for element in _elements(resource):
        target = element.get("reference")
        if isinstance(target, str) and target not in known:
            yield "a reference leads nowhere"


def _dates(resource: Json) -> Iterator[str]:
    period = resource.get("effectivePeriod", {})
    for text in (resource.get("authored"), resource.get("effectiveDateTime"), period.get("start"), period.get("end")):
        if text is not None and not _is_date(text):
            yield "a date is none on the calendar, or a clock time has no offset"
    if len(period) > 1 and period["start"][:10] > period["end"][:10]:
        yield "a period ends before it begins"


def _is_date(text: str) -> bool:
    try:
        if re.fullmatch(r"\d{4}(-\d\d)?", text):
            return date.fromisoformat(f"{text}-01-01"[:10]).year > 0
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text).year > 0
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _codes(resource: Json) -> Iterator[str]:
    for element in _elements(resource):
        if element.get("system") == "http://loinc.org":
            code = element.get("code", "")
            if not _LOINC.fullmatch(code) or (code[:2] != "LA" and _check_digit(code[:-2]) != int(code[-1])):
                yield "a LOINC code has a wrong check digit"
            if code in ("40443-4", "69722-7", "69737-5", "55757-9", "89205-9"):
                yield "a LOINC code is sent that nobody has seen"


def _check_digit(digits: str) -> int:
    """Luhn's, with which LOINC ends its codes."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def _answers(response: Json, forms: dict[str, Json]) -> Iterator[str]:
    form = forms.get(response["questionnaire"])
    if form is None:
        yield "its questionnaire is not in the bundle"
        return
    asked = {item["linkId"]: item for item in form["item"]}
    links = [item["linkId"] for item in response["item"]]
    if len(set(links)) < len(links):
        yield "an item is answered twice"
    for item in response["item"]:
        question = asked.get(item["linkId"])
        if question is None:
            yield "a linkId is not in the questionnaire"
            continue
        for answer in item.get("answer", []):
            values = [name for name in answer if name.startswith("value")]
            if values != [_KIND[question["type"]]]:
                yield "an answer is of another kind than its question"
            elif not _allowed(question, answer[values[0]]):
                yield "an answer is not among its options"


def _allowed(question: Json, value: Any) -> bool:
    if question["type"] == "choice":
        options = [(o["valueCoding"].get("system"), o["valueCoding"]["code"], _weight(o)) for o in question["answerOption"]]
        return (value.get("system"), value["code"], _weight(value)) in options
    bounds = {e["url"].rsplit("/", 1)[-1]: next(v for n, v in e.items() if n.startswith("value")) for e in question.get("extension", [])}
    return isinstance(value, str) or bounds.get("minValue", value) <= value <= bounds.get("maxValue", value)


def _weight(element: Json) -> Any:
    return next((e["valueDecimal"] for e in element.get("extension", []) if e["url"] == _ORDINAL), None)


def _total(score: Json, known: dict[str, Json], forms: dict[str, Json]) -> Iterator[str]:
    response = known.get(score["derivedFrom"][0]["reference"])
    if response is None:
        return
    form = forms.get(response["questionnaire"], {})
    given = {item["linkId"]: item["answer"][0] for item in response["item"] if "answer" in item}
    points = [Decimal(str(_points(answer))) for link, answer in given.items() if link != "phq10_difficulty"]
    value = score.get("valueQuantity", {}).get("value")
    whole = [item for item in form.get("item", []) if item["type"] != "display" and not item.get("readOnly")]
    complete = len(points) == len([item for item in whole if item["linkId"] != "phq10_difficulty"])
    told = Decimal(str(value)) if value is not None and complete else None
    if told is not None and form["url"].endswith(("44249-1", "Questionnaire/gad7", "Questionnaire/phq8")) and told != sum(points):
        yield "the total is not the sum of the answers"
    if told is not None and form["url"].endswith("91148-7") and abs(told - sum(points) / 3) > Decimal("0.0500001"):
        yield "the total is not the mean of the answers"
    nines = [answer for link, answer in given.items() if link == "phq9"]
    if value is not None and nines and _points(nines[0]) > 0:
        yield "a score is told although an answer calls for help first"


def _points(answer: Json) -> Any:
    return _weight(answer["valueCoding"]) if "valueCoding" in answer else answer.get("valueInteger", answer.get("valueDecimal"))


def _elements(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _elements(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _elements(inner)
