"""The treatments in a journal, for every page that names them."""

from __future__ import annotations

from unspiral.doors.web.desk import Desk
from unspiral.records.treatment import Treatment, treatment_of
from unspiral.store.journal.journal import Journal


def treatments_of(desk: Desk) -> tuple[Treatment, ...]:
    """All treatments that were not taken back, by their first day.

    Args:
        desk: with its journal open.
    """
    journal = desk.journal
    return desk.kept.get("treatments", journal.version, lambda: _read(journal))


def treatment_of_key(desk: Desk, key: str) -> Treatment | None:
    """The treatment that any version of this key belongs to; None where there is none, or it was taken back."""
    return next((treatment for treatment in treatments_of(desk) if key in treatment.keys), None)


def running(desk: Desk, day: str) -> tuple[Treatment, ...]:
    """Those that run on a day."""
    return tuple(treatment for treatment in treatments_of(desk) if treatment.runs_on(day))


def _read(journal: Journal) -> tuple[Treatment, ...]:
    found = [treatment_of(tuple(version for version, _receipt in journal.history(entry.key))) for entry in journal.entries("treatment")]
    return tuple(sorted(found, key=lambda treatment: (treatment.begin, treatment.name)))
