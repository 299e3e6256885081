"""``unspiral demo``: the main job on the packaged examples, from a table of answers to a page that a person can read."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, progress, quiet_option, say
from unspiral.errors import NotConverged, SpecError

if TYPE_CHECKING:
    from unspiral.loop.model import Loop
    from unspiral.records import Fit, Moments, Panel, Spiral, WhatIf

FOLDER = "unspiral-demo"
MADE_UP = "Every number of this diary is made up: it is simulated, and the person does not exist."
LOOP = "pain <-> depression\ncompany => depression (sustained)"
PANEL_LOOP = "pain <-> depression"


@dataclass(frozen=True)
class Shown:
    """Everything the demonstration found; the text, the document and the files are made from it."""

    panel: Panel
    fit: Fit
    held: WhatIf  # company held at 1
    expected: tuple[WhatIf, ...]
    spiral: Spiral | None
    moments: Moments
    cohort: Fit
    cohort_expected: tuple[WhatIf, ...]
    cohort_spiral: Spiral | None
    seconds: float


@click.command(short_help="Run the whole job on the packaged example, offline.")
@click.option("--out", metavar="DIR", default=FOLDER, show_default=True, help="Folder for what it writes; made where it is missing.")
@json_option
@quiet_option
@click.pass_context
def command(context: click.Context, out: str, as_json: bool) -> None:
    """Run the whole job on the packaged examples: read, learn, what-if, report. Offline, and over in seconds.

    The diary is simulated: every number of it is made up. The second part learns from summary figures of a real panel (470 people, five
    waves), without and with each person's own level kept apart, because that changes the answer.

    \b
    Examples:
      unspiral demo
      unspiral demo --out /tmp/look

    Writes report.html, help.html, fit.json, diary.csv and help_moments.json into the folder.
    """
    folder = folder_of(out)
    shown = run()
    files = keep(shown, folder)
    if as_json:
        print_json(document(shown, files))
    else:
        from unspiral.doors.cli.demo_text import demo_text

        click.echo(demo_text(shown, shlex.quote(out), loud=sys.stdout.isatty()))
    if not (shown.fit.converged and shown.cohort.converged):
        context.exit(NotConverged.exit_code)


def folder_of(out: str) -> Path:
    """The folder for what is written, made where it is missing; before anything is computed.

    Raises:
        SpecError: the name is empty, is that of a file, or the folder cannot be made or written.
    """
    if not out:
        raise SpecError("--out was given an empty name.", fix=f"--out {FOLDER}")
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as problem:
        reason = (problem.strerror or str(problem)).lower() if isinstance(problem, OSError) else str(problem)
        raise SpecError(f"The folder '{out}' cannot be made: {reason}.", fix=f"--out {FOLDER}, or another place that is yours.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SpecError(f"Nothing can be written into the folder '{out}'.", fix=f"--out {FOLDER}, or another place that is yours.")
    return folder


def run() -> Shown:
    """Read, learn, ask what would change; nothing is written yet."""
    began = perf_counter()
    from unspiral.act.whatif import press
    from unspiral.evidence.example import example_diary_path, example_moments_path
    from unspiral.loop.language import parse
    from unspiral.measure.read import read
    from unspiral.measure.read_moments import read_moments
    from unspiral.show.expected import expected

    loop = parse(LOOP)
    panel = read(example_diary_path(), columns=loop.columns, inputs=[given.name for given in loop.inputs])
    # Said with the data, so that it stands wherever the fit goes.
    panel = replace(panel, source=replace(panel.source, said=(MADE_UP, *panel.source.said)))
    say(f"Read the packaged diary: {panel.occasions} evenings. {MADE_UP}")
    fit = _learn("Learning from the diary", panel, loop)
    say("Computing what changes would be expected to do.")
    held = press(fit, {"company": 1.0})
    others, spiral = expected(fit)
    moments = read_moments(example_moments_path())
    say(f"Read the packaged summary figures: {moments.n} people at {len(moments.waves)} waves.")
    cohort = _learn("Learning from the figures", moments, parse(PANEL_LOOP))
    return Shown(panel, fit, held, others, spiral, moments, cohort, *expected(cohort), perf_counter() - began)


def _learn(what: str, data: Panel | Moments, loop: Loop) -> Fit:
    """The figures are learned with traits and a mean for every wave; the ladder beside it shows both without."""
    from unspiral.learn.fit_ml import fit_ml
    from unspiral.records import Panel

    say(f"{what} (a few seconds).")
    one_person = isinstance(data, Panel)
    starts = 5 if one_person else 3
    with progress(what, starts if one_person else 3 * starts) as advance:

        def tick(_what: str, _done: int, _of: int) -> None:
            advance(1)

        if one_person:
            return fit_ml(data, loop, starts=starts, progress=tick)
        return fit_ml(data, loop, traits=True, error=False, t0="centred", means="wave", lag=6.0, starts=starts, progress=tick)


def keep(shown: Shown, folder: Path) -> dict[str, str]:
    """Write the pages, the fit and copies of the data; what each is -> its file."""
    from unspiral.aside import write_aside
    from unspiral.evidence.example import example_diary_path, example_moments_path
    from unspiral.show.report import report_html
    from unspiral.store.fit_json import write_fit

    say("Writing the reports.")
    pages = {
        "report": ("report.html", report_html(shown.fit, panel=shown.panel, whatifs=shown.expected, spiral=shown.spiral, example=True)),
        "help": ("help.html", report_html(shown.cohort, whatifs=shown.cohort_expected, spiral=shown.cohort_spiral)),
        "diary": ("diary.csv", example_diary_path().read_text(encoding="utf-8")),
        "moments": ("help_moments.json", example_moments_path().read_text(encoding="utf-8")),
    }
    files: dict[str, str] = {}
    for what, (name, text) in pages.items():
        write_aside(folder / name, text)
        files[what] = str(folder / name)
    write_fit(shown.fit, folder / "fit.json")
    return {**files, "fit": str(folder / "fit.json")}


def document(shown: Shown, files: dict[str, str]) -> dict[str, object]:
    """The demonstration as one JSON document."""
    from unspiral.doors.cli.whatif import document as whatif_document
    from unspiral.store.document import fit_document

    return {
        "schema": "unspiral.demo/1",
        "note": MADE_UP,
        "fit": fit_document(shown.fit),
        "whatif": [whatif_document(found) for found in (shown.held, *shown.expected)],
        "help": fit_document(shown.cohort),
        "files": files,
        "seconds": shown.seconds,
    }
