"""An Observation as rows of a diary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from unspiral.measure.exports.fhir_names import COMPUTED, END, FORM, INSTRUMENT, ITEM, ITEM_ID, ORIGIN, SOURCE, Json
from unspiral.measure.exports.fhir_observation import DEVICES
from unspiral.measure.exports.fhir_text import first_text
from unspiral.measure.exports.fhir_time import diary_time
from unspiral.measure.imports.fhir_answers import Row
from unspiral.measure.imports.fhir_fields import a_map, exact_text, extensions, maps, ours, text
from unspiral.measure.imports.fhir_meaning import Meaning, loinc_code, total_name
from unspiral.measure.imports.fhir_said import Said
from unspiral.measure.imports.fhir_value import Reading, value_of

BY_CODE: Mapping[str, str] = MappingProxyType({device.loinc: item for item, device in DEVICES.items() if device.loinc})
"""LOINC code of a count, or of pain from 0 to 10, -> the diary's item."""


class Measured:
    """Reads Observations.

    Args:
        meaning: which questionnaires codes mean.
        said: what has to be said.
    """

    def __init__(self, meaning: Meaning, said: Said) -> None:
        self._meaning = meaning
        self._said = said

    def rows(self, resource: Json, person: str, source: str) -> Iterator[Row]:
        """Row by row: one for its value, and one for each component.

        Args:
            resource: an Observation.
            person: key of the person.
            source: what stands as source where the resource names none of our own.
        """
        code = a_map(resource, "code")
        time, end = self._times(resource)
        if is_computed(resource):
            yield from self._score(resource, person, (time, end), source)
            return
        own = _own_item(code, ours(resource, INSTRUMENT) or "")
        beside = extensions(resource)
        if own is not None:
            instrument, form = first_text(beside, INSTRUMENT, ""), first_text(beside, FORM, "")
            yield from self._row(
                resource, person, (time, first_text(beside, END, end), instrument, form, own), first_text(beside, SOURCE, "")
            )
            return
        parts = maps(resource, "component")
        form = text(resource, "id")
        if not parts or any(name.startswith("value") for name in resource):
            # The items of one questionnaire, given one by one at one time, belong together: what they come from is their form, if any.
            asked = comes_from(resource) if self.is_item(resource) else form
            yield from self._answer(resource, code, person, (time, end, asked), source)
        for part in parts:
            yield from self._answer(part, a_map(part, "code"), person, (time, end, form), source)

    def is_item(self, resource: Json) -> bool:
        """Whether it is one answer to an item of a questionnaire that we have."""
        loinc = loinc_code(maps(a_map(resource, "code"), "coding"))
        return loinc not in BY_CODE and self._meaning.by_item(loinc) is not None

    def _answer(self, element: Json, code: Json, person: str, where: tuple[str, str, str], source: str) -> Iterator[Row]:
        """The value of an element, under the questionnaire and item that its code means."""
        time, end, form = where
        loinc = loinc_code(maps(code, "coding"))
        known = self._meaning.by_item(loinc) if loinc not in BY_CODE else None
        if known is None:
            instrument, item = self._foreign(code)
            yield from self._row(element, person, (time, end, instrument, form if instrument else "", item), source)
            return
        file, asked = known
        reading = Reading(asked, file.id)
        self._said.single[file.id] += 1
        yield from self._row(element, person, (time, end, file.id, form, asked.id), source, reading)
        self._said.disagree[file.id, asked.id] += reading.disagrees

    def _score(self, resource: Json, person: str, times: tuple[str, str], source: str) -> Iterator[Row]:
        """A score of ours whose answers are not in the file."""
        for element in (resource, *maps(resource, "component")):
            if element is resource or any(name.startswith("value") for name in element):
                instrument, _, item = (_own_item(a_map(element, "code"), "") or "").rpartition("/")
                yield from self._row(element, person, (*times, instrument, comes_from(resource), item), source)

    def _row(
        self, element: Json, person: str, keys: tuple[str, str, str, str, str], source: str, reading: Reading | None = None
    ) -> Iterator[Row]:
        reading = reading or Reading()
        value = value_of(element, reading)
        if value is None:
            self._said.left_out[reading.left_out] += 1
        else:
            yield (person, *keys, *value, source)

    def _foreign(self, code: Json) -> tuple[str, str]:
        """Questionnaire and item of a code of another system."""
        codings = maps(code, "coding")
        loinc = loinc_code(codings)
        if loinc in BY_CODE:
            return "", BY_CODE[loinc]
        total = self._meaning.total(loinc) if loinc else None
        if total is not None:
            return total.id, total_name(total)
        words = text(code, "text") or next((text(found, "display") for found in codings if text(found, "display")), "")
        return "", words or next((text(found, "code") for found in codings if text(found, "code")), "")

    def _times(self, resource: Json) -> tuple[str, str]:
        if "effectiveTiming" in resource:
            self._said.counts["timing"] += 1
            return "", ""
        period = a_map(resource, "effectivePeriod")
        if period:
            return self._time(period, "start"), self._time(period, "end") if "end" in period or "_end" in period else ""
        name = "effectiveInstant" if "effectiveInstant" in resource else "effectiveDateTime"
        return self._time(resource, name), ""

    def _time(self, element: Json, name: str) -> str:
        told = exact_text(element, name)
        kept = diary_time(told) if told == text(element, name) else told
        if kept != told:
            self._said.counts["part of a date"] += 1
        if not kept:
            self._said.counts["no time"] += 1
        return kept


def comes_from(resource: Json) -> str:
    """The last part of the address of the response that a score was computed from; "" where it names none."""
    return next((re.split(r"[/:]", text(found, "reference").split("/_history/")[0])[-1] for found in maps(resource, "derivedFrom")), "")


def is_computed(resource: Json) -> bool:
    """Whether unspiral computed it from answers in the same file."""
    tags = maps(a_map(resource, "meta"), "tag")
    return any(text(tag, "system") == ORIGIN and text(tag, "code") == COMPUTED for tag in tags)


def _own_item(code: Json, instrument: str) -> str | None:
    given = ours(code, ITEM_ID)
    if given is not None:
        return given
    for found in maps(code, "coding"):
        if text(found, "system") == ITEM:
            told = text(found, "code")
            return told.removeprefix(f"{instrument}/") if instrument else told
    return None
