"""``unspiral population``: episodes of many people. Each word after it is a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

import click

from unspiral.errors import did_you_mean

# Word -> what it is for. The texts stand here, so that --help loads none of the files.
WORDS: Mapping[str, str] = {
    "compare": "Hold policies against doing nothing else, at every causal share.",
}


class Words(click.Group):
    """A group that loads a word's module only when that word is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(WORDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return cast("click.Command", import_module(f"unspiral.doors.cli.population_{cmd_name}").command) if cmd_name in WORDS else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in WORDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        word = args[0]
        ctx.fail(f"'population {word}' is not a command.{did_you_mean(word, WORDS)} After 'population' stands one of: {', '.join(WORDS)}.")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(WORDS.items()))


@click.group(cls=Words, short_help="Episodes of many people, simulated.")
def command() -> None:
    """Simulate a population whose episodes of back pain and depression begin and end by chance, each making the other more or less likely.

    What comes out is about a population like the one declared, never about one person.

    \b
    Examples:
      unspiral population compare --policy mood-care --policy exercise
    """
