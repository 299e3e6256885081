"""Which column of a REDCap export is which: record, event, repeat, fields, boxes, forms; headers raw or as labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from unspiral.errors import DataError, did_you_mean
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.redcap_dictionary import Dictionary, checkbox_column
from unspiral.measure.imports.sheet import Sheet
from unspiral.measure.roles import listed

_SPECIAL = {
    "redcap_event_name": "Event Name",
    "redcap_repeat_instrument": "Repeat Instrument",
    "redcap_repeat_instance": "Repeat Instance",
    "redcap_data_access_group": "Data Access Group",
    "redcap_survey_identifier": "Survey Identifier",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of an export.

    Args:
        sheet: the export.
        record: column of the record's id.
        event, repeat, instance: columns, or "".
        columns: field (or box, ``field___code``) -> column.
        complete: form -> column of its state.
        stamps: form -> column of its survey's time stamp.
        label_headers: whether the header holds questions in place of names.
    """

    sheet: Sheet
    record: str
    event: str
    repeat: str
    instance: str
    columns: Mapping[str, str]
    complete: Mapping[str, str]
    stamps: Mapping[str, str]
    label_headers: bool
    _form_words: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def keys(self) -> list[str]:
        """Columns that together name a row."""
        return [name for name in (self.record, self.event, self.repeat, self.instance) if name]

    def is_form(self, text: str, form: str) -> bool:
        """Whether a cell of redcap_repeat_instrument means this form; label exports write it in words."""
        return text == form or self._form_words.get(text.casefold(), text) == form

    def filling(self, cells: Mapping[str, Sequence[str]], place: int) -> str:
        """Which filling-in of its forms a row is, unique within a record; "" where a record has one row."""
        parts = [cells[name][place].strip() for name in (self.event, self.repeat, self.instance) if name]
        return " ".join(part for part in parts if part)


def layout_of(sheet: Sheet, dictionary: Dictionary, account: Account) -> Layout:
    """Find every column of an export in its dictionary.

    Args:
        sheet: the export.
        dictionary: of the same project.
        account: gets columns that belong to no field.

    Returns:
        The columns by what they are.

    Raises:
        DataError: the export does not belong to the dictionary.
    """
    raw = dictionary.record.name in sheet.names
    if not raw and dictionary.record.label not in sheet.names:
        hint = did_you_mean(dictionary.record.name, [n for n in sheet.names if n])
        raise DataError(
            f"'{sheet.name}' has no column '{dictionary.record.name}', which '{dictionary.name}' names as the record's id.{hint}",
            why=f"Columns: {listed(sheet.names)}.",
            fix="take export and data dictionary from one project, on one day.",
        )
    columns = _raw(sheet, dictionary) if raw else _labelled(sheet, dictionary, account)
    special = {name: found for name, words in _SPECIAL.items() if (found := _there(sheet, name if raw else words))}
    complete = {form: name for form in dictionary.forms if (name := _there(sheet, f"{form}_complete"))} if raw else {}
    stamps = {form: name for form in dictionary.forms if (name := _there(sheet, f"{form}_timestamp"))} if raw else {}
    used = {*columns.values(), *special.values(), *complete.values(), *stamps.values()}
    left = [name for name in dict.fromkeys(sheet.names) if name and name not in used]
    if left:
        account.say(f"Not imported from {sheet.name}, as the data dictionary does not know them: {listed(left, 60)}.")
    aside = [special[name] for name in ("redcap_data_access_group", "redcap_survey_identifier") if name in special]
    if aside:
        account.say(f"Not imported: {listed(aside)}.")
    if not raw:
        account.say("The header holds questions in place of names; each was matched to its field by its words.")
    words = {" ".join(form.split("_")).casefold(): form for form in dictionary.forms}
    return Layout(
        sheet,
        columns[dictionary.record.name],
        special.get("redcap_event_name", ""),
        special.get("redcap_repeat_instrument", ""),
        special.get("redcap_repeat_instance", ""),
        columns,
        complete,
        stamps,
        not raw,
        words,
    )


def _there(sheet: Sheet, name: str) -> str:
    return name if sheet.names.count(name) == 1 else ""


def _raw(sheet: Sheet, dictionary: Dictionary) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in dictionary.fields.values():
        names = [checkbox_column(entry.name, code) for code in entry.choices] if entry.kind == "checkbox" else [entry.name]
        for name in names:
            if sheet.names.count(name) > 1:
                raise DataError(
                    f"Two columns of '{sheet.name}' have the name '{name}'.",
                    why="Which of them is meant cannot be told.",
                    fix="export the data again.",
                )
            if name in sheet.names:
                found[name] = name
    return found


def _labelled(sheet: Sheet, dictionary: Dictionary, account: Account) -> dict[str, str]:
    found: dict[str, str] = {}
    twice: list[str] = []
    for entry in dictionary.fields.values():
        pairs = [(entry.name, entry.label)]
        if entry.kind == "checkbox":
            pairs = [(checkbox_column(entry.name, code), f"{entry.label} (choice={words})") for code, words in entry.choices.items()]
        for name, heading in pairs:
            same = [f for f in dictionary.fields.values() if f.label == entry.label and f.kind != "descriptive"]
            if heading in sheet.names and (sheet.names.count(heading) > 1 or len(same) > 1):
                twice.append(name)
            elif heading in sheet.names:
                found[name] = heading
    if twice:
        account.say(
            f"Not imported, as several fields have the same question and the header cannot tell them apart: {listed(twice, 60)}."
            " An export with raw headers can."
        )
    return found
