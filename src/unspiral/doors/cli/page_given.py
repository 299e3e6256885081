"""``--report`` and ``--svg`` of every verb that answers a question: a page, or its pictures alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from unspiral.aside import write_aside
from unspiral.doors.cli.console import say
from unspiral.errors import SpecError

if TYPE_CHECKING:
    from unspiral.show.model import Report

F = TypeVar("F", bound=Callable[..., object])
PAGES, PICTURES = (".html", ".htm", ""), (".svg", "")


def page_options(command: F) -> F:
    """``--report`` and ``--svg``, handed to the verb as ``report`` and ``svg``."""
    svg = click.option("--svg", metavar="FILE", help="Draw the pictures alone into FILE, for any browser.")
    return click.option("--report", metavar="FILE.html", help="Write one page with the pictures, that a person can read and print.")(
        svg(command)
    )


def check_places(report: str | None, svg: str | None, *inputs: str | None) -> None:
    """Refuse names that the files cannot have, before anything is computed.

    Args:
        report, svg: as they were given.
        inputs: files that are read, and must not be written over.

    Raises:
        SpecError: a name is empty, of another kind of file, or taken.
    """
    if report is not None:
        check_page(report, "--report", *inputs)
    if svg is not None:
        check_picture(svg, "--svg", *inputs)
    if report and svg and os.path.realpath(report) == os.path.realpath(svg):
        raise SpecError("--report and --svg name the same file.", fix=f"--svg '{_with(svg, '.svg')}'")


def check_page(place: str, option: str, *inputs: str | None) -> None:
    """Refuse a name that a page cannot have.

    Args:
        place: the name.
        option: by which it was given.
        inputs: files that are read.

    Raises:
        SpecError: the name is empty, of another kind of file, or that of an input.
    """
    ending = Path(place).suffix.lower()
    if ending == ".pdf":
        fix = f"{option} '{_with(place, '.html')}', then print it to PDF from a browser."
        raise SpecError(f"'{place}' would be a PDF, which this version does not write; HTML is what there is.", fix=fix)
    check_file(place, option, PAGES, "the report is an HTML page", "report.html", inputs)


def check_picture(place: str, option: str, *inputs: str | None) -> None:
    """The same for a picture."""
    check_file(place, option, PICTURES, "the picture is an SVG, which every browser shows", "picture.svg", inputs)


def write_places(make: Callable[[], Report], report: str | None, svg: str | None) -> None:
    """Write what was asked for; to be called before stdout is written, so that a place that cannot be written leaves it empty.

    Args:
        make: the page; not called where nothing was asked for.
        report, svg: as they were given.
    """
    if report is None and svg is None:
        return
    from unspiral.show.page import page
    from unspiral.show.sheet import sheet
    from unspiral.show.verb_page import pictures_of

    made = make()
    if report is not None:
        write_aside(report, page(made))
        say(f"The page is in {report}.")
    if svg is None:
        return
    pictures = pictures_of(made)
    if not pictures:
        say(f"There is nothing to draw, so {svg} was not written.")
        return
    write_aside(svg, sheet(pictures))
    say(f"The {'picture is' if len(pictures) == 1 else 'pictures are'} in {svg}.")


def check_file(
    place: str, option: str, endings: tuple[str, ...], kind: str, example: str, inputs: tuple[str | None, ...]
) -> None:  # fmt: skip
    """The same for any file.

    Args:
        place, option: as for a page.
        endings: that the name may have, the best one first.
        kind: what the file is, for the message.
        example: a name that would do.
        inputs: files that are read.

    Raises:
        SpecError: as for a page, or the folder does not exist.
    """
    if not place:
        raise SpecError(f"{option} was given an empty name.", fix=f"{option} {example}")
    ending = Path(place).suffix.lower()
    if ending not in endings:
        raise SpecError(f"'{place}' ends in '{ending}', and {kind}.", fix=f"{option} '{_with(place, endings[0])}'")
    taken = next((file for file in inputs if file is not None and os.path.realpath(place) == os.path.realpath(file)), None)
    if taken is not None:
        what = "the fit itself" if option == "-o" else "a file that is read"
        raise SpecError(f"{option} would write over '{place}', which is {what}.", fix=f"{option} {example}")
    folder = Path(os.path.realpath(place)).parent
    if not folder.is_dir():
        raise SpecError(f"The folder '{folder}' does not exist, so '{Path(place).name}' cannot be written.", fix=f"mkdir -p '{folder}'")


def _with(name: str, ending: str) -> str:
    return f"{os.path.splitext(name)[0]}{ending}"
