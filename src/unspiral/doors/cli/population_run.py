"""``unspiral population run``: everybody of a declared population, week by week."""

from __future__ import annotations

import math
import os
import shlex
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import click

from unspiral.doors.cli.console import json_option, print_json, progress, quiet_option, say, seed_option, workers_option
from unspiral.errors import SpecError

if TYPE_CHECKING:
    from unspiral.loop.episodes import Episodes
    from unspiral.records.population import PopulationRun

WEEKS_A_YEAR = 52
T = TypeVar("T")


@click.command(short_help="Simulate everybody of a declared population, week by week.")
@click.argument("declaration", metavar="[FILE.toml|NAME]", required=False)
@click.option("--persons", type=int, default=100_000, show_default=True, metavar="N", help="How many people.")
@click.option("--years", type=float, default=10.0, show_default=True, metavar="Y", help="How long; a year has 52 weeks.")
@click.option("--policy", "policies", metavar="'NAME: ...'", multiple=True, help="What is done from some week on; one more arm each.")
@click.option("--share", type=float, metavar="X", help="Part of the links that is causal, 0 to 1; with policies all that are declared.")
@click.option("--output", "-o", "out", metavar="FILE", help="Write the counts: .nc (netCDF) or .zarr. A stopped run goes on where it was.")
@click.option("--events", metavar="DIR", help="Also write every event of every person (Parquet).")
@click.option("--force", is_flag=True, help="Replace what is at -o.")
@click.option("--dask", metavar="ADDRESS", default="", help="Spread the work by Dask: tcp://HOST:8786, or local.")
@click.option("--block", type=int, metavar="N", help="Persons worked on at once; never another answer. Chosen when left out.")
@click.option("--no-exact", is_flag=True, help="Leave out the exact equation beside the simulated numbers.")
@seed_option
@workers_option
@json_option
@quiet_option
def command(
    declaration: str | None, persons: int, years: float, policies: tuple[str, ...], share: float | None, out: str | None,
    events: str | None, force: bool, dask: str, block: int | None, no_exact: bool, seed: int, workers: int, as_json: bool,
) -> None:  # fmt: skip
    """Simulate everybody of a declared population, week by week, and show how many are in which state, beside the exact answer.

    Episodes of back pain and depression begin and end by chance, each making the other more or less likely, as the declaration says with
    a source for every number. People age, are treated, and die. Without FILE or NAME the packaged population is taken. Under a policy every
    person keeps the luck that it has without, so that small differences show; and as studies do not settle how much of the links is causal,
    they are shown for every causal share that is declared.

    \b
    A policy is a line: a name, a colon, and parts between semicolons:
      HAZARD x3               three times as fast
      HAZARD x3 ages 18-60    at these ages alone
      cut CAUSE->AFFECTED     the link pushes no more
      from week 52            when it begins; week 0 when left out

    \b
    Examples:
      unspiral population run --persons 1000000 --years 10 --seed 1 --workers 2
      unspiral population run --policy 'more care: mood care begins x3; from week 52' --share 1 -o run.nc
      unspiral population run my-town.toml --persons 100000000 --workers 2 -o run.zarr

    Ends with 0 when done, also where persons leave the band around the exact equation (a caution says so), 2 for bad input.
    """
    weeks = weeks_of(years)
    if persons < 1:
        raise SpecError(f"--persons {persons}: a population has somebody in it.", fix="--persons 100000")
    if out is not None and events is not None:
        check_apart(out, events)
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.population.run import run_population
    from unspiral.doors.cli.policy_given import policies_given
    from unspiral.doors.cli.population_given import declared
    from unspiral.doors.cli.population_run_document import document
    from unspiral.doors.cli.population_run_text import run_text
    from unspiral.scale import dask as clusters
    from unspiral.scale.counting import BLOCK, Way

    asked, given = policies_given(policies), declared(declaration)
    size = block if block is not None else clusters.BLOCK if dask else BLOCK
    shares: Mapping[float | None, Episodes] = {1.0 if given.shares else None: given.episodes}
    if share is not None:
        shares = {share: given.at(share)}
    elif asked and given.shares:  # what a policy does hangs on how much of the links is causal: all are shown
        shares = {each: given.shares[each] for each in sorted(given.shares)}
    if len(shares) > 1 and (out is not None or events is not None):
        listed = ", ".join(f"{known:g}" for known in sorted(given.shares))
        raise SpecError(
            f"Under a policy every causal share is simulated ({listed}), and a file holds one.", fix="--share 1, and again with the others"
        )
    words = ["unspiral", "population", "run", given.name, "--persons", str(persons), "--years", f"{years:g}", "--seed", str(seed)]
    words += [word for policy in policies for word in ("--policy", policy)]

    def run(tick: Callable[[int, int], None]) -> dict[float | None, PopulationRun]:
        found: dict[float | None, PopulationRun] = {}
        for each, episodes in shares.items():
            base = persons * len(found)
            way = Way(workers, size, dask, lambda done, of, base=base: tick(base + done, of), _beside_the_bar)
            line = shlex.join([*words, *(["--share", f"{each:g}"] if each is not None and given.shares else [])])
            found[each] = run_population(
                episodes, persons, weeks, seed, asked, way=way, out=out, events=events, force=force, exact=not no_exact, share=each,
                command=line,
            )  # fmt: skip
        return found

    found = _watched(run, persons * len(shares), out or events)
    first = max(found, key=lambda each: each or 0.0)
    if as_json:
        print_json(document(found[first], shares[first], found))
        return
    click.echo(run_text(found[first], shares[first], found))
    if out is None:
        say("Keep it: add -o run.nc. Every number: add --json")
    else:
        say(f"The counts are in {out}.")
    if events is not None:
        say(f"Every event is in {events}.")


def _beside_the_bar(sentence: str) -> None:
    say(f"\n{sentence}" if sys.stderr is not None and sys.stderr.isatty() else sentence)  # pyright: ignore[reportUnnecessaryComparison]


def check_apart(out: str, events: str) -> None:
    """Refuse places of which one lies in the other, or that hold what is not finished: what takes one away would take the other along.

    Raises:
        SpecError: what they have to do with each other.
    """
    one, other = (os.path.realpath(place) for place in (out, events))
    if one == other:
        raise SpecError("-o and --events name the same place.", fix="--events events")
    if one.startswith(other + os.sep) or other.startswith(one + os.sep) or other == one + ".unfinished":
        raise SpecError(
            f"'{events}' and '{out}' lie one inside the other.", why="Writing one of them would take the other away.", fix="--events events"
        )


def weeks_of(years: float) -> int:
    """Whole weeks of so many years of 52 weeks.

    Raises:
        SpecError: less than a week, or no number.
    """
    if not math.isfinite(years) or round(years * WEEKS_A_YEAR) < 1:
        raise SpecError(f"--years {years:g}: a run lasts a week at least.", fix="--years 10")
    return round(years * WEEKS_A_YEAR)


def _watched(run: Callable[[Callable[[int, int], None]], T], persons: int, kept: str | None) -> T:
    """The run with a bar; after Ctrl-C, how to go on."""
    done = 0
    with progress("Simulating", persons) as advance:

        def tick(now: int, _of: int) -> None:
            nonlocal done
            advance(now - done)
            done = now

        try:
            return run(tick)
        except KeyboardInterrupt:
            if kept is None:
                say(f"\n{done:,} of {persons:,} persons were done, and nothing was kept: with -o FILE a stopped run goes on where it was.")
            else:
                say(f"\n{done:,} of {persons:,} persons are done and kept in {kept}.unfinished. The same command goes on from there.")
            raise
