"""FHIR R4 files of clinics and programs, and our own, as a diary."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from unspiral.errors import DataError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.exports.fhir_names import Json
from unspiral.measure.imports.fhir_answers import Answers
from unspiral.measure.imports.fhir_fields import Malformed, a_map, place, text
from unspiral.measure.imports.fhir_file import entries_of
from unspiral.measure.imports.fhir_gathered import Gathered
from unspiral.measure.imports.fhir_meaning import Meaning
from unspiral.measure.imports.fhir_measured import Measured, comes_from, is_computed
from unspiral.measure.imports.fhir_person import NOBODY, People
from unspiral.measure.imports.fhir_said import Said
from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.records.column import Column
from unspiral.records.diary import Diary, diary_of

READ = ("QuestionnaireResponse", "Observation")
"""Resources that become rows; Patient and Questionnaire say what those mean."""


def read_fhir(path: str | os.PathLike[str], *, person: str | None = None, instruments: Mapping[str, Instrument] | None = None) -> Diary:
    """Read a FHIR R4 file: filled-in questionnaires, scores and single values, of one person or many.

    Args:
        path: a bundle (collection, searchset, transaction, batch), a single resource, or one resource a line (.ndjson); also with .gz, or
            a .zip of such files. Read entry by entry: a long file needs no more memory than its answers.
        person: in place of the patient that the file names; only where all of it is about one.
        instruments: files of questionnaires by id, in place of the library.

    Returns:
        The diary. ``said`` tells what was left out and why: resources that hold no answers, those entered in error, doubles.

    Raises:
        DataError: the file is damaged or no FHIR, or holds something whose meaning cannot be told; the message names the entry.

    Source: https://hl7.org/fhir/R4/; tests/measure/imports/test_read_fhir.py, tests/measure/fhir/test_round_trip.py
    """
    meaning, gathered = Meaning(instruments), Gathered()
    pass_one = _Pass(path, meaning, gathered)
    found = pass_one
    if gathered.foreign:
        # Another system's forms: what the whole file says about their questionnaires counts for every one of them.
        found = _Pass(path, meaning, gathered)
    return found.diary(person)


class _Pass:
    """One reading of the file."""

    def __init__(self, path: str | os.PathLike[str], meaning: Meaning, gathered: Gathered) -> None:
        self._name = Path(path).name
        self._source = f"fhir: {self._name}"
        self._builder = DiaryBuilder()
        self._said = Said()
        self._people = People()
        self._gathered = gathered
        self._answers = Answers(meaning, gathered, self._said)
        self._measured = Measured(meaning, self._said)
        self._met: dict[tuple[str, str], bytes] = {}
        self._responses: set[str] = set()
        self._waiting: list[tuple[str, Json, str]] = []
        for number, (where, entry) in enumerate(entries_of(path), 1):
            self._entry(number, where, entry)
        for where, resource, address in self._waiting:
            self._late_score(where, resource, address)

    def _entry(self, number: int, where: str, entry: Json) -> None:
        kind = "Bundle.entry"
        try:
            if text(a_map(entry, "request"), "method") == "DELETE":
                self._said.counts["deleted"] += 1
                return
            resource = a_map(entry, "resource")
            if not resource:
                self._said.counts["empty"] += 1
                return
            kind = text(resource, "resourceType")
            if not kind:
                raise DataError(f"{where} has no resourceType.", why="What it is cannot be told.", fix="export it again.")
            self._resource(kind, resource, text(entry, "fullUrl"), number, where)
        except Malformed as problem:
            raise place(where, kind, problem) from None
        except RecursionError:
            raise DataError(f"{where} is nested too deeply to be a record.", fix="export it again, or take it out of the file.") from None

    def _resource(self, kind: str, resource: Json, address: str, number: int, where: str) -> None:
        if self._seen_before(kind, resource, address, where):
            return
        if kind == "Patient":
            self._people.patient(resource, address)
        elif kind == "Questionnaire":
            self._gathered.questionnaire(resource)
        elif kind not in READ:
            self._said.unknown[kind] += 1
        elif kind == "Observation" and (is_computed(resource) or (comes_from(resource) and self._measured.is_item(resource))):
            if comes_from(resource) in self._responses:
                self._stands_in_form(resource)
            else:
                self._waiting.append((where, resource, address))
        else:
            if kind == "QuestionnaireResponse":
                self._responses |= {text(resource, "id"), re.split(r"[/:]", address)[-1]} - {""}
            self._rows(kind, resource, address, address or f"{self._name} {number}")

    def _rows(self, kind: str, resource: Json, address: str, fallback: str) -> None:
        if not self._counts(resource):
            return
        person = self._people.subject(a_map(resource, "subject"), resource, address)
        if person is None:
            self._said.counts["no person"] += 1
            return
        self._said.counts["nobody"] += person == NOBODY
        if kind == "Observation":
            self._builder.add_rows(self._measured.rows(resource, person, self._source))
        else:
            self._builder.add_rows(self._answers.rows(resource, person, self._source, fallback))

    def _stands_in_form(self, resource: Json) -> None:
        self._said.counts["computed" if is_computed(resource) else "in a form"] += 1

    def _late_score(self, where: str, resource: Json, address: str) -> None:
        """A score, or a single answer, whose form may have come after it, or may not be in the file: then it is all that is known."""
        if comes_from(resource) in self._responses:
            self._stands_in_form(resource)
            return
        try:
            self._rows("Observation", resource, address, "")
        except Malformed as problem:
            raise place(where, "Observation", problem) from None

    def _counts(self, resource: Json) -> bool:
        """Whether its status lets it count."""
        status = text(resource, "status")
        if status in ("entered-in-error", "cancelled"):
            self._said.counts["error" if status == "entered-in-error" else "cancelled"] += 1
            return False
        if status in ("in-progress", "stopped"):
            self._said.counts["unfinished"] += 1
        if status in ("preliminary", "registered"):
            self._said.counts["preliminary"] += 1
        return True

    def _seen_before(self, kind: str, resource: Json, address: str, where: str) -> bool:
        record = text(resource, "id")
        if not (record or address):
            return False
        content = hashlib.blake2b(repr(resource).encode("utf-8", "backslashreplace"), digest_size=16).digest()
        key = (kind, address or record)
        before = self._met.setdefault(key, content)
        if before is content:
            return False
        if before != content and kind in READ:
            raise DataError(
                f"{where}: {kind} '{(record or address)[:80]}' stands in the file twice, with different content.",
                why="Which of the two counts cannot be told.",
                fix="keep the newer one alone.",
            )
        self._said.counts["twice"] += before == content
        return before == content

    def diary(self, person: str | None) -> Diary:
        """What was read, each person under one name."""
        for sentence in self._said.sentences():
            self._builder.say(sentence)
        built = self._builder.build()
        names = self._people.names()
        if person is not None:
            called = {names.get(key, key) for key in built.person.levels}
            if len(called) > 1:
                raise DataError(
                    f"'{self._name}' holds answers of {len(called)} persons, and person='{person}' would make one of them.",
                    why="Their answers could not be told apart again.",
                    fix="leave person out.",
                )
            names = dict.fromkeys(built.person.levels, person)
        if not len(built):
            built_said = ("The file holds no answers.", *built.said)
            return diary_of(built.columns(), built_said)
        return diary_of((_renamed(built.person, names), *built.columns()[1:]), built.said)


def _renamed(column: Column, names: Mapping[str, str]) -> Column:
    called = [names.get(level, level) for level in column.levels]
    levels = tuple(dict.fromkeys(called))
    place_of = {name: n for n, name in enumerate(levels)}
    return Column(column.name, levels, np.array([place_of[name] for name in called], dtype=np.int64)[column.codes])
