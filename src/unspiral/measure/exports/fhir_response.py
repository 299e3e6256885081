"""One filled-in questionnaire as a FHIR resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unspiral.measure.exports.fhir_answer import answered, plain_answer, with_unit
from unspiral.measure.exports.fhir_names import AS_GIVEN, END, FORM, INSTRUMENT, RECORD, SOURCE, TIME, UNIT, Json, reference
from unspiral.measure.exports.fhir_number import decimal_of
from unspiral.measure.exports.fhir_text import extension, put, put_name
from unspiral.measure.exports.fhir_time import fhir_time
from unspiral.measure.exports.fhir_written import Tally
from unspiral.measure.questionnaires.instrument import Instrument

Row = tuple[str, ...]
"""Cells of a diary's row, in the order of ``unspiral.records.diary.COLUMNS``."""
_DIFFER = ((1, TIME), (2, END), (8, SOURCE))


@dataclass(frozen=True, slots=True)
class Form:
    """One filled-in questionnaire on its way out.

    Args:
        record: identifier of the response.
        person: identifier of the Patient.
        questionnaire: canonical address with its version.
        rows: its answers, each item once.
        again: True where another form of the same name answers the same items too, so that no score is told.
    """

    record: str
    person: str
    questionnaire: str
    rows: Sequence[Row]
    again: bool


class Key:
    """Which answer of a questionnaire a text stands for. What was looked up once is kept: few texts fill many forms.

    Args:
        instrument: its file, or the kinds of answers seen where there is no file.
    """

    _MOST = 20_000

    def __init__(self, instrument: Instrument | Mapping[str, str]) -> None:
        self.instrument = instrument
        self._items = {item.id: item for item in instrument.items} if isinstance(instrument, Instrument) else {}
        self._known: dict[tuple[str, str], Json | None] = {}

    def answer(self, item: str, text: str) -> Json | None:
        """The answer's element, not to be changed; None where the item knows no such answer."""
        known = (item, text)
        if known in self._known:
            return self._known[known]
        found = self._answer(item, text)
        if len(self._known) < self._MOST and len(text) < 40:
            self._known[known] = found
        return found

    def _answer(self, item: str, text: str) -> Json | None:
        if isinstance(self.instrument, Instrument):
            return answered(self.instrument, self._items[item], text)
        return plain_answer(self.instrument[item], text)


def response(form: Form, key: Key, tally: Tally) -> Json:
    """A QuestionnaireResponse.

    Args:
        form: what was filled in.
        key: the answers of its questionnaire.
        tally: counts what has to be said.

    Returns:
        The resource: an item that was not answered has no answer; a text that is no answer of its item stands in an extension beside it.

    Source: https://hl7.org/fhir/R4/questionnaireresponse.html; tests/measure/exports/test_fhir_response.py
    """
    first = form.rows[0]
    resource: Json = {"resourceType": "QuestionnaireResponse", "id": form.record, "extension": extension(INSTRUMENT, first[3])}
    for place, url in ((4, FORM), (8, SOURCE), (2, END)):
        if first[place]:
            resource["extension"] += extension(url, first[place])
    resource |= {"identifier": {"system": RECORD, "value": form.record}, "questionnaire": form.questionnaire, "status": "completed"}
    resource["subject"] = reference(form.person)
    timed(resource, "authored", first[1], tally)
    resource["item"] = [_item(row, first, key, tally) for row in form.rows]
    return resource


def timed(element: Json, name: str, time: str, tally: Tally) -> None:
    """Set a dateTime, and count what it cannot say."""
    shown = fhir_time(time)
    put(element, name, time, shown=shown)
    if time and not shown:
        tally.times["none"] += 1
    elif len(shown) == 10 and len(time) > 10:
        tally.times["date"] += 1


def numbers(form: Form, instrument: Instrument, key: Key) -> dict[str, float | None] | None:
    """The answers as scoring takes them; None where one of them is no answer of its item, so that no score can be told."""
    given = {row[5]: row[6] for row in form.rows}
    found: dict[str, float | None] = {}
    for item in instrument.scored:
        text = given.get(item.id, "")
        number = decimal_of(text) if text else None
        if text and (number is None or key.answer(item.id, text) is None):
            return None
        found[item.id] = None if number is None else float(number)
    return found


def _item(row: Row, first: Row, key: Key, tally: Tally) -> Json:
    item: Json = {}
    put_name(item, "linkId", row[5])
    beside = [found for place, url in _DIFFER if row[place] != first[place] for found in extension(url, row[place])]
    text, unit = row[6], row[7]
    answer = key.answer(row[5], text) if text else None
    if answer is None:
        if text:
            beside += extension(AS_GIVEN, text)
            tally.as_given[row[3], row[5]] += 1
        if unit:
            beside += extension(UNIT, unit)
    if beside:
        item["extension"] = beside
    if answer is not None:
        item["answer"] = [with_unit(answer, unit)]
    return item
