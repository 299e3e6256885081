"""``unspiral measure import``: data of apps, phones, clinics and studies as a diary."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from unspiral.doors.cli.console import is_quiet, json_option, print_json, quiet_option, say
from unspiral.doors.cli.measure_import_options import DECIMALS, SHAPES, Options
from unspiral.errors import SpecError
from unspiral.units import TIME_UNITS

if TYPE_CHECKING:
    from unspiral.measure.imports.kinds import Opened
    from unspiral.measure.imports.outlet import Tally

KINDS = ("table", "redcap", "openesm", "tidy", "json", "fhir", "apple", "fitbit", "health-connect")
TEMPLATES = ("health-connect",)
POLICIES = ("error", "first", "last", "keep")
MANY = ("error", "first", "last", "mean", "sum", "min", "max")
PATIENCE = 0.3  # seconds between two looks of a counter


@click.command(short_help="Bring in data of apps, phones, clinics and studies.")
@click.argument("files", metavar="FILE...", nargs=-1)
@click.option("--kind", type=click.Choice([*KINDS, *SHAPES]), help="What it is; looked for when left out. wide, long: shape of a table.")
@click.option("--map", "mapping", metavar="M.toml", help="A mapping that was saved or written.")
@click.option("--preset", metavar="NAME", help="A mapping for an app: bearable, daylio, manage-my-pain.")
@click.option("--recipe", metavar="NAME", help="A mapping for a study: nhanes-2009, rand-hrs ... (see --list).")
@click.option(
    "--item", "items", metavar="ITEM=COLUMN", multiple=True, help="Take an item from this column; repeatable. ITEM alone: of that name."
)
@click.option("--person", metavar="COL", help="Who answered.")
@click.option("--person-is", metavar="NAME", help="The person where no column says it; 'me' when left out.")
@click.option("--time", metavar="COL", multiple=True, help="When; twice for a date and a clock time, or a day and a beep.")
@click.option("--time-format", metavar="FORM", help="iso, day/month/year, month/day/year, yyyymmdd, excel, unix, unix-ms, number, beep ...")
@click.option("--time-at", metavar="DAYS|DATE", help="One time for every row, where no column says it.")
@click.option("--time-zone", metavar="NAME", help="Where clock times were written, such as Europe/Zurich.")
@click.option("--time-unit", type=click.Choice(TIME_UNITS), help="Of times that are numbers; day when left out.")
@click.option("--start", metavar="DATE", help="The date of day 0, where times are numbers.")
@click.option("--beeps", type=click.IntRange(min=1, max=1000), metavar="N", help="Beeps a day; the largest in the file when left out.")
@click.option("--item-column", metavar="COL", help="Of a long table: what was asked.")
@click.option("--value-column", metavar="COL", help="Of a long table: the answer.")
@click.option("--instrument", metavar="NAME", help="Which questionnaire is meant, where columns leave it open.")
@click.option("--skip", metavar="COL", multiple=True, help="Leave a column out.")
@click.option("--missing", metavar="CODE", multiple=True, help="Stands for no answer: -99, or a range such as -99..-90; repeatable.")
@click.option("--recode", metavar="ITEM:CODE=VALUE", multiple=True, help="What a code of an item stands for; repeatable.")
@click.option("--reverse", metavar="ITEM=LOW..HIGH", multiple=True, help="Read x as LOW + HIGH - x; repeatable.")
@click.option("--decimal", type=click.Choice([d for d in DECIMALS if d]), help="The decimal mark of numbers; looked for when left out.")
@click.option("--duplicates", type=click.Choice(POLICIES), help="Two answers of one person at one time; error when left out.")
@click.option("--empty", type=click.Choice(["unanswered", "skip"]), help="An empty cell: asked and not answered, or nothing.")
@click.option("--skip-undated", is_flag=True, help="Leave rows without a time out, counted, in place of an error.")
@click.option("--identifiers", is_flag=True, help="Take columns that look like names or addresses too.")
@click.option("--dictionary", metavar="D.csv", help="REDCap: the data dictionary.")
@click.option("--events", metavar="E.csv", help="REDCap: events with unique_event_name and day_offset.")
@click.option("--labels/--codes", default=None, help="REDCap: cells hold words, or codes; looked for when left out.")
@click.option("--metadata", metavar="M.json", help="openESM: the metadata of the data set.")
@click.option("--since", metavar="DATE", help="Phones and watches: first day.")
@click.option("--until", metavar="DATE", help="Phones and watches: last day.")
@click.option("--sources", metavar="A,B", help="Phones and watches: which device counts first where several counted at once.")
@click.option("--raw", is_flag=True, help="Apple: each record beside the days.")
@click.option("--leave-out-unreadable", is_flag=True, help="Apple: leave records that cannot be read out, counted, in place of an error.")
@click.option("--preview", is_flag=True, help="Show what would be done; write nothing.")
@click.option("--save-map", metavar="M.toml", help="Keep the mapping that was used, guesses included.")
@click.option("-o", "--output", metavar="FILE", help="diary.csv (long), .parquet or .json.")
@click.option("--wide", type=click.Choice(["day", "occasion"]), help="Write one row a person and day, or time, as 'learn' reads it.")
@click.option("--many", type=click.Choice(MANY), default="error", show_default=True, help="With --wide: several answers for one cell.")
@click.option("--list", "listing", is_flag=True, help="List presets and recipes.")
@click.option("--template", type=click.Choice(TEMPLATES), help="Print an empty table to be filled in, or write it to -o.")
@json_option
@quiet_option
def command(listing: bool, template: str | None, **given: Any) -> None:
    """Bring in data of apps, phones, clinics and studies, as one diary: a row for each answer.

    FILE is a table (CSV, Parquet, Feather, SPSS, Stata, SAS transport), a REDCap export, an Apple Health or Fitbit archive, FHIR, or what
    unspiral itself wrote. What is guessed is said aloud; what could be read in two ways is refused, with the option that settles it.
    Nothing is left out in silence. Start with --preview.

    \b
    Examples:
      unspiral measure import diary.csv --preview
      unspiral measure import diary.csv -o mine.csv --save-map mine.toml
      unspiral measure import new.csv --map mine.toml -o new-mine.csv
      unspiral measure import diary.csv --wide day -o wide.csv
      unspiral measure import redcap.csv --dictionary dictionary.csv --time visit_date -o clinic.csv
      unspiral measure import DPQ_F.xpt ARQ_F.xpt --recipe nhanes-2009 -o nhanes.csv

    Ends with 0 when done, 2 for bad input.
    """
    options = Options(**given)
    if listing:
        _list(options.as_json)
        return
    if template is not None:
        _template(template, options)
        return
    options.check()
    if options.save_map:
        _nothing_there(options.save_map, f"--save-map {Path(options.save_map).stem}-2.toml")
    # Late: --help and a slip in the options need no numbers.
    from unspiral.measure.imports.kinds import open_any
    from unspiral.measure.imports.outlet import check_place

    if options.output:
        check_place(options.output, options.files, wide=bool(options.wide))
    wanted = options.wanted()
    opened = open_any(wanted)
    if options.save_map and opened.mapping is None:
        raise SpecError(
            f"There is no mapping to save for {opened.kind} files: they say themselves what they hold.", fix="leave out --save-map"
        )
    if options.preview:
        _preview(opened, options)
    tally = _write(opened, options) if options.output else None
    _save(opened, options)
    if not options.preview:
        _end(opened, tally, options)


def _preview(opened: Opened, options: Options) -> None:
    from unspiral.doors.cli.measure_import_text import preview_document, preview_text
    from unspiral.measure.imports.kinds import KINDS as WORDS
    from unspiral.measure.imports.preview import preview_of

    preview = preview_of(opened)
    if options.as_json:
        print_json(preview_document(preview, options.files))
        return
    shape = f", {opened.mapping.kind}" if opened.mapping is not None else ""
    click.echo(preview_text(preview, options.files, f"{WORDS[opened.kind].partition(',')[0]}{shape}"))


def _write(opened: Opened, options: Options) -> Tally:
    from unspiral.measure.imports.outlet import write_answers, write_rows_wide

    assert options.output is not None  # the caller looked
    with _counting() as tick:
        rows = opened.rows(tick)
        if options.wide:
            return write_rows_wide(options.output, rows, opened.account, per=options.wide, many=options.many)[0]
        return write_answers(options.output, rows, opened.account)


def _nothing_there(place: str, fix: str) -> None:
    if Path(place).is_file():
        raise SpecError(f"'{place}' is there already.", why="Nothing that was written by hand is replaced unasked.", fix=fix)


def _save(opened: Opened, options: Options) -> None:
    if not options.save_map or opened.mapping is None:
        return
    from unspiral.aside import write_aside
    from unspiral.measure.imports.mapping_file import mapping_text

    write_aside(options.save_map, mapping_text(opened.mapping))
    say(f"The mapping is in {options.save_map}.")


def _end(opened: Opened, tally: Tally | None, options: Options) -> None:
    from unspiral.doors.cli.measure_import_text import import_document, import_line

    said = opened.account.sentences()
    for sentence in said:
        say(f"  {sentence}")
    if options.as_json:
        print_json(import_document(opened, tally, said, files=options.files, output=options.output, map=options.save_map))
    elif tally is not None and options.output:
        click.echo(import_line(tally, options.output))


def _list(as_json: bool) -> None:
    from unspiral.measure.imports.catalogue import KINDS as SHELVES
    from unspiral.measure.imports.catalogue import names, packaged

    entries = [(kind, name, packaged(kind, name).about) for kind in SHELVES for name in names(kind)]
    if as_json:
        listed = [{"kind": k, "name": n, "title": a.title if a else "", "evidence": a.evidence if a else ""} for k, n, a in entries]
        print_json({"schema": "unspiral.imports/1", "mappings": listed})
        return
    width = max(len(name) for _, name, _ in entries)
    for kind, name, about in entries:
        click.echo(f"--{kind} {name.ljust(width)}  {about.title if about else ''} (names: {about.evidence if about else 'not said'})")


def _template(name: str, options: Options) -> None:
    from unspiral.aside import write_aside
    from unspiral.measure import imports

    place = Path(imports.__file__).parent / "templates" / f"{name.replace('-', '_')}.csv"
    if not place.is_file():
        raise SpecError(f"This version has no template '{name}'.", fix="unspiral measure import --help")
    text = place.read_text(encoding="utf-8")
    if not options.output:
        click.echo(text, nl=False)
        return
    _nothing_there(options.output, "-o my-days.csv")
    write_aside(options.output, text)
    say(f"The template is in {options.output}.")


@contextmanager
def _counting() -> Generator[Callable[[int], None]]:
    """How many rows were read, on one line of a terminal; nothing when piped or quiet."""
    if is_quiet() or sys.stderr is None or not sys.stderr.isatty():  # pyright: ignore[reportUnnecessaryComparison]
        yield lambda _rows: None
        return
    state = {"rows": 0, "shown": 0.0}

    def tick(rows: int) -> None:
        state["rows"] += rows
        if monotonic() - state["shown"] > PATIENCE:
            state["shown"] = monotonic()
            sys.stderr.write(f"\r{state['rows']:>14,} rows read")
            sys.stderr.flush()

    try:
        yield tick
    finally:
        if state["shown"]:
            sys.stderr.write("\r" + " " * 30 + "\r")
            sys.stderr.flush()
