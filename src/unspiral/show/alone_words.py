"""What can be said of one process by itself: where it usually lies, how far it strays, and how long a bad spell lasts."""

from __future__ import annotations

import math

import numpy as np

from unspiral.learn.draws import draw, interval
from unspiral.learn.edge import edges
from unspiral.learn.family import unit_of_process
from unspiral.learn.lags import can_standardise, deviations
from unspiral.loop.language import parse
from unspiral.loop.picture.words import spoken
from unspiral.records import Effect, Fit
from unspiral.show.model import Part, Section
from unspiral.show.numbers import amount, effect
from unspiral.show.words import duration, refused, start

DRAWS = 1000


def alone_sentences(fit: Fit) -> tuple[str, ...]:
    """Level, spread and half-life of each process of a loop without links; none where there are links, or the fit is refused."""
    if refused(fit) or fit.links:
        return ()
    return tuple(sentence for i in range(len(fit.processes)) for sentence in _of_process(fit, i))


def alone_section(fit: Fit) -> Section | None:
    """The same as a chapter of the report; None where the loop has links."""
    lines = alone_sentences(fit)
    title = "What can be said of one process" if len(fit.processes) == 1 else "What can be said of each process"
    return Section("alone", title, parts=(Part(bullets=lines),)) if lines else None


def _of_process(fit: Fit, at: int) -> list[str]:
    name, share, unit = fit.processes[at], fit.choices.level, fit.data.time_unit
    column = next(p.indicators[0].column for p in parse(fit.loop_text).processes if p.name == name)
    held = {p.name: p for p in fit.parameters}
    process, lines, counted = spoken(name), list[str](), unit_of_process(fit, name)
    usual = held.get(f"level:{column}")
    if usual is not None:
        found = effect(Effect(usual.estimate, usual.low, usual.high), share, sign=False)
        lines.append(f"{start(process)} usually lies at {found}, in {counted} of {spoken(column)}.")
    trait = held.get(f"trait:{name}")
    if trait is not None and trait.estimate > 0:
        lines.append(f"People differ in their usual {process} by a standard deviation of {amount(math.sqrt(trait.estimate))} {counted}.")
    if name in edges(fit):
        lines.append(f"How fast {process} returns to its level cannot be told: the fit lies at an edge there.")
        return lines
    strays = _strays(fit, at)
    if strays is not None:
        who = "From day to day it strays" if fit.data.persons == 1 else "Within a person it strays"
        lines.append(f"{who} from that level by a standard deviation of {effect(strays, share, sign=False, unit=counted)}.")
    rate = held[f"self:{name}"]
    if rate.estimate < 0:
        half = math.log(2.0)
        low = half / -rate.low if rate.low is not None and rate.low < 0 else None
        high = half / -rate.high if rate.high is not None and rate.high < 0 else None
        lasts = duration(Effect(half / -rate.estimate, low, high), unit, share)
        lines.append(f"A bad spell lasts: half of a rise of {process} is gone after {lasts}.")
    return lines


def _strays(fit: Fit, at: int) -> Effect | None:
    """Stationary standard deviation, with its interval from draws."""
    draws = draw(fit, DRAWS)
    if not can_standardise(draws):
        return None
    spread = draws.told(deviations(draws)[:, at])
    known = spread[1:][np.isfinite(spread[1:])]
    if not np.isfinite(spread[0]) or len(known) < 0.95 * (len(spread) - 1):
        return None
    return Effect(float(spread[0]), *interval(known, fit.choices.level))
