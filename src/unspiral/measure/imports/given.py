"""What somebody said about a table on the command line or in Python, before anything is guessed."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from unspiral.errors import SpecError, did_you_mean
from unspiral.measure.cells import NUMBER
from unspiral.measure.imports.answered import check_answers
from unspiral.measure.imports.mapping import ItemFrom, Mapping
from unspiral.measure.imports.recode import Gone


@dataclass(frozen=True, slots=True)
class Given:
    """Options of an import; what is left out is guessed, or taken from the mapping.

    Args:
        kind: "wide" or "long", or "".
        person: column that says who, or "".
        person_is: the person where no column says it, or "".
        time: columns of the time.
        time_format, zone, unit, start: of the time, or "".
        beeps: a day, or 0.
        items: item -> column.
        item_column, value_column: of a long table, or "".
        instrument: which questionnaire is meant where columns leave it open, or "".
        skip: columns that are left out on purpose.
        missing: codes that stand for no answer, in every item.
        reverse: item -> (low, high) of a scale that is turned round.
        duplicates, empty, decimal: as in ``Mapping``, or "".
        identifiers: columns that look like names and addresses are wanted too.
    """

    kind: str = ""
    person: str = ""
    person_is: str = ""
    time: tuple[str, ...] = ()
    time_format: str = ""
    at: str = ""
    zone: str = ""
    unit: str = ""
    start: str = ""
    beeps: int = 0
    items: Dict[str, str] = field(default_factory=dict[str, str])
    item_column: str = ""
    value_column: str = ""
    instrument: str = ""
    skip: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reverse: Dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict[str, tuple[Decimal, Decimal]])
    duplicates: str = ""
    empty: str = ""
    decimal: str = ""
    identifiers: bool = False
    undated: bool = False
    recode: Dict[str, Dict[str, str]] = field(default_factory=dict[str, Dict[str, str]])

    def over(self, mapping: Mapping) -> Mapping:
        """A mapping with what was said in its place.

        Raises:
            SpecError: an item that is to be turned round is not in the mapping, or a code is to stand for no answer and for one.
        """
        when = replace(
            mapping.when,
            columns=() if self.at else self.time or mapping.when.columns,
            at=self.at or ("" if self.time else mapping.when.at),
            empty="skip" if self.undated else mapping.when.empty,
            format=self.time_format or mapping.when.format,
            zone=self.zone or mapping.when.zone,
            unit=self.unit or mapping.when.unit,
            start=self.start or mapping.when.start,
            beeps=self.beeps or mapping.when.beeps,
        )
        person, person_is, person_from = mapping.person, mapping.person_is, mapping.person_from
        if self.person:
            person, person_is, person_from = self.person, "", ""
        elif self.person_is:
            person, person_is, person_from = "", self.person_is, ""
        long = mapping.long
        if mapping.kind == "long":
            long = replace(long, missing=tuple(dict.fromkeys((*long.missing, *self.missing))))
        changed = replace(
            mapping,
            when=when,
            long=long,
            person=person,
            person_is=person_is,
            person_from=person_from,
            skip=tuple(dict.fromkeys((*mapping.skip, *self.skip))),
            duplicates=self.duplicates or mapping.duplicates,
            empty=self.empty or mapping.empty,
            decimal=self.decimal or mapping.decimal,
        )
        return self._with_items(changed)

    def _with_items(self, mapping: Mapping) -> Mapping:
        mapping = replace(mapping, items=tuple(filter(None, map(self._unskipped, mapping.items)))) if self.skip else mapping
        mapping = mapping.with_items(self.items) if self.items else mapping
        known = {item.item for item in mapping.items}
        for flag, names, example in (("--reverse", self.reverse, "=0..10"), ("--recode", self.recode, ":1=0")):
            for name in names:
                if name not in known and mapping.kind == "wide":
                    what = f"{flag} names '{name}', which is no item of the import.{did_you_mean(name, known)}"
                    raise SpecError(what, fix=f"{flag} {next(iter(known), 'mood')}{example}")
        items = tuple(self._changed(item) for item in mapping.items) + self._long_items(mapping, known)
        # Columns that are recoded or turned round have codes of their own.
        check_answers(self.missing, ((i.instrument, i.item) for i in items if i.instrument and not i.recode and not i.reverse))
        return replace(mapping, items=items)

    def _changed(self, item: ItemFrom) -> ItemFrom:
        low, high = self.reverse.get(item.item, (item.low, item.high))
        missing = tuple(dict.fromkeys((*item.missing, *self.missing)))
        recode = {**item.recode, **self.recode.get(item.item, {})}
        self._check_codes(item.item, recode)
        turned = item.reverse or item.item in self.reverse
        higher = item.higher
        if turned and not item.reverse:
            higher = {"better": "worse", "worse": "better"}.get(higher, "")
            if item.recode and item.item not in self.recode:
                return replace(item, missing=missing, recode=self._turned(item), higher=higher)
        return replace(item, low=low, high=high, reverse=turned, missing=missing, recode=recode, higher=higher)

    def _turned(self, item: ItemFrom) -> Dict[str, str]:
        """The numbers behind the codes of a mapping, turned round: they are what the diary would hold."""
        low, high = self.reverse[item.item]
        turned: dict[str, str] = {}
        for code, value in item.recode.items():
            number = Decimal(value) if NUMBER.fullmatch(value) else None
            if value and (number is None or not low <= number <= high):
                raise SpecError(
                    f"The code '{code}' of '{item.item}' stands for '{value}', no number from {low} to {high}, so it cannot be turned.",
                    fix=f"say what each code stands for: --recode {item.item}:{code}=NUMBER",
                )
            turned[code] = value if number is None else f"{low + high - number:f}"
        return turned

    def _unskipped(self, item: ItemFrom) -> ItemFrom | None:
        """The item without columns that are to be left out; None where it has no other."""
        columns = tuple(name for name in item.columns if name not in self.skip)
        return None if item.columns and not columns and item.item not in self.items else replace(item, columns=columns or item.columns)

    def _check_codes(self, name: str, recode: Dict[str, str]) -> None:
        for code in self.missing:
            gone = Gone((code,))
            if answer := next((known for known in recode if gone.holds(known)), ""):
                raise SpecError(
                    f"The code '{answer}' of '{name}' is given two meanings: no answer (--missing {code}), and {recode[answer]}.",
                    why="--missing holds for every item of the table, and which of the two is meant cannot be told.",
                    fix=f"leave out --missing {code}; for single items: --save-map M.toml, and missing = ['{code}'] beside each of them.",
                )

    def _long_items(self, mapping: Mapping, known: set[str]) -> tuple[ItemFrom, ...]:
        if mapping.kind != "long":
            return ()
        new = [name for name in dict.fromkeys((*self.reverse, *self.recode)) if name not in known]
        return tuple(self._changed(ItemFrom((name,), name)) for name in new)
