"""A word of the command line that other words stand behind, each in a file of its own that is loaded only when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

import click

from unspiral.errors import did_you_mean


class WordGroup(click.Group):
    """``unspiral NAME WORD``: WORD lives in ``unspiral.doors.cli.NAME_WORD``, as its ``command``.

    Args:
        words: word -> what it is for. The texts stand with the group, so that --help loads none of the files.
    """

    def __init__(self, *args: object, words: Mapping[str, str], **given: object) -> None:
        super().__init__(*args, **given)  # pyright: ignore[reportArgumentType]
        self.words = words

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Words in the order in which they are told."""
        return list(self.words)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The word's command, loaded."""
        if cmd_name not in self.words:
            return None
        group = (self.callback.__module__ if self.callback else "").rpartition(".")[2]
        return cast("click.Command", import_module(f"unspiral.doors.cli.{group}_{cmd_name.replace('-', '_')}").command)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The same, with what was probably meant where there is no such word."""
        if args[0] in self.words or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        name = ctx.info_name
        known = ", ".join(self.words)
        ctx.fail(f"'{name} {args[0]}' is not a command.{did_you_mean(args[0], self.words)} After '{name}' stands one of: {known}.")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Words with what they are for, in full."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.words.items()))
