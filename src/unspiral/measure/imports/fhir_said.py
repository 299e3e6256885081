"""What a reader of a FHIR file left out, guessed or could not tell, counted while it reads and said at the end."""

from __future__ import annotations

from collections import Counter

from unspiral.measure.exports.fhir_text import readable
from unspiral.measure.saying import counted

_MANY = 30


class Said:
    """Counts of what has to be said."""

    def __init__(self) -> None:
        self.unknown: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.disagree: Counter[tuple[str, str]] = Counter()
        self.guessed: Counter[tuple[str, str]] = Counter()
        self.single: Counter[str] = Counter()

    def sentences(self) -> list[str]:
        """One sentence each."""
        said: list[str] = []
        for name, number in self.counts.items():
            one, many, rest = _SENTENCES[name]
            if number:
                said.append(f"{counted(number, one, many)} {rest}")
        for (address, name), number in self.guessed.items():
            where = f"'{readable(address)}'" if address else "no questionnaire's address"
            said.append(f"{counted(number, 'form', 'forms')} with {where} were taken for '{name}' by the codes of their items.")
        for name, number in self.single.items():
            said.append(
                f"{counted(number, 'single answer was', 'single answers were')} taken for items of '{name}', the longest questionnaire that"
                " asks them, by their LOINC codes; which questionnaire was filled in, the file does not say."
            )
        for (instrument, item), number in (+self.disagree).items():
            said.append(
                f"{counted(number, 'answer', 'answers')} to item '{readable(item)}' of '{readable(instrument)}' carry another weight than"
                " that questionnaire gives them: kept as words, not as a number."
            )
        for kind, number in self.left_out.items():
            said.append(f"{counted(number, 'value', 'values')} of the kind {kind} were not read: a diary holds texts and numbers.")
        listed = [f"{readable(kind)[:40] or 'unnamed'} ({number})" for kind, number in self.unknown.most_common(_MANY)]
        if listed:
            more = len(self.unknown) - len(listed)
            said.append(f"Not read, as they hold no answers: {', '.join(listed)}{f', and {more} kinds more' if more > 0 else ''}.")
        return said


_SENTENCES = {
    "error": ("resource is", "resources are", "marked as entered in error and left out."),
    "cancelled": ("resource is", "resources are", "marked as cancelled and left out."),
    "unfinished": ("form is", "forms are", "marked as unfinished (in progress or stopped) and read as far as answered."),
    "preliminary": ("value is", "values are", "marked as preliminary or registered, and read."),
    "computed": ("score is", "scores are", "left out that unspiral computed from answers in this file: it computes them again."),
    "in a form": ("answer stands", "answers stand", "by itself and in a form of this file that it names as its origin; the form counts."),
    "twice": ("resource stands", "resources stand", "in the file more than once, word for word, and counted once."),
    "deleted": ("entry tells", "entries tell", "a server to delete something: left out."),
    "empty": ("entry holds", "entries hold", "no resource."),
    "nobody": ("resource names", "resources name", "no patient: the person is left empty; person='P1' names one."),
    "no person": ("resource is", "resources are", "about something other than a patient and left out."),
    "no time": ("resource has", "resources have", "no time."),
    "part of a date": ("time is", "times are", "a year or a month alone: kept as 2024-07-XX, which is no date."),
    "timing": ("time is", "times are", "a schedule (Timing), which a diary cannot hold: left empty."),
    "multiple": ("item has", "items have", "several answers: one row each."),
}
