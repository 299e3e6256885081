"""What somebody said about a table on the command line or in Python, before anything is guessed."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from unspiral.errors import SpecError, did_you_mean
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
        return replace(item, low=low, high=high, reverse=turned, missing=missing, recode=recode)

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
