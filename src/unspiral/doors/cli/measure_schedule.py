"""``unspiral measure schedule``: when a plan asks whom, and reminders for a calendar."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from itertools import count
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.errors import SpecError, did_you_mean

if TYPE_CHECKING:
    from unspiral.records.prompt import Due
    from unspiral.records.schedule import Event, Schedule

SCHEMA = "unspiral.prompts/1"
SHOWN_DAYS = 14


@click.command(short_help="Work out when to ask, on local clocks; write reminders for a calendar.")
@click.argument("plan", metavar="PLAN.toml", required=False)
@click.option("--person", "persons", multiple=True, metavar="NAME", help="Whom to ask; repeatable. All whom the plan names, when left out.")
@click.option("--from", "start", metavar="DATE", help="First day on the person's clock; today when left out.")
@click.option("--to", "end", metavar="DATE", help="Last day; 14 days in all when left out.")
@click.option("--event", "events", multiple=True, metavar="NAME@MOMENT", help="Something that happened: flare@2026-03-09T21:30+01:00")
@click.option("-o", "--output", metavar="FILE", help="reminders.ics for a calendar, prompts.csv for a log to fill.")
@click.option("--stamp", metavar="MOMENT", help="For .ics: when it was made; left out, the same file each time.")
@click.option("--paused", is_flag=True, help="Also show what a pause leaves out; a log always holds it.")
@click.option("--check", is_flag=True, help="Only say whether the plan can be used.")
@click.option("--against", metavar="OLD.toml", help="Also refuse a plan that changes what OLD.toml published.")
@click.option("--example", is_flag=True, help="Print a plan to begin with.")
@json_option
@quiet_option
def command(
    plan: str | None, persons: tuple[str, ...], start: str | None, end: str | None, events: tuple[str, ...], output: str | None,
    stamp: str | None, paused: bool, check: bool, against: str | None, example: bool, as_json: bool,
) -> None:  # fmt: skip
    """Work out when a plan asks a person: on their own clock, across clock changes, with pauses, bursts and random moments.

    PLAN.toml holds the rules in versions that never change once they are published. The same plan gives the same moments on every
    machine and for every stretch of days. A calendar file can be imported into the calendar of any phone.

    \b
    Examples:
      unspiral measure schedule --example > plan.toml
      unspiral measure schedule plan.toml --person P1 --from 2026-03-01 --to 2026-04-30
      unspiral measure schedule plan.toml --person P1 --from 2026-03-01 --to 2026-04-30 -o reminders.ics
      unspiral measure schedule plan.toml --check --against published.toml

    Ends with 0 when done, 2 for bad input.
    """
    if example:
        _print_example(plan, as_json)
        return
    if plan is None:
        raise SpecError("Which plan?", fix="unspiral measure schedule --example > plan.toml")
    kind = _kind_of(output, plan)
    made = None if stamp is None else moment_of("--stamp", stamp)
    if made is not None and kind != ".ics":
        raise SpecError("--stamp goes with a calendar.", fix="-o reminders.ics")
    # Late: --help and a slip in the options need no zones.
    from unspiral.measure.prompts.read_schedule import read_schedule

    schedule = read_schedule(plan)
    if against is not None:
        from unspiral.measure.prompts.change import check_change

        check_change(read_schedule(against), schedule)
    _caution(schedule)
    if check:
        _print_check(schedule, plan, as_json)
        return
    first, last = _range(schedule, start, end)
    who = _who(schedule, persons)
    if kind == ".ics" and len(who) > 1:
        raise SpecError(f"A calendar is for one person, and this would be for {len(who)}.", fix=f"--person '{who[0]}'")
    happened = _events(events, schedule, who, plan)
    found = _work_out(schedule, who, first, last, happened, paused=paused or kind == ".csv")
    if output is not None:
        _write(output, kind, schedule, found, made)
    if as_json:
        # Everything in it is plain already, and a year of a thousand people is long: no second walk over it.
        click.echo(json.dumps(document(schedule, who, first, last, found), ensure_ascii=True, allow_nan=False))
    elif output is None:
        from unspiral.doors.cli.measure_schedule_text import schedule_text

        click.echo(schedule_text(schedule, who, first, last, found))


def _work_out(
    schedule: Schedule, who: list[str], first: date, last: date, events: tuple[Event, ...], *, paused: bool
) -> dict[str, tuple[Due, ...]]:
    from unspiral.doors.cli.console import progress
    from unspiral.measure.prompts.schedule import due, planned

    work = planned if paused else due
    found: dict[str, tuple[Due, ...]] = {}
    with progress("Working out prompts", len(who)) as advance:
        for person in who:
            found[person] = work(schedule, person, first, last, events)
            advance(1)
    return found


def _print_example(plan: str | None, as_json: bool) -> None:
    if plan is not None:
        raise SpecError(f"--example prints a plan, and '{plan}' is given as one.", fix=f"unspiral measure schedule --example > '{plan}'")
    from unspiral.measure.prompts.write_schedule import EXAMPLE

    if as_json:
        print_json({"schema": "unspiral.schedule-example/1", "toml": EXAMPLE})
    else:
        click.echo(EXAMPLE, nl=False)


def _print_check(schedule: Schedule, plan: str, as_json: bool) -> None:
    rules = sum(len(version.rules) for version in schedule.versions)
    counts = {"versions": len(schedule.versions), "rules": rules, "people": len(schedule.people)}
    if as_json:
        print_json({"schema": "unspiral.schedule-check/1", "plan": schedule.id, **counts})
        return
    said = ", ".join(f"{n} {name if n != 1 else {'people': 'person'}.get(name, name[:-1])}" for name, n in counts.items())
    click.echo(f"'{plan}' can be used: {said}.")


def _kind_of(output: str | None, plan: str) -> str:
    if output is None:
        return ""
    kind = Path(output).suffix.lower()
    if kind not in {".ics", ".csv"}:
        raise SpecError(f"'{output}' is neither a calendar nor a log.", fix="-o reminders.ics, or -o prompts.csv")
    if kind == ".csv" and Path(output).exists():
        why = "It may hold what was answered, and a new log begins empty."
        raise SpecError(f"There is a log '{output}' already.", why=why, fix=f"-o {quote(str(_free(Path(output))))}")
    if Path(output).resolve() == Path(plan).resolve():
        raise SpecError(f"-o would write over '{plan}', which is the plan itself.", fix="-o reminders.ics")
    return kind


def _free(taken: Path) -> Path:
    """The first name beside a taken one that is not taken."""
    return next(free for n in count(2) if not (free := taken.with_name(f"{taken.stem}-{n}{taken.suffix}")).exists())


def _caution(schedule: Schedule) -> None:
    from unspiral.measure.exports.write_ics import telling_words
    from unspiral.measure.prompts.zone import abbreviation

    zones = {schedule.zone, *(setting.zone for person in schedule.people for setting in person.settings if setting.zone)}
    for name in sorted(name for name in zones if abbreviation(name)):
        say(f"Caution: the zone '{name}' is no place, and its clock may not change when people's do. Fix: zone = \"America/New_York\"")
    if words := telling_words(schedule.title):
        say(f"Caution: the title '{schedule.title}' stands on lock screens and says '{words[0]}'. Fix: title = \"Check-in\"")


def _range(schedule: Schedule, start: str | None, end: str | None) -> tuple[date, date]:
    from unspiral.measure.prompts.zone import zone

    first = _date("--from", start) if start is not None else None
    last = _date("--to", end) if end is not None else None
    if first is None:
        today = datetime.now(UTC).astimezone(zone(schedule.zone)).date()
        first = today if last is None else min(today, last)
        say(f"From {first}, as nothing else was said; another day is said with --from.")
    try:
        return first, last if last is not None else first + timedelta(days=SHOWN_DAYS - 1)
    except OverflowError:
        raise SpecError(f"--from {first} is too near the end of the calendar.", fix="--from 2026-03-01") from None


def _date(option: str, text: str) -> date:
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise SpecError(f"{option} '{text[:40]}' is no day on the calendar.", fix=f"{option} 2026-03-01 (year-month-day)") from None


def _who(schedule: Schedule, persons: tuple[str, ...]) -> list[str]:
    named = [one.person for one in schedule.people]
    if persons:
        return list(dict.fromkeys(persons))
    if not named:
        raise SpecError("The plan names nobody, so whom to ask must be said.", why="Random moments belong to a name.", fix="--person P1")
    return named


def _events(given: tuple[str, ...], schedule: Schedule, who: list[str], plan: str) -> tuple[Event, ...]:
    from unspiral.records.schedule import Event, OnEvent

    if given and len(who) > 1:
        raise SpecError("What happened, happened to one person.", why="All would be asked after it.", fix=f"--person '{who[0]}'")
    awaited = {rule.when.event for version in schedule.versions for rule in version.rules if isinstance(rule.when, OnEvent)}
    found: list[Event] = []
    for text in given:
        name, mark, moment = text.partition("@")
        if not mark or not name:
            raise SpecError(f"--event '{text[:60]}' names no moment.", fix="--event flare@2026-03-09T21:30+01:00")
        if name not in awaited:
            listed = f"Rules wait for: {', '.join(sorted(awaited))}." if awaited else "No rule waits for an event."
            what = f"--event '{name[:40]}': no rule waits for it.{did_you_mean(name, awaited)}"
            meant = next(iter(get_close_matches(name, sorted(awaited), n=1)), min(awaited, default=""))
            without = f"unspiral measure schedule {quote(plan)} --person {quote(who[0])}"
            raise SpecError(what, why=listed, fix=f"--event {quote(f'{meant}@{moment}')}" if meant else without)
        found.append(Event(name, moment_of("--event", moment, before=f"{name}@")))
    return tuple(found)


def moment_of(option: str, text: str, offset: str = "+01:00", before: str = "") -> datetime:
    """A moment with its offset, as an option was given it.

    Args:
        option: its name, for messages.
        text: what was given.
        offset: the one that a remedy names.
        before: what stands before the moment in the same option, such as "flare@".

    Raises:
        SpecError: it is no moment, or has no offset.
    """
    try:
        moment = datetime.fromisoformat(text)
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        fix = f"{option} {quote(f'{before}2026-03-09T21:30{offset}')}"
        raise SpecError(f"{option}: '{text[:40]}' is no moment on the calendar.", fix=fix) from None
    if moment.utcoffset() is None:
        exact = moment.isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")
        why = "Which instant it means cannot be told."
        raise SpecError(f"{option}: '{text[:40]}' has no offset.", why=why, fix=f"{option} {quote(f'{before}{exact}{offset}')}")
    return moment


def _write(output: str, kind: str, schedule: Schedule, found: dict[str, tuple[Due, ...]], made: datetime | None) -> None:
    from unspiral.aside import write_aside

    dues = [one for ones in found.values() for one in ones]
    if kind == ".ics":
        from unspiral.measure.exports.write_ics import calendar_text, edition_of

        person = next(iter(found))
        text = calendar_text(dues, title=schedule.title, edition=edition_of(schedule, person), stamp=made)
        said = f"The reminders are in {output}: {sum(not one.pause for one in dues)} prompts."
    else:
        from unspiral.measure.prompts.log import prompts_of
        from unspiral.measure.prompts.write_log import log_csv

        text = log_csv(prompts_of(dues))
        said = f"The log is in {output}: {len(dues)} prompts."
    write_aside(output, text)
    say(said)


# Out, as JSON ----------------------------------------------------------------------------------------------------------------------


def document(schedule: Schedule, who: list[str], first: date, last: date, found: dict[str, tuple[Due, ...]]) -> dict[str, object]:
    """The prompts as one JSON document: instants in UTC, beside them the local clock with its offset."""
    from unspiral.measure.prompts.zone import zone_data

    return {
        "schema": SCHEMA,
        "plan": schedule.id,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "zone_data": zone_data(),
        "persons": who,
        "prompts": [_prompt(one) for person in who for one in found[person]],
    }


def _prompt(one: Due) -> dict[str, object]:
    return {
        "person": one.person, "prompt": one.id, "rule": one.rule, "version": one.version, "kind": one.kind, "day": one.day.isoformat(),
        "due": _utc(one.at), "local": one.local.isoformat(), "zone": one.zone, "expires": _utc(one.expires_at),
        "reminders": [_utc(moment) for moment in one.reminders_at], "items": list(one.items), "left_out": list(one.left_out),
        "named": one.named or None, "paused": one.pause or None,
    }  # fmt: skip


def _utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
