"""REDCap: a data export and its data dictionary as a diary."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unspiral.errors import DataError
from unspiral.measure.cells import NUMBER
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.answered import check_answers
from unspiral.measure.imports.lines import at_row
from unspiral.measure.imports.mapping import When
from unspiral.measure.imports.read_wide import Row, gathered
from unspiral.measure.imports.redcap_dictionary import Dictionary, Field, read_dictionary
from unspiral.measure.imports.redcap_fields import Shown, fields_of, known_as, plain_cell
from unspiral.measure.imports.redcap_layout import Layout, layout_of
from unspiral.measure.imports.sheet import Chunk, Sheet, no_rows, open_sheet
from unspiral.measure.imports.twins import Keyed, twins_of
from unspiral.measure.imports.when import DATE, STAMP, Reader, Unreadable
from unspiral.measure.paste import options
from unspiral.measure.roles import listed
from unspiral.records.diary import Diary


@dataclass(frozen=True, slots=True)
class RedcapOptions:
    """How a REDCap export is read.

    Args:
        time: fields that hold the time, in the order in which they are tried; () = the event table, or survey time stamps.
        events: CSV with unique_event_name and day_offset, or "".
        zone: of clock times, or "".
        missing: missing data codes of the project.
        identifiers: fields marked as identifying are wanted too.
        skip_undated: rows without any time are left out (counted) in place of an error.
        instrument: which questionnaire is meant where fields leave it open, or "".
        skip: fields that are left out on purpose.
        labels: whether cells hold words in place of codes; None = look.
    """

    time: tuple[str, ...] = ()
    events: str = ""
    zone: str = ""
    missing: tuple[str, ...] = ()
    identifiers: bool = False
    skip_undated: bool = False
    instrument: str = ""
    skip: tuple[str, ...] = ()
    labels: bool | None = None


def read_redcap(path: str | os.PathLike[str], dictionary: str | os.PathLike[str], *, asked: RedcapOptions | None = None) -> Diary:
    """Read a REDCap data export (CSV, raw codes or labels) with its data dictionary.

    Args:
        path: of the data export.
        dictionary: of the data dictionary.
        asked: options; what is left out is looked for, and refused where it is not plain.

    Returns:
        The diary. What was not asked (branching, forms that were not begun) is no answer; what was asked and left empty is "".

    Raises:
        DataError: export and dictionary do not belong together, a code is in neither, or a row has no time.

    Source: tests/measure/imports/test_read_redcap.py.
    """
    account = Account()
    return gathered(redcap_rows(open_sheet(path), read_dictionary(Path(dictionary)), asked or RedcapOptions(), account), account)


def redcap_rows(
    sheet: Sheet, dictionary: Dictionary, asked: RedcapOptions, account: Account, tick: Callable[[int], None] | None = None
) -> Iterator[list[Row]]:
    """The answers of a REDCap export, some at a time.

    Raises:
        DataError: as ``read_redcap``.
    """
    layout = layout_of(sheet, dictionary, account)
    shown = fields_of(layout, dictionary, asked, account)
    times = _Times(layout, dictionary, asked, account)
    known = known_as(shown, asked.instrument, account)
    check_answers(asked.missing, known.values())
    columns = [*layout.keys, *times.columns, *layout.stamps.values(), *layout.complete.values()]
    columns += [column for field in shown for column in (field.column, *field.needs.values())]
    _no_twins(sheet, layout)
    for chunk in sheet.take(columns):
        account.rows += len(chunk.rows)
        yield _answers(chunk, sheet, layout, shown, times, known, asked, account)
        if tick is not None:
            tick(len(chunk.rows))
    if not account.rows:
        raise no_rows(sheet)
    times.told()


def _answers(
    chunk: Chunk, sheet: Sheet, layout: Layout, shown: Sequence[Shown], times: _Times, known: dict[str, tuple[str, str]],
    asked: RedcapOptions, account: Account,
) -> list[Row]:  # fmt: skip
    out: list[Row] = []
    cells = chunk.columns
    people = cells[layout.record]
    by_form: dict[str, list[Shown]] = {}
    for field in shown:
        by_form.setdefault(field.field.form, []).append(field)
    for place, row in enumerate(chunk.rows):
        person = people[place].strip()
        if not person:
            raise DataError(f"{at_row(sheet, row, layout.record)}: the record has no id.", fix="export the data again.")
        repeated = cells[layout.repeat][place].strip() if layout.repeat else ""
        filling = layout.filling(cells, place)
        again = bool(layout.instance and cells[layout.instance][place].strip())
        for form, fields in by_form.items():
            if not _begun(form, fields, cells, place, layout, repeated):
                continue
            time = times.of(form, cells, place, row)
            if not time:
                account.row("of a form left out: they have no time")
                continue
            for field in fields:
                value = _value(field, cells, place, row, sheet, account)
                if value is None:
                    continue
                instrument, item = known.get(field.column, ("", field.item))
                out.append((person, time, "", instrument, _filling(filling, time, instrument, again), item, value, "", sheet.name))
    account.answers += len(out)
    return out


def _filling(filling: str, time: str, instrument: str, again: bool) -> str:
    """What tells one filling of a form from another: always said of a questionnaire, and of any form that is filled in repeatedly."""
    if instrument:
        return filling or time
    return filling if again else ""


def _begun(form: str, fields: Sequence[Shown], cells: Mapping[str, Sequence[str]], place: int, layout: Layout, repeated: str) -> bool:
    """Whether anybody opened this form in this row: boxes that were never shown are exported as unchecked."""
    if repeated and not layout.is_form(repeated, form):
        return False
    held = any(_told(field, cells[field.column][place]) for field in fields)
    if held or form not in layout.complete:
        return held
    return cells[layout.complete[form]][place].strip().casefold() in ("1", "2", "unverified", "complete")


def _told(field: Shown, text: str) -> bool:
    plain = text.strip().casefold()
    return bool(plain) and not (field.box and plain in ("0", "unchecked"))


def _value(field: Shown, cells: Mapping[str, Sequence[str]], place: int, row: int, sheet: Sheet, account: Account) -> str | None:
    text = cells[field.column][place]
    if not text.strip() or (field.box and not _told(field, text)):
        seen = field.shown(cells, place)
        if seen is False:
            account.cell("branched", field.item)
            return None
        if not text.strip():
            account.cell("empty", field.item)
            return ""
    read = field.recode[text]
    if read.problem:
        known = ", ".join(field.field.choices)
        shown = f"'{text.strip()}'" if NUMBER.fullmatch(text.strip()) and len(text) < 12 else f"text ({len(text.strip())} characters)"
        raise DataError(
            f"{at_row(sheet, row, field.column)}: {shown} {read.problem.replace('the mapping', 'the data dictionary')}.",
            why=f"Codes of '{field.field.name}': {known}.",
            fix="if it is a missing data code of the project: --missing CODE; else use the dictionary of the day of the export.",
        )
    if read.what:
        account.cell(read.what, field.item, read.detail)
    return read.value


class _Times:
    """When a form was filled in: a date field, a survey's time stamp, or the day of its event."""

    def __init__(self, layout: Layout, dictionary: Dictionary, asked: RedcapOptions, account: Account) -> None:
        self._layout = layout
        self._asked = asked
        self._account = account
        self._offsets = _offsets(asked.events, layout) if asked.events else {}
        self._fields = [self._field(name, dictionary) for name in asked.time]
        self.columns = [layout.columns[field.name] for field in self._fields]
        self._readers: dict[str, Reader] = {}
        if not self._fields and not self._offsets and not layout.stamps:
            dated = [field.name for field in dictionary.fields.values() if field.dated and field.name in layout.columns]
            raise DataError(
                f"Nothing says when the forms of '{layout.sheet.name}' were filled in.",
                why=f"Date fields: {listed(dated)}." if dated else "The project has no date field, and the export no survey time stamps.",
                fix=options("--time", dated) if dated else "--events EVENTS.csv (with unique_event_name and day_offset)",
            )
        if layout.stamps and not self._fields and not self._offsets:
            account.say("The time is that of each survey's own time stamp (columns ending in _timestamp).")

    def of(self, form: str, cells: Mapping[str, Sequence[str]], place: int, row: int) -> str:
        """The time of a form in a row; "" where rows without one are left out."""
        for field, column in zip(self._fields, self.columns):
            if text := cells[column][place].strip():
                return self._read(text, field.validation, column, row)
        stamp = self._layout.stamps.get(form)
        if not self._fields and stamp and (text := cells[stamp][place].strip()) and not text.startswith("["):
            return self._read(text, "datetime_seconds_ymd", stamp, row)
        if self._offsets:
            return self._offset(cells[self._layout.event][place].strip() if self._layout.event else "", row)
        if self._asked.skip_undated:
            return ""
        raise DataError(
            f"Row {row} of '{self._layout.sheet.name}': form '{form}' has answers and no time"
            f" ({listed(self.columns or [stamp or 'no column'])} is empty).",
            why="An answer without its time has no place in the order of things.",
            fix="--time FIELD once more, for a date on that form; or leave such rows out aloud: --skip-undated",
        )

    def told(self) -> None:
        """Say what was done to times."""
        for reader in self._readers.values():
            for words, times in sorted(reader.said.items()):
                self._account.say(f"Times {words} (different ones: {times}).")

    def _field(self, name: str, dictionary: Dictionary) -> Field:
        field = dictionary.fields.get(name)
        if field is None or name not in self._layout.columns:
            dated = [f.name for f in dictionary.fields.values() if f.dated]
            raise DataError(
                f"'{name}' is no field of the export.", why=f"Date fields: {listed(dated)}.", fix=options("--time", dated or ["FIELD"])
            )
        if not field.dated:
            raise DataError(
                f"The field '{name}' is not validated as a date (row {field.row} of '{dictionary.name}').",
                why="A text that is no date cannot be put in order.",
                fix="name a field whose validation is date_ymd, date_dmy, date_mdy or one of the datetime kinds.",
            )
        return field

    def _read(self, text: str, validation: str, column: str, row: int) -> str:
        form = "iso"
        if not DATE.fullmatch(text) and not STAMP.fullmatch(text):
            # Exports hold year-month-day whatever is shown on the form; another program may have rewritten them.
            order = validation.rpartition("_")[2]
            form = {"dmy": "day/month/year", "mdy": "month/day/year"}.get(order, "iso")
            self._account.say(f"Dates in '{column}' are not year-month-day, and were read in the form that the dictionary gives: {form}.")
        reader = self._readers.setdefault(form, Reader(When((column,), form, self._asked.zone)))
        try:
            return reader((text,))
        except Unreadable as problem:
            raise DataError(
                f"{at_row(self._layout.sheet, row, column)}: the time {problem}.",
                why=f"The dictionary says {validation or 'no validation'}.",
                fix="mend the cell, or name another field: --time FIELD",
            ) from None

    def _offset(self, event: str, row: int) -> str:
        key = event.casefold()
        if key not in self._offsets:
            raise DataError(
                f"Row {row} of '{self._layout.sheet.name}': the event '{event[:60]}' is not in '{self._asked.events}'.",
                why=f"Events there: {listed(list(self._offsets))}.",
                fix="export the events of this project again.",
            )
        return self._offsets[key]


def _offsets(path: str, layout: Layout) -> dict[str, str]:
    """Event -> its day, by its unique name and by its words."""
    sheet = open_sheet(path)
    for name in ("unique_event_name", "day_offset"):
        if name not in sheet.names:
            raise DataError(
                f"'{sheet.name}' is not a table of events: it has no column '{name}'.",
                why=f"Columns: {listed(sheet.names)}.",
                fix="in REDCap: Define My Events, Download events; write each event's day into day_offset.",
            )
    if not layout.event:
        raise DataError(
            f"'{layout.sheet.name}' has no column redcap_event_name, so the days of '{sheet.name}' belong to no row.",
            fix="leave out --events, and name a date field: --time FIELD",
        )
    words = "event_name" if "event_name" in sheet.names else "unique_event_name"
    arms = [name for name in ("arm_num",) if name in sheet.names]
    found: dict[str, str] = {}
    several = False
    for chunk in sheet.take(["unique_event_name", "day_offset", words, *arms]):
        columns = chunk.columns
        several |= bool(arms) and len({a.strip() for a in columns["arm_num"]}) > 1
        for row, unique, day, name in zip(chunk.rows, columns["unique_event_name"], columns["day_offset"], columns[words]):
            if not NUMBER.fullmatch(day.strip()):
                raise DataError(f"{at_row(sheet, row, 'day_offset')}: no number of days.", fix="write the day of the event, such as 28.")
            found[unique.strip().casefold()] = day.strip()
            if not several:  # the words of an event may stand in each arm
                found.setdefault(name.strip().casefold(), day.strip())
    return found


def _no_twins(sheet: Sheet, layout: Layout) -> None:
    def keys() -> Iterator[Keyed]:
        for chunk in sheet.take(layout.keys):
            columns = [[cell.strip() for cell in chunk.columns[name]] for name in layout.keys]
            yield 0, chunk.rows, list(zip(*columns))

    twins_of(keys, "error", [sheet.name], "record, event and instance")


__all__ = ["RedcapOptions", "plain_cell", "read_redcap", "redcap_rows"]
