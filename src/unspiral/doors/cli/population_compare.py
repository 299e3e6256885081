"""``unspiral population compare``: policies held against doing nothing else, at every causal share."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, progress, quiet_option, say, seed_option, workers_option
from unspiral.doors.cli.page_given import check_places, page_options, write_places
from unspiral.errors import SpecError

if TYPE_CHECKING:
    from unspiral.doors.cli.population_given import Given
    from unspiral.loop.episodes import Episodes
    from unspiral.loop.policy import Proposal
    from unspiral.records.policies import PolicyComparison
    from unspiral.show.model import Report

WEEKS_A_YEAR, MOST_YEARS, MOST_DRAWS = 52, 100.0, 10_000
TORNADO = ("weeks:pain:chronic", "weeks:depression:episode")  # what the pictures of single numbers are drawn for


@click.command(short_help="Hold policies against doing nothing else.")
@click.argument("declaration", metavar="[FILE.toml|NAME]", required=False)
@click.option("--policy", "names", metavar="NAME,...", multiple=True, help="Which policies; --list shows them.")
@click.option("--policies", "own", metavar="FILE.toml", help="Policies of your own, beside the packaged ones.")
@click.option("--list", "listing", is_flag=True, help="Show the policies, each with its numbers and their sources.")
@click.option("--years", type=float, default=10.0, show_default=True, metavar="Y", help="How long; a year has 52 weeks.")
@click.option("--start", metavar="DATE", help="Day on which the first week begins, for policies that begin on a date.")
@click.option(
    "--share", "shares", default="0,0.5,1", show_default=True, metavar="P,...", help="Causal shares; 0, 0.5 and 1 are always there."
)
@click.option(
    "--draws", type=click.IntRange(min=0, max=MOST_DRAWS), default=40, show_default=True, metavar="N", help="Behind each interval."
)
@click.option("--persons", type=click.IntRange(min=0), default=0, metavar="N", help="Also simulate N persons, at every share and policy.")
@click.option(
    "--nodes", type=click.IntRange(min=1, max=15), metavar="N", help="Of each person effect; those of its calibration when left out."
)
@click.option("--tornado", is_flag=True, help="Which number moves each difference most; with --report and --svg always.")
@page_options
@seed_option
@workers_option
@json_option
@quiet_option
def command(
    declaration: str | None, names: tuple[str, ...], own: str | None, listing: bool, years: float, start: str | None, shares: str, draws:
        int,
    persons: int, nodes: int | None, tornado: bool, report: str | None, svg: str | None, seed: int, workers: int, as_json: bool,
) -> None:  # fmt: skip
    """Hold policies against doing nothing else: what would be expected to change in a population like the one declared.

    Every difference is worked out exactly, and shown at three causal shares side by side: as if none, half and all of the cohorts'
    ratios were causal. The rest of what goes together between pain and depression is shared liability at each share. People differ in a
    few classes. Intervals come from draws of the numbers, the same with the policy and without. Where intervals hold 0, or the shares
    disagree, the answer is "cannot tell". It is about populations, never about one person, and ranks nothing.

    \b
    Examples:
      unspiral population compare --list
      unspiral population compare --policy mood-care --policy exercise
      unspiral population compare --policy combined-care --years 5 --report page.html --svg pictures.svg
      unspiral population compare --policies mine.toml --policy my-policy --start 2027-01-01 --json
    """
    from unspiral.doors.cli.paragraph import listed
    from unspiral.doors.cli.population_given import declared
    from unspiral.doors.cli.population_shares import shares_given
    from unspiral.evidence.policy_file import packaged_policies, pick

    known = [*_own(own), *packaged_policies()]
    if listing:
        _show(known, as_json=as_json)
        return
    wanted = listed(names, "--policy", "mood-care") if names else []
    if not wanted:
        raise SpecError("No policy was named.", fix=f"--policy {known[0].name} (--list shows all)")
    proposals = pick(wanted, known)
    weeks, first_day = _weeks(years), _day(start)
    check_places(report, svg, own, declaration)
    wanted_shares = shares_given(shares)
    given = declared(declaration)
    at = given.at_each(wanted_shares)
    began = perf_counter()
    found = _compared(given, at, proposals, weeks, draws=draws, seed=seed, nodes=nodes or given.nodes, first_day=first_day)
    pictured = report is not None or svg is not None or as_json
    found = _further(found, given, at, proposals, (persons, workers), draws, tornado=tornado or pictured)
    seconds = perf_counter() - began
    write_places(lambda: _page(found), report, svg)
    if as_json:
        from unspiral.doors.cli.population_compare_document import document

        print_json(document(found, seconds))
        return
    from unspiral.doors.cli.population_compare_text import compare_text

    click.echo(compare_text(found))
    if report is None:
        say("As a page with pictures: add --report page.html. Every number: add --json")


def _own(place: str | None) -> Sequence[Proposal]:
    if place is None:
        return ()
    from pathlib import Path

    from unspiral.doors.cli.population_given import file_text
    from unspiral.evidence.policy_file import read_policies

    found = read_policies(file_text(place), Path(place).name)
    if not found:
        raise SpecError(f"'{place}' holds no policy.", fix="begin each with [[policy]]")
    return found


def _show(known: Sequence[Proposal], *, as_json: bool) -> None:
    if as_json:
        from unspiral.doors.cli.population_compare_document import listing

        print_json(listing(known))
        return
    from unspiral.doors.cli.population_compare_text import list_text

    click.echo(list_text(known))


def _weeks(years: float) -> int:
    if not math.isfinite(years) or not 1 <= round(years * WEEKS_A_YEAR) <= MOST_YEARS * WEEKS_A_YEAR:
        raise SpecError(f"'--years {years:g}' is no horizon: a week at least, and {MOST_YEARS:g} years at most.", fix="--years 10")
    return round(years * WEEKS_A_YEAR)


def _day(start: str | None) -> date | None:
    if start is None:
        return None
    try:
        return date.fromisoformat(start)
    except ValueError:
        raise SpecError(f"'--start {start}' is no day.", fix="--start 2027-01-01") from None


def _compared(
    given: Given, at: Mapping[float, Episodes], proposals: Sequence[Proposal], weeks: int, *, draws: int, seed: int, nodes: int,
    first_day: date | None,
) -> PolicyComparison:  # fmt: skip
    from unspiral.act.population.compare import compare, pieces

    sets = _draws(given, tuple(at), draws, seed)
    with progress("Working out the policies", pieces(len(at), draws)) as advance:
        found = compare(
            at, proposals, weeks, draws=sets, count=draws, seed=seed, nodes=nodes, first_day=first_day,
            advance=advance,
        )  # fmt: skip
    from dataclasses import replace

    from unspiral.version import VERSION

    manifest = (("unspiral", VERSION), ("declaration", given.name), ("sha256", hashlib.sha256(given.text.encode()).hexdigest()))
    return replace(found, manifest=manifest)


def _draws(given: Given, shares: Sequence[float], count: int, seed: int) -> Mapping[float, Sequence[Episodes]] | None:
    """Draws of the declaration's own numbers, where its calibration can give them."""
    from unspiral.act.population.uncertain import draws_of, keeps

    if not count:
        return None
    try:
        found = {share: draws_of(given.text, share, count, seed) for share in shares}
    except SpecError as problem:
        say(f"Intervals leave out what is not known of the population itself: {problem.what}")
        return None
    if not keeps(given.text):
        say("Drawn populations are not held to what studies saw: the declaration names no [[target]]. Intervals can be too wide for that.")
    return found


def _further(
    found: PolicyComparison, given: Given, at: Mapping[float, Episodes], proposals: Sequence[Proposal], people: tuple[int, int],
    draws: int, *, tornado: bool,
) -> PolicyComparison:  # fmt: skip
    """Attributable fractions, single numbers at their ends, and persons."""
    from dataclasses import replace

    from unspiral.act.population.attributable import attributable, fraction_of
    from unspiral.act.population.tornado import tornados
    from unspiral.doors.cli.population_shares import ladder_of
    from unspiral.evidence.attributable_file import attributed_links, observed_ladder

    first_day = date.fromisoformat(found.start) if found.start else None
    measures = [name for name in TORNADO if any(each.name == name for each in found.measures)]
    if tornado and measures:
        middle = sorted(at)[len(at) // 2]
        sets = (_draws(given, (middle,), draws, found.seed) or {}).get(middle, ())
        with progress("Turning single numbers", len(proposals)) as advance:
            policies = list(found.policies)
            for k, proposal in enumerate(proposals):
                bars = tornados(at, proposal, found.weeks, measures, draws=sets, nodes=found.nodes, first_day=first_day)
                policies[k] = replace(policies[k], tornados=bars)
                advance(1)
        found = replace(found, policies=tuple(policies))
    parts = tuple(
        attributable(
            link.link, link.label, [fraction_of(a.assumes, a.exposed, a.ratio, (a.low, a.high), a.rows, none=a.none) for a in link.assumed],
            at, found.weeks, nodes=found.nodes,
        )
        for link in attributed_links()
    )  # fmt: skip
    found = replace(found, attributable=parts, ladder=ladder_of(at, observed_ladder(), found.nodes))
    return _persons(found, at, proposals, *people) if people[0] else found


def _persons(
    found: PolicyComparison, at: Mapping[float, Episodes], proposals: Sequence[Proposal], persons: int, workers: int
) -> PolicyComparison:
    from unspiral.act.population.persons import Apart, with_persons
    from unspiral.act.population.run import run_population
    from unspiral.records.population import Policy

    with progress("Simulating persons", len(at) * len(proposals)) as advance:

        def run(episodes: Episodes, policy: Policy) -> Apart:
            ran = run_population(episodes, persons, found.weeks, found.seed, (policy,), workers=workers, exact=False, nodes=found.nodes)
            advance(1)
            return Apart(ran.outcomes, ran.apart[1], ran.apart_se[1])

        return with_persons(found, at, proposals, persons, run)


def _page(found: PolicyComparison) -> Report:
    from unspiral.show.population_page import population_page

    return population_page(found)
