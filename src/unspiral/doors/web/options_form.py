"""What the list of options is asked for: what the journal tells already, and what was typed over it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from unspiral.act.pathway.answers import inputs
from unspiral.act.pathway.nights import DAYS, nights_word
from unspiral.act.pathway.option import options
from unspiral.doors.web.blocked import newest_flags
from unspiral.doors.web.entrance import Visit
from unspiral.doors.web.evening import moment
from unspiral.doors.web.first_help import unread
from unspiral.doors.web.form import Form
from unspiral.errors import UnspiralError
from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.questionnaires.scoring import score
from unspiral.records.entry import Entry, seconds_of
from unspiral.show.day_words import day_words

SCORES = {"phq9": "phq9", "gad7": "gad7", "peg": "peg", "rmdq": "rmdq24"}  # input -> questionnaire
NAMES = {"phq9": "PHQ-9 (mood), 0 to 27", "gad7": "GAD-7 (worry), 0 to 21", "peg": "PEG (pain), 0 to 10", "rmdq": "Roland-Morris, 0 to 24"}
FRESH = 60  # days after which a score says nothing of today any more
WHOLE = ("phq9", "gad7", "rmdq")

# What can be asked about, in everyday words.
CONSIDERED = {
    "surgery": "an operation (surgery)",
    "opioid": "a strong painkiller (opioid)",
    "injection": "an injection",
    "imaging": "a scan or an X-ray (imaging)",
    "laser_surgery": "an operation with a laser",
}


@dataclass(slots=True)
class OptionsForm:
    """What stands in the form.

    Args:
        given: input -> text, as typed or as the journal tells it.
        considering, tried: what was ticked.
        notes: input -> where its value comes from.
        item9: newest answer to item 9 of the PHQ-9; None where there is none. It is never typed here.
        acknowledged: the help that comes first was read.
    """

    given: dict[str, str] = field(default_factory=dict)
    considering: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)
    item9: int | None = None
    acknowledged: bool = False

    def values(self, urgency: str | None) -> dict[str, object]:
        """Names and values, as ``answers_of`` takes them; a text that is no number stays text, and is refused there.

        Args:
            urgency: of the warning signs; None where they were not asked.
        """
        told: dict[str, object] = {name: _value(name, text) for name, text in self.given.items()}
        told |= {"considering": list(self.considering), "tried": list(self.tried), "acknowledged": self.acknowledged}
        return {**told, "item9": self.item9, "red_flag": urgency}


def from_journal(visit: Visit) -> OptionsForm:
    """The form as the journal fills it: newest scores that are not too old, and how the last nights were.

    While the help page is unread after an answer that calls for it, no score is filled in: help comes before scores.
    """
    today = moment(visit).date()
    every = list(visit.journal.entries("questionnaire"))
    entries = [entry for entry in every if entry.body.get("finished")]
    called = unread(visit.journal)
    made = OptionsForm(item9=_item9(every) if called is None else int(called[1]))
    for name, questionnaire in SCORES.items() if called is None else ():
        newest = _newest(entries, questionnaire)
        if newest is None or date.fromisoformat(newest.day) < today - timedelta(days=FRESH):
            continue
        value = _score(newest)
        if value is not None:
            made.given[name] = f"{value:g}" if name in WHOLE else f"{value:.2g}"
            made.notes[name] = f"from your answers of {day_words(newest.day)}"
    slept = _sleep(visit, today)
    if slept:
        made.given["sleep"] = slept
        made.notes["sleep"] = f"from your check-ins of the last {DAYS} days"
    return made


def typed(visit: Visit, form: Form) -> OptionsForm:
    """The form as it was sent."""
    made = from_journal(visit)
    names = (*SCORES, "pain_weeks", "sleep", "fear", "leg_pain")
    given = {name: form.one(name) for name in names if form.one(name)}
    notes = {name: words for name, words in made.notes.items() if given.get(name) == made.given.get(name)}
    return OptionsForm(
        given, tuple(form.many("considering")), tuple(form.many("tried")), notes, made.item9, form.one("acknowledged") == "yes"
    )


def urgency_of(visit: Visit) -> str | None:
    """What the warning signs came to: an urgency; "none" where each was asked and no rule fired; None where they were not all asked."""
    found = newest_flags(visit)
    if found is None:
        return None
    return found.urgency or (None if found.not_asked else "none")


def asked_about() -> dict[str, str]:
    """What can be asked about, in words."""
    return {name: CONSIDERED.get(name, name) for name in map(str, inputs()["considering"]["values"])}


def can_be_tried() -> dict[str, str]:
    """Options that may have been tried, in words."""
    return {name: option.title for name, option in options().items() if not option.browse_only}


def _value(name: str, text: str) -> object:
    if name == "leg_pain":
        return {"yes": True, "no": False}.get(text, text)
    if name in ("sleep", "fear"):
        return text
    try:
        return float(text.replace(",", ".")) if text.isascii() and "_" not in text else text
    except ValueError:
        return text


def _newest(entries: list[Entry], questionnaire: str) -> Entry | None:
    of_it = [entry for entry in entries if entry.body.get("instrument") == questionnaire]
    return max(of_it, key=lambda entry: (entry.day, seconds_of(entry.said_at)), default=None)


def _score(entry: Entry) -> float | None:
    answers = entry.body.get("answers")
    if not isinstance(answers, dict):
        return None
    given = {name: float(value) for name, value in answers.items() if isinstance(value, int | float)}
    try:
        # Help for item 9 stands before everything on this page, whatever the score; so it does not come a second time from here.
        return score(str(entry.body.get("instrument")), given, acknowledged=True, country="*").value
    except UnspiralError:  # answers of another edition of the questionnaire: no score is better than a wrong one
        return None


def _item9(entries: list[Entry]) -> int | None:
    newest = _newest(entries, "phq9")
    answers = None if newest is None else newest.body.get("answers")
    item = instrument("phq9").safety_item
    answer = answers.get(item[0]) if isinstance(answers, dict) and item else None
    return int(answer) if isinstance(answer, int | float) else None


def _sleep(visit: Visit, today: date) -> str:
    since = (today - timedelta(days=DAYS)).isoformat()
    told = [entry.body.get("answers") for entry in visit.journal.entries("check-in", since=since)]
    slept = [each.get("sleep") for each in told if isinstance(each, dict)]
    nights = [float(value) for value in slept if isinstance(value, int | float)]
    return nights_word(nights)
