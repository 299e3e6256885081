"""``unspiral targets``: rank what could be acted on, for clinicians and researchers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.doors.cli.document_parts import effect_entry, refusal_entry, verdict_entry
from unspiral.doors.cli.ground_given import MOST_SPANS, Given, check_reach, ground_options, no_pages
from unspiral.doors.cli.ground_text import priors_entry, schema_of
from unspiral.doors.cli.page_given import check_places, page_options, write_places
from unspiral.doors.cli.targets_asked import numbers_given, pairs_given, weights_given
from unspiral.errors import NotIdentified, SafetyStop, SpecError

if TYPE_CHECKING:
    from unspiral.records import Fit
    from unspiral.records.targets import Ranked, Targets
    from unspiral.show.model import Report

SCHEMA = "unspiral.targets/1"


@click.command(short_help="Rank what could be acted on, for clinicians and researchers.")
@ground_options
@click.option(
    "--weight", "weights", metavar="PROCESS=N", multiple=True, help="How much a process matters to the person; several add up to one."
)
@click.option(
    "--days", type=float, metavar="N", help="Over which changes are averaged; 56, or 8 typical intervals where time is not in days."
)
@click.option("--processes", is_flag=True, help="Rank the processes themselves, each moved by --effect, in place of treatments.")
@click.option(
    "--effect", type=float, default=0.5, show_default=True, metavar="SD", help="With --processes: benefit in standard deviations."
)
@click.option("--better", metavar="PROCESS=lower|higher", multiple=True, help="Which way is better, where the tables do not know.")
@click.option(
    "--spread", metavar="PROCESS=SD", multiple=True, help="Standard deviation in points by which trials' effects are turned into points."
)
@click.option("--called", metavar="PROCESS=WORD", multiple=True, help="The tables' word for a process: low_mood=depression.")
@click.option("--treated", type=float, metavar="DAYS", help="After which trials measured; 56 when left out.")
@click.option(
    "--for", "reader", type=click.Choice(["researcher", "clinician", "person"]), default="researcher", show_default=True,
    help="Who reads it. For a person nothing is ranked: 'unspiral pathway' lists what guidelines offer.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="With --loop: of its draws; 1 when left out.")
@page_options
@json_option
@quiet_option
def command(
    fit: str | None, loop: str | None, prior: tuple[str, ...], time_unit: str | None, weights: tuple[str, ...], days: float | None,
    processes: bool, effect: float, better: tuple[str, ...], spread: tuple[str, ...], called: tuple[str, ...], treated: float | None,
    reader: str, seed: int | None, report: str | None, svg: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Rank what could be acted on by what it would be expected to change, with the probability of being best; never a bare winner.

    FIT.json comes from 'unspiral learn DATA -o FIT.json'. Treatments and what trials found of them come from the packaged tables, each row
    with its source; large effects of uncertain trials count for less, and both numbers are shown. Where there are no data yet, --loop takes
    a declared loop with priors; the list is then ordered by what was assumed, and names none as the best.

    \b
    Examples:
      unspiral targets fit.json --weight pain=2 --weight depression=1
      unspiral targets fit.json --processes --days 28
      unspiral targets fit.json --report targets.html --svg targets.svg
      unspiral targets fit.json --called low_mood=depression --json
      unspiral targets --loop 'pain <-> depression' --prior half-life:pain=1:6 --processes

    Ends with 0 when done, 2 for bad input, 3 when the fit cannot carry an answer or a person is the reader.
    """
    if reader == "person":
        if as_json:
            said = "Treatments are not ranked for a person by a model."
            print_json(_refused("day", NotIdentified(said, fix="unspiral pathway lists what guidelines offer.", code="not-for-a-person")))
        raise SafetyStop(
            "Treatments are not ranked for a person by a model.",
            why="What suits somebody is more than what these answers and the averages of trials can hold.",
            fix="unspiral pathway lists what guidelines offer, to talk over with the person who treats you.",
        )
    stands_on = Given("targets", fit, loop, prior, time_unit, seed)
    if seed is not None and loop is None:
        raise SpecError("--seed belongs to --loop: of a fit the draws are its own.", fix="leave --seed out.")
    wanted, sizes = weights_given(weights) or None, numbers_given(spread, "--spread", "pain=2.4")
    senses, words = dict(pairs_given(better, "--better", "activity=higher")), dict(pairs_given(called, "--called", "low_mood=depression"))
    for name, value in (("--days", days), ("--treated", treated), ("--effect", effect)):
        if value is not None and not (math.isfinite(value) and value > 0.0):
            raise SpecError(f"'{name} {value:g}' is not above 0.", fix=f"{name} {0.5 if name == '--effect' else 56}")
    no_pages(loop, report, svg)
    check_places(report, svg, fit)
    asked = click.get_current_context().get_parameter_source("effect")
    if not processes and asked is not None and asked.name == "COMMANDLINE":
        raise SpecError("--effect belongs to --processes: what treatments do is what trials found.", fix=f"--processes --effect {effect:g}")
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.targets import processes_as_targets, targets
    from unspiral.doors.cli.targets_text import targets_text
    from unspiral.units import DAYS_PER

    try:
        opened = stands_on.opened()
    except NotIdentified as refusal:
        if as_json:
            print_json(_refused(stands_on.unit, refusal, priors=True))
        raise
    per = DAYS_PER[opened.data.time_unit]
    most = MOST_SPANS * opened.data.span * per
    for name, value in (("--days", days), ("--treated", treated)):
        check_reach(name, value, most, 56.0)
    try:
        found = targets(
            opened, wanted, None if days is None else days / per, treated=None if treated is None else treated / per,
            candidates=processes_as_targets(opened, effect) if processes else None,
            better=senses, spread=sizes, called=words,
        )  # fmt: skip
    except NotIdentified as refusal:
        if as_json:
            print_json(_refused(opened.data.time_unit, refusal, priors=opened.beliefs is not None))
        raise
    write_places(lambda: _page(opened, found), report, svg)
    if as_json:
        print_json(document(found))
        return
    click.echo(targets_text(found))
    say("Every number, and every source: add --json")


def _page(fit: Fit, found: Targets) -> Report:
    from unspiral.show.targets_page import targets_page

    return targets_page(fit, found)


# Out, as JSON ----------------------------------------------------------------------------------------------------------------------


def document(found: Targets) -> dict[str, object]:
    """A ranking as one JSON document."""
    return {
        "schema": schema_of(SCHEMA, priors=found.beliefs is not None),
        "horizon": found.horizon,
        "treated": found.treated,
        "unit": found.unit,
        "weights": found.weights,
        "better": found.better,
        "spread": found.spread,
        "answer": found.answer,
        "threshold": found.threshold,
        "ranked": [_ranked(entry) for entry in found.ranked],
        "left_out": [{"name": name, "reason": reason} for name, reason in found.left_out],
        "assumptions": list(found.assumptions),
        "verdicts": [verdict_entry(v) for v in found.verdicts],
        **priors_entry(found.beliefs),
    }


def _ranked(entry: Ranked) -> dict[str, object]:
    return {
        "name": entry.candidate.name,
        "kind": entry.candidate.kind,
        "score": effect_entry(entry.score),
        "best": entry.best,
        "helps": entry.helps,
        "regret": entry.regret,
        "changes": {name: effect_entry(change) for name, change in entry.changes.items()},
        "acts_on": [
            {
                "process": e.process, "reported": e.reported, "low": e.low, "high": e.high, "counted": e.counted, "unsure": e.unsure,
                "certainty": e.certainty, "comparator": e.comparator, "time_point": e.time_point, "row": e.row, "source": e.citation,
                "basis": e.basis, "notes": e.notes,
            }
            for e in entry.candidate.effects
        ],
        "harms": entry.candidate.harms,
        "medical": entry.candidate.medical,
    }  # fmt: skip


def _refused(unit: str, refusal: NotIdentified, *, priors: bool = False) -> dict[str, object]:
    """The same document where nothing can be said: no list, and the verdict that says why."""
    verdict = refusal_entry(refusal)
    schema = schema_of(SCHEMA, priors=priors)
    return {"schema": schema, "unit": unit, "answer": None, "ranked": [], "left_out": [], "assumptions": [], "verdicts": [verdict]}
