"""``unspiral whatif``: show what a change would be expected to do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.errors import NotIdentified, SpecError

if TYPE_CHECKING:
    from unspiral.records import Arrow, Effect, Verdict, WhatIf

SCHEMA = "unspiral.whatif/1"
MOST_SPANS = 100.0  # beyond this many times the longest record a path is a slip of the keyboard


@click.command(short_help="Show what a change would be expected to do.")
@click.argument("fit", metavar="FIT.json")
@click.option(
    "--press", "pressed", metavar="NAME=AMOUNT", multiple=True, help="Hold a push on a process, or hold an input at AMOUNT; several add up."
)
@click.option(
    "--cut", "cuts", metavar="'CAUSE->AFFECTED'", multiple=True, help="Take one link away. Quote it: > means something to a shell."
)
@click.option("--reference", metavar="PROCESS=VALUE", multiple=True, help="With --cut: where a level is measured from; 0 when left out.")
@click.option("--days", type=float, metavar="N", help="How far to look; 56, or 8 typical intervals where time is not in days.")
@json_option
@quiet_option
def command(
    fit: str, pressed: tuple[str, ...], cuts: tuple[str, ...], reference: tuple[str, ...], days: float | None, as_json: bool
) -> None:
    """Show what a change would be expected to do, with intervals and with all that it assumes.

    FIT.json comes from 'unspiral learn DATA -o FIT.json'. On a process a press is a steady push of AMOUNT points per unit of time. On an
    input it holds that input at AMOUNT, in the units of its column: walking=1 means walking at every moment from now on. A sustained or a
    fading input can be held; an impulse happens once and cannot.
    Shown is the shift from the path without the change.

    \b
    Examples:
      unspiral whatif fit.json --press walking=1 --days 56
      unspiral whatif fit.json --press pain=-0.1
      unspiral whatif fit.json --cut 'pain->depression' --reference pain=1 --json

    Ends with 0 when done, 2 for bad input, 3 when the fit cannot carry an answer.
    """
    _check_choice(pressed, cuts, reference)
    amounts = dict(_pair(text, "--press", "walking=1") for text in pressed)
    if len(amounts) < len(pressed):
        raise SpecError("A name is pressed twice.", fix="give the sum once.")
    link = _arrow(cuts[0]) if cuts else None
    references = dict(_pair(text, "--reference", "pain=1") for text in reference)
    if days is not None and not (math.isfinite(days) and days > 0):
        raise SpecError(f"'--days {days:g}' is not a positive time.", fix="--days 56")
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.whatif import cut, horizon_of, press
    from unspiral.store.fit_json import read_fit
    from unspiral.units import DAYS_PER

    opened = read_fit(fit)
    horizon = None if days is None else days / DAYS_PER[opened.data.time_unit]
    if horizon is not None and horizon > MOST_SPANS * opened.data.span > 0:
        most = MOST_SPANS * opened.data.span * DAYS_PER[opened.data.time_unit]
        raise SpecError(
            f"--days {days:g} looks further than {MOST_SPANS:g} times the length of the record.",
            why="A loop learned from so short a record says nothing about a time so far away; 'long_run' says where it would settle.",
            fix=f"--days {min(56.0, most):.3g}, and {most:.3g} at most",
        )
    try:
        found = press(opened, amounts, horizon) if link is None else cut(opened, link, references, horizon)
    except NotIdentified as refusal:
        if as_json:
            print_json(_refused("press" if link is None else "cut", horizon_of(opened, horizon), opened.data.time_unit, refusal))
        raise
    if as_json:
        print_json(document(found))
        return
    from unspiral.act.caution import untold
    from unspiral.doors.cli.whatif_text import whatif_text

    click.echo(whatif_text(found, untold(opened, amounts)))
    say("Every number: add --json")


def _check_choice(pressed: tuple[str, ...], cuts: tuple[str, ...], reference: tuple[str, ...]) -> None:
    if bool(pressed) == bool(cuts):
        raise SpecError(
            "Two changes at once: --press and --cut." if cuts else "No change is given.",
            fix="one of --press walking=1 and --cut 'pain->depression'",
        )
    if len(cuts) > 1:
        raise SpecError(f"{len(cuts)} links to cut; one can be cut at a time.", fix=f"--cut '{cuts[0]}'")
    if reference and not cuts:
        raise SpecError(
            "--reference belongs to --cut: a press is the same wherever a level is measured from.", fix="leave --reference out."
        )


def _pair(text: str, option: str, example: str) -> tuple[str, float]:
    """NAME=AMOUNT."""
    name, sign, amount = (part.strip() for part in text.rpartition("="))
    try:
        number = float(amount)
    except ValueError:
        number = math.nan
    if not sign or not name or not math.isfinite(number):
        raise SpecError(f"'{option} {text}' is not a name, '=' and a number.", fix=f"{option} {example}")
    return name, number


def _arrow(text: str) -> Arrow:
    """CAUSE->AFFECTED."""
    cause, sign, affected = (part.strip() for part in text.partition("->"))
    if not sign or not cause or not affected or "->" in affected:
        unquoted = text.endswith("-")
        raise SpecError(
            f"'--cut {text}' is not one link.",
            why="Without quotes a shell reads > as the name of a file to write."
            if unquoted
            else "A link is a cause, an arrow and what it affects.",
            fix="--cut 'pain->depression', in quotes",
        )
    return cause, affected


# Out, as JSON ----------------------------------------------------------------------------------------------------------------------


def document(found: WhatIf) -> dict[str, object]:
    """A what-if as the JSON of the contract."""
    return {
        "schema": SCHEMA,
        "verb": found.verb,
        "horizon": found.horizon,
        "unit": found.unit,
        "long_run": {name: _effect(effect) for name, effect in found.long_run.items()},
        "path": {
            "time": found.path.time,
            **{name: {"estimate": band.estimate, "low": band.low, "high": band.high} for name, band in found.path.bands.items()},
        },
        "half_time": {name: _effect(effect) for name, effect in found.half_time.items()},
        "assumptions": list(found.assumptions),
        "verdicts": [_verdict(verdict) for verdict in found.verdicts],
    }


def _refused(verb: str, horizon: float, unit: str, refusal: NotIdentified) -> dict[str, object]:
    """The same document where nothing can be said: no numbers, and the verdict that says why."""
    verdict = {"code": refusal.code, "level": "refuse", "reason": f"{refusal.what} {refusal.why}".strip(), "remedy": refusal.fix}
    head = {"schema": SCHEMA, "verb": verb, "horizon": horizon, "unit": unit}
    return {**head, "long_run": {}, "path": {"time": []}, "half_time": {}, "assumptions": [], "verdicts": [verdict]}


def _effect(effect: Effect) -> dict[str, float | None]:
    return {"estimate": effect.estimate, "low": effect.low, "high": effect.high}


def _verdict(verdict: Verdict) -> dict[str, str]:
    return {"code": verdict.code, "level": verdict.level, "reason": verdict.reason, "remedy": verdict.remedy}
