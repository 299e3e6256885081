"""The addresses by which FHIR resources name things. They are names: nothing is ever fetched from them."""

from __future__ import annotations

import json
import uuid
from typing import Any

Json = dict[str, Any]

HOME = "https://unspiral.org/fhir"
"""Root of our own names."""
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"

PERSON = f"{HOME}/person"
"""System of the identifier that is a person's name in the diary."""
RECORD = f"{HOME}/record"
"""System of the identifier that every exported resource bears, so that a server takes it once only."""
ITEM = f"{HOME}/CodeSystem/item"
SOFTWARE = f"{HOME}/CodeSystem/software"
ORIGIN = f"{HOME}/CodeSystem/origin"
COMPUTED = "computed"
"""Code of ``ORIGIN``: made from answers that stand in the same file; a reader leaves it out."""

_OURS = f"{HOME}/StructureDefinition/"
AS_GIVEN = f"{_OURS}as-given"
"""Extension: the exact text, where FHIR's own form of it says less."""
INSTRUMENT = f"{_OURS}instrument"
FORM = f"{_OURS}form"
ITEM_ID = f"{_OURS}item"
UNIT = f"{_OURS}unit"
SOURCE = f"{_OURS}source"
TIME = f"{_OURS}time"
END = f"{_OURS}end"

_CORE = "http://hl7.org/fhir/StructureDefinition/"
ORDINAL = f"{_CORE}ordinalValue"
WEIGHTS = (ORDINAL, f"{_CORE}itemWeight", f"{_CORE}questionnaire-ordinalValue", f"{_CORE}iso21090-CO-value")
"""Extensions that carry the weight of an answer: R4's, its later name, and the older ones."""
MIN_VALUE = f"{_CORE}minValue"
MAX_VALUE = f"{_CORE}maxValue"
ENTRY_FORMAT = f"{_CORE}entryFormat"
CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"

LOINC_NOTICE = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. and the Logical "
    "Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the license at http://loinc.org/license. "
    "LOINC® is a registered United States trademark of Regenstrief Institute, Inc."
)

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, HOME)


def answers_system(instrument: str) -> str:
    """Our own code system for the answers of a questionnaire."""
    return f"{HOME}/CodeSystem/{instrument}-answer"


def record_id(*parts: str | int) -> str:
    """An identifier that is the same whenever the same thing is exported, and different for different things."""
    return str(uuid.uuid5(_SPACE, json.dumps(parts)))


def reference(record: str) -> Json:
    """A reference to another entry of the same bundle."""
    return {"reference": f"urn:uuid:{record}"}


def concept(system: str, code: str, text: str) -> Json:
    """A CodeableConcept with one code."""
    return {"coding": [{"system": system, "code": code}], "text": text}
