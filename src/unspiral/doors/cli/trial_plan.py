"""``unspiral trial plan``: which days a treatment is on, and what such a trial can tell."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say, seed_option
from unspiral.errors import NotIdentified, SpecError

if TYPE_CHECKING:
    from unspiral.records.prompt import Due
    from unspiral.records.trial import TrialPerson, TrialPlan

EVENING = 20  # hour of an event, on the clock of --time-zone


@click.command(short_help="Plan which days a treatment is on, and say what such a trial can tell.")
@click.argument("fit", metavar="[FIT.json]", required=False)
@click.option("--on", "treatment", metavar="NAME", required=True, help="What is switched on and off.")
@click.option("--acts-on", metavar="PROCESS,...", help="What it pushes; the outcome itself when left out.")
@click.option("--outcome", metavar="NAME,...", required=True, help="What is judged; the first one decides.")
@click.option("--effect", type=float, metavar="X", required=True, help="Expected shift of the first outcome if taken each day, in points.")
@click.option("--days", type=int, metavar="N", help="Length; chosen for a power of 80 % when left out.")
@click.option("--block", type=int, metavar="N", help="Days of a block; chosen from 3, 7, 14 and 21 when left out.")
@click.option("--design", default="randomised", show_default=True, metavar="WORD", help="ab, alternating or randomised.")
@click.option("--start", default="", metavar="DATE", help="First day, as 2026-12-01.")
@click.option("--adherence", type=float, default=1.0, show_default=True, metavar="P", help="Share of on-days on which it is really taken.")
@click.option("--missed", type=float, default=0.0, show_default=True, metavar="P", help="Share of days without an answer.")
@click.option("--onset", type=float, default=0.0, show_default=True, metavar="DAYS", help="Until it begins to act.")
@click.option("--fading", type=float, default=0.0, show_default=True, metavar="DAYS", help="Half-life of its action; 0 = at once.")
@click.option("--look", is_flag=True, help="Allow one early look.")
@click.option("--noise", type=float, metavar="SD", help="Without FIT: how widely a daily answer scatters, in points.")
@click.option("--autocorrelation", type=float, metavar="R", help="Without FIT: how alike answers one day apart are, 0 to 1.")
@click.option("--error-sd", type=float, default=0.0, metavar="SD", help="Without FIT: measurement error within the scatter.")
@click.option("--medicine", is_flag=True, help="It is a medicine on prescription, whatever its name.")
@click.option("--agreed-with-prescriber", is_flag=True, help="The days were agreed with your prescriber.")
@click.option("--simulations", type=int, default=1000, show_default=True, metavar="N", help="Trials behind the power; 0 = formula alone.")
@click.option("--ics", metavar="FILE", help="Also write the on-days as a calendar file; needs --start.")
@click.option("--time-zone", default="UTC", show_default=True, metavar="NAME", help="Of the calendar, such as Europe/Zurich.")
@click.option("--output", "-o", metavar="FILE", help="Write the plan; 'trial analyse' reads it.")
@click.option("--chart", metavar="FILE.svg", help="Also draw the days of the plan.")
@seed_option
@json_option
@quiet_option
def command(
    fit: str | None, treatment: str, acts_on: str | None, outcome: str, effect: float, days: int | None, block: int | None,
    design: str, start: str, adherence: float, missed: float, onset: float, fading: float, look: bool, noise: float | None,
    autocorrelation: float | None, error_sd: float, medicine: bool, agreed_with_prescriber: bool, simulations: int,
    ics: str | None, time_zone: str, output: str | None, chart: str | None, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Plan which days a treatment is on and which it is off, and say what such a trial can tell.

    FIT.json comes from 'unspiral learn DATA -o FIT.json' and says how this person's days scatter and recover. Without one, --noise and
    --autocorrelation say it. A prescription medicine is planned only once the days are agreed with your prescriber.

    \b
    Examples:
      unspiral trial plan fit.json --on walking --acts-on pain,depression --outcome pain --effect -1 --days 84 --block 7 -o plan.json
      unspiral trial plan --noise 1.5 --autocorrelation 0.4 --on yoga --outcome pain --effect -1 --start 2026-12-01 --ics yoga.ics

    Ends with 0 when done, 2 for bad input, 3 when the fit cannot carry a plan.
    """
    outcomes = names(outcome, "--outcome")
    if ics and not start:
        raise SpecError("--ics needs the first day.", fix="--start 2026-12-01")
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.trial.plan import plan_trial
    from unspiral.store.trial_json import plan_document, write_plan

    acting = names(acts_on, "--acts-on") if acts_on else outcomes[:1]
    try:
        if fit is None:
            source = _stated(outcomes, noise, autocorrelation, error_sd)
        else:
            from unspiral.store.fit_json import read_fit

            if noise is not None or autocorrelation is not None or error_sd:
                raise SpecError("A fit and --noise or --autocorrelation both say how the days scatter.", fix="leave out one of them.")
            source = read_fit(fit)
        plan = plan_trial(
            source, treatment=treatment, acts_on=acting, outcomes=outcomes, effect=effect, days=days, block=block, design=design,
            start=start, seed=seed, adherence=adherence, missed=missed, onset=onset, fading=fading, look=look, medicine=medicine,
            agreed_with_prescriber=agreed_with_prescriber, simulations=simulations,
        )  # fmt: skip
    except NotIdentified as refusal:
        if as_json:
            print_json(refused("unspiral.trial_plan/1", refusal))
        raise
    if output:
        write_plan(plan, output)
    if ics:
        from unspiral.measure.exports.write_ics import write_ics

        write_ics(dues(plan, time_zone), ics, title="On-day")
    if chart:
        from unspiral.aside import write_aside
        from unspiral.show.trial_chart import plan_picture

        write_aside(chart, plan_picture(plan).svg)
    if as_json:
        print_json(plan_document(plan))
        return
    from unspiral.doors.cli.trial_text import plan_text

    click.echo(plan_text(plan))
    if not output:
        say("Keep the plan: add -o plan.json")
    say("Every number: add --json")


def names(text: str, option: str) -> tuple[str, ...]:
    """Names between commas."""
    found = tuple(part.strip() for part in text.split(","))
    if not all(found):
        raise SpecError(f"'{option} {text}' has an empty name.", fix=f"{option} pain,depression")
    return found


def refused(schema: str, refusal: NotIdentified) -> dict[str, object]:
    """The document where nothing can be said."""
    verdict = {"code": refusal.code, "level": "refuse", "reason": f"{refusal.what} {refusal.why}".strip(), "remedy": refusal.fix}
    return {"schema": schema, "verdicts": [verdict]}


def _stated(outcomes: tuple[str, ...], noise: float | None, autocorrelation: float | None, error: float) -> TrialPerson:
    if noise is None or autocorrelation is None:
        raise SpecError(
            "Nothing says how this person's days scatter and recover.", why="Length and power hang on it.",
            fix="unspiral trial plan FIT.json ..., or --noise 1.5 --autocorrelation 0.4",
        )  # fmt: skip
    name, *more = outcomes
    if more:
        raise SpecError("Stated numbers are of one outcome; several need a fit.", fix=f"--outcome {name}")
    from unspiral.act.trial.person import stated_person

    return stated_person(name, noise, autocorrelation, error)


def dues(plan: TrialPlan, zone_name: str) -> list[Due]:
    """An event for each on-day, in the evening; nothing in it says what is on.

    Raises:
        SpecError: there is no such time zone.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from unspiral.records.prompt import Due

    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SpecError(f"'{zone_name}' is no time zone.", fix="--time-zone Europe/Zurich") from None
    first, found = date.fromisoformat(plan.start), list[Due]()
    for k, on in enumerate(plan.on):
        if not on:
            continue
        day = first + timedelta(days=k)
        local = datetime.combine(day, time(EVENING), tzinfo=zone)
        shift = local.utcoffset()
        offset = 0 if shift is None else int(shift.total_seconds())
        found.append(
            Due("1", f"trial-{plan.seed}-{plan.start}", 1, "on", "fixed", day, f"{day}", local.astimezone(UTC), offset, zone_name, "", 180)
        )
    return found
