"""``unspiral report``: one page that a person can read and print."""

from __future__ import annotations

import os
from pathlib import Path

import click

from unspiral.aside import write_aside
from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.errors import SpecError

ENDINGS = (".html", ".htm", "")


@click.command(short_help="Write one page that a person can read and print.")
@click.argument("fit", metavar="FIT.json")
@click.option("-o", "--output", metavar="FILE.html", help="Where the page shall be; beside the fit when left out.")
@click.option("--title", metavar="TEXT", help="In place of the question at the top of the page.")
@json_option
@quiet_option
def command(fit: str, output: str | None, title: str | None, as_json: bool) -> None:
    """Write the report of a fit as one HTML page: first the answer, then how sure, then the numbers.

    FIT.json is what 'unspiral learn -o FIT.json' wrote. It holds no single answers, so this page counts them and does not draw them;
    'unspiral learn DATA --report FILE.html' draws them too. The page asks no other machine for anything, and every browser can print it.

    \b
    Examples:
      unspiral report fit.json
      unspiral report fit.json -o report.html

    Ends with 0 when done, 2 for bad input. A fit that is refused gets a page that says so.
    """
    place = _as_html(fit) if output is None else output
    check_place(place, fit)
    # Late: --help and a slip in the names need no numbers.
    from unspiral.store.fit_json import read_fit

    found = read_fit(fit)
    say("Computing what would be expected from the fit (a few seconds).")
    from unspiral.show.expected import expected
    from unspiral.show.report import report_html

    whatifs, spiral = expected(found)
    page = report_html(found, whatifs=whatifs, spiral=spiral, title=title)
    write_aside(place, page)
    say(f"The report is in {place}.")
    if as_json:
        print_json({"schema": "unspiral.report/1", "file": place, "bytes": len(page.encode("utf-8", "replace"))})


def check_place(place: str, fit: str) -> None:
    """Refuse a name that the report cannot have, before anything is computed.

    Raises:
        SpecError: the name is empty, of another kind of file, or that of the fit.
    """
    if not place:
        raise SpecError("-o was given an empty name.", fix="-o report.html")
    ending = Path(place).suffix.lower()
    if ending == ".pdf":
        fix = f"-o '{_as_html(place)}', then print it to PDF from a browser."
        raise SpecError(f"'{place}' would be a PDF, which this version does not write; HTML is what there is.", fix=fix)
    if ending not in ENDINGS:
        raise SpecError(f"'{place}' ends in '{ending}', and the report is an HTML page.", fix=f"-o '{_as_html(place)}'")
    if os.path.realpath(place) == os.path.realpath(fit):
        raise SpecError(f"-o would write over '{place}', which is the fit itself.", fix="-o report.html")
    folder = Path(os.path.realpath(place)).parent
    if not folder.is_dir():
        raise SpecError(f"The folder '{folder}' does not exist, so '{Path(place).name}' cannot be written.", fix=f"mkdir -p '{folder}'")


def _as_html(name: str) -> str:
    return f"{os.path.splitext(name)[0]}.html"
