"""Under a decimal comma: in which columns a comma is one, and which cells could be thousands as well as a fraction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from unspiral.errors import DataError
from unspiral.measure.cells import EMPTY_WORDS, NUMBER
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.lines import Lines, at_row
from unspiral.measure.imports.mapping import ItemFrom
from unspiral.measure.imports.read_long import item_names
from unspiral.measure.imports.recode import Gone
from unspiral.measure.imports.settle import Settled
from unspiral.measure.imports.sheet import Sheet
from unspiral.measure.roles import listed

_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
_DOTTED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")

Asked = tuple[str, ItemFrom, Sequence[int], Sequence[str]]  # column or name, what the mapping says of it, rows, cells


def comma_columns(settled: Settled, sheet: Sheet, account: Account) -> frozenset[str]:
    """The columns (of a long table: the names of what was asked) in which the comma is a decimal mark.

    A list of choices such as "1,2" beside "1,2,3" is no number, so its commas stay.

    Args:
        settled: the mapping, met with the table.
        sheet: the table.
        account: gets the columns whose commas stay.

    Raises:
        DataError: a cell such as 1.234 could be thousands as well as a fraction.

    Source: tests/measure/imports/test_commas.py.
    """
    if settled.mapping.decimal != ",":
        return frozenset()
    cells: dict[str, _Column] = {}
    for name, item, rows, texts in _asked(settled, sheet):
        cells.setdefault(name, _Column(item)).look(rows, texts)
    for name, column in cells.items():
        if column.numbers and column.dotted:
            text, row = column.dotted
            raise DataError(
                f"{at_row(sheet, row, name)}: '{text}' could be thousands or a fraction.",
                why="Under a decimal comma a point parts the thousands; read the wrong way the number would be off by a factor of 1000.",
                fix="write it without the point; or, if the point is the decimal mark: --decimal point",
            )
    stay = [name for name, column in cells.items() if not column.numbers and column.commas]
    if stay:
        account.say(f"Not every cell is a number in {listed(stay)}; commas stay there as they are.")
    return frozenset(name for name, column in cells.items() if column.numbers)


class _Column:
    """What the cells of one item are, taken together."""

    def __init__(self, item: ItemFrom) -> None:
        self.numbers = True
        self.commas = False
        self.dotted: tuple[str, int] | None = None
        self._codes = (Gone((*item.missing, *item.not_asked)), item.recode)
        self._turned = item.reverse  # there a word is an error of its own
        self._known: set[str] = set()

    def look(self, rows: Sequence[int], texts: Sequence[str]) -> None:
        """Look at some more of its cells."""
        gone, recode = self._codes
        for row, raw in zip(rows, texts):
            if raw in self._known:
                continue
            text = raw.strip()
            if len(self._known) < 50_000:
                self._known.add(raw)
            if text.casefold() in EMPTY_WORDS or gone.holds(text) or text in recode:
                continue
            if _COMMA.fullmatch(text):
                self.commas = True
            elif _DOTTED.fullmatch(text):
                self.dotted = self.dotted or (text, row)
            elif not NUMBER.fullmatch(text):
                self.commas = self.commas or "," in text
                self.numbers = self._turned


def _asked(settled: Settled, sheet: Sheet) -> Iterator[Asked]:
    if settled.mapping.kind == "wide":
        parts = [part for part in settled.taken if not part.item.contains]
        for chunk in sheet.take(list(dict.fromkeys(part.columns[0] for part in parts))):
            for part in parts:
                yield part.columns[0], part.item, chunk.rows, chunk.columns[part.columns[0]]
        return
    long = settled.mapping.long
    items = {name: item for item in settled.mapping.items for name in item.columns}
    for chunk in sheet.take([name for name in (long.item, long.detail, long.value) if name]):
        places: dict[str, list[int]] = {}
        for place, name in enumerate(item_names(Lines(chunk, (), (), ()), settled.mapping)):
            places.setdefault(name, []).append(place)
        for name, mine in places.items():
            texts = chunk.columns[long.value]
            yield (
                name,
                items.get(name) or ItemFrom((name,), name, missing=long.missing),
                [chunk.rows[i] for i in mine],
                [texts[i] for i in mine],
            )
