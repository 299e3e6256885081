"""``unspiral population show``: what a declared population holds, as text, as a picture, and as stocks and flows for other programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unspiral.aside import write_aside
from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.doors.cli.page_given import check_file, check_places, page_options, write_places
from unspiral.doors.cli.policy_given import policies_given
from unspiral.doors.cli.population_given import declared
from unspiral.errors import SpecError

if TYPE_CHECKING:
    from unspiral.act.population.xmile import Xmile
    from unspiral.loop.episodes import Episodes
    from unspiral.records.population import Policy
    from unspiral.show.model import Report

SCHEMA = "unspiral.population_show/1"
ENDINGS = (".xmile", ".stmx", ".xml")


@click.command(short_help="Draw a declared population, list its numbers, write it as stocks and flows.")
@click.argument("population", metavar="[FILE.toml|NAME]", required=False)
@click.option("--xmile", "place", metavar="FILE.xmile", help="Write stocks and flows, for Stella, PySD and others (XMILE 1.0).")
@click.option("--weeks", type=int, default=520, show_default=True, metavar="N", help="With --xmile: how long the file runs.")
@click.option(
    "--nodes", type=int, default=3, show_default=True, metavar="N", help="With --xmile: nodes of each person effect; 1 = all average."
)
@click.option("--one-age-band", type=float, metavar="AGE", help="With --xmile: everybody has the hazards of that age, for life.")
@click.option(
    "--policy", metavar="'NAME: PART; PART'", help="With --xmile: what is done, as for 'population run': 'care: mood care begins x3'."
)
@click.option("--share", type=float, metavar="S", help="At a causal share that the file holds, 0 to 1; all of it causal when left out.")
@page_options
@json_option
@quiet_option
def command(
    population: str | None, place: str | None, weeks: int, nodes: int, one_age_band: float | None, policy: str | None,
    share: float | None, report: str | None, svg: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Draw a declared population, list every number with its source, and write it as stocks and flows.

    FILE.toml is a declaration, NAME one that is packaged; left out, the packaged one on back pain and depression. Nothing is simulated
    here. The file of stocks and flows runs by itself in programs of system dynamics, to the curves of the exact forward equation; what it
    cannot hold is refused.

    \b
    Examples:
      unspiral population show population.toml
      unspiral population show population.toml --svg population.svg --report population.html
      unspiral population show population.toml --xmile population.xmile --nodes 1
      unspiral population show population.toml --xmile cut.xmile --policy 'apart: cut depression->pain; from week 104'

    Ends with 0 when done, 2 for bad input.
    """
    check_places(report, svg, population)
    asked = policies_given(() if policy is None else (policy,))
    if place is None:
        given = click.get_current_context().get_parameter_source
        for name in ("weeks", "nodes", "one_age_band", "policy"):
            source = given(name)
            if source is not None and source.name == "COMMANDLINE":
                option = f"--{name.replace('_', '-')}"
                raise SpecError(f"{option} belongs to --xmile.", fix=f"--xmile population.xmile, or leave {option} out")
    else:
        _check(place, population, report, svg)
    found = declared(population)
    episodes = found.episodes if share is None else found.at(share)
    made = None if place is None else _xmile(episodes, asked[0] if asked else None, weeks, nodes, one_age_band)
    write_places(lambda: _page(episodes), report, svg)
    if place is not None and made is not None:
        there = os.path.exists(place)
        write_aside(place, made.text)
        say(f"The stocks and flows are in {place}{', in place of the older file' if there else ''}.")
    if as_json:
        print_json(document(episodes, made, place, asked[0] if asked else None))
        return
    from unspiral.doors.cli.population_show_text import show_text

    click.echo(show_text(episodes, made))
    say("Every number with its source: add --json, or --report population.html")


def _check(place: str, population: str | None, report: str | None, svg: str | None) -> None:
    check_file(place, "--xmile", ENDINGS, "stocks and flows are XMILE", "population.xmile", (population,))
    for option, other in (("--report", report), ("--svg", svg)):
        if other and os.path.realpath(place) == os.path.realpath(other):
            raise SpecError(f"{option} and --xmile name the same file.", fix=f"--xmile '{Path(place).with_suffix('.xmile')}'")


def _xmile(episodes: Episodes, policy: Policy | None, weeks: int, nodes: int, age: float | None) -> Xmile:
    from unspiral.act.population.effects import NODES
    from unspiral.act.population.xmile import one_age_band, xmile

    kept = episodes if age is None else one_age_band(episodes, age)
    return xmile(kept, weeks=weeks, policy=policy, nodes=nodes, usual=NODES if nodes < NODES else None)


def _page(episodes: Episodes) -> Report:
    from unspiral.show.episode_page import episode_page

    return episode_page(episodes)


# Out, as JSON ----------------------------------------------------------------------------------------------------------------------


def document(episodes: Episodes, made: Xmile | None, place: str | None, policy: Policy | None) -> dict[str, object]:
    """A declaration as one JSON document.

    Args:
        episodes: declared.
        made: stocks and flows, where they were asked for.
        place: where they were written.
        policy: that they stand under.
    """
    from unspiral.doors.cli.population_show_document import declaration

    found: dict[str, object] = {"schema": SCHEMA, **declaration(episodes)}
    if made is not None:
        found["xmile"] = {
            "file": place, "steps_per_week": made.per_week, "method": "euler", "largest_gap": made.gap,
            "gap_to_more_classes": made.classes_gap,
            "groups": made.groups, "classes": made.classes, "stocks": made.stocks, "numbers": made.numbers,
            "states": dict(made.columns), "totals": dict(made.totals),
            "policy": None if policy is None else {
                "name": policy.name, "week": policy.week, "times": dict(policy.scale), "by_age": [list(row) for row in policy.by_age],
                "cut": list(policy.cut),
            },
        }  # fmt: skip
    return found
