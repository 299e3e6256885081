"""The data behind a picture of days: one row an evening, and tables for questionnaires and devices."""

from __future__ import annotations

from unspiral.show.day_record import DEVICE_ITEMS, PROCESSES, Days
from unspiral.show.day_words import weekday_words
from unspiral.show.days_words import NAMES
from unspiral.show.model import Table
from unspiral.show.numbers import amount
from unspiral.show.score_record import Scored

NONE = "not answered"


def days_table(days: Days) -> Table:
    """Every answer, newest day first."""
    names = {key: each.name for each in days.treatments for key in each.keys or (each.key,)}
    rows = tuple(
        (
            weekday_words(each.day),
            *(answer_words(each.answers.get(process)) for process in PROCESSES),
            "yes" if each.flare else "no",
            ", ".join(dict.fromkeys(names.get(key, "something taken back since") for key in each.tried)) or "nothing ticked",
        )
        for each in reversed(days.check_ins)
    )
    header = ("Day", *(NAMES[process] for process in PROCESSES), "Flare day", "Tried")
    return Table("Every answer, 0 to 10; newest day first", header, rows, stack=True)


def scores_table(days: Days) -> Table:
    """Every questionnaire, newest first; those without a score say why."""
    rows = tuple((weekday_words(each.day), each.name, score_words(each)) for each in reversed(days.scores))
    return Table("Every questionnaire; newest first", ("Day", "Questionnaire", "Score"), rows, stack=True)


def device_table(days: Days) -> Table:
    """Every number from a device, newest first."""
    rows = tuple(
        (weekday_words(each.day), DEVICE_ITEMS[each.item], f"{each.value:g} {each.unit}".strip(), each.source)
        for each in reversed(days.measured)
    )
    return Table("Numbers from devices; newest first", ("Day", "What", "Number", "From"), rows, stack=True)


def answer_words(value: float | None) -> str:
    """An answer as it was given: whole numbers without a point."""
    return NONE if value is None else f"{value:g}"


def score_words(each: Scored) -> str:
    """A score with its range and its band, or why there is none."""
    if each.value is None:
        return f"No score. {each.why_none}"
    band = f", {each.band}" if each.band else ""
    doubt = " (names of the bands unverified)" if each.band and "bands" in each.unverified else ""
    return f"{amount(each.value, 0 if each.value == int(each.value) else 1)} of {amount(each.high, 0)}{band}{doubt}"
