"""``unspiral trial``: plan a trial with one person, and read its diary. Each word after it is a file of its own."""

from __future__ import annotations

from collections.abc import Mapping

import click

from unspiral.doors.cli.word_group import WordGroup

# Word -> what it is for. The texts stand here, so that --help loads none of the files.
WORDS: Mapping[str, str] = {
    "plan": "Plan which days a treatment is on, and say what such a trial can tell.",
    "analyse": "Read the diary of a trial: did it do anything, how much, how sure?",
}


@click.group(cls=WordGroup, words=WORDS, short_help="Plan a trial with one person, and read its diary.")
def command() -> None:
    """Plan a trial with one person, in which a treatment is on for some blocks of days and off for others, and read its diary.

    \b
    Examples:
      unspiral trial plan fit.json --on walking --acts-on pain --outcome pain --effect -1 --days 84 --block 7 -o plan.json
      unspiral trial analyse plan.json diary.csv
    """
