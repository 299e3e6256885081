"""Builds a diary answer by answer."""

from __future__ import annotations

from collections.abc import Iterable

from unspiral.measure.table import ColumnBuilder
from unspiral.records.diary import COLUMNS, Diary, diary_of


class DiaryBuilder:
    """Grows a diary row by row, or many rows at once; each different text is kept once.

    >>> diary = DiaryBuilder()
    >>> diary.add("P1", "2024-03-09T21:30:00+01:00", item="pain_avg", value="4", source="check-in")
    >>> len(diary.build())
    1
    """

    def __init__(self) -> None:
        self._columns = [ColumnBuilder(name) for name in COLUMNS]
        self._said: list[str] = []

    def add(
        self,
        person: str,
        time: str,
        *,
        item: str,
        value: str,
        end: str = "",
        instrument: str = "",
        form: str = "",
        unit: str = "",
        source: str = "",
    ) -> None:
        """Append one answer; the texts mean what ``unspiral.records.diary.Diary`` says."""
        for column, text in zip(self._columns, (person, time, end, instrument, form, item, value, unit, source)):
            column.add((text,))

    def add_rows(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Append many answers, each with its cells in the order of ``unspiral.records.diary.COLUMNS``."""
        for column, cells in zip(self._columns, zip(*rows)):
            column.add(cells)

    def say(self, sentence: str) -> None:
        """Remember what was guessed, changed or left out; each sentence once."""
        if sentence not in self._said:
            self._said.append(sentence)

    def build(self) -> Diary:
        """The finished diary."""
        return diary_of((column.build(exact=True) for column in self._columns), tuple(self._said))
