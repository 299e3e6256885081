"""The page for a visit as words in their order, for the printed page and the PDF alike."""

from __future__ import annotations

from dataclasses import dataclass

from unspiral.show.visit_flags import Flags
from unspiral.show.visit_report import AT_FIRST, ENDS, VisitReport
from unspiral.units import count

SCORES = ("Questionnaire", "Score", "Band", "Date", "The one before", "Change")
TREATMENTS = ("", "Treatment", "When", "Done", "Average pain, 0 to 10")
TREATMENTS_NOTE = (
    "Before and since are averages of what was written down, up to 28 days before the first day and while it ran. Other things changed "
    "too: this does not show what a treatment did."
)
ENDS_NOTE = (
    f" At first and at the end: averages of the first and the last {ENDS} days with an answer. Good and bad weeks alone can make them "
    "differ, so they show neither a change that lasts nor a cause."
)
LOOP_NOTE = (
    "Within this one person, from one day to the next. The words are set at fixed looks only, with limits that allow for looking several "
    "times; how large an effect is, with its interval, stands on the loop page. It is no proof of cause."
)


@dataclass(frozen=True, slots=True)
class VisitWords:
    """What is said, part by part.

    Args:
        title, period, made: at the top.
        safety: what comes before anything else; ``safety_beside`` in smaller letters.
        caption: under the chart.
        scores, treatments: rows of the two tables.
        treatments_note: beside the second one.
        none: what is not there, and what was left out.
        small: sources, what the page is not, where it comes from.
    """

    title: str
    period: str
    made: str
    safety: tuple[str, ...]
    safety_beside: tuple[str, ...]
    caption: str
    scores: tuple[tuple[str, ...], ...]
    treatments: tuple[tuple[str, ...], ...]
    treatments_note: str
    none: tuple[str, ...]
    small: tuple[str, ...]


def visit_words(report: VisitReport) -> VisitWords:
    """Put the page into words.

    Source: tests/show/test_visit_words.py.
    """
    period = f"{report.period[0].upper()}{report.period[1:]}: {report.written} of {report.days} days written"
    safety, beside = _safety(report)
    more = f" {report.more_treatments} earlier ones are not on this page for want of room." if report.more_treatments else ""
    numbers = f" Grey bands: treatments by number{', numbered below' if report.treatments else ''}." if report.treatments else ""
    return VisitWords(
        title="Summary for a visit" + (f": {report.name}" if report.name else ""),
        period=period,
        made=f"made on {report.made_on}",
        safety=safety,
        safety_beside=beside,
        caption=("Dots: single days. Lines: averages of seven days." if report.days <= 200 else "Lines: averages of seven days.")
        + numbers
        + (ENDS_NOTE if report.course is not None and AT_FIRST in report.course.title else ""),
        scores=tuple((s.name, s.score, s.band, s.day, s.before, s.change) for s in report.scores),
        treatments=tuple((str(t.number), t.name, t.dates, t.done, t.pain) for t in report.treatments),
        treatments_note=TREATMENTS_NOTE + more,
        none=_none(report),
        small=(
            *report.notes,
            report.notice,
            f"From the person's own entries, {report.period}; unspiral {report.version}. Every figure can be worked out again from the "
            "export of the same entries.",
        ),
    )


def _safety(report: VisitReport) -> tuple[tuple[str, ...], tuple[str, ...]]:
    said, beside = list[str](), list[str]()
    if report.nine is not None:
        said.append(report.nine.said)
        beside.append(report.nine.beside)
        if report.nine.notice is not None:
            lines = report.nine.notice.help.lines
            here = f" {lines[0].name}: {lines[0].contact}." if lines else ""
            beside.append(f"In immediate danger: {report.nine.notice.help.emergency}.{here}")
    if report.flags is not None:
        said.append(_flags(report.flags))
    return tuple(said), tuple(beside)


def _flags(flags: Flags) -> str:
    total = flags.no + flags.open + flags.more + len(flags.yes) + len(flags.not_sure)
    parts = [f"yes to “{ask}”" for ask in flags.yes] + [f"not sure about “{ask}”" for ask in flags.not_sure]
    more = f" and {flags.more} more" if flags.more else ""
    said = f"{'; '.join(parts)}{more}." if parts else "none answered yes or not sure."
    unanswered = f"; {flags.open} not answered, which is not “no”" if flags.open else ""
    return f"Warning signs of back pain, {flags.day}: {said} Answered no: {flags.no} of {total}{unanswered}. This rules nothing out."


def _none(report: VisitReport) -> tuple[str, ...]:
    said: list[str] = []
    left = set(report.left_out)
    if report.course is None and "pain and mood over time" not in left:
        said.append("No check-ins in these days.")
    if not report.scores and "questionnaires" not in left:
        said.append("No questionnaire was filled in in these days.")
    if report.more_scores:
        verb = "is" if report.more_scores == 1 else "are"
        said.append(f"{count(report.more_scores, 'more questionnaire')} {verb} not on this page for want of room.")
    if "treatments" not in left and not report.treatments:
        said.append("No treatment was written down for these days.")
    if not any("warning signs" in part for part in left):
        if report.flags is None:
            said.append("The warning signs were not gone through in these days.")
        if report.nine is None:
            said.append("PHQ-9 item 9 was not asked in these days.")
    if report.loop_held and "what the loop page says" not in left:
        said.append("What the loop page says is held back, because of the answers about warning signs.")
    elif not report.loop and "what the loop page says" not in left:
        said.append("Which way pain and mood go together: nothing has been said of that yet.")
    if report.left_out:
        said.append(f"Left out by the person's choice: {'; '.join(report.left_out)}.")
    return tuple(said)
