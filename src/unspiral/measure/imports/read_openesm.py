"""openESM: one long table of beeps, with metadata that says what each feature is."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from unspiral.errors import DataError
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.given import Given
from unspiral.measure.imports.mapping import ItemFrom, Mapping, When
from unspiral.measure.imports.read_wide import gathered
from unspiral.measure.imports.sheet import Sheet, open_sheet, present
from unspiral.measure.imports.stream import stream
from unspiral.measure.roles import listed
from unspiral.measure.source_file import find
from unspiral.records.diary import Diary

KEYS = ("id", "day", "beep")
MOST_BYTES = 20_000_000
_LABEL = re.compile(r"^\s*(-?[0-9]+(?:\.[0-9]+)?)\s*=\s*(.+?)\s*$")


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of an openESM table.

    Args:
        name: of the column.
        description: what it is.
        kind: rating_scale, categorical, numeric, PosixCt, other ...
        labels: code -> words, where the metadata lists them.
    """

    name: str
    description: str
    kind: str
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the metadata of a data set say, as far as an import needs it.

    Args:
        features: by name.
        beeps: a day; 0 where it is no single number.
        licence, doi: of the data; "" where they are not given.
        name: of the file.
    """

    features: dict[str, Feature]
    beeps: int
    licence: str
    doi: str
    name: str


def read_openesm(path: str | os.PathLike[str], metadata: str | os.PathLike[str] | None = None, *, given: Given | None = None) -> Diary:
    """Read a table of openESM.

    Args:
        path: of the table: id, day, beep, and a column for each feature.
        metadata: of the data set's metadata (JSON), or None.
        given: other columns for person and time, and the like.

    Returns:
        The diary; beep b of day d stands at d + (b - 1)/n, with n beeps a day.

    Raises:
        DataError: the table lacks its keys, or the metadata are not those of a data set.

    Source: tests/measure/imports/test_read_openesm.py.
    """
    account = Account()
    sheet = open_sheet(path)
    told = None if metadata is None else read_metadata(metadata)
    mapping = openesm_mapping(sheet, told, given or Given(), account)
    return gathered(stream([sheet], mapping, account), account)


def read_metadata(path: str | os.PathLike[str]) -> Metadata:
    """Read the metadata of an openESM data set.

    Raises:
        DataError: it is no JSON, or not the metadata of a data set.
    """
    file = find(path)
    if file.stat().st_size > MOST_BYTES:
        raise DataError(f"'{file.name}' is far larger than any metadata.", fix="--metadata DATASET_metadata.json")
    try:
        document: Any = json.loads(file.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):  # wrong letters are a ValueError too
        raise DataError(f"'{file.name}' is not JSON.", fix="--metadata DATASET_metadata.json") from None
    features: Any = cast("dict[str, Any]", document).get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise DataError(
            f"'{file.name}' does not list the features of a data set.",
            why="openESM's metadata hold a list called features.",
            fix="--metadata DATASET_metadata.json",
        )
    found: dict[str, Feature] = {}
    for place, entry in enumerate(cast("list[Any]", features), 1):
        if not isinstance(entry, dict) or not isinstance(cast("dict[str, Any]", entry).get("name"), str):
            raise DataError(f"Feature {place} of '{file.name}' has no name.", fix="download the metadata again.")
        one = cast("dict[str, Any]", entry)
        found[one["name"]] = Feature(one["name"], _text(one.get("description")), _text(one.get("variable_type")), _labels(one))
    plain = cast("dict[str, Any]", document)
    beeps = _text(plain.get("n_beeps_per_day")).strip()
    doi = _text(plain.get("zenodo_doi")) or _text(plain.get("paper_doi"))
    return Metadata(found, int(beeps) if re.fullmatch(r"[1-9][0-9]?", beeps) else 0, _text(plain.get("license")), doi, Path(file).name)


def openesm_mapping(sheet: Sheet, metadata: Metadata | None, given: Given, account: Account) -> Mapping:
    """The mapping of an openESM table.

    Args:
        sheet: the table.
        metadata: of its data set, or None.
        given: what was said about it; goes before the metadata.
        account: gets what the metadata say, and where they and the table differ.

    Returns:
        A wide mapping with the scales' ends where the metadata list them.

    Raises:
        DataError: a key column is missing.
    """
    person = given.person or present(sheet, KEYS[0], "--person")
    time = given.time or tuple(present(sheet, name, "--time") for name in KEYS[1:])
    form = given.time_format or ("beep" if len(time) == 2 and not given.time else "iso" if given.time else "beep")
    features = metadata.features if metadata else {}
    items = [_item(name, features.get(name)) for name in dict.fromkeys(sheet.names) if name and name not in (person, *time)]
    when = When(time, form, given.zone, start=given.start, beeps=given.beeps or (_beeps(sheet, metadata, account) if metadata else 0))
    if metadata:
        _say(sheet, metadata, time, account)
    wanted = tuple(item for item in items if item.item not in given.skip)
    mapping = Mapping("wide", when, wanted, name="openESM", person=person, skip=given.skip)
    return Given(
        items=given.items,
        missing=given.missing,
        reverse=given.reverse,
        duplicates=given.duplicates,
        empty=given.empty,
        decimal=given.decimal,
        recode=given.recode,
    ).over(mapping)


def _item(name: str, feature: Feature | None) -> ItemFrom:
    codes = [Decimal(code) for code in feature.labels] if feature and feature.kind == "rating_scale" else []
    ends = (min(codes), max(codes)) if len(codes) > 1 else (None, None)
    return ItemFrom((name,), name, low=ends[0], high=ends[1])


def _beeps(sheet: Sheet, metadata: Metadata, account: Account) -> int:
    """As the metadata say, unless the table has a larger beep."""
    if not metadata.beeps or KEYS[2] not in sheet.names:
        return 0
    largest = 0
    for chunk in sheet.take([KEYS[2]]):
        largest = max([largest, *(int(float(t)) for t in set(chunk.columns[KEYS[2]]) if re.fullmatch(r"[0-9]{1,4}(\.0)?", t.strip()))])
    if largest > metadata.beeps:
        account.say(f"The metadata speak of {metadata.beeps} beeps a day, and the table has beep {largest}; the table counts.")
        return 0
    account.say(f"Beep b of day d was placed at d + (b - 1)/{metadata.beeps}, as the metadata speak of {metadata.beeps} beeps a day.")
    return metadata.beeps


def _say(sheet: Sheet, metadata: Metadata, time: tuple[str, ...], account: Account) -> None:
    if metadata.licence or metadata.doi:
        account.say(f"Licence of the data: {metadata.licence or 'not given'}. Cite: {metadata.doi or 'see the metadata'}.")
    strange = [name for name in sheet.names if name and name not in metadata.features]
    if strange:
        account.say(f"{metadata.name} does not describe: {listed(strange, 40)}.")
    lacking = [name for name in metadata.features if name not in sheet.names]
    if lacking:
        account.say(f"Described in {metadata.name}, and not in {sheet.name}: {listed(lacking, 40)}.")
    stamps = [f.name for f in metadata.features.values() if f.kind.casefold() == "posixct" and f.name in sheet.names]
    if stamps and not set(stamps) & set(time):
        account.say(f"The table also holds moments of time; to use them in place of day and beep: --time {stamps[0]}")


def _labels(entry: dict[str, Any]) -> dict[str, str]:
    lines = re.split(r"\n|(?:,\s*(?=-?[0-9]+\s*=))", _text(entry.get("labels")) or _text(entry.get("coding")))
    return {found[1]: found[2] for line in lines if (found := _LABEL.match(line))}


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
