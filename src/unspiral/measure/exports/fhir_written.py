"""What an export to FHIR consists of: how many resources of each kind, and what the reader of the file must know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from unspiral.measure.exports.fhir_text import readable
from unspiral.measure.saying import counted


@dataclass(frozen=True, slots=True)
class FhirWritten:
    """What was written.

    Args:
        resources: kind of resource -> how many.
        answers: rows of the diary that stand in them; always all of its rows.
        scores: scores that were computed.
        withheld: scores that were not told because an answer calls for help first.
        said: what the reader must know, one sentence each.
        safety: forms with an answer that calls for help before any score.
        loudest: the highest of these answers, which orders what help is named; None where there is none.
    """

    resources: Mapping[str, int]
    answers: int
    scores: int
    withheld: int
    said: tuple[str, ...]
    safety: int = 0
    loudest: float | None = None


class Tally:
    """Counts while entries are made."""

    def __init__(self) -> None:
        self.resources: Counter[str] = Counter()
        self.answers = 0
        self.scores = 0
        self.withheld = 0
        self.safety = 0
        self.loudest: float | None = None
        self.no_score = 0
        self.as_given: Counter[tuple[str, str]] = Counter()
        self.times: Counter[str] = Counter()
        self.unknown: set[str] = set()

    def calls(self, answer: float) -> None:
        """Count a form with an answer that calls for help before any score."""
        self.safety += 1
        self.loudest = answer if self.loudest is None else max(self.loudest, answer)

    def written(self) -> FhirWritten:
        """The record of what was counted."""
        said = tuple(self._said())
        return FhirWritten(dict(self.resources), self.answers, self.scores, self.withheld, said, self.safety, self.loudest)

    def _said(self) -> list[str]:
        said: list[str] = []
        if self.withheld:
            said.append(
                f"{counted(self.withheld, 'score is', 'scores are')} withheld: an answer to an item about thoughts of death or self-harm"
                " calls for help before any score. The answers themselves are in the file. Once the notice with the lines to call was seen,"
                " --acknowledged (in Python: acknowledged=True) writes the scores too."
            )
        for (instrument, item), number in sorted(self.as_given.items()):
            said.append(
                f"{counted(number, 'answer', 'answers')} to item '{readable(item)}' of '{readable(instrument)}' fit none of its answers:"
                " written as text beside the item, not as an answer, and not scored."
            )
        if self.no_score:
            said.append(f"{counted(self.no_score, 'form has', 'forms have')} no score; each says why.")
        if self.times["date"]:
            said.append(
                f"{counted(self.times['date'], 'clock time has', 'clock times have')} no offset from UTC, without which FHIR holds no clock"
                " time: written as dates, with the exact text in an extension."
            )
        if self.times["none"]:
            said.append(
                f"{counted(self.times['none'], 'time is', 'times are')} no date (such as a number of days): written in an extension only."
            )
        for instrument in sorted(self.unknown):
            said.append(
                f"No file describes the items of the questionnaire '{readable(instrument)}': they were taken from the answers. Nothing"
                " of it was scored."
            )
        return said
