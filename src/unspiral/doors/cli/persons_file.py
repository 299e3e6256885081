"""``learn --persons FILE.csv``: each person's own values of what people differ in, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unspiral.aside import write_aside
from unspiral.errors import SpecError
from unspiral.measure.exports.cells_out import cell
from unspiral.measure.exports.formula import escaped

if TYPE_CHECKING:
    from unspiral.records import Fit
    from unspiral.records.individual import Own

COLUMNS = ("person", "parameter", "estimate", "low", "high", "alone", "shrunk", "above")


def write_persons(fit: Fit, place: str) -> str:
    """Write the table, and say how much stands in it.

    Args:
        fit: with ``individual``.
        place: of the file; an older one is replaced.

    Returns:
        A sentence for whoever waits.

    Raises:
        SpecError: people do not differ in anything but their level in this fit, or the file cannot be written.
    """
    if fit.individual is None or not fit.individual.persons:
        raise differ_in_nothing()
    write_aside(place, persons_text(fit))
    people = len(fit.individual.persons)
    rows = sum(len(values) for values in fit.individual.persons.values())
    return f"Own values of {people} people ({rows} rows) are in {place}."


def persons_text(fit: Fit) -> str:
    """The table as text: UTF-8, comma, line feed, cells that a spreadsheet would run as a formula written as text.

    Numbers are whole, as Python writes them; an empty ``alone`` says that a person's answers alone say next to nothing.
    """
    held = fit.individual
    assert held is not None  # asked before
    rows = [COLUMNS, *(_row(person, name, own) for person, values in held.persons.items() for name, own in values.items())]
    return "".join(",".join(cell(part) for part in row) + "\n" for row in rows)


def _row(person: str, name: str, own: Own) -> tuple[str, ...]:
    numbers = (own.estimate, own.low, own.high, own.alone, own.shrunk, own.above)
    return (escaped(person), escaped(name), *("" if value is None else repr(float(value)) for value in numbers))


def differ_in_nothing() -> SpecError:
    """People were not asked to differ: there is no table to write."""
    return SpecError(
        "--persons writes what people differ in beside their level, and in this fit they differ in nothing else.",
        why="A table of the same number for everyone would look like a finding.",
        fix="--individual links --persons persons.csv",
    )
