"""``unspiral whatif``: show what a change would be expected to do."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli import whatif_asked as said
from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.doors.cli.ground_given import Given, ground_options
from unspiral.doors.cli.ground_text import priors_entry, schema_of
from unspiral.errors import NotIdentified, SpecError

if TYPE_CHECKING:
    from unspiral.records import Effect, Fit, Path, Verdict, WhatIf

SCHEMA = "unspiral.whatif/1"
MOST_SPANS = 100.0  # beyond this many times the longest record a path is a slip of the keyboard
ON_LINKS, PUSHES = ("cut", "weaken"), ("press", "pulse", "schedule", "policy")


@click.command(short_help="Show what a change would be expected to do.")
@ground_options
@click.option("--press", metavar="NAME=AMOUNT", multiple=True, help="Hold a push on a process, or hold an input at AMOUNT; several add up.")
@click.option("--pulse", metavar="NAME=AMOUNT", multiple=True, help="Push once, at the start; several add up.")
@click.option("--hold", metavar="PROCESS=VALUE", multiple=True, help="Bring a process to VALUE of its first indicator and keep it there.")
@click.option("--weaken", metavar="'CAUSE->AFFECTED=PART'", multiple=True, help="Take PART of a link away: 0.5 halves it. Quote it.")
@click.option(
    "--cut", metavar="'CAUSE->AFFECTED'", multiple=True, help="Take a link away; several at once. Quote it: > means something to a shell."
)
@click.option(
    "--schedule", metavar="'NAME=AMOUNT from DAY to DAY'", multiple=True, help="Push from one day to another; without 'to' it goes on."
)
@click.option(
    "--policy", metavar="RULE", multiple=True, help="Push while the state is so: 'while pain >= 6 press activity=-1 stop below 4'."
)
@click.option("--adherence", metavar="SHARE", help="Part of a push that is really taken: 0.7, or 0.5:0.8 for a range.")
@click.option(
    "--reference", metavar="PROCESS=VALUE", multiple=True, help="With --cut and --weaken: where a level is measured from; 0 when left out."
)
@click.option("--days", type=float, metavar="N", help="How far to look; 56, or 8 typical intervals where time is not in days.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    metavar="N",
    help="With --policy: of its simulation; the fit's own when left out. With --loop: of its draws.",
)
@json_option
@quiet_option
def command(
    fit: str | None,
    loop: str | None,
    prior: tuple[str, ...],
    time_unit: str | None,
    reference: tuple[str, ...],
    days: float | None,
    adherence: str | None,
    seed: int | None,
    as_json: bool,
    **given: tuple[str, ...],
) -> None:
    """Show what a change would be expected to do, with intervals and with all that it assumes.

    FIT.json comes from 'unspiral learn DATA -o FIT.json'. On a process a press is a steady push of AMOUNT points per unit of time. On an
    input it holds that input at AMOUNT, in the units of its column: walking=1 means walking at every moment from now on. A sustained or a
    fading input can be held; an impulse happens once and is pulsed.
    A schedule says from which day to which; a policy says while the state is how, and 'look every 2' may stand at its end, in days.
    Where there are no data yet, --loop takes a declared loop; priors stand in place of data, each with its source, and nobody's answers do.
    Shown is the shift from the path without the change. All but a policy is exact; a policy is simulated, and says how exactly.

    \b
    Examples:
      unspiral whatif fit.json --press walking=1 --days 56
      unspiral whatif fit.json --press walking=1 --adherence 0.5:0.8
      unspiral whatif fit.json --hold pain=4
      unspiral whatif fit.json --weaken 'pain->depression=0.5' --reference pain=1
      unspiral whatif fit.json --cut 'pain->depression' --reference pain=1 --json
      unspiral whatif fit.json --schedule 'pain=-0.1 from 0 to 28'
      unspiral whatif fit.json --policy 'while pain >= 6 press pain=-0.5 stop below 4'
      unspiral whatif --loop 'pain <-> depression' --prior 'link:pain->depression=0.1:0.3' --press pain=-0.2

    Ends with 0 when done, 2 for bad input, 3 when the fit cannot carry an answer, or most loops that the priors allow run away.
    """
    verb = said.verb_of(given)
    stands_on = Given("whatif", fit, loop, prior, time_unit, seed)
    _fits_together(verb, reference, adherence, seed if loop is None else None)
    if days is not None and not (math.isfinite(days) and days > 0):
        raise SpecError(f"'--days {days:g}' is not a positive time.", fix="--days 56")
    references = dict(said.pair(text, "--reference") for text in reference)
    share = said.adherence(adherence)
    question = _question(verb, given[verb], references, share, seed)
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.whatif import horizon_of
    from unspiral.units import DAYS_PER

    try:
        opened = stands_on.opened()
    except NotIdentified as refusal:
        if as_json:
            print_json(_refused(verb, days, stands_on.unit, refusal, schema_of(SCHEMA, priors=True)))
        raise
    horizon = None if days is None else days / DAYS_PER[opened.data.time_unit]
    if horizon is not None and horizon > MOST_SPANS * opened.data.span > 0:
        most = MOST_SPANS * opened.data.span * DAYS_PER[opened.data.time_unit]
        raise SpecError(
            f"--days {days:g} looks further than {MOST_SPANS:g} times the length of the record.",
            why="A loop learned from so short a record says nothing about a time so far away; 'long_run' says where it would settle.",
            fix=f"--days {min(56.0, most):.3g}, and {most:.3g} at most",
        )
    try:
        found = question(opened, horizon)
    except NotIdentified as refusal:
        if as_json:
            schema = schema_of(SCHEMA, priors=opened.beliefs is not None)
            print_json(_refused(verb, horizon_of(opened, horizon), opened.data.time_unit, refusal, schema))
        raise
    if as_json:
        print_json(document(found))
        return
    from unspiral.act.caution import untold
    from unspiral.doors.cli.whatif_text import whatif_text

    click.echo(whatif_text(found, untold(opened, [*found.press, *(piece.name for piece in found.pieces)])))
    say("Every number: add --json")


def _fits_together(verb: str, reference: tuple[str, ...], adherence: str | None, seed: int | None) -> None:
    if reference and verb not in ON_LINKS:
        raise SpecError(
            f"--reference belongs to --cut and --weaken: a {verb} is the same wherever a level is measured from.",
            fix="leave --reference out.",
        )
    if adherence is not None and verb not in PUSHES:
        what = "a process that is held is at its value or is not" if verb == "hold" else "a link loses what is said of it"
        raise SpecError(
            f"--adherence belongs to a push: {what}, and nobody takes part of it.",
            fix="leave --adherence out." if verb == "hold" else "leave it out, or take a smaller part: --weaken 'pain->depression=0.35'.",
        )
    if seed is not None and verb != "policy":
        raise SpecError(f"--seed belongs to --policy: a {verb} is exact, and nothing is simulated.", fix="leave --seed out.")


def _question(
    verb: str,
    texts: tuple[str, ...],
    reference: Mapping[str, float],
    share: float | tuple[float, float] | None,
    seed: int | None,
) -> Callable[[Fit, float | None], WhatIf]:
    """What is to be asked of the fit; every slip in the words is found before the fit is opened."""
    if verb in ("press", "pulse"):
        amounts = said.amounts(texts, f"--{verb}", f"{verb}ed" if verb == "press" else "pulsed")

        def push(fit: Fit, horizon: float | None) -> WhatIf:
            from unspiral.act.whatif import press, pulse

            return (press if verb == "press" else pulse)(fit, amounts, horizon, adherence=share)

        return push
    if verb == "hold":
        values = said.amounts(texts, "--hold", "held")

        def keep(fit: Fit, horizon: float | None) -> WhatIf:
            from unspiral.act.whatif import hold

            return hold(fit, values, horizon)

        return keep
    if verb in ON_LINKS:
        parts = said.weakened(texts) if verb == "weaken" else {}
        cuts = [said.arrow(text, "--cut") for text in texts] if verb == "cut" else []

        def lessen(fit: Fit, horizon: float | None) -> WhatIf:
            from unspiral.act.whatif import cut, weaken

            return weaken(fit, parts, reference, horizon) if verb == "weaken" else cut(fit, cuts, reference, horizon)

        return lessen
    return _in_time(verb, texts, share, seed)


def _in_time(
    verb: str, texts: tuple[str, ...], share: float | tuple[float, float] | None, seed: int | None
) -> Callable[[Fit, float | None], WhatIf]:
    """A schedule or a policy, whose days are turned into the fit's units of time."""
    if verb == "policy" and len(texts) > 1:
        raise SpecError("A policy is one rule.", fix="press several things in one rule: 'while pain >= 6 press activity=-1 and pain=-0.5'")
    for text in texts:
        (said.piece if verb == "schedule" else said.rule)(text, 1.0)

    def ask(fit: Fit, horizon: float | None) -> WhatIf:
        from unspiral.act.whatif import policy, schedule
        from unspiral.units import DAYS_PER

        per_day = 1.0 / DAYS_PER[fit.data.time_unit]
        if verb == "schedule":
            return schedule(fit, [said.piece(text, per_day) for text in texts], horizon, adherence=share)
        rule, amounts = said.rule(next(iter(texts)), per_day)
        return policy(fit, rule, amounts, horizon, adherence=share, seed=seed)

    return ask


# Out, as JSON ----------------------------------------------------------------------------------------------------------------------


def document(found: WhatIf) -> dict[str, object]:
    """A what-if as the JSON of the contract."""
    error = found.monte_carlo
    return {
        "schema": schema_of(SCHEMA, priors=found.beliefs is not None),
        "verb": found.verb,
        "horizon": found.horizon,
        "unit": found.unit,
        "long_run": {name: _effect(effect) for name, effect in found.long_run.items()},
        "path": {"time": found.path.time, **_bands(found.path)},
        "half_time": {name: _effect(effect) for name, effect in found.half_time.items()},
        "area": {name: _effect(effect) for name, effect in found.area.items()},
        "whole_area": {name: _effect(effect) for name, effect in found.whole_area.items()},
        "levels": {"with": _bands(found.with_change), "without": _bands(found.without)},
        "monte_carlo": {"runs": error.runs, "long_run": error.long_run, "area": error.area, "path": error.path},
        "share_on": None if found.share_on is None else _effect(found.share_on),
        "adherence": list(found.adherence),
        "assumptions": list(found.assumptions),
        "verdicts": [_verdict(verdict) for verdict in found.verdicts],
        **priors_entry(found.beliefs),
    }


def _bands(path: Path) -> dict[str, object]:
    return {name: {"estimate": band.estimate, "low": band.low, "high": band.high} for name, band in path.bands.items()}


def _refused(verb: str, horizon: float | None, unit: str, refusal: NotIdentified, schema: str) -> dict[str, object]:
    """The same document where nothing can be said: no numbers, and the verdict that says why."""
    verdict = {"code": refusal.code, "level": "refuse", "reason": f"{refusal.what} {refusal.why}".strip(), "remedy": refusal.fix}
    head: dict[str, object] = {"schema": schema, "verb": verb, "horizon": horizon, "unit": unit}
    return {**head, "long_run": {}, "path": {"time": []}, "half_time": {}, "area": {}, "assumptions": [], "verdicts": [verdict]}


def _effect(effect: Effect) -> dict[str, float | None]:
    return {"estimate": effect.estimate, "low": effect.low, "high": effect.high}


def _verdict(verdict: Verdict) -> dict[str, str]:
    return {"code": verdict.code, "level": verdict.level, "reason": verdict.reason, "remedy": verdict.remedy}
