"""One value of a FHIR resource as a diary holds it: text, and its unit."""

from __future__ import annotations

from typing import cast

from unspiral.measure.exports.fhir_names import AS_GIVEN, UNIT, Json
from unspiral.measure.imports.fhir_fields import Malformed, a_map, exact_text, maps, number, ours, text, truth
from unspiral.measure.imports.fhir_meaning import chosen, same_number, weight
from unspiral.measure.questionnaires.instrument import Item

_TEXTS = ("String", "Date", "DateTime", "Time", "Uri", "Instant")
_PARTS = ("Range", "Ratio", "Period", "SampledData", "Attachment", "Reference")


class Reading:
    """What reading a value needs to know, and what it finds that must be said.

    Args:
        item: of which questionnaire's item it is the answer; None where nobody knows.
        instrument: id of that questionnaire.
        weights: what the file's own Questionnaire says: (system, code) -> weight.
    """

    def __init__(self, item: Item | None = None, instrument: str = "", weights: dict[tuple[str, str], str] | None = None) -> None:
        self.item = item
        self.instrument = instrument
        self.weights = weights or {}
        self.disagrees = False
        self.left_out = ""


def value_of(element: Json, reading: Reading) -> tuple[str, str] | None:
    """The value of an answer, an Observation or a component.

    Args:
        element: that has value[x].
        reading: what is known; what must be said is noted in it.

    Returns:
        Text and unit; ("", unit) where there is no value; None where a diary cannot hold its kind (``left_out`` says which).

    Raises:
        Malformed: two values, or a value of another kind than its name says.

    Source: tests/measure/imports/test_fhir_value.py
    """
    given = ours(element, AS_GIVEN)
    unit = ours(element, UNIT) or ""
    names = sorted({name.removeprefix("_") for name in element if name.startswith(("value", "_value")) and len(name) > 5})
    names = [name for name in names if name[5:6].isupper()]
    if len(names) > 1:
        raise Malformed("value[x]")
    if not names:
        return ("" if given is None else given), unit
    name = names[0]
    read = _read(element, name, reading)
    if read is None:
        reading.left_out = name.removeprefix("value")
        return None
    told, own_unit = read
    return (told if given is None else given), (unit or own_unit)


def _read(element: Json, name: str, reading: Reading) -> tuple[str, str] | None:
    kind = name.removeprefix("value")
    if kind in _PARTS:
        return None
    if kind in _TEXTS:
        return exact_text(element, name), ""
    if kind in ("Integer", "Decimal"):
        return number(element, name), ""
    if kind == "Boolean":
        return truth(element, name), ""
    if kind == "Quantity":
        return _quantity(a_map(element, name))
    if kind == "Coding":
        return _coding(a_map(element, name), element, reading), ""
    if kind == "CodeableConcept":
        return _concept(a_map(element, name), element, reading), ""
    raise Malformed(name)


def _quantity(quantity: Json) -> tuple[str, str]:
    given = ours(quantity, AS_GIVEN)
    told = f"{text(quantity, 'comparator')}{number(quantity, 'value')}" if given is None else given
    return told, exact_text(quantity, "unit") or text(quantity, "code")


def _concept(concept: Json, element: Json, reading: Reading) -> str:
    found = [_coding(coding, element, reading, words=False) for coding in maps(concept, "coding")]
    told = next((one for one in found if one), "")
    if told:
        return told
    first = next((coding for coding in maps(concept, "coding")), cast(Json, {}))
    return text(concept, "text") or text(first, "display") or text(first, "code")


def _coding(coding: Json, element: Json, reading: Reading, *, words: bool = True) -> str:
    """The score of the chosen answer where it is known for sure; else its words."""
    plain = (text(coding, "display") or text(coding, "code")) if words else ""
    ours_says = chosen(coding, reading.item, reading.instrument)
    file_says = weight(coding, element) or reading.weights.get((text(coding, "system"), text(coding, "code")), "")
    if ours_says and file_says and not same_number(ours_says, file_says):
        reading.disagrees = True
        return text(coding, "display") or text(coding, "code")
    if ours_says:
        return ours_says
    if not file_says:
        return plain
    return _known_score(file_says, reading, plain)


def _known_score(told: str, reading: Reading, plain: str) -> str:
    """A weight of the file for an answer that our questionnaire does not name by code."""
    if reading.item is None or not reading.item.options:
        return told
    scores = [option.score for option in reading.item.options]
    if any(same_number(told, repr(float(score))) for score in scores):
        whole = float(told)
        return str(int(whole)) if whole.is_integer() else told
    reading.disagrees = True
    return plain
