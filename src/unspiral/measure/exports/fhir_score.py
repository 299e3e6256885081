"""The score of one filled-in questionnaire as a FHIR resource."""

from __future__ import annotations

from decimal import Decimal

from unspiral.errors import DataError
from unspiral.measure.cells import EMPTY_WORDS, NUMBER
from unspiral.measure.exports.fhir_codes import coding
from unspiral.measure.exports.fhir_names import COMPUTED, ORIGIN, RECORD, SOFTWARE, UCUM, Json, record_id, reference
from unspiral.measure.exports.fhir_number import json_number
from unspiral.measure.exports.fhir_observation import absent, category
from unspiral.measure.exports.fhir_questionnaire import item_code, total_item
from unspiral.measure.exports.fhir_response import Form, Key, numbers, timed
from unspiral.measure.exports.fhir_text import holds, readable
from unspiral.measure.exports.fhir_written import Tally
from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.records.score import Score
from unspiral.version import VERSION

_UNITS = {"points": "{score}", "percent": "%", "T": "{Tscore}"}
_AGAIN = "The form answers an item more than once; which answer counts cannot be told."
_UNKNOWN = "An answer is none that the questionnaire knows."
_WITHHELD = (
    "Withheld: an answer to the item about thoughts of death or self-harm calls for help before any score. Look at that answer first, and"
    " at the help lines of the person's country. The answers are in the response."
)


def software() -> Json:
    """The tag that says which software made a resource."""
    return {"system": SOFTWARE, "code": "unspiral", "version": VERSION}


def score_observation(form: Form, instrument: Instrument, key: Key, acknowledged: bool, tally: Tally) -> Json | None:
    """The score of a form, or the reason why there is none; None for questionnaires that have no score.

    Args:
        form: what was filled in.
        instrument: its file.
        key: its answers.
        acknowledged: True where somebody has seen the safety notice; else a score that an answer holds back is not told.
        tally: counts what has to be said.

    Returns:
        An Observation that names the response it comes from. Its band stands under ``interpretation``: a range of a symptom score, not a
        diagnosis.

    Source: tests/measure/exports/test_fhir_score.py
    """
    if instrument.scoring.method == "none":
        return None
    record = record_id("score", form.record)
    resource: Json = {
        "resourceType": "Observation",
        "id": record,
        "meta": {"tag": [{"system": ORIGIN, "code": COMPUTED}, software()]},
        "identifier": [{"system": RECORD, "value": record}],
        "status": "final",
        "category": [category("survey")],
        "code": _code(instrument),
        "subject": reference(form.person),
    }
    timed(resource, "effectiveDateTime", form.rows[0][1], Tally())  # counted with the response
    # Before any question of validity: another answer that cannot be read must not hide this one.
    calling = [found for row in form.rows if (found := calls(instrument, row[5], row[6])) is not None]
    if calling:
        tally.calls(max(calling))
    answers = None if form.again else numbers(form, instrument, key)
    if calling and not acknowledged:
        resource["dataAbsentReason"] = absent("masked", "withheld")
        resource["note"] = [{"text": _WITHHELD}]
        tally.withheld += 1
    elif answers is None:
        _none(resource, _AGAIN if form.again else _UNKNOWN, tally)
    else:
        try:
            _told(resource, instrument, _score(instrument, answers), tally)
        except DataError as problem:  # a score that needs a table which the user has to bring
            _none(resource, problem.what, tally)
    resource["derivedFrom"] = [reference(form.record)]
    return resource


def calls(instrument: Instrument, item: str, text: str) -> float | None:
    """How loudly an answer calls for help before any score; None where it does not.

    Args:
        instrument: the questionnaire; one without a safety item calls for nothing.
        item: id of the item that was answered.
        text: the value as it was given, be it an answer of the item or not.

    Returns:
        The number that was given, or that of the option whose text was given; for a text that nobody can read as less, the least number
        that calls. None for other items, for less than that, and for what stands for "not answered".

    Source: tests/measure/exports/test_fhir_score.py
    """
    if instrument.safety_item is None or item != instrument.safety_item[0]:
        return None
    least = instrument.safety_item[1]
    word = text.strip().casefold()
    if word in EMPTY_WORDS:
        return None
    if NUMBER.fullmatch(word):
        return float(word) if float(word) >= least else None
    options = next(each.options for each in instrument.items if each.id == item)
    score = next((option.score for option in options if option.text.strip().casefold() == word), least)
    return float(score) if score >= least else None


def _score(instrument: Instrument, answers: dict[str, float | None]) -> Score:
    from unspiral.measure.questionnaires.scoring import score

    # What an answer holds back was decided before this is called.
    return score(instrument, answers, acknowledged=True)


def _told(resource: Json, instrument: Instrument, score: Score, tally: Tally) -> None:
    parts = [_part(instrument, name, value, score.unit) for name, value in score.subscales.items() if value is not None]
    if score.value is None and not parts:
        _none(resource, score.why_none or "The answers do not carry a score.", tally)
        return
    if score.value is not None:
        resource["valueQuantity"] = _quantity(score.value, score.unit)
    if score.band and instrument.bands_shown:
        resource["interpretation"] = [{"text": _text(score.band)}]
    notes = [_text(sentence) for sentence in _notes(instrument, score)]
    if notes:
        resource["note"] = [{"text": text} for text in notes]
    if parts:
        resource["component"] = parts
    tally.scores += 1


def _notes(instrument: Instrument, score: Score) -> list[str]:
    notes = list(score.said)
    if score.imputed:
        notes.append(f"{score.imputed} of {len(instrument.scored)} items were filled in by the missing-item rule.")
    if score.band and instrument.bands_shown:
        notes.append("The band is a range of a symptom score, not a diagnosis.")
    notes += [f"Not verified in any source: {part}." for part in score.unverified]
    return notes


def _none(resource: Json, why: str, tally: Tally) -> None:
    resource["dataAbsentReason"] = absent("unknown", _text(why))
    tally.no_score += 1


def _code(instrument: Instrument) -> Json:
    total = total_item(instrument.id)
    return {"coding": [*coding(instrument.codes.total), *item_code(instrument.id, total)], "text": f"{instrument.name}: score"}


def _part(instrument: Instrument, name: str, value: float, unit: str) -> Json:
    codes = [*coding(instrument.codes.others.get(name, "")), *item_code(instrument.id, f"{instrument.id}.{name}")]
    code: Json = {"coding": codes} if codes else {}
    return {"code": {**code, "text": _text(name)}, "valueQuantity": _quantity(value, unit)}


def _quantity(value: float, unit: str) -> Json:
    quantity: Json = {"value": json_number(Decimal(repr(float(value)).removesuffix(".0")))}
    if unit:
        quantity["unit"] = unit
    if unit in _UNITS:
        quantity |= {"system": UCUM, "code": _UNITS[unit]}
    return quantity


def _text(text: str) -> str:
    return text if holds(text) else readable(text) or "unnamed"
