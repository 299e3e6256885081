"""The chapters about how effects travel and how long things take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from unspiral.act.travel import travels
from unspiral.learn.direction import headline
from unspiral.learn.draws import draw
from unspiral.learn.edge import edges
from unspiral.learn.pace import pace
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect, Fit
from unspiral.records.effects import HalfLife, Pace, PathEffects
from unspiral.records.spiral import Travel
from unspiral.show.effects_chart import effects_table
from unspiral.show.loop_picture import half_life
from unspiral.show.model import Part, Section
from unspiral.show.numbers import probability
from unspiral.show.pace_chart import pace_picture, peak_tables
from unspiral.show.travel_chart import travel_picture, travel_table
from unspiral.show.words import EDGE, back, duration, withheld

DRAWS = 600


def effects_section(fit: Fit) -> Section | None:
    """What goes straight and what others pass on, against the lag; None with fewer than two processes.

    Args:
        fit: a fitted loop.
    """
    if len(fit.processes) < 2 or not fit.links:
        return None
    heading = "Straight, or through something else?"
    if len(fit.processes) == 2:
        one, other = (spoken(name) for name in fit.processes)
        said = (
            f"With two processes nothing else can pass an effect on: all of it goes straight, what comes back round the loop included. "
            f"What might lie between {one} and {other}, such as sleep or activity, can be asked once it is measured and declared.",
        )
        return Section("effects", heading, said)
    if all(withheld(fit, a) for a in fit.links):
        return Section("effects", heading, (f"No part is shown. {EDGE}",))
    lag = fit.direction.lag
    found = {a: travel for a, travel in travels(fit, draw(fit), lag).items() if not withheld(fit, a)}
    part = travel_part(found, headline(fit.processes), lag, fit.data.time_unit)
    return Section("effects", heading, tuple(effects_lead(fit)), (part,))


def effects_lead(fit: Fit) -> list[str]:
    """What straight and passed-on effects are."""
    lead = [
        "A push can go straight from one process to another, or be passed on by a third on the way. The straight part is what would be "
        "left if every other process were held still; the rest needs another to pass it on. Both depend on the lag.",
    ]
    if any(v.code == "intervals" for v in fit.verdicts):
        lead.append("Intervals here are from draws; where the answer’s own was read from a profile of the likelihood, that one counts.")
    return lead


def travel_part(found: Mapping[Arrow, Travel], pair: Arrow | None, lag: float, unit: str) -> Part:
    """The arrows of the question as pictures, each with its parts held against what is worth speaking of, then every arrow in a table.

    Args:
        found: arrow -> how its effect travels.
        pair: the two processes of the question; None draws every arrow.
        lag: at which the parts are judged, in time units.
        unit: of time.
    """
    wanted = [a for a in ((pair, back(pair)) if pair else found) if a in found and _moves(found[a].curves)]
    pictures = tuple(travel_picture(found[a], lag=lag, unit=unit) for a in wanted)
    tables = [travel_table(found[a], lag=lag, unit=unit) for a in wanted]
    if len(found) > len(wanted):
        tables.append(effects_table([travel.curves for travel in found.values()], lag, unit))
    return Part(pictures=pictures, tables=tuple(tables))


def _moves(found: PathEffects) -> bool:
    return bool(np.abs(found.total.estimate).max() > 0.0)


def pace_section(fit: Fit) -> Section:
    """How long a disturbance lasts, when effects are largest, and whether the loop swings."""
    heading = "How long things take"
    if edges(fit):
        return Section("pace", heading, (f"No time is shown. {EDGE}",))
    found = pace(fit, draws=draw(fit, DRAWS))
    found = replace(found, half_lives={name: as_learned(fit, name, half) for name, half in found.half_lives.items()})
    lead = (
        "A half-life tells how long a bad spell lasts: the time until half of a disturbance is gone. Alone, it is a property of one "
        "process; in the loop, the others may keep it up or calm it down.",
        *_swing(found),
    )
    return Section("pace", heading, lead, (Part(pictures=(pace_picture(found),), tables=peak_tables(found)),))


def as_learned(fit: Fit, process: str, half: HalfLife) -> HalfLife:
    """Half-lives that are no surer than the self-rate behind them: alone they are it, and in the loop they lack the ends that it lacks.

    Draws always have two ends; the interval that the fit holds may be read from a profile and have none.
    """
    learned = half_life(fit, process) or Effect(half.own.estimate, None, None)
    low, high = (None if own is None else end for own, end in ((learned.low, half.within.low), (learned.high, half.within.high)))
    return HalfLife(learned, Effect(half.within.estimate, low, high))


def _swing(found: Pace) -> tuple[str, ...]:
    if found.swing is None:
        return ()
    period = duration(found.swing.period, found.unit, found.level)
    return (
        f"The estimated loop swings on its way back: from crest to crest it takes {period}. The probability that it swings at all is "
        f"{probability(found.swing.probability)}.",
    )
