"""``unspiral trial plan``: which days a treatment is on, and what such a trial can tell."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.doors.cli.document_parts import refusal_entry, verdict_entry
from unspiral.doors.cli.trial_places import check_trial_places, write_all
from unspiral.errors import NotIdentified, SpecError
from unspiral.records.trial_line import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from unspiral.records import Verdict
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
@click.option(
    "--adherence", default="1", show_default=True, metavar="P", help="Share of on-days on which it is really taken: 0.7, or 0.6:0.9."
)
@click.option("--missed", type=float, default=0.0, show_default=True, metavar="P", help="Share of days without an answer.")
@click.option("--onset", type=float, default=0.0, show_default=True, metavar="DAYS", help="Until it begins to act.")
@click.option("--fading", type=float, default=0.0, show_default=True, metavar="DAYS", help="Half-life of its action; 0 = at once.")
@click.option("--estimate-timing", is_flag=True, help="Look for onset and fading in the diary, in place of taking them as given.")
@click.option("--better", default="", metavar="WORD", help="lower or higher answers; else as the sign of --effect says.")
@click.option("--look", is_flag=True, help="Make one early look.")
@click.option("--noise", type=float, metavar="SD", help="Without FIT: how widely a daily answer scatters, in points.")
@click.option("--autocorrelation", type=float, metavar="R", help="Without FIT: how alike answers one day apart are, 0 to 1.")
@click.option("--error-sd", type=float, default=0.0, metavar="SD", help="Without FIT: measurement error within the scatter.")
@click.option("--level", type=float, metavar="X", help="Usual level of the first outcome, for the rule about harm.")
@click.option("--medicine", is_flag=True, help="It is a medicine on prescription, whatever its name.")
@click.option("--agreed-with-prescriber", is_flag=True, help="The days were agreed with your prescriber.")
@click.option("--simulations", type=int, default=1000, show_default=True, metavar="N", help="Trials behind the power; 0 = formula alone.")
@click.option("--ics", metavar="FILE", help="Also write the on-days as a calendar file; needs --start.")
@click.option("--time-zone", default="UTC", show_default=True, metavar="NAME", help="Of the calendar, such as Europe/Zurich.")
@click.option("--output", "-o", metavar="FILE", help="Write the plan; 'trial analyse' reads it.")
@click.option("--chart", metavar="FILE.svg", help="Also draw the days of the plan.")
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Same seed, same plan; drawn when left out.")
@json_option
@quiet_option
def command(
    fit: str | None, treatment: str, acts_on: str | None, outcome: str, effect: float, days: int | None, block: int | None,
    design: str, start: str, adherence: str, missed: float, onset: float, fading: float, estimate_timing: bool, better: str, look: bool,
    noise: float | None, autocorrelation: float | None, error_sd: float, level: float | None, medicine: bool,
    agreed_with_prescriber: bool, simulations: int, ics: str | None, time_zone: str, output: str | None, chart: str | None,
    seed: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Plan which days a treatment is on and which it is off, and say what such a trial can tell.

    FIT.json comes from 'unspiral learn DATA -o FIT.json' and says how this person's days scatter and recover. Without one, --noise and
    --autocorrelation say it. A prescription medicine is planned only once the days are agreed with your prescriber.

    \b
    Examples:
      unspiral trial plan fit.json --on walking --acts-on pain,depression --outcome pain --effect -1 --days 84 --block 7 -o plan.json
      unspiral trial plan --noise 1.5 --autocorrelation 0.4 --on yoga --outcome pain --effect -1 --start 2026-12-01 --ics yoga.ics

    Ends with 0 when done, 2 for bad input, 3 when a plan is refused: one block per arm, a medicine that was not talked over, a fit that
    cannot carry it.
    """
    outcomes = names(outcome, "--outcome")
    check_trial_places({"-o": output, "--ics": ics, "--chart": chart}, fit)
    if ics is not None:
        if not start:
            raise SpecError("--ics needs the first day.", fix="--start 2026-12-01")
        zone_of(time_zone)
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.trial.plan import plan_trial
    from unspiral.measure.safety.medicines import is_known
    from unspiral.store.trial_json import plan_document
    from unspiral.store.trial_json import plan_text as plan_text_of

    acting = names(acts_on, "--acts-on") if acts_on else outcomes[:1]
    try:
        if fit is None:
            source = _stated(outcomes, noise, autocorrelation, error_sd, level)
        else:
            from unspiral.store.fit_json import read_fit

            if noise is not None or autocorrelation is not None or error_sd:
                raise SpecError(
                    "A fit and --noise, --autocorrelation or --error-sd both say how the days are.", fix="leave out one of them."
                )
            source = read_fit(fit)
        plan = plan_trial(
            source, treatment=treatment, acts_on=acting, outcomes=outcomes, effect=effect, days=days, block=block, design=design,
            start=start, seed=seed, adherence=shares(adherence), missed=missed, onset=onset, fading=fading,
            estimate_timing=estimate_timing, better=better, look=look, medicine=medicine or is_known(treatment),
            agreed_with_prescriber=agreed_with_prescriber, simulations=simulations,
            level=level if fit is not None else None,
        )  # fmt: skip
    except NotIdentified as refusal:
        if as_json:
            print_json(refused("unspiral.trial_plan/1", refusal))
        raise
    texts: dict[str, str] = {}  # all made before any is written
    if output is not None:
        texts[output] = plan_text_of(plan)
    if ics is not None:
        from unspiral.measure.exports.write_ics import calendar_text

        texts[ics] = calendar_text(dues(plan, time_zone), title="On-day")
    if chart is not None:
        from unspiral.show.trial_chart import plan_picture

        texts[chart] = plan_picture(plan).svg
    write_all(texts)
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


def shares(text: str) -> tuple[float, float]:
    """A share, or the lowest and the highest with a colon between, as for ``whatif``.

    Raises:
        SpecError: something else.
    """
    old = re.fullmatch(r"\s*([0-9.]+)\s*-\s*([0-9.]+)\s*", text)
    if old:
        low_text, high_text = old.groups()
        raise SpecError(f"'--adherence {text}': a range is written with a colon.", fix=f"--adherence {low_text}:{high_text}")
    parts = text.split(":")
    try:
        low, high = float(parts[0]), float(parts[-1])
    except ValueError:
        low = high = -1.0
    if len(parts) > 2 or not 0.0 < low <= high <= 1.0:
        raise SpecError(
            f"'--adherence {text}' is no share above 0 and at most 1, and no two of them.", fix="--adherence 0.7, or --adherence 0.6:0.9"
        )
    return low, high


def refused(schema: str, refusal: NotIdentified, beside: Sequence[Verdict] = ()) -> dict[str, object]:
    """The document where nothing can be said, with what is said beside all the same."""
    verdict = refusal_entry(refusal)
    more = [verdict_entry(v) for v in beside]
    return {"schema": schema, "verdicts": [verdict, *more], "said": [ALWAYS]}


def _stated(
    outcomes: tuple[str, ...], noise: float | None, autocorrelation: float | None, error: float, level: float | None
) -> TrialPerson:
    if noise is None or autocorrelation is None:
        raise SpecError(
            "Nothing says how this person's days scatter and recover.", why="Length and power hang on it.",
            fix="unspiral trial plan FIT.json ..., or --noise 1.5 --autocorrelation 0.4",
        )  # fmt: skip
    name, *more = outcomes
    if more:
        raise SpecError("Stated numbers are of one outcome; several need a fit.", fix=f"--outcome {name}")
    from unspiral.act.trial.person import stated_person

    return stated_person(name, noise, autocorrelation, error, level)


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name.

    Raises:
        SpecError: there is no such time zone.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SpecError(f"'{name}' is no time zone.", fix="--time-zone Europe/Zurich") from None


def dues(plan: TrialPlan, zone_name: str) -> list[Due]:
    """An event for each on-day, in the evening; nothing in it says what is on.

    Raises:
        SpecError: there is no such time zone.
    """
    from unspiral.records.prompt import Due

    zone = zone_of(zone_name)
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
