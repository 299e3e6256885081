"""The fields of a REDCap export that are imported: their codes, their branching, and which are questions of a known questionnaire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unspiral.errors import SpecError, did_you_mean
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.mapping import ItemFrom
from unspiral.measure.imports.recode import Gone, Recode
from unspiral.measure.imports.recognise import recognised
from unspiral.measure.imports.redcap_branching import Branching, branching_of
from unspiral.measure.imports.redcap_dictionary import Dictionary, Field, checkbox_column
from unspiral.measure.imports.redcap_layout import Layout
from unspiral.measure.roles import listed

if TYPE_CHECKING:
    from unspiral.measure.imports.read_redcap import RedcapOptions

_NO_ANSWERS = frozenset(("descriptive", "file", "signature"))
_BOX = {"0": "0", "1": "1", "Unchecked": "0", "Checked": "1"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One column that is imported.

    Args:
        field: of the dictionary.
        item: what it is called in the diary.
        column: of the export.
        recode: its codes.
        box: whether it is one box of a checkbox.
        branching: when it is shown; None = always, or cannot be told.
        needs: field that the branching looks at -> its column.
    """

    field: Field
    item: str
    column: str
    recode: Recode
    box: bool
    branching: Branching | None
    needs: Mapping[str, str]
    codes: Mapping[str, Recode]

    def shown(self, cells: Mapping[str, Sequence[str]], place: int) -> bool | None:
        """Whether the question was shown in a row; None where that cannot be told."""
        if self.branching is None:
            return None if self.field.branching else True
        return self.branching.test({name: plain_cell(self.codes.get(name), cells[column][place]) for name, column in self.needs.items()})


def plain_cell(recode: Recode | None, text: str) -> str:
    """A cell as its code, also where the export holds words; branching logic is written in codes."""
    if recode is None or not text.strip():
        return text
    read = recode[text]
    return read.value or recode.item.recode.get(text.strip(), text)


def fields_of(layout: Layout, dictionary: Dictionary, asked: RedcapOptions, account: Account) -> list[Shown]:
    """The columns that are imported, and what is said of those that are not.

    Raises:
        SpecError: a field that is to be left out is not there.
    """
    for name in asked.skip:
        if name not in dictionary.fields:
            raise SpecError(f"--skip names '{name}', which is no field.{did_you_mean(name, dictionary.fields)}", fix="--skip FIELD")
    labels = _labels(layout, dictionary) if asked.labels is None else asked.labels
    if labels:
        account.say("Cells hold words in place of codes; they were turned into the codes of the data dictionary.")
    recodes = {
        name: _recode(entry, labels, asked.missing)
        for entry in dictionary.fields.values()
        for name in (_boxes(entry) if entry.kind == "checkbox" else [entry.name])
        if name in layout.columns and (entry.choices or entry.kind == "checkbox")
    }
    marks = [code for code in asked.missing if code in _BOX]
    if marks and any(entry.kind == "checkbox" for entry in dictionary.fields.values()):
        account.say(f"In the boxes of checkboxes {' and '.join(marks)} says whether the box was ticked, and is no missing code there.")
    shown: list[Shown] = []
    unclear: list[str] = []
    for entry in _wanted(layout, dictionary, asked, account):
        branching = branching_of(entry.branching) if entry.branching else None
        if branching is not None and not all(name in layout.columns for name in branching.fields):
            branching = None
        if entry.branching and branching is None:
            unclear.append(entry.name)
        needs = {name: layout.columns[name] for name in branching.fields} if branching else {}
        for name in _boxes(entry) if entry.kind == "checkbox" else [entry.name]:
            if name in layout.columns:
                recode = recodes.get(name) or _recode(entry, labels, asked.missing)
                shown.append(Shown(entry, name, layout.columns[name], recode, entry.kind == "checkbox", branching, needs, recodes))
    if unclear:
        account.say(
            f"Whether these questions were shown cannot be told from a row, so an empty cell counts as not answered: {listed(unclear, 60)}."
        )
    return shown


def known_as(shown: Sequence[Shown], instrument: str, account: Account) -> dict[str, tuple[str, str]]:
    """Column -> (questionnaire, item), for fields that are questions of a known questionnaire."""
    fields = [s for s in shown if not s.box]
    labels = {s.field.name: s.field.label for s in fields}
    found = recognised([s.field.name for s in fields], labels, instrument or None)
    column = {s.field.name: s.column for s in fields}
    for name in dict.fromkeys(r.instrument for r in found):
        told = ", ".join(f"{r.column} -> {r.item}" for r in found if r.instrument == name)
        account.say(f"Read as questions of {name}: {told}. Another questionnaire is said with --instrument.")
    return {column[r.column]: (r.instrument, r.item) for r in found}


def _wanted(layout: Layout, dictionary: Dictionary, asked: RedcapOptions, account: Account) -> list[Field]:
    wanted: list[Field] = []
    left: dict[str, list[str]] = {}
    for entry in list(dictionary.fields.values())[1:]:
        held = any(name in layout.columns for name in (_boxes(entry) if entry.kind == "checkbox" else [entry.name]))
        if entry.kind in _NO_ANSWERS:
            left.setdefault("they hold no answers", []).append(entry.name)
        elif not held:
            left.setdefault("the export does not hold them", []).append(entry.name)
        elif entry.name in asked.skip:
            left.setdefault("as asked", []).append(entry.name)
        elif entry.identifier and not asked.identifiers:
            left.setdefault("they are marked as identifying a person (to take them all the same: --identifiers)", []).append(entry.name)
        else:
            wanted.append(entry)
    for why, names in left.items():
        account.say(f"Fields not imported, {why}: {listed(names, 60)}.")
    calculated = [entry.name for entry in wanted if entry.kind == "calc"]
    if calculated:
        account.say(f"Calculated by REDCap, and imported as they are: {listed(calculated, 60)}.")
    if dictionary.record.identifier:
        account.say(f"The record's id, '{dictionary.record.name}', is marked as identifying; it is imported, as it says who answered.")
    return wanted


def _boxes(entry: Field) -> list[str]:
    return [checkbox_column(entry.name, code) for code in entry.choices]


def _labels(layout: Layout, dictionary: Dictionary) -> bool:
    """Whether cells hold words: some are words of a choice and no code of it, and none the other way round."""
    fields = [f for f in dictionary.fields.values() if f.choices and f.kind != "checkbox" and f.name in layout.columns]
    columns = [layout.columns[f.name] for f in fields]
    codes = words = 0
    if columns:
        chunk = next(layout.sheet.take(columns), None)
        for entry, column in zip(fields, columns):
            for text in {t.strip() for t in (chunk.columns[column] if chunk else ())}:
                known = text in entry.choices
                named = text in entry.choices.values()
                codes += known and not named
                words += named and not known
    return words > codes


def _recode(entry: Field, labels: bool, missing: Sequence[str]) -> Recode:
    if entry.kind == "checkbox":
        return Recode(ItemFrom((entry.name,), entry.name, recode=_BOX, missing=tuple(c for c in missing if c not in _BOX)))
    if not entry.choices:
        comma = entry.validation.endswith("comma_decimal")  # REDCap's own name for numbers such as 3,5
        return Recode(ItemFrom((entry.name,), entry.name, missing=tuple(missing)), comma=comma)
    codes = {code: code for code in entry.choices}
    if labels:
        words = list(entry.choices.values())
        # Two choices with the same words cannot be told apart: such a cell is no known code.
        codes = {text: code for code, text in entry.choices.items() if words.count(text) == 1}
    # A code that somebody named goes before the dictionary, which lists "9, Don't know" as a choice like any other.
    gone = Gone(missing)
    words = [text for text, code in codes.items() if gone.holds(code)]
    return Recode(ItemFrom((entry.name,), entry.name, recode=codes, missing=tuple(dict.fromkeys((*missing, *words)))))
