"""``unspiral population calibrate``: numbers of a population from what studies saw."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, progress, quiet_option, say
from unspiral.errors import NotConverged, NotIdentified, SpecError

if TYPE_CHECKING:
    from unspiral.act.population.calibrate import Calibration

SCHEMA = "unspiral.population_calibration/1"
SHARES = (0.0, 0.5, 1.0)


@click.command(short_help="Find the numbers with which a population shows what studies saw.")
@click.argument("file", metavar="FILE.toml")
@click.option("--share", "shares", metavar="X,...", help="Parts of the links that are causal, each from 0 to 1; 0,0.5,1 when left out.")
@click.option("--output", "-o", metavar="OUT.toml", help="Write the file anew with what was found; the rest of it stays as it is.")
@json_option
@quiet_option
def command(file: str, shares: str | None, output: str | None, as_json: bool) -> None:
    """Find the numbers with which a declared population shows what studies saw, and say what it shows then.

    FILE.toml declares the population: its states, its hazards, which numbers are free ([calibration]) and what studies saw ([[target]]).
    'back-pain-depression' is the one that comes with unspiral. Each target is one of: searched for, or held out and only compared.
    The search is done once for each causal share: with less of the links causal, more of what goes together is shared liability.

    \b
    A target in the file:
      [[target]]
      name = "recovered from depression within a year"
      source = "E090"                      # a row: unspiral evidence E090; or "own", with why = "..."
      value = 0.76
      low = 0.71
      high = 0.81
      why = "sampling error of 250 people"
      see = "risk"                         # of people at the moment after ...
      after = ["depression begins"]
      what = { depression = ["none"] }     # ... those who have been here ...
      days = 365.25                        # ... by this day

    \b
    Examples:
      unspiral population calibrate back-pain-depression
      unspiral population calibrate mine.toml --share 1 -o mine.toml
      unspiral population calibrate mine.toml --json

    Ends with 0 when done, 2 for bad input or targets that no population can show, 3 when the targets do not tell the free numbers apart,
    4 when the search does not end.
    """
    from unspiral.doors.cli.population_given import text_of

    wanted = shares_of(shares)
    text, where = text_of(file)
    if output is not None:
        check_output(output)
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.population.calibrate import calibrate
    from unspiral.act.population.targets import goals_of
    from unspiral.doors.cli.population_calibrate_text import calibration_text
    from unspiral.evidence.population_aims import read_scenarios, read_search
    from unspiral.evidence.population_file import read_episodes

    episodes = read_episodes(text, where, found=False)
    search = read_search(text, where, episodes)
    goals = goals_of(search.aims)
    done: list[tuple[float, Calibration, float]] = []
    try:
        with progress("Calibrating", len(wanted)) as advance:
            for share in wanted:
                began = time.perf_counter()
                priors = {name: sd for name, sd, _ in search.priors}
                found = calibrate(episodes, search.free, goals, share=share, nodes=search.nodes, priors=priors)
                done.append((share, found, time.perf_counter() - began))
                advance(1)
    except (NotIdentified, NotConverged) as refusal:
        if as_json:
            code = refusal.code if isinstance(refusal, NotIdentified) else "not-converged"
            reason = f"{refusal.what} {refusal.why}".strip()
            verdict = {"code": code, "level": "refuse", "reason": reason, "remedy": refusal.fix}
            print_json({"schema": SCHEMA, "population": episodes.name, "shares": [], "verdicts": [verdict]})
        raise
    if output is not None:
        write(output, text, done)
        left = [f"{one.share:g}" for one in read_scenarios(text, where, episodes)[1] if one.share not in wanted]
        if left:
            say(f"What {where} held for {', '.join(left)} was of an earlier search and is left out.")
    if as_json:
        print_json({"schema": SCHEMA, "population": episodes.name, "shares": [document(*one) for one in done], "verdicts": []})
        return
    click.echo("\n\n".join(calibration_text(share, found) for share, found, _ in done))
    if output is None:
        say("Keep what was found: add -o OUT.toml")
    say("Every number: add --json")


def shares_of(given: str | None) -> tuple[float, ...]:
    """Causal shares between commas."""
    if given is None:
        return SHARES
    out: list[float] = []
    for word in given.split(","):
        try:
            share = float(word)
        except ValueError:
            share = -1.0
        if not 0.0 <= share <= 1.0:
            raise SpecError(
                f"'--share {word.strip()}' is no part from 0 to 1.",
                why="It says how much of each link's log ratio is causal: 0 none, 1 all.",
                fix="--share 0,0.5,1",
            )
        out.append(share)
    return tuple(dict.fromkeys(out))


def check_output(place: str) -> None:
    """Refuse a name that the file cannot have."""
    if not place.endswith(".toml") or os.path.isdir(place):
        raise SpecError(f"-o {place} names no TOML file.", why="What is found is written as a population's file.", fix="-o found.toml")
    folder = os.path.dirname(place) or "."
    if not os.path.isdir(folder):
        raise SpecError(f"-o {place}: there is no folder '{folder}'.", fix=f"mkdir -p {folder}")


def write(place: str, text: str, done: list[tuple[float, Calibration, float]]) -> None:
    """The file with its [[scenario]] tables anew."""
    from unspiral.aside import write_aside
    from unspiral.evidence.population_written import with_scenarios
    from unspiral.records.population_aim import Scenario

    scenarios = [Scenario(share, tuple(found.values.tolist()), found.covariance) for share, found, _ in done]
    write_aside(place, with_scenarios(text, scenarios))


def document(share: float, found: Calibration, seconds: float) -> dict[str, object]:
    """One causal share as JSON."""
    numbers = [
        {"name": name, "begun": begun, "found": value, "error": error}
        for name, begun, value, error in zip(found.names, found.begun, found.values, found.covariance.diagonal() ** 0.5, strict=True)
    ]
    targets = [
        {
            "name": goal.name, "row": goal.row, "held_out": goal.held_out, "wanted": goal.value, "low": goal.low, "high": goal.high,
            "reached": reached, "inside": bool(goal.low <= reached <= goal.high),
        }
        for goal, reached in zip(found.goals, found.reached, strict=True)
    ]  # fmt: skip
    return {
        "share": share, "seconds": seconds, "evaluations": found.evaluations, "free": len(found.names), "rank": found.rank,
        "singular": found.singular, "numbers": numbers, "targets": targets, "covariance": found.covariance,
    }  # fmt: skip
