"""``unspiral measure score``: answers of one person, or of a whole table, to a questionnaire."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say, tell
from unspiral.errors import DataError, SafetyStop, SpecError, UnspiralError

if TYPE_CHECKING:
    from unspiral.measure.questionnaires.change import Changed
    from unspiral.measure.questionnaires.instrument import Instrument
    from unspiral.measure.questionnaires.score_table import ScoredTable
    from unspiral.measure.questionnaires.t_table import TTable
    from unspiral.records.help import SafetyNotice
    from unspiral.records.score import Score

SCHEMA, TABLE_SCHEMA = "unspiral.score/1", "unspiral.score-table/1"
TEXT_ENDINGS = (".csv", ".tsv", ".txt")


@click.command(short_help="Score answers, of one person or of a table.")
@click.argument("name", metavar="ID")
@click.option("--answers", metavar="1,0,2,...", help="In order, or as item=answer; nothing between commas = not answered.")
@click.option("--table", "data", metavar="DATA", help="A table with one row for each filled-in form.")
@click.option("--map", "mapped", metavar="ITEM=COL,...", multiple=True, help="With --table: which column holds which item.")
@click.option(
    "--missing", metavar="CODE", multiple=True, help="With --table: also stands for not answered (empty, NA, NaN and . always do)."
)
@click.option("-o", "--output", metavar="OUT.csv", help="With --table: the same table with the scores at its right.")
@click.option("--prefix", metavar="NAME", help="With --table: what the new columns' names begin with; the ID when left out.")
@click.option("--total", type=float, metavar="SUM", help="In place of answers: a sum, to be turned into a T score.")
@click.option("--t-table", "t_table", metavar="FILE", help="From sums to T scores: a .csv with raw,t,se that you bring along.")
@click.option("--parameters", metavar="FILE", help="Item parameters (item,a,b1,b2,...), from which such a table is computed.")
@click.option("--before", type=float, metavar="SCORE", help="An earlier score: how much changed, beside published figures.")
@click.option("--file", "file", metavar="FILE.toml", help="A questionnaire that you wrote; ID is the id in it.")
@click.option("--country", metavar="XX", help="For the lines of help; else as the machine's language settings say.")
@click.option("--acknowledged", is_flag=True, help="The safety notice was seen: give the score beside it.")
@json_option
@quiet_option
def command(
    name: str, answers: str | None, data: str | None, mapped: tuple[str, ...], missing: tuple[str, ...], output: str | None,
    prefix: str | None, total: float | None, t_table: str | None, parameters: str | None, before: float | None, file: str | None,
    country: str | None, acknowledged: bool, as_json: bool,
) -> int:  # fmt: skip
    """Score answers to a questionnaire: those of one person (--answers), or of a table of thousands (--table).

    Missing items are dealt with as the questionnaire says, and it is told how many were filled in. An answer that calls for help (item 9 of
    the PHQ-9) brings help first, and no score until --acknowledged.

    \b
    Examples:
      unspiral measure score phq8 --answers 1,0,2,3,0,1,0,0
      unspiral measure score peg --answers peg_p=6,peg_e=7,peg_g=5 --before 7.3
      unspiral measure score gad7 --table clinic.csv -o scored.csv
      unspiral measure score phq2 --table clinic.csv --map phq1=interest,phq2=down -o scored.csv

    Ends with 0 when done, 2 for bad input, 3 where answers call for help first.
    """
    try:
        return _asked(
            name, answers, data, mapped, missing, output, prefix, total, t_table, parameters, before, file, country,
            acknowledged=acknowledged, as_json=as_json,
        )  # fmt: skip
    except (DataError, SpecError) as problem:
        if answers is None or acknowledged or not _help_anyway(name, file, answers, country, as_json=as_json):
            raise
        tell(f"\n{type(problem).__name__}: {problem.text()}")
        return SafetyStop.exit_code


def _help_anyway(name: str, file: str | None, answers: str, country: str | None, *, as_json: bool) -> bool:
    """Help where an answer calls for it, although something else on the line is wrong; whether there was any to show."""
    from unspiral.doors.cli.measure_score_text import notice_text
    from unspiral.doors.cli.measure_show import opened
    from unspiral.measure.questionnaires.scoring import calling, notice_for

    try:
        found = opened(name, file)
    except UnspiralError:
        return False
    parts = [part.strip() for part in answers.split(",")]
    pairs = [part.partition("=") for part in parts if "=" in part]
    called = [calling(found, {item: value}) for item, _, value in pairs] if pairs else [calling(found, parts)]
    # An item that is answered twice: the answer that calls counts.
    notices = [notice for each in called if (notice := notice_for(found, each, country)) is not None]
    if not notices:
        return False
    if as_json:
        print_json(_stopped(found, None, notices[0], country))
    else:
        click.echo(notice_text(notices[0], how=country_how(country)))
    return True


def country_how(country: str | None) -> str:
    """How the country of the help lines was found, where that has to be said."""
    from unspiral.doors.cli.help_text import help_here

    try:
        return help_here(country)[1]
    except SpecError:
        return "No country has the code that was given, so these are lines for anywhere."


def _asked(
    name: str, answers: str | None, data: str | None, mapped: tuple[str, ...], missing: tuple[str, ...], output: str | None,
    prefix: str | None, total: float | None, t_table: str | None, parameters: str | None, before: float | None, file: str | None,
    country: str | None, *, acknowledged: bool, as_json: bool,
) -> int:  # fmt: skip
    given = [option for option, value in (("--answers", answers), ("--table", data), ("--total", total)) if value is not None]
    if len(given) != 1:
        what = f"{given[0]} and {given[1]} do not go together." if given else "No answers were given."
        raise SpecError(what, fix=f"unspiral measure score {name} --answers 1,0,2,... or --table FILE")
    for_table = {"--map": mapped, "--missing": missing, "-o": output, "--prefix": prefix}
    if data is None and (lost := [option for option, value in for_table.items() if value]):
        raise SpecError(f"{lost[0]} goes with --table.", fix="--table FILE")
    if data is not None and before is not None:
        raise SpecError("--before goes with the answers of one person.", fix="leave it out, or give --answers")
    from unspiral.doors.cli.measure_show import opened
    from unspiral.measure.safety.help_lines import country_from

    if data is None:
        country_from(country, os.environ)  # a wrong code is said before anything else but help
    found = opened(name, file)
    brought = _table(t_table, parameters)
    if data is not None:
        return _many(found, data, mapped, missing, output, prefix, brought, country, acknowledged=acknowledged, as_json=as_json)
    return _one(found, answers, total, brought, before, country, acknowledged=acknowledged, as_json=as_json)


def _table(t_table: str | None, parameters: str | None) -> TTable | None:
    if t_table is not None and parameters is not None:
        raise SpecError("--t-table and --parameters do not go together: each gives a table.", fix="leave one out.")
    if t_table is not None:
        from unspiral.measure.questionnaires.t_table import read_t_table

        return read_t_table(t_table)
    if parameters is not None:
        from unspiral.measure.questionnaires.graded_response import read_parameters

        return read_parameters(parameters).table()
    return None


# One person -----------------------------------------------------------------------------------------------------------------------


def _one(
    found: Instrument, answers: str | None, total: float | None, brought: TTable | None, before: float | None, country: str | None,
    *, acknowledged: bool, as_json: bool,
) -> int:  # fmt: skip
    from unspiral.doors.cli.measure_score_text import notice_text, score_text
    from unspiral.measure.questionnaires.change import change
    from unspiral.measure.questionnaires.scoring import by_item, score, score_total

    if total is not None:
        if brought is None:
            raise SpecError("--total is turned into a T score by a table, and none was given.", fix="--t-table TABLE.csv")
        scored, answered = score_total(found, total, brought), 0
    else:
        given = answers_given(answers or "")
        answered = sum(value is not None for value in by_item(found, given, brought).values())
        try:
            scored = score(found, given, country=country, acknowledged=acknowledged, table=brought)
        except SafetyStop as stopped:
            notice = _notice_of(stopped)
            if as_json:
                print_json(_stopped(found, answered, notice, country))
            else:
                click.echo(notice_text(notice, how=country_how(country)))
                say("\nThe score is kept back until this was seen: --acknowledged gives it.")
            return stopped.exit_code
    changed = None if before is None or scored.value is None else change(found, before, scored.value)
    if as_json:
        print_json(score_document(found, scored, changed, country))
    else:
        click.echo(score_text(found, scored, changed, how="" if scored.safety is None else country_how(country)))
        say(f"\nWhere every number comes from: unspiral measure show {found.id} --sources")
    return 0


def answers_given(text: str) -> dict[str, float | None] | list[float | None]:
    """``1,0,,2`` or ``phq1=1,phq2=`` as numbers; nothing = not answered.

    Raises:
        DataError: something else than a number; it is not repeated, for it may be private.
    """
    parts = [part.strip() for part in text.split(",")]
    named = [part.partition("=") for part in parts]
    if any(sign for _, sign, _ in named):
        found: dict[str, float | None] = {}
        for place, (item, sign, value) in enumerate(named, 1):
            if not sign or not item.strip():
                raise DataError(f"Answer {place} names no item, and others do.", fix="name all: --answers phq1=1,phq2=0,...")
            if item.strip() in found:
                raise DataError(f"Item '{item.strip()[:40]}' is answered twice.", fix="give each item once.")
            found[item.strip()] = _number(value, place)
        return found
    return [_number(part, place) for place, part in enumerate(parts, 1)]


def _number(text: str, place: int) -> float | None:
    text = text.strip()
    if text.casefold() in {"", "na", "nan", "."}:
        return None
    try:
        value = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"Answer {place} is no number.", fix="the option's number, such as 2; nothing between commas = not answered.")
    return value


def _notice_of(stopped: SafetyStop) -> SafetyNotice:
    from unspiral.records.help import SafetyNotice

    if not isinstance(stopped.notice, SafetyNotice):  # scoring always sends one
        raise stopped
    return stopped.notice


def score_document(found: Instrument, scored: Score, changed: Changed | None, country: str | None = None) -> dict[str, object]:
    """A score as ``--json`` prints it."""
    return {
        "schema": SCHEMA,
        "instrument": scored.instrument,
        "score": _plain(scored.value),
        "band": scored.band,
        "answered": scored.answered,
        "imputed": scored.imputed,
        "safety": None if scored.safety is None else safety_document(scored.safety, country),
        "sources": cited(found, scored.sources),
        "unit": scored.unit,
        "low": scored.low,
        "high": scored.high,
        "subscales": {name: _plain(value) for name, value in scored.subscales.items()},
        "se": scored.se,
        "why_none": scored.why_none,
        "said": list(scored.said),
        "unverified": list(scored.unverified),
        "change": None if changed is None else _change_document(found, changed),
    }


def _stopped(found: Instrument, answered: int | None, notice: SafetyNotice, country: str | None) -> dict[str, object]:
    """What is printed in place of a score: nothing that was answered can be told from it."""
    return {
        "schema": SCHEMA, "instrument": found.id, "score": None, "band": None, "answered": answered, "imputed": None,
        "safety": safety_document(notice, country), "sources": [],
    }  # fmt: skip


def safety_document(notice: SafetyNotice, country: str | None = None) -> dict[str, object]:
    """The notice as JSON carries it; ``country`` is what ``--country`` said, for it is told where the country came from."""
    from unspiral.doors.cli.help_text import line_document

    return {
        "code": notice.code,
        "title": notice.title,
        "message": "\n".join(notice.message),
        "lines": [line_document(line) for line in notice.help.lines],
        "emergency": notice.help.emergency,
        "country": notice.help.country,
        "country_from": "--country" if country is not None else country_how(None),
        "checked_on": notice.help.checked_on.isoformat(),
        "stale": notice.help.stale,
        "follow_on": notice.follow_on,
    }


def cited(found: Instrument, keys: tuple[str, ...]) -> list[dict[str, str]]:
    """Sources with their citations."""
    return [{"key": key, "citation": found.sources[key]} for key in keys]


def _change_document(found: Instrument, changed: Changed) -> dict[str, object]:
    judged = [
        {
            "kind": each.kind, "by": each.by, "figure": _plain(each.figure), "reached": each.reached, "evidence": each.support.evidence,
            "sources": cited(found, each.support.sources), "note": each.support.note,
        }
        for each in changed.judged
    ]  # fmt: skip
    return {
        "before": _plain(changed.before), "after": _plain(changed.after), "points": _plain(changed.points), "percent": changed.percent,
        "judged": judged, "said": list(changed.said),
    }  # fmt: skip


def _plain(value: float | None) -> float | int | None:
    """7 and not 7.0: a sum is a whole number."""
    return int(value) if value is not None and math.isfinite(value) and value == int(value) else value


# A table ---------------------------------------------------------------------------------------------------------------------------


def _many(
    found: Instrument, data: str, mapped: tuple[str, ...], missing: tuple[str, ...], output: str | None, prefix: str | None,
    brought: TTable | None, country: str | None, *, acknowledged: bool, as_json: bool,
) -> int:  # fmt: skip
    if output is not None:
        check_output(output, data)
    from unspiral.doors.cli.measure_score_text import notice_text, table_text
    from unspiral.measure.questionnaires.column_map import told_columns
    from unspiral.measure.questionnaires.score_table import score_table
    from unspiral.measure.safety.help_lines import country_from

    told = told_columns(found, mapped) if mapped else None
    try:
        scored = score_table(
            found, data, columns=told, missing=missing, table=brought, country=country, acknowledged=acknowledged, prefix=prefix
        )  # fmt: skip
    except SafetyStop as stopped:  # the table cannot be read, and somebody in it needs help
        notice = _notice_of(stopped)
        if as_json:
            print_json(_stopped(found, None, notice, country))
        else:
            click.echo(notice_text(notice, how=country_how(country)))
        if isinstance(stopped.__cause__, UnspiralError):
            tell(f"\n{type(stopped.__cause__).__name__}: {stopped.__cause__.text()}")
        return stopped.exit_code
    try:
        country_from(country, os.environ)
    except SpecError as problem:  # help first, with lines for anywhere; nothing is written
        if scored.notice is None or acknowledged:
            raise
        if as_json:
            print_json(_stopped(found, None, scored.notice, country))
        else:
            click.echo(notice_text(scored.notice, rows=scored.safety, how=country_how(country)))
        tell(f"\n{type(problem).__name__}: {problem.text()}")
        return SafetyStop.exit_code
    changed = 0
    if output is not None:
        from unspiral.aside import write_aside

        text, changed = scored.text(data)
        write_aside(output, text)
    said = list(scored.said)
    if changed:
        said.append(f"Cells that a spreadsheet would have run as formulas got an apostrophe before them: {changed}.")
    if as_json:
        print_json(table_document(found, scored, output, said, country))
    else:
        if scored.notice is not None:
            click.echo(notice_text(scored.notice, rows=scored.safety, how=country_how(country)) + "\n")
        click.echo(table_text(found, scored, output))
    for sentence in said:
        say(sentence)
    if output is None:
        say("No file was written: -o OUT.csv keeps the scores.")
    return SafetyStop.exit_code if scored.held_back else 0


def check_output(output: str, data: str) -> None:
    """Refuse a name that the scored table cannot have, before anything is read.

    Raises:
        SpecError: empty, of another kind of file, or that of the table itself.
    """
    if not output:
        raise SpecError("-o was given an empty name.", fix="-o OUT.csv")
    if Path(output).suffix.lower() not in TEXT_ENDINGS and not output.startswith("/dev/"):
        raise SpecError(f"'{output}' does not end in .csv, and the scored table is a text table.", fix=f"-o '{Path(output).stem}.csv'")
    if os.path.realpath(output) == os.path.realpath(data):
        raise SpecError(f"-o would write over '{data}', which is the table itself.", fix="-o OUT.csv")


def table_document(
    found: Instrument, scored: ScoredTable, output: str | None, said: list[str], country: str | None = None
) -> dict[str, object]:
    """The counts of a scored table as ``--json`` prints them."""
    return {
        "schema": TABLE_SCHEMA,
        "instrument": found.id,
        "rows": len(scored.scores.value),
        "scored": scored.scored,
        "imputed": scored.imputed,
        "not_scorable": scored.not_scorable,
        "safety": scored.safety,
        "withheld": scored.safety if scored.held_back else 0,
        "why_none": dict(scored.why),
        "map": dict(scored.columns),
        "added": list(scored.added),
        "output": output,
        "safety_notice": None if scored.notice is None else safety_document(scored.notice, country),
        "sources": cited(found, scored.sources),
        "unverified": list(scored.unverified),
        "said": said,
    }
