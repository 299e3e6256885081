"""The chapters about how effects travel and how long things take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unspiral.learn.direction import headline, negligible
from unspiral.learn.draws import draw
from unspiral.learn.edge import edges, reaches
from unspiral.learn.effects import path_effects
from unspiral.learn.pace import pace
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect, Fit
from unspiral.records.effects import HalfLife, Pace, PathEffects
from unspiral.show.effects_chart import effects_picture, effects_table
from unspiral.show.loop_picture import half_life
from unspiral.show.model import Part, Section
from unspiral.show.numbers import probability
from unspiral.show.pace_chart import pace_picture, peak_tables
from unspiral.show.words import EDGE, back, duration, withheld

DRAWS = 600


def effects_section(fit: Fit, longest: float) -> Section | None:
    """What goes straight and what others pass on; None with fewer than two processes.

    Args:
        fit: a fitted loop.
        longest: how far the curves run, in time units.
    """
    if len(fit.processes) < 2 or not fit.links:
        return None
    heading = "Straight, or through something else?"
    pair = headline(fit.processes)
    if len(fit.processes) == 2:
        one, other = (spoken(name) for name in fit.processes)
        said = (
            f"With two processes nothing else can pass an effect on: all of it goes straight, what comes back round the loop included. "
            f"What might lie between {one} and {other}, such as sleep or activity, can be asked once it is measured and declared.",
        )
        return Section("effects", heading, said)
    drawn = [a for a in fit.links if not withheld(fit, a)]
    if not drawn:
        return Section("effects", heading, (f"No part is shown. {EDGE}",))
    wanted = list(drawn)
    shown: list[Arrow] = []
    for arrow in (pair, back(pair)) if pair else ():
        if reaches(arrow, fit.links) and not withheld(fit, arrow):
            shown.append(arrow)
            wanted += [arrow] if arrow not in wanted else []
    lags = np.unique(np.append(np.linspace(0.0, longest, 33), fit.data.interval))
    found = path_effects(fit, wanted, lags, draws=draw(fit, DRAWS))
    sampling, unit = fit.data.interval, fit.data.time_unit
    nil = negligible(sampling, unit)
    pictures = tuple(
        effects_picture(found[a], sampling=sampling, unit=unit, nil=nil if found[a].standardised else None)
        for a in shown
        if _moves(found[a])
    )
    lead = (
        "A push can go straight from one process to another, or be passed on by a third on the way. The straight part is what would be "
        "left if every other process were held still; the rest needs another to pass it on. Both depend on the lag.",
    )
    if any(v.code == "intervals" for v in fit.verdicts):
        lead += ("Intervals here are from draws; where the answer’s own was read from a profile of the likelihood, that one counts.",)
    table = effects_table([found[a] for a in wanted], sampling, unit)
    return Section("effects", heading, lead, (Part(pictures=pictures, tables=(table,)),))


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
