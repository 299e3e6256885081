"""Which kind of file is this, and what reads it. One way in for everything that can be imported."""

from __future__ import annotations

import gzip
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from unspiral.errors import DataError, SpecError, did_you_mean
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.archive import parts_of
from unspiral.measure.imports.catalogue import packaged, recognised_preset
from unspiral.measure.imports.guess import Guess, guessed
from unspiral.measure.imports.mapping import Mapping
from unspiral.measure.imports.read_wide import Row, gathered
from unspiral.measure.imports.sheet import Sheet, open_sheet, present
from unspiral.measure.imports.stream import stream
from unspiral.measure.imports.used import check_used
from unspiral.measure.imports.wanted import Wanted
from unspiral.measure.paste import shell
from unspiral.measure.source_file import broken, find
from unspiral.records.diary import COLUMNS, Diary

# Kind -> what it is, in words.
KINDS = {
    "table": "a table of any shape, with a mapping, a preset, a recipe, or guesses",
    "redcap": "a REDCap export with its data dictionary (--dictionary)",
    "openesm": "a table of openESM (--metadata)",
    "tidy": "what unspiral itself wrote: a folder or a zip of it, or a diary in CSV or Parquet",
    "json": "a diary in JSON that unspiral wrote",
    "fhir": "FHIR R4 bundles or resources",
    "apple": "an Apple Health export",
    "fitbit": "a Fitbit or Google Takeout export",
    "health-connect": "a table after the Health Connect template",
}
DEVICES = ("apple", "fitbit", "health-connect")
HEALTH_CONNECT = {"person", "item", "start", "end", "value", "unit", "source"}
_TABLES = (".csv", ".tsv", ".txt", ".gz", ".parquet", ".feather", ".arrow", ".sav", ".zsav", ".por", ".dta", ".xpt")
PORTION = 20_000
_SHAPING = ("kind", "person", "time", "time_format", "at", "items", "item_column", "value_column", "instrument")


@dataclass(frozen=True, slots=True)
class Opened:
    """An import that can begin.

    Args:
        kind: of the files.
        account: gets what is to be said.
        rows: gives the answers, some at a time; called once.
        mapping: of a table; None for other kinds.
        sheets: opened tables; () for other kinds.
        guess: where the mapping was guessed.
        size: of the files, in bytes.
    """

    kind: str
    account: Account
    rows: Callable[[Callable[[int], None] | None], Iterator[list[Row]]]
    mapping: Mapping | None = None
    sheets: tuple[Sheet, ...] = ()
    guess: Guess | None = None
    size: int = 0


def read_any(paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], **wanted: Any) -> Diary:
    """Read whatever can be imported.

    Args:
        paths: of one file, folder or archive, or of several tables.
        wanted: fields of ``Wanted``: kind, mapping, preset, recipe, given, dictionary, events, metadata, since, until, sources, raw,
            leave_out, labels.

    Returns:
        The diary; ``said`` holds what was guessed, changed or left out.

    Raises:
        DataError: nothing can read it without guessing.
        SpecError: options that contradict each other.

    Source: docs/how-to/bring-your-data.md; tests/measure/imports/test_kinds.py.
    """
    many = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    opened = open_any(Wanted(tuple(os.fspath(path) for path in many), **wanted))
    return gathered(opened.rows(None), opened.account)


def open_any(wanted: Wanted) -> Opened:
    """Find out what files are, and make ready to read them.

    Raises:
        DataError: a file is not there or of no kind that is known.
        SpecError: options that contradict each other.
    """
    if not wanted.paths:
        raise SpecError("No file was named.", fix="unspiral measure import diary.csv --preview")
    if wanted.kind and wanted.kind not in KINDS:
        raise SpecError(
            f"'{wanted.kind[:40]}' is no kind of file that is known.{did_you_mean(wanted.kind, KINDS)}",
            why=f"Kinds: {', '.join(KINDS)}.",
            fix="--kind table",
        )
    said = [name for name, value in (("--map", wanted.mapping), ("--preset", wanted.preset), ("--recipe", wanted.recipe)) if value]
    if len(said) > 1:
        raise SpecError(f"{' and '.join(said)} each say how the table is read.", fix=f"leave {said[1]} out.")
    kind = wanted.kind or ("table" if said else kind_of(wanted.paths[0], wanted))
    check_used(kind, wanted, guessing=not said)
    if kind == "table":
        return _table(wanted)
    if len(wanted.paths) > 1:
        raise SpecError(f"Several files were named, and {KINDS[kind]} is read alone.", fix="import them one by one.")
    if kind == "redcap":
        return _redcap(wanted)
    if kind == "openesm":
        return _openesm(wanted)
    return _other(kind, wanted)


def kind_of(path: str, wanted: Wanted | None = None) -> str:
    """The kind of a file, from what is in it.

    Raises:
        DataError: nothing that is known.
    """
    place = Path(path)
    asked = wanted or Wanted((path,))
    if place.is_dir():
        return _folder(place)
    file = find(path)
    name = file.name.lower()
    if name.endswith(".zip"):
        return _archive(file)
    if name.endswith(".xml"):
        return "apple"
    if name.endswith((".json", ".ndjson", ".jsonl")):
        return _json(file)
    if name.endswith((".json.gz", ".ndjson.gz")):
        return _packed_json(file)
    if not name.endswith(_TABLES) and "." in name:
        open_sheet(file)  # says what can be read
    header = open_sheet(file).names
    if header == COLUMNS:
        return "tidy"
    if asked.dictionary or {"redcap_event_name", "redcap_repeat_instrument"} & set(header):
        return "redcap"
    if asked.metadata:
        return "openesm"
    folded = {column.casefold() for column in header}
    return "health-connect" if folded == HEALTH_CONNECT else "table"


def _folder(place: Path) -> str:
    if (place / "manifest.json").is_file():
        return "tidy"
    inside = [file.name.lower() for file in sorted(place.rglob("*"))[:5000]]
    if any(name in ("apple_health_export", "export.xml") for name in inside) or any(name.endswith(".xml") for name in inside):
        return "apple"
    if any(name.startswith(("steps-", "sleep-", "resting_heart_rate-", "fitbit", "takeout")) for name in inside):
        return "fitbit"
    tables = [name for name in inside if name.endswith(_TABLES)]
    raise DataError(
        f"The folder '{place}' is nothing that is known: no manifest.json of unspiral, no Apple Health, no Fitbit.",
        fix=f"name the files in it: '{place}'/*{Path(tables[0]).suffix}" if tables else "name a file.",
    )


def _archive(file: Path) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [name.lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise DataError(
            f"'{file.name}' cannot be read as a zip archive.",
            why="It is damaged, or its download had not finished.",
            fix="export it again.",
        ) from None
    if any(name.endswith("manifest.json") for name in inside) and any(name.endswith("answers.csv") for name in inside):
        return "tidy"
    if any("fitbit" in name or name.rpartition("/")[2].startswith(("steps-", "sleep-", "resting_heart_rate-")) for name in inside):
        return "fitbit"
    if any(name.endswith(".xml") for name in inside):
        return "apple"  # also where it holds clinical records beside
    if any(name.endswith((".json", ".ndjson")) for name in inside) and _holds_fhir(file):
        return "fhir"
    raise DataError(
        f"'{file.name}' is an archive of nothing that is known (FHIR, Apple Health, Fitbit, Google Takeout, unspiral's own).",
        fix="unpack it, and name the files in it.",
    )


def _holds_fhir(file: Path) -> bool:
    parts = [part for part in parts_of(file) if part.file.lower().endswith((".json", ".ndjson"))]
    return any(b'"resourceType"' in part.head() for part in parts[:20])


def _packed_json(file: Path) -> str:
    try:
        with gzip.open(file, "rb") as stream:
            head = stream.read(65_536)
    except (OSError, EOFError, zlib.error) as problem:
        raise broken(file, "a gzip file", problem) from None
    if b'"resourceType"' in head:
        return "fhir"
    raise DataError(f"'{file.name}' is packed JSON, and no FHIR.", fix=f"unpack it, and name what comes out: gunzip {shell(file.name)}")


def _json(file: Path) -> str:
    with file.open("rb") as stream:
        head = stream.read(65_536)
    if b'"resourceType"' in head:
        return "fhir"
    if b"unspiral.diary/" in head:
        return "json"
    if file.name.lower().startswith(("steps-", "sleep-", "resting_heart_rate-")):
        return "fitbit"
    raise DataError(
        f"'{file.name}' is JSON, and nothing that is known: no FHIR, no diary of unspiral, no Fitbit.",
        fix=f"say what it is: --kind fhir (or {', '.join(k for k in KINDS if k not in ('fhir', 'table'))})",
    )


def _table(wanted: Wanted) -> Opened:
    sheets = tuple(open_sheet(path) for path in wanted.paths)
    account = Account()
    mapping, guess = _mapping(wanted, sheets, account)
    size = sum(sheet.size for sheet in sheets)
    return Opened("table", account, lambda tick: stream(sheets, mapping, account, tick), mapping, sheets, guess, size)


def _mapping(wanted: Wanted, sheets: Sequence[Sheet], account: Account) -> tuple[Mapping, Guess | None]:
    first = sheets[0]
    for name in wanted.given.skip:
        if not any(name in sheet.names for sheet in sheets):
            present(first, name, "--skip")
    if wanted.mapping is not None:
        return wanted.given.over(wanted.mapping), None
    if wanted.recipe:
        return wanted.given.over(packaged("recipe", wanted.recipe)), None
    preset = wanted.preset
    # Who says where things stand wants another reading; who says more of one column does not.
    shaped = any(getattr(wanted.given, name) for name in _SHAPING)
    if not preset and not wanted.kind and not shaped and (found := recognised_preset(first.names)):
        account.say(f"The columns are those of {found}, so --preset {found} was used (to have them guessed instead: --kind table).")
        preset = found
    if preset:
        return wanted.given.over(packaged("preset", preset)), None
    guess = guessed(first, wanted.given)
    for sentence in guess.said:
        account.say(sentence)
    return guess.mapping, guess


def _redcap(wanted: Wanted) -> Opened:
    from unspiral.measure.imports.read_redcap import RedcapOptions, redcap_rows
    from unspiral.measure.imports.redcap_dictionary import read_dictionary

    if not wanted.dictionary:
        raise SpecError(
            f"'{Path(wanted.paths[0]).name}' looks like a REDCap export, and its data dictionary was not named.",
            why="Only the dictionary says which codes a field has and when it is shown.",
            fix="--dictionary DICTIONARY.csv   (or --kind table, to read it as any table)",
        )
    given, account = wanted.given, Account()
    sheet, dictionary = open_sheet(wanted.paths[0]), read_dictionary(wanted.dictionary)
    asked = RedcapOptions(
        given.time, wanted.events, given.zone, given.missing, given.identifiers, given.undated, given.instrument, given.skip, wanted.labels
    )
    return Opened("redcap", account, lambda tick: redcap_rows(sheet, dictionary, asked, account, tick), sheets=(sheet,), size=sheet.size)


def _openesm(wanted: Wanted) -> Opened:
    from unspiral.measure.imports.read_openesm import openesm_mapping, read_metadata

    account, sheet = Account(), open_sheet(wanted.paths[0])
    metadata = read_metadata(wanted.metadata) if wanted.metadata else None
    mapping = openesm_mapping(sheet, metadata, wanted.given, account)
    return Opened("openesm", account, lambda tick: stream([sheet], mapping, account, tick), mapping, (sheet,), size=sheet.size)


def _other(kind: str, wanted: Wanted) -> Opened:
    account = Account()

    def rows(tick: Callable[[int], None] | None) -> Iterator[list[Row]]:
        diary = _diary(kind, wanted)
        for sentence in diary.said:
            account.say(sentence)
        account.answers = account.rows = len(diary)
        held: list[Row] = []
        for row in diary.rows():
            held.append(row)
            if len(held) == PORTION:
                yield held
                held = []
        yield held

    return Opened(kind, account, rows)


def _diary(kind: str, wanted: Wanted) -> Diary:
    path, given = wanted.paths[0], wanted.given
    # Each reader is loaded only when such a file is read; some bring packages that others do without.
    read: Any = getattr(import_module(f"unspiral.measure.imports.read_{kind.replace('-', '_')}"), f"read_{kind.replace('-', '_')}")
    if kind in DEVICES:
        more: dict[str, object] = {"sources": wanted.sources}
        if kind == "apple":
            more |= {"raw": wanted.raw, "unreadable": "leave out" if wanted.leave_out else "refuse"}
        else:
            more["zone"] = given.zone or None
        days = {"since": wanted.since or None, "until": wanted.until or None}
        return cast("Diary", read(path, items=tuple(given.items) or None, person=given.person_is or "me", **days, **more))
    if kind == "fhir":
        return cast("Diary", read(path, person=given.person_is or None))
    return cast("Diary", read(path))
