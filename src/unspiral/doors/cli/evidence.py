"""``unspiral evidence``: what is known, with its source."""

from __future__ import annotations

import os
from pathlib import Path

import click

from unspiral.aside import write_aside
from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.doors.cli.evidence_document import document
from unspiral.doors.cli.evidence_text import overview, result
from unspiral.errors import SpecError
from unspiral.evidence.index import KINDS, Kind
from unspiral.evidence.search import Found, search


@click.command(short_help="What is known, with its source.")
@click.argument("words", metavar="[WORDS]...", nargs=-1)
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only this table; may be given again.")
@click.option("--verified-only", is_flag=True, help="Only rows whose number was seen in a text of its source.")
@click.option("--source", metavar="ID", help="Only what rests on this source, such as yang2023.")
@click.option("--all", "everything", is_flag=True, help="Every match, in place of the first few of each table.")
@click.option("--svg", "picture", metavar="FILE", help="Draw the numbers that were found into FILE, as a forest chart.")
@json_option
@quiet_option
def command(
    words: tuple[str, ...],
    kinds: tuple[Kind, ...],
    verified_only: bool,
    source: str | None,
    everything: bool,
    picture: str | None,
    as_json: bool,
) -> None:
    """Search what is known about back pain and depression.

    Claims of articles come with a verdict and what to say instead, treatments with effect, certainty and harms; links and numbers about
    populations stand beside them. Every number names its source, and what nobody has verified says so.

    All WORDS must be met; endings make no difference. Without words: what there is.

    \b
    Examples:
      unspiral evidence sleep pain
      unspiral evidence exercise --kind treatments --all
      unspiral evidence --source yang2023 --json
      unspiral evidence twins --svg twins.svg

    Ends with 0, also when nothing is found, and 2 for a source that does not exist.
    """
    if picture is not None:
        _check_place(picture)
    found = search(words, kinds=kinds or KINDS, verified_only=verified_only, source=source)
    drawn = picture is not None and _draw(found, picture)
    if as_json:
        print_json(document(found, kinds or KINDS, verified_only, source, picture if drawn else None))
    elif not any(word.strip() for word in words) and not kinds and not verified_only and source is None:
        click.echo(overview(found))
    else:
        click.echo(result(found, everything, verified_only))
    if drawn:
        say(f"The picture is in {picture}.")
    elif picture is not None:
        say(f"Nothing that was found has a number to draw, so {picture} was not written.")


def _draw(found: Found, picture: str) -> bool:
    # Late: a search needs no charts.
    from unspiral.show.forest_chart import forest_picture

    chart = forest_picture(found)
    if chart is not None:
        write_aside(picture, f"{chart.svg}\n")
    return chart is not None


def _check_place(place: str) -> None:
    """Refuse a name that a picture cannot have, before anything is searched."""
    if not place:
        raise SpecError("--svg was given an empty name.", fix="--svg evidence.svg")
    ending = Path(place).suffix.lower()
    if ending not in (".svg", "") or place.startswith("-"):
        raise SpecError(
            f"'{place}' is no name for a picture of this kind, which is SVG.", fix=f"--svg '{os.path.splitext(place)[0].lstrip('-')}.svg'"
        )
