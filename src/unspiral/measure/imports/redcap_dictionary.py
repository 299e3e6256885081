"""REDCap's data dictionary: what each field is, which codes it has, and when it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from unspiral.errors import DataError
from unspiral.measure.imports.sheet import Sheet, open_sheet

# Heading of the file -> name that REDCap's interface for programs gives the same column; either may stand in the header.
COLUMNS = {
    "Variable / Field Name": "field_name",
    "Form Name": "form_name",
    "Section Header": "section_header",
    "Field Type": "field_type",
    "Field Label": "field_label",
    "Choices, Calculations, OR Slider Labels": "select_choices_or_calculations",
    "Field Note": "field_note",
    "Text Validation Type OR Show Slider Number": "text_validation_type_or_show_slider_number",
    "Text Validation Min": "text_validation_min",
    "Text Validation Max": "text_validation_max",
    "Identifier?": "identifier",
    "Branching Logic (Show field only if...)": "branching_logic",
    "Required Field?": "required_field",
    "Custom Alignment": "custom_alignment",
    "Question Number (surveys only)": "question_number",
    "Matrix Group Name": "matrix_group_name",
    "Matrix Ranking?": "matrix_ranking",
    "Field Annotation": "field_annotation",
}
_NEEDED = ("field_name", "form_name", "field_type")
_TAKEN = (
    *_NEEDED, "field_label", "select_choices_or_calculations", "text_validation_type_or_show_slider_number", "identifier",
    "branching_logic",
)  # fmt: skip
TYPES = frozenset(
    (
        "text", "notes", "dropdown", "radio", "checkbox", "calc", "file", "yesno", "truefalse", "slider", "descriptive", "sql", "signature",
    )
)  # fmt: skip
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_FIXED = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a REDCap project.

    Args:
        name: of the variable.
        form: it stands on.
        kind: REDCap's type: radio, checkbox, calc ...
        label: the question, without markup.
        choices: code -> words.
        validation: date_ymd, date_dmy, number ...; "" for none.
        identifier: marked as identifying a person.
        branching: when it is shown; "" = always.
        row: of the dictionary, for messages.
    """

    name: str
    form: str
    kind: str
    label: str
    choices: dict[str, str]
    validation: str
    identifier: bool
    branching: str
    row: int

    @property
    def dated(self) -> bool:
        """Whether it holds a date or a moment."""
        return self.validation.startswith(("date_", "datetime_"))


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All fields of a project.

    Args:
        fields: by name, in order; the first one is the record's id.
        name: of the file.
    """

    fields: dict[str, Field]
    name: str

    @property
    def record(self) -> Field:
        """The field that says whose record it is."""
        return next(iter(self.fields.values()))

    @property
    def forms(self) -> tuple[str, ...]:
        """Forms in order."""
        return tuple(dict.fromkeys(field.form for field in self.fields.values()))


def read_dictionary(path: str | Path) -> Dictionary:
    """Read a data dictionary, as REDCap exports it.

    Args:
        path: of the CSV file.

    Returns:
        The fields.

    Raises:
        DataError: it is no data dictionary, or a row of it cannot be understood.

    Source: tests/measure/imports/test_redcap_dictionary.py.
    """
    sheet = open_sheet(path)
    headings = _headings(sheet)
    fields: dict[str, Field] = {}
    for row, cells in _rows(sheet, headings):
        field = _field(cells, row, sheet.name)
        if field.name in fields:
            raise DataError(
                f"Row {row} of '{sheet.name}': the field '{field.name}' stands in row {fields[field.name].row} already.",
                fix="export the data dictionary again.",
            )
        fields[field.name] = field
    if not fields:
        raise DataError(f"The data dictionary '{sheet.name}' names no field.", fix="export the data dictionary again.")
    return Dictionary(fields, sheet.name)


def choices_of(text: str) -> dict[str, str]:
    """``0, Not at all | 1, Several days`` as code -> words.

    Raises:
        ValueError: a piece has no comma, or a code stands twice.
    """
    found: dict[str, str] = {}
    for piece in re.split(r"\||\n", text):
        if not piece.strip():
            continue
        code, comma, words = piece.partition(",")
        code = code.strip()
        if not comma or not code or code in found:
            raise ValueError(piece.strip()[:40])
        found[code] = plain(words)
    return found


def checkbox_column(field: str, code: str) -> str:
    """The column of one box: ``field___1``; signs that no column name may have become "_"."""
    return f"{field}___{re.sub('[^a-z0-9_]', '_', code.lower())}"


def plain(text: str) -> str:
    """Words without markup, on one line."""
    return " ".join(_MARKUP.sub(" ", text).split())


def _headings(sheet: Sheet) -> dict[str, str]:
    """Name of a column -> its heading in this file."""
    either = {heading.casefold(): name for heading, name in COLUMNS.items()} | {name: name for name in COLUMNS.values()}
    found = {either[name.casefold()]: name for name in sheet.names if name.casefold() in either}
    lacking = [heading for heading, name in COLUMNS.items() if name in _NEEDED and name not in found]
    if lacking:
        raise DataError(
            f"'{sheet.name}' is not a REDCap data dictionary: it has no column '{lacking[0]}'.",
            why="The dictionary says which codes a field has and when it is shown.",
            fix="in REDCap: Project Setup, Data Dictionary, Download the current Data Dictionary.",
        )
    return found


def _rows(sheet: Sheet, headings: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    names = [name for name in _TAKEN if name in headings]
    for chunk in sheet.take([headings[name] for name in names]):
        columns = [chunk.columns[headings[name]] for name in names]
        for row, cells in zip(chunk.rows, zip(*columns)):
            yield row, {name: cell.strip() for name, cell in zip(names, cells)}


def _field(cells: dict[str, str], row: int, file: str) -> Field:
    name, kind = cells["field_name"], cells["field_type"].lower()
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        raise DataError(
            f"Row {row} of '{file}': '{name[:40]}' is not the name of a field.",
            why="REDCap's names are letters, numbers and underscores.",
            fix="export the data dictionary again.",
        )
    if kind not in TYPES:
        raise DataError(
            f"Row {row} of '{file}': the field '{name}' has the type '{kind[:40]}', which REDCap does not know.",
            fix="export the data dictionary again.",
        )
    choices = _FIXED.get(kind, {})
    if kind in ("radio", "dropdown", "checkbox"):
        try:
            choices = choices_of(cells.get("select_choices_or_calculations", ""))
        except ValueError as problem:
            raise DataError(
                f"Row {row} of '{file}': the choices of '{name}' cannot be read at '{problem}'.",
                why="Each choice is a code, a comma and its words; the codes differ.",
                fix="0, Not at all | 1, Several days",
            ) from None
    return Field(
        name,
        cells["form_name"],
        kind,
        plain(cells.get("field_label", "")),
        dict(choices),
        cells.get("text_validation_type_or_show_slider_number", "").lower(),
        cells.get("identifier", "").lower() in ("y", "yes"),
        cells.get("branching_logic", ""),
        row,
    )
