"""``unspiral whatif``: show what a change would be expected to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unspiral.doors.cli import whatif_asked as said
from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.doors.cli.document_parts import effect_entry, refusal_entry, verdict_entry
from unspiral.doors.cli.ground_given import Given, ground_options, no_pages
from unspiral.doors.cli.ground_text import priors_entry, schema_of
from unspiral.doors.cli.page_given import check_places, page_options, write_places
from unspiral.doors.cli.whatif_question import horizon_asked, questions, whatif_options
from unspiral.errors import NotIdentified

if TYPE_CHECKING:
    from unspiral.records import Fit, Path, WhatIf
    from unspiral.show.model import Report

SCHEMA = "unspiral.whatif/1"


@click.command(short_help="Show what a change would be expected to do.")
@ground_options
@whatif_options
@page_options
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
    report: str | None,
    svg: str | None,
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
      unspiral whatif fit.json --press pain=-0.1 --report whatif.html --svg whatif.svg
      unspiral whatif --loop 'pain <-> depression' --prior 'link:pain->depression=0.1:0.3' --press pain=-0.2

    Ends with 0 when done, 2 for bad input, 3 when the fit cannot carry an answer, or most loops that the priors allow run away.
    """
    verb = said.verb_of(given)
    stands_on = Given("whatif", fit, loop, prior, time_unit, seed)
    (question,) = questions(given, reference, adherence, days, seed, drawn=loop is not None)
    no_pages(loop, report, svg)
    check_places(report, svg, fit)
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.whatif import horizon_of

    try:
        opened = stands_on.opened()
    except NotIdentified as refusal:
        if as_json:
            from unspiral.units import DAYS_PER

            length = None if days is None else days / DAYS_PER[stands_on.unit]
            print_json(_refused(verb, length, stands_on.unit, refusal, schema_of(SCHEMA, priors=True)))
        raise
    horizon = horizon_asked(opened, days)
    try:
        found = question.ask(opened, horizon)
    except NotIdentified as refusal:
        if as_json:
            schema = schema_of(SCHEMA, priors=opened.beliefs is not None)
            print_json(_refused(verb, horizon_of(opened, horizon), opened.data.time_unit, refusal, schema))
        raise
    write_places(lambda: _page(opened, found), report, svg)
    if as_json:
        print_json(document(found))
        return
    from unspiral.act.caution import untold
    from unspiral.doors.cli.whatif_text import whatif_text

    click.echo(whatif_text(found, untold(opened, [*found.press, *(piece.name for piece in found.pieces)])))
    say("Every number: add --json")


def _page(fit: Fit, found: WhatIf) -> Report:
    from unspiral.show.whatif_page import whatif_page

    return whatif_page(fit, found)


# Out, as JSON ----------------------------------------------------------------------------------------------------------------------


def document(found: WhatIf) -> dict[str, object]:
    """A what-if as the JSON of the contract."""
    error = found.monte_carlo
    return {
        "schema": schema_of(SCHEMA, priors=found.beliefs is not None),
        "verb": found.verb,
        "horizon": found.horizon,
        "unit": found.unit,
        "long_run": {name: effect_entry(effect) for name, effect in found.long_run.items()},
        "path": {"time": found.path.time, **_bands(found.path)},
        "half_time": {name: effect_entry(effect) for name, effect in found.half_time.items()},
        "area": {name: effect_entry(effect) for name, effect in found.area.items()},
        "whole_area": {name: effect_entry(effect) for name, effect in found.whole_area.items()},
        "levels": {"with": _bands(found.with_change), "without": _bands(found.without)},
        "monte_carlo": {"runs": error.runs, "long_run": error.long_run, "area": error.area, "path": error.path},
        "share_on": None if found.share_on is None else effect_entry(found.share_on),
        "adherence": list(found.adherence),
        "assumptions": list(found.assumptions),
        "verdicts": [verdict_entry(verdict) for verdict in found.verdicts],
        **priors_entry(found.beliefs),
    }


def _bands(path: Path) -> dict[str, object]:
    return {name: {"estimate": band.estimate, "low": band.low, "high": band.high} for name, band in path.bands.items()}


def _refused(verb: str, horizon: float | None, unit: str, refusal: NotIdentified, schema: str) -> dict[str, object]:
    """The same document where nothing can be said: no numbers, and the verdict that says why."""
    verdict = refusal_entry(refusal)
    head: dict[str, object] = {"schema": schema, "verb": verb, "horizon": horizon, "unit": unit}
    return {**head, "long_run": {}, "path": {"time": []}, "half_time": {}, "area": {}, "assumptions": [], "verdicts": [verdict]}
