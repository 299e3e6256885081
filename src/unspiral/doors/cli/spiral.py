"""``unspiral spiral``: how much of a push comes back round the loop, and through which link."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import decide, json_option, print_json, quiet_option, say
from unspiral.doors.cli.document_parts import effect_entry, refusal_entry, verdict_entry
from unspiral.doors.cli.ground_given import MOST_SPANS, Given, check_reach, ground_options, no_pages
from unspiral.doors.cli.ground_text import priors_entry, schema_of
from unspiral.doors.cli.page_given import check_places, page_options, write_places
from unspiral.errors import NotIdentified, SpecError

if TYPE_CHECKING:
    from unspiral.records import Effect, Fit, LinkShare, Spiral
    from unspiral.records.effects import Curve
    from unspiral.records.spiral import Centrality, Slowing, Travel, Weighed
    from unspiral.show.model import Report

SCHEMA = "unspiral.spiral/1"
REFUSED = 3


@click.command(short_help="Show how much of a push comes back round the loop.")
@ground_options
@click.option("--lag", type=float, metavar="X", help="Lag at which effects are judged, in the fit's time unit; default: the fit's own.")
@click.option("--threshold", type=float, metavar="X", help="Gain from which a spiral is worth speaking of, between 0 and 1; default 0.05.")
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="With --loop: of its draws; 1 when left out.")
@page_options
@json_option
@quiet_option
def command(
    fit: str | None, loop: str | None, prior: tuple[str, ...], time_unit: str | None, lag: float | None, threshold: float | None,
    seed: int | None, report: str | None, svg: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Show how much of a push comes back round the loop, through which link, which link slows recovery, and how effects travel.

    FIT.json comes from 'unspiral learn DATA -o FIT.json'. Each number has its interval and the probability that it is worth speaking of.
    Where there are no data yet, --loop takes a declared loop with priors: the answer then says what these amount to, and finds nothing.
    That a loop feeds itself is a hypothesis to test here: it may be clear, too small to speak of, or not to be told.

    \b
    Examples:
      unspiral spiral fit.json
      unspiral spiral fit.json --lag 2 --threshold 0.1
      unspiral spiral fit.json --report spiral.html --svg spiral.svg
      unspiral spiral fit.json --json
      unspiral spiral --loop 'pain <-> depression' --prior 'link:pain->depression=0.1:0.3'

    Ends with 0 when done, 2 for bad input, 3 when the fit cannot carry an answer or its loop runs away.
    """
    stands_on = Given("spiral", fit, loop, prior, time_unit, seed)
    if seed is not None and loop is None:
        raise SpecError("--seed belongs to --loop: a spiral of a fit is exact, and its draws are the fit's own.", fix="leave --seed out.")
    if threshold is not None and not 0.0 < threshold < 1.0:
        raise SpecError(
            f"'--threshold {threshold:g}' is not a gain between 0 and 1.",
            why="From a gain of 1 on a loop runs away, and at 0 every spiral would be worth speaking of.", fix="--threshold 0.05",
        )  # fmt: skip
    if lag is not None and not (math.isfinite(lag) and lag > 0.0):
        raise SpecError(f"'--lag {lag:g}' is not a positive time.", fix="--lag 1")
    no_pages(loop, report, svg)
    check_places(report, svg, fit)
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.spiral import WORTH, spiral

    wanted = WORTH if threshold is None else threshold
    try:
        opened = stands_on.opened()
    except NotIdentified as refusal:
        if as_json:
            print_json(_refused(stands_on.unit, 0.95, lag or 1.0, wanted, refusal, priors=True))
        raise
    check_reach("--lag", lag, MOST_SPANS * opened.data.span, opened.direction.lag)
    try:
        found = spiral(opened, lag=lag, threshold=wanted)
    except NotIdentified as refusal:
        if as_json:
            at = lag or opened.direction.lag
            print_json(_refused(opened.data.time_unit, opened.choices.level, at, wanted, refusal, priors=opened.beliefs is not None))
        raise
    code = REFUSED if any(v.level == "refuse" for v in found.verdicts) else 0
    decide(code)
    write_places(lambda: _page(opened, found), report, svg)
    if as_json:
        print_json(document(found))
        return code
    from unspiral.doors.cli.spiral_text import spiral_text

    click.echo(spiral_text(found))
    say("Every number, at every lag: add --json")
    return code


def _page(fit: Fit, found: Spiral) -> Report:
    from unspiral.show.spiral_page import spiral_page

    return spiral_page(fit, found)


# Out, as JSON ----------------------------------------------------------------------------------------------------------------------


def document(found: Spiral) -> dict[str, object]:
    """A spiral as the JSON of the contract."""
    return {
        "schema": schema_of(SCHEMA, priors=found.beliefs is not None),
        "unit": found.unit,
        "level": found.level,
        "threshold": found.threshold,
        "lag": found.lag,
        "standardised": found.standardised,
        "words": found.words,
        "gain": None if found.weighed is None else _weighed(found.weighed) | {"above_zero": found.probability},
        "amplification": _effect(found.amplification),
        "radius": None if found.radius is None else effect_entry(found.radius) | {"below_one": found.converging},
        "shares": {f"{a}->{b}": _share(share) for (a, b), share in found.shares.items()},
        "recovery": _effect(found.recovery),
        "slowing": None if found.slowing is None else _slowing(found.slowing),
        "effects": {f"{a}->{b}": _travel(travel) for (a, b), travel in found.travel.items()},
        "centrality": {name: _centrality(centrality) for name, centrality in found.centrality.items()},
        "assumptions": list(found.assumptions),
        "verdicts": [verdict_entry(verdict) for verdict in found.verdicts],
        **priors_entry(found.beliefs),
    }


def _refused(unit: str, level: float, lag: float, threshold: float, refusal: NotIdentified, *, priors: bool) -> dict[str, object]:
    """The same document where nothing can be said: no numbers, and the verdict that says why."""
    verdict = refusal_entry(refusal)
    head: dict[str, object] = {
        "schema": schema_of(SCHEMA, priors=priors), "unit": unit, "level": level, "threshold": threshold, "lag": lag,
        "standardised": False, "words": "",
    }  # fmt: skip
    numbers = dict.fromkeys(("gain", "amplification", "radius", "recovery", "slowing"))
    return {**head, **numbers, "shares": {}, "effects": {}, "centrality": {}, "assumptions": [], "verdicts": [verdict]}


def _slowing(slowing: Slowing) -> dict[str, object]:
    return {
        "alone": _effect(slowing.alone),
        "longer": _weighed(slowing.slowed),
        "links": {
            f"{a}->{b}": {
                "slope": _effect(link.slope), "part": _effect(link.part), "recovery_without": _effect(link.without),
                "saved": _weighed(link.saved),
            }
            for (a, b), link in slowing.links.items()
        },
        "most": [f"{a}->{b}" for a, b in slowing.most],
        "probability": slowing.probability,
        "word": slowing.word,
    }  # fmt: skip


def _travel(travel: Travel) -> dict[str, object]:
    c = travel.curves
    return {
        "declared": c.declared,
        "at_lag": {
            "total": _weighed(travel.total), "direct": _weighed(travel.direct), "indirect": _weighed(travel.indirect),
            "through": {name: _weighed(at) for name, at in travel.through.items()},
        },
        "lags": c.total.lags,
        "total": _curve(c.total), "direct": _curve(c.direct), "indirect": _curve(c.indirect),
        "through": {name: _curve(curve) for name, curve in c.through.items()},
    }  # fmt: skip


def _centrality(centrality: Centrality) -> dict[str, object]:
    return {
        "at_lag": {"total": _weighed(centrality.total_at), "indirect": _weighed(centrality.indirect_at)},
        "lags": centrality.total.lags, "total": _curve(centrality.total), "indirect": _curve(centrality.indirect),
        "controllability": _effect(centrality.controllability),
    }  # fmt: skip


def _curve(curve: Curve) -> dict[str, object]:
    return {"estimate": curve.estimate, "low": curve.low95, "high": curve.high95, "low50": curve.low50, "high50": curve.high50}


def _share(share: LinkShare) -> dict[str, object]:
    found = effect_entry(share.gain) if share.weighed is None else _weighed(share.weighed)
    return found | effect_entry(share.gain) | {"above_zero": share.probability}


def _weighed(weighed: Weighed) -> dict[str, object]:
    """A number with its interval, the threshold that it is held against, and how sure it is that it lies beyond."""
    return effect_entry(weighed.effect) | {"threshold": weighed.threshold, "beyond": weighed.probability, "word": weighed.word}


def _effect(effect: Effect | None) -> dict[str, object] | None:
    return None if effect is None else effect_entry(effect)
