"""How a table becomes a diary: which column says who, when and what, and how its codes are read. Plain data, checked by themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from unspiral.errors import SpecError, did_you_mean
from unspiral.measure.imports.zone import check_zone
from unspiral.units import DAYS_PER

KINDS = ("wide", "long")
FORMATS = (
    "iso", "day/month/year", "month/day/year", "day/month/yy", "month/day/yy", "yyyymmdd", "excel", "excel-1904", "unix", "unix-ms",
    "number", "beep", "codes",
)  # fmt: skip
POLICIES = ("error", "first", "last", "keep")
HIGHER = ("", "worse", "better")
EMPTIES = ("unanswered", "skip")
Seen = Literal["", "seen", "from memory"]


@dataclass(frozen=True, slots=True)
class When:
    """Where the time of an answer stands, and how it is written.

    Args:
        columns: none, one, or two (a date and a clock time; a day and a beep).
        format: one of ``FORMATS``; "codes" looks the text up in ``codes``.
        zone: IANA name of where clock times without zone were written, or "": they stay without.
        unit: of numbers: hour, day, week, month or year.
        start: the date that day 0 of a "number" or "beep" stands for, or "": they stay numbers of days.
        beeps: how many beeps a day has, for "beep"; 0 = the largest number in the file.
        codes: text -> number or date, for "codes" and for waves.
        at: one time for every row, in place of a column.
        empty: what becomes of a row without a time: "error", or "skip" (counted).
    """

    columns: tuple[str, ...] = ()
    format: str = "iso"
    zone: str = ""
    unit: str = "day"
    start: str = ""
    beeps: int = 0
    codes: Dict[str, str] = field(default_factory=dict[str, str])
    at: str = ""
    empty: str = "error"


@dataclass(frozen=True, slots=True)
class ItemFrom:
    """One item of the diary, and the column (wide) or the name (long) it comes from.

    Args:
        columns: names it may have, the first that is there is taken; "{wave}" stands for each wave of ``when.codes``, "{n}" for any number.
        item: what it is called in the diary.
        instrument: the questionnaire it belongs to, or "".
        unit: of the value, or "".
        recode: code -> value; a code that stands neither here nor among the missing ones is an error. Labels of survey files count too.
        missing: codes that stand for "asked and not answered": texts, numbers, or ranges such as "-99..-90".
        not_asked: codes that stand for "not asked": such a cell becomes no answer at all.
        low, high: ends of the scale; values outside are counted aloud.
        reverse: the value becomes low + high - x.
        higher: what more of it means once it is read: "worse", "better", or "" where nobody said.
        contains: the code to look for in columns that hold several choices each: 1 if one of them holds it, else 0.
        seen: for a recipe: whether the name was seen in public code or documentation, or comes from memory.
        note: what a reader must know.
        ask: what to look up in the codebook, for an item whose column nobody can foretell.
    """

    columns: tuple[str, ...]
    item: str
    instrument: str = ""
    unit: str = ""
    recode: Dict[str, str] = field(default_factory=dict[str, str])
    missing: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    reverse: bool = False
    higher: str = ""
    contains: str = ""
    seen: Seen = ""
    note: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """Which rows are taken: those whose cell in ``column`` is one of ``holds``, and none of ``lacks``."""

    column: str
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LongColumns:
    """Columns of a long table.

    Args:
        item: holds what was asked.
        value: holds the answer.
        detail: for the items named in ``detail_for``, names them instead; words in brackets at its end are left out of the name.
        detail_for: texts of ``item`` whose true name stands in ``detail``.
        unit, instrument, form, end: columns with these, or "".
        source: columns whose texts are put behind the name of the source.
        beside: column -> name of an item of its own, where it is not empty; "{item}" is the row's item.
        others: what becomes of items that the mapping does not list: "keep", "skip" (counted) or "error".
        missing: codes that stand for "asked and not answered" in items that the mapping does not list.
    """

    item: str = ""
    value: str = ""
    detail: str = ""
    detail_for: tuple[str, ...] = ()
    unit: str = ""
    instrument: str = ""
    form: str = ""
    end: str = ""
    source: tuple[str, ...] = ()
    beside: Dict[str, str] = field(default_factory=dict[str, str])
    others: str = "keep"
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a table becomes a diary.

    Args:
        kind: "wide" (a column for each item) or "long" (a row for each answer).
        when: the time.
        items: what is taken, in order.
        name: what the mapping is called, in messages.
        person: the column that says who; "" = everything is ``person_is``.
        person_also: further columns that belong to the person's name, put behind it with a hyphen.
        person_is: the person where no column says it.
        person_from: a pattern that finds the person in the file's path, or "".
        end: column with the end of what was measured, or "".
        source: what is written as the source; "" = the file's name.
        skip: columns that are left out on purpose.
        where: rows that are taken; all conditions hold.
        duplicates: two answers to one item at one time: "error", "first", "last" or "keep".
        empty: an empty cell is "unanswered" (kept as asked and not answered) or "skip".
        decimal: "." or ",": the decimal mark of numbers.
        merge: columns on which several files are put together, row by row; () = files are read one after the other.
        long: columns of a long table.
        about: what the mapping is for, its evidence and its sources; shown to the reader.
    """

    kind: str
    when: When
    items: tuple[ItemFrom, ...] = ()
    name: str = ""
    person: str = ""
    person_also: tuple[str, ...] = ()
    person_is: str = ""
    person_from: str = ""
    end: str = ""
    source: str = ""
    skip: tuple[str, ...] = ()
    where: tuple[Where, ...] = ()
    duplicates: str = "error"
    empty: str = "unanswered"
    decimal: str = "."
    merge: tuple[str, ...] = ()
    long: LongColumns = LongColumns()
    about: About | None = None

    def __post_init__(self) -> None:
        """Refuse what no table could make right."""
        _check(self)

    def with_items(self, columns: Dict[str, str]) -> Mapping:
        """The same with some items taken from other columns, or with further items; ``item -> column``."""
        known = {item.item: item for item in self.items}
        for name, column in columns.items():
            known[name] = replace(known[name], columns=(column,), ask="", seen="") if name in known else ItemFrom((column,), name)
        return replace(self, items=tuple(known.values()))


@dataclass(frozen=True, slots=True)
class About:
    """What a recipe or a preset is for.

    Args:
        title: of the study or the app.
        evidence: how well the names were seen: "seen", "partly seen" or "unverified".
        where: where they were seen, one sentence.
        notes: what a reader must know.
        files: file -> what is in it.
        header: columns by which such a file is recognised.
    """

    title: str
    evidence: str
    where: str = ""
    notes: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    files: Dict[str, str] = field(default_factory=dict[str, str])


def _check(mapping: Mapping) -> None:
    _one_of("kind", mapping.kind, KINDS)
    _one_of("time.format", mapping.when.format, FORMATS)
    _one_of("duplicates", mapping.duplicates, POLICIES)
    _one_of("empty", mapping.empty, EMPTIES)
    _one_of("decimal", mapping.decimal, (".", ","))
    _one_of("time.unit", mapping.when.unit, tuple(DAYS_PER))
    _one_of("time.empty", mapping.when.empty, ("error", "skip"))
    _one_of("long.others", mapping.long.others, ("keep", "skip", "error"))
    if mapping.when.zone:
        check_zone(mapping.when.zone)
    if len(mapping.when.columns) > 2:
        raise SpecError("The time stands in one column or in two, not in more.", fix="--time date --time clock")
    if mapping.when.beeps < 0:
        raise SpecError(f"A day cannot have {mapping.when.beeps} beeps.", fix="beeps = 5")
    if mapping.kind == "long" and not (mapping.long.item and mapping.long.value):
        raise SpecError(
            "A long table needs the column that says what was asked and the one that holds the answer.",
            fix='[long]\nitem = "question"\nvalue = "answer"',
        )
    if mapping.person and (mapping.person_is or mapping.person_from):
        raise SpecError(
            f"The person is said twice: by column '{mapping.person}' and by person_is or person_from.", fix="leave one of them out."
        )
    if mapping.person_from:
        try:
            re.compile(mapping.person_from)
        except re.error as problem:
            raise SpecError(f"person_from is not a pattern that can be searched for ({problem}).", fix="person_from = 'p[0-9]+'") from None
    if mapping.about is not None:
        _one_of("about.evidence", mapping.about.evidence, ("seen", "partly seen", "unverified"))
    seen: set[str] = set()
    for item in mapping.items:
        _check_item(item)
        if mapping.kind == "wide" and item.item in seen:
            raise SpecError(f"The item '{item.item}' stands twice in the mapping.", fix="give each item a name of its own.")
        seen.add(item.item)


def _check_item(item: ItemFrom) -> None:
    if not item.item.strip():
        raise SpecError(f"An item from column '{', '.join(item.columns)}' has no name.", fix='item = "pain"')
    if not item.columns and not item.ask:
        raise SpecError(f"The item '{item.item}' has no column.", fix='column = "NRS"')
    _one_of(f"higher_means of '{item.item}'", item.higher, HIGHER)
    both = item.low is not None and item.high is not None
    if item.reverse and not both:
        raise SpecError(
            f"The item '{item.item}' is to be turned round, and the ends of its scale are not given.",
            why="x is read as low + high - x.",
            fix="low = 0\n  high = 10",
        )
    if item.low is not None and item.high is not None and not item.low < item.high:
        raise SpecError(f"The scale of '{item.item}' runs from {item.low} to {item.high}.", fix="low = 0\n  high = 10")
    if item.reverse and item.recode:
        raise SpecError(
            f"The item '{item.item}' is both recoded and turned round.",
            why="Which comes first would change the numbers.",
            fix="write the final value behind each code, and leave out reverse.",
        )
    clash = set(item.missing) & set(item.recode) | set(item.missing) & set(item.not_asked) | set(item.not_asked) & set(item.recode)
    if clash:
        raise SpecError(f"The code '{min(clash)}' of '{item.item}' is given two meanings.", fix="let it stand in one list only.")


def _one_of(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        shown = ", ".join(repr(k) for k in known)
        raise SpecError(
            f"{what} is '{given[:60]}', and must be one of {shown}.{did_you_mean(given, known)}", fix=f"{what.split()[0]} = {known[0]!r}"
        )
