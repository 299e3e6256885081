"""``unspiral measure``: questionnaires, safety, schedules, and everyone's data in and out. Each word after it is a file of its own."""

from __future__ import annotations

from collections.abc import Mapping

import click

from unspiral.doors.cli.word_group import WordGroup

# Word -> what it is for. The texts stand here, so that --help loads none of the files.
WORDS: Mapping[str, str] = {
    "list": "List the questionnaires that can be scored.",
    "show": "Show one questionnaire: items, scoring, bands, and the source of every number.",
    "score": "Score answers, of one person or of a whole table.",
    "check": "Check a questionnaire file that you wrote.",
    "flags": "Go through the warning signs of back pain.",
    "help-lines": "Show where human help is, country by country.",
    "medicines": "Show what to ask your prescriber about medicines in a diary.",
    "schedule": "Work out when to ask, on local clocks; write reminders for a calendar.",
    "compliance": "Count what was asked and what was answered.",
    "import": "Bring in data of apps, phones, clinics and studies.",
    "export": "Take data out: tidy tables, layouts of other programs, FHIR, calendars.",
}


@click.group(cls=WordGroup, words=WORDS, short_help="Questionnaires, safety, schedules, and data in and out.")
def command() -> None:
    """Measure what happened: questionnaires and their scores, safety, when to ask, and data in and out.

    \b
    Examples:
      unspiral measure list
      unspiral measure score phq8 --answers 1,0,2,3,0,1,0,0
      unspiral measure import export.zip -o diary.csv
    """
