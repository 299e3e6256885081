"""``unspiral report``: one page that a person can read and print."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from unspiral.aside import write_aside
from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.doors.cli.page_given import check_page
from unspiral.doors.cli.targets_asked import weights_given
from unspiral.doors.cli.whatif_question import Question, horizon_asked, questions, whatif_options
from unspiral.errors import SpecError

if TYPE_CHECKING:
    from unspiral.records import Fit, WhatIf


@click.command(short_help="Write one page that a person can read and print.")
@click.argument("fit", metavar="FIT.json")
@click.option("-o", "--output", metavar="FILE.html", help="Where the page shall be; beside the fit when left out.")
@click.option("--title", metavar="TEXT", help="In place of the question at the top of the page.")
@click.option(
    "--for", "reader", type=click.Choice(["person", "clinician", "researcher"]), default="person", show_default=True,
    help="Who reads it. Clinicians and researchers also get a ranking of what could be acted on.",
)  # fmt: skip
@click.option(
    "--weight", "weights", metavar="PROCESS=N", multiple=True, help="With that ranking: how much a process matters to the person."
)
@whatif_options
@json_option
@quiet_option
def command(
    fit: str,
    output: str | None,
    title: str | None,
    reader: str,
    weights: tuple[str, ...],
    reference: tuple[str, ...],
    days: float | None,
    adherence: str | None,
    seed: int | None,
    as_json: bool,
    **given: tuple[str, ...],
) -> None:
    """Write the report of a fit as one HTML page: first the answer, then how sure, then the numbers.

    FIT.json is what 'unspiral learn -o FIT.json' wrote. It holds no single answers, so this page counts them and does not draw them;
    'unspiral learn DATA --report FILE.html' draws them too. The page asks no other machine for anything, and every browser can print it.
    The options of 'unspiral whatif' put their questions first in the chapter on what would be expected; several verbs at once are several
    questions.

    \b
    Examples:
      unspiral report fit.json
      unspiral report fit.json -o report.html --press pain=-0.1 --cut 'pain->depression'
      unspiral report fit.json -o report.html --for clinician --weight pain=2 --weight depression=1

    Ends with 0 when done, 2 for bad input, 3 when the fit cannot carry an answer to what was asked. A fit that is refused gets a page that
    says so.
    """
    place = f"{os.path.splitext(fit)[0]}.html" if output is None else output
    check_page(place, "-o", fit)
    asked = questions(given, reference, adherence, days, seed)
    if days is not None and not asked:
        raise SpecError("--days says how far a what-if looks, and none was asked for.", fix="--press pain=-0.1 --days 56")
    wanted = weights_given(weights)
    if wanted and reader == "person":
        raise SpecError(
            "--weight belongs to a ranking, and a page for a person has none.",
            why="What suits somebody is more than what these answers and the averages of trials can hold.",
            fix="--for clinician, or leave --weight out.",
        )
    # Late: --help and a slip in the names need no numbers.
    from unspiral.store.fit_json import read_fit

    found = read_fit(fit)
    say("Computing what would be expected from the fit (a few seconds).")
    from unspiral.show.expected import beside, expected
    from unspiral.show.report import report_html

    answers = _answers(found, asked, days)
    usual, spiral = expected(found)
    page = report_html(found, whatifs=beside(answers, usual), spiral=spiral, title=title, reader=reader, weights=wanted or None)
    write_aside(place, page)
    say(f"The report is in {place}.")
    if as_json:
        print_json({"schema": "unspiral.report/1", "file": place, "bytes": len(page.encode("utf-8", "replace"))})


def _answers(fit: Fit, asked: list[Question], days: float | None) -> list[WhatIf]:
    """What was asked, answered one by one; a question that the fit cannot carry ends the run, as ``unspiral whatif`` does."""
    horizon = horizon_asked(fit, days)
    return [question.ask(fit, horizon) for question in asked]
