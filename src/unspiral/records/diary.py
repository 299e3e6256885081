"""What people answered and devices counted, in long form: one row for each answer, as text exactly as it was given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unspiral.records.column import Column

COLUMNS = ("person", "time", "end", "instrument", "form", "item", "value", "unit", "source")


@dataclass(frozen=True, slots=True, eq=False)
class Diary:
    """Answers and measurements in long form. Nothing is understood here: what was given stays as it was given.

    Args:
        person: whose answer it is.
        time: when it was given, or when what was measured began: a date (2024-03-09), a moment with its offset
            (2024-03-09T21:30:00+01:00), a moment on a clock whose zone nobody wrote down (2024-03-09T21:30:00), or a number of days.
        end: when what was measured ended, in the same way; "" for an answer.
        instrument: the questionnaire it belongs to ("phq9"); "" for single items and devices.
        form: which filling-in of that questionnaire, unique within a person; "" for single items and devices.
        item: what was asked or counted ("phq1", "pain_avg", "steps").
        value: the answer as text; "" = asked and not answered.
        unit: of the value ("min", "count", "1"); "" where nobody said.
        source: where it came from ("diary.csv", "apple: Watch").
        said: what was guessed, changed or left out on the way here, one sentence each.
    """

    person: Column
    time: Column
    end: Column
    instrument: Column
    form: Column
    item: Column
    value: Column
    unit: Column
    source: Column
    said: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many answers."""
        return len(self.person.codes)

    def columns(self) -> tuple[Column, ...]:
        """All columns, in the order of ``COLUMNS``."""
        return (self.person, self.time, self.end, self.instrument, self.form, self.item, self.value, self.unit, self.source)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Row by row, the cells in the order of ``COLUMNS``."""
        return zip(*(_texts(column) for column in self.columns()))


def diary_of(columns: Iterable[Column], said: tuple[str, ...] = ()) -> Diary:
    """A diary from its columns, in the order of ``COLUMNS``."""
    person, time, end, instrument, form, item, value, unit, source = columns
    return Diary(person, time, end, instrument, form, item, value, unit, source, said)


def _texts(column: Column) -> list[str]:
    codes: list[int] = column.codes.tolist()
    return [column.levels[code] for code in codes]
