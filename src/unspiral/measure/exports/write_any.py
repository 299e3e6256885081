"""A diary into any of the forms that others read, by the form's name."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

import numpy as np

from unspiral.aside import file_aside
from unspiral.errors import DataError, SpecError, did_you_mean
from unspiral.measure.cells import EMPTY_WORDS, NUMBER
from unspiral.measure.exports.cells_out import cell
from unspiral.measure.exports.fhir_written import FhirWritten
from unspiral.measure.exports.formula import escaped
from unspiral.measure.saying import counted
from unspiral.measure.wide import panel_from, wide_of
from unspiral.records.diary import Diary, diary_of
from unspiral.records.panel import Panel

# Form -> what it is, and the endings by which a name asks for it.
FORMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "tidy": ("a folder, or a .zip, with answers, codebook and manifest", (".zip",)),
    "csv": ("the diary in long form, one row an answer", (".csv",)),
    "parquet": ("the same, raw, for large data", (".parquet",)),
    "json": ("the same, raw, as JSON", (".json",)),
    "wide": ("one row a person and time, as 'unspiral learn' reads it", ()),
    "ctsem": ("a folder for ctsem (R)", ()),
    "mlvar": ("a folder for mlVAR (R)", ()),
    "lavaan": ("a folder for lavaan (R): wide, with a model of random intercepts", ()),
    "mplus": ("a folder for Mplus: numbers and an input file", ()),
    "fhir": ("a bundle of FHIR R4", (".fhir.json",)),
}
# Endings that a form may have beside its own.
_ALSO: Mapping[str, tuple[str, ...]] = {"wide": (".csv",), "fhir": (".json",)}
_OF_PANELS = ("ctsem", "mlvar", "lavaan", "mplus")


@dataclass(frozen=True, slots=True)
class How:
    """How a diary becomes rows, where a form wants rows.

    Args:
        items: these alone; None = all whose answers are numbers.
        per: "occasion" or "day".
        many: what to do with several answers for one cell, as in ``unspiral.measure.wide.wide_of``.
        time_unit: in which times are counted; None = days, or what a number of days stands for.
        replace: whether what is there already may be replaced.
        acknowledged: whether scores go out although an answer calls for help first (FHIR).
    """

    items: tuple[str, ...] | None = None
    per: str = "occasion"
    many: str = "error"
    time_unit: str | None = None
    replace: bool = False
    acknowledged: bool = False


def form_of(place: str, given: str | None) -> str:
    """The form that is asked for, by its name or by the ending of the place.

    Raises:
        SpecError: there is no such form, or the ending belongs to another one.
    """
    found = [form for form, (_, endings) in FORMS.items() if place.lower().endswith(endings or "\0")]
    if given is not None:
        if given not in FORMS:
            raise SpecError(
                f"'{given[:40]}' is not a layout.{did_you_mean(given, FORMS)}", why=f"They are {', '.join(FORMS)}.", fix="--layout tidy"
            )
        if found and found[-1] != given and not place.lower().endswith(_ALSO.get(given, "\0")):
            ending, told = Path(place).suffix, FORMS[given][1] or _ALSO.get(given, ())
            raise SpecError(
                f"'{Path(place).name}' ends in {ending}, as files of the layout '{found[-1]}' do, and --layout says '{given}'.",
                why="Whoever opens it would take it for what it is not.",
                fix=f"-o {Path(place).stem + (told[0] if told else '')}   (or --layout {found[-1]})",
            )
        return given
    if found:
        return found[-1]
    if Path(place).suffix:
        what = f"The ending of '{Path(place).name}' does not say which form is wanted."
        raise SpecError(what, fix="say it: --layout csv (or " + ", ".join(form for form in FORMS if form != "csv") + ")")
    return "tidy"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a diary.

    Args:
        said: what was put together or left out on the way, one sentence each.
        answers: how many were written: rows, or filled cells where a form has one cell for each item.
        withheld: scores that were not written because an answer calls for help first.
        safety: filled-in questionnaires with such an answer.
        loudest: the highest of these answers, which orders what help is named; None where there is none.
    """

    said: tuple[str, ...]
    answers: int
    withheld: int = 0
    safety: int = 0
    loudest: float | None = None


def write_any(diary: Diary, place: str | os.PathLike[str], form: str, how: How) -> Written:
    """Write a diary in one of ``FORMS``.

    Args:
        diary: what was answered.
        place: of the file or folder.
        form: one of ``FORMS``.
        how: what a form with rows needs to know.

    Returns:
        What must be known beside the file.

    Raises:
        DataError: the answers do not fit the form.
        SpecError: the place cannot be written, or is taken.

    Source: docs/how-to/take-your-data-out.md; tests/measure/exports/test_write_any.py.
    """
    if not len(diary):
        raise DataError("There is no answer to write.", fix="look at the source first: unspiral measure import SOURCE --preview")
    chosen, said = _chosen(diary, how.items, numbers=form in _OF_PANELS)
    if form in ("tidy", *_OF_PANELS):
        more, answers = _folder(diary, place, form, how, chosen)
        return Written(said + more, answers)
    if Path(place).exists() and not how.replace:
        raise SpecError(f"'{place}' is there already.", why="Nothing is overwritten unasked.", fix="choose another name, or add --force.")
    if form == "wide":
        wide = wide_of(diary, per=how.per, many=how.many, items=chosen)
        with file_aside(place) as stream:
            for row in (wide.names, *wide.rows()):
                stream.write((",".join(cell(escaped(text)) for text in row) + "\n").encode())
        return Written(said + wide.said, sum(text != "" for row in wide.rows() for text in row[2:]))
    write = _writer(form)
    held = diary if chosen is None else kept(diary, chosen)
    if form != "fhir":
        write(held, place)
        return Written(said, len(held))
    done = cast("FhirWritten", write(held, place, acknowledged=how.acknowledged))
    return Written(said + done.said, done.answers, done.withheld, done.safety, done.loudest)


def _folder(
    diary: Diary, place: str | os.PathLike[str], form: str, how: How, chosen: tuple[str, ...] | None
) -> tuple[tuple[str, ...], int]:
    """What is to be said of a folder, and how many answers are in it."""
    if Path(place).exists() and not how.replace:
        raise SpecError(f"'{place}' is there already.", why="Nothing is overwritten unasked.", fix="choose another name, or add --force.")
    if form == "tidy":
        held = diary if chosen is None else kept(diary, chosen)
        _writer(form)(held, place, replace=how.replace)
        return (), len(held)
    panel = _panel(diary, how, chosen)
    _writer(form)(panel, place, replace=how.replace)
    said = panel.source.said
    if form == "lavaan":
        from unspiral.measure.exports.write_lavaan import uneven_steps

        said += uneven_steps(panel)
    return said, sum(int(np.isfinite(person.values).sum()) for person in panel.persons)


def _panel(diary: Diary, how: How, chosen: tuple[str, ...] | None) -> Panel:
    items = list(chosen) if chosen is not None else None
    return panel_from(diary, per=how.per, many=how.many, columns=items, time_unit=how.time_unit)


def _writer(form: str) -> Callable[..., object]:
    return cast("Callable[..., object]", getattr(import_module(f"unspiral.measure.exports.write_{form}"), f"write_{form}"))


def kept(diary: Diary, items: Sequence[str]) -> Diary:
    """A diary with some of its items only.

    Raises:
        SpecError: an item that is not in it.
    """
    for item in items:
        if item not in diary.item.levels:
            what = f"The diary has no item '{item[:40]}'.{did_you_mean(item, diary.item.levels)}"
            raise SpecError(what, fix=f"--items {diary.item.levels[0]}")
    wanted = [level in items for level in diary.item.levels]
    rows = np.array(wanted, dtype=np.bool_)[diary.item.codes]
    return diary_of((column.keep(rows) for column in diary.columns()), diary.said)


def _chosen(diary: Diary, items: tuple[str, ...] | None, *, numbers: bool) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    if items is not None or not numbers:
        return items, ()
    names = wide_of(diary, many="first").items
    good = tuple(column.name for column in names if all(map(_is_number, column.levels)))
    left = [column.name for column in names if column.name not in good]
    if not good:
        raise DataError("No item has numbers for answers.", why="The program reads numbers alone.", fix="--layout csv, which keeps words")
    if not left:
        return good, ()
    shown = ", ".join(f"'{name}'" for name in left[:8]) + (" ..." if len(left) > 8 else "")
    return good, (f"{counted(len(left), 'item has', 'items have')} answers that are no numbers and stayed out: {shown}.",)


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text.strip()) is not None or text.strip().casefold() in EMPTY_WORDS
