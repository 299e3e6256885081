"""A QuestionnaireResponse as rows of a diary."""

from __future__ import annotations

from collections.abc import Iterator

from unspiral.measure.exports.fhir_names import AS_GIVEN, END, FORM, INSTRUMENT, SOURCE, TIME, UNIT, Json
from unspiral.measure.exports.fhir_text import first_text
from unspiral.measure.exports.fhir_time import diary_time
from unspiral.measure.imports.fhir_fields import DEEPEST, Malformed, exact_text, extensions, maps, ours, text
from unspiral.measure.imports.fhir_gathered import Gathered
from unspiral.measure.imports.fhir_meaning import Meaning, code_in, is_total, item_by_code, total_name
from unspiral.measure.imports.fhir_said import Said
from unspiral.measure.imports.fhir_value import Reading, value_of
from unspiral.measure.questionnaires.instrument import Instrument

Row = tuple[str, ...]
"""Cells in the order of ``unspiral.records.diary.COLUMNS``."""


class Answers:
    """Reads responses.

    Args:
        meaning: which questionnaires codes mean.
        gathered: what the file says about other systems' questionnaires.
        said: what has to be said.
    """

    def __init__(self, meaning: Meaning, gathered: Gathered, said: Said) -> None:
        self._meaning = meaning
        self._gathered = gathered
        self._said = said

    def rows(self, resource: Json, person: str, source: str, fallback: str) -> Iterator[Row]:
        """Row by row.

        Args:
            resource: a QuestionnaireResponse.
            person: key of the person.
            source: what stands as source where the resource names none of our own.
            fallback: name of the form where it has none.
        """
        own = ours(resource, INSTRUMENT)
        if own is not None:
            yield from self._own(resource, own, person)
        else:
            yield from self._foreign(resource, person, source, fallback)

    def _own(self, resource: Json, instrument: str, person: str) -> Iterator[Row]:
        beside = extensions(resource)
        form = first_text(beside, FORM, "")
        time, end, source = self.time(resource), first_text(beside, END, ""), first_text(beside, SOURCE, "")
        for item in maps(resource, "item"):
            there = extensions(item)
            found = maps(item, "answer")
            name = exact_text(item, "linkId")
            when = (first_text(there, TIME, time), first_text(there, END, end))
            where = first_text(there, SOURCE, source)
            if not found:
                value = first_text(there, AS_GIVEN, "")
                yield (person, *when, instrument, form, name, value, first_text(there, UNIT, ""), where)
            for answer in found:
                reading = Reading()
                value = value_of(answer, reading)
                if value is None:
                    self._said.left_out[reading.left_out] += 1
                    continue
                yield (person, *when, instrument, form, name, *value, where)

    def _foreign(self, resource: Json, person: str, source: str, fallback: str) -> Iterator[Row]:
        address = text(resource, "questionnaire")
        bare = address.split("|")[0]
        codes, weights = self._gathered.about(address)
        asked = list(_questions(resource, codes))
        here = {code for _, _, code in asked if code}
        self._gathered.foreign = True
        if bare:
            self._gathered.seen[bare] |= {code for code in here if self._meaning.knows(code)}
        file = self._file(bare, here, set(codes.values()))
        name = file.id if file is not None else bare
        form = text(resource, "id") or fallback
        time = self.time(resource)
        for item, link, code in asked:
            mine = item_by_code(file, code) if file is not None else None
            label = mine.id if mine is not None else total_name(file) if file is not None and is_total(file, code) else link
            reading = Reading(mine, name, {(system, option): told for (of, system, option), told in weights.items() if of == link})
            found = maps(item, "answer")
            if len(found) > 1:
                self._said.counts["multiple"] += 1
            if not found and not maps(item, "item"):
                yield (person, time, "", name, form, label, "", "", source)
            for answer in found:
                value = value_of(answer, reading)
                if value is None:
                    self._said.left_out[reading.left_out] += 1
                elif value != ("", "") or "item" not in answer:
                    yield (person, time, "", name, form, label, *value, source)
            if reading.disagrees:
                self._said.disagree[name, label] += 1

    def _file(self, bare: str, here: set[str], asked: set[str]) -> Instrument | None:
        file = self._meaning.by_address(bare) if bare else None
        if file is not None:
            return file
        known = {code for code in here | asked if self._meaning.knows(code)} | (self._gathered.seen[bare] if bare else set[str]())
        file = self._meaning.by_items(known)
        if file is not None:
            self._said.guessed[bare, file.id] += 1
        return file

    def time(self, resource: Json) -> str:
        """When it was filled in."""
        told = exact_text(resource, "authored")
        kept = diary_time(told) if told == text(resource, "authored") else told
        if kept != told:
            self._said.counts["part of a date"] += 1
        if not kept:
            self._said.counts["no time"] += 1
        return kept


def _questions(resource: Json, codes: dict[str, str]) -> Iterator[tuple[Json, str, str]]:
    """Every item of a response, however deep, with its linkId and its LOINC code."""
    left: list[tuple[Json, int]] = [(item, 1) for item in maps(resource, "item")]
    while left:
        item, depth = left.pop(0)
        if depth > DEEPEST:
            raise Malformed(f"item (more than {DEEPEST} groups inside one another)")
        link = exact_text(item, "linkId")
        inside = maps(item, "item")
        if maps(item, "answer") or not inside:
            yield item, link, codes.get(link) or code_in(link)
        deeper = [*inside, *(below for answer in maps(item, "answer") for below in maps(answer, "item"))]
        left[:0] = [(one, depth + 1) for one in deeper]
