"""``unspiral flare``: what a person's own record says about earlier bad days."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.doors.cli.document_parts import refusal_entry
from unspiral.doors.cli.flare_text import flare_text
from unspiral.doors.cli.page_given import check_places, page_options, write_places
from unspiral.doors.cli.paragraph import listed
from unspiral.errors import NotIdentified, SpecError
from unspiral.show.flare_words import date_of
from unspiral.units import TIME_UNITS

if TYPE_CHECKING:
    from unspiral.records import Panel
    from unspiral.records.flare import FlarePlan, FlareRule
    from unspiral.show.model import Report

SCHEMA = "unspiral.flare/1"


@click.command(short_help="Show what your own record says about earlier bad days.")
@click.argument("data", metavar="DATA")
@click.option("--pain", metavar="COL", default="pain", show_default=True, help="The column of pain; higher is worse.")
@click.option("--mood", metavar="COL", help="A column of mood, looked at on the days after.")
@click.option("--sleep", metavar="COL", help="A column of sleep, looked at on the days after.")
@click.option("--also", metavar="COL,...", multiple=True, help="More columns to look at on the days after.")
@click.option("--tried", metavar="COL,...", multiple=True, help="Columns of what was tried: 0 = not, anything else = tried.")
@click.option("--who", metavar="NAME", help="Whose record, where the table holds several people.")
@click.option("--person", metavar="COL", help="The column that says who answered.")
@click.option("--time", metavar="COL", help="The column that says when.")
@click.option("--time-unit", type=click.Choice(TIME_UNITS), help="Of a time that is a number.")
@click.option("--missing", metavar="CODE", multiple=True, help="A code that stands for 'no answer'.")
@click.option("--reverse", metavar="COL[=BOUND]", multiple=True, help="Scales that run the other way; with BOUND, x is read as BOUND - x.")
@click.option(
    "--points", type=float, metavar="N", default=2.0, show_default=True, help="A bad day is so many points above the usual, and ..."
)
@click.option("--sds", type=float, metavar="N", default=1.0, show_default=True, help="... so many of the person's own standard deviations.")
@click.option("--for-days", type=int, metavar="N", default=2, show_default=True, help="A bad spell lasts at least so many days.")
@click.option(
    "--gap", type=int, metavar="N", default=1, show_default=True, help="Unanswered days between bad ones that are still one spell."
)
@click.option("--after", type=int, metavar="N", default=3, show_default=True, help="Days after a bad day that are looked at, at most 28.")
@click.option("--fewest", type=int, metavar="N", default=5, show_default=True, help="Below so many days, or spells, it says 'too few'.")
@page_options
@json_option
@quiet_option
def command(
    data: str,
    pain: str,
    mood: str | None,
    sleep: str | None,
    also: tuple[str, ...],
    tried: tuple[str, ...],
    who: str | None,
    person: str | None,
    time: str | None,
    time_unit: str | None,
    missing: tuple[str, ...],
    reverse: tuple[str, ...],
    points: float,
    sds: float,
    for_days: int,
    gap: int,
    after: int,
    fewest: int,
    report: str | None,
    svg: str | None,
    as_json: bool,
) -> None:
    """Show what your own record says about earlier bad days: when, how long, what was recorded as tried, how the days after went.

    It describes and gives no advice. What was tried is shown in the order in which it is named, which is no rank.

    \b
    Examples:
      unspiral flare diary.csv --pain pain --tried heat,walking
      unspiral flare diary.csv --tried heat --report flare.html --svg flare.svg
      unspiral flare diary.csv --pain pain --mood mood --sleep sleep_quality --tried heat --for-days 3 --json

    Ends with 0 when done, 2 for bad input, 3 when the record cannot carry an answer.
    """
    from unspiral.records.flare import FlareRule

    rule = FlareRule(points, sds, for_days, gap, after, fewest)
    outcomes, things, flags = _columns(pain, mood, sleep, also, tried)
    check_places(report, svg, data)
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.flare import flare
    from unspiral.doors.cli.learn_options import scales_turned
    from unspiral.measure.read import read

    panel = read(
        data,
        columns=outcomes,
        person=person,
        time=time,
        time_unit=time_unit,
        inputs=things,
        missing=missing,
        reverse=scales_turned(reverse),
        flags=flags,
    )
    try:
        found = flare(panel, person=who, rule=rule)
    except NotIdentified as refusal:
        if as_json:
            print_json(_refused(rule, refusal))
        raise
    write_places(lambda: _page(found, panel), report, svg)
    if as_json:
        print_json(document(found, panel.source.said))
        return
    click.echo(flare_text(found))
    for sentence in panel.source.said:
        # Only pain has a side that counts here; which way mood or sleep runs changes nothing.
        if "--reverse" not in sentence or f"'{pain}'" in sentence:
            say(sentence)


def _page(found: FlarePlan, panel: Panel) -> Report:
    from unspiral.act.flare_days import day_table
    from unspiral.show.flare_page import flare_page

    person = next(each for each in panel.persons if each.name == found.person)
    return flare_page(found, day_table(panel, person), name=panel.source.name)


def _columns(
    pain: str, mood: str | None, sleep: str | None, also: tuple[str, ...], tried: tuple[str, ...]
) -> tuple[list[str], list[str], dict[str, str]]:
    """Columns of answers, those of what was tried, and the option that named each."""
    alone = [(name, option) for name, option in ((pain, "--pain"), (mood, "--mood"), (sleep, "--sleep")) if name is not None]
    empty = next((option for name, option in alone if not name.strip()), None)
    if empty is not None:
        raise SpecError(f"{empty} was given without a name.", fix=f"{empty} COLUMN, or leave {empty} out")
    outcomes = [*alone, *((name, "--also") for name in listed(also, "--also", "COLUMN"))]
    things = [(name, "--tried") for name in listed(tried, "--tried", "COLUMN")]
    flags: dict[str, str] = {}
    for name, option in (*outcomes, *things):
        if name in flags:
            raise SpecError(f"The column '{name[:40]}' is named twice.", fix=f"leave it out of {option}; {flags[name]} names it already.")
        flags[name] = option
    return [name for name, _ in outcomes], [name for name, _ in things], flags


def document(found: FlarePlan, said: tuple[str, ...] = ()) -> dict[str, object]:
    """A plan as ``--json`` prints it.

    Args:
        found: of ``act.flare``.
        said: what was said while the table was read.
    """
    return {
        "schema": SCHEMA,
        **asdict(found),
        "spells": [
            {**asdict(spell), "days": spell.days, "first_date": date_of(found, spell.first), "last_date": date_of(found, spell.last)}
            for spell in found.spells
        ],
        "read": list(said),
        "verdicts": [],
    }


def _refused(rule: FlareRule, refusal: NotIdentified) -> dict[str, object]:
    verdict = refusal_entry(refusal)
    return {"schema": SCHEMA, "rule": asdict(rule), "spells": [], "things": [], "verdicts": [verdict]}
