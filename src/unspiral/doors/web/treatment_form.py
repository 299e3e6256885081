"""The form of a treatment: read, checked, and shown again with what was typed where something is not clear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from unspiral.doors.web.form import Form
from unspiral.doors.web.keeping import form_key
from unspiral.records.entry import Plain
from unspiral.records.treatment import SORTS, Treatment

LONGEST = 80  # letters of a name: it stands beside a band in a picture
AHEAD = timedelta(days=366)
SORT_WORDS = {
    "movement": "Movement",
    "medicine": "Medicine",
    "talking": "Talking or counselling",
    "sleep": "Sleep",
    "hands-on": "Hands-on, such as massage",
    "other": "Something else",
}
assert tuple(SORT_WORDS) == SORTS


@dataclass(frozen=True, slots=True)
class TreatmentForm:
    """What was typed, as it was typed.

    Args:
        key: of the entry that the form becomes.
        replaces: key of the treatment that it corrects; "" for a new one.
        name, sort, begin, end: the fields.
    """

    key: str
    replaces: str
    name: str
    sort: str
    begin: str
    end: str

    def body(self) -> dict[str, Plain]:
        """The body of its entry."""
        return {"name": self.name, "sort": self.sort, "from": self.begin, "to": self.end}

    def objections(self, today: str) -> dict[str, str]:
        """What is not clear, a sentence a field; empty where all is."""
        found: dict[str, str] = {}
        if not self.name:
            found["name"] = "Give it a name, such as Walking, ten minutes."
        elif len(self.name) > LONGEST:
            found["name"] = f"A name can have at most {LONGEST} letters; this one has {len(self.name)}."
        if self.sort not in SORTS:
            found["sort"] = "Choose one of the sorts."
        begin, end = day_of(self.begin), day_of(self.end)
        last = date.fromisoformat(today) + AHEAD
        if begin is None or not date(1900, 1, 1) <= begin <= last:
            found["from"] = f"Give the day on which it began as year-month-day, such as {today}."
        if self.end and (end is None or end > last):
            found["to"] = f"Give the last day as year-month-day, such as {today}, or leave it empty while it goes on."
        elif begin and end and end < begin:
            found["to"] = "The last day lies before the first one."
        return found


def day_of(typed: str) -> date | None:
    """A day as the browser sends it, "2026-10-01"; None for everything else."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.isoformat() == typed else None  # weeks and days without lines between are read, too


def empty_form(today: str) -> TreatmentForm:
    """A form for a new treatment that begins today."""
    return TreatmentForm(str(uuid4()), "", "", "other", today, "")


def form_of(treatment: Treatment) -> TreatmentForm:
    """A form that corrects a treatment."""
    return TreatmentForm(str(uuid4()), treatment.key, treatment.name, treatment.sort, treatment.begin, treatment.end)


def read_treatment(form: Form) -> TreatmentForm:
    """What the form sent."""
    name = " ".join(form.one("name").split())
    return TreatmentForm(form_key(form.one("key")), form.one("replaces"), name, form.one("sort", "other"), form.one("from"), form.one("to"))
