"""``unspiral measure``: questionnaires, safety, schedules, and everyone's data in and out. Each word after it is a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

import click

from unspiral.errors import did_you_mean

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


class Words(click.Group):
    """A group that loads a word's module only when that word is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(WORDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in WORDS:
            return None
        return cast("click.Command", import_module(f"unspiral.doors.cli.measure_{cmd_name.replace('-', '_')}").command)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in WORDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        ctx.fail(f"'measure {args[0]}' is not a command.{did_you_mean(args[0], WORDS)} After 'measure' stands one of: {', '.join(WORDS)}.")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(WORDS.items()))


@click.group(cls=Words, short_help="Questionnaires, safety, schedules, and data in and out.")
def command() -> None:
    """Measure what happened: questionnaires and their scores, safety, when to ask, and data in and out.

    \b
    Examples:
      unspiral measure list
      unspiral measure score phq8 --answers 1,0,2,3,0,1,0,0
      unspiral measure import export.zip -o diary.csv
    """
