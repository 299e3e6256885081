"""``unspiral measure export``: everybody's data out."""

from __future__ import annotations

import os

import click

from unspiral.doors.cli.console import decide, json_option, print_json, quiet_option, say, tell
from unspiral.doors.cli.help_text import country_option
from unspiral.errors import SafetyStop, SpecError

LAYOUTS = "tidy, csv, parquet, json, wide, ctsem, mlvar, lavaan, mplus, fhir"


@click.command(short_help="Take data out: tidy tables, layouts of other programs, FHIR.")
@click.argument("source", nargs=-1, required=True, metavar="SOURCE...")
@click.option("-o", "--output", required=True, metavar="PLACE", help="The file or folder to write.")
@click.option("--layout", metavar="NAME", help=f"One of {LAYOUTS}; by the ending of PLACE when left out, else tidy.")
@click.option("--items", metavar="A,B", help="These items alone, in this order.")
@click.option("--per", default="occasion", show_default=True, metavar="ROW", help="What a row is in wide layouts: occasion or day.")
@click.option(
    "--many",
    default="error",
    show_default=True,
    metavar="RULE",
    help="For one cell: error, first, last, mean, sum, min, max.",
)
@click.option("--time-unit", metavar="UNIT", help="In which layouts count time: hour, day, week, month or year.")
@click.option("--force", is_flag=True, help="Replace what is there already.")
@click.option("--acknowledged", is_flag=True, help="FHIR: write scores also where an answer calls for help first.")
@country_option
@json_option
@quiet_option
def command(
    source: tuple[str, ...],
    output: str,
    layout: str | None,
    items: str | None,
    per: str,
    many: str,
    time_unit: str | None,
    force: bool,
    acknowledged: bool,
    country: str | None,
    as_json: bool,
) -> int:
    """Write data so that others can read them: whole, raw, with a codebook, and back again without a difference.

    SOURCE is anything that 'unspiral measure import' reads. A tidy folder holds the answers, what each item is, and a manifest by which a
    damaged copy is noticed. Cells that a spreadsheet would run as a formula are written as text there and read back as they were.
    Reminders for a calendar come from 'unspiral measure schedule'.

    \b
    Examples:
      unspiral measure export diary.csv -o my-data
      unspiral measure export my-data --layout ctsem --items pain,depression -o for-ctsem
      unspiral measure export diary.csv --layout fhir -o bundle.json

    Ends with 0 when done, 2 for bad input, 3 when scores were held back because an answer calls for help first (all answers are written).
    """
    from unspiral.measure.exports.write_any import FORMS, How, form_of, write_any

    if not output:
        raise SpecError("The place to write has no name.", fix="-o my-data")
    if layout in ("ics", "calendar"):
        raise SpecError("A calendar holds when to ask, not what was answered.", fix="unspiral measure schedule PLAN.toml -o reminders.ics")
    form = form_of(output, layout)
    if os.path.exists(output) and not force:
        raise SpecError(f"'{output}' is there already.", why="Nothing is overwritten unasked.", fix="choose another name, or add --force.")
    from unspiral.doors.cli.measure_score import safety_document
    from unspiral.doors.cli.measure_score_text import notice_text
    from unspiral.measure.imports.kinds import read_any
    from unspiral.measure.safety.help_lines import help_or_world
    from unspiral.measure.safety.suicide_item import notice

    lines, wrong = help_or_world(country, os.environ)
    if wrong is not None and form != "fhir":  # the other forms hold no scores, so that no help stands behind the complaint
        raise wrong
    diary = read_any(source)
    wanted = tuple(word.strip() for word in items.split(",") if word.strip()) if items else None
    written = write_any(diary, output, form, How(wanted, per, many, time_unit, force, acknowledged))
    ends = SafetyStop.exit_code if written.withheld else 0 if wrong is None else wrong.exit_code
    decide(ends)
    shown = None if written.loudest is None else notice(written.loudest, lines)
    told = tuple(dict.fromkeys((*diary.said, *written.said)))
    if shown is not None and not as_json:
        click.echo(notice_text(shown, rows=written.safety) + "\n")
    for sentence in told:
        say(sentence)
    some = "" if written.answers == len(diary) else f" of {len(diary)}"
    say(f"{written.answers}{some} answers are in {output} ({FORMS[form][0]}).")
    if as_json:
        counts = {"answers": written.answers, "persons": len(diary.person.levels), "withheld": written.withheld, "safety": written.safety}
        safety = {"safety_notice": None if shown is None else safety_document(shown)}
        print_json({"schema": "unspiral.export/1", "layout": form, "place": output, **counts, **safety, "said": told})
    if wrong is not None:  # only now: a slip in a country's name must not stand before help
        tell(f"SpecError: {wrong.text()}")
    return ends
