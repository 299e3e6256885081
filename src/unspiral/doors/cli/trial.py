"""``unspiral trial``: plan a trial with one person, and read its diary. Each word after it is a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

import click

from unspiral.errors import did_you_mean

# Word -> what it is for. The texts stand here, so that --help loads none of the files.
WORDS: Mapping[str, str] = {
    "plan": "Plan which days a treatment is on, and say what such a trial can tell.",
    "analyse": "Read the diary of a trial: did it do anything, how much, how sure?",
}


class Words(click.Group):
    """A group that loads a word's module only when that word is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(WORDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return cast("click.Command", import_module(f"unspiral.doors.cli.trial_{cmd_name}").command) if cmd_name in WORDS else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in WORDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        ctx.fail(f"'trial {args[0]}' is not a command.{did_you_mean(args[0], WORDS)} After 'trial' stands one of: {', '.join(WORDS)}.")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(WORDS.items()))


@click.group(cls=Words, short_help="Plan a trial with one person, and read its diary.")
def command() -> None:
    """Plan a trial with one person, in which a treatment is on for some blocks of days and off for others, and read its diary.

    \b
    Examples:
      unspiral trial plan fit.json --on walking --acts-on pain --outcome pain --effect -1 --days 84 --block 7 -o plan.json
      unspiral trial analyse plan.json diary.csv
    """
