"""A diary as the entries of a FHIR bundle, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from unspiral.errors import SpecError
from unspiral.measure.exports.fhir_answer import kind_of
from unspiral.measure.exports.fhir_names import PERSON, RECORD, Json, record_id
from unspiral.measure.exports.fhir_observation import observation
from unspiral.measure.exports.fhir_order import order_of
from unspiral.measure.exports.fhir_questionnaire import questionnaire, seen_questionnaire
from unspiral.measure.exports.fhir_response import Form, Key, Row, response
from unspiral.measure.exports.fhir_score import score_observation, software
from unspiral.measure.exports.fhir_text import put_name
from unspiral.measure.exports.fhir_written import Tally
from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.records.diary import Diary

_SIGNS = re.compile(r"([\\,|$])")
_ESCAPED = r"\\\1"
DAILY = "daily_diary"
"""The questionnaire whose items describe check-ins that name no questionnaire."""


@dataclass(frozen=True, slots=True)
class Known:
    """A questionnaire on its way out: its resource, and what its items are."""

    resource: Json
    file: Instrument | None
    key: Key

    @property
    def address(self) -> str:
        """Canonical address with its version."""
        return f"{self.resource['url']}|{self.resource['version']}"


def head(bundle: str) -> Json:
    """A bundle without its entries. It bears no time of making, so that the same diary gives the same bytes."""
    return {"resourceType": "Bundle", "meta": {"tag": [software()]}, "type": bundle}


class Entries:
    """Makes the entries of a bundle from a diary.

    Args:
        diary: what goes out.
        bundle: "collection" for a file, "transaction" for a server, which then takes each resource once only.
        instruments: files of questionnaires by id, before those of the library; None = the library alone.
        acknowledged: True where somebody has seen the safety notice, so that scores it holds back are told.

    Raises:
        SpecError: another kind of bundle.
    """

    def __init__(self, diary: Diary, bundle: str, instruments: Mapping[str, Instrument] | None, acknowledged: bool) -> None:
        if bundle not in ("collection", "transaction"):
            raise SpecError(f"There is no bundle '{bundle}'.", fix='bundle="collection" for a file, or bundle="transaction" for a server.')
        self.tally = Tally()
        self._diary = diary
        self._bundle = bundle
        self._acknowledged = acknowledged
        self._files: dict[str, Instrument | None] = {name: _file(name, instruments) for name in {*diary.instrument.levels, DAILY}}
        self._items = {name: {item.id: item for item in file.items} for name, file in self._files.items() if file is not None}
        self._known: dict[str, Known] = {}

    def __iter__(self) -> Iterator[Json]:
        """Entry by entry: each person and each questionnaire before the first answer that needs them."""
        columns = self._diary.columns()
        people: dict[str, str] = {}
        for rows, is_form, turn, again in order_of(self._diary, self._is_form):
            cells: list[Row] = [tuple(column.text(row) for column in columns) for row in rows]
            name = cells[0][0]
            if name not in people:
                people[name] = record_id("Patient", name)
                patient = _patient(people[name], name)
                yield self._entry(patient, f"identifier={_token(PERSON, patient['identifier'][0]['value'])}")
            self.tally.answers += len(cells)
            if is_form:
                yield from self._form(cells, people[name], turn, again)
            else:
                yield self._entry(self._single(cells[0], people[name], turn))

    def _form(self, cells: list[Row], person: str, turn: int, again: bool) -> Iterator[Json]:
        name = cells[0][3]
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._open(name)
            yield self._entry(
                known.resource, f"url={quote(known.resource['url'], safe='')}&version={quote(known.resource['version'], safe='')}"
            )
        key = cells[0][4:5] if cells[0][4] else (cells[0][1], cells[0][2], cells[0][8])
        form = Form(record_id("form", cells[0][0], name, *key, turn), person, known.address, cells, again)
        yield self._entry(response(form, known.key, self.tally))
        score = None if known.file is None else score_observation(form, known.file, known.key, self._acknowledged, self.tally)
        if score is not None:
            yield self._entry(score)

    def _single(self, row: Row, person: str, turn: int) -> Json:
        item: Item | None = self._items.get(row[3] or DAILY, {}).get(row[5])
        return observation(record_id("answer", *row, turn), person, row, item, self.tally)

    def _is_form(self, instrument: str, item: str) -> bool:
        if not instrument:
            return False
        file = self._files[instrument]
        return file is None or (file.scoring.method != "none" and item in self._items[instrument])

    def _open(self, name: str) -> Known:
        file = self._files[name]
        if file is not None:
            return Known(questionnaire(file), file, Key(file))
        self.tally.unknown.add(name)
        kinds = {item: kind_of(texts) for item, texts in sorted(self._seen(name).items())}
        return Known(seen_questionnaire(name, kinds), None, Key(kinds))

    def _seen(self, name: str) -> dict[str, list[str]]:
        """The different answers to each item of an instrument."""
        diary = self._diary
        here = diary.instrument.codes == diary.instrument.levels.index(name)
        items: list[int] = diary.item.codes[here].tolist()
        values: list[int] = diary.value.codes[here].tolist()
        seen: dict[str, list[str]] = {}
        for item, value in dict.fromkeys(zip(items, values)):
            seen.setdefault(diary.item.levels[item], []).append(diary.value.levels[value])
        return seen

    def _entry(self, resource: Json, unless: str = "") -> Json:
        self.tally.resources[resource["resourceType"]] += 1
        entry: Json = {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
        if self._bundle == "transaction":
            kind = resource["resourceType"]
            entry["request"] = {"method": "POST", "url": kind, "ifNoneExist": unless or f"identifier={_token(RECORD, resource['id'])}"}
        return entry


def _file(name: str, instruments: Mapping[str, Instrument] | None) -> Instrument | None:
    if not name:
        return None
    if instruments is not None and name in instruments:
        file = instruments[name]
    else:
        from unspiral.measure.questionnaires.library import instrument
        from unspiral.measure.questionnaires.library import instruments as known

        file = instrument(name) if name in known() else None
    return file if file is not None and file.items else None  # a file may leave its items to the user's own table


def _patient(record: str, name: str) -> Json:
    identifier: Json = {"system": PERSON}
    put_name(identifier, "value", name)
    return {"resourceType": "Patient", "id": record, "identifier": [identifier]}


def _token(system: str, value: str) -> str:
    """The value of a search for an identifier; the signs that part values there are escaped."""
    return f"{quote(system, safe='')}%7C{quote(_SIGNS.sub(_ESCAPED, value), safe='')}"
