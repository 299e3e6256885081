"""``unspiral population``: episodes of back pain and depression in many people. Each word after it is a file of its own."""

from __future__ import annotations

from collections.abc import Mapping

import click

from unspiral.doors.cli.word_group import WordGroup

# Word -> what it is for. The texts stand here, so that --help loads none of the files.
WORDS: Mapping[str, str] = {
    "run": "Simulate everybody of a declared population, week by week.",
    "compare": "Hold policies against doing nothing else, at every causal share.",
    "show": "Draw a declared population, list its numbers, write it as stocks and flows.",
    "thresholds": "Read episodes off simulated symptoms, beside declared ones.",
    "calibrate": "Find the numbers with which a population shows what studies saw.",
}


@click.group(cls=WordGroup, words=WORDS, short_help="Episodes of back pain and depression in a population.")
def command() -> None:
    """A population whose episodes of back pain and depression begin and end by chance, each making the other more or less likely.

    What comes out is about a population like the one declared, never about one person.

    \b
    Examples:
      unspiral population run --persons 100000 --years 10
      unspiral population compare --policy mood-care --policy exercise
      unspiral population show --report population.html
    """
