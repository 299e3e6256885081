"""A codebook that is counted while rows pass by, so that it needs no table in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from unspiral.measure.cells import NUMBER
from unspiral.measure.exports.check_in_items import NAME, check_in
from unspiral.measure.exports.codebook import Entry
from unspiral.measure.exports.journal_rows import Row
from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.measure.questionnaires.library import instrument, instruments


@dataclass(slots=True)
class _Count:
    answers: int = 0
    numbers: int = 0
    empty: int = 0
    low: float = float("inf")
    high: float = float("-inf")
    units: dict[str, None] = field(default_factory=dict[str, None])
    sources: dict[str, None] = field(default_factory=dict[str, None])


class ItemCounts:
    """Counts the items of the rows that pass through ``watch``."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], _Count] = {}

    def watch(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, counted as they pass."""
        for row in rows:
            self._take(row)
            yield row

    def entries(self) -> tuple[Entry, ...]:
        """One entry for each item, in the order in which items first turned up; as ``unspiral.measure.exports.codebook.codebook``."""
        return tuple(_entry(name, item, count) for (name, item), count in self._counts.items())

    def _take(self, row: Row) -> None:
        _, _, _, name, _, item, value, unit, source = row
        count = self._counts.setdefault((name, item), _Count())
        if value == "":
            count.empty += 1
        else:
            count.answers += 1
        if NUMBER.fullmatch(value):
            count.numbers += 1
            count.low, count.high = min(count.low, float(value)), max(count.high, float(value))
        for held, text in ((count.units, unit), (count.sources, source)):
            if text:
                held[text] = None


def _entry(name: str, item: str, count: _Count) -> Entry:
    known = known_as(name)
    held = next((each for each in known.items if each.id == item), None) if known else None
    return Entry(
        instrument=name,
        item=item,
        text=held.text if held else "",
        options="; ".join(f"{option.score:g} = {option.text}" for option in held.options) if held else "",
        reversed="yes" if held and held.reverse else "",
        unit=" | ".join(count.units),
        answers=count.answers,
        numbers=count.numbers,
        not_answered=count.empty,
        persons=min(count.answers, 1),
        low=f"{count.low:.12g}" if count.numbers else "",
        high=f"{count.high:.12g}" if count.numbers else "",
        loinc=held.loinc if held and known and known.codes.support.evidence != "unverified" else "",
        sources=" | ".join(count.sources),
    )


def known_as(name: str) -> Instrument | None:
    """The questionnaire of this name, the check-in among them; None where there is none."""
    if name == NAME:
        return check_in()
    return instrument(name) if name in instruments() else None
