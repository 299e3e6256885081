"""What was typed after ``measure import``, as what ``kinds.open_any`` takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from unspiral.errors import SpecError

if TYPE_CHECKING:
    from unspiral.measure.imports.wanted import Wanted

SHAPES = ("wide", "long")
DECIMALS = {"": "", "point": ".", "comma": ","}


@dataclass(frozen=True, slots=True)
class Options:
    """As click hands them over; the names are those of the options."""

    files: tuple[str, ...]
    kind: str | None
    mapping: str | None
    preset: str | None
    recipe: str | None
    items: tuple[str, ...]
    person: str | None
    person_is: str | None
    time: tuple[str, ...]
    time_format: str | None
    time_at: str | None
    time_zone: str | None
    time_unit: str | None
    start: str | None
    beeps: int | None
    item_column: str | None
    value_column: str | None
    instrument: str | None
    skip: tuple[str, ...]
    missing: tuple[str, ...]
    recode: tuple[str, ...]
    reverse: tuple[str, ...]
    decimal: str | None
    duplicates: str | None
    empty: str | None
    skip_undated: bool
    identifiers: bool
    dictionary: str | None
    events: str | None
    metadata: str | None
    labels: bool | None
    since: str | None
    until: str | None
    sources: str | None
    raw: bool
    leave_out_unreadable: bool
    preview: bool
    save_map: str | None
    output: str | None
    wide: str | None
    many: str
    as_json: bool

    def check(self) -> None:
        """Refuse what contradicts itself, before anything is opened.

        Raises:
            SpecError: nothing is to come of it, or an option that belongs to another.
        """
        if not self.files:
            raise SpecError("No file was named.", fix="unspiral measure import diary.csv --preview")
        if not (self.preview or self.output or self.save_map):
            raise SpecError(
                "Nothing would come of this: neither a file nor a preview was asked for.",
                fix=f"unspiral measure import {self.files[0]} --preview   (or: -o diary.csv)",
            )
        if self.wide and not self.output:
            raise SpecError("--wide says how the file shall look, and no file was named.", fix="--wide day -o wide.csv")
        if self.many != "error" and not self.wide:
            raise SpecError("--many belongs to --wide; in long form every answer has a row of its own.", fix="--wide day --many mean")
        if self.preview and self.output:
            raise SpecError("--preview writes nothing, and -o writes.", fix="leave one of them out.")

    def wanted(self) -> Wanted:
        """The same, as the readers take it.

        Raises:
            SpecError: a pair that cannot be read.
            DataError: the mapping file is not there.
        """
        from unspiral.measure.imports.given import Given
        from unspiral.measure.imports.mapping_file import read_mapping
        from unspiral.measure.imports.wanted import Wanted

        shape = self.kind if self.kind in SHAPES else ""
        given = Given(
            kind=shape or "",
            person=self.person or "",
            person_is=self.person_is or "",
            time=self.time,
            time_format=self.time_format or "",
            at=self.time_at or "",
            zone=self.time_zone or "",
            unit=self.time_unit or "",
            start=self.start or "",
            beeps=self.beeps or 0,
            # A bare name is the column of that name; phones know nothing else.
            items=pairs(tuple(text if "=" in text else f"{text}={text}" for text in self.items), "--item", "pain=COLUMN"),
            item_column=self.item_column or "",
            value_column=self.value_column or "",
            instrument=self.instrument or "",
            skip=self.skip,
            missing=self.missing,
            reverse={item: ends(text) for item, text in pairs(self.reverse, "--reverse", "mood=0..10").items()},
            duplicates=self.duplicates or "",
            empty=self.empty or "",
            decimal=DECIMALS[self.decimal or ""],
            identifiers=self.identifiers,
            undated=self.skip_undated,
            recode=codes(self.recode),
        )
        return Wanted(
            self.files,
            kind="table" if shape else self.kind or "",
            mapping=read_mapping(self.mapping) if self.mapping else None,
            preset=self.preset or "",
            recipe=self.recipe or "",
            given=given,
            dictionary=self.dictionary or "",
            events=self.events or "",
            metadata=self.metadata or "",
            since=self.since or "",
            until=self.until or "",
            sources=tuple(name.strip() for name in (self.sources or "").split(",") if name.strip()),
            raw=self.raw,
            leave_out=self.leave_out_unreadable,
            labels=self.labels,
        )


def pairs(texts: tuple[str, ...], flag: str, example: str) -> dict[str, str]:
    """``item=column`` as a mapping.

    Raises:
        SpecError: no "=", an empty side, or an item twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        item, mark, column = text.partition("=")
        if not mark or not item.strip() or not column.strip():
            raise SpecError(f"{flag} '{text[:60]}' is not of the form {example}.", fix=f"{flag} {example}")
        if item.strip() in found:
            raise SpecError(f"{flag} names '{item.strip()[:60]}' twice.", fix=f"{flag} {example}")
        found[item.strip()] = column.strip()
    return found


def ends(text: str) -> tuple[Decimal, Decimal]:
    """``0..10`` as the two ends of a scale.

    Raises:
        SpecError: they are no two numbers.
    """
    low, mark, high = text.partition("..")
    try:
        found = (Decimal(low), Decimal(high))
        if not mark or not all(end.is_finite() and abs(end.adjusted()) < 15 for end in found):
            raise InvalidOperation
    except InvalidOperation:
        raise SpecError(f"'{text[:40]}' is not a scale from its low to its high end.", fix="--reverse mood=0..10") from None
    return found


def codes(texts: tuple[str, ...]) -> Mapping[str, Mapping[str, str]]:
    """``item:code=value`` as item -> code -> value.

    Raises:
        SpecError: a piece is missing.
    """
    found: dict[str, dict[str, str]] = {}
    for text in texts:
        left, mark, value = text.rpartition("=")
        item, colon, code = left.partition(":")
        if not mark or not colon or not item.strip() or not code.strip():
            raise SpecError(f"--recode '{text[:60]}' is not of the form item:code=value.", fix="--recode mood:sad=2")
        found.setdefault(item.strip(), {})[code.strip()] = value.strip()
    return found
