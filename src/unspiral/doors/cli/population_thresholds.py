"""``unspiral population thresholds``: episodes read off simulated symptoms, beside declared ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, progress, quiet_option, say, seed_option
from unspiral.doors.cli.ground_given import Given, ground_options
from unspiral.doors.cli.ground_text import priors_entry, schema_of
from unspiral.doors.cli.population_given import declared
from unspiral.doors.cli.population_rules import EXAMPLE, rules_given, scales_given
from unspiral.doors.cli.targets_asked import numbers_given, pairs_given
from unspiral.errors import NotIdentified, SpecError

if TYPE_CHECKING:
    from unspiral.act.population.threshold_readings import Reading, Rule, Thresholds
    from unspiral.records import Fit

SCHEMA = "unspiral.population_thresholds/1"


@click.command(short_help="Read episodes off simulated symptoms, beside declared ones.")
@ground_options
@click.option(
    "--episodes", "population", metavar="FILE.toml|NAME", help="Declared episodes to hold it against; the packaged ones when left out."
)
@click.option("--scale", multiple=True, metavar="NAME=LOW:HIGH", help="Ends of the scale of a process; repeatable.")
@click.option("--rule", multiple=True, metavar="TEXT", help=f"When symptoms make an episode: '{EXAMPLE}'; repeatable.")
@click.option(
    "--spread", multiple=True, metavar="NAME=SD", help="How far people's usual levels lie apart, where the fit does not know; repeatable."
)
@click.option(
    "--together", multiple=True, metavar="A,B=R", help="With --spread: how people's levels go together; 0 when left out; repeatable."
)
@click.option("--called", multiple=True, metavar="NAME=PROCESS", help="What the loop calls a process of the declaration; repeatable.")
@click.option(
    "--share", type=float, metavar="S", help="The declared episodes at a causal share that their file holds; all causal when left out."
)
@click.option("--persons", type=int, default=2000, show_default=True, metavar="N", help="How many are simulated.")
@click.option("--years", type=float, default=5.0, show_default=True, metavar="X", help="That are counted.")
@click.option("--before", type=float, default=2.0, show_default=True, metavar="X", help="Years that run before the count.")
@seed_option
@json_option
@quiet_option
def command(
    fit: str | None, loop: str | None, prior: tuple[str, ...], time_unit: str | None, population: str | None, scale: tuple[str, ...],
    rule: tuple[str, ...], spread: tuple[str, ...], together: tuple[str, ...], called: tuple[str, ...], share: float | None,
    persons: int, years: float, before: float, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Read episodes off the symptoms that a loop makes, and say how far that is from declared episodes.

    Many persons' symptoms are simulated day by day, each around a usual level of their own. An episode is a stretch of weeks above a
    threshold: pain of 4 or more (0 to 10) in 10 of 12 weeks, depression of 10 or more (0 to 27) for two weeks, unless --rule says
    otherwise. Beside it stands what the declared episodes say of the same quantities. These are two models; the gap shows what rests
    on which.

    \b
    Examples:
      unspiral population thresholds fit.json --scale pain=0:10 --scale depression=0:27
      unspiral population thresholds fit.json --scale pain=0:10 --scale depression=0:27 --spread pain=1.5 --spread depression=4 --json
      unspiral population thresholds fit.json --rule 'pain:chronic >= 6 on 0:10 in 10 of 12 weeks, ends after 4' --episodes population.toml
      unspiral population thresholds --loop 'pain <-> depression' --prior level:pain=3 --prior within:pain=1.5
        --prior level:depression=6 --prior within:depression=3 --spread pain=1.5 --spread depression=4
        --scale pain=0:10 --scale depression=0:27

    Ends with 0 when done, 2 for bad input, 3 when the loop cannot be simulated.
    """
    stands_on = Given("population thresholds", fit, loop, prior, time_unit, seed)
    scales, spreads = scales_given(scale), numbers_given(spread, "--spread", "pain=1.5")
    pairs, names = _pairs(together), dict(pairs_given(called, "--called", "depression=low_mood"))
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.population.thresholds import called as renamed
    from unspiral.act.population.thresholds import thresholds

    given = declared(population)
    episodes = renamed(given.episodes if share is None else given.at(share), names)
    rules = rules_given(rule, scales, episodes)
    try:
        opened = stands_on.opened()
        with progress("Persons", persons) as advance:
            found = thresholds(
                opened,
                episodes,
                rules,
                spread=spreads,
                together=pairs,
                persons=persons,
                years=years,
                before=before,
                seed=seed,
                said=advance,
            )
    except NotIdentified as refusal:
        if as_json:
            print_json(_refused(refusal, priors=loop is not None))
        raise
    if as_json:
        print_json(document(opened, found))
        return
    from unspiral.doors.cli.population_thresholds_text import thresholds_text

    click.echo(thresholds_text(opened, found))
    say("Every number, every week, and the fitted hazards: add --json")


def _pairs(texts: tuple[str, ...]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for name, value in numbers_given(texts, "--together", "pain,depression=0.4").items():
        one, comma, other = (part.strip() for part in name.partition(","))
        if not comma or not one or not other:
            raise SpecError(f"'--together {name}={value:g}' does not name two processes.", fix="--together pain,depression=0.4")
        found[one, other] = value
    return found


# Out, as JSON ----------------------------------------------------------------------------------------------------------------------


def document(fit: Fit, found: Thresholds) -> dict[str, object]:
    """What was read, as the JSON of the contract.

    Args:
        fit: whose loop was simulated.
        found: what was read off it.
    """
    from unspiral.doors.cli.population_show_document import declaration
    from unspiral.version import VERSION

    return {
        "schema": schema_of(SCHEMA, priors=fit.beliefs is not None),
        "persons": found.persons,
        "years": found.years,
        "before": found.before,
        "rules": [_rule(rule) for rule in found.rules],
        "readings": [_reading(reading) for reading in found.readings],
        "beyond_scale": found.beyond,
        "prevalence": {"week": list(range(len(next(iter(found.prevalence.values()), ())))), "state": found.prevalence},
        "compared": found.compared,
        "fitted": None if found.fitted is None else {**declaration(found.fitted), "largest_gap": found.fitted_gap},
        "not_fitted": found.unfitted,
        "said": list(found.said),
        "manifest": {"unspiral": VERSION, "seed": found.seed, "loop": found.loop},
        **priors_entry(fit.beliefs),
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "state": rule.key, "at": rule.at, "scale": [rule.low, rule.high], "weeks": rule.weeks, "least": rule.least,
        "ends_after": rule.leave,
    }  # fmt: skip


def _reading(reading: Reading) -> dict[str, object]:
    return {
        "quantity": reading.name, "unit": reading.unit, "state": reading.state, "symptoms": reading.symptoms,
        "monte_carlo_error": reading.error, "episodes": reading.episodes, "ratio": reading.ratio, "fitted": reading.fitted,
    }  # fmt: skip


def _refused(refusal: NotIdentified, *, priors: bool) -> dict[str, object]:
    verdict = {"code": refusal.code, "level": "refuse", "reason": f"{refusal.what} {refusal.why}".strip(), "remedy": refusal.fix}
    return {"schema": schema_of(SCHEMA, priors=priors), "readings": [], "verdicts": [verdict]}
