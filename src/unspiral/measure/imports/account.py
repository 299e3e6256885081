"""What was done to the cells on the way into the diary, counted, so that it can be said."""

from __future__ import annotations

from collections import Counter

from unspiral.measure.saying import counted

_WORDS = {
    "recoded": "recoded",
    "missing": "missing by its code, kept as not answered",
    "not asked": "whose code says that the question was not asked; no answer was made of it",
    "reversed": "turned round (low + high - x)",
    "outside": "outside the scale, kept as it is",
    "comma": "with a decimal comma, now written as a point",
    "empty": "empty, kept as not answered",
    "left out": "empty, left out",
    "branched": "empty as the question was not shown; no answer was made of it",
}


class Account:
    """Counts what happens while a table is read; sentences come out at the end, in a fixed order."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._cells: Counter[tuple[str, str, str]] = Counter()
        self._rows: Counter[str] = Counter()
        self.answers = 0
        self.rows = 0

    def say(self, sentence: str) -> None:
        """Remember a sentence, once."""
        if sentence not in self._said:
            self._said.append(sentence)

    def cell(self, what: str, item: str, detail: str = "", number: int = 1) -> None:
        """Count cells of an item to which something was done; ``what`` is a key of the words above."""
        self._cells[what, item, detail] += number

    def row(self, what: str, number: int = 1) -> None:
        """Count rows; ``what`` reads behind their number: "rows left out: no time"."""
        self._rows[what] += number

    def counts(self) -> dict[str, int]:
        """How many cells each thing was done to, over all items."""
        total: Counter[str] = Counter()
        for (what, _, _), number in self._cells.items():
            total[what] += number
        return dict(total)

    def sentences(self) -> tuple[str, ...]:
        """Everything that is to be said."""
        said = list(self._said)
        by_item: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for (what, item, detail), number in self._cells.items():
            by_item.setdefault((what, item), []).append((detail, number))
        for (what, item), parts in sorted(by_item.items(), key=lambda entry: (list(_WORDS).index(entry[0][0]), entry[0][1])):
            total = sum(number for _, number in parts)
            details = [f"{detail}: {number}" for detail, number in sorted(parts) if detail]
            shown = f" ({', '.join(details[:12])}{' ...' if len(details) > 12 else ''})" if details else ""
            said.append(f"{item}: {counted(total, 'cell', 'cells')} {_WORDS[what]}{shown}.")
        said += [f"{counted(number, 'row', 'rows')} {what}." for what, number in sorted(self._rows.items())]
        return tuple(said)
