"""One answer to one question of a questionnaire, as a QuestionnaireResponse holds it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from unspiral.measure.exports.fhir_codes import coding
from unspiral.measure.exports.fhir_names import AS_GIVEN, ORDINAL, UNIT, Json, answers_system
from unspiral.measure.exports.fhir_number import decimal_of, integer_of, json_number, plain
from unspiral.measure.exports.fhir_text import extension, holds, readable
from unspiral.measure.questionnaires.instrument import Instrument, Item, Option


def option_coding(instrument: str, option: Option) -> Json:
    """The Coding of an answer that can be chosen: LOINC's where it is verified, else our own, which is the score."""
    chosen = (coding(option.loinc) or [{"system": answers_system(instrument), "code": score_text(option.score)}])[0]
    return {**chosen, "display": option.text} if holds(option.text) else chosen


def score_text(score: float) -> str:
    """The score of an option as a diary holds it."""
    return str(int(score)) if float(score).is_integer() else repr(float(score))


def ordinal(score: float) -> list[Json]:
    """The extension that carries the weight of an answer."""
    return [{"url": ORDINAL, "valueDecimal": json_number(Decimal(score_text(score)))}]


def answered(instrument: Instrument, item: Item, text: str) -> Json | None:
    """The answer that a text stands for, or None where the item knows no such answer.

    Args:
        instrument: the questionnaire.
        item: one of its items.
        text: the value as it was given, not empty.

    Returns:
        An element of QuestionnaireResponse.item.answer; it carries the exact text wherever reading it back would give another one. None for
        a text that is no answer of this item (out of range, another word): no number is made of it.

    Source: tests/measure/exports/test_fhir_answer.py
    """
    if item.kind == "list":
        return text_answer(text)
    number = decimal_of(text)
    if number is None:
        return None
    if item.options:
        for option in item.options:
            if Decimal(score_text(option.score)) == number:
                chosen = {"extension": ordinal(option.score), **option_coding(instrument.id, option)}
                return _exactly({"valueCoding": chosen}, text, score_text(option.score))
        return None
    if number < _bound(item.low, number) or number > _bound(item.high, number):
        return None
    if item.kind == "integer":
        whole = integer_of(plain(number.quantize(Decimal(1)))) if number == number.to_integral_value() else None
        return None if whole is None else _exactly({"valueInteger": whole}, text, str(whole))
    return _exactly({"valueDecimal": json_number(number)}, text, plain(number))


def plain_answer(kind: str, text: str) -> Json:
    """An answer to an item that no file describes: ``kind`` is that of all its answers, as ``kind_of`` found it."""
    if kind == "integer":
        return {"valueInteger": integer_of(text)}
    number = decimal_of(text)
    if kind == "decimal" and number is not None:
        return {"valueDecimal": json_number(number)}
    return text_answer(text)


def kind_of(texts: Iterable[str]) -> str:
    """What FHIR type holds all these answers exactly: "integer", "decimal" or "string"."""
    given = [text for text in texts if text]
    if not given:
        return "string"
    if all(integer_of(text) is not None for text in given):
        return "integer"
    numbers = [decimal_of(text) for text in given]
    return "decimal" if all(number is not None and plain(number) == text for number, text in zip(numbers, given)) else "string"


def text_answer(text: str) -> Json:
    """Free text; nothing is read out of it."""
    shown = text if holds(text) else readable(text) or "\ufffd"
    return _exactly({"valueString": shown}, text, shown)


def with_unit(element: Json, unit: str) -> Json:
    """The same element with the unit of its value, where somebody named one."""
    return {**element, "extension": [*element.get("extension", []), *extension(UNIT, unit)]} if unit else element


def _exactly(answer: Json, text: str, back: str) -> Json:
    return answer if text == back else {"extension": extension(AS_GIVEN, text), **answer}


def _bound(bound: float, otherwise: Decimal) -> Decimal:
    return otherwise if bound != bound else Decimal(repr(float(bound)))
