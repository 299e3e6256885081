"""What the same loop would have said with steps, counts and cut-off scales read as numbers with normal noise: the usual shortcut."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from unspiral.errors import NotIdentified
from unspiral.learn.family import in_steps
from unspiral.loop.model import Loop
from unspiral.records import Effect, Fit, Panel
from unspiral.records.shortcut import Shortcut

CALLED = ("drives", "likely drives", "clear but very small")
APART = 0.1  # share of an effect by which both must differ before a size is spoken of


def shortcut_of(fit: Fit, data: Panel, loop: Loop, as_numbers: Callable[[], Fit]) -> Shortcut:
    """The same loop with all answers as Gaussian, beside the fit.

    Effects of both are in within-person standard deviations at the lag of the answer: points of a scale and probits do not compare.

    Args:
        fit: with answers in steps; its words are given.
        data: what it was learned from.
        loop: declared.
        as_numbers: fits the shortcut, with its words.

    Returns:
        Shortcut; without effects, and with the reason in its note, where the shortcut cannot be learned.

    Source: tests/learn/test_shortcut.py; bias by simulation in docs/validation/people.md.
    """
    floor, ceiling = ends_of_answers(data, loop, in_steps(fit.choices))
    arrows = [a for a in fit.links if a in fit.direction.links]
    own = {a: fit.direction.links[a].effect for a in arrows if fit.direction.links[a].standardised}
    try:
        other = as_numbers()
    except NotIdentified as refusal:
        note = f"Read as numbers, these answers could not carry the loop: {refusal.what}"
        return Shortcut("cannot tell", fit.direction.lag, own, {}, {}, floor, ceiling, note)
    if not other.converged:
        note = "Read as numbers, the same loop found no maximum, so that there is nothing to compare with."
        return Shortcut("cannot tell", fit.direction.lag, own, {}, {}, floor, ceiling, note)
    links = {a: other.direction.links[a] for a in arrows if a in other.direction.links}
    short = {a: link.effect for a, link in links.items() if link.standardised}
    words = {a: link.word for a, link in links.items()}
    note = _note(fit, own, short, words)
    if other.choices.error and not fit.choices.error:
        note += " As numbers they were given measurement error, which this fit has not: steps have noise of their own, numbers have not."
    return Shortcut(other.direction.answer, fit.direction.lag, own, short, words, floor, ceiling, note)


def ends_of_answers(data: Panel, loop: Loop, columns: tuple[str, ...]) -> tuple[dict[str, float], dict[str, float]]:
    """Share of answers at the lowest and at the highest answer there is, of each column."""
    floor, ceiling = dict[str, float](), dict[str, float]()
    for column in columns:
        values = np.concatenate([p.values[:, data.indicators.index(column)] for p in data.persons])
        values = values[~np.isnan(values)]
        floor[column], ceiling[column] = float((values == values.min()).mean()), float((values == values.max()).mean())
    return floor, ceiling


def _note(fit: Fit, own: dict[tuple[str, str], Effect], short: dict[tuple[str, str], Effect], words: dict[tuple[str, str], str]) -> str:
    """What follows: where words differ, else where sizes do."""
    named = {a: f"{a[0]} → {a[1]}" for a in words}
    lost = [a for a in words if fit.direction.links[a].word in CALLED and words[a] not in CALLED]
    gained = [a for a in words if fit.direction.links[a].word not in CALLED and words[a] in CALLED]
    said: list[str] = []
    if lost:
        said.append(f"Read as numbers, the same answers would not have shown {_listed([named[a] for a in lost])}.")
    if gained:
        said.append(
            f"Read as numbers, the same answers would have called {_listed([named[a] for a in gained])}, which these do not bear out."
        )
    if not said:
        said.append("Read as numbers, the same answers would have been given the same words.")
    ratios: list[str] = []
    for a, one in own.items():
        if a in short and abs(one.estimate) > 0.02:
            share = short[a].estimate / one.estimate
            if share > 0.0 and abs(share - 1.0) > APART:
                ratios.append(f"{named[a]} {abs(share - 1.0):.0%} {'smaller' if share < 1.0 else 'larger'}")
            elif share <= 0.0:
                ratios.append(f"{named[a]} of the other sign")
    if ratios:
        said.append(f"Effects would have come out otherwise: {_listed(ratios)} (estimates, each with its own interval).")
    return " ".join(said)


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
