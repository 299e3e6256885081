"""``unspiral pathway``: what guidelines offer for some answers, with every position where they disagree."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import decide, json_option, print_json, quiet_option, say, tell
from unspiral.doors.cli.help_text import country_option
from unspiral.doors.cli.page_given import check_places, page_options, write_places
from unspiral.errors import SafetyStop, SpecError, UnspiralError

if TYPE_CHECKING:
    from unspiral.doors.cli.pathway_safety import Safety
    from unspiral.records.pathway import Answers, Plan
    from unspiral.show.model import Report


@click.command(short_help="Show what guidelines offer, with all their positions.")
@click.argument("file", metavar="[FILE.json]", required=False)
@click.option("--item9", metavar="0-3", help="Item 9 of the PHQ-9; an answer that calls for help shows it first.")
@click.option("--red-flag", metavar="WORD", help="What 'unspiral measure flags' came to: none, routine_soon, urgent_days, same_day, ...")
@click.option("--phq9", metavar="0-27", help="PHQ-9 score.")
@click.option("--phq8", metavar="0-24", help="PHQ-8 score, in place of the PHQ-9; its bands are the same.")
@click.option("--gad7", metavar="0-21", help="GAD-7 score.")
@click.option("--pain-weeks", metavar="N", help="How many weeks the present pain has lasted.")
@click.option("--start-risk", metavar="WORD", help="Result of the STarT Back tool: low, medium, high, unknown.")
@click.option("--rmdq", metavar="0-24", help="Roland-Morris score.")
@click.option("--peg", metavar="0-10", help="PEG score.")
@click.option("--fear", metavar="WORD", help="Fear of moving: low, high, unknown.")
@click.option("--sleep", metavar="WORD", help="Sleep: good, poor, unknown.")
@click.option("--worry", "worry_pain_14d", metavar="0-10", help="Worry about pain, mean of 14 days.")
@click.option("--leg-pain/--no-leg-pain", default=None, help="Whether there is leg pain.")
@click.option("--tried", metavar="ID,...", multiple=True, help="Options already tried for an adequate time: shown last.")
@click.option("--considering", metavar="WORD,...", multiple=True, help="Asked about: surgery, opioid, injection, imaging, laser_surgery.")
@click.option("--not-wanted", metavar="ID,...", multiple=True, help="Options, or kinds, that are not wanted: shown last, never hidden.")
@click.option("--out-of-reach", metavar="ID,...", multiple=True, help="Options, or kinds, that cannot be had: shown last, never hidden.")
@click.option("--mode", metavar="WORD", help="person (default), clinician or researcher; the last two add numbers of studies.")
@click.option("--acknowledged", is_flag=True, help="The help that comes first was read.")
@click.option("--all", "everything", is_flag=True, help="Every option with every line, whatever the answers.")
@country_option
@page_options
@json_option
@quiet_option
def command(
    file: str | None, everything: bool, country: str | None, report: str | None, svg: str | None, as_json: bool, **options: object
) -> int:  # fmt: skip
    """Show what guidelines offer for back pain with low mood: a fixed list, the same for anyone with the same answers.

    Nothing is ranked by a model, and nothing is chosen for anybody. FILE.json holds the same names as the options, with _ for -.
    Without answers: what can be told, and where it comes from.

    \b
    Examples:
      unspiral pathway --phq9 13 --item9 0 --pain-weeks 60 --start-risk medium --red-flag none
      unspiral pathway --pain-weeks 20 --considering opioid,surgery --tried exercise
      unspiral pathway answers.json --mode clinician --json
      unspiral pathway --phq9 13 --item9 0 --pain-weeks 60 --report pathway.html --svg pathway.svg
      unspiral pathway --all

    Ends with 0 when done, 2 for bad input, 3 when help or a doctor comes first.
    """
    from unspiral.doors.cli.pathway_given import told
    from unspiral.doors.cli.pathway_safety import calls
    from unspiral.measure.safety.help_lines import country_from

    given = told(file, options)
    try:
        values = given.values()
        check_places(report, svg, file)
        country_from(country, os.environ)  # a wrong code is said, behind help where that is called for
        if everything or not set(values) - {"mode"}:
            _nothing_to_write(report, svg)
            return _listed(values, everything=everything, as_json=as_json)
        return _planned(values, country, report, svg, as_json=as_json)
    except UnspiralError as problem:
        # An answer that calls for help gets it although something else is wrong.
        calling = next((part for part in (given.options, given.file) if calls(part)), None)
        if calling is None:
            raise
        decide(SafetyStop.exit_code)
        _help_alone(calling, country, as_json=as_json)
        tell(f"\n{type(problem).__name__}: {problem.text()}")
        return SafetyStop.exit_code


def _listed(given: dict[str, object], *, everything: bool, as_json: bool) -> int:
    """Every option, or what can be told."""
    if extra := sorted(set(given) - {"mode"}):
        raise SpecError(
            f"--all shows every option whatever the answers, and {', '.join(extra)} was told.",
            why="A list that looks made for these answers would be taken for one.",
            fix="leave out --all, or the answers.",
        )
    from unspiral.act.pathway.answers import answers_of
    from unspiral.doors.cli.pathway_document import browse_document, needs_document
    from unspiral.doors.cli.pathway_text import browse_text, needs_text

    mode = answers_of(given).mode
    if as_json:
        print_json(browse_document(mode) if everything else needs_document())
    else:
        click.echo(browse_text(mode) if everything else needs_text())
    return 0


def _nothing_to_write(report: str | None, svg: str | None) -> None:
    if report is not None or svg is not None:
        raise SpecError(
            f"{'--report' if report is not None else '--svg'} shows what guidelines offer for some answers, and none was told.",
            fix="--phq9 13 --item9 0 --pain-weeks 60, or leave it out.",
        )


def _planned(given: dict[str, object], country: str | None, report: str | None, svg: str | None, *, as_json: bool) -> int:
    from unspiral.act.pathway.answers import answers_of
    from unspiral.act.pathway.pathway import pathway
    from unspiral.doors.cli.measure_score import country_how
    from unspiral.doors.cli.pathway_document import document
    from unspiral.doors.cli.pathway_safety import safety_of
    from unspiral.doors.cli.pathway_text import plan_text

    answers: Answers = answers_of(given)
    plan = pathway(answers)
    safety = safety_of(plan, country)
    code = SafetyStop.exit_code if plan.held or plan.stopped else 0
    decide(code)
    write_places(lambda: _page(plan, safety), report, svg)
    if as_json:
        print_json(document(plan, safety, country))
        return code
    click.echo(plan_text(plan, safety, country_how(country)))
    if plan.held:
        say("\nEverything else is kept back until this was seen: --acknowledged goes on.")
    return code


def _page(plan: Plan, safety: Safety) -> Report:
    from unspiral.show.pathway_page import pathway_page

    return pathway_page(plan, safety.notices, safety.flag)


def _help_alone(given: dict[str, object], country: str | None, *, as_json: bool) -> None:
    """Help, where nothing else can be worked out."""
    from unspiral.doors.cli.measure_score import country_how
    from unspiral.doors.cli.measure_score_text import notice_text
    from unspiral.doors.cli.pathway_document import stopped_document
    from unspiral.doors.cli.pathway_safety import help_notice

    notice = help_notice(given, country)
    if as_json:
        print_json(stopped_document(notice, country))
    else:
        click.echo(notice_text(notice, how=country_how(country)))
