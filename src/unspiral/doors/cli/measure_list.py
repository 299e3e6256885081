"""``unspiral measure list``: the questionnaires that can be scored."""

from __future__ import annotations

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say

SCHEMA = "unspiral.instruments/1"
WORDS = {"ship_text": "with its text", "engine_only": "scoring only"}


@click.command(short_help="List the questionnaires that can be scored.")
@json_option
@quiet_option
def command(as_json: bool) -> None:
    """List the questionnaires that can be scored: name, what it is about, the time it looks back on, items, and whether its text is here.

    Your own ones stand below, from the folder that UNSPIRAL_INSTRUMENTS names.

    \b
    Examples:
      unspiral measure list
      UNSPIRAL_INSTRUMENTS=~/scales unspiral measure list --json

    Ends with 0 when done, 2 where that folder, or a file in it, cannot be read.
    """
    from unspiral.measure.questionnaires.outline import left_out, outlines

    found = outlines()
    kept_out = left_out()
    if as_json:
        listed = [
            {
                "id": each.id, "name": each.name, "measures": each.measures, "recall": each.recall, "items": each.items,
                "licence": each.licence, "own": each.own,
            }
            for each in found
        ]  # fmt: skip
        print_json({"schema": SCHEMA, "instruments": listed, "left_out": [{"id": name, **entry} for name, entry in kept_out.items()]})
        return
    rows = [
        (e.id, e.name, e.measures, e.recall, str(e.items or "-"), f"{WORDS.get(e.licence, '')}{', yours' if e.own else ''}") for e in found
    ]
    heads = ("id", "name", "about", "looks back on", "items", "text")
    widths = [min(max(len(row[place]) for row in (heads, *rows)), 44) for place in range(len(heads))]
    for row in (heads, *rows):
        click.echo("  ".join(_cut(cell, width) for cell, width in zip(row, widths)).rstrip())
    say()
    say(f"Left out on purpose: {', '.join(kept_out)}. Why: unspiral measure show {next(iter(kept_out))}.")
    say("All about one of them, with the source of every number: unspiral measure show phq9 --sources")


def _cut(text: str, width: int) -> str:
    return f"{text:{width}}" if len(text) <= width else f"{text[: width - 1]}…"
